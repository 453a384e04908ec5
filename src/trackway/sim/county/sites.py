"""Stations and plate-camera sites of the demonstration county: four cameras to a site."""

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np

from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.errors import Invalid
from trackway.model.place import Point
from trackway.sim.county.lines import Road, read_facts
from trackway.sim.county.network import RoadGraph, Spot
from trackway.sim.county.plane import to_lonlat, to_plane

__all__ = [
    "DEMO",
    "LANES",
    "PlateSite",
    "Stations",
    "direction_zh",
    "plate_cameras",
    "plate_sites",
    "stations",
    "town_at",
]

DEMO = "示範"
"""Every name of the demonstration starts with it: none of these posts or cameras is a real one."""
LANES = 2
_OTHER_DISTRICT_M = 1e6
_LANE_M = 3.4
_LANE_NAMES = ("內側", "外側")
_PLATE_MODEL = "示範 LPR-2M"


@dataclass(frozen=True, slots=True)
class PlateSite:
    """A plate-camera site on the network.

    Its cameras have the numbers ``first_number`` to ``first_number + 3``: inner and outer lane with
    the road's own direction, then inner and outer lane against it. ``edges`` are the directed edges
    they watch and ``offset_m`` how far along each edge they stand.
    """

    site: Site
    road_name: str
    spot: Spot
    heading_deg: float
    first_number: int
    edges: tuple[int, int]
    offset_m: tuple[float, float]

    def number(self, direction: int, lane: int) -> int:
        """The camera of a direction (0 with the road, 1 against it) and lane (0 inner, 1 outer)."""
        return self.first_number + direction * LANES + lane


@dataclass(frozen=True, slots=True)
class Stations:
    """The stations, and which of them looks after a place."""

    rows: tuple[Station, ...]
    towns: tuple[tuple[str, ...], ...]
    xy: tuple[tuple[float, float], ...]

    def keeper(self, town: str, east: float, north: float) -> str:
        """The id of the nearest station whose district holds the township."""
        far = [
            math.dist(xy, (east, north)) + (0.0 if town in towns else _OTHER_DISTRICT_M)
            for xy, towns in zip(self.xy, self.towns, strict=True)
        ]
        return self.rows[far.index(min(far))].id


def stations() -> Stations:
    """Fourteen stations in the county's five precincts."""
    rows = read_facts("stations.csv")
    xy = to_plane(np.array([[float(row["lon"]), float(row["lat"])] for row in rows]))
    return Stations(
        rows=tuple(
            Station(
                id=row["id"],
                name=f"{DEMO} {row['name']}派出所",
                precinct=f"{DEMO} {row['precinct']}分局",
                place=Point(float(row["lon"]), float(row["lat"])),
            )
            for row in rows
        ),
        towns=tuple(tuple(row["towns"].split()) for row in rows),
        xy=tuple((float(east), float(north)) for east, north in xy),
    )


def town_at(road: Road, along_m: float) -> str:
    """The township a place on a road lies in."""
    if road.town:
        return road.town
    km = float(np.interp(along_m, road.along_m, road.km))
    return [town for from_km, town in _townships()[road.name_zh, road.part] if from_km <= km + 0.1][-1]


@cache
def _townships() -> dict[tuple[str, str], list[tuple[float, str]]]:
    """For each numbered road, the kilometres at which it enters a township."""
    found: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for row in read_facts("townships.csv"):
        found[row["road"], row["part"]].append((float(row["from_km"]), row["town"]))
    return dict(found)


def plate_sites(graph: RoadGraph) -> tuple[PlateSite, ...]:
    """The sites, numbered from north to south."""
    found = [_site(graph, row) for row in read_facts("sites.csv")]
    found.sort(key=lambda pair: -pair[0].place.lat)
    return tuple(
        _placed(graph, Site(f"D{i:03d}", site.name, site.place), spot, first_number=4 * i - 3)
        for i, (site, spot) in enumerate(found, start=1)
    )


def _site(graph: RoadGraph, row: dict[str, str]) -> tuple[Site, Spot]:
    for index, road in enumerate(graph.roads):
        if (road.name_zh, road.part) == (row["road"], row["part"]):
            km = float(row["km"])
            spot = Spot(index, float(np.interp(km, road.km, road.along_m)))
            east, north, _ = graph.place(spot)
            lon, lat = to_lonlat(np.array([[east, north]]))[0]
            label = f"{row['km']}K " if road.name_zh.endswith("線") else ""
            town = town_at(road, spot.along_m)
            name = f"{DEMO} {town} {road.name_zh} {label}{row['place']}"
            return Site(id="", name=name, place=Point(float(lon), float(lat))), spot
    raise Invalid(f"The site {row['place']} stands on {row['road']} {row['part']}, which is not drawn.")


def _placed(graph: RoadGraph, site: Site, spot: Spot, first_number: int) -> PlateSite:
    edges = (graph.edge_at(spot, forwards=True), graph.edge_at(spot, forwards=False))
    return PlateSite(
        site=site,
        road_name=graph.roads[spot.road].name_zh,
        spot=spot,
        heading_deg=graph.place(spot)[2],
        first_number=first_number,
        edges=edges,
        offset_m=(
            float(np.clip(spot.along_m - graph.from_m[edges[0]], 0, graph.length_m[edges[0]])),
            float(np.clip(graph.from_m[edges[1]] - spot.along_m, 0, graph.length_m[edges[1]])),
        ),
    )


def plate_cameras(graph: RoadGraph, sites: tuple[PlateSite, ...], keepers: Stations) -> list[Camera]:
    """Four cameras a site. Each looks along its lane with the traffic, for scooters have rear plates only."""
    cameras = []
    for at in sites:
        east, north, heading = graph.place(at.spot)
        station = keepers.keeper(town_at(graph.roads[at.spot.road], at.spot.along_m), east, north)
        for direction in (0, 1):
            facing = (heading + 180.0 * direction) % 360.0
            right = np.radians(facing + 90.0)
            for lane in range(LANES):
                off = (lane + 0.5) * _LANE_M
                spot = np.array([[east + off * np.sin(right), north + off * np.cos(right)]])
                lon, lat = to_lonlat(spot)[0]
                number = at.number(direction, lane)
                cameras.append(
                    Camera(
                        id=f"HLP-{number:03d}",
                        number=number,
                        name=f"{at.site.name} {direction_zh(facing)}{_LANE_NAMES[lane]}",
                        kind=CameraKind.PLATE,
                        place=Point(round(float(lon), 6), round(float(lat), 6)),
                        heading_deg=round(facing, 1) % 360.0,
                        fov_deg=24.0,
                        site_id=at.site.id,
                        station_id=station,
                        model=_PLATE_MODEL,
                        installed_year=2018 + (number // 4) % 8,
                    )
                )
    return cameras


def direction_zh(heading: float) -> str:
    """The way a carriageway leads, as road signs say it."""
    return ("北上", "東行", "南下", "西行")[round(heading % 360 / 90) % 4]
