"""Saved: the questions that officers keep, with what the answer was, so that asking again can compare."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from trackway.model.errors import Invalid, NotFound
from trackway.model.question import Officer, Permit
from trackway.model.time import Clock, Instant
from trackway.sqlite import FileKind, SqliteFile

__all__ = ["Answered", "Saved", "SavedQuestion"]

_FILE = FileKind("trackway.trails.saved", "a file of saved questions", 0x5457_5351, erases=True)  # "TWSQ"
_MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer in short.

    ``question`` are its parts as JSON, times absolute; ``digest`` is the SHA-256 of the findings, in hex, and
    ``findings`` how many there were.
    """

    analysis: str
    question: Mapping[str, Any]
    digest: str
    findings: int


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question kept under a title: who asks again can compare the answer."""

    id: int
    title: str
    answered: Answered
    case_no: str
    audit_id: int
    at: Instant


class Saved:
    """The questions of one data folder; everybody sees their own. Usable from several threads.

    Raises ``Unavailable`` when the file cannot be read or written, ``Lost`` when it is damaged or is no
    such file, ``Conflict`` when a newer Trackway made it.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._file = SqliteFile(path, _FILE)
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self._file.close()

    def save(self, permit: Permit, title: str, answered: Answered) -> SavedQuestion:
        """Keep the question that was answered under this permit. Raises ``Invalid`` without a title."""
        if not title.strip() or len(title) > _MAX_TITLE:
            raise Invalid(f"A saved question needs a title of 1 to {_MAX_TITLE} characters.")
        with self._file.transaction():
            row = self._file.only(
                "save",
                username=permit.purpose.officer.username,
                title=title.strip(),
                analysis=answered.analysis,
                question=json.dumps(answered.question, ensure_ascii=False, sort_keys=True),
                case_no=permit.purpose.case_no,
                audit_id=permit.audit_id,
                digest=answered.digest,
                findings=answered.findings,
                at_us=self._clock.now().us,
            )
        return _saved(row)

    def of(self, officer: Officer) -> tuple[SavedQuestion, ...]:
        """An officer's own, last saved first."""
        return tuple(_saved(row) for row in self._file.rows("of_officer", username=officer.username))

    def one(self, officer: Officer, number: int) -> SavedQuestion:
        """One of an officer's own. Raises ``NotFound``, for somebody else's too."""
        row = self._file.row("one", id=number, username=officer.username)
        if row is None:
            raise NotFound(f"{officer.username} has saved no question {number}.")
        return _saved(row)

    def drop(self, officer: Officer, number: int) -> None:
        """Remove one of an officer's own. Raises ``NotFound``."""
        with self._file.transaction():
            if not self._file.run("drop", id=number, username=officer.username):
                raise NotFound(f"{officer.username} has saved no question {number}.")

    def forget_before(self, at: Instant) -> int:
        """Destroy what was saved before a time; how many there were."""
        with self._file.transaction():
            gone = self._file.run("forget", before_us=at.us)
        if gone:
            self._file.empty_log()
        return gone


def _saved(row: sqlite3.Row) -> SavedQuestion:
    return SavedQuestion(
        id=row["id"],
        title=row["title"],
        answered=Answered(row["analysis"], json.loads(row["question"]), row["digest"], row["findings"]),
        case_no=row["case_no"],
        audit_id=row["audit_id"],
        at=Instant(row["at_us"]),
    )
