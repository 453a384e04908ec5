"""One SQLite file: made for its owner only, its named queries, and transactions that are on disk.

Write-ahead log with ``synchronous = full``: when a transaction returns, its rows have been fsynced.
One connection, shared by all threads under a lock; other processes wait for each other through SQLite.
"""

import errno
import os
import sqlite3
import stat
import threading
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from trackway.model.errors import Conflict, Lost, Unavailable
from trackway.sqlite.named import named_blocks

__all__ = ["FileKind", "SqliteFile", "Value"]

Value = str | int | float | bytes | None
"""What a column holds."""

_VERSION = 1
_BUSY_S = 10.0
"""How long to wait for another process's transaction; ours take milliseconds."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """Whose file it is: ``package`` holds its ``schema.sql`` and ``queries.sql``; ``what`` says in words what
    it keeps; ``application_id`` tells it from any other SQLite file. ``erases``: what is deleted is
    overwritten on disk. ``rooms`` are further packages with tables and queries of their own in the same file,
    so that what several of them write is on disk together.
    """

    package: str
    what: str
    application_id: int
    erases: bool = False
    rooms: tuple[str, ...] = ()

    @property
    def packages(self) -> tuple[str, ...]:
        """Every package whose tables are in the file."""
        return (self.package, *self.rooms)


@cache
def _queries(packages: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for package in packages:
        blocks = named_blocks((files(package) / "queries.sql").read_text("utf-8"))
        if twice := found.keys() & blocks.keys():
            raise ValueError(f"{package} names queries that another room of its file has: {sorted(twice)}.")
        found |= blocks
    return found


def _make_private(path: Path) -> None:
    """Make the file with its rights before SQLite sees it; -wal and -shm take theirs from it.

    Without opening it: closing a descriptor of ours would drop the locks that this process's other
    connections hold on the same file (POSIX).
    """
    try:
        os.mknod(path, stat.S_IFREG | 0o600)
    except FileExistsError:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is no file") from None
        if mode & 0o077:
            path.chmod(0o600)


class SqliteFile:
    """An open file. Usable from several threads.

    Raises ``Unavailable`` when the file cannot be read or written, ``Lost`` when it is damaged or is
    no such file at all, ``Conflict`` when a newer Trackway made it.
    """

    def __init__(self, path: Path, kind: FileKind) -> None:
        self.path = path
        self._kind = kind
        self._queries = _queries(kind.packages)
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make_private(path)
        except OSError as error:
            raise Unavailable(f"{path} cannot be opened: {error.strerror}.") from error
        self._connection = sqlite3.connect(
            path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        try:
            with self._sentences():
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        run = self._connection.execute
        # One statement sees one moment, even while another process is making the tables.
        version, application, tables = run(
            "select user_version, application_id, (select count(*) from sqlite_schema)"
            " from pragma_user_version, pragma_application_id"
        ).fetchone()
        if tables and application != self._kind.application_id:
            raise Lost(f"{self.path} is not {self._kind.what}; it was left as it is.")
        if version > _VERSION:
            raise Conflict(
                f"{self.path} was made by a newer Trackway (its version {version}, ours {_VERSION})."
            )
        run("pragma journal_mode = wal")
        run("pragma synchronous = full")
        run("pragma foreign_keys = on")
        run("pragma recursive_triggers = on")
        if self._kind.erases:
            run("pragma secure_delete = on")
        if version < _VERSION:
            schema = "\n".join(
                (files(package) / "schema.sql").read_text("utf-8") for package in self._kind.packages
            )
            marks = f"pragma application_id = {self._kind.application_id}; pragma user_version = {_VERSION};"
            self._connection.executescript(f"begin immediate; {schema}; {marks} commit;")

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All or nothing: what is run inside is on disk when the block ends, or gone if it raised.

        A block inside another joins it.
        """
        with self._lock, self._sentences():
            if self._connection.in_transaction:
                yield
                return
            with self._connection:
                self._connection.execute("begin immediate")
                yield

    def run(self, query: str, **values: Value) -> int:
        """Run a named query; how many rows it changed."""
        with self._lock, self._sentences():
            return self._connection.execute(self._queries[query], values).rowcount

    def many(self, query: str, each: Iterable[Mapping[str, Value]]) -> int:
        """Run a named query once for each set of values; how many rows they changed together."""
        with self._lock, self._sentences():
            return self._connection.executemany(self._queries[query], each).rowcount

    def rows(self, query: str, **values: Value) -> list[sqlite3.Row]:
        """The rows a named query gives."""
        with self._lock, self._sentences():
            return self._connection.execute(self._queries[query], values).fetchall()

    def row(self, query: str, **values: Value) -> sqlite3.Row | None:
        """Its first row; ``None`` says there is none."""
        return next(iter(self.rows(query, **values)), None)

    def only(self, query: str, **values: Value) -> sqlite3.Row:
        """Its row, for a query that always gives one."""
        (row,) = self.rows(query, **values)
        return row

    def empty_log(self) -> None:
        """Empty the write-ahead log, which may still hold what was deleted (unless somebody reads now)."""
        with self._lock, self._sentences():
            self._connection.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _sentences(self) -> Generator[None]:
        """SQLite's errors in our words. A broken constraint is a mistake of ours and stays what it is."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", "")
            if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise Lost(f"{self.path} is damaged: {error}.") from error
            raise Unavailable(f"{self.path} does not answer: {error}.") from error
