"""The watch: every passage shown once, hits and position written together, whatever fails in between."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.journal.passing import passage

from trackway.journal import SqliteJournal
from trackway.model.passage import Passage
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.sqlite import SqliteFile
from trackway.watch import READER, WATCH_FILE, Cause, Hit, Terms, Watch

Parts = tuple[SqliteJournal, SqliteFile]


def hit(one: Passage) -> Hit:
    says = Said("比中", "Matched")
    return Hit(f"test:{one.id}", Cause.LISTED, "test", one, says, (says,), Terms())


@dataclass
class Every:
    """A watcher to whom every other passage is a hit, and that remembers what it was shown."""

    name: str = "every"
    memory_s: float = 3600.0
    seen: list[Passage] = field(default_factory=list)
    remembered: list[Passage] = field(default_factory=list)
    fails_at: int = 0

    def remember(self, passages: Sequence[Passage]) -> None:
        self.remembered += passages

    def look(self, passages: Sequence[Passage]) -> Iterable[Hit]:
        for one in passages:
            self.seen.append(one)
            if len(self.seen) == self.fails_at:
                raise RuntimeError("a fault of the watcher")
            if len(self.seen) % 2 == 0:
                yield hit(one)

    def tick(self, now: Instant) -> Iterable[Hit]:
        return ()

    def keep(self) -> None:
        pass


@dataclass
class Sink:
    """Where hits go in these tests; may fail inside the transaction."""

    hits: list[str] = field(default_factory=list)
    fails: bool = False

    def take(self, hits: Sequence[Hit]) -> None:
        if self.fails:
            raise OSError("the disk is full")
        self.hits += [one.key for one in hits]


@pytest.fixture
def parts(tmp_path: Path, clock: FakeClock) -> Iterator[Parts]:
    with (
        SqliteJournal(tmp_path / "journal.sqlite", clock) as journal,
        closing(SqliteFile(tmp_path / "watch.sqlite", WATCH_FILE)) as database,
    ):
        yield journal, database


def test_every_passage_is_shown_once_and_in_order(parts: Parts, clock: FakeClock) -> None:
    journal, database = parts
    watcher, sink = Every(), Sink()
    watch = Watch(database, journal, [watcher], sink, clock)
    journal.append([passage(n) for n in range(5)])
    journal.append([passage(n) for n in range(5, 9)])
    assert watch.step(0.0) == 9
    assert watch.step(0.0) == 0
    assert watcher.seen == [passage(n) for n in range(9)]
    assert sink.hits == [f"test:{passage(n).id}" for n in (1, 3, 5, 7)]
    assert (watch.progress.passages, watch.progress.hits) == (9, 4)
    assert journal.position(READER) == journal.end()


def test_what_could_not_be_written_down_is_looked_at_again(parts: Parts, clock: FakeClock) -> None:
    journal, database = parts
    journal.append([passage(n) for n in range(4)])
    sink = Sink(fails=True)
    with pytest.raises(OSError, match="disk is full"):
        Watch(database, journal, [Every()], sink, clock).step(0.0)
    sink.fails = False
    again = Watch(database, journal, [Every()], sink, clock)
    assert again.progress.passages == 0
    assert again.step(0.0) == 4
    assert sink.hits == [f"test:{passage(n).id}" for n in (1, 3)]


def test_a_watcher_that_fails_moves_nothing(parts: Parts, clock: FakeClock) -> None:
    journal, database = parts
    journal.append([passage(n) for n in range(4)])
    sink = Sink()
    with pytest.raises(RuntimeError):
        Watch(database, journal, [Every(fails_at=3)], sink, clock).step(0.0)
    assert sink.hits == []
    assert Watch(database, journal, [Every()], sink, clock).step(0.0) == 4


def test_a_new_watch_remembers_the_last_hour_and_nothing_that_was_not_looked_at(
    parts: Parts, clock: FakeClock
) -> None:
    journal, database = parts
    journal.append([passage(0)])
    clock.advance(7200)
    journal.append([passage(1), passage(2)])
    first = Watch(database, journal, [Every()], Sink(), clock)
    first.step(0.0)
    journal.append([passage(3)])
    watcher = Every()
    again = Watch(database, journal, [watcher], Sink(), clock)
    again.remember()
    assert watcher.remembered == [passage(1), passage(2)]
    again.step(0.0)
    assert watcher.seen == [passage(3)]


def test_who_is_behind_says_how_far(parts: Parts, clock: FakeClock) -> None:
    journal, database = parts
    for n in range(5):
        journal.append([passage(n)] * 1_000)
    clock.advance(30)
    watch = Watch(database, journal, [Every()], Sink(), clock)
    watch.step(0.0)
    assert watch.behind_s == 30.0
    while watch.step(0.0):
        pass
    assert watch.behind_s == 0.0
