"""Roads: a network of roads that can be routed, for how far one place is from another by road.

::

    lines on the map ──► nodes (ends, shared corners, every 200 m) and edges ──► metres, seconds from a node
"""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from trackway.model.errors import Invalid
from trackway.model.place import WGS84, Point

__all__ = ["Oneway", "RoadLine", "Roads", "nearest", "quickest_s", "roads_of", "shortest_m"]

_NODE_EVERY_M = 200.0
"""A camera is put on its nearest node; at half of this it is off by less than a car sees ahead."""
_SAME_PLACE = 1e6
"""Corners that agree to six decimals of a degree, a tenth of a metre, are one place."""
_REMEMBERED = 256
"""Ways worked out from so many places are kept: an analysis asks from the same gates again and again."""


class Oneway:
    """Which way a line may be driven."""

    BOTH, ALONG, AGAINST = 0, 1, -1


@dataclass(frozen=True, slots=True)
class RoadLine:
    """One drawn road: corners (longitude, latitude), free-flow speed, and a value of ``Oneway``.

    ``metres`` is how long it is to drive where it winds more than it is drawn; 0 takes it as drawn.
    """

    corners: tuple[tuple[float, float], ...]
    kmh: float
    oneway: int = Oneway.BOTH
    metres: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """A network 路網. ``lon`` and ``lat`` of n nodes; of m directed edges the nodes they ``start`` from and
    ``end`` at, their ``metres`` and free-flow ``kmh``. A road that may be driven both ways is two edges."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    metres: NDArray[np.float64]
    kmh: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not len(self.start):
            raise Invalid("There are no roads in it.")

    @property
    def seconds(self) -> NDArray[np.float64]:
        """What each edge takes where nothing is in the way."""
        return self.metres / self.kmh * 3.6


def roads_of(lines: Sequence[RoadLine]) -> Roads:
    """The network of drawn roads. Two meet where they share a corner; crossing without one is a bridge."""
    places: dict[tuple[int, int], int] = defaultdict(int)
    for line in lines:
        for place in {_place(corner) for corner in line.corners}:
            places[place] += 1
    nodes: dict[tuple[int, int], int] = {}
    at: list[tuple[float, float]] = []
    rows: list[tuple[int, int, float, float]] = []
    for line in lines:
        along = _corners_and_between(line.corners)
        drawn_m = sum(step_m for _, step_m in along)
        winding = line.metres / drawn_m if line.metres and drawn_m else 1.0
        before, metres = -1, 0.0
        for i, (corner, step_m) in enumerate(along):
            metres += step_m * winding
            place = _place(corner)
            is_end = i in (0, len(along) - 1)
            if not (is_end or places.get(place, 0) > 1 or metres >= _NODE_EVERY_M / 2):
                continue
            node = nodes.setdefault(place, len(at))
            if node == len(at):
                at.append(corner)
            if before >= 0 and node != before:
                if line.oneway != Oneway.AGAINST:
                    rows.append((before, node, metres, line.kmh))
                if line.oneway != Oneway.ALONG:
                    rows.append((node, before, metres, line.kmh))
            before, metres = node, 0.0
    start, end, length, kmh = zip(*rows, strict=True) if rows else ((), (), (), ())
    lonlat = np.array(at, np.float64).reshape(-1, 2)
    return Roads(
        lon=lonlat[:, 0],
        lat=lonlat[:, 1],
        start=np.array(start, np.int32),
        end=np.array(end, np.int32),
        metres=np.array(length, np.float64),
        kmh=np.array(kmh, np.float64),
    )


def _place(corner: tuple[float, float]) -> tuple[int, int]:
    return round(corner[0] * _SAME_PLACE), round(corner[1] * _SAME_PLACE)


def _corners_and_between(
    corners: Sequence[tuple[float, float]],
) -> list[tuple[tuple[float, float], float]]:
    """The corners with places between those far apart, each with its metres from the one before."""
    lon, lat = np.array([c[0] for c in corners]), np.array([c[1] for c in corners])
    metres = WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2] if len(corners) > 1 else ()
    found = [(corners[0], 0.0)]
    for (a, b), length in zip(itertools.pairwise(corners), metres, strict=True):
        pieces = max(1, int(np.ceil(length / _NODE_EVERY_M)))
        for k in range(1, pieces + 1):
            share = k / pieces
            between = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
            found.append((b if k == pieces else between, length / pieces))
    return found


def nearest(roads: Roads, places: Sequence[Point]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The node nearest to each place, and how many metres off it lies."""
    tree, squeeze = _tree(roads)
    lon, lat = np.array([p.lon for p in places]), np.array([p.lat for p in places])
    node = np.asarray(tree.nearest(shapely.points(lon * squeeze, lat)), dtype=np.intp)
    return node, np.asarray(WGS84.inv(lon, lat, roads.lon[node], roads.lat[node])[2], dtype=np.float64)


@lru_cache(maxsize=4)
def _tree(roads: Roads) -> tuple[shapely.STRtree, float]:
    """The nodes on a plane whose degrees are about equally long: enough to choose the nearest."""
    squeeze = float(np.cos(np.radians(roads.lat.mean())))
    return shapely.STRtree(shapely.points(roads.lon * squeeze, roads.lat)), squeeze


@lru_cache(maxsize=_REMEMBERED)
def quickest_s(roads: Roads, node: int, *, towards: bool = False) -> NDArray[np.float64]:
    """Free-flow seconds from a node to every other (``towards``: from every other to it); infinite where
    no way leads."""
    return _spread(roads, node, roads.seconds, towards=towards)


@lru_cache(maxsize=_REMEMBERED)
def shortest_m(roads: Roads, node: int, *, towards: bool = False) -> NDArray[np.float64]:
    """Metres of the shortest way, likewise."""
    return _spread(roads, node, roads.metres, towards=towards)


def _spread(roads: Roads, node: int, cost: NDArray[np.float64], *, towards: bool) -> NDArray[np.float64]:
    """Dijkstra's algorithm (Numerische Mathematik 1, 1959)."""
    first, order, ends = _leaving(roads, towards=towards)
    spent = cost[order].tolist()
    best = [float("inf")] * len(roads.lon)
    best[node] = 0.0
    queue = [(0.0, node)]
    while queue:
        far, here = heapq.heappop(queue)
        if far > best[here]:
            continue
        for k in range(first[here], first[here + 1]):
            reach, there = far + spent[k], ends[k]
            if reach < best[there]:
                best[there] = reach
                heapq.heappush(queue, (reach, there))
    found = np.array(best)
    found.setflags(write=False)
    return found


@lru_cache(maxsize=8)
def _leaving(roads: Roads, *, towards: bool) -> tuple[list[int], NDArray[np.intp], list[int]]:
    """The edges in order of the node they leave: where each node's begin, their order, where they lead."""
    start, end = (roads.end, roads.start) if towards else (roads.start, roads.end)
    order = np.argsort(start, kind="stable")
    first = np.searchsorted(start[order], np.arange(len(roads.lon) + 1))
    return first.tolist(), order, end[order].tolist()
