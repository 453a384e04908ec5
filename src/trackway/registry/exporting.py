"""The register as a file for people (CSV with a BOM, which Excel in Taiwan needs) or for maps (GeoJSON).

What goes out comes in again the same: ids, our numbers, stations and sites with their places.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

import msgspec
import numpy as np

from trackway.model.camera import Camera, CameraKind
from trackway.registry.coordinates import Crs, from_wgs84
from trackway.registry.escaping import escaped
from trackway.registry.register import Registry

__all__ = ["export_csv", "export_geojson"]

_HEADER = {
    "id": "編號 id",
    "name": "名稱 name",
    "kind": "類別 kind",
    "lon": "經度 lon",
    "lat": "緯度 lat",
    "heading_deg": "鏡頭朝向 heading_deg",
    "fov_deg": "水平視角 fov_deg",
    "site_id": "點位編號 site_id",
    "site": "點位名稱 site",
    "site_lon": "點位經度 site_lon",
    "site_lat": "點位緯度 site_lat",
    "station_id": "派出所代碼 station_id",
    "station": "派出所名稱 station",
    "station_lon": "派出所經度 station_lon",
    "station_lat": "派出所緯度 station_lat",
    "precinct": "分局 precinct",
    "model": "廠牌型號 model",
    "installed_year": "裝設年份 installed_year",
    "engine": "判讀引擎 engine",
    "trackway_number": "本系統編號 trackway_number",
}
_KINDS = {CameraKind.PLATE: "車牌辨識 plate", CameraKind.ORDINARY: "一般監視錄影 ordinary"}

Fact = str | float | int | None


def export_csv(registry: Registry, cameras: Sequence[Camera] | None = None, crs: Crs = Crs.WGS84) -> bytes:
    """These cameras (all in use when ``None``) as CSV, UTF-8 with BOM, a header in both languages.

    Cells that a spreadsheet would run as formulas are escaped. With TWD97 or TWD67, eastings and
    northings in metres stand beside longitude and latitude.
    """
    facts = list(_facts(registry, cameras, crs))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = (*_HEADER, *_metre_names(crs))
    writer.writerow([_HEADER.get(name, name) for name in names])
    for row in facts:
        kind = _KINDS[CameraKind(str(row["kind"]))]
        writer.writerow([_cell(value) for value in ({**row, "kind": kind}[name] for name in names)])
    return out.getvalue().encode("utf-8-sig")


def export_geojson(
    registry: Registry, cameras: Sequence[Camera] | None = None, crs: Crs = Crs.WGS84
) -> bytes:
    """These cameras (all in use when ``None``) as a GeoJSON FeatureCollection of points.

    Geometries are WGS84, as RFC 7946 demands; metres of another system are properties beside it.
    """
    features = [
        {
            "type": "Feature",
            "id": row["id"],
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {name: value for name, value in row.items() if name not in {"lon", "lat"}},
        }
        for row in _facts(registry, cameras, crs)
    ]
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


def _metre_names(crs: Crs) -> tuple[str, ...]:
    return () if crs is Crs.WGS84 else (f"{crs.upper()} X", f"{crs.upper()} Y")


def _cell(value: Fact) -> str:
    match value:
        case None:
            return ""
        case str():
            return escaped(value)
        case _:
            return repr(value)


def _facts(registry: Registry, cameras: Sequence[Camera] | None, crs: Crs) -> Iterator[Mapping[str, Fact]]:
    now = registry.snapshot()
    chosen = now.cameras if cameras is None else cameras
    sites = {site.id: site for site in now.sites}
    stations = {station.id: station for station in now.stations}
    xs, ys = from_wgs84(
        crs,
        np.array([camera.place.lon for camera in chosen]),
        np.array([camera.place.lat for camera in chosen]),
    )
    for camera, x, y in zip(chosen, xs.tolist(), ys.tolist(), strict=True):
        site = sites.get(camera.site_id or "")
        station = stations.get(camera.station_id or "")
        # A place nobody gave is not handed on as if somebody had.
        site_place = site.place if site and site.id not in now.guessed_sites else None
        station_place = station.place if station and station.id not in now.guessed_stations else None
        yield {
            "id": camera.id,
            "name": camera.name,
            "kind": camera.kind.value,
            "lon": camera.place.lon,
            "lat": camera.place.lat,
            "heading_deg": camera.heading_deg,
            "fov_deg": camera.fov_deg,
            "site_id": camera.site_id,
            "site": site.name if site else None,
            "site_lon": site_place.lon if site_place else None,
            "site_lat": site_place.lat if site_place else None,
            "station_id": camera.station_id,
            "station": station.name if station else None,
            "station_lon": station_place.lon if station_place else None,
            "station_lat": station_place.lat if station_place else None,
            "precinct": station.precinct if station else None,
            "model": camera.model,
            "installed_year": camera.installed_year,
            "engine": camera.engine or None,
            "trackway_number": camera.number,
            **dict(zip(_metre_names(crs), (x, y), strict=False)),
        }
