"""Five thousand ordinary cameras: dense in town streets, thin along the roads between villages."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.sim.county.lines import Rank
from trackway.sim.county.network import RoadGraph, Spot
from trackway.sim.county.plane import to_lonlat
from trackway.sim.county.sites import DEMO, Stations, town_at

__all__ = ["ordinary_cameras"]

_DENSITY = {
    "花蓮市": 1.0,
    "吉安鄉": 0.8,
    "新城鄉": 0.6,
    "玉里鎮": 0.6,
    "鳳林鎮": 0.55,
    "光復鄉": 0.5,
    "瑞穗鄉": 0.5,
    "壽豐鄉": 0.45,
}
_THIN = 0.35
_JUNCTION_MOST, _ROADSIDE_MOST = 4, 2
_ROADSIDE_EVERY_M = {Rank.HIGHWAY: 700.0, Rank.COUNTY: 1100.0, Rank.STREET: 160.0}
_SETBACK_M = (4.0, 9.0)
"""How far from the middle of the road a pole stands; more would put some into the sea below 台11."""
_MODELS = (("類比 480TVL", 2013), ("AHD 720", 2017), ("網路 2M", 2022), ("網路 4M", 2027))
"""What was bought until when."""
_YEARS = np.arange(2008, 2027)
_BOUGHT = np.array([3, 4, 5, 7, 9, 10, 10, 9, 8, 7, 6, 5, 4, 3, 2, 2, 2, 2, 2], float)
"""How many were bought each year: most are past their life, a few hundred are replaced a year."""


@dataclass(frozen=True, slots=True)
class _Pole:
    east: float
    north: float
    headings: tuple[float, ...]
    town: str
    label: str
    weight: float


def ordinary_cameras(
    graph: RoadGraph, keepers: Stations, rng: np.random.Generator, count: int, first_number: int
) -> list[Camera]:
    """``count`` cameras numbered in spatial order: rows of 2 km from north to south, west to east in each."""
    if not count:
        return []
    poles = _junctions(graph) + _roadsides(graph, rng)
    lenses = _share_out(poles, count, rng)
    placed = [
        _lens(pole, pole.headings[(turn + k) % len(pole.headings)], rng)
        for pole, lens_count in zip(poles, lenses, strict=True)
        for turn in [int(rng.integers(len(pole.headings)))]
        for k in range(lens_count)
    ]
    placed.sort(key=lambda lens: (-(lens[2] // 2000), lens[1], lens[2]))
    lonlat = to_lonlat(np.array([[east, north] for _, east, north, _ in placed]))
    years = rng.choice(_YEARS, size=len(placed), p=_BOUGHT / _BOUGHT.sum())
    named: Counter[str] = Counter()
    cameras = []
    for i, (pole, east, north, heading) in enumerate(placed):
        named[pole.label] += 1
        cameras.append(
            Camera(
                id=f"HL-{i + 1:05d}",
                number=first_number + i,
                name=f"{DEMO} {pole.town} {pole.label} {named[pole.label]:02d}",
                kind=CameraKind.ORDINARY,
                place=Point(round(float(lonlat[i, 0]), 6), round(float(lonlat[i, 1]), 6)),
                heading_deg=round(heading, 1) % 360.0,
                fov_deg=float(rng.integers(45, 96)),
                station_id=keepers.keeper(pole.town, east, north),
                model=f"{DEMO} {next(name for name, until in _MODELS if years[i] < until)}",
                installed_year=int(years[i]),
            )
        )
    return cameras


def _junctions(graph: RoadGraph) -> list[_Pole]:
    """A pole at every node where streets meet, named after the named roads that meet there."""
    leaving: list[list[int]] = [[] for _ in graph.node_xy]
    for edge, node in enumerate(graph.start.tolist()):
        leaving[node].append(edge)
    poles = []
    for node, edges in enumerate(leaving):
        if len(edges) < 3:
            continue
        roads = [graph.roads[graph.road[e]] for e in edges]
        town = town_at(roads[0], float(graph.from_m[edges[0]]))
        names = list(dict.fromkeys(road.name_zh for road in roads if road.name_zh))
        places = [road.part for road in roads if not road.name_zh]
        label = f"{names[0]}/{names[1]}口" if len(names) > 1 else _beside(names, places)
        east, north = graph.node_xy[node]
        headings = tuple(_edge_heading(graph, e) for e in edges)
        weight = _DENSITY.get(town, _THIN) * (1.6 if names else 1.0)
        poles.append(_Pole(float(east), float(north), headings, town, label, weight))
    return poles


def _beside(names: list[str], places: list[str]) -> str:
    if names and places:
        return f"{names[0]}路口({places[0]})"
    return f"{names[0]}路口" if names else f"{places[0]}街區"


def _edge_heading(graph: RoadGraph, edge: int) -> float:
    """Which way an edge leaves its start node."""
    step = 1.0 if graph.to_m[edge] > graph.from_m[edge] else -1.0
    heading = graph.place(Spot(int(graph.road[edge]), float(graph.from_m[edge] + step)))[2]
    return heading if step > 0 else (heading + 180.0) % 360.0


def _roadsides(graph: RoadGraph, rng: np.random.Generator) -> list[_Pole]:
    """Poles along the stretches between junctions."""
    poles = []
    for edge in range(0, len(graph.start), 2):
        road = graph.roads[graph.road[edge]]
        every = _ROADSIDE_EVERY_M[road.rank]
        for k in range(int(graph.length_m[edge] // every)):
            along = graph.from_m[edge] + (k + rng.uniform(0.3, 0.7)) * every
            east, north, heading = graph.place(Spot(int(graph.road[edge]), float(along)))
            town = town_at(road, float(along))
            km = float(np.interp(along, road.along_m, road.km))
            label = f"{road.name_zh} {km:.1f}K" if road.name_zh.endswith("線") else road.name_zh
            label = label or f"{road.part}街區"
            weight = 0.5 * _DENSITY.get(town, _THIN)
            poles.append(_Pole(east, north, (heading, (heading + 180.0) % 360.0), town, label, weight))
    return poles


def _share_out(poles: list[_Pole], count: int, rng: np.random.Generator) -> list[int]:
    """How many lenses each pole carries: by weight, within what a pole can bear, ``count`` in all."""
    most = np.array([_JUNCTION_MOST if len(p.headings) > 2 else _ROADSIDE_MOST for p in poles])
    weight = np.array([p.weight for p in poles])
    lenses = np.zeros(len(poles), np.int64)
    while (left := count - int(lenses.sum())) > 0:
        open_ = np.where(lenses < most, weight, 0.0)
        more = rng.multinomial(min(left, max(1, len(poles) // 3)), open_ / open_.sum())
        lenses = np.minimum(lenses + more, most)
    return lenses.tolist()


def _lens(pole: _Pole, heading: float, rng: np.random.Generator) -> tuple[_Pole, float, float, float]:
    """A lens on a pole at the right-hand kerb, looking along the road give or take a few degrees."""
    off = rng.uniform(*_SETBACK_M)
    right = np.radians(heading + 90.0)
    facing = (heading + rng.normal(0.0, 6.0)) % 360.0
    return pole, pole.east + off * float(np.sin(right)), pole.north + off * float(np.cos(right)), facing
