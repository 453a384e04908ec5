"""Retro: past passages of what is wanted now, found in a real store at a cost known before."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.conftest import FakeClock

from trackway.model.area import Circle
from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.pattern import parse_pattern
from trackway.model.place import Point
from trackway.model.plate import Plate
from trackway.model.question import Officer, Permit, Purpose, Role
from trackway.model.time import ClockOwner, Instant, Span, Stamp
from trackway.passages import PassageStore, open_passages
from trackway.sqlite import SqliteFile
from trackway.trust import Trust
from trackway.watch import WATCH_FILE, Entry, Exactness, ListKind, Terms, WatchList
from trackway.watch.alerts import Alerts, Origin
from trackway.watch.lists import Draft, Lists
from trackway.watch.match import traffic_of
from trackway.watch.retro import Retro
from trackway.watch.retro.past import MOST_ROWS, Estimate, estimate
from trackway.watch.vehicles import Vehicles

NOW = Instant(1_795_352_400_000_000)
DAY_S = 86_400.0
LIN = Officer(7, "lin", "林警員", Role.INVESTIGATOR)
PERMIT = Permit(1, Purpose(LIN, "115-0042", "測試"))
CAMERAS = {7: Camera("H-007", 7, "中山路口", CameraKind.PLATE, Point(121.6, 23.98))}
SEEN = (
    (1.0, "BKP2075", ()),
    (2.0, "BKP2075", ()),
    (3.0, "8KP2075", ()),
    (4.0, "BKP275", ()),
    (5.0, "QQA0123", ("QQA0128", "BKP2075")),
    (6.0, "QQA0123", ()),
    (40.0, "BKP2075", ()),
)
"""How many days ago which plate was read, and what else its looks allow."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageStore]:
    with open_passages(tmp_path_factory.mktemp("past") / "passages") as opened:
        opened.add([passed(*one) for one in SEEN])
        yield opened


def passed(days: float, plate: str, alternatives: tuple[str, ...]) -> Passage:
    at = NOW.plus(-days * DAY_S)
    return Passage(
        id=passage_id(at, 7, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.5),
        camera=7,
        source=Source.LIVE,
        plate=Plate(plate),
        confidence=0.9,
        alternatives=alternatives,
        looks=3,
    )


