"""Where to go now: what an alert says of its vehicle while it drives."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient
from tests.conftest import FakeClock
from tests.trails.conftest import WEEK_END

from trackway.corrections import Corrections
from trackway.model.passage import Passage
from trackway.model.question import Role
from trackway.model.said import Said
from trackway.model.time import Span
from trackway.node.watching import opened_watch
from trackway.passages import Pictures
from trackway.registry import Registry
from trackway.sim import County, IncidentKind, Scene
from trackway.trails.desk import Desk
from trackway.trails.saved import Saved
from trackway.trust import Passwords, Trust
from trackway.watch import Cause, Hit, Terms
from trackway.web import Settings, create_app

_PASSWORD = "correct horse 88"


@dataclass(frozen=True)
class Town:
    """A signed-in page for each officer, and the alert's address and number."""

    pages: dict[str, TestClient]
    address: str
    alert: int


@pytest.fixture
def seen(scene: Scene, county_desk: Desk) -> tuple[Passage, ...]:
    """The passages of the stolen car of the simulated week."""
    (story,) = (one for one in scene.incidents if one.kind is IncidentKind.STOLEN)
    week = Span(WEEK_END.plus(-7 * 86_400), WEEK_END)
    return county_desk.store.history(county_desk.permit, story.plates[0], week)


@pytest.fixture
def driving(seen: tuple[Passage, ...]) -> Passage:
    """The one in the middle of its flight."""
    return seen[len(seen) // 2]


@pytest.fixture
def clock(driving: Passage) -> FakeClock:
    return FakeClock(driving.at.plus(30))


@pytest.fixture
def town(
    tmp_path: Path, clock: FakeClock, county: County, county_desk: Desk, driving: Passage
) -> Iterator[Town]:
    """Two officers, and one alert of a passage half a minute ago."""
    with (
        Registry(tmp_path / "registry.sqlite") as registry,
        Trust(tmp_path / "trust.sqlite", clock, passwords=Passwords(PasswordHasher(1, 8, 1))) as trust,
        Corrections(tmp_path / "corrections.sqlite", clock) as corrections,
        Saved(tmp_path / "saved.sqlite", clock) as saved,
        opened_watch(tmp_path, clock) as watch,
    ):
        registry.save(stations=county.stations, sites=county.sites, cameras=county.cameras)
        chief = trust.command_line_officer("nobody")
        for name, role in (("wang", Role.INVESTIGATOR), ("lin", Role.AUDITOR)):
            trust.officers.add(chief, name, name, _PASSWORD, role)
        hit = Hit(
            "key",
            Cause.LISTED,
            "entry:1",
            driving,
            Said("失竊車輛", "Stolen vehicle"),
            (Said("比中", "Matched"),),
            Terms(),
        )
        with watch.database.transaction():
            watch.alerts.take([hit])
        app = create_app(
            registry=registry,
            passages=county_desk.store,
            corrections=corrections,
            saved=saved,
            pictures=Pictures(tmp_path / "pictures"),
            trust=trust,
            clock=clock,
            map_folder=tmp_path,
            demo=None,
            static=tmp_path,
            settings=Settings(),
            watch=watch,
        )
        (opened,) = watch.alerts.events(0)
        found: dict[str, TestClient] = {}
        for name in ("wang", "lin"):
            page = TestClient(app, base_url="http://testserver", headers={"origin": "http://testserver"})
            signed_in = page.post("/api/v1/session", json={"username": name, "password": _PASSWORD})
            assert signed_in.status_code == 200, signed_in.text
            found[name] = page
        yield Town(found, f"/api/v1/alerts/{opened.alert}/pursuit", opened.alert)


def test_an_alert_says_where_the_vehicle_was_and_where_it_may_be_met(
    town: Town, seen: tuple[Passage, ...], driving: Passage, clock: FakeClock
) -> None:
    answer = town.pages["wang"].post(town.address)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    so_far = [p for p in seen if driving.at.plus(-6 * 3600) <= p.at <= driving.at]
    assert [int(p["id"]) for p in told["passages"]] == [p.id for p in so_far]
    assert len(told["legs"]) == len(so_far) - 1
    assert told["last_us"] == driving.at.us
    assert told["at_us"] == clock.now().us
    gates = told["next"]["findings"]
    assert gates, told["next"]["empty"]
    assert sum(gate["score"] for gate in gates) <= 1.0 + 1e-9
    onward = next(p for p in seen if p.at.since(driving.at) > 60)
    named = {camera["number"] for gate in gates for camera in gate["cameras"]}
    assert onward.camera in named, "where it truly went next is among them"
    assert all(gate["facts"]["stations"] for gate in gates)
    assert told["live"] is None, "nothing is recorded here"


def test_asking_leaves_its_row_with_the_alert_as_the_purpose(town: Town) -> None:
    town.pages["wang"].post(town.address)
    rows = town.pages["wang"].get("/api/v1/audit").json()["rows"]
    (row,) = (one for one in rows if one["action"] == "pursuit")
    assert row["case_no"] == f"警示 {town.alert}"
    assert row["details"]["alert"] == town.alert


def test_who_may_not_see_the_alert_may_not_ask(town: Town) -> None:
    assert town.pages["lin"].post(town.address).status_code == 403
    assert town.pages["wang"].post(f"/api/v1/alerts/{town.alert + 1}/pursuit").status_code == 404
