"""Weighing: misread, clock error or clone, each with its probability and the reasons for it.

Most "clones" are misreads, and the next most are clocks; that is what the weights begin with. Each
observation then shifts the logarithm of the odds by what it is worth, which anybody can read and argue with.
The weights are ours, set by eye on simulated traffic with known truth; they are no measured likelihoods.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.said import Said
from trackway.trails.cloned.bound import Timing
from trackway.trails.cloned.lives import Lives, Meeting, drives
from trackway.trails.cloned.looks import apart, odd_share, profile, unlike, words
from trackway.trails.cloned.sightings import Sightings

__all__ = ["Hypothesis", "Suspect", "Weighed", "weigh"]

_MISREAD, _CLOCK, _CLONE = 0.0, -2.0, -3.5
"""Before anything is looked at: of 100 plates that are too soon somewhere 86 misread, 12 clocks, 3 clones."""
_NEARBY_S = 2700.0
"""A misread vehicle was read right within three quarters of an hour, so close are cameras."""
_DAY_S = 86_400.0
_AGAIN, _MOST_AGAIN = 2.2, 9.0
"""Each further reading of the very same letters where nobody with a look-alike plate was: nine times less
likely misread."""
_ONCE = -2.5
"""One jump and no way back is also what a record gone wrong looks like: two vehicles take turns."""
_SHORT_S, _FAR_S = 300.0, 1800.0
"""A clock is seconds to minutes off; half an hour is seldom a clock's."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """``name`` is misread, clock or clone; its probability (the three make 1), and the reasons for it."""

    name: str
    title: Said
    probability: float
    reasons: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The hypotheses, always in this order: misread, clock, clone. ``alikes`` are the look-alike plates that
    were seen where the odd passages were."""

    hypotheses: tuple[Hypothesis, Hypothesis, Hypothesis]
    alikes: tuple[str, ...]

    @property
    def clone(self) -> float:
        """The probability of a clone."""
        return self.hypotheses[2].probability


class _Scale:
    """Three pans, and why each weight was put there."""

    def __init__(self) -> None:
        self.weights = {"misread": _MISREAD, "clock": _CLOCK, "clone": _CLONE}
        self.reasons: dict[str, list[Said]] = {"misread": [], "clock": [], "clone": []}

    def put(self, pan: str, weight: float, says: Said | None = None) -> None:
        self.weights[pan] += weight
        if says is not None:
            self.reasons[pan].append(says)


_TITLES = {
    "misread": Said("誤讀", "misread"),
    "clock": Said("時鐘誤差", "clock error"),
    "clone": Said("偽造（複製）車牌", "cloned plate"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Suspect:
    """A plate's sightings (``some``), its meetings, the fewest rows that must be another vehicle's (``odd``,
    by episode; where kinds alone tell: those of the smaller life), its two lives, and the sightings of plates
    that look alike."""

    some: Sightings
    meetings: tuple[Meeting, ...]
    odd: Sequence[NDArray[np.intp]]
    lives: Lives
    near: Mapping[str, Sightings]


def weigh(suspect: Suspect, timing: Timing) -> Weighed:
    """Weigh what is known of a suspect."""
    scale = _Scale()
    alikes, fresh = _readings(scale, suspect, timing)
    _drives(scale, suspect, fresh, timing)
    _clocks(scale, suspect)
    _looks(scale, suspect)
    top = max(scale.weights.values())
    parts = {name: math.exp(weight - top) for name, weight in scale.weights.items()}
    total = sum(parts.values())
    misread, clock, clone = (
        Hypothesis(name, _TITLES[name], parts[name] / total, tuple(scale.reasons[name])) for name in parts
    )
    return Weighed((misread, clock, clone), alikes)


def _readings(
    scale: _Scale, suspect: Suspect, timing: Timing
) -> tuple[tuple[str, ...], list[NDArray[np.intp]]]:
    """How sure the letters are, and whether a vehicle with a look-alike plate went by there.

    Gives the look-alikes, and the odd rows of each episode that none of them explains.
    """
    some, alikes = suspect.some, dict[str, None]()
    fresh, explained = [], 0
    for rows in suspect.odd:
        whose = [_misread_of(some, int(row), suspect.near, timing) for row in rows]
        if len(rows) == 1 and not whose[0]:  # of two that cannot both be, either may be the misread one
            whose = [_other_side(suspect, int(rows[0]), timing)]
        alikes |= dict.fromkeys(plate for plate in whose if plate)
        explained += sum(bool(plate) for plate in whose)
        fresh.append(rows[[not plate for plate in whose]])
    total = sum(len(rows) for rows in suspect.odd)
    left = np.concatenate(fresh) if fresh else np.zeros(0, np.intp)
    strong = int(some.is_strong[left].sum())
    if explained:
        names = list(alikes)[:3]
        scale.put(
            "misread",
            4.0 * explained / total,
            Said(
                f"{total} 筆衝突中有 {explained} 筆，形近車號 {'、'.join(names)} 當時就在附近。",
                f"{explained} of {total} in conflict: the look-alike {', '.join(names)} was near by then.",
            ),
        )
    if not strong:
        scale.put(
            "misread",
            2.5,
            Said("衝突的判讀都只有一次或信心不足。", "All in conflict are single looks or doubtful."),
        )
    if len(left) > 1:
        times = Said(
            f"{len(left)} 筆讀成同一車號而附近沒有形近車號。",
            f"{len(left)} times the same letters, with no look-alike plate near by.",
        )
        most = _AGAIN if len(suspect.meetings) == 1 else _MOST_AGAIN
        scale.put("clone", min(_AGAIN * (len(left) - 1), most), times)
    scale.put("clone", 0.5 * min(strong, 4))
    if len(suspect.meetings) == 1:
        scale.put(
            "clone",
            _ONCE,
            Said("只發生一次：兩半沒有交錯出現。", "It happened once: the two halves do not take turns."),
        )
    return tuple(sorted(alikes)), fresh


def _other_side(suspect: Suspect, row: int, timing: Timing) -> str:
    """The look-alike that explains a sighting which one odd row cannot be with."""
    for meeting in suspect.meetings:
        if row in (meeting.earlier, meeting.later):
            facing = meeting.later if row == meeting.earlier else meeting.earlier
            plate = _misread_of(suspect.some, facing, suspect.near, timing)
            if plate:
                return plate
    return ""


def _misread_of(some: Sightings, row: int, near: Mapping[str, Sightings], timing: Timing) -> str:
    """The look-alike plate whose vehicle may have been misread here; empty for none."""
    one = some.taken(np.array([row]))
    bounds = timing.bounds
    for plate, others in near.items():
        took = np.abs(others.at_s - one.at_s)
        usual = np.nan_to_num(bounds.usual_s[one.site, others.site])
        can = (took <= np.minimum(_NEARBY_S, 2 * usual + 900)) & ((others.site != one.site) | (took > 60))
        can &= bounds.needed_s[one.site, others.site] <= took + one.granted_s + others.granted_s
        if can.any() and float(unlike(one, profile(others.taken(can)))[0]) < 1.0:
            return plate
    return ""


def _drives(scale: _Scale, suspect: Suspect, fresh: Sequence[NDArray[np.intp]], timing: Timing) -> None:
    """Whether the other one drives about, on several days."""
    some = suspect.some
    legs = sum(drives(some, rows, timing) for rows in fresh)
    days = len({int(some.at_s[row] // _DAY_S) for rows in fresh for row in rows})
    if legs:
        scale.put(
            "clone",
            min(0.8 * legs, 3.0),
            Said(
                f"衝突的過車紀錄本身連成 {legs} 段正常車程。",
                f"What is in conflict makes {legs} ordinary drives by itself.",
            ),
        )
    if days > 1:
        scale.put(
            "clone", min(0.5 * (days - 1), 2.0), Said(f"分布在 {days} 天。", f"On {days} different days.")
        )


def _clocks(scale: _Scale, suspect: Suspect) -> None:
    """What the clocks at the meetings may be to blame for."""
    some, meetings = suspect.some, suspect.meetings
    if not meetings:
        scale.put("clock", -4.0)
        return
    rows = np.array([(meeting.earlier, meeting.later) for meeting in meetings])
    if some.is_unmeasured[rows].any(axis=1).all():
        scale.put(
            "clock", 1.5, Said("每一次都涉及無人量測的時鐘。", "Each involves a clock that nobody measured.")
        )
    sites, hours = len(np.unique(some.site[rows])), len(np.unique(some.at_s[rows[:, 1]] // 3600))
    scale.put("clock", -1.0 * min(max(0, sites + hours - 3), 4))
    short = max(meeting.short_s for meeting in meetings)
    if short < _SHORT_S:
        scale.put(
            "clock", 1.5, Said(f"最多只差 {short:.0f} 秒。", f"They fall short by {short:.0f} s at most.")
        )
    elif short > _FAR_S:
        scale.put("clock", -1.5)


def _looks(scale: _Scale, suspect: Suspect) -> None:
    """Whether the two look like one vehicle, and like one that carries such a plate."""
    main, other = suspect.some.taken(suspect.lives.main), suspect.some.taken(suspect.lives.other)
    if len(other) < 2:
        return
    differ = apart(other, main)
    if differ > 0.6:
        scale.put("clock", -3.0)
        scale.put(
            "clone",
            0.5,
            Said(
                f"兩半的車不同：{words(main)}；{words(other)}。",
                f"Different vehicles: {words(main)} and {words(other)}.",
            ),
        )
    elif differ < -0.3:
        scale.put("clock", 1.0)
    if odd_share(other) >= 0.5 > 2 * odd_share(main):
        scale.put(
            "clone",
            0.7,
            Said(
                "較小的一半，車型與車牌類別不符。", "In the smaller half kind and plate class do not agree."
            ),
        )
