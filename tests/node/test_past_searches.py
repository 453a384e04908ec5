"""Past passages are searched as soon as an entry that asks for it is in force, in its requester's name."""

import time
from pathlib import Path

from tests.conftest import FakeClock

from trackway.model.passage import Passage, Source, passage_id
from trackway.model.pattern import parse_pattern
from trackway.model.plate import Plate
from trackway.model.time import ClockOwner, Stamp
from trackway.node.past_searches import past_searched_continuously
from trackway.node.watching import opened_watch
from trackway.passages import MemoryPassages, open_passages
from trackway.trust import Trust
from trackway.watch import Entry, ListKind, Rooms, Terms, WatchList
from trackway.watch.lists import Draft

DAY_S = 86_400.0


def wanted(rooms: Rooms, clock: FakeClock) -> Entry:
    made = WatchList(0, "失竊車輛", ListKind.WATCH, "刑警大隊", Terms(), clock.now())
    list_ = rooms.lists.make_list(made, "lin")
    start, end = clock.now(), clock.now().plus(DAY_S)
    draft = Draft(parse_pattern("QQA-0123"), start, end, "失竊", "刑事訴訟法", "115-0042", retro_days=7)
    return rooms.lists.approve(rooms.lists.add(list_.id, draft, "lin").id, "chen")


def until_searched(rooms: Rooms, entry: Entry) -> None:
    until = time.monotonic() + 120
    while not rooms.retro.runs(entry.id):
        assert time.monotonic() < until, "nobody searched"
        time.sleep(0.05)


def test_searched_once_it_is_in_force(tmp_path: Path, clock: FakeClock) -> None:
    at = clock.now().plus(-DAY_S)
    seen = Passage(
        id=passage_id(at, 7, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.5),
        camera=7,
        source=Source.LIVE,
        plate=Plate("QQA0123"),
        confidence=0.95,
        looks=3,
    )
    with (
        open_passages(tmp_path / "passages") as store,
        Trust(tmp_path / "trust.sqlite", clock) as trust,
        opened_watch(tmp_path, clock) as rooms,
        past_searched_continuously(rooms, store, trust, dict),
    ):
        store.add([seen])
        entry = wanted(rooms, clock)
        until_searched(rooms, entry)
        (run,) = rooms.retro.runs(entry.id)
        assert (run.found, run.by) == (1, "lin")
        (row,) = trust.audit_rows(trust.command_line_officer("nobody"), action="retro_search")
        assert (row.username, row.case_no) == ("lin", "115-0042")


def test_a_store_that_cannot_be_asked_is_asked_again(tmp_path: Path, clock: FakeClock) -> None:
    with (
        Trust(tmp_path / "trust.sqlite", clock) as trust,
        opened_watch(tmp_path, clock) as rooms,
    ):
        entry = wanted(rooms, clock)
        with past_searched_continuously(rooms, MemoryPassages(), trust, dict):
            until = time.monotonic() + 120
            chief = trust.command_line_officer("nobody")
            while not trust.audit_rows(chief, action="retro_search"):
                assert time.monotonic() < until, "nobody tried"
                time.sleep(0.05)
        assert not rooms.retro.runs(entry.id)
        left: list[int] = []
        rooms.retro.follow(lambda one: left.append(one.id))
        assert left == [entry.id]
