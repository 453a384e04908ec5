"""Analyses over HTTP: their catalogue, asking, keeping questions; audited like everything that is asked."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import NOON, Town

from trackway.model.finding import Coverage, Report
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.plate import parse_plate
from trackway.model.said import Said
from trackway.model.time import ClockOwner, Stamp
from trackway.passages import open_passages
from trackway.trails.catalogue import ANALYSES
from trackway.trails.saved import Answered
from trackway.trust import Outcome
from trackway.web.report_json import Evidence, report_out

Json = dict[str, Any]
DAY = "2026-11-20T00:00:00+08:00/2026-11-21T00:00:00+08:00"
HABIT = {"plate": "XYZ-6789", "span": DAY}


def passing(seconds: float, camera: int) -> Passage:
    at = NOON.plus(seconds)
    return Passage(
        id=passage_id(at, camera, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.5),
        camera=camera,
        source=Source.LIVE,
        plate=parse_plate("XYZ-6789"),
        confidence=0.97,
        looks=4,
    )


@pytest.fixture
def on_disk(town: Town) -> Iterator[Town]:
    """The house with its passages on disk."""
    with open_passages(town.folder / "passages") as store:
        store.add([passing(0, 1), passing(900, 3), passing(1800, 1)])
        town.passages = store
        yield town


@pytest.fixture
def asking(on_disk: Town, signed_in: Callable[[str], TestClient]) -> TestClient:  # the house before its app
    """Somebody signed in, with purpose 1."""
    assert on_disk.passages.count() == 3
    client = signed_in("wang")
    stated = client.post("/api/v1/purposes", json={"case_no": "1150001", "reason": "竊車案"})
    assert stated.json()["id"] == 1
    return client


def ask(client: TestClient, question: Json, name: str = "habit") -> Json:
    answer = client.post(f"/api/v1/analyses/{name}", json={"purpose_id": 1, "question": question})
    assert answer.status_code == 200, answer.text
    report: Json = answer.json()
    return report


def save(client: TestClient, report: Json, title: str = "甲車") -> Json:
    body = {name: report[name] for name in ("analysis", "question", "audit_id", "digest")}
    answer = client.post("/api/v1/saved", json={**body, "title": title, "findings": len(report["findings"])})
    assert answer.status_code == 201, answer.text
    kept: Json = answer.json()
    return kept


def test_the_catalogue_tells_how_to_ask(asking: TestClient) -> None:
    listed = asking.get("/api/v1/analyses").json()["analyses"]
    assert [one["name"] for one in listed] == [one.name for one in ANALYSES]
    habit = next(one for one in listed if one["name"] == "habit")
    assert habit["title"] == {"zh": "慣常出沒", "en": "Habit"}
    parts = habit["schema"]["properties"]
    assert {name: part.get("format") for name, part in parts.items()} == {
        "plate": "plate", "span": "span", "recent_days": None, "limit": None,
    }  # fmt: skip


def test_an_answer_brings_its_evidence_and_is_audited(town: Town, asking: TestClient) -> None:
    report = ask(asking, HABIT)
    assert [len(finding["evidence"]) for finding in report["findings"]] == [2, 1]
    first = report["findings"][0]
    assert first["plates"][0]["display"] == "XYZ-6789"
    assert {camera["id"] for camera in first["cameras"]} == {"HL-001"}
    evidence = {one for finding in report["findings"] for one in finding["evidence"]}
    assert evidence == report["passages"].keys()
    assert report["passages"][first["evidence"][0]]["camera"]["id"] == "HL-001"
    assert report["coverage"]["cameras"] == 3
    assert 0 <= report["coverage"]["share"] <= 1
    assert report["caveats"][-1]["en"].startswith("A lead, not a ground")
    assert report["question"]["span"] == "2026-11-19T16:00:00.000Z/2026-11-20T16:00:00.000Z"
    (row,) = town.trust.audit_rows(town.trust.command_line_officer("nobody"), action="habit")
    assert (row.id, row.username, row.case_no) == (report["audit_id"], "wang", "1150001")
    assert (row.outcome, row.rows_found) == (Outcome.DONE, 2)
    assert row.details == {"question": report["question"]}


def test_cameras_that_are_down_weak_or_unclocked_are_told_apart(town: Town) -> None:
    cameras = {camera.number: camera for camera in town.registry.cameras()}
    covered = Coverage(3, None, down=(1,), unclocked=(2,), weak=(3,))
    report = Report((), covered, empty=Said("無", "None"))
    shown = report_out(report, Answered("habit", {}, "", 0), Evidence((), cameras, {}, 1), 1.0).coverage
    named = [[camera.id for camera in some] for some in (shown.down, shown.unclocked, shown.weak)]
    assert named == [["HL-001"], ["HL-002"], ["RS-001"]]
    assert shown.share is None


def test_an_empty_answer_says_why(asking: TestClient) -> None:
    report = ask(asking, {**HABIT, "plate": "QQQ-1111"})
    assert report["findings"] == []
    assert report["empty"]["en"].startswith("This plate was not seen")


@pytest.mark.parametrize(
    ("name", "question", "status", "says"),
    [
        ("horoscope", HABIT, 404, "There is no analysis 'horoscope'"),
        ("habit", {"span": DAY}, 400, "plate: Field required"),
        ("habit", {**HABIT, "wish": 1}, 400, "has no part wish"),
        ("habit", {**HABIT, "limit": 10**9}, 400, "limit"),
        ("habit", {**HABIT, "plate": ["A"]}, 400, "plate: it is no text but list"),
        ("habit", {**HABIT, "span": "now-99999999999d"}, 400, "span"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    asking: TestClient, name: str, question: Json, status: int, says: str
) -> None:
    answer = asking.post(f"/api/v1/analyses/{name}", json={"purpose_id": 1, "question": question})
    assert answer.status_code == status
    assert says in answer.json()["error"]["message"]


def test_nothing_without_a_purpose_of_ones_own(
    town: Town, asking: TestClient, signed_in: Callable[[str], TestClient]
) -> None:
    body = {"purpose_id": 1, "question": HABIT}
    assert signed_in("lee").post("/api/v1/analyses/habit", json=body).status_code == 403
    assert asking.post("/api/v1/analyses/habit", json={"question": HABIT}).status_code == 422
    assert town.trust.audit_rows(town.trust.command_line_officer("nobody"), action="habit") == ()


def test_a_question_kept_is_asked_again_and_compared(town: Town, asking: TestClient) -> None:
    kept = save(asking, ask(asking, HABIT))
    assert asking.get("/api/v1/saved").json()["saved"] == [kept]
    again = asking.post(f"/api/v1/saved/{kept['id']}/ask", json={"purpose_id": 1}).json()
    assert again["same"] is True
    assert again["digest"] == kept["digest"]
    assert again["audit_id"] > kept["audit_id"]
    town.passages.add([passing(2700, 3)])
    assert asking.post(f"/api/v1/saved/{kept['id']}/ask", json={"purpose_id": 1}).json()["same"] is False
    assert asking.delete(f"/api/v1/saved/{kept['id']}").status_code == 204
    assert asking.delete(f"/api/v1/saved/{kept['id']}").status_code == 404
    assert asking.get("/api/v1/saved").json()["saved"] == []


def test_only_ones_own_answers_are_kept(asking: TestClient, signed_in: Callable[[str], TestClient]) -> None:
    report = ask(asking, HABIT)
    kept = save(asking, report)
    lee = signed_in("lee")
    assert lee.get("/api/v1/saved").json()["saved"] == []
    assert lee.post(f"/api/v1/saved/{kept['id']}/ask", json={"purpose_id": 1}).status_code == 404
    body = {name: report[name] for name in ("analysis", "question", "audit_id", "digest")}
    assert lee.post("/api/v1/saved", json={**body, "title": "偷", "findings": 2}).status_code == 403
    assert asking.post("/api/v1/saved", json={**body, "title": " ", "findings": 2}).status_code == 422
    assert (
        asking.post("/api/v1/saved", json={**body, "title": "乙", "findings": 2, "question": {}}).status_code
        == 400
    )
