"""What is wrong with the cameras: clocks that are off, and hours when nothing was recorded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.time import Span
from trackway.sim.county import County

__all__ = ["Clocks", "Outage", "clocks", "outages"]

_FAR_OFF_S = (-47.0, 88.0)
_FAR_OFF_BOUND_S = 120.0


@dataclass(frozen=True, slots=True, eq=False)
class Clocks:
    """Per site: how far its clock is ahead, and the bound its keeper claims (NaN: nobody measured it).

    A claimed bound always holds.
    """

    ahead_s: NDArray[np.float64]
    bound_s: NDArray[np.float64]


def clocks(county: County) -> Clocks:
    """Most sites keep time within half a second, some within a few, two are far off, some unmeasured."""
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
