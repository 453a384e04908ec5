"""The ledger: which files were imported, how far, and what came of them. A SQLite file, fsynced.

The checkpoint of a file only moves when every passage before it is in the store; so after any stop, even
``kill -9``, reading goes on from the checkpoint and finds what was not yet counted once more, under the
same identities.
"""

import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from trackway.intake.recordings.messages import Identified
from trackway.intake.recordings.recording import Recording
from trackway.model.errors import Conflict, Lost, Unavailable
from trackway.model.time import Instant
from trackway.vision import Remembered

__all__ = ["Entry", "Known", "Ledger", "Tally"]

_VERSION = 1
_APPLICATION_ID = 0x5457_494D  # "TWIM": tells our file from any other SQLite file
_BUSY_S = 10.0
_MOST = 10_000
_FILES = resources.files(__package__)


def _named(text: str) -> dict[str, str]:
    """The queries of a ``.sql`` file by name: a ``-- name --`` line opens each."""
    queries: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("-- ") and line.endswith(" --"):
            name = line[3:-3]
            queries[name] = ""
        elif name and not line.startswith("-- "):
            queries[name] += f"{line}\n"
    return queries


_QUERIES = _named((_FILES / "queries.sql").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in the ledger, as people see it. Times in seconds of footage; ``total_s`` if it is known."""

    path: str
    camera_id: str
    camera_number: int
    start: Instant
    state: str
    total_s: float | None
    done_s: float
    passages: int
    with_plate: int
    cpu_s: float
    error: str | None
    model: str
    changed: Instant


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a file is and what was found up to there: seconds of footage, passages, those with a plate."""

    done_s: float = 0.0
    passages: int = 0
    with_plate: int = 0
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """A file's row as reading it needs it: where to go on, with what memory, and what was found before."""

    id: int
    state: str
    tally: Tally
    memory: tuple[Remembered, ...] | None
    error: str | None

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing left to read in it."""
        return self.state in ("done", "damaged")


class Ledger:
    """An open ledger. Usable from several threads; other processes may read it meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        try:
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(f"The ledger {path} cannot be opened: {error}.") from error
        self._connection.row_factory = sqlite3.Row
        try:
            with self._sentences():
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        with self._lock:
            self._connection.close()

    def entries(self) -> tuple[Entry, ...]:
        """Every file, the last changed first; at most 10,000."""
        return tuple(
            Entry(
                path=row["path"],
                camera_id=row["camera_id"],
                camera_number=row["camera_number"],
                start=Instant(row["start_us"]),
                state=row["state"],
                total_s=row["total_s"],
                done_s=row["done_s"],
                passages=row["passages"],
                with_plate=row["with_plate"],
                cpu_s=row["cpu_s"],
                error=row["error"],
                model=row["model"],
                changed=Instant(row["changed_us"]),
            )
            for row in self._rows("entries", most=_MOST)
        )

    def known(self, recording: Recording, sha256: str) -> Known | None:
        """What is known of a file's content, as this camera's from this start; ``None`` for nothing."""
        rows = self._rows(
            "known", sha256=sha256, camera_number=recording.camera.number, start_us=recording.start.us
        )
        for row in rows:
            memory = row["memory"]
            return Known(
                row["id"],
                row["state"],
                Tally(row["done_s"], row["passages"], row["with_plate"], row["cpu_s"]),
                None if memory is None else msgspec.json.decode(memory, type=tuple[Remembered, ...]),
                row["error"],
            )
        return None

    def begin(self, recording: Recording, found: Identified, model: str, now: Instant) -> Known:
        """Start a file from its beginning, whatever was known of it."""
        (row,) = self._rows(
            "begin",
            sha256=found.sha256,
            camera_number=recording.camera.number,
            start_us=recording.start.us,
            camera_id=recording.camera.id,
            path=str(recording.path),
            bytes=found.size,
            model=model,
            total_s=found.total_s or None,
            now_us=now.us,
        )
        return Known(row["id"], "reading", Tally(), None, None)

    def take_up(self, known: Known, recording: Recording, now: Instant) -> None:
        """Go on with a file that was left unfinished."""
        self._rows("take_up", id=known.id, path=str(recording.path), now_us=now.us)

    def checkpoint(self, file_id: int, tally: Tally, memory: tuple[Remembered, ...], now: Instant) -> None:
        """All passages of the tally are stored; reading may go on after it."""
        self._rows(
            "checkpoint", id=file_id, memory=msgspec.json.encode(memory), now_us=now.us, **_columns(tally)
        )

    def finish(self, file_id: int, state: str, tally: Tally, error: str | None, now: Instant) -> None:
        """A file was read as far as it can be (``done``, ``damaged``), or reading it failed (``failed``)."""
        self._rows("finish", id=file_id, state=state, error=error, now_us=now.us, **_columns(tally))

    def stop(self, file_id: int, now: Instant) -> None:
        """The import was stopped while this file was being read."""
        self._rows("stop", id=file_id, now_us=now.us)

    @contextmanager
    def importing(self) -> Iterator[None]:
        """The right to import, held by one process at a time. Raises ``Conflict`` when it is taken."""
        lock = self._path.with_suffix(".lock")
        with lock.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Conflict(
                    f"Another import is running on {self._path.parent}; let it finish or stop it."
                ) from None
            yield

    def _rows(self, query: str, **values: str | float | bytes | None) -> list[sqlite3.Row]:
        with self._lock, self._sentences():
            return self._connection.execute(_QUERIES[query], values).fetchall()

    def _prepare(self) -> None:
        run = self._connection.execute
        # One statement sees one moment, even while another process is making the tables.
        version, application, tables = run(
            "select user_version, application_id, (select count(*) from sqlite_schema)"
            " from pragma_user_version, pragma_application_id"
        ).fetchone()
        if tables and application != _APPLICATION_ID:
            raise Lost(f"{self._path} is not a ledger of imported footage; it was left as it is.")
        if version > _VERSION:
            raise Conflict(
                f"{self._path} was made by a newer Trackway (its version {version}, ours {_VERSION})."
            )
        run("pragma journal_mode = wal")
        run("pragma synchronous = full")
        if version < _VERSION:
            schema = (_FILES / "schema.sql").read_text("utf-8")
            marks = f"pragma application_id = {_APPLICATION_ID}; pragma user_version = {_VERSION};"
            self._connection.executescript(f"begin immediate; {schema} {marks} commit;")

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """SQLite's errors in our words."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", "")
            if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise Lost(f"{self._path} is damaged: {error}.") from error
            raise Unavailable(f"{self._path} does not answer: {error}.") from error


def _columns(tally: Tally) -> dict[str, float]:
    return {
        "done_s": tally.done_s,
        "passages": tally.passages,
        "with_plate": tally.with_plate,
        "cpu_s": tally.cpu_s,
    }
