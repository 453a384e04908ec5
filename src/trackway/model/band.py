"""Band: a stretch of the day that comes again every day, such as 22:00-05:00, by the clock of Taipei.

::

    bands + weekdays ──► week_stretches: minutes of the local week, merged
                             │                      │
                  is_within: one moment       hours_touched: the hours of UTC worth reading

A band that ends before it starts crosses midnight and belongs to the day on which it began: the night of
Saturday, 22:00-05:00, ends on Sunday at five.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from trackway.model.errors import WrongUse
from trackway.model.time import Instant, Span

__all__ = [
    "WEEK_MINUTES",
    "Band",
    "NotABand",
    "Stretch",
    "Weekday",
    "hours_touched",
    "is_within",
    "minute_of_week",
    "parse_band",
    "parse_weekday",
    "week_stretches",
]

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
_MONDAY_TAIPEI = 480 + 3 * DAY_MINUTES
"""From 1970-01-01T00:00Z, a Thursday, back to the Monday 00:00 of Taipei before it, in minutes. Taipei has
had one offset, +08:00, since 1979 and passages begin in 2020."""
_HOUR_MS = 3_600_000

Stretch = tuple[int, int]
"""Minutes of the local week from Monday 00:00, the first included and the last not."""


class NotABand(WrongUse):
    """This is no time of day; write it like 22:00-05:00."""


class Weekday(StrEnum):
    """A day of the week by the local calendar, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


_DAYS = tuple(Weekday)
_NAMES: dict[str, Weekday] = {
    **{day.value: day for day in _DAYS},
    **dict(zip("一二三四五六日", _DAYS, strict=True)),
    **{f"{week}{day}": _DAYS[n] for week in ("週", "周", "星期") for n, day in enumerate("一二三四五六日")},
    "天": Weekday.SUN,
    "週天": Weekday.SUN,
    "星期天": Weekday.SUN,
}


@dataclass(frozen=True, slots=True, order=True)
class Band:
    """A stretch of the local day 時段帶: minutes after midnight, start included and end not.

    ``start`` is 0 to 1439, ``end`` 1 to 1440. One whose end is not after its start crosses midnight.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < DAY_MINUTES or not 0 < self.end <= DAY_MINUTES or self.start == self.end:
            raise NotABand(
                f"From minute {self.start} to minute {self.end} is no stretch of a day; "
                "write two different times, like 22:00-05:00 or 18:00-24:00."
            )

    @property
    def is_over_midnight(self) -> bool:
        """Whether it ends on the day after it began."""
        return self.end < self.start

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.end - self.start + (DAY_MINUTES if self.is_over_midnight else 0)

    def __str__(self) -> str:
        """``22:00-05:00``, what ``parse_band`` takes."""
        return f"{_clock(self.start)}-{_clock(self.end)}"


_TIME = r"(\d{1,2})(?:[:.點]?(\d{2}))?"
_BAND = re.compile(rf"{_TIME}\s*(?:[-–—~]|至|到)\s*{_TIME}")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：－～．", "0123456789:-~.")


def parse_band(text: str) -> Band:
    """The band people wrote: ``22:00-05:00``, ``2200-0500``, ``22-5``; full width too, ``24:00`` as an end.

    An end of ``00:00`` is midnight, 24:00. Raises ``NotABand``.
    """
    found = _BAND.fullmatch(text.strip().translate(_FULL_WIDTH)) if len(text) <= 32 else None
    if found is None:
        raise NotABand(f"{text[:32]!r} is no time of day; write it like 22:00-05:00.")
    first_hour, first, last_hour, last = (int(part or 0) for part in found.groups())
    if max(first, last) > 59 or max(first_hour, last_hour) > 24:
        raise NotABand(f"{text!r} names a time that no clock shows; write it like 22:00-05:00.")
    return Band(first_hour * 60 + first, last_hour * 60 + last or DAY_MINUTES)


def parse_weekday(text: str) -> Weekday:
    """The day people wrote: ``sat``, ``六``, ``週六`` or ``星期六``. Raises ``NotABand``."""
    day = _NAMES.get(text.strip().lower())
    if day is None:
        raise NotABand(f"{text[:16]!r} is no day of the week; write {', '.join(_DAYS)}, or 一 to 日.")
    return day


def week_stretches(bands: Collection[Band], weekdays: Collection[Weekday]) -> tuple[Stretch, ...]:
    """What bands on these days cover of a local week, in order and without overlap; none means any time.

    Without bands it is the whole of those days; without weekdays every day. What runs over the end of
    Sunday comes round to Monday.
    """
    if not bands and not weekdays:
        return ()
    pieces: list[Stretch] = []
    for day in weekdays or _DAYS:
        midnight = _DAYS.index(day) * DAY_MINUTES
        for start, minutes in {(b.start, b.minutes) for b in bands} or {(0, DAY_MINUTES)}:
            first, end = midnight + start, midnight + start + minutes
            pieces.append((first, min(end, WEEK_MINUTES)))
            if end > WEEK_MINUTES:
                pieces.append((0, end - WEEK_MINUTES))
    return _merged(pieces)


def minute_of_week(ms: int) -> int:
    """Which minute of the local week a moment is in, milliseconds since 1970 given; Monday 00:00 is 0."""
    return (ms // 60_000 + _MONDAY_TAIPEI) % WEEK_MINUTES


def is_within(at: Instant, stretches: Collection[Stretch]) -> bool:
    """Whether a moment lies in any of the stretches; in none is any time."""
    minute = minute_of_week(at.ms)
    return not stretches or any(first <= minute < end for first, end in stretches)


def hours_touched(span: Span, stretches: Collection[Stretch]) -> list[int]:
    """The hours of a span that share a minute with a stretch: when each begins, milliseconds since 1970."""
    wanted = {hour for first, end in stretches for hour in range(first // 60, (end - 1) // 60 + 1)}
    begins = span.start.ms - span.start.ms % _HOUR_MS
    hours = range(begins, -(-span.end.us // 1000), _HOUR_MS)
    return [hour for hour in hours if minute_of_week(hour) // 60 in wanted]


def _merged(pieces: Iterable[Stretch]) -> tuple[Stretch, ...]:
    merged: list[Stretch] = []
    for first, end in sorted(pieces):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return tuple(merged)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
