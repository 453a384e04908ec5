"""Faults of a month: clocks beyond their claimed bounds or elsewhere for hours, and cameras that are out."""

from dataclasses import replace

import numpy as np

from trackway.model.time import Span
from trackway.sim.county import County
from trackway.sim.traffic import Clocks, ClockStep, Outage, clocks

__all__ = ["faulty_clocks", "many_outages"]

_LYING, _LYING_S = 3, (40.0, 240.0)
"""So many sites run so far ahead or behind whatever their keepers claim."""
_STEPS_A_DAY, _STEP_H, _STEP_S = 0.4, (2.0, 8.0), (60.0, 2400.0)
_SITES_A_DAY, _SITE_H = 0.2, (4.0, 36.0)
_CAMERAS_A_DAY, _CAMERA_H = 1.3, (2.0, 48.0)


def faulty_clocks(county: County, span: Span, rng: np.random.Generator) -> Clocks:
    """The county's clocks with some that lie all the time and some that step for a few hours."""
    at = clocks(county)
    ahead = at.ahead_s.copy()
    lying = rng.choice(np.flatnonzero(at.bound_s < 10), _LYING, replace=False)
    ahead[lying] = rng.choice([-1, 1], _LYING) * rng.uniform(*_LYING_S, _LYING)
    steps = []
    for _ in range(max(1, round(_STEPS_A_DAY * span.seconds / 86_400))):
        start = span.start.plus(rng.uniform(0, span.seconds))
        step_s = float(rng.choice([-1, 1]) * rng.uniform(*_STEP_S))
        site = int(rng.integers(len(ahead)))
        steps.append(ClockStep(site, Span(start, start.plus(rng.uniform(*_STEP_H) * 3600)), step_s))
    return replace(at, ahead_s=ahead, steps=tuple(steps))


def many_outages(county: County, span: Span, rng: np.random.Generator) -> tuple[Outage, ...]:
    """Sites without power and single cameras that are out, as many as a month brings."""
    found = []
    days = span.seconds / 86_400
    whole, single = round(_SITES_A_DAY * days), round(_CAMERAS_A_DAY * days)
    for n in range(whole + single):
        site = county.plate_sites[rng.integers(len(county.plate_sites))]
        start = span.start.plus(rng.uniform(0, span.seconds))
        hours = rng.uniform(*(_SITE_H if n < whole else _CAMERA_H))
        first = site.first_number
        cameras = tuple(range(first, first + 4)) if n < whole else (first + int(rng.integers(4)),)
        down = Span(start, start.plus(hours * 3600))
        found.append(Outage(cameras, down, "停電" if n < whole else "鏡頭故障"))
    return tuple(sorted(found, key=lambda outage: outage.span.start))
