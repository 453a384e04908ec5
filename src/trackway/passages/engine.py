"""Engine: the chDB folder, opened. Lives in the owner process alone.

A fixed number of sessions answer in parallel; a bounded number of callers may wait for one, the next is
turned away. Inserts go one at a time, so that the views that keep identities apart see all before them.
"""

import queue
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from chdb.state.sqlitelike import Connection

from trackway.model.errors import TrackwayError, Unavailable

__all__ = ["Busy", "Engine", "Refused", "Result"]

SESSIONS = 4
"""Questions answered at once. Each may use several cores by itself; more would share them out thinner."""
MAX_WAITING = 64
"""Callers that may wait for a session: some seconds of work. Beyond that it is kinder to say so."""
_DEFAULTS = {"max_execution_time": "60", "max_memory_usage": str(4 << 30)}
"""For who sets no limits: one runaway question must not take the inserts down with it."""
_DATABASE = "default"
_CODE = re.compile(r"Code: (\d+)")
_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Busy(Unavailable):
    """The store has more questions than it can answer now; try again."""


class Refused(TrackwayError):
    """The engine refused a statement; ``code`` is ClickHouse's number for why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        found = _CODE.search(message)
        self.code = int(found.group(1)) if found else 1001


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement gave: bytes in the format asked for, rows read from tables, rows taken in, seconds."""

    body: bytes
    read_rows: int
    read_bytes: int
    written_rows: int
    elapsed_s: float


class _Given(Protocol):
    """chDB's own result."""

    def bytes(self) -> bytes: ...
    def rows_read(self) -> int: ...
    def storage_rows_read(self) -> int: ...
    def storage_bytes_read(self) -> int: ...
    def elapsed(self) -> float: ...


@dataclass(slots=True)
class _Session:
    connection: Connection
    settings: dict[str, str] = field(default_factory=dict)
    database: str = _DATABASE

    def run(self, statement: str, form: str, values: Mapping[str, str]) -> _Given:
        try:
            given: _Given = self.connection.query(statement, form, params=dict(values))
        except RuntimeError as error:  # chDB raises its own subclass for everything
            raise Refused(str(error)) from error
        return given

    def wear(self, wanted: Mapping[str, str]) -> None:
        """Bring the session to what this caller wants and nothing else: ``database``, and the settings."""
        wanted = {**_DEFAULTS, **wanted}
        database = wanted.pop("database", "") or _DATABASE
        if database != self.database:
            self.run("USE {database:Identifier}", "Null", {"database": database})
            self.database = database
        for name in [name for name in self.settings if name not in wanted]:
            self.run(f"SET {name} = DEFAULT", "Null", {})
            del self.settings[name]
        for name, value in wanted.items():
            if self.settings.get(name) != value:
                if not _SETTING.fullmatch(name):
                    raise Refused(f"Code: 115. DB::Exception: {name[:80]!r} is no setting. (UNKNOWN_SETTING)")
                self.run(f"SET {name} = '{_escaped(value)}'", "Null", {})
                self.settings[name] = value


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


class Engine:
    """The open folder. Usable from several threads; ``close`` waits for what is running."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._arriving = folder / "arriving"
        self._arriving.mkdir(mode=0o700, exist_ok=True)
        for left in self._arriving.iterdir():  # of a process that was killed; nothing in it was acknowledged
            left.unlink()
        self._free: queue.LifoQueue[_Session] = queue.LifoQueue()
        self._turns = threading.BoundedSemaphore(SESSIONS + MAX_WAITING)
        self._insert = threading.Lock()
        path = str(folder / "engine")
        for _ in range(SESSIONS):
            self._free.put(_Session(Connection(path)))

    def run(
        self, statement: str, form: str, values: Mapping[str, str], settings: Mapping[str, str]
    ) -> Result:
        """Run one statement; ``form`` is the format of the answer when the statement names none."""
        with self._turn(), self._session(settings) as session:
            return _result(session.run(statement, form, values))

    def insert(self, into: str, form: str, rows: bytes, settings: Mapping[str, str]) -> Result:
        """Insert rows; ``into`` is ``INSERT INTO table (columns)`` without its format. On disk on return."""
        # Through a file, for chDB's streaming insert answers "done" to an insert that failed half-way.
        # The file is a pipe to the engine next door and needs no syncing.
        with (
            self._turn(),
            tempfile.NamedTemporaryFile(dir=self._arriving, suffix=".rows") as file,
            self._insert,
            self._session(settings) as session,
        ):
            file.write(rows)
            file.flush()
            statement = f"{into} FROM INFILE '{_escaped(file.name)}' COMPRESSION 'none' FORMAT {form}"
            given = session.run(statement, "Null", {})
            return Result(b"", 0, 0, given.rows_read(), given.elapsed())

    def close(self) -> None:
        """Close every session; waits for those at work."""
        for _ in range(SESSIONS):
            self._free.get().connection.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self._turns.release()

    @contextmanager
    def _session(self, settings: Mapping[str, str]) -> Iterator[_Session]:
        session = self._free.get()
        try:
            session.wear(settings)
            yield session
        finally:
            self._free.put(session)


def _result(given: _Given) -> Result:
    return Result(
        body=given.bytes() or b"",
        read_rows=given.storage_rows_read(),
        read_bytes=given.storage_bytes_read(),
        written_rows=0,
        elapsed_s=given.elapsed(),
    )
