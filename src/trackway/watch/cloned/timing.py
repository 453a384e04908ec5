"""Timing for the live tests: measured from the store where it answers, by the map alone where not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trackway.model.camera import Camera, CameraKind
from trackway.model.time import Span, Stamp
from trackway.trails.desk import Desk
from trackway.trails.live import (
    Legs,
    Timing,
    bounds_of,
    hours_filed,
    offsets_of,
    sites_of,
    thinned,
    timing_of,
    uptime,
)

__all__ = ["V_MAX_KMH", "Ways", "by_map", "measured", "ways_of"]

V_MAX_KMH = 180.0
"""No vehicle is faster in a straight line; the analysis of cloned plates begins with the same."""
_WEEKS_S = 21 * 86_400.0
"""Three weeks tell the ways and the clocks; a road or a clock that was mended before counts no more."""

_ENOUGH_H = 48
"""Hours with passages before they tell what is usual: one clock that steps spoils the ways of a first day."""


def by_map(cameras: Mapping[int, Camera], v_max_kmh: float = V_MAX_KMH) -> Timing:
    """What is known before anything was measured: how far apart plate cameras are, and no clock.

    Clocks that claim no bound are granted twenty-five minutes then, as the analysis grants them.
    """
    sites = sites_of(cameras, [n for n, one in cameras.items() if one.kind is CameraKind.PLATE])
    n = len(sites)
    unknown = np.full((n, n), np.nan)
    legs = Legs(np.zeros((n, n), np.int64), unknown, unknown, np.zeros(n), np.zeros(n, bool))
    offsets = offsets_of(legs)
    return Timing(sites, legs, offsets, bounds_of(sites, legs, offsets, v_max_kmh))


def measured(desk: Desk, v_max_kmh: float = V_MAX_KMH) -> Timing:
    """What the passages of the last three weeks tell, asked in a second; by the map where there are none."""
    plates = {n: one for n, one in desk.cameras.items() if one.kind is CameraKind.PLATE}
    span = Span(desk.now.plus(-_WEEKS_S), desk.now)
    hours, passages = hours_filed(uptime(desk, plates, span), span)
    if (passages > 0).sum() < _ENOUGH_H:
        return by_map(desk.cameras, v_max_kmh)
    return timing_of(desk, sites_of(plates, plates), thinned(hours, passages), v_max_kmh)


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """A timing in plain lists, for looking at one passage after another.

    ``of_camera`` is the site by camera number, -1 for none; ``needed_us`` between two sites; per site
    ``ahead_us``, and ``granted_us``, -1 where it is what each passage's clock claims, or ``unmeasured_us``
    where that claims nothing.
    """

    timing: Timing
    of_camera: list[int]
    needed_us: list[list[int]]
    ahead_us: list[int]
    granted_us: list[int]
    unmeasured_us: list[int]

    def doubt_us(self, site: int, stamp: Stamp) -> int:
        """How wrong a passage's time may still be."""
        if self.granted_us[site] >= 0:
            return self.granted_us[site]
        return self.unmeasured_us[site] if stamp.error_s is None else round(stamp.error_s * 1e6)


def ways_of(timing: Timing) -> Ways:
    """A timing as plain lists."""
    offsets = timing.offsets
    every = np.arange(len(timing.sites))
    error_us = _us(offsets.granted_s(every, np.full(len(every), np.nan)))
    return Ways(
        timing,
        timing.sites.of_camera.tolist(),
        _us(timing.bounds.needed_s),
        _us(offsets.ahead_s),
        np.where(offsets.ahead_s != 0, error_us, -1).tolist(),
        error_us,
    )


def _us(seconds: NDArray[np.float64]) -> Any:  # noqa: ANN401  lists as deep as the array
    return np.round(seconds * 1e6).astype(np.int64).tolist()
