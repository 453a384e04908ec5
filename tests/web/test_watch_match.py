"""Matching over HTTP: previews, strangers to be expected, past passages; roles, purpose and audit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import NOON, ORIGIN, PASSWORD, Town

from trackway.model.passage import Passage, Source, passage_id
from trackway.model.pattern import parse_pattern
from trackway.model.plate import parse_plate
from trackway.model.time import ClockOwner, Stamp
from trackway.node.watching import opened_watch
from trackway.passages import open_passages
from trackway.watch import Entry, ListKind, Rooms, Terms, WatchList
from trackway.watch.lists import Draft

URL = "/api/v1/watch"


def passing(seconds: float, plate: str) -> Passage:
    at = NOON.plus(seconds)
    return Passage(
        id=passage_id(at, 1, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.5),
        camera=1,
        source=Source.LIVE,
        plate=parse_plate(plate),
        confidence=0.97,
        looks=4,
    )


@dataclass
class Station:
    """A town that is watched, its passages on disk."""

    town: Town
    rooms: Rooms
    sign_in: Callable[[str], TestClient]

    def want(self, plate: str = "BKP-2075", **more: object) -> Entry:
        clock, lists = self.town.clock, self.rooms.lists
        if not (known := lists.lists("wang")):
            made = WatchList(0, "失竊車輛", ListKind.WATCH, "刑警大隊", Terms(), clock.now())
            known = (lists.make_list(made, "wang"),)
        draft = Draft(
            parse_pattern(plate),
            clock.now(),
            clock.now().plus(86_400),
            "失竊",
            "刑事訴訟法",
            "115-0042",
            **more,  # type: ignore[arg-type]
        )
        return lists.approve(lists.add(known[0].id, draft, "wang").id, "chen")


@pytest.fixture
def station(town: Town) -> Iterator[Station]:
    with open_passages(town.folder / "past") as store, opened_watch(town.folder, town.clock) as rooms:
        store.add([passing(-86_400, "QQA-0128"), passing(-600, "BKP-2075"), passing(0, "BKP-2071")])
        town.passages = store
        app = town.app(watch=rooms)

        def sign_in(username: str) -> TestClient:
            client = TestClient(app, base_url=ORIGIN)
            given = {"username": username, "password": PASSWORD}
            assert client.post("/api/v1/session", json=given).is_success
            stated = client.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "竊車案"})
            assert username == "lin" or stated.is_success
            return client

        yield Station(town, rooms, sign_in)


def test_from_a_preview_to_past_passages(station: Station) -> None:
    wang, lin = station.sign_in("wang"), station.sign_in("lin")
    asked = {"pattern": "bkp-207?", "exactness": "exact"}
    shown = wang.get(f"{URL}/preview", params=asked).json()
    assert (shown["pattern"], shown["plates"], shown["expected"]) == ("BKP207?", 9, None)
    assert {one["display"] for one in shown["examples"]} >= {"BKP-2071", "BKP-2075"}
    assert lin.get(f"{URL}/preview", params=asked).status_code == 403
    assert wang.get(f"{URL}/preview", params={"pattern": "!"}).status_code == 400

    told = wang.get(f"{URL}/preview", params={**asked, "purpose_id": 1}).json()["expected"]
    days = told["days"]
    assert 1 <= days < 1.1
    assert told["hits_per_day"] == pytest.approx(2 / days, rel=0.01)
    assert wang.get(f"{URL}/preview", params={**asked, "purpose_id": 99}).status_code == 403

    entry = station.want("BKP-207?")
    listed = wang.get(f"{URL}/lists/{entry.list_id}/expected", params={"purpose_id": 1}).json()
    assert listed["entries"] == 1
    assert listed["widest"] == [
        {"entry": entry.id, "pattern": "BKP207?", "hits_per_day": told["hits_per_day"]}
    ]
    assert wang.get(f"{URL}/lists/{entry.list_id}/expected").status_code == 422
    assert wang.get(f"{URL}/lists/99/expected", params={"purpose_id": 1}).status_code == 404

    retro = f"{URL}/entries/{entry.id}/retro"
    assert lin.post(retro, json={"days": 3}).status_code == 403
    cost: dict[str, Any] = wang.post(f"{retro}/estimate", json={"days": 3}).json()
    assert 0 < cost["rows"] < cost["most_rows"]
    assert cost["refused"] is None
    before = {"days": 3, "purpose_id": 1}
    assert wang.get(f"{URL}/retro/estimate", params=before).json() == cost
    assert wang.get(f"{URL}/retro/estimate", params={"days": 3}).status_code == 422
    assert lin.get(f"{URL}/retro/estimate", params=before).status_code == 403
    run = wang.post(retro, json={"days": 3}).json()
    assert (run["found"], run["by"], run["refused"]) == (2, "wang", "")
    assert wang.get(retro).json() == [run]
    assert wang.post(retro, json={"days": 0}).status_code == 422
    actions = [
        (row.action, row.case_no)
        for row in station.town.trust.audit_rows(station.town.trust.command_line_officer("nobody"))
        if row.action in {"false_alerts", "retro_estimate", "retro_search"}
    ]
    assert actions[::-1] == [
        ("false_alerts", "1150001"),
        ("false_alerts", "1150001"),
        ("retro_estimate", "115-0042"),
        ("retro_estimate", "1150001"),
        ("retro_search", "115-0042"),
    ]
