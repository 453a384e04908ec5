"""The least time between two sites: what no vehicle beats, and what nobody was seen to beat by far."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.trails.clocks.clocks import Offsets, offsets_of
from trackway.trails.clocks.legs import Legs, legs_of
from trackway.trails.clocks.sites import Sites
from trackway.trails.desk import Desk

__all__ = ["Bounds", "Timing", "bounds_of", "timing_of"]

_RACED_PART, _RACED_S = 0.4, 1200.0
_STEADY_PART, _STEADY_S = 0.75, 3600.0
"""Over twenty minutes a race at two and a half times the speed of the quick is the most there is; over an
hour nobody goes a third quicker than they do. Between the two by the line."""


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Between any two sites (n x n, seconds): ``physical_s`` by the straight line at the highest speed,
    ``needed_s`` that or what the quick needed, whichever is more, and ``usual_s`` (NaN where nobody went)."""

    physical_s: NDArray[np.float64]
    needed_s: NDArray[np.float64]
    usual_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """What is known of sites, ways and clocks when passages are held against one another."""

    sites: Sites
    legs: Legs
    offsets: Offsets
    bounds: Bounds


def timing_of(desk: Desk, sites: Sites, hours: Sequence[int], v_max_kmh: float) -> Timing:
    """Sites, the ways between them in some hours, and their clocks."""
    legs = legs_of(desk, sites, hours)
    offsets = offsets_of(legs)
    return Timing(sites, legs, offsets, bounds_of(sites, legs, offsets, v_max_kmh))


_BRISK_KMH = 90.0
"""No road of the county is so straight and so free that this is kept up along the line for long."""


def bounds_of(sites: Sites, legs: Legs, offsets: Offsets, v_max_kmh: float) -> Bounds:
    """The bounds, from legs that were driven joined into whole ways, the clocks' offsets taken off."""
    physical = sites.least_m / (v_max_kmh / 3.6)
    apart = offsets.ahead_s[None, :] - offsets.ahead_s[:, None]
    quick = _joined(legs.quick_s - apart)
    part = np.interp(quick, [_RACED_S, _STEADY_S], [_RACED_PART, _STEADY_PART])
    # Where few went directly there may be a road that none of them took: no more than a brisk line then.
    brisk = np.where(np.isnan(legs.quick_s), sites.least_m / (_BRISK_KMH / 3.6), np.inf)
    measured = np.minimum(np.where(np.isfinite(quick), quick * part, 0.0), brisk)
    usual = _joined(legs.usual_s - apart)
    return Bounds(physical, np.maximum(physical, measured), np.where(np.isfinite(usual), usual, np.nan))


def _joined(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shortest ways over any sites between (Floyd and Warshall); infinite where none is known."""
    way = np.where(np.isnan(seconds) | (seconds <= 0), np.inf, seconds)
    np.fill_diagonal(way, 0.0)
    for middle in range(len(way)):
        np.minimum(way, way[:, middle, None] + way[None, middle, :], out=way)
    return way
