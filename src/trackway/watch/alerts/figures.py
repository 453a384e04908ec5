"""Figures: how soon alerts are taken, how many prove right, which cameras and lists misread."""

import sqlite3
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from trackway.model.share import Share
from trackway.model.time import Instant
from trackway.watch.alerts.alert import OPEN, AlertState
from trackway.watch.alerts.answers import Rejection

__all__ = ["MOST_MEASURED", "Figures", "Judged", "Week", "figures_of"]

MOST_MEASURED = 100_000
"""Alerts counted at once: a year of 270 a day."""


@dataclass(frozen=True, slots=True)
class Week:
    """Alerts of a local week that begins on Monday.

    ``median_s`` and ``slow_s`` (nine in ten were faster) are seconds from opening to the first act of an
    officer, ``None`` where nobody acted. ``verified`` is the share, of those that are done with, in which an
    officer answered three times yes; ``misread`` the share of those whose plate was judged.
    """

    start: Instant
    alerts: int
    acknowledged: int
    expired: int
    median_s: float | None
    slow_s: float | None
    verified: Share
    misread: Share


@dataclass(frozen=True, slots=True)
class Judged:
    """How often the plate was wrong in alerts of one camera or list, by its number."""

    number: int
    alerts: int
    misread: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them; ``is_cut`` where there were more alerts than are counted at once."""

    weeks: tuple[Week, ...]
    cameras: tuple[Judged, ...]
    lists: tuple[Judged, ...]
    is_cut: bool


def figures_of(rows: Sequence[sqlite3.Row]) -> Figures:
    """What the rows of ``alerts_measured`` tell, one more than are counted where there are more."""
    counted = rows[:MOST_MEASURED]
    weeks: defaultdict[Instant, list[sqlite3.Row]] = defaultdict(list)
    for row in counted:
        weeks[_monday(Instant(row["opened_us"]))].append(row)
    return Figures(
        weeks=tuple(_week(start, weeks[start]) for start in sorted(weeks)),
        cameras=_judged((row["camera"], row) for row in counted),
        lists=_judged((row["list_id"], row) for row in counted if row["list_id"] is not None),
        is_cut=len(rows) > MOST_MEASURED,
    )


def _week(start: Instant, rows: Sequence[sqlite3.Row]) -> Week:
    waits = sorted(
        (row["acknowledged_us"] - row["opened_us"]) / 1e6
        for row in rows
        if row["acknowledged_us"] is not None
    )
    done = [row for row in rows if AlertState(row["state"]) not in OPEN]
    return Week(
        start=start,
        alerts=len(rows),
        acknowledged=len(waits),
        expired=sum(row["state"] == AlertState.EXPIRED for row in rows),
        median_s=statistics.median(waits) if waits else None,
        slow_s=waits[min(len(waits) - 1, int(0.9 * len(waits)))] if waits else None,
        verified=Share(sum(row["answers"] == "yyy" for row in done), len(done)),
        misread=_misread(rows),
    )


def _judged(rows: Iterable[tuple[int, sqlite3.Row]]) -> tuple[Judged, ...]:
    """Those whose plates were judged most often wrong first."""
    grouped: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    for number, row in rows:
        grouped[number].append(row)
    found = [Judged(number, len(of), _misread(of)) for number, of in grouped.items()]
    return tuple(sorted(found, key=lambda one: (-one.misread.low, -one.misread.count, one.number)))


def _misread(rows: Iterable[sqlite3.Row]) -> Share:
    """Of the plates that an officer judged, the share that read otherwise."""
    judged = Counter(_is_misread(row) for row in rows)
    return Share(judged[True], judged[True] + judged[False])


def _is_misread(row: sqlite3.Row) -> bool | None:
    if row["rejection"] == Rejection.MISREAD:
        return True
    return row["answers"][0] == "n" if row["answers"] else None


def _monday(at: Instant) -> Instant:
    local = at.taipei()
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Instant.of(midnight - timedelta(days=local.weekday()))
