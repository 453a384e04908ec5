"""Zones in the file: four eyes, covert ones, allowed lists, and the watch killed between look and keep."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.watch.zones.street import CAMERAS, EAST, IN_WEST, OUT_EAST, START, WEST, allowed, plan, seen

from trackway.journal import SqliteJournal
from trackway.model.area import Circle, Polygon, Rectangle
from trackway.model.errors import Conflict, Denied, Invalid, NotFound
from trackway.model.likeness import variants
from trackway.model.pattern import PlatePattern, parse_pattern
from trackway.model.place import Point
from trackway.model.question import Officer, Role
from trackway.model.time import Span
from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE, Category, Hit, Terms, Watch
from trackway.watch.zones import (
    AllowedPlates,
    Lasting,
    NewAllowed,
    Rule,
    SetSide,
    Side,
    Timetable,
    VehicleGroup,
    VisitState,
    Zones,
    ZoneWatcher,
    lookouts,
    preview,
    read_allowed,
    write_allowed,
)
from trackway.watch.zones.allowed_plates import look_alikes

WANG = Officer(1, "wang", "王小明", Role.INVESTIGATOR)
CHEN = Officer(2, "chen", "陳主任", Role.ADMINISTRATOR)
HO = Officer(3, "ho", "何大文", Role.INVESTIGATOR)
ONLY = Rule(allowed_only=True)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(START)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteFile]:
    file = SqliteFile(tmp_path / "watch.sqlite", WATCH_FILE)
    yield file
    file.close()


@pytest.fixture
def zones(database: SqliteFile, clock: FakeClock) -> Zones:
    return Zones(database, clock)


def resident(plate: str, **parts: object) -> NewAllowed:
    return NewAllowed(parse_pattern(plate), "中正路 12 號", START.plus(-60), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "area",
    [
        Circle(Point(121.6, 23.98), 512.5),
        Rectangle(121.6, 23.9, 121.7, 24.0),
        Polygon((Point(121.6, 23.9), Point(121.7, 23.9), Point(121.65, 24.0))),
    ],
)
def test_a_zone_comes_back_as_it_was(zones: Zones, area: Circle | Rectangle | Polygon) -> None:
    wanted = plan(
        Rule(True, frozenset({VehicleGroup.LARGE}), frozenset({VehicleGroup.BUS}), 90.0, 1800.0),
        Timetable(((0, 300), (600, 900)), frozenset({date(2027, 1, 1)}), frozenset({date(2026, 12, 25)})),
        area=area,
        sides=(SetSide(WEST, Side.EXIT, 95.0),),
        terms=Terms(Category.RESTRICTED_AREA, 2, recipients=("交通隊",), danger="施工"),
        note="夜市",
    )
    made = zones.add(WANG, wanted)
    assert made.plan == wanted
    assert zones.one(HO, made.id) == made
    assert zones.one(HO, made.id).approval is None


def test_four_eyes(zones: Zones, clock: FakeClock) -> None:
    made = zones.add(WANG, plan(ONLY))
    assert not made.holds(clock.now())
    with pytest.raises(Denied, match="somebody else"):
        zones.approve(WANG, made.id, made.version)
    approved = zones.approve(HO, made.id, made.version)
    assert approved.holds(clock.now())
    with pytest.raises(Conflict, match="ho has approved"):
        zones.approve(CHEN, made.id, approved.version)
    changed = zones.change(HO, made.id, approved.version, plan(ONLY, name="改"))
    assert (changed.approval, changed.requester) == (None, "ho")  # another plan is another request
    assert not changed.holds(clock.now())
    with pytest.raises(Conflict):
        zones.change(WANG, made.id, approved.version, plan(ONLY))
    with pytest.raises(Conflict):
        zones.approve(WANG, made.id, approved.version)  # what wang saw is not what there is
    zones.approve(WANG, made.id, changed.version)
    zones.end(CHEN, made.id)
    assert not zones.one(WANG, made.id).holds(clock.now())
    with pytest.raises(Conflict):
        zones.end(CHEN, made.id)


def test_covert_zones_are_not_there_for_others(zones: Zones) -> None:
    covert = plan(ONLY, terms=Terms(Category.RESTRICTED_AREA, covert=True))
    made = zones.add(WANG, covert)
    assert zones.seen_by(HO) == ()
    with pytest.raises(NotFound):
        zones.one(HO, made.id)
    with pytest.raises(NotFound):
        zones.allow(HO, made.id, [resident("ABC1235")])
    assert zones.seen_by(CHEN) == zones.seen_by(WANG) != ()
    approved = zones.approve(CHEN, made.id, made.version)
    other = Officer(4, "lee", "李", Role.ADMINISTRATOR)
    assert zones.seen_by(other) == ()
    assert zones.seen_by(CHEN) == (approved,)


def test_a_plan_says_what_it_lacks() -> None:
    for parts, says in (
        ({"ends": None}, "needs an end"),
        ({"legal_basis": " "}, "legal basis"),
        ({"case_no": ""}, "case or operation"),
        ({"area": None}, "drawn as an area"),
        ({"ends": START.plus(-90_000)}, "ends"),
        ({"left_after_s": 1e9}, "31 days"),
    ):
        with pytest.raises(Invalid, match=says):
            plan(ONLY, **parts)
    assert plan(ONLY, ends=None, lasting=Lasting.PERMANENT).ends is None
    with pytest.raises(Invalid, match="needs a rule"):
        Rule()
    with pytest.raises(Invalid, match="shorter than"):
        plan(Rule(max_stay_s=7200.0), left_after_s=3600.0)
    with pytest.raises(Invalid, match="nearly everybody"):
        resident("*")


def test_allowed_lists_come_and_go(zones: Zones) -> None:
    made, before = zones.add(WANG, plan(ONLY)), zones.version()
    first, second = zones.allow(WANG, made.id, [resident("ABC1235"), resident("XY*", note="一樓")])
    assert [one.pattern.text for one in zones.allowed(made.id)] == ["XY*", "ABC1235"]
    zones.disallow(HO, made.id, first)
    assert [one.id for one in zones.allowed(made.id)] == [second]
    assert zones.version() > before
    with pytest.raises(NotFound):
        zones.disallow(HO, made.id, first)


def test_a_file_of_the_allowed_goes_in_and_out(zones: Zones) -> None:
    made = zones.add(WANG, plan(ONLY))
    file = (
        "車牌,姓名,類別,起,迄,時段,星期,備註\r\n"
        "ABC-1235,王太太,住戶,115/12/01,115/12/31,22:00-05:00,六 日,'=1+1\r\n"
        "XYZ-5678,工地,施工,2026-12-01T08:00:00+08:00,,,,\r\n"
        "不是車牌!,錯,住戶,,,,,\r\n"
        "ABC-1236,,住戶,,,,,\r\n"
        "ABC-1237,過期,住戶,2026-12-02,2026-12-01,,,\r\n"
        "ABC-1238,怪,外星人,,,,,\r\n"
    )
    for content in (file.encode("utf-8-sig"), file.encode("cp950")):
        found = read_allowed(content, START)
        assert [bad.row for bad in found.bad] == [4, 5, 6, 7]
    zones.allow(WANG, made.id, found.allowed)
    written = write_allowed(reversed(zones.allowed(made.id)))
    assert b"'=1+1" in written
    assert read_allowed(written, START).allowed == found.allowed
    first = found.allowed[0]
    assert (str(first.starts), str(first.ends)) == (
        "2026-11-30T16:00:00.000Z",
        "2026-12-31T16:00:00.000Z",
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01", b"plate\r\nABC1235\r\n", b'plate,name\r\n"open', b"plate,name,x\r\n", b"\xff\xfe\xfa",
     b"plate,name\r\n" + b"A,B\r\n" * 1_000_000],
)  # fmt: skip
def test_what_is_no_file_of_the_allowed_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_allowed(content, START)


class Kept:
    """Hits by their key, in the file's transaction; it may break off once."""

    def __init__(self) -> None:
        self.hits: dict[str, Hit] = {}
        self.taken: list[str] = []

    def take(self, hits: Sequence[Hit]) -> None:
        self.taken += [hit.key for hit in hits]
        self.hits.update({hit.key: hit for hit in hits})


