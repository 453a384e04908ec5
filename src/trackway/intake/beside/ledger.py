"""The ledger of comparisons: a SQLite file, fsynced, in which two engines are held against each other."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Self

from trackway.intake.beside.agreement import Agreement, Disagreement, Filed, Stretch
from trackway.intake.beside.comparison import Account, Comparison, Cost
from trackway.model.errors import Conflict, Lost, Unavailable
from trackway.model.passage import PassageId
from trackway.model.question import Permit
from trackway.model.time import Instant, Span
from trackway.passages import NoPermit

__all__ = ["Comparisons"]

Value = str | int | float | None
Run = Callable[[str, Mapping[str, Value]], sqlite3.Cursor]

_VERSION = 1
_APPLICATION_ID = 0x5457_4342  # "TWCB": tells our file from any other SQLite file
_BUSY_S = 10.0
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


class Comparisons:
    """An open ledger of comparisons. Usable from several threads; other processes may read it meanwhile."""

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

    def add(self, stretch: Stretch) -> None:
        """Write down a stretch, all of it or nothing; in place of what was said of it before."""
        both: dict[str, Value] = {
            "camera_number": stretch.camera,
            "first_model": stretch.first_model,
            "second_model": stretch.second_model,
        }
        from_us, end_us = stretch.zero.plus(stretch.start_s).us, stretch.zero.plus(stretch.end_s).us
        earlier: Counter[int] = Counter()
        with self._transaction() as run:
            run(_QUERIES["forget_stretch"], {**both, "from_us": from_us, "end_us": end_us})
            for one in stretch.comparisons:
                at_us = stretch.zero.plus(one.at_s).us
                run(_QUERIES["add"], {**both, **_row(one), "at_us": at_us, "ordinal": earlier[at_us]})
                earlier[at_us] += 1
            costs: dict[str, Value] = {
                "first_pictures": stretch.first_cost.pictures,
                "first_cpu_s": stretch.first_cost.cpu_s,
                "second_pictures": stretch.second_cost.pictures,
                "second_cpu_s": stretch.second_cost.cpu_s,
            }
            seconds = max(stretch.end_s - stretch.start_s, 0.0)
            run(_QUERIES["add_stretch"], {**both, **costs, "from_us": from_us, "seconds": seconds})

    def agreements(self, span: Span, camera: int | None = None) -> tuple[Agreement, ...]:
        """Every pair of engines that was compared in a span, at one camera or at all. No plates in it."""
        wanted = _wanted(span, camera)
        with self._lock, self._sentences():
            rows = self._connection.execute(_QUERIES["agreements"], wanted).fetchall()
            costs = self._connection.execute(_QUERIES["costs"], wanted).fetchall()
        counts = {(row["first_model"], row["second_model"]): row for row in rows}
        return tuple(
            _agreement(cost, counts.get((cost["first_model"], cost["second_model"]))) for cost in costs
        )

    def disagreements(
        self, permit: Permit, span: Span, camera: int | None = None, most: int = 50
    ) -> tuple[Disagreement, ...]:
        """The newest vehicles of which two engines say different things; plates, so it takes a permit."""
        if not isinstance(permit, Permit):
            raise NoPermit
        with self._lock, self._sentences():
            rows = self._connection.execute(
                _QUERIES["disagreements"], {**_wanted(span, camera), "most": most}
            ).fetchall()
        return tuple(
            Disagreement(
                camera=row["camera_number"],
                at=Instant(row["at_us"]),
                first_model=row["first_model"],
                second_model=row["second_model"],
                passage=row["passage_id"] or 0,
                picture=row["picture"],
                first=_account(row, "first"),
                second=_account(row, "second"),
            )
            for row in rows
        )

    def filed(self, span: Span, camera: int | None = None) -> tuple[Filed, ...]:
        """Every filed passage that two engines were compared on: to be counted, not to be shown."""
        with self._lock, self._sentences():
            rows = self._connection.execute(_QUERIES["filed"], _wanted(span, camera)).fetchall()
        return tuple(
            Filed(
                PassageId(row["passage_id"]),
                row["first_model"],
                row["second_model"],
                row["first_text"] or "",
                row["second_text"] or "",
            )
            for row in rows
        )

    def forget_before(self, instant: Instant) -> int:
        """Destroy what was read of vehicles earlier than this; how many. To be called with the passages."""
        with self._lock, self._sentences():
            gone = self._connection.execute(_QUERIES["forget"], {"before_us": instant.us}).rowcount
            self._connection.execute("pragma wal_checkpoint(truncate)")
        return gone

    @contextmanager
    def _transaction(self) -> Iterator[Run]:
        with self._lock, self._sentences():
            self._connection.execute("begin immediate")
            try:
                yield self._connection.execute
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    def _prepare(self) -> None:
        run = self._connection.execute
        # One statement sees one moment, even while another process is making the tables.
        version, application, tables = run(
            "select user_version, application_id, (select count(*) from sqlite_schema)"
            " from pragma_user_version, pragma_application_id"
        ).fetchone()
        if tables and application != _APPLICATION_ID:
            raise Lost(f"{self._path} is not a ledger of comparisons; it was left as it is.")
        if version > _VERSION:
            raise Conflict(
                f"{self._path} was made by a newer Trackway (its version {version}, ours {_VERSION})."
            )
        run("pragma journal_mode = wal")
        run("pragma synchronous = full")
        run("pragma secure_delete = on")
        if version < _VERSION:
            schema = (_FILES / "schema.sql").read_text("utf-8")
            marks = f"pragma application_id = {_APPLICATION_ID}; pragma user_version = {_VERSION};"
            self._connection.executescript(f"begin immediate; {schema} {marks} commit;")

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """SQLite's errors in our words. A broken constraint is a mistake of ours and stays what it is."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", "")
            if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise Lost(f"The ledger {self._path} is damaged: {error}.") from error
            raise Unavailable(f"The ledger {self._path} does not answer: {error}.") from error


def _wanted(span: Span, camera: int | None) -> dict[str, Value]:
    return {"from_us": span.start.us, "end_us": span.end.us, "camera_number": camera}


def _row(one: Comparison) -> dict[str, Value]:
    return {
        "passage_id": one.passage or None,
        "picture": one.picture,
        "first_text": one.first.text if one.first else None,
        "first_confidence": one.first.confidence if one.first else None,
        "first_looks": one.first.looks if one.first else None,
        "second_text": one.second.text if one.second else None,
        "second_confidence": one.second.confidence if one.second else None,
        "second_looks": one.second.looks if one.second else None,
    }


def _account(row: sqlite3.Row, which: str) -> Account | None:
    text = row[f"{which}_text"]
    return None if text is None else Account(text, row[f"{which}_confidence"], row[f"{which}_looks"])


def _agreement(cost: sqlite3.Row, counts: sqlite3.Row | None) -> Agreement:
    def count(name: str) -> int:
        return int(counts[name]) if counts else 0

    def mean(name: str) -> float:
        return float(counts[name] or 0.0) if counts else 0.0

    return Agreement(
        first_model=cost["first_model"],
        second_model=cost["second_model"],
        vehicles=count("vehicles"),
        agree=count("agree"),
        differ=count("differ"),
        only_first=count("only_first"),
        only_second=count("only_second"),
        first_confidence=mean("first_confidence"),
        second_confidence=mean("second_confidence"),
        first_surer=count("first_surer"),
        second_surer=count("second_surer"),
        seconds=cost["seconds"],
        first_cost=Cost(cost["first_pictures"], cost["first_cpu_s"]),
        second_cost=Cost(cost["second_pictures"], cost["second_cpu_s"]),
    )
