"""Lists and entries: four eyes, ends, emergencies, what machines are told of changes."""

import sqlite3
from dataclasses import replace

import pytest
from tests.conftest import FakeClock
from tests.watch.lists.conftest import DAY_S, draft, list_called

from trackway.model.band import Weekday, parse_band
from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.plate import Plate
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.sqlite import SqliteFile
from trackway.watch import EMERGENCY_S, Act, Category, Exactness, Expected, ListKind, Terms, WatchList
from trackway.watch.lists import EntryState, Lists, NotAnothers, PageAsked, TooWide


def passage(at: Instant, plate: str, **more: object) -> Passage:
    return Passage(
        id=passage_id(at, 7, 0),
        stamp=Stamp(at, ClockOwner.CAMERA),
        camera=7,
        source=Source.LIVE,
        plate=Plate(plate),
        confidence=0.9,
        looks=3,
        **more,  # type: ignore[arg-type]
    )


def test_an_entry_keeps_all_that_was_said_of_it(lists: Lists, stolen: WatchList, clock: FakeClock) -> None:
    given = draft(
        clock,
        "BK?-20*",
        exactness=Exactness.LOOK_ALIKE,
        expected=Expected(frozenset({VehicleKind.SEDAN}), frozenset({Colour.RED}), "Toyota"),
        terms=Terms(Category.WANTED_PERSON, 1, Act.DISPATCH, recipients=("刑警大隊",), danger="持槍"),
        bands=frozenset({parse_band("22:00-05:00")}),
        weekdays=frozenset({Weekday.SAT}),
        headings=frozenset({Heading.N}),
        retro_days=3,
        note="見過一次",
        source_ref="A-17",
    )
    entry = lists.add(stolen.id, given, "lin")
    assert lists.entry(entry.id) == entry
    assert lists.entries([entry.id, 999]) == (entry,)
    assert entry.pattern.text == "BK?20*"
    for name in ("expected", "terms", "bands", "weekdays", "headings", "retro_days", "note", "source_ref"):
        assert getattr(entry, name) == getattr(given, name), name


def test_only_another_officer_approves(lists: Lists, stolen: WatchList, clock: FakeClock) -> None:
    entry = lists.add(stolen.id, draft(clock), "lin")
    assert not entry.holds(clock.now())
    with pytest.raises(NotAnothers):
        lists.approve(entry.id, "lin")
    approved = lists.approve(entry.id, "chen")
    assert approved.approval is not None
    assert approved.approval.by == "chen"
    assert approved.holds(clock.now())
    with pytest.raises(Conflict, match="in_force"):
        lists.approve(entry.id, "mei")


