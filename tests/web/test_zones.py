"""Restricted areas over HTTP: four eyes, roles, purpose and audit; allowed; who is inside; previews."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import NOON, ORIGIN, PASSWORD, Town

from trackway.model.passage import Passage
from trackway.model.question import Permit, Purpose, Question
from trackway.model.time import Span
from trackway.node.watching import opened_watch
from trackway.watch import Rooms
from trackway.watch.zones import ZonePlan, ZoneWatcher

URL = "/api/v1/zones"
AREA = {"shape": "circle", "lon": 121.606, "lat": 23.976, "radius_m": 400}


def body(**more: object) -> dict[str, Any]:
    return {
        "name": "市集封街",
        "area": AREA,
        "rule": {"allowed_only": True},
        "starts": "now-1h",
        "ends": "2026-12-31T23:00:00+08:00",
        "legal_basis": "道路交通管理處罰條例第5條",
        "case_no": "OP-7",
        "owner": "交通組",
        **more,
    }


@dataclass
class Square:
    """A town that is watched, and its officers at their pages."""

    town: Town
    rooms: Rooms
    sign_in: Callable[[str], TestClient]

    def passages(self) -> list[Passage]:
        chief = self.town.trust.command_line_officer("nobody")
        with self.town.trust.asking(Purpose(chief, "1", "測試"), "search", {}) as asked:
            permit: Permit = asked.permit
            return list(self.town.passages.find(permit, Question(Span(NOON, NOON.plus(9e4)))).rows)[::-1]

    def actions(self) -> list[str]:
        rows = self.town.trust.audit_rows(self.town.trust.command_line_officer("nobody"))
        return [row.action for row in rows if row.action.startswith("zone")]


@pytest.fixture
def square(town: Town) -> Iterator[Square]:
    with opened_watch(town.folder, town.clock) as rooms:
        app = town.app(watch=rooms)

        def sign_in(username: str) -> TestClient:
            client = TestClient(app, base_url=ORIGIN)
            assert client.post(
                "/api/v1/session", json={"username": username, "password": PASSWORD}
            ).is_success
            return client

        yield Square(town, rooms, sign_in)


def test_asked_for_approved_by_another_changed_and_ended(square: Square) -> None:
    wang, chen, lin = square.sign_in("wang"), square.sign_in("chen"), square.sign_in("lin")
    assert lin.post(URL, json=body()).status_code == 403
    made = wang.post(URL, json=body()).json()
    assert (made["state"], made["requester"], made["area"]) == ("waiting", "wang", AREA)
    assert [lookout["camera"] for lookout in made["lookouts"]] == ["HL-001", "HL-002"]
    one = f"{URL}/{made['id']}"
    assert wang.post(f"{one}/approve", json={"version": 1}).status_code == 403
    approved = chen.post(f"{one}/approve", json={"version": 1}).json()
    assert (approved["state"], approved["approved_by"], approved["holds_now"]) == ("in_force", "chen", True)
    assert wang.put(one, json=body(version=1)).status_code == 409
    sides = [{"camera": "HL-001", "side": "exit", "inward_deg": 10.0}]
    night = {"stretches": [[0, 300]], "off": ["2027-01-01"], "full": []}
    changed = wang.put(one, json=body(version=2, sides=sides, timetable=night)).json()
    assert (changed["state"], changed["timetable"]) == ("waiting", night)
    assert {lookout["camera"]: lookout["side"] for lookout in changed["lookouts"]}["HL-001"] == "exit"
    assert chen.post(f"{one}/end").json()["state"] == "over"
    assert chen.post(f"{one}/end").status_code == 409
    assert lin.get(URL).json()["zones"][0]["name"] == "市集封街"
    assert square.actions() == ["zone_ended", "zone_changed", "zone_approved", "zone_added"]


def test_what_is_no_zone_is_refused_in_a_sentence(square: Square) -> None:
    wang = square.sign_in("wang")
    wrongs: tuple[dict[str, Any], ...] = (
        {"ends": None},
        {"rule": {}},
        {"area": None},
        {"cameras": ["HL-001"]},
        {"area": None, "cameras": ["nobody"]},
        {"timetable": {"stretches": [[300, 200]]}},
        {"sides": [{"camera": "HL-001", "side": "sideways"}]},
    )
    for wrong in wrongs:
        answer = wang.post(URL, json=body(**wrong))
        assert answer.status_code in {400, 404, 422}, wrong
        assert answer.json()["error"]["message"]


def test_gates_are_shown_before_a_zone_is_made(square: Square) -> None:
    wang = square.sign_in("wang")
    lookouts = wang.post(f"{URL}/lookouts", json={"cameras": ["HL-001", "RS-001"]}).json()["lookouts"]
    assert {lookout["camera"] for lookout in lookouts} == {"HL-001", "RS-001"}
    assert square.actions() == []


def test_a_covert_zone_is_not_there_for_others(square: Square) -> None:
    wang, lee, lin = square.sign_in("wang"), square.sign_in("lee"), square.sign_in("lin")
    made = wang.post(URL, json=body(terms={"covert": True})).json()
    one = f"{URL}/{made['id']}"
    for other in (lee, lin):
        assert other.get(URL).json() == {"zones": []}
        assert other.get(one).status_code == other.get(f"{one}/counts").status_code == 404
    for path in ("/allowed", "/allowed/export"):
        assert lee.get(one + path).status_code == 404
    assert lee.post(f"{one}/approve", json={"version": 1}).status_code == 404


def test_the_allowed_one_by_one_and_as_files(square: Square) -> None:
    wang, lin = square.sign_in("wang"), square.sign_in("lin")
    one = f"{URL}/{wang.post(URL, json=body()).json()['id']}/allowed"
    assert lin.get(one).status_code == 403
    resident = {"plate": "abc-1235", "name": "王太太", "bands": ["22:00-05:00"], "weekdays": ["sat"]}
    (kept,) = wang.post(one, json=resident).json()["allowed"]
    assert (kept["display"], kept["bands"], kept["holds_now"]) == ("ABC-1235", ["22:00-05:00"], False)
    assert wang.post(one, json={"plate": "*", "name": "大家"}).status_code == 422
    file = "plate,name\r\nXYZ-5678,工地\r\n!,錯\r\n".encode()
    dry = _import(wang, one, file, dry_run="true")
    assert (dry["allowed"], dry["added"], [bad["row"] for bad in dry["bad"]]) == (1, 0, [3])
    assert "Nothing was added" in _import(wang, one, file, dry_run="false")["error"]["message"]
    assert _import(wang, one, file[:-8], dry_run="false")["added"] == 1
    exported = wang.get(f"{one}/export")
    assert exported.content.startswith(b"\xef\xbb\xbfplate,name")
    assert b"XYZ5678" in exported.content
    assert wang.delete(f"{one}/{kept['id']}").status_code == 204
    assert [each["plate"] for each in wang.get(one).json()["allowed"]] == ["XYZ5678"]
    assert square.actions()[:3] == ["zone_allowed_read", "zone_allowed_removed", "zone_allowed_exported"]


def _import(client: TestClient, one: str, file: bytes, *, dry_run: str) -> dict[str, Any]:
    answer = client.post(f"{one}/import", files={"file": ("p.csv", file)}, data={"dry_run": dry_run})
    found: dict[str, Any] = answer.json()
    return found


def test_who_is_inside_needs_a_purpose_and_leaves_its_row(square: Square) -> None:
    wang, chen, lin = square.sign_in("wang"), square.sign_in("chen"), square.sign_in("lin")
    made = wang.post(URL, json=body()).json()
    one = f"{URL}/{made['id']}"
    chen.post(f"{one}/approve", json={"version": 1})
    cameras = square.town.registry.snapshot().by_number
    watcher = ZoneWatcher(square.rooms.zones, lambda: cameras, square.town.clock)
    square.rooms.zones.change(  # in force since before the passages
        square.town.trust.officers.account("wang").officer, made["id"], 2, _earlier(square)
    )
    chen.post(f"{one}/approve", json={"version": 3})
    list(watcher.tick(NOON))
    hits = list(watcher.look(square.passages()))
    watcher.keep()
    assert [hit.plate for hit in hits] == ["ABC1235", "BKP2075"]
    assert wang.post(f"{one}/visits", json={"purpose_id": 99}).status_code == 403
    purpose = wang.post("/api/v1/purposes", json={"case_no": "1", "reason": "違規進入"}).json()["id"]
    assert lin.post(f"{one}/visits", json={"purpose_id": purpose}).status_code == 403
    shown = wang.post(f"{one}/visits", json={"purpose_id": purpose, "which": "all"}).json()
    assert {(one["plate"]["text"], one["state"]) for one in shown["visits"]} == {
        ("ABC1235", "left_unseen"),  # seen at a camera of another town
        ("BKP2075", "left_unseen"),
    }
    assert shown["visits"][0]["told"] == ["not_allowed"]
    counts = lin.get(f"{one}/counts", params={"from": "now-24h"}).json()["counts"]
    assert sum(hour["no_plate"] for hour in counts) == 1
    assert "zone_visits" in square.actions()
    preview = {"purpose_id": purpose, "zone": body(), "number": made["id"]}
    found = wang.post(f"{URL}/preview", json=preview).json()
    assert (found["passages"], found["no_plate"], found["by_breach"]) == (4, 1, {"not_allowed": 2})
    assert len(found["examples"]) == 2
    wang.post(f"{one}/allowed", json={"plate": "BKP-2075", "name": "住戶", "starts": "now-7d"})
    assert wang.post(f"{URL}/preview", json=preview).json()["hits"] == 1
    assert square.actions()[0] == "zone_preview"


def _earlier(square: Square) -> ZonePlan:
    (zone,) = square.rooms.zones.all()
    return replace(zone.plan, starts=NOON.plus(-3600))
