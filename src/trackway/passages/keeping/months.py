"""Months and days as the tables divide time."""

from datetime import UTC, datetime

from trackway.model.time import TAIPEI, Instant

__all__ = ["end_of", "start_of_day"]


def end_of(month: str) -> Instant:
    """When a partition (year and month, UTC, as 202611) ends."""
    year, number = int(month[:4]), int(month[4:])
    return Instant.of(datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC))


def start_of_day(day: str) -> Instant:
    """When a day of Taipei begins."""
    return Instant.of(datetime.fromisoformat(day).replace(tzinfo=TAIPEI))
