"""Rows: an alert and its steps as the tables hold them."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from trackway.model.passage import PassageId
from trackway.model.time import Instant
from trackway.sqlite import Value
from trackway.watch.alerts.alert import Alert, AlertState, Event, EventKind, Origin
from trackway.watch.alerts.answers import Answers, Outcome, Rejection
from trackway.watch.alerts.packing import pack_conflicts, unpack_conflicts, unpack_hit

__all__ = ["Kept", "alert_of", "event_of", "kept_of"]


@dataclass(frozen=True, slots=True)
class Kept:
    """An alert with what only its keeper needs.

    ``scope`` is 0 unless it is covert; ``acted`` is the version that an officer's last act made; ``taken`` is
    when the last hit came.
    """

    alert: Alert
    scope: int
    acted: int
    taken: Instant
    escalates: Instant | None
    expires: Instant

    def values(self) -> Mapping[str, Value]:
        """What of it may change, as the query ``alert_save`` takes it."""
        alert = self.alert
        return {
            "id": alert.id,
            "state": alert.state.value,
            "hits": alert.hits,
            "newest": alert.newest,
            "taken_us": self.taken.us,
            "changed_us": alert.changed.us,
            "version": alert.version,
            "acted": self.acted,
            "level": alert.level,
            "holder": alert.holder,
            "acknowledged_us": None if alert.acknowledged is None else alert.acknowledged.us,
            "escalates_us": None if self.escalates is None else self.escalates.us,
            "expires_us": self.expires.us,
            "conflicts": pack_conflicts(alert.conflicts),
            "answers": _letters(alert.answers),
            "overridden": int(alert.is_overridden),
            "outcome": alert.outcome.value if alert.outcome else "",
            "rejection": alert.rejection.value if alert.rejection else "",
        }


def kept_of(row: sqlite3.Row) -> Kept:
    """An alert from its row, which has the packed first hit beside it."""
    return Kept(
        alert=alert_of(row),
        scope=row["scope"],
        acted=row["acted"],
        taken=Instant(row["taken_us"]),
        escalates=_instant(row["escalates_us"]),
        expires=Instant(row["expires_us"]),
    )


def alert_of(row: sqlite3.Row) -> Alert:
    """The alert alone."""
    return Alert(
        id=row["id"],
        state=AlertState(row["state"]),
        origin=Origin(row["origin"]),
        hit=unpack_hit(row["packed"]),
        hits=row["hits"],
        newest=PassageId(row["newest"]),
        opened=Instant(row["opened_us"]),
        changed=Instant(row["changed_us"]),
        version=row["version"],
        level=row["level"],
        holder=row["holder"],
        acknowledged=_instant(row["acknowledged_us"]),
        conflicts=unpack_conflicts(row["conflicts"]),
        answers=_answers(row["answers"]),
        is_overridden=bool(row["overridden"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        rejection=Rejection(row["rejection"]) if row["rejection"] else None,
    )


def event_of(row: sqlite3.Row) -> Event:
    """One step."""
    return Event(
        id=row["id"],
        alert=row["alert"],
        kind=EventKind(row["kind"]),
        at=Instant(row["at_us"]),
        by=row["by"],
        says=row["says"],
        level=row["level"],
    )


def _instant(us: int | None) -> Instant | None:
    return None if us is None else Instant(us)


def _letters(answers: Answers | None) -> str:
    if answers is None:
        return ""
    said = (answers.plate_right, answers.vehicle_matches, answers.still_valid)
    return "".join("y" if one else "n" for one in said)


def _answers(letters: str) -> Answers | None:
    return Answers(*(letter == "y" for letter in letters)) if letters else None