def test_nothing_holds_after_its_end(lists: Lists, stolen: WatchList, clock: FakeClock) -> None:
    entry = lists.approve(lists.add(stolen.id, draft(clock), "lin").id, "chen")
    clock.advance(30 * DAY_S)
    assert not entry.holds(clock.now())
    assert lists.shown(entry.id, "lin").state is EntryState.ENDED


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"end": None}, "needs its end"),
        ({"end": Instant(0)}, "ended already"),
        ({"end": Instant(1_795_352_400_000_000).plus(400 * DAY_S)}, "366 days"),
        ({"reason": " -- "}, "needs its reason"),
        ({"legal_basis": ""}, "needs its legal basis"),
        ({"case_no": ""}, "needs its case number"),
        ({"retro_days": -1}, "days back"),
        ({"note": "x" * 2001}, "note"),
        ({"terms": Terms(covert=True)}, "approve"),
    ],
)
def test_what_cannot_be_an_entry_is_refused(
    lists: Lists, stolen: WatchList, clock: FakeClock, changed: dict[str, object], says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        lists.add(stolen.id, draft(clock, "BKP-2075", **changed), "lin")
    assert lists.page(PageAsked(), "lin").entries == ()


@pytest.mark.parametrize(
    ("pattern", "exactness"),
    [
        ("AB*", Exactness.EXACT),
        ("*", Exactness.EXACT),
        ("??12*", Exactness.LOOK_ALIKE),
        ("ABC*", Exactness.ONE_LETTER),
    ],
)
def test_a_pattern_that_fits_everything_is_refused(
    lists: Lists, stolen: WatchList, clock: FakeClock, pattern: str, exactness: Exactness
) -> None:
    with pytest.raises(TooWide, match="certain characters"):
        lists.add(stolen.id, draft(clock, pattern, exactness=exactness), "lin")


def test_an_emergency_holds_for_a_day_unless_approved(
    lists: Lists, stolen: WatchList, clock: FakeClock
) -> None:
    left, approved = (lists.add(stolen.id, draft(clock), "lin", emergency=True) for _ in range(2))
    assert left.holds(clock.now())
    assert lists.shown(left.id, "lin").state is EntryState.EMERGENCY
    approved = lists.approve(approved.id, "chen")
    clock.advance(EMERGENCY_S)
    assert not left.holds(clock.now())
    assert approved.holds(clock.now())
    assert lists.shown(left.id, "lin").state is EntryState.ENDED
    assert [
        one.state for one in lists.page(PageAsked(states=frozenset({EntryState.ENDED})), "x").entries
    ] == [EntryState.ENDED]
    with pytest.raises(Conflict):
        lists.approve(left.id, "chen")


def test_a_changed_entry_waits_while_the_old_one_holds(
    lists: Lists, stolen: WatchList, clock: FakeClock
) -> None:
    old = lists.approve(lists.add(stolen.id, draft(clock), "lin").id, "chen")
    one = lists.change(old.id, draft(clock, "BKP-2076"), "lin")
    two = lists.change(old.id, draft(clock, "BKP-2077"), "mei")
    assert lists.entry(old.id).holds(clock.now())
    assert not one.holds(clock.now())
    lists.approve(one.id, "chen")
    assert not lists.entry(old.id).holds(clock.now())
    assert lists.entry(one.id).holds(clock.now())
    with pytest.raises(Conflict, match="replace"):
        lists.approve(two.id, "chen")
    assert lists.shown(two.id, "lin").state is EntryState.WAITING


def test_withdrawing_ends_it_at_once(lists: Lists, stolen: WatchList, clock: FakeClock) -> None:
    entry = lists.approve(lists.add(stolen.id, draft(clock), "lin").id, "chen")
    assert not lists.withdraw(entry.id, "mei").holds(clock.now())
    assert lists.shown(entry.id, "lin").withdrawn_by == "mei"
    with pytest.raises(Conflict):
        lists.withdraw(entry.id, "mei")


def test_covert_entries_are_not_there_for_others(lists: Lists, stolen: WatchList, clock: FakeClock) -> None:
    named = lists.add(stolen.id, draft(clock, terms=Terms(covert=True)), "lin", asked="chen")
    grouped = lists.add(stolen.id, draft(clock, terms=Terms(covert=True, recipients=("刑警大隊",))), "lin")
    everybody = lists.add(stolen.id, draft(clock), "lin")
    seen = {
        who: {one.entry.id for one in lists.page(PageAsked(), who).entries}
        for who in ("lin", "chen", "mei", "wu")
    }
    assert seen == {
        "lin": {named.id, grouped.id, everybody.id},
        "chen": {named.id, everybody.id},
        "mei": {grouped.id, everybody.id},
        "wu": {everybody.id},
    }
    for act in (lists.approve, lists.withdraw, lists.shown):
        with pytest.raises(NotFound):
            act(named.id, "wu")
    assert {who: lists.lists(who)[0].entries for who in seen} == {"lin": 3, "chen": 2, "mei": 2, "wu": 1}
    assert lists.list_(stolen.id).entries == 3
    assert lists.approve(named.id, "chen").approval is not None


def test_machines_are_told_what_counts(lists: Lists, stolen: WatchList, clock: FakeClock) -> None:
    start = lists.version()
    waiting = lists.add(stolen.id, draft(clock, "ABC-1001"), "lin")
    at_once = lists.add(
        stolen.id, draft(clock, "ABC*", exactness=Exactness.LOOK_ALIKE), "lin", emergency=True
    )
    first = lists.changes(start)
    assert [entry.id for entry in first.entries] == [at_once.id]
    assert first.gone == (waiting.id,)
    approved = lists.approve(waiting.id, "chen")
    lists.withdraw(at_once.id, "lin")
    second = lists.changes(first.version)
    assert second.entries == (approved,)
    assert second.gone == (at_once.id,)
    assert second.version == lists.version() > first.version > start
    assert lists.changes(second.version).entries == ()
    everything = lists.matchable()
    assert everything.version == second.version
    assert everything.ids.tolist() == [waiting.id]
    assert everything.patterns == ["ABC1001"]
    assert everything.exactness.tolist() == [0]
    clock.advance(40 * DAY_S)
    assert lists.matchable().patterns == ["ABC1001"], "a late passage may still be of it"
    clock.advance(40 * DAY_S)
    assert lists.matchable().patterns == []


def test_ignored_vehicles_are_told_from_others(lists: Lists, clock: FakeClock) -> None:
    patrol = lists.make_list(list_called("巡邏車", ListKind.IGNORE), "lin")
    given = draft(clock, "ABC-1001", expected=Expected(kinds=frozenset({VehicleKind.SEDAN})))
    entry = lists.add(patrol.id, given, "lin")
    now = clock.now()
    own = passage(now, "ABC1001", kind=VehicleKind.SEDAN, kind_confidence=0.9)
    other = passage(now, "ABC1001", kind=VehicleKind.TRUCK, kind_confidence=0.9)
    assert lists.ignored([own]) == (False,)
    lists.approve(entry.id, "chen")
    assert lists.ignored([own, other, passage(now, "ABC1002")]) == (True, False, False)
    assert lists.ignored([passage(now.plus(31 * DAY_S), "ABC1001")]) == (False,)
    assert lists.matchable().patterns == []
    lists.withdraw(entry.id, "lin")
    assert lists.ignored([own]) == (False,)


def test_an_ignore_list_takes_no_doubtful_entries(lists: Lists, clock: FakeClock) -> None:
    patrol = lists.make_list(list_called("巡邏車", ListKind.IGNORE), "lin")
    for more in ({"exactness": Exactness.LOOK_ALIKE}, {"retro_days": 2}, {"terms": Terms(covert=True)}):
        with pytest.raises(Invalid):
            lists.add(patrol.id, draft(clock, "BKP-2075", **more), "lin")
    with pytest.raises(Invalid):
        lists.add(patrol.id, draft(clock), "lin", emergency=True)


def test_lists_have_one_name_each(lists: Lists, stolen: WatchList) -> None:
    with pytest.raises(Conflict):
        lists.make_list(list_called(stolen.name), "lin")
    changed = lists.change_list(replace(stolen, name="失竊", colour="#c0392b", refresh_within_s=86_400))
    assert lists.list_(stolen.id) == changed
    with pytest.raises(Invalid):
        lists.change_list(replace(stolen, kind=ListKind.IGNORE))
    with pytest.raises(NotFound):
        lists.list_(99)


def test_search_finds_plates_and_cases(lists: Lists, stolen: WatchList, clock: FakeClock) -> None:
    one = lists.add(stolen.id, draft(clock, "ABC-1001", case_no="115-7"), "lin")
    two = lists.add(stolen.id, draft(clock, "XYZ-1001", case_no="115-8"), "lin")

    def found(text: str, **more: object) -> list[int]:
        asked = PageAsked(text=text, **more)  # type: ignore[arg-type]
        return [shown.entry.id for shown in lists.page(asked, "lin").entries]

    assert found("1001") == [two.id, one.id]
    assert found("abc-1") == [one.id]
    assert found("115-8") == [two.id]
    assert found("%") == []
    page = lists.page(PageAsked(limit=1), "lin")
    assert page.has_more
    assert found("", before=page.entries[-1].entry.id) == [one.id]


def test_the_file_itself_refuses_an_approver_who_asked(
    lists: Lists, stolen: WatchList, clock: FakeClock, database: SqliteFile
) -> None:
    entry = lists.add(stolen.id, draft(clock), "lin")
    with pytest.raises(sqlite3.IntegrityError):
        database.run("list_entry_approve", id=entry.id, now_us=1, by="lin", version=9)
