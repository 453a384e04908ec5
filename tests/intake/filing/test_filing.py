"""The door by which passages come in: journal first, store after, nothing twice, nothing lost."""

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.journal.passing import passage

from trackway.intake.filing import READER, Filing
from trackway.journal import START, SqliteJournal
from trackway.model.errors import Invalid, Unavailable
from trackway.model.passage import Passage


class Shelf:
    """A store that may be away, and that refuses some passages for good."""

    def __init__(self) -> None:
        self.kept: dict[int, Passage] = {}
        self.is_away = False
        self.refuses: set[int] = set()
        self.calls = 0

    def add(self, passages: Sequence[Passage]) -> None:
        self.calls += 1
        if self.is_away:
            raise Unavailable("The store is away.")
        if bad := [p.id for p in passages if p.id in self.refuses]:
            raise Invalid(f"Passage {bad[0]} cannot be filed.")
        for one in passages:
            self.kept.setdefault(one.id, one)


@pytest.fixture
def journal(tmp_path: Path, clock: FakeClock) -> Iterator[SqliteJournal]:
    with SqliteJournal(tmp_path / "journal.sqlite", clock) as opened:
        yield opened


def test_what_is_added_is_in_the_journal_and_in_the_store(journal: SqliteJournal, tmp_path: Path) -> None:
    shelf = Shelf()
    filing = Filing(journal, shelf, tmp_path)
    filing.add([passage(0), passage(1)])
    assert list(shelf.kept.values()) == [passage(0), passage(1)]
    assert journal.read(START).passages == (passage(0), passage(1))
    assert journal.position(READER) == 2


def test_what_is_accepted_while_the_store_is_away_is_stored_later(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    shelf = Shelf()
    shelf.is_away = True
    filing = Filing(journal, shelf, tmp_path)
    assert filing.accept([passage(0)]) == 1
    with pytest.raises(Unavailable):
        filing.add([passage(1)])
    assert not shelf.kept
    shelf.is_away = False
    again = Filing(journal, shelf, tmp_path)
    assert again.drain() == 2
    assert again.drain() == 0
    assert list(shelf.kept.values()) == [passage(0), passage(1)]


def test_one_that_the_store_never_takes_is_kept_aside_and_holds_up_nobody(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    shelf = Shelf()
    shelf.refuses = {passage(5).id}
    Filing(journal, shelf, tmp_path).add([passage(n) for n in range(9)])
    assert len(shelf.kept) == 8
    (line,) = (tmp_path / "refused-passages.jsonl").read_text("utf-8").splitlines()
    refused = json.loads(line)
    assert refused["says"] == f"Passage {passage(5).id} cannot be filed."
    assert refused["passage"]["id"] == passage(5).id


def test_ignored_vehicles_leave_no_trace(journal: SqliteJournal, tmp_path: Path) -> None:
    shelf = Shelf()

    def ignored(passages: Sequence[Passage]) -> list[bool]:
        return [p.plate is not None and p.plate.text.endswith("1") for p in passages]

    filing = Filing(journal, shelf, tmp_path, ignored)
    assert filing.ignores(passage(1))
    assert not filing.ignores(passage(2))
    filing.add([passage(0), passage(1), passage(2)])
    assert journal.read(START).passages == (passage(0), passage(2))
    assert passage(1).id not in shelf.kept


def test_many_at_once_are_stored_once(journal: SqliteJournal, tmp_path: Path) -> None:
    shelf = Shelf()
    filing = Filing(journal, shelf, tmp_path)

    def add(first: int) -> None:
        for n in range(first, first + 10):
            filing.add([passage(n)])

    threads = [threading.Thread(target=add, args=(10 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shelf.kept) == journal.end() == journal.position(READER) == 40
    assert shelf.calls <= 40, "nothing was put twice"
