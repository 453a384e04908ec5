"""What every journal does, whoever keeps it."""

import threading

import pytest
from tests.conftest import FakeClock
from tests.journal.passing import passage

from trackway.journal import START, Journal
from trackway.model.errors import WrongUse
from trackway.model.passage import Passage


def some(first: int, end: int) -> tuple[Passage, ...]:
    return tuple(passage(n) for n in range(first, end))


def test_what_is_appended_is_read_in_order_with_all_its_parts(journal: Journal) -> None:
    assert journal.end() == START
    middle = journal.append(some(0, 3))
    end = journal.append(some(3, 10))
    page = journal.read(START)
    assert page.passages == some(0, 10)
    assert page.end == end == journal.end()
    assert journal.read(middle).passages == some(3, 10)
    assert journal.read(end).passages == ()
    assert journal.read(end).end == end


def test_positions_grow_and_any_of_them_can_be_read_from(journal: Journal) -> None:
    journal.append(some(0, 5))
    journal.append(some(5, 9))
    seen: list[Passage] = []
    position = START
    while (page := journal.read(position, 2)).passages:
        assert len(page.passages) <= 2
        assert page.end > position
        seen += page.passages
        position = page.end
    assert tuple(seen) == some(0, 9)


def test_nothing_beyond_an_end_is_read(journal: Journal) -> None:
    journal.append(some(0, 5))
    third = journal.read(START, 3).end
    journal.append(some(5, 9))
    sixth = journal.read(third, 3).end
    assert journal.read(START, until=third).passages == some(0, 3)
    assert journal.read(third, until=sixth).passages == some(3, 6)
    assert journal.read(third, 2, until=sixth).passages == some(3, 5)
    assert journal.read(sixth, until=third) == journal.read(sixth, until=sixth)
    assert journal.read(sixth, until=sixth).passages == ()


def test_nothing_appended_changes_nothing(journal: Journal) -> None:
    end = journal.append(some(0, 2))
    assert journal.append(()) == end
    assert journal.end() == end


def test_too_many_at_once_are_refused_and_none_is_written(journal: Journal) -> None:
    with pytest.raises(WrongUse, match="5,001 passages at once"):
        journal.append((passage(0),) * 5_001)
    assert journal.end() == START


def test_who_waits_is_told_when_something_comes(journal: Journal) -> None:
    assert not journal.wait(START, 0.0)
    later = threading.Timer(0.2, lambda: journal.append(some(0, 1)))
    later.start()
    try:
        assert journal.wait(START, 30.0)
    finally:
        later.join()
    assert journal.wait(START, 0.0)


def test_readers_keep_their_place_and_never_go_back(journal: Journal) -> None:
    end = journal.append(some(0, 4))
    assert journal.position("watch") == START
    journal.reached("watch", end)
    journal.reached("watch", START)
    assert journal.position("watch") == end
    assert journal.position("filing") == START


def test_a_moment_has_its_position(journal: Journal, clock: FakeClock) -> None:
    before = clock.now()
    first = journal.append(some(0, 2))
    later = clock.advance(60)
    end = journal.append(some(2, 3))
    assert journal.since(before) == START
    assert journal.since(later) == first
    assert journal.since(later.plus(1)) == end


def test_old_pages_go_when_every_reader_is_through_and_not_before(journal: Journal, clock: FakeClock) -> None:
    first = journal.append(some(0, 3))
    later = clock.advance(3600)
    end = journal.append(some(3, 5))
    assert journal.forget(later) == 0, "nobody has read them"
    journal.reached("watch", end)
    journal.reached("filing", START)
    assert journal.forget(later) == 0, "one reader is not through"
    journal.reached("filing", first)
    assert journal.forget(later) == 3
    page = journal.read(START)
    assert page.passages == some(3, 5)
    assert 0 < page.missed <= 3
    assert page.end == end
    assert journal.end() == end


def test_several_append_at_once_and_nothing_is_lost(journal: Journal) -> None:
    def add(first: int) -> None:
        for n in range(first, first + 20):
            journal.append((passage(n),))

    threads = [threading.Thread(target=add, args=(100 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = journal.read(START).passages
    assert len(found) == 80
    for first in range(0, 400, 100):
        row = [p for p in found if any(p == passage(n) for n in range(first, first + 20))]
        assert row == [passage(n) for n in range(first, first + 20)], "each one's stay in order"
