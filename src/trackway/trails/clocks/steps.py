"""Clock steps: hours in which one site's clock was elsewhere, told from many plates that became impossible.

One impossible journey says nothing of a clock. But if in the same hours at the same site many plates are
impossible, and one and the same offset would make most of them possible, it is the clock.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.trails.cloned.bound import Timing
from trackway.trails.cloned.pairs import Pairs

__all__ = ["ClockStep", "is_stepped", "steps_of"]

_LEAST_PLATES = 4
"""Fewer plates at one site in a few hours are misreads and chance (measured: one or two in a busy hour)."""
_TIMES_USUAL, _HOURS_TELL = 3.0, 6
"""Three times what the site's other hours have, where there are six of them to tell."""
_SUPPORT = 0.5
"""Half of them must agree on the offset; of journeys impossible by chance a twentieth would."""
_GRANTED_S = 90.0
_SPREAD = 0.12
"""How well the offset is told: travel times differ by an eighth, and by a red light or two."""
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class ClockStep:
    """A site (its index) whose clock was about ``off_s`` off from hour to hour (ms, the last one's end), as
    so many ``plates`` tell. Whether ahead or behind is not told: both explain the same journeys."""

    site: int
    first_ms: int
    end_ms: int
    off_s: float
    plates: int


@dataclass(frozen=True, slots=True, eq=False)
class _Ends:
    """Every end of every pair: at which site and hour, how long after the other end, how long that way
    usually takes; ``twin`` is the other end of the same pair."""

    site: NDArray[np.int64]
    hour: NDArray[np.int64]
    after_s: NDArray[np.float64]
    usual_s: NDArray[np.float64]
    plate: NDArray[np.int64]
    twin: NDArray[np.intp]


_NONE = ClockStep(0, 0, 0, 0.0, 0)


def steps_of(pairs: Pairs, timing: Timing) -> tuple[ClockStep, ...]:
    """The steps that explain many pairs, in order of site and time.

    The site that explains most is blamed first; what it explains is then no reason to blame its neighbours.
    """
    ends = _ends(pairs, timing)
    open_ = np.ones(len(ends.site), bool)
    waiting = [
        (site, run) for site in np.unique(ends.site).tolist() for run in _crowded(ends, ends.site == site)
    ]
    found: list[ClockStep] = []
    known = {each: _step(ends, _within(ends, *each)) for each in waiting}
    while waiting:
        waiting.sort(key=lambda each: (known[each].plates, each), reverse=True)
        site, run = first = waiting[0]
        rows = _within(ends, site, run)
        fresh = _step(ends, rows[open_[rows]])
        if fresh.plates < known[first].plates:
            known[first] = fresh
            if not fresh.plates:
                waiting.remove(first)
            continue
        waiting.remove(first)
        if fresh.plates:
            found.append(fresh)
            open_[rows] = False
            open_[ends.twin[rows]] = False
    return tuple(sorted(found, key=lambda one: (one.site, one.first_ms)))


def is_stepped(
    steps: tuple[ClockStep, ...], site: NDArray[np.int64], ms: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which of these passages lie in a step, or within an hour of it: when exactly it began nobody knows."""
    found = np.zeros(len(site), bool)
    for step in steps:
        found |= (site == step.site) & (ms >= step.first_ms - _HOUR_MS) & (ms < step.end_ms + _HOUR_MS)
    return found


def _ends(pairs: Pairs, timing: Timing) -> _Ends:
    ahead = timing.offsets.ahead_s
    site = np.concatenate([pairs.earlier, pairs.later])
    other = np.concatenate([pairs.later, pairs.earlier])
    ms = np.concatenate([pairs.earlier_ms, pairs.later_ms])
    other_ms = np.concatenate([pairs.later_ms, pairs.earlier_ms])
    usual = timing.bounds.usual_s
    return _Ends(
        site,
        ms // _HOUR_MS,
        (ms - other_ms) / 1000 - ahead[site] + ahead[other],
        np.fmax(usual[site, other], usual[other, site]),
        np.concatenate([pairs.plate, pairs.plate]),
        np.roll(np.arange(2 * len(pairs)), len(pairs)),
    )


def _crowded(ends: _Ends, at: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of hours (first, last) with far more different plates than the site's other hours have."""
    keys = np.unique(np.stack([ends.hour[at], ends.plate[at]], 1), axis=0)
    hours, plates = np.unique(keys[:, 0], return_counts=True)
    quiet = float(np.median(plates)) if len(hours) >= _HOURS_TELL else 0.0
    busy = hours[plates >= max(2.0, _TIMES_USUAL * quiet if quiet < _LEAST_PLATES else 1.5 * quiet)]
    runs: list[tuple[int, int]] = []
    for one in busy.tolist():
        if runs and one - runs[-1][1] <= 2:
            runs[-1] = (runs[-1][0], one)
        else:
            runs.append((one, one))
    return [
        (first, last)
        for first, last in runs
        if len(np.unique(keys[(keys[:, 0] >= first) & (keys[:, 0] <= last), 1])) >= _LEAST_PLATES
    ]


def _within(ends: _Ends, site: int, run: tuple[int, int]) -> NDArray[np.intp]:
    return np.flatnonzero((ends.site == site) & (ends.hour >= run[0]) & (ends.hour <= run[1]))


def _step(ends: _Ends, rows: NDArray[np.intp]) -> ClockStep:
    """The offset that most plates of these rows, all of one site, agree on; of no plates if too few agree."""
    rows = rows[np.isfinite(ends.usual_s[rows])]
    if not len(rows):
        return _NONE
    # It came from the other site, a usual time before; or went there, a usual time later.
    ahead = np.concatenate([ends.after_s[rows] - ends.usual_s[rows], ends.after_s[rows] + ends.usual_s[rows]])
    plate = np.concatenate([ends.plate[rows], ends.plate[rows]])
    wide = np.tile(_GRANTED_S / 2 + _SPREAD * ends.usual_s[rows], 2)
    options = np.unique(np.round(ahead / 10) * 10)
    agree = [len(np.unique(plate[np.abs(ahead - middle) <= wide])) for middle in options]
    best = int(np.argmax(agree))
    if agree[best] < max(_LEAST_PLATES, _SUPPORT * len(np.unique(ends.plate[rows]))):
        return _NONE
    off_s = abs(float(np.median(ahead[np.abs(ahead - options[best]) <= wide])))
    hours = ends.hour[rows]
    return ClockStep(
        int(ends.site[rows[0]]),
        int(hours.min()) * _HOUR_MS,
        (int(hours.max()) + 1) * _HOUR_MS,
        off_s,
        agree[best],
    )
