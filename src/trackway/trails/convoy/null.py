"""The null: how often two who know nothing of one another would drive together by habit and by platoon.

For each of the target's passages: how likely is the companion within the window of it, judged by where it is
at that time of day on other days of the same sort (its habit), and by its part of the camera's flow in that
hour? The larger counts. A drive together is then as likely as meeting at one of its gates and, in a platoon,
staying together over the legs seen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.trails.convoy.near import Near, Passed
from trackway.trails.convoy.runs import Run, span_of

__all__ = ["Baseline", "Chance", "Flow", "chance_of"]

_DAY_MS, _HOUR_MS, _TAIPEI_MS = 86_400_000, 3_600_000, 8 * 3_600_000
_HABIT_S = 900.0
"""Habits are told to a quarter of an hour: who leaves at seven leaves between five to and a quarter past."""
_PRIOR = math.log(1e-5)
"""One in a hundred thousand: of the thousands near somebody in a month hardly anyone keeps it company."""
_SEEN, _MISSED = 0.85, 0.15
_UNSEEN = 0.5
"""Where nobody filed the plate there, half a passage is lent: absence is no proof."""
_LEAST, _MOST = 1e-9, 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Per gate and hour of the span how much was filed: ``share`` (gates x hours) of the gate's whole, hours
    counted from ``first_hour`` (since 1970)."""

    share: NDArray[np.float64]
    first_hour: int

    def at(self, gate: NDArray[np.int64], ms: NDArray[np.int64]) -> NDArray[np.float64]:
        """The part of a gate's traffic that comes in the hour of each passage."""
        return np.asarray(self.share[gate, ms // _HOUR_MS - self.first_hour])


@dataclass(frozen=True, slots=True)
class Chance:
    """What chance makes of a companion: ``expected`` drives together of all the target's, ``probability``
    that there are as many as seen or more, and the ``belief`` (0 to 1) that they travel together."""

    expected: float
    probability: float
    belief: float


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """What is held against a companion: the target, its drives, how platoons stay together, the flow, and the
    window in seconds (its width, both sides or one)."""

    target: Passed
    drive: NDArray[np.int64]
    stay: NDArray[np.float64]
    flow: Flow
    width_s: float


def chance_of(companion: Passed, runs: Sequence[Run], near: Near, base: Baseline) -> Chance:
    """The chance that a companion's runs are none of its doing."""
    likely = _likely(companion, base)
    drives = int(base.drive.max()) + 1
    meets = np.array([_any(likely[base.drive == number]) for number in range(drives)])
    usual_stay = float(base.stay[base.stay < 1].mean()) if (base.stay < 1).any() else 1.0
    together = [run for run in runs if len(run.rows) > 1]
    expected = float((meets * usual_stay).sum())
    seen = len(together)
    met, evidence = set[int](), 0.0
    share = min(0.9, max(seen, 1) / drives)
    for run in together:
        first, last = span_of(run.rows, near)
        chance = max(_LEAST, float(meets[run.drive]) * float(base.stay[first:last].prod()))
        missed = last - first + 1 - len(run.rows)
        evidence += math.log(share * _SEEN ** len(run.rows) * _MISSED**missed / chance)
        met.add(run.drive)
    unmet = [number for number in range(drives) if number not in met]
    evidence += sum(math.log((1 - share) / (1 - min(_MOST, float(meets[k]) * usual_stay))) for k in unmet)
    belief = 1 / (1 + math.exp(-max(-50.0, min(50.0, evidence + _PRIOR))))
    return Chance(expected, _as_many(seen, expected), belief)


def _likely(companion: Passed, base: Baseline) -> NDArray[np.float64]:
    """For each of the target's passages: how likely the companion is near by habit and flow."""
    target = base.target
    likely = np.zeros(len(target))
    day, of_day = _day(target.ms), (target.ms + _TAIPEI_MS) % _DAY_MS
    for gate in np.unique(target.gate):
        mine = np.flatnonzero(target.gate == gate)
        theirs = companion.ms[companion.gate == gate]
        other_day = day[mine][:, None] != _day(theirs)[None, :]
        alike = _is_weekend(day[mine])[:, None] == _is_weekend(_day(theirs))[None, :]
        apart_s = np.abs(of_day[mine][:, None] - ((theirs + _TAIPEI_MS) % _DAY_MS)[None, :]) / 1000
        on_such = other_day & alike
        close = (on_such & (apart_s <= base.width_s / 2)).sum(axis=1)
        about = (on_such & (apart_s <= _HABIT_S)).sum(axis=1) * base.width_s / (2 * _HABIT_S)
        days = np.array([max(1, _days_alike(day, one)) for one in day[mine]])
        elsewhen = other_day.sum(axis=1) + _UNSEEN
        flow = elsewhen * base.flow.at(target.gate[mine], target.ms[mine]) * base.width_s / 3600
        likely[mine] = np.maximum(np.maximum(close, about) / days, flow)
    return np.minimum(likely, _MOST)


def _day(ms: NDArray[np.int64]) -> NDArray[np.int64]:
    return (ms + _TAIPEI_MS) // _DAY_MS


def _is_weekend(day: NDArray[np.int64]) -> NDArray[np.bool_]:
    return (day + 3) % 7 >= 5  # 1970-01-01 was a Thursday, three days after a Monday


def _days_alike(days: NDArray[np.int64], one: int) -> int:
    """How many other days of the same sort lie between the target's first and last."""
    every = np.arange(days.min(), days.max() + 1)
    weekend = _is_weekend(every)
    is_weekend = bool(_is_weekend(np.array([one]))[0])
    return int((weekend == is_weekend).sum()) - 1


def _any(likely: NDArray[np.float64]) -> float:
    """At one of these gates at least, as if each were another chance: rather too likely than too little."""
    return min(_MOST, 1 - float(np.prod(1 - likely)))


def _as_many(seen: int, expected: float) -> float:
    """Probability of so many or more where so many are expected (Poisson)."""
    if seen == 0:
        return 1.0
    if expected <= 0:
        return 0.0
    term, below = math.exp(-expected), 0.0
    for k in range(seen):
        below += term
        term *= expected / (k + 1)
    if below < 0.999:
        return max(0.0, 1 - below)
    tail, k = 0.0, seen
    while term > tail * 1e-12 and term > 0:
        tail += term
        k += 1
        term *= expected / k
    return tail
