"""Runs: the drives on which a companion was with the target, each counted once however many cameras saw both.

Vehicles in one platoon pass camera after camera together without knowing one another. What they share is one
decision, to be there then; so one drive together is one meeting, and how likely a platoon stays together
over the way is measured from everybody near the target.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.trails.convoy.near import Near, Passed

__all__ = ["Run", "drives_of", "runs_of", "span_of", "stay_of"]

_PAUSE_S = 1800.0
"""Half an hour without a camera is a stop; being together again after it is a decision of its own."""
_POOLED = 8.0
"""A leg is told by its own platoons once eight vehicles were near at its start; before, by all legs'."""
_LEAST_STAY, _MOST_STAY = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Run:
    """One drive together: its number among the target's drives, and the rows of ``Near`` in order of time."""

    drive: int
    rows: tuple[int, ...]


def drives_of(target: Passed) -> NDArray[np.int64]:
    """The number of the drive that each of the target's passages belongs to."""
    return np.r_[0, np.cumsum(np.diff(target.ms) > _PAUSE_S * 1000)] if len(target) else np.zeros(0, np.int64)


def runs_of(
    near: Near, rows: NDArray[np.intp], drive: NDArray[np.int64], most_missed: int
) -> tuple[Run, ...]:
    """The runs of one companion, whose rows these are: of each drive its longest stretch without more than so
    many of the target's passages missed in between."""
    found = []
    at = near.row[rows]
    for number in np.unique(drive[at]):
        own = rows[drive[at] == number]
        own = own[np.argsort(near.row[own], kind="stable")]
        parts = np.split(own, np.flatnonzero(np.diff(near.row[own]) > most_missed + 1) + 1)
        longest = max(parts, key=len)
        found.append(Run(int(number), tuple(longest.tolist())))
    return tuple(found)


def stay_of(near: Near, drive: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each of the target's passages: of those near it there, the part still near it at its next one.

    1 where the next one is another drive's. This is what a platoon does by itself.
    """
    n = len(drive)
    stay = np.ones(n)
    key = near.row * len(near.plates) + near.plate
    there = np.bincount(near.row, minlength=n).astype(float)
    both = np.bincount(near.row, np.isin(key + len(near.plates), key), n)
    goes_on = np.r_[drive[1:] == drive[:-1], False] if n else np.zeros(0, bool)
    total = there[goes_on].sum()
    pooled = both[goes_on].sum() / total if total else 0.5
    stay[goes_on] = (both[goes_on] + _POOLED * pooled) / (there[goes_on] + _POOLED)
    return np.where(goes_on, np.clip(stay, _LEAST_STAY, _MOST_STAY), 1.0)


def span_of(rows: Sequence[int], near: Near) -> tuple[int, int]:
    """The first and the last of the target's passages in a run."""
    return int(near.row[rows[0]]), int(near.row[rows[-1]])
