"""Clocks: how far each site's clock is ahead of its neighbours', told from the vehicles that pass them.

A way takes as long there as back. Where it seems to take longer one way, the clocks at its ends differ by
half of that; over all ways together this gives each site's offset against the county.

::

    legs there and back ──► differences of neighbours ──► each site's offset, and what is left unexplained
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.said import Said
from trackway.trails.clocks.legs import Legs
from trackway.trails.clocks.sites import Sites

__all__ = ["Offsets", "offsets_of", "unclocked_says"]

_NEIGHBOUR_S = 1500.0
"""Ways of up to 25 minutes: on longer ones stops make there and back differ."""
_STANDS_OUT_S = 30.0
"""Lights and queues make there and back differ by half a minute at most; less is no clock."""
_LEAST_ERROR_S = 15.0
"""So well can an offset be told at best, by the same."""
_ROUNDS = 12
_NAMED = 6
"""So many sites are named; names are long, and all of them are cameras of the coverage."""


@dataclass(frozen=True, slots=True, eq=False)
class Offsets:
    """Per site: ``ahead_s``, by which its clock is ahead as its neighbours tell (0 where it does not stand
    out), ``error_s`` how well that is known, and ``is_off`` where it contradicts what the clock claims."""

    ahead_s: NDArray[np.float64]
    error_s: NDArray[np.float64]
    is_off: NDArray[np.bool_]

    def granted_s(self, site: NDArray[np.int64], claimed_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """How wrong passages' times may still be, by what their clocks claim (NaN: nobody measured it)."""
        error = self.error_s[site]
        known = np.where(np.isnan(claimed_s), error, claimed_s)
        return np.where(self.ahead_s[site] != 0, error, known)


def offsets_of(legs: Legs) -> Offsets:
    """The offset of each site, by least absolute differences over ways that were driven both ways."""
    n = len(legs.claimed_s)
    there, back = legs.usual_s, legs.usual_s.T
    one, other = np.nonzero(np.triu(there + back < 2 * _NEIGHBOUR_S, 1))  # NaN: no
    if not len(one):
        return Offsets(np.zeros(n), np.full(n, _NEIGHBOUR_S), np.zeros(n, bool))
    apart = (there[one, other] - back[one, other]) / 2
    weight = np.sqrt(np.minimum(legs.sample[one, other], legs.sample[other, one]).astype(float))
    ahead = _solved(n, one, other, apart, weight)
    left = np.abs(apart - (ahead[other] - ahead[one]))
    error = np.full(n, _NEIGHBOUR_S)
    for site in np.unique(np.concatenate([one, other])):
        at = (one == site) | (other == site)
        error[site] = max(_LEAST_ERROR_S, 1.5 * float(np.median(left[at])))
    stands_out = (np.abs(ahead) > _STANDS_OUT_S) & (np.abs(ahead) > 2 * error)
    is_off = stands_out & ~legs.is_unmeasured & (np.abs(ahead) > legs.claimed_s + error)
    return Offsets(np.where(stands_out, ahead, 0.0), error, is_off)


def _solved(
    n: int,
    one: NDArray[np.intp],
    other: NDArray[np.intp],
    apart: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Least squares again and again, each difference weighed by how little it was missed before."""
    ahead = np.zeros(n)
    trust = weight.copy()
    for _ in range(_ROUNDS):
        normal, right = np.eye(n) * 1e-3, np.zeros(n)  # a little towards 0: clocks are more often right
        np.add.at(normal, (one, one), trust)
        np.add.at(normal, (other, other), trust)
        np.add.at(normal, (one, other), -trust)
        np.add.at(normal, (other, one), -trust)
        np.add.at(right, other, trust * apart)
        np.add.at(right, one, -trust * apart)
        ahead = np.asarray(np.linalg.solve(normal, right), np.float64)
        ahead -= np.median(ahead)
        trust = weight / np.maximum(np.abs(apart - (ahead[other] - ahead[one])), 2.0)
    return ahead


def unclocked_says(sites: Sites, legs: Legs, offsets: Offsets) -> tuple[Said, ...]:
    """What to know of the clocks behind an answer: those nobody measured, and those that are off."""
    found = []
    unmeasured = [sites.names[k] for k in np.flatnonzero(legs.is_unmeasured)]
    if unmeasured:
        zh, en = _some(unmeasured)
        found.append(
            Said(
                f"未量測時鐘的處所：{zh}；其時間僅以鄰近處所推估。",
                f"Nobody measured the clocks at {en}; their times are judged by their neighbours only.",
            )
        )
    off = [f"{sites.names[k]} ({offsets.ahead_s[k]:+.0f} s)" for k in np.flatnonzero(offsets.is_off)]
    if off:
        zh, en = _some(off)
        found.append(
            Said(
                f"時鐘偏差超出其宣稱的處所：{zh}；已扣除後計算。",
                f"Clocks further off than they claim, told from vehicles both ways: {en}; taken off first.",
            )
        )
    return tuple(found)


def _some(names: list[str]) -> tuple[str, str]:
    """The first few names and how many there are, in Chinese and in English."""
    zh, en = "、".join(names[:_NAMED]), ", ".join(names[:_NAMED])
    more = len(names) > _NAMED
    return (f"{zh} 等 {len(names)} 處", f"{en} and {len(names) - _NAMED} more") if more else (zh, en)