class Killed(Exception):
    pass


def test_killed_between_look_and_keep_nothing_is_lost_or_told_twice(
    zones: Zones, database: SqliteFile, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = zones.add(WANG, plan(Rule(allowed_only=True, max_stay_s=1800.0)))
    zones.approve(HO, made.id, made.version)
    zones.allow(WANG, made.id, [resident("XYZ5678")])
    journal = SqliteJournal(tmp_path / "journal.sqlite", clock)
    kept = Kept()

    def watching() -> Watch:
        watch = Watch(database, journal, [ZoneWatcher(zones, lambda: CAMERAS, clock)], kept, clock)
        watch.remember()
        return watch

    watch = watching()
    journal.append([seen(WEST, "ABC1235", 0, IN_WEST), seen(WEST, "XYZ5678", 1, IN_WEST), seen(WEST, "", 2)])
    with monkeypatch.context() as patch:
        patch.setattr(Zones, "keep", _killed)
        with pytest.raises(Killed):
            watch.step(0)
    assert zones.inside(made.id) == ()
    watch = watching()
    assert watch.step(0) == 3
    assert [one.plate for one in zones.inside(made.id)] == ["XYZ5678", "ABC1235"]
    assert kept.taken == [f"zone:{made.id}:not_allowed:{seen(WEST, 'ABC1235', 0).id}:ABC1235"] * 2
    watch = watching()  # and once more, at rest
    clock.advance(1800)
    assert watch.step(0) == 0
    assert [key.split(":")[2] for key in kept.hits] == ["not_allowed", "overstay"]
    journal.append([seen(EAST, "ABC1235", 1900, OUT_EAST)])
    watch = watching()
    watch.step(0)
    assert [one.plate for one in zones.inside(made.id)] == ["XYZ5678"]
    assert [one.state for one in zones.visits(made.id, START.plus(9e6))] == [
        VisitState.LEFT,
        VisitState.INSIDE,
    ]
    assert len(kept.hits) == 2
    (count,) = zones.counts(made.id, START)
    assert (count.came, count.went, count.unsure, count.no_plate) == (2, 1, 1, 1)


def _killed(*_: object) -> None:
    raise Killed


def test_stays_are_destroyed_after_a_year_but_not_those_that_go_on(
    zones: Zones, database: SqliteFile, clock: FakeClock
) -> None:
    made = zones.add(WANG, plan(ONLY, left_after_s=86_400.0))
    zones.approve(HO, made.id, made.version)
    watcher = ZoneWatcher(zones, lambda: CAMERAS, clock)
    list(watcher.look([seen(WEST, "ABC1235", 0, IN_WEST), seen(EAST, "ABC1235", 500, OUT_EAST)]))
    watcher.keep()
    clock.advance(366 * 86_400)
    list(watcher.tick(clock.now()))
    watcher.keep()
    assert zones.visits(made.id, clock.now()) == ()


def test_a_preview_says_how_often_it_would_have_told(zones: Zones) -> None:
    wanted = plan(Rule(allowed_only=True, max_stay_s=1800.0), starts=START.plus(86_400))
    span = Span(START, START.plus(7 * 86_400))
    past = [
        seen(WEST, "ABC1235", 10, IN_WEST),
        seen(WEST, "ABC1Z35", 400, IN_WEST, looks=1),
        seen(WEST, "XYZ5678", 500, IN_WEST),
        seen(WEST, "", 600),
        seen(EAST, "ABC1235", 86_400, OUT_EAST),
    ]
    made = zones.add(WANG, wanted)
    zones.allow(WANG, made.id, [resident("XYZ5678")])
    found = preview(wanted, lookouts(wanted, CAMERAS), zones.allowed(made.id), past, span)
    assert (found.passages, found.no_plate, found.vehicles) == (5, 1, 2)
    assert found.by_breach == {"not_allowed": 2, "overstay": 2}
    assert (found.hits, found.doubtful) == (4, 2)
    assert sum(found.by_day.values()) == 4


def test_an_allowed_list_finds_patterns_and_their_look_alikes() -> None:
    plates = AllowedPlates.of([allowed("KNA12??")])
    assert plates.naming("KNA1299")
    assert not plates.naming("KNB1299")
    assert plates.near(seen(WEST, "KNA1Z99", 0), START)
    assert plates.near(seen(WEST, "MMM1Z99", 0), START) is None


@given(st.from_regex(r"[A-Z]{3}[0-9]{4}|[0-9]{4}[A-Z]{2}|[A-Z0-9]{1,9}", fullmatch=True))
def test_look_alikes_are_those_of_the_model(text: str) -> None:
    assert look_alikes(text) == tuple(one.pattern.text for one in variants(PlatePattern(text), 1))
