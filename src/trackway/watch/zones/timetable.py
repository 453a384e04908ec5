"""Timetable: when the rules of a zone hold, by the clock and calendar of Taipei."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from trackway.model.band import WEEK_MINUTES, Band, Stretch, Weekday, is_within, week_stretches
from trackway.model.errors import Invalid
from trackway.model.time import Instant

__all__ = ["MAX_DAYS", "Timetable", "timetable_of"]

MAX_DAYS = 400
"""Days named one by one: every holiday of a year, and then some."""
_MAX_STRETCHES = 7 * 48
"""Half of all half-hours of a week, each apart from the next: more cannot be clicked."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """When it holds 時間表: minutes of the local week, and days that are not like others of their weekday.

    No ``stretches`` is any time. On a day of ``off`` it never holds, on one of ``full`` always: holidays,
    market days, the day of the event. Those are calendar days, midnight to midnight, so that a night that
    begins before a holiday ends at its midnight.
    """

    stretches: tuple[Stretch, ...] = ()
    off: frozenset[date] = frozenset()
    full: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.stretches) > _MAX_STRETCHES or len(self.off) + len(self.full) > MAX_DAYS:
            raise Invalid(f"A timetable has at most {_MAX_STRETCHES} stretches and {MAX_DAYS} days apart.")
        for first, end in self.stretches:
            if not 0 <= first < end <= WEEK_MINUTES:
                raise Invalid(f"From minute {first} to {end} is no stretch of a week of {WEEK_MINUTES:,}.")
        if both := self.off & self.full:
            raise Invalid(f"{min(both)} is both a day off and a whole day.")

    def holds(self, at: Instant) -> bool:
        """Whether the rules hold at a moment."""
        if self.off or self.full:
            day = at.taipei().date()
            if day in self.off or day in self.full:
                return day in self.full
        return is_within(at, self.stretches)


def timetable_of(
    bands: Collection[Band],
    weekdays: Collection[Weekday],
    off: Collection[date] = (),
    full: Collection[date] = (),
) -> Timetable:
    """The timetable of bands on these weekdays; a night belongs to the day on which it begins."""
    return Timetable(week_stretches(bands, weekdays), frozenset(off), frozenset(full))
