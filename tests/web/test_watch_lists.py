"""Watch lists over HTTP: four eyes, roles, covert entries, files with their difference, sources, audit."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import asyncssh
import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from tests.web.conftest import ORIGIN, PASSWORD, Town

from trackway.node.watching import opened_watch

URL = "/api/v1/watch"
END = "2026-12-31T23:00:00+08:00"


@dataclass
class Desk:
    """A town that is watched, and its officers at their pages."""

    town: Town
    sign_in: Callable[[str], TestClient]

    def actions(self) -> list[str]:
        rows = self.town.trust.audit_rows(self.town.trust.command_line_officer("nobody"))
        return [row.action for row in rows if row.action.startswith(("list", "entry", "vehicles"))]


@pytest.fixture
def desk(town: Town) -> Iterator[Desk]:
    with opened_watch(town.folder, town.clock) as rooms:
        app = town.app(watch=rooms)

        def sign_in(username: str) -> TestClient:
            client = TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN})
            made = client.post("/api/v1/session", json={"username": username, "password": PASSWORD})
            assert made.status_code == 200, made.text
            return client

        yield Desk(town, sign_in)


def draft(**more: object) -> dict[str, Any]:
    return {
        "pattern": "bkp-2075",
        "end": END,
        "reason": "失竊",
        "legal_basis": "警察職權行使法第28條",
        "case_no": "115-42",
        **more,
    }


def made_list(client: TestClient, **more: object) -> int:
    body = {"name": "失竊車輛", "terms": {"category": "stolen_vehicle", "priority": 2}, **more}
    made = client.post(f"{URL}/lists", json=body)
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def test_one_asks_and_another_approves(desk: Desk) -> None:
    wang, chen, lin = (desk.sign_in(name) for name in ("wang", "chen", "lin"))
    list_id = made_list(wang)
    added = wang.post(f"{URL}/lists/{list_id}/entries", json=draft(kinds=["sedan"], bands=["22:00-05:00"]))
    assert added.status_code == 201, added.text
    entry = added.json()
    assert (entry["state"], entry["display"], entry["terms"]["category"]) == (
        "waiting", "BKP-2075", "stolen_vehicle"
    )  # fmt: skip
    assert wang.post(f"{URL}/entries/{entry['id']}/approve").status_code == 403
    approved = chen.post(f"{URL}/entries/{entry['id']}/approve").json()
    assert (approved["state"], approved["approver"]) == ("in_force", "chen")
    assert chen.post(f"{URL}/entries/{entry['id']}/approve").status_code == 409
    changed = wang.put(f"{URL}/entries/{entry['id']}", json=draft(pattern="BKP-2076")).json()
    assert (changed["state"], changed["supersedes"]) == ("waiting", entry["id"])
    assert chen.post(f"{URL}/entries/{entry['id']}/withdraw").json()["withdrawn_by"] == "chen"
    found = chen.get(f"{URL}/entries", params={"text": "2076", "state": ["waiting"]}).json()["entries"]
    assert [one["id"] for one in found] == [changed["id"]]
    for path in ("lists", "entries", "imports", "sources"):
        assert lin.get(f"{URL}/{path}").status_code == 403
    (shown,) = wang.get(f"{URL}/lists").json()["lists"]
    assert (shown["entries"], shown["is_overdue"]) == (1, False)
    assert desk.actions()[::-1] == [
        "list_made", "entry_added", "entry_approved", "entry_changed", "entry_withdrawn"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"pattern": "AB*"},
        {"pattern": ""},
        {"end": "2026-12-31T23:00:00"},
        {"end": "2020-01-01T00:00:00Z"},
        {"reason": " "},
        {"terms": {"covert": True}},
        {"bands": ["25:00"]},
        {"area": "circle:1"},
        {"nonsense": 1},
    ],
)
def test_what_cannot_be_an_entry_is_said(desk: Desk, wrong: dict[str, object]) -> None:
    wang = desk.sign_in("wang")
    list_id = made_list(wang)
    answer = wang.post(f"{URL}/lists/{list_id}/entries", json=draft(**wrong))
    assert answer.status_code in {400, 422}, answer.text
    assert answer.json()["error"]["message"]


def test_a_covert_entry_is_not_there_for_others(desk: Desk) -> None:
    wang, lee, chen = (desk.sign_in(name) for name in ("wang", "lee", "chen"))
    list_id = made_list(wang)
    body = draft(terms={"covert": True}, asked="lee")
    entry = wang.post(f"{URL}/lists/{list_id}/entries", json=body).json()
    assert chen.get(f"{URL}/entries/{entry['id']}").status_code == 404
    assert chen.get(f"{URL}/entries").json()["entries"] == []
    assert chen.get(f"{URL}/lists").json()["lists"][0]["entries"] == 0
    assert lee.post(f"{URL}/entries/{entry['id']}/approve").json()["state"] == "in_force"


def test_a_file_is_tried_taken_in_and_approved(desk: Desk) -> None:
    wang, chen = desk.sign_in("wang"), desk.sign_in("chen")
    list_id = made_list(wang)
    text = "車號,到期日\nABC-1001,115/12/31\nABC-1002,昨天\n"
    form = {
        "list_id": str(list_id),
        "reason": "失竊",
        "legal_basis": "法",
        "case_no": "1",
        "mapping": json.dumps({"plate": "車號"}),
    }

    def sent(**more: str) -> dict[str, Any]:
        answer = wang.post(f"{URL}/import", data=form | more, files={"file": ("表.csv", text.encode())})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    dry = sent(dry_run="true")
    assert (dry["new"], dry["refused"], dry["batch"]) == (1, 1, None)
    assert dry["lines"] == [{"change": "new", "pattern": "ABC-1001", "source_ref": "", "fields": []}]
    taken = sent()
    assert taken["is_waiting"]
    assert wang.post(f"{URL}/imports/{taken['batch']}/approve").status_code == 403
    assert chen.post(f"{URL}/imports/{taken['batch']}/approve").json()["approver"] == "chen"
    exported = chen.post(f"{URL}/lists/export", json={"list_id": list_id})
    assert exported.content.count(b"ABC1001") == 1
    empty = wang.post(f"{URL}/import", data=form, files={"file": ("x.csv", b"")})
    assert empty.status_code == 422
    assert "list_imported" in desk.actions()


def test_a_source_needs_two_officers_and_keeps_its_password(desk: Desk) -> None:
    chen, wang = desk.sign_in("chen"), desk.sign_in("wang")
    key = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    body = {
        "list_id": made_list(chen),
        "address": "sftp://10.9.8.7/out",
        "file_names": "stolen-*.csv",
        "every_s": 3600,
        "username": "trackway",
        "host_key": key,
        "secret": "correct horse battery",
        "days": 3,
    }
    assert wang.post(f"{URL}/sources", json=body).status_code == 403
    assert chen.post(f"{URL}/sources", json=body | {"address": "folder:/etc"}).status_code == 422
    added = chen.post(f"{URL}/sources", json=body)
    assert added.status_code == 201, added.text
    assert "battery" not in added.text
    number = added.json()["id"]
    assert chen.post(f"{URL}/sources/{number}/approve").status_code == 403
    assert wang.post(f"{URL}/sources/{number}/approve").json()["approver"] == "wang"
    assert chen.delete(f"{URL}/sources/{number}").status_code == 204
    assert chen.get(f"{URL}/sources").json()["sources"] == []
    rows = desk.town.trust.audit_rows(desk.town.trust.command_line_officer("nobody"))
    assert "battery" not in repr(rows)


def test_a_vehicle_register_is_tried_and_taken_in_by_administrators(desk: Desk) -> None:
    chen, wang, lin = (desk.sign_in(name) for name in ("chen", "wang", "lin"))
    assert chen.get(f"{URL}/vehicles").json() == {"file": None}
    text = "車號,車種,顏色,車籍狀態\nABC-1001,自用小客車,白,正常\nABC-1002,自用小客車,紅,註銷\n昨天,,,\n"

    def sent(client: TestClient, content: str, **more: str) -> Response:
        files = {"file": ("車籍.csv", content.encode())}
        return client.post(f"{URL}/vehicles/import", data=more, files=files)

    assert sent(wang, text).status_code == 403
    dry = sent(chen, text, dry_run="true").json()
    assert (dry["vehicles"], dry["refused"], dry["is_dry_run"]) == (2, 1, True)
    assert [one["row"] for one in dry["problems"] if one["is_refused"]] == [4]
    assert chen.get(f"{URL}/vehicles").json() == {"file": None}
    assert sent(chen, text).json()["vehicles"] == 2
    file = wang.get(f"{URL}/vehicles").json()["file"]
    assert (file["file_name"], file["by"], file["vehicles"], file["refused"]) == ("車籍.csv", "chen", 2, 1)
    assert lin.get(f"{URL}/vehicles").status_code == 403
    unfit = sent(chen, "車號\n昨天\n今天\nABC-1003\n")
    assert unfit.status_code == 409, unfit.text
    assert wang.get(f"{URL}/vehicles").json()["file"] == file
    assert sent(chen, " ").status_code == 422
    assert desk.actions() == ["vehicles_imported"]
