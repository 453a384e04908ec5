"""The ledger: which files were imported, how far, and what came of them. A SQLite file, fsynced.

The checkpoint of a file only moves when every passage before it is in the store; so after any stop, even
``kill -9``, reading goes on from the checkpoint and finds what was not yet counted once more, under the
same identities.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from trackway.intake.recordings.identity import Identity
from trackway.intake.recordings.recording import Recording
from trackway.model.errors import Conflict
from trackway.model.time import Instant
from trackway.sqlite import FileKind, SqliteFile
from trackway.vision import Remembered

__all__ = ["Entry", "Known", "Ledger", "Tally"]

_FILE = FileKind("trackway.intake.recordings", "a ledger of imported footage", 0x5457_494D)  # "TWIM"
_MOST = 10_000


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
        self._file = SqliteFile(path, _FILE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self._file.close()

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
            for row in self._file.rows("entries", most=_MOST)
        )

    def known(self, recording: Recording, identity: Identity) -> Known | None:
        """What is known of a file's content, as this camera's from this start; ``None`` for nothing."""
        rows = self._file.rows(
            "known",
            sha256=identity.sha256,
            camera_number=recording.camera.number,
            start_us=recording.start.us,
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

    def begin(self, recording: Recording, found: Identity, model: str, now: Instant) -> Known:
        """Start a file from its beginning, whatever was known of it."""
        (row,) = self._file.rows(
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
        self._file.rows("take_up", id=known.id, path=str(recording.path), now_us=now.us)

    def length(self, file_id: int, total_s: float) -> None:
        """It was opened, and says how long it is."""
        self._file.rows("length", id=file_id, total_s=total_s)

    def checkpoint(self, file_id: int, tally: Tally, memory: tuple[Remembered, ...], now: Instant) -> None:
        """All passages of the tally are stored; reading may go on after it."""
        self._file.rows(
            "checkpoint", id=file_id, memory=msgspec.json.encode(memory), now_us=now.us, **_columns(tally)
        )

    def finish(self, file_id: int, state: str, tally: Tally, error: str | None, now: Instant) -> None:
        """A file was read as far as it can be (``done``, ``damaged``), or reading it failed (``failed``)."""
        self._file.rows("finish", id=file_id, state=state, error=error, now_us=now.us, **_columns(tally))

    def stop(self, file_id: int, now: Instant) -> None:
        """The import was stopped while this file was being read."""
        self._file.rows("stop", id=file_id, now_us=now.us)

    @contextmanager
    def importing(self) -> Iterator[None]:
        """The right to import, held by one process at a time. Raises ``Conflict`` when it is taken."""
        lock = self._file.path.with_suffix(".lock")
        with lock.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Conflict(
                    f"Another import is running on {self._file.path.parent}; let it finish or stop it."
                ) from None
            yield


def _columns(tally: Tally) -> dict[str, float]:
    return {
        "done_s": tally.done_s,
        "passages": tally.passages,
        "with_plate": tally.with_plate,
        "cpu_s": tally.cpu_s,
    }
