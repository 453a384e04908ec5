"""What is wrong with the cameras: clocks that are off, and hours when nothing was recorded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.time import Span
from trackway.sim.county import County

__all__ = ["ClockStep", "Clocks", "Outage", "clocks", "outages"]

_FAR_OFF_S = (-47.0, 88.0)
_FAR_OFF_BOUND_S = 120.0


@dataclass(frozen=True, slots=True)
class ClockStep:
    """A site (its index) whose clock ran so far ahead for a while, on top of what it usually does."""

    site: int
    span: Span
    ahead_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Clocks:
    """Per site: how far its clock is ahead, and the bound its keeper claims (NaN: nobody measured it).

    ``steps`` are hours in which a clock was elsewhere, whatever its keeper claims.
    """

    ahead_s: NDArray[np.float64]
    bound_s: NDArray[np.float64]
    steps: tuple[ClockStep, ...] = ()

    def shown_us(self, site: NDArray[np.int16], true_us: NDArray[np.int64]) -> NDArray[np.int64]:
        """What the clocks of these sites show at these true times, UTC microseconds."""
        shown = true_us + np.round(self.ahead_s * 1e6).astype(np.int64)[site]
        for step in self.steps:
            rows = (site == step.site) & (true_us >= step.span.start.us) & (true_us < step.span.end.us)
            shown[rows] += round(step.ahead_s * 1e6)
        return shown


def clocks(county: County) -> Clocks:
    """Most sites keep time within half a second, some within a few, two are far off, some unmeasured.

    Every claimed bound holds and no clock steps.
    """
    rng = np.random.default_rng([county.seed, 60])
    n = len(county.plate_sites)
    ahead = np.clip(rng.normal(0.0, 0.15, n), -0.45, 0.45)
    bound = np.full(n, 0.5)
    order = rng.permutation(n)
    loose, unmeasured, far = order[: n // 7], order[n // 7 : n // 4], order[n // 4 : n // 4 + len(_FAR_OFF_S)]
    ahead[loose], bound[loose] = rng.uniform(-4.0, 4.0, len(loose)), 5.0
    ahead[unmeasured], bound[unmeasured] = rng.uniform(-3.0, 3.0, len(unmeasured)), np.nan
    ahead[far], bound[far] = _FAR_OFF_S, _FAR_OFF_BOUND_S
    return Clocks(ahead, bound)


@dataclass(frozen=True, slots=True)
class Outage:
    """Cameras (their numbers) that recorded nothing for a while, and why."""

    cameras: tuple[int, ...]
    span: Span
    because: str


def outages(
    county: County, span: Span, rng: np.random.Generator, spared: frozenset[int]
) -> tuple[Outage, ...]:
    """One site without power and a few single cameras; none at the sites (indices) that are spared."""
    free = [i for i in range(len(county.plate_sites)) if i not in spared]
    sites = [county.plate_sites[i] for i in rng.choice(free, size=5, replace=False)]
    found = []
    for k, at in enumerate(sites):
        hours = rng.uniform(3, 20)
        start = span.start.plus(rng.uniform(0.05, 0.9) * span.seconds)
        cameras = tuple(range(at.first_number, at.first_number + 4)) if k == 0 else (at.first_number + k - 1,)
        found.append(Outage(cameras, Span(start, start.plus(hours * 3600)), "停電" if k == 0 else "鏡頭故障"))
    return tuple(found)
