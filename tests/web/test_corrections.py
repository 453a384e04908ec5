"""Correcting over HTTP: audited, attributed, never over the reading; found by both plates."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import NOON, Town

from trackway.model.passage import passage_id
from trackway.trust import Outcome

DAY = {"from": "2026-11-20T00:00:00+08:00", "to": "2026-11-21T00:00:00+08:00"}
SEEN = passage_id(NOON, 1, 0)
UNREAD = passage_id(NOON.plus(30 * 60), 1, 0)
Json = dict[str, Any]


def rows_of(town: Town, action: str) -> list[Any]:
    return list(town.trust.audit_rows(town.trust.command_line_officer("nobody"), action=action))


def correct(client: TestClient, passage: int | str = SEEN, **body: object) -> Any:  # noqa: ANN401  a reply
    return client.post(f"/api/v1/passages/{passage}/corrections", json={"purpose_id": 1, "seen": 0, **body})


def opened(client: TestClient, passage: int = SEEN) -> Json:
    answer = client.get(f"/api/v1/passages/{passage}", params={"purpose_id": 1})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def found_by(client: TestClient, pattern: str) -> list[Json]:
    answer = client.post("/api/v1/passages/search", json={"purpose_id": 1, **DAY, "pattern": pattern})
    assert answer.status_code == 200, answer.text
    rows: list[Json] = answer.json()["rows"]
    return rows


@pytest.mark.usefixtures("purpose_id")
def test_a_correction_stands_beside_the_reading(town: Town, wang: TestClient) -> None:
    assert opened(wang)["corrections"] == []
    answer = correct(wang, kind="plate", plate="abc-1238")
    assert answer.status_code == 201, answer.text
    said = answer.json()["correction"]
    assert (said["kind"], said["plate"]["display"], said["read"]) == ("plate", "ABC-1238", "ABC1235")
    assert (said["username"], said["name"], said["at"]) == ("wang", "王小明", "2026-11-20T05:00:00.000Z")
    (row,) = rows_of(town, "correct")
    assert (row.username, row.case_no, row.outcome, row.rows_found) == ("wang", "1150001", Outcome.DONE, 1)
    assert row.details == {"passage": str(SEEN), "kind": "plate", "plate": "abc-1238"}
    assert row.id == said["audit_id"] == answer.json()["audit_id"]

    now = opened(wang)
    assert now["plate"]["display"] == "ABC-1235"
    assert now["readings"][0]["text"] == "ABC1235"
    assert now["correction"] == said
    assert now["corrections"] == [said]
    (one,) = found_by(wang, "ABC-1238")
    assert (one["id"], one["plate"]["display"], one["correction"]) == (str(SEEN), "ABC-1235", said)
    assert str(SEEN) in [row["id"] for row in found_by(wang, "ABC-1235")]
    trail = wang.post("/api/v1/trails", json={"purpose_id": 1, "plate": "ABC-1238", **DAY}).json()
    assert [passage["correction"] for passage in trail["passages"]] == [said]


@pytest.mark.usefixtures("purpose_id")
def test_it_is_taken_back_by_a_later_one(wang: TestClient, chen: TestClient) -> None:
    assert correct(wang, UNREAD, kind="plate", plate="NS3-882").status_code == 201
    chen.post("/api/v1/purposes", json={"case_no": "1150002", "reason": "複核"})
    answer = chen.post(
        f"/api/v1/passages/{UNREAD}/corrections", json={"purpose_id": 2, "seen": 1, "kind": "unreadable"}
    )
    assert answer.status_code == 201, answer.text
    assert [one["username"] for one in answer.json()["corrections"]] == ["wang", "chen"]
    assert found_by(wang, "NS3*") == []
    assert correct(wang, UNREAD, kind="withdrawn", seen=2).json()["correction"] is None
    now = opened(wang, UNREAD)
    assert (now["correction"], [one["kind"] for one in now["corrections"]]) == (
        None,
        ["plate", "unreadable", "withdrawn"],
    )


@pytest.mark.usefixtures("purpose_id")
def test_who_has_not_seen_the_last_word_looks_again(town: Town, wang: TestClient) -> None:
    assert correct(wang, kind="confirmed").status_code == 201
    answer = correct(wang, kind="plate", plate="ABC-1238")
    assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "corrected_meanwhile")
    assert [row.failed for row in rows_of(town, "correct")] == ["corrected_meanwhile", None]
    assert len(opened(wang)["corrections"]) == 1


@pytest.mark.usefixtures("purpose_id")
def test_of_many_at_once_one_is_taken(wang: TestClient) -> None:
    start = threading.Barrier(4)
    codes: list[int] = []

    def send(plate: str) -> None:
        start.wait(30)
        codes.append(correct(wang, kind="plate", plate=plate).status_code)

    threads = [threading.Thread(target=send, args=(f"ABC-123{digit}",)) for digit in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [201, 409, 409, 409]
    assert len(opened(wang)["corrections"]) == 1


@pytest.mark.usefixtures("purpose_id")
def test_who_may_not(town: Town, wang: TestClient, signed_in: Callable[[str], TestClient]) -> None:
    assert correct(signed_in("lee"), kind="confirmed").status_code == 403  # another officer's purpose
    auditor = signed_in("lin")
    purpose = auditor.post("/api/v1/purposes", json={"case_no": "1150003", "reason": "稽核"}).json()["id"]
    answer = auditor.post(
        f"/api/v1/passages/{SEEN}/corrections", json={"purpose_id": purpose, "seen": 0, "kind": "confirmed"}
    )
    assert answer.status_code == 403
    (row,) = rows_of(town, "correct")
    assert (row.username, row.failed) == ("lin", "denied")
    assert opened(wang)["corrections"] == []


def test_a_stranger_learns_nothing(stranger: TestClient) -> None:
    assert correct(stranger, kind="confirmed").status_code == 401
    assert stranger.get("/api/v1/cameras/1/misreads").status_code == 401


@pytest.mark.parametrize(
    ("passage", "body", "refusal"),
    [
        (SEEN, {"kind": "plate"}, (422, "invalid")),
        (SEEN, {"kind": "plate", "plate": ""}, (422, "not_a_plate")),
        (SEEN, {"kind": "plate", "plate": "🚗"}, (422, "not_a_plate")),
        (SEEN, {"kind": "plate", "plate": "A" * 64}, (422, "not_a_plate")),
        (SEEN, {"kind": "plate", "plate": "A" * 201}, (422, "invalid")),
        (SEEN, {"kind": "confirmed", "plate": "ABC-1235"}, (422, "invalid")),
        (SEEN, {"kind": "guessed"}, (422, "invalid")),
        (SEEN, {"kind": "confirmed", "seen": -1}, (422, "invalid")),
        (SEEN, {"kind": "confirmed", "seen": None}, (422, "invalid")),
        (SEEN, {"kind": "confirmed", "note": "x"}, (422, "invalid")),
        (SEEN, {}, (422, "invalid")),
        (UNREAD, {"kind": "confirmed"}, (422, "nothing_to_confirm")),
        (5, {"kind": "confirmed"}, (404, "not_found")),
        ("9" * 19, {"kind": "confirmed"}, (404, "not_found")),
        ("-1", {"kind": "confirmed"}, (422, "invalid")),
    ],
)
@pytest.mark.usefixtures("purpose_id")
def test_what_cannot_be_is_refused(
    town: Town, wang: TestClient, passage: int | str, body: Json, refusal: tuple[int, str]
) -> None:
    answer = correct(wang, passage, **body)
    assert (answer.status_code, answer.json()["error"]["kind"]) == refusal
    assert town.corrections.of_camera(1) == ()


@pytest.mark.usefixtures("purpose_id")
def test_what_a_camera_misreads(wang: TestClient) -> None:
    assert wang.get("/api/v1/cameras/1/misreads").json() == {"camera": 1, "engines": []}
    assert wang.get("/api/v1/cameras/0/misreads").status_code == 422
    correct(wang, kind="plate", plate="ABC-1238")
    (engine,) = wang.get("/api/v1/cameras/1/misreads").json()["engines"]
    assert (engine["engine"], engine["judged"], engine["right"], engine["version"]) == ("test", 1, 0, 1)
    (one,) = engine["confusions"]
    assert (one["read"], one["meant"], one["count"], one["of"]) == ("5", "8", 1, 1)
    assert 0 < one["low"] < one["high"] == 1
