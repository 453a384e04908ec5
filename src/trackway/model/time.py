"""Time: an instant, who said so, and how wrong it may be.

An ``Instant`` is UTC in whole microseconds. A ``Stamp`` adds the clock that said it and a bound on
its error, because a speed or an impossible journey is only as good as the two clocks behind it.
Nothing in Trackway reads the wall clock except through a ``Clock`` that was handed in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from trackway.model.errors import WrongUse

__all__ = ["TAIPEI", "Clock", "ClockOwner", "Instant", "Span", "Stamp", "parse_instant"]

TAIPEI = ZoneInfo("Asia/Taipei")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A point in time, UTC, in whole microseconds since 1970-01-01."""

    us: int

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The instant of an aware ``datetime``; a naive one is refused, for nobody knows its zone."""
        if moment.tzinfo is None:
            raise WrongUse(f"The time {moment.isoformat()} has no time zone; write +08:00 or Z behind it.")
        return cls((moment - _EPOCH) // _MICROSECOND)

    @property
    def ms(self) -> int:
        """Whole milliseconds since 1970, rounded down."""
        return self.us // 1000

    def utc(self) -> datetime:
        """As an aware ``datetime`` in UTC."""
        return _EPOCH + timedelta(microseconds=self.us)

    def taipei(self) -> datetime:
        """As an aware ``datetime`` in Asia/Taipei, which is what people read."""
        return self.utc().astimezone(TAIPEI)

    def plus(self, seconds: float) -> "Instant":
        """The instant so many seconds later (earlier when negative)."""
        return Instant(self.us + round(seconds * 1_000_000))

    def since(self, earlier: "Instant") -> float:
        """Seconds from ``earlier`` to this instant."""
        return (self.us - earlier.us) / 1_000_000

    def __str__(self) -> str:
        """ISO 8601 in UTC, milliseconds, ``Z``: the one form in JSON and logs."""
        return self.utc().isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, its start included and its end not."""

    start: Instant
    end: Instant

    def __post_init__(self) -> None:
        if self.end.us <= self.start.us:
            raise WrongUse(f"The time span ends ({self.end}) before or when it starts ({self.start}).")

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end.since(self.start)

    def __contains__(self, at: Instant) -> bool:
        return self.start.us <= at.us < self.end.us

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share any moment."""
        return self.start.us < other.end.us and other.start.us < self.end.us


class ClockOwner(StrEnum):
    """Whose clock said when."""

    CAMERA = "camera"
    STATION = "station"
    IMPORT = "import"
    """A person said when the recording starts, with an offset."""
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant with the clock that said it and how wrong that clock may be.

    ``error_s`` bounds the error to both sides, in seconds; ``None`` means nobody measured it, which
    is not the same as zero.
    """

    at: Instant
    clock: ClockOwner
    error_s: float | None = None

    def __post_init__(self) -> None:
        if self.error_s is not None and not 0 <= self.error_s < 10 * 365 * 86400:
            raise WrongUse(f"A clock error of {self.error_s} s is not a bound; give seconds, zero or more.")


class Clock(Protocol):
    """Where the present comes from; handed in, so that tests own it."""

    def now(self) -> Instant:
        """The present instant by the wall clock."""
        ...


_RELATIVE = re.compile(r"now(?:-(\d{1,9})([smhdw]))?")
_UNIT_S = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def parse_instant(text: str, now: Callable[[], Instant] | None = None) -> Instant:
    """The instant that ``text`` names: ISO 8601 **with a zone**, or ``now``, ``now-6h``, ``now-7d``.

    A time without a zone is refused: 21:00 in Hualien and 21:00 UTC are eight hours apart, and a
    trail built on the wrong one is worse than none.
    """
    wanted = text.strip()
    relative = _RELATIVE.fullmatch(wanted)
    if relative and now is not None:
        amount, unit = relative.groups()
        return _dated(text, now().plus(-int(amount) * _UNIT_S[unit]) if amount else now())
    try:
        moment = datetime.fromisoformat(wanted)
    except ValueError:
        raise WrongUse(
            f"{text!r} is not a time; write it like 2026-11-22T21:00:00+08:00 (or now, now-6h, now-7d)."
        ) from None
    if moment.tzinfo is None:
        raise WrongUse(f"The time {text!r} has no time zone; write +08:00 or Z behind it.")
    return _dated(text, Instant.of(moment))


def _dated(text: str, at: Instant) -> Instant:
    try:
        at.taipei()
    except OverflowError:
        raise WrongUse(f"The time {text!r} is not within the years 1 to 9999.") from None
    return at
