"""Deletions 銷毀: what is about to be destroyed, what was, and the proof of it.

A deletion is written down before its first row goes, with the count and the digest of every day, and is
finished when its proof is on disk. One that was broken off in between is gone on with.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from trackway.model.time import Instant
from trackway.sqlite import SqliteFile

__all__ = ["Deletion", "DeletionKind", "Deletions", "Lot", "write_proof"]

_AT_ONCE = 5_000
"""Digests in one statement: some 330 kB."""


class DeletionKind(StrEnum):
    """Why something is destroyed."""

    EXPIRY = "expiry"
    """Its time is over."""
    RELEASE = "release"
    """It was held, and is not any more."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What goes of one table and day (Taipei).

    ``sha256`` is over the identities of its rows, 8 bytes each, the lowest first, in ascending order: whoever
    has a list of a day's passages can show that just these were destroyed, and nobody can read them from it.
    """

    table: str
    day: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """One deletion, and the proof of it once it is ``finished``.

    ``before``: what was made before this is destroyed; ``hold`` is the hold that was released.
    ``others`` counts what else was destroyed, by name; ``held`` the passages kept apart, by hold.
    ``pictures`` counts those nothing referred to any more. ``sha256`` is of the proof's file.
    """

    number: int
    kind: DeletionKind
    rule: str
    before: Instant
    started: Instant | None
    lots: tuple[Lot, ...]
    hold: int | None = None
    others: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)
    pictures: int = 0
    finished: Instant | None = None
    sha256: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was destroyed."""
        return not (self.lots or self.pictures or any(self.others.values()) or self.hold)

    def rows(self, table: str) -> int:
        """How many rows of a table."""
        return sum(lot.rows for lot in self.lots if lot.table == table)

    def as_json(self) -> dict[str, object]:
        """The proof, as it is written and printed."""
        return {
            "number": self.number,
            "kind": self.kind.value,
            "rule": self.rule,
            "before": str(self.before),
            "hold": self.hold,
            "started": str(self.started) if self.started else None,
            "finished": str(self.finished) if self.finished else None,
            "passages": self.rows("passages"),
            "evidence": self.rows("evidence"),
            "pictures": self.pictures,
            "others": dict(self.others),
            "held": dict(self.held),
            "lots": [
                {"table": lot.table, "day": lot.day, "rows": lot.rows, "sha256": lot.sha256}
                for lot in self.lots
            ],
        }


class Deletions:
    """The deletions of one data folder."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def begin(self, plan: Deletion, now: Instant, pictures: Iterable[Collection[str]]) -> Deletion:
        """Write down what is about to be destroyed, and the pictures that may be left without a passage."""
        with self._file.transaction():
            row = self._file.only(
                "deletion_begin",
                kind=plan.kind.value,
                rule=plan.rule,
                before_us=plan.before.us,
                hold=plan.hold,
                started_us=now.us,
                lots=msgspec.json.encode(plan.lots).decode(),
            )
            self._doom(row["id"], pictures)
        return _deletion(row)

    def _doom(self, number: int, pictures: Iterable[Collection[str]]) -> None:
        for digests in pictures:
            listed = sorted(digests)
            for first in range(0, len(listed), _AT_ONCE):
                some = json.dumps(listed[first : first + _AT_ONCE])
                self._file.run("doom", deletion=number, digests=some)

    def open(self) -> tuple[Deletion, ...]:
        """Those that were broken off."""
        return tuple(map(_deletion, self._file.rows("deletions_open")))

    def all(self) -> tuple[Deletion, ...]:
        """Every deletion, the newest first."""
        return tuple(map(_deletion, self._file.rows("deletions_all")))

    def of(self, number: int) -> Deletion:
        """One of them, as it stands now."""
        return _deletion(self._file.only("deletion_of", id=number))

    def note_others(self, number: int, others: Mapping[str, int]) -> None:
        """What else was destroyed."""
        self._file.run("deletion_others", id=number, others=json.dumps(others))

    def note_held(self, number: int, held: Mapping[str, int]) -> None:
        """What was kept apart."""
        self._file.run("deletion_held", id=number, held=json.dumps(held))

    def doomed(self, number: int) -> frozenset[str]:
        """Some of the pictures not seen to yet; none when all are."""
        return frozenset(
            str(row["digest"]) for row in self._file.rows("doomed_next", deletion=number, most=_AT_ONCE)
        )

    def saw_to(self, number: int, pictures: Collection[str], gone: int) -> None:
        """These pictures are seen to, so many of them by removing."""
        with self._file.transaction():
            self._file.run("doomed_done", deletion=number, digests=json.dumps(sorted(pictures)))
            self._file.run("pictures_gone", id=number, count=gone)

    def finish(self, number: int, now: Instant, sha256: str) -> Deletion:
        """It is done, and this is the digest of its proof."""
        self._file.run("deletion_finish", id=number, finished_us=now.us, sha256=sha256)
        return self.of(number)

    def discard(self, number: int) -> None:
        """There was nothing to destroy."""
        self._file.run("deletion_discard", id=number)


def write_proof(folder: Path, deletion: Deletion) -> str:
    """Write the proof of a finished deletion beside the others, lastingly; the digest of its bytes."""
    text = msgspec.json.format(msgspec.json.encode(deletion.as_json()), indent=1)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{deletion.number:06}-{deletion.kind}.json"
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return hashlib.sha256(text).hexdigest()


def _deletion(row: sqlite3.Row) -> Deletion:
    finished = row["finished_us"]
    return Deletion(
        number=row["id"],
        kind=DeletionKind(row["kind"]),
        rule=row["rule"],
        before=Instant(row["before_us"]),
        started=Instant(row["started_us"]),
        lots=msgspec.json.decode(row["lots"], type=tuple[Lot, ...]),
        hold=row["hold"],
        others=json.loads(row["others"]),
        held=json.loads(row["held"]),
        pictures=row["pictures"],
        finished=None if finished is None else Instant(finished),
        sha256=row["sha256"],
    )