class Watched:
    """A watch with one list, and who asks it."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.clock = clock
        self.database = SqliteFile(folder / "watch.sqlite", WATCH_FILE)
        self.trust = Trust(folder / "trust.sqlite", clock)
        self.lists = Lists(self.database, clock)
        self.alerts = Alerts(self.database, clock)
        vehicles = Vehicles(self.database, clock)
        self.retro = Retro(self.database, clock, self.lists, vehicles, self.alerts)
        made = WatchList(0, "失竊車輛", ListKind.WATCH, "刑警大隊", Terms(), clock.now())
        self.list_id = self.lists.make_list(made, "chen").id

    def want(self, plate: str = "BKP-2075", *, terms: Terms | None = None, **more: object) -> Entry:
        start, end = self.clock.now(), self.clock.now().plus(30 * DAY_S)
        draft = Draft(
            parse_pattern(plate),
            start,
            end,
            "失竊",
            "刑事訴訟法",
            "115-0042",
            terms=terms,
            **more,  # type: ignore[arg-type]
        )
        return self.lists.approve(self.lists.add(self.list_id, draft, "lin", asked="chen").id, "chen")

    def close(self) -> None:
        self.database.close()
        self.trust.close()


@pytest.fixture
def watched(tmp_path: Path, clock: FakeClock) -> Iterator[Watched]:
    clock.at = NOW
    made = Watched(tmp_path, clock)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("exactness", "days_ago"),
    [
        (Exactness.EXACT, [5, 2, 1]),
        (Exactness.LOOK_ALIKE, [5, 3, 2, 1]),
        (Exactness.ONE_LETTER, [5, 4, 3, 2, 1]),
    ],
)
def test_what_the_entry_accepts_is_found_and_told_as_past(
    store: PassageStore, watched: Watched, exactness: Exactness, days_ago: list[int]
) -> None:
    entry = watched.want(exactness=exactness)
    run = watched.retro.search(store, watched.trust, LIN, entry_id=entry.id, days=30, cameras=lambda: CAMERAS)
    assert (run.found, run.is_cut, run.refused) == (len(days_ago), False, "")
    events = watched.alerts.events(0, 100)
    alerts = [watched.alerts.alert(number) for number in {event.alert for event in events}]
    assert {alert.origin for alert in alerts} == {Origin.RETRO}
    assert sum(alert.hits for alert in alerts) == len(days_ago)
    assert all("past passages" in alert.hit.says[0].en for alert in alerts)
    again = watched.retro.search(
        store, watched.trust, LIN, entry_id=entry.id, days=30, cameras=lambda: CAMERAS
    )
    assert again.found == run.found
    assert len(watched.alerts.events(0, 100)) == len(events), "told twice"
    assert watched.retro.runs(entry.id) == (again, run)


def test_it_is_audited_as_a_search_of_that_case(store: PassageStore, watched: Watched) -> None:
    entry = watched.want()
    watched.retro.estimate(store, watched.trust, LIN, entry_id=entry.id, days=7)
    watched.retro.search(store, watched.trust, LIN, entry_id=entry.id, days=7, cameras=dict)
    chen = Officer(1, "chen", "陳主任", Role.ADMINISTRATOR)
    rows = watched.trust.audit_rows(chen)
    assert [(row.action, row.case_no, row.reason, row.rows_found) for row in rows] == [
        ("retro_search", "115-0042", "失竊", 3),
        ("retro_estimate", "115-0042", "失竊", 0),
    ]
    assert rows[0].details["pattern"] == "BKP2075"


def test_times_and_places_of_the_entry_count(store: PassageStore, watched: Watched) -> None:
    far = watched.want(area=Circle(Point(121.3, 23.5), 1000.0))
    near = watched.want(area=Circle(Point(121.6, 23.98), 1000.0))
    found = [
        watched.retro.search(
            store, watched.trust, LIN, entry_id=one.id, days=30, cameras=lambda: CAMERAS
        ).found
        for one in (far, near)
    ]
    assert found == [0, 3]


def test_the_cost_is_known_before_and_too_dear_is_refused_in_words(
    store: PassageStore, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = watched.want()
    few = watched.retro.estimate(store, watched.trust, LIN, entry_id=entry.id, days=3)
    many = watched.retro.estimate(store, watched.trust, LIN, entry_id=entry.id, days=60)
    assert 0 < few.rows < many.rows <= len(SEEN) + 4
    assert few.refused is None
    dear = Estimate(Span(NOW.plus(-100 * DAY_S), NOW), 2 * MOST_ROWS)
    assert dear.refused is not None
    assert "50 days at most" in dear.refused.en
    monkeypatch.setattr("trackway.watch.retro.retro.estimate", partial(estimate, most_rows=1))
    run = watched.retro.search(store, watched.trust, LIN, entry_id=entry.id, days=60, cameras=dict)
    assert run.found is None
    assert "more than the 1 allowed" in run.refused
    assert watched.retro.runs(entry.id) == (run,)
    assert not watched.alerts.events(0, 10)


def test_only_for_an_entry_in_force_that_the_officer_sees(store: PassageStore, watched: Watched) -> None:
    entry = watched.want()
    covert = watched.want("QQA-0123", terms=Terms(covert=True))
    wu = Officer(9, "wu", "吳警員", Role.INVESTIGATOR)

    def ask(officer: Officer, entry_id: int, days: int) -> None:
        watched.retro.estimate(store, watched.trust, officer, entry_id=entry_id, days=days)

    ask(LIN, covert.id, 1)
    with pytest.raises(NotFound):
        ask(wu, covert.id, 1)
    with pytest.raises(Invalid, match="1 to 366"):
        ask(LIN, entry.id, 0)
    watched.lists.withdraw(entry.id, "lin")
    with pytest.raises(Conflict, match="not in force"):
        ask(LIN, entry.id, 1)


def test_entries_that_ask_for_it_are_searched_once_they_are_in_force(watched: Watched) -> None:
    start, end = watched.clock.now(), watched.clock.now().plus(30 * DAY_S)
    draft = Draft(parse_pattern("BKP-2075"), start, end, "失竊", "刑事訴訟法", "115-0042", retro_days=3)
    waiting = watched.lists.add(watched.list_id, draft, "lin")
    watched.want("QQA-0123")
    asked: list[int] = []

    def search(entry: Entry) -> None:
        asked.append(entry.id)

    watched.retro.follow(search)
    assert asked == []
    watched.lists.approve(waiting.id, "chen")

    def fail(entry: Entry) -> None:
        raise Conflict("the store is away")

    with pytest.raises(Conflict):
        watched.retro.follow(fail)
    watched.retro.follow(search)
    watched.retro.follow(search)
    assert asked == [waiting.id]


def test_traffic_of_the_store(store: PassageStore) -> None:
    seen = traffic_of(store, PERMIT, Span(NOW.plus(-10 * DAY_S), NOW))
    assert seen.plates == ("8KP2075", "BKP2075", "BKP275", "QQA0123")
    assert seen.days == 5.0
    assert seen.passages.tolist() == [0.2, 0.4, 0.2, 0.4]
    assert seen.vehicles.tolist() == [0.2, 0.4, 0.2, 0.4]
    assert seen.misread == pytest.approx(0.1)
    assert seen.told == pytest.approx(2 / 6)
    assert traffic_of(store, PERMIT, Span(NOW.plus(-DAY_S * 400), NOW.plus(-DAY_S * 300))).days == 0
