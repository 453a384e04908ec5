"""SqliteJournal: the journal of one machine, a SQLite file whose transactions are fsynced."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from trackway.journal.journal import MOST_AT_ONCE, Page, Position, waited
from trackway.journal.packing import pack, unpack
from trackway.model.errors import WrongUse
from trackway.model.passage import Passage
from trackway.model.time import Clock, Instant
from trackway.sqlite import FileKind, SqliteFile

__all__ = ["SqliteJournal"]

_FILE = FileKind("trackway.journal", "a journal of passages", 0x5457_4A6F, erases=True)  # "TWJo"


class SqliteJournal:
    """The journal in one file. Many processes append and read; SQLite lets one of them write at a time."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._database = SqliteFile(path, _FILE)
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def append(self, passages: Sequence[Passage]) -> Position:
        """Write passages down as one page."""
        if len(passages) > MOST_AT_ONCE:
            raise WrongUse(f"{len(passages):,} passages at once are more than {MOST_AT_ONCE:,}.")
        if not passages:
            return self.end()
        packed = pack(passages)
        with self._database.transaction():
            self._database.run("tally_grow", passages=len(passages))
            last = self._database.only("tally_end")["end"]
            self._database.run(
                "page_add",
                last=last,
                passages=len(passages),
                appended_us=self._clock.now().us,
                packed=packed,
            )
        return Position(last)

    def read(self, after: Position, most: int = MOST_AT_ONCE, until: Position | None = None) -> Page:
        """What follows a position, of the last page only what fits."""
        if until is not None:
            most = min(most, until - after)  # a position counts the passages before it
        if most <= 0:
            return Page((), after)
        found: list[Passage] = []
        end, appended, missed = after, None, 0
        for row in self._database.rows("pages_after", after=after, most=most):
            first = row["last"] - row["passages"]
            passages = unpack(row["packed"])
            missed += max(0, first - end)
            fresh = passages[max(0, end - first) :][: most - len(found)]
            found += fresh
            end = Position(max(first, end) + len(fresh))
            appended = Instant(row["appended_us"])
        return Page(tuple(found), end, appended, missed)

    def wait(self, after: Position, seconds: float) -> bool:
        """Look again and again until something follows."""
        return waited(self.end, after, seconds)

    def end(self) -> Position:
        """The position after the newest passage."""
        return Position(self._database.only("tally_end")["end"])

    def since(self, at: Instant) -> Position:
        """The position before the first page that was appended at or after a moment."""
        row = self._database.row("page_since", at_us=at.us)
        return self.end() if row is None else Position(row["before"])

    def reached(self, reader: str, position: Position) -> None:
        """Note how far a reader is."""
        self._database.run("reader_reached", name=reader, position=position)

    def position(self, reader: str) -> Position:
        """How far a reader is."""
        row = self._database.row("reader_position", name=reader)
        return Position(0 if row is None else row["position"])

    def forget(self, before: Instant) -> int:
        """Destroy old pages that every reader is through; with no reader, none."""
        with self._database.transaction():
            gone = self._database.rows("pages_forget", before_us=before.us)
        return sum(row["passages"] for row in gone)
