"""Which recorder or folder holds which camera's footage, with the log-in sealed."""

import sqlite3
from pathlib import Path

from trackway.intake.history.source import LogIn, SourceKind, Whereabouts
from trackway.model.errors import NotFound
from trackway.model.time import Clock
from trackway.sqlite import SqliteFile
from trackway.trust import Seal

__all__ = ["SourcesTable"]


class SourcesTable:
    """The sources of cameras in an open queue. A camera without one is looked for in our own recordings."""

    def __init__(self, file: SqliteFile, clock: Clock, key: Path) -> None:
        self._file, self._clock = file, clock
        self._seal = Seal(key)

    def put(self, where: Whereabouts, log_in: LogIn | None = None) -> None:
        """Say where a camera's footage is. Without a log-in the one there is stays, for the same address."""
        username, sealed = ("", None) if log_in is None else (log_in.username, self._sealed(where, log_in))
        with self._file.transaction():
            row = self._file.row("source", camera=where.camera)
            if log_in is None and row is not None and _of(row).address == where.address:
                username, sealed = row["username"], row["sealed"]
            self._file.run(
                "source_put",
                camera=where.camera,
                kind=where.kind.value,
                address=where.address,
                channel=where.channel,
                zone=where.zone,
                offset_s=where.offset_s,
                error_s=where.error_s,
                kept_days=where.kept_days,
                username=username,
                sealed=sealed,
                now_us=self._clock.now().us,
            )
            self._find_again(where.camera)

    def drop(self, camera: int) -> None:
        """Forget a camera's source. Raises ``NotFound`` when it has none."""
        with self._file.transaction():
            if not self._file.run("source_drop", camera=camera):
                raise NotFound(f"The camera with the number {camera} has no source of old footage.")
            self._find_again(camera)

    def all(self) -> tuple[Whereabouts, ...]:
        """Every source that was set, by camera number."""
        return tuple(_of(row) for row in self._file.rows("sources"))

    def of(self, camera: int) -> Whereabouts:
        """Where a camera's footage is: as it was set, else with our own recorder."""
        row = self._file.row("source", camera=camera)
        return Whereabouts(camera, SourceKind.OWN) if row is None else _of(row)

    def log_in(self, camera: int) -> LogIn:
        """The log-in for a camera's recorder; an empty one where none was given. Raises ``Lost``."""
        row = self._file.row("source", camera=camera)
        if row is None or row["sealed"] is None:
            return LogIn("" if row is None else row["username"])
        where = _of(row)
        return LogIn(row["username"], self._seal.open(row["sealed"], _bound(where, row["username"])))

    def _sealed(self, where: Whereabouts, log_in: LogIn) -> bytes | None:
        if not log_in.password:
            return None
        beside = next((row["sealed"] for row in self._file.rows("sources") if row["sealed"]), None)
        return self._seal.seal(log_in.password, _bound(where, log_in.username), beside=beside)

    def _find_again(self, camera: int) -> None:
        self._file.run("forget_unread", camera=camera)
        self._file.run("want_again", camera=camera)


def _bound(where: Whereabouts, username: str) -> str:
    """What a password is good for: it cannot be sent to another address by whoever can write the file."""
    return f"{where.camera}\n{where.address}\n{username}"


def _of(row: sqlite3.Row) -> Whereabouts:
    return Whereabouts(
        row["camera_number"],
        SourceKind(row["kind"]),
        row["address"],
        row["channel"],
        row["zone"],
        row["offset_s"],
        row["error_s"],
        row["kept_days"],
    )
