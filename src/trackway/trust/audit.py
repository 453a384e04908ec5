"""Audit: who did what, why and when. Rows are appended, never changed; the file itself refuses it."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from trackway.model.errors import Denied, Invalid, NotFound, TrackwayError
from trackway.model.question import Officer, Permit, Purpose, Role
from trackway.model.time import Clock, Instant
from trackway.sqlite import SqliteFile, Value

__all__ = ["COMMAND_LINE_ID", "Asked", "Asking", "Audit", "AuditRow", "Origin", "Outcome"]

COMMAND_LINE_ID = 0
"""The officer number of whoever sits at the machine itself; accounts count from 1."""


class Origin(StrEnum):
    """Where an act came from."""

    WEB = "web"
    CLI = "cli"


class Outcome(StrEnum):
    """What came of an act."""

    NOTED = "noted"
    """It was done when its row was written: a sign-in, a changed account."""
    DONE = "done"
    """A question that was answered."""
    FAILED = "failed"
    """A question that was refused or went wrong; the row says how."""
    UNFINISHED = "unfinished"
    """A question still running, or cut off: nobody can say what was seen."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act. ``case_no`` and ``reason`` are ``None`` for acts that need no purpose."""

    id: int
    at: Instant
    officer_id: int | None
    username: str
    name: str
    role: str | None
    action: str
    case_no: str | None
    reason: str | None
    details: Mapping[str, object]
    origin: Origin
    address: str
    outcome: Outcome
    rows_found: int | None
    failed: str | None
    finished: Instant | None


class Asked:
    """A question whose row is on disk. Say how many rows it found; what it finds may be shown."""

    def __init__(self, permit: Permit) -> None:
        self.permit = permit
        self.rows: int | None = None

    def found(self, rows: int) -> None:
        """How many rows the answer has."""
        self.rows = rows


class Audit:
    """The rows. Writing one is durable when the call, or the transaction around it, returns."""

    def __init__(self, database: SqliteFile, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def append(
        self,
        officer: Officer | None,
        action: str,
        details: Mapping[str, object],
        *,
        purpose: Purpose | None = None,
        address: str = "",
    ) -> int:
        """Write an act down; the row's number.

        ``officer`` is ``None`` where nobody knows who it was: a failed sign-in. Details are anything
        JSON can hold. Raises ``Invalid`` for text that no file can hold.
        """
        values: dict[str, Value] = {
            "at_us": self._clock.now().us,
            "officer_id": officer.id if officer else None,
            "username": officer.username if officer else "",
            "name": officer.name if officer else "",
            "role": officer.role.value if officer else None,
            "action": action,
            "case_no": purpose.case_no if purpose else None,
            "reason": purpose.reason if purpose else None,
            "details": json.dumps(details, ensure_ascii=False, sort_keys=True, allow_nan=False),
            "origin": Origin.CLI if officer and officer.id == COMMAND_LINE_ID else Origin.WEB,
            "address": address,
        }
        for name, value in values.items():
            if isinstance(value, str) and not _is_text(value):
                raise Invalid(f"The {name} of {action} holds bytes that are no text.")
        with self._database.transaction():
            return int(self._database.only("audit_append", **values)["id"])

    def finish(self, audit_id: int, *, rows_found: int | None = None, failed: str | None = None) -> None:
        """Append what came of an act."""
        with self._database.transaction():
            self._database.run(
                "audit_finish",
                audit_id=audit_id,
                finished_us=self._clock.now().us,
                rows_found=rows_found,
                failed=failed,
            )

    def row(self, audit_id: int) -> AuditRow:
        """One row. Raises ``NotFound``."""
        row = self._database.row("audit_row", id=audit_id)
        if row is None:
            raise NotFound(f"There is no audit row {audit_id}.")
        return _row(row)

    def rows(
        self,
        *,
        before: int | None = None,
        limit: int = 100,
        officer_id: int | None = None,
        username: str | None = None,
        action: str | None = None,
    ) -> tuple[AuditRow, ...]:
        """Rows numbered below ``before``, newest first; ``None`` means any."""
        rows = self._database.rows(
            "audit_rows", before=before, limit=limit, officer_id=officer_id, username=username, action=action
        )
        return tuple(_row(row) for row in rows)


class Asking:
    """The ``with`` block around a question: its row before, what came of it after."""

    def __init__(
        self, audit: Audit, purpose: Purpose, action: str, details: Mapping[str, object], address: str
    ) -> None:
        self._audit = audit
        self._purpose = purpose
        self._action = action
        self._details = details
        self._address = address
        self._asked: Asked | None = None

    def __enter__(self) -> Asked:
        officer = self._purpose.officer
        audit_id = self._audit.append(
            officer, self._action, self._details, purpose=self._purpose, address=self._address
        )
        if officer.role is Role.AUDITOR:
            refusal = Denied(f"{officer.username} is an auditor: auditors read the audit and ask nothing.")
            self._audit.finish(audit_id, failed=refusal.kind)
            raise refusal
        self._asked = Asked(Permit(audit_id, self._purpose))
        return self._asked

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._asked is None:
            return
        audit_id = self._asked.permit.audit_id
        if error is None:
            self._audit.finish(audit_id, rows_found=self._asked.rows)
            return
        try:
            self._audit.finish(audit_id, failed=_kind(error))
        except TrackwayError as second:
            error.add_note(f"What came of audit row {audit_id} could not be written: {second}")


def _is_text(value: str) -> bool:
    """Whether it has no half of a surrogate pair, which JSON and odd file names can smuggle in."""
    return not any("\ud800" <= symbol <= "\udfff" for symbol in value)


def _kind(error: BaseException) -> str:
    return error.kind if isinstance(error, TrackwayError) else type(error).__name__


def _row(row: sqlite3.Row) -> AuditRow:
    if row["case_no"] is None:
        outcome = Outcome.NOTED
    elif row["finished_us"] is None:
        outcome = Outcome.UNFINISHED
    else:
        outcome = Outcome.FAILED if row["failed"] else Outcome.DONE
    return AuditRow(
        id=row["id"],
        at=Instant(row["at_us"]),
        officer_id=row["officer_id"],
        username=row["username"],
        name=row["name"],
        role=row["role"],
        action=row["action"],
        case_no=row["case_no"],
        reason=row["reason"],
        details=json.loads(row["details"]),
        origin=Origin(row["origin"]),
        address=row["address"],
        outcome=outcome,
        rows_found=row["rows_found"],
        failed=row["failed"],
        finished=None if row["finished_us"] is None else Instant(row["finished_us"]),
    )
