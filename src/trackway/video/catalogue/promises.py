"""Promises 保存天數: how long footage of each class is kept, and how long the disks will really hold it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trackway.model.time import Instant
from trackway.video.stream import RetentionClass, StreamKey

__all__ = [
    "FLOOR_DAYS",
    "LEGAL_DAYS",
    "MAX_DAYS",
    "YIELDING",
    "Forecast",
    "Promises",
    "StreamDays",
    "forecast",
]

MAX_DAYS = 365
"""警察職權行使法 §10: destroyed one year after it was made at the latest."""
LEGAL_DAYS = 364
"""Whatever is promised: a machine that was off for a day must not keep anything too long by that."""
_DAY_S = 86_400.0
YIELDING = (RetentionClass.BRIEF, RetentionClass.ORDINARY, RetentionClass.IMPORTANT)
"""In this order they make room when a disk is too small."""
FLOOR_DAYS = 1.0
"""No class yields its last day while another has more than that: of what just happened, something is always
there.
"""


@dataclass(frozen=True, slots=True)
class Promises:
    """Days that footage of each class is kept."""

    ordinary_days: int = 31
    important_days: int = 90
    brief_days: int = 7

    def days(self, retention: RetentionClass) -> int:
        """Of one class."""
        match retention:
            case RetentionClass.ORDINARY:
                return self.ordinary_days
            case RetentionClass.IMPORTANT:
                return self.important_days
            case RetentionClass.BRIEF:
                return self.brief_days

    def limit(self, retention: RetentionClass, now: Instant) -> Instant:
        """What of a class ended before this is destroyed now."""
        return now.plus(-min(self.days(retention), LEGAL_DAYS) * _DAY_S)


@dataclass(frozen=True, slots=True)
class StreamDays:
    """What is promised of a stream and what will be kept of it at its present rate (bytes a day).

    ``oldest`` is the oldest footage that is left of it, ``None`` where there is none.
    """

    key: StreamKey
    retention: RetentionClass
    rate: float
    promised: float
    actual: float
    oldest: Instant | None

    @property
    def is_kept(self) -> bool:
        """Whether the promise will be kept."""
        return self.actual >= self.promised


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long footage will be kept. ``capacity`` in bytes is all that the volumes that are there can hold
    of it, less what holds keep beyond its time; ``breaks`` is when the first promise will be broken:
    ``None`` if never.
    """

    streams: tuple[StreamDays, ...]
    capacity: int
    free: int
    breaks: Instant | None


def forecast(
    now: Instant,
    streams: Sequence[tuple[StreamKey, RetentionClass, float, Instant | None]],
    promises: Promises,
    capacity: int,
    free: int,
) -> Forecast:
    """What becomes of these streams (key, class, bytes a day, oldest footage) when room is made as the
    keeper does: classes yield in their order, each down to its last day before the next.
    """
    rates = {
        one: sum(rate for _, retention, rate, _ in streams if retention is one) for one in RetentionClass
    }
    actual = _actual(rates, promises, float(capacity))
    found = tuple(
        StreamDays(
            key,
            retention,
            rate,
            float(promises.days(retention)),
            actual[retention] if rate else float(promises.days(retention)),
            oldest,
        )
        for key, retention, rate, oldest in streams
    )
    if all(one.is_kept for one in found):
        return Forecast(found, capacity, free, None)
    growth = sum(
        one.rate for one in found if one.oldest is None or now.since(one.oldest) < one.promised * _DAY_S
    )
    breaks = now.plus(max(free, 0) / growth * _DAY_S) if growth else now
    return Forecast(found, capacity, free, breaks)


def _actual(
    rates: Mapping[RetentionClass, float], promises: Promises, left: float
) -> Mapping[RetentionClass, float]:
    """Days of each class that fit: the last day of all first, then those that yield last."""
    floors = {one: min(FLOOR_DAYS, float(promises.days(one))) for one in rates}
    least = sum(rates[one] * floors[one] for one in rates)
    if least > left:
        return {one: floors[one] * max(left, 0.0) / least for one in rates}
    left -= least
    days = dict(floors)
    for one in reversed(YIELDING):
        wanted = promises.days(one) - floors[one]
        fits = wanted if rates[one] * wanted <= left else left / rates[one]
        days[one] += fits
        left -= rates[one] * fits
    return days
