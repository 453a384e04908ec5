"""Alerts over the API: list, acts, the gate, who is told what; covert ones leak nowhere."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.conftest import FakeClock
from tests.watch.alerts.parts import SUV, hit
from tests.web.alert_town import INSIDER, WatchedTown, listening, watched_beside
from tests.web.conftest import JPEG, NOON, Town, served

from trackway.node.watching import opened_watch
from trackway.watch import Rooms
from trackway.watch.alerts import Origin

API = "/api/v1/alerts"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    """The other rooms of a watch, once for all: no test here writes to them."""
    with opened_watch(tmp_path_factory.mktemp("watch"), FakeClock(NOON)) as opened:
        yield opened


@pytest.fixture
def place(town: Town, opened: Rooms) -> Iterator[WatchedTown]:
    with watched_beside(town, opened) as place:
        yield place


@pytest.fixture
def wang(place: WatchedTown) -> TestClient:
    return place.client("wang")


def post(client: TestClient, number: int, act: str, **body: object) -> Any:  # noqa: ANN401 - it is JSON
    answer = client.post(f"{API}/{number}/{act}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_alert_is_worked_from_the_list_to_its_outcome(place: WatchedTown, wang: TestClient) -> None:
    town = place.town
    place.alerts.take([hit(town.clock.at, digest=town.digest)])
    (line,) = wang.get(f"{API}/open").json()["alerts"]
    assert line["plate"]["display"] == "QQA-0123"
    assert (line["state"], line["sign"], line["camera"]["name"]) == ("new", "≈", "中山中正路口 北")
    assert wang.get(f"{API}/counts").json() == {"new": 1, "shown": 0, "verified": 0, "dispatched": 0}
    number = line["id"]
    alert = wang.get(f"{API}/{number}").json()
    assert [bar["kind"] for bar in alert["bars"]] == ["unverified"]
    picture = wang.get(alert["passage"]["pictures"][0]["url"])
    assert picture.content == JPEG
    alert = post(wang, number, "show", version=alert["version"])
    answers = {"plate_right": True, "vehicle_matches": True, "still_valid": True}
    alert = post(
        wang, number, "verify", version=alert["version"], looked_at=alert["passage"]["id"], **answers
    )
    assert alert["answers"] == answers
    alert = post(wang, number, "dispatch", version=alert["version"], unit="吉安 302")
    alert = post(wang, number, "close", version=alert["version"], outcome="stopped")
    assert [step["kind"] for step in alert["steps"]] == [
        "opened",
        "shown",
        "verified",
        "dispatched",
        "closed",
    ]
    assert wang.get(f"{API}/open").json()["alerts"] == []
    assert [one["id"] for one in wang.get(API, params={"state": "closed"}).json()["alerts"]] == [number]
    rows = place.client("lin").get("/api/v1/audit").json()["rows"]
    done = [(row["action"], row["officer"]["username"], row["outcome"]) for row in rows]
    for action in ("alert_opened", "alert_show", "alert_verify", "alert_dispatch", "alert_close"):
        assert (action, "wang", "done") in done
    figures = wang.get(f"{API}/figures").json()
    assert figures["weeks"][-1]["verified"]["count"] == 1
    assert [(one["name"], one["misread"]["of"]) for one in figures["cameras"]] == [("中山中正路口 北", 1)]


def test_the_slower_officer_is_told_who_was_first(place: WatchedTown, wang: TestClient) -> None:
    place.alerts.take([hit(place.town.clock.at)])
    (line,) = wang.get(f"{API}/open").json()["alerts"]
    post(wang, line["id"], "show", version=line["version"])
    answer = place.client("chen").post(f"{API}/{line['id']}/show", json={"version": line["version"]})
    assert answer.status_code == 409
    assert answer.json()["error"]["kind"] == "taken_meanwhile"
    assert answer.json()["error"]["message"].startswith("wang was first")


def test_the_gate_holds_over_the_api(place: WatchedTown, wang: TestClient) -> None:
    place.alerts.take([hit(place.town.clock.at, conflicts=(SUV,))])
    (line,) = wang.get(f"{API}/open").json()["alerts"]
    number = line["id"]
    alert = post(wang, number, "show", version=line["version"])
    alert = post(
        wang, number, "verify", version=alert["version"], looked_at=alert["passage"]["id"],
        plate_right=True, vehicle_matches=True, still_valid=True,
    )  # fmt: skip
    assert [(bar["kind"], bar["is_firm"]) for bar in alert["bars"]] == [("conflict", False)]
    refused = wang.post(f"{API}/{number}/dispatch", json={"version": alert["version"]})
    assert (refused.status_code, refused.json()["error"]["kind"]) == (409, "barred")
    alert = post(wang, number, "override", version=alert["version"], reason="車主同時騎乘，已電話查證")
    assert alert["bars"] == []
    post(wang, number, "dispatch", version=alert["version"])


def test_answers_are_said_none_is_left_out(place: WatchedTown, wang: TestClient) -> None:
    place.alerts.take([hit(place.town.clock.at)])
    (line,) = wang.get(f"{API}/open").json()["alerts"]
    body = {"version": 1, "looked_at": "1", "plate_right": True, "vehicle_matches": True}
    assert wang.post(f"{API}/{line['id']}/verify", json=body).status_code == 422
    assert wang.post(f"{API}/{line['id']}/show", json={"version": 1}).status_code == 200
    for nobodys in ("1", "9" * 19):
        whole = {**body, "version": 2, "still_valid": True, "looked_at": nobodys}
        assert wang.post(f"{API}/{line['id']}/verify", json=whole).status_code == 422


def test_auditors_and_strangers_see_no_alerts(place: WatchedTown) -> None:
    place.alerts.take([hit(place.town.clock.at)])
    lin = place.client("lin")
    stranger = TestClient(place.app, base_url="http://testserver")
    for path in ("/open", "", "/counts", "/figures", "/1", "/events"):
        assert lin.get(API + path).status_code == 403, path
        assert stranger.get(API + path).status_code == 401, path


def test_an_exercise_says_so(place: WatchedTown, wang: TestClient) -> None:
    body = {"plate": "QQA-0123", "camera": 1, "category": "stolen_vehicle", "priority": 1}
    assert wang.post(f"{API}/drills", json=body).status_code == 403
    chen = place.client("chen")
    answer = chen.post(f"{API}/drills", json=body)
    assert answer.status_code == 201, answer.text
    drill = answer.json()
    assert (drill["origin"], drill["title"]["zh"]) == ("drill", "演練：QQA-0123")
    place.alerts.take([hit(place.town.clock.at)])
    (real,) = [one for one in wang.get(f"{API}/open").json()["alerts"] if one["origin"] == "live"]
    again = chen.post(f"{API}/{real['id']}/drill")
    assert (again.status_code, again.json()["origin"]) == (201, "drill")
    assert chen.post(f"{API}/drills", json={**body, "camera": 999}).status_code == 404
    assert sum(week["alerts"] for week in wang.get(f"{API}/figures").json()["weeks"]) == 1


def test_a_covert_alert_is_not_there_for_others(place: WatchedTown) -> None:
    at = place.town.clock.at
    place.alerts.take([hit(at, key="open one")])
    place.alerts.take([hit(at, key="covert one", rule="entry:7", plate="QQZ-9876", covert=True, camera=2)])
    place.alerts.take([hit(at, key="old one", rule="entry:7", plate="QQZ-9875", covert=True)], Origin.RETRO)
    insider, others = place.client(INSIDER), [place.client("wang"), place.client("chen")]
    seen = insider.get(f"{API}/open").json()["alerts"]
    assert len(seen) == 3
    covert = [alert for alert in seen if alert["is_covert"]]
    assert insider.get(f"{API}/counts").json()["new"] == 3
    insider.get(f"{API}/{covert[0]['id']}").raise_for_status()
    for other in others:
        pages = [
            other.get(f"{API}/open"),
            other.get(API),
            other.get(API, params={"plate": "QQZ-9876"}),
            other.get(API, params={"origin": "retro"}),
            other.get(f"{API}/figures"),
        ]
        for page in pages:
            assert page.status_code == 200, page.text
            assert "QQZ" not in page.text
        assert len(pages[0].json()["alerts"]) == 1
        assert other.get(f"{API}/counts").json() == {"new": 1, "shown": 0, "verified": 0, "dispatched": 0}
        assert sum(week["alerts"] for week in pages[4].json()["weeks"]) == 1
        assert [camera["number"] for camera in pages[4].json()["cameras"]] == [1]
        missing = other.get(f"{API}/{covert[0]['id'] + 1_000}")
        for alert in covert:
            for answer in (
                other.get(f"{API}/{alert['id']}"),
                other.post(f"{API}/{alert['id']}/show", json={"version": 1}),
                other.post(f"{API}/{alert['id']}/note", json={"version": 1, "text": "x1"}),
                other.post(f"{API}/{alert['id']}/reject", json={"version": 1, "why": "misread"}),
            ):
                assert answer.status_code == missing.status_code == 404
                assert answer.json()["error"]["message"] == f"There is no alert {alert['id']}."
        drill = other.post(f"{API}/{covert[0]['id']}/drill")
        assert drill.status_code in (403, 404)
    # Whoever reads the audit learns that an alert was opened, and not of what.
    rows = place.client("lin").get("/api/v1/audit", params={"officer": INSIDER}).text
    assert "alert_opened" in rows
    assert "QQZ" not in rows


def test_numbers_do_not_tell_that_one_is_missing(place: WatchedTown, wang: TestClient) -> None:
    for minute in range(12):
        place.alerts.take([hit(place.town.clock.advance(60), rule=f"entry:{minute}")])
    numbers = sorted(one["id"] for one in wang.get(f"{API}/open").json()["alerts"])
    assert any(later - earlier > 1 for earlier, later in pairwise(numbers))


def test_news_comes_as_it_happens_and_is_resumed(place: WatchedTown) -> None:
    at = place.town.clock.at
    with served(place.app) as address:
        with listening(address, "wang") as news:
            place.alerts.take([hit(at)])
            first, _, said = news.next("step")
            assert (said["step"]["kind"], said["alert"]["plate"]["display"]) == ("opened", "QQA-0123")
        # Away: two steps are missed, then one more comes.
        place.alerts.take([hit(at, rule="entry:2")])
        place.alerts.take([hit(at, rule="entry:3")])
        with listening(address, "wang", last_event_id=str(first)) as news:
            missed = [news.next("step") for _ in range(2)]
            place.alerts.take([hit(at, rule="entry:4")])
            missed.append(news.next("step"))
        numbers = [number for number, _, _ in missed]
        assert numbers == [event.id for event in place.alerts.events(first)]
        with listening(address, "wang", after=0) as news:
            assert [news.next("step")[0] for _ in range(4)] == [first, *numbers]


def test_news_of_what_is_covert_goes_to_insiders_alone(place: WatchedTown) -> None:
    at = place.town.clock.at
    place.alerts.take([hit(at, rule="entry:7", plate="QQZ-9876", covert=True)])
    with (
        served(place.app) as address,
        listening(address, "wang", after=0) as news,
        listening(address, INSIDER, after=0) as insiders_news,
    ):
        assert insiders_news.next("step")[2]["alert"]["plate"]["text"] == "QQZ9876"
        place.alerts.take([hit(at, rule="entry:7", plate="QQZ-9875", covert=True)])
        place.alerts.take([hit(at)])
        assert insiders_news.next("step")[2]["alert"]["plate"]["text"] == "QQZ9875"
        # Steps come in order, so the covert ones would have been first.
        assert news.next("step")[2]["alert"]["plate"]["text"] == "QQA0123"


def test_news_ends_with_the_session(place: WatchedTown) -> None:
    with served(place.app) as address, listening(address, "wang") as news:
        place.town.trust.officers.activate(
            place.town.trust.command_line_officer("nobody"), "wang", is_active=False
        )
        assert news.next("end")[1] == "end"


def test_who_was_away_too_long_starts_over(place: WatchedTown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trackway.web.alert_events._MOST_MISSED", 3)
    for n in range(6):
        place.alerts.take([hit(place.town.clock.at, rule=f"entry:{n}")])
    with served(place.app) as address, listening(address, "wang", after=0) as news:
        assert news.next("step", "reset")[1] == "reset"
        place.alerts.take([hit(place.town.clock.at, rule="entry:9")])
        assert news.next("step", "reset")[1] == "step"
