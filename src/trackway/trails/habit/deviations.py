"""Deviations: what a vehicle did lately that it does not usually do, and what it usually does and did not."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trackway.model.time import Instant

__all__ = ["Deviation", "Missed", "Seen", "deviations", "missed"]

_LEAST = 20
"""Fewer earlier passages are no habit to deviate from."""
_NEAR_H = 1
"""An hour earlier or later is the same habit."""
_USUAL, _LEAST_DAYS = 0.6, 5
"""On three days in five, of five at least, is what it usually does."""
_WEEKDAYS = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """A passage as habit looks at it: when, and at which place."""

    at: Instant
    place: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """A passage at a place where it was never before, or (``is_new_place`` false) at an hour at which it was
    never there on such days; ``before`` is how often it had been at that place."""

    at: Instant
    place: str
    is_new_place: bool
    before: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A place it usually passes on weekdays about this hour, on ``usual`` of them, and lately did not on
    ``days`` of ``of_days``."""

    place: str
    hour: int
    usual: float
    days: int
    of_days: int


def deviations(before: Sequence[Seen], lately: Sequence[Seen]) -> list[Deviation]:
    """What of its late passages is unlike the earlier ones, oldest first; none without a habit."""
    if len(before) < _LEAST:
        return []
    places = Counter(one.place for one in before)
    usual = {(one.place, *_when(one.at)) for one in before}
    found = []
    for one in lately:
        is_weekend, hour = _when(one.at)
        near = ((hour + step) % 24 for step in range(-_NEAR_H, _NEAR_H + 1))
        if not any((one.place, is_weekend, each) in usual for each in near):
            found.append(Deviation(one.at, one.place, places[one.place] == 0, places[one.place]))
    return found


def missed(
    before: Sequence[Seen], lately: Sequence[Seen], weekdays: int, late_days: Sequence[int]
) -> list[Missed]:
    """What it usually does on weekdays and lately did not, the most usual first.

    ``weekdays`` is how many the earlier time holds; ``late_days`` are the later ones, counted since 1970.
    """
    if weekdays < _LEAST_DAYS or not late_days:
        return []
    days: Mapping[tuple[str, int], set[int]] = _days(before)
    late = _days(lately)
    found = []
    for (place, hour), some in days.items():
        share = len(some) / weekdays
        seen = {day for step in (-1, 0, 1) for day in late.get((place, hour + step), ())}
        absent = [day for day in late_days if day not in seen]
        if share >= _USUAL and len(absent) > (1 - share) * len(late_days) + 1:
            found.append(Missed(place, hour, share, len(absent), len(late_days)))
    return sorted(found, key=lambda one: (-one.usual, one.place, one.hour))


def _when(at: Instant) -> tuple[bool, int]:
    local = at.taipei()
    return local.weekday() >= _WEEKDAYS, local.hour


def _days(some: Sequence[Seen]) -> dict[tuple[str, int], set[int]]:
    """On which weekdays (counted since 1970) it passed each place in each hour."""
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for one in some:
        local = one.at.taipei()
        if local.weekday() < _WEEKDAYS:
            found[one.place, local.hour].add(local.toordinal())
    return dict(found)
