"""Roads as lines: kilometre posts and named junctions (facts) joined, smoothed and measured.

::

    facts/posts.csv ──► smooth line ──┐
    facts/streets.csv ──► line ───────┼──► Road (line, road metres, kilometres)
    facts/grids.csv ──► town grid ────┘

The lines are schematic 示意: right to a few hundred metres between posts, not surveyed.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import numpy as np
import shapely
from numpy.typing import NDArray

from trackway.model.errors import NotFound
from trackway.model.place import Point
from trackway.sim.county.plane import Metres, headings_deg, to_lonlat, to_plane

__all__ = ["Rank", "Road", "read_facts", "roads_from_posts", "streets_from_junctions"]

_SAMPLE_M = 120.0
"""A corner every so often on a smoothed line: finer shows no more on a map, coarser shows corners."""
_MAX_WINDING = 1.6
"""Kilometre posts may say a road is longer than the drawn line, as mountain roads are; beyond this
the post is in doubt, not the line."""

_SNAP_M = 400.0
"""A road whose last post stands this near another numbered road ends there."""


class Rank(StrEnum):
    """How important a road is, which decides its line on the map and its speed."""

    HIGHWAY = "highway"
    COUNTY = "county"
    STREET = "street"


_NAMES_EN = {
    "台9線": "Provincial Highway 9",
    "台9丙線": "Provincial Highway 9C",
    "台9丁線": "Provincial Highway 9D",
    "台8線": "Provincial Highway 8",
    "台11線": "Provincial Highway 11",
    "台11甲線": "Provincial Highway 11A",
    "台11丙線": "Provincial Highway 11C",
    "台23線": "Provincial Highway 23",
    "台30線": "Provincial Highway 30",
    "縣道193線": "County Road 193",
    "瑞港公路": "Ruigang Road",
}


@dataclass(frozen=True, slots=True, eq=False)
class Road:
    """One drawn stretch of road.

    ``xy`` are its corners (n x 2 metres, TWD97); ``along_m`` the road metres from its start to each
    corner, never less than the drawn length; ``km`` the kilometres on the signs at each corner.
    ``part`` tells stretches of one road apart (台30線 is drawn west and east of 玉里). Streets have no
    signs: their ``km`` counts from their start. A town grid's streets have no name.
    """

    name_zh: str
    name_en: str
    part: str
    town: str
    rank: Rank
    xy: Metres
    along_m: NDArray[np.float64]
    km: NDArray[np.float64]

    @property
    def length_m(self) -> float:
        """Road metres from end to end."""
        return float(self.along_m[-1])

    def lonlat(self) -> NDArray[np.float64]:
        """The corners as n x 2 degrees."""
        return to_lonlat(self.xy)

    def place_at_km(self, km: float) -> Point:
        """Where the sign with this kilometre would stand; an error off the drawn stretch."""
        if not self.km[0] <= km <= self.km[-1]:
            raise NotFound(
                f"{self.name_zh} is drawn from {self.km[0]:.1f}K to {self.km[-1]:.1f}K, not at {km}K."
            )
        xy = np.array([[np.interp(km, self.km, self.xy[:, axis]) for axis in (0, 1)]])
        lon, lat = to_lonlat(xy)[0]
        return Point(float(lon), float(lat))


@cache
def read_facts(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of the small tables beside this module."""
    text = (resources.files("trackway.sim.county") / "facts" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def roads_from_posts() -> list[Road]:
    """The numbered roads, smoothed through their filtered posts."""
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_facts("posts.csv"):
        groups[row["road"]].append(row)
    lines = {name: _smooth(to_plane(_lonlat_of(rows))) for name, rows in groups.items()}
    return [_numbered(name, rows, *lines[name], _others(lines, name)) for name, rows in groups.items()]


def _lonlat_of(rows: list[dict[str, str]]) -> NDArray[np.float64]:
    return np.array([[float(row["lon"]), float(row["lat"])] for row in rows])


def _others(lines: dict[str, tuple[Metres, NDArray[np.intp]]], name: str) -> shapely.Geometry:
    return shapely.MultiLineString([xy for other, (xy, _) in lines.items() if other != name])


def _numbered(
    label: str, rows: list[dict[str, str]], xy: Metres, post_of: NDArray[np.intp], others: shapely.Geometry
) -> Road:
    name, _, part = label.partition("#")
    xy = np.vstack([_landing(xy[0], others), xy[1:-1], _landing(xy[-1], others)])
    drawn = _cumulative(xy)
    signs = np.array([float(r["km"]) if r["km"] else np.nan for r in rows])
    km = _kilometres(drawn, post_of, signs)
    steps = np.diff(drawn)
    longer = np.clip(np.diff(km) * 1000 / steps, 1.0, _MAX_WINDING)
    return Road(
        name_zh=name,
        name_en=_NAMES_EN[name],
        part=part,
        town="",
        rank=Rank.HIGHWAY if name.startswith("台") else Rank.COUNTY,
        xy=xy,
        along_m=np.concatenate([[0.0], np.cumsum(steps * longer)]),
        km=km,
    )


def streets_from_junctions() -> list[Road]:
    """The streets that named junctions string together."""
    groups: dict[tuple[str, str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in read_facts("streets.csv"):
        key = (row["town"], row["name_zh"], row["name_en"], row["part"])
        groups[key].append((float(row["lon"]), float(row["lat"])))
    streets = []
    for (town, zh, en, part), places in groups.items():
        xy = to_plane(np.array(places))
        along = _cumulative(xy)
        streets.append(Road(zh, en, part, town, Rank.STREET, xy, along, along / 1000))
    return streets


def _smooth(posts: Metres) -> tuple[Metres, NDArray[np.intp]]:
    """A centripetal Catmull-Rom curve through the posts (it neither loops nor overshoots), and which
    corner each post became."""
    if len(posts) < 3:
        return posts, np.arange(len(posts))
    ghosts = np.vstack([2 * posts[0] - posts[1], posts, 2 * posts[-1] - posts[-2]])
    pieces, post_of, count = [], [0], 0
    for i in range(len(posts) - 1):
        four = ghosts[i : i + 4]
        knots = np.concatenate([[0.0], np.cumsum(np.sqrt(np.hypot(*np.diff(four, axis=0).T)))])
        samples = max(1, round(float(np.hypot(*(four[2] - four[1]))) / _SAMPLE_M))
        at = np.linspace(knots[1], knots[2], samples + 1)[:-1]
        pieces.append(_catmull_rom(four, knots, at))
        count += samples
        post_of.append(count)
    return np.vstack([*pieces, posts[-1:]]), np.array(post_of)


def _catmull_rom(four: Metres, knots: NDArray[np.float64], at: NDArray[np.float64]) -> Metres:
    """Barry and Goldman's pyramid: the curve between the second and third of four points."""

    def blend(a: Metres, b: Metres, low: float, high: float) -> Metres:
        share = ((at - low) / (high - low))[:, None]
        return np.asarray((1 - share) * a + share * b)

    a1, a2, a3 = (blend(four[i], four[i + 1], knots[i], knots[i + 1]) for i in range(3))
    b1, b2 = blend(a1, a2, knots[0], knots[2]), blend(a2, a3, knots[1], knots[3])
    return blend(b1, b2, knots[1], knots[2])


def _cumulative(xy: Metres) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])


def _landing(end: Metres, others: shapely.Geometry) -> Metres:
    """Where a road's end belongs: on the other road it almost reaches, or where it is."""
    point = shapely.Point(end)
    if shapely.distance(point, others) > _SNAP_M:
        return end[None]
    return np.asarray(shapely.get_coordinates(shapely.shortest_line(point, others))[1:])


def _kilometres(
    drawn: NDArray[np.float64], post_of: NDArray[np.intp], signs: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Kilometres at every corner: between signs in proportion, beyond the outer signs by length."""
    known = np.isfinite(signs)
    if not known.any():
        return drawn / 1000
    where, what = drawn[post_of[known]], signs[known]
    km = np.interp(drawn, where, what)
    before, after = drawn < where[0], drawn > where[-1]
    km[before] = what[0] - (where[0] - drawn[before]) / 1000
    km[after] = what[-1] + (drawn[after] - where[-1]) / 1000
    return np.asarray(km)


def crossing_angle_deg(a: float, b: float) -> float:
    """The angle between two headings taken as lines, 0 to 90 degrees."""
    turn = abs(a - b) % 180.0
    return min(turn, 180.0 - turn)


def sharpest_turn_deg(road: Road) -> float:
    """The largest change of heading from one piece of the line to the next."""
    turns = np.abs(np.diff(headings_deg(road.xy)))
    return float(np.max(np.minimum(turns, 360 - turns), initial=0.0))
