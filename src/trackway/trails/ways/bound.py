"""Road bounds: how soon a vehicle can be elsewhere, where no journeys were measured.

By the road network where there is one, else in a straight line with a stated detour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.place import WGS84, Point
from trackway.model.roads import Roads, nearest, quickest_s, shortest_m
from trackway.model.said import Said
from trackway.trails.trail.legs import FASTEST_KMH

__all__ = ["DETOUR", "FLOWING_KMH", "Bounds", "bounds"]

DETOUR = 1.4
"""Roads are that much longer than straight lines; 1.2 to 1.5 is usual (Boscoe et al. 2012: 1.42)."""
FLOWING_KMH = 50.0
"""How fast traffic flows where no road says it: the limit in towns, and near it outside them."""
_OFF_ROAD_M = 400.0
"""A place farther than this from every road of the network is not on it; then the straight line counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Of n places, from or to one other: ``metres`` by the shortest way, ``fastest_s`` (none is quicker:
    that way at ``FASTEST_KMH``), ``flowing_s`` in free-flowing traffic, and whether roads say so."""

    metres: NDArray[np.float64]
    fastest_s: NDArray[np.float64]
    flowing_s: NDArray[np.float64]
    by_road: NDArray[np.bool_]

    def taken(self, rows: NDArray[np.intp]) -> "Bounds":
        """Some of the places, in the order given."""
        return Bounds(self.metres[rows], self.fastest_s[rows], self.flowing_s[rows], self.by_road[rows])

    @property
    def says(self) -> Said:
        """What the figures rest on."""
        if self.by_road.all():
            return Said("依路網計算。", "By the road network.")
        some = "部分以" if self.by_road.any() else "無路網資料，以"
        part = "Some in a" if self.by_road.any() else "No road network: in a"
        return Said(
            f"{some}直線距離計算（行駛距離估為 {DETOUR} 倍、時速 {FLOWING_KMH:.0f} 公里）。",
            f"{part} straight line, taken {DETOUR} times as long to drive, at {FLOWING_KMH:.0f} km/h.",
        )


def bounds(roads: Roads | None, origin: Point, places: Sequence[Point], *, towards: bool = False) -> Bounds:
    """How far the places are from the origin (``towards``: to it)."""
    lon, lat = np.array([p.lon for p in places]), np.array([p.lat for p in places])
    n = len(places)
    straight = np.asarray(WGS84.inv(np.full(n, origin.lon), np.full(n, origin.lat), lon, lat)[2], np.float64)
    metres, flowing = straight.copy(), straight * DETOUR / FLOWING_KMH * 3.6
    by_road = np.zeros(n, np.bool_)
    if roads is not None and n:
        node, off = nearest(roads, [origin, *places])
        by_metres = shortest_m(roads, int(node[0]), towards=towards)[node[1:]]
        by_seconds = quickest_s(roads, int(node[0]), towards=towards)[node[1:]]
        by_road = (off[0] <= _OFF_ROAD_M) & (off[1:] <= _OFF_ROAD_M) & np.isfinite(by_metres)
        # A camera stands beside its node, on either side of it: no bound may be longer than the truth.
        metres = np.where(by_road, np.maximum(by_metres - off[0] - off[1:], straight), metres)
        flowing = np.where(by_road, by_seconds, flowing)
    return Bounds(metres, metres / FASTEST_KMH * 3.6, flowing, by_road)
