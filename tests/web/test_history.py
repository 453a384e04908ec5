"""Searches of old footage over HTTP: whose they are, who may say where footage is, what never comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from tests.browser.conftest import PASSWORD
from tests.browser.history_site import HistorySite, history_site

SPAN = {"from": "2026-11-20T12:00:00+08:00", "to": "2026-11-20T12:10:00+08:00"}


@pytest.fixture
def old(tmp_path: Path) -> Iterator[HistorySite]:
    with history_site(tmp_path) as site:
        yield site


@contextmanager
def signed_in(old: HistorySite, username: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{old.address}/api/v1/", headers={"Origin": old.address}) as client:
        answer = client.post("session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        yield client


def test_a_search_is_its_officers_own(old: HistorySite) -> None:
    with (
        signed_in(old, "wang") as wang,
        signed_in(old, "hsu") as hsu,
        signed_in(old, "lin") as lin,
        signed_in(old, "chen") as chen,
    ):
        purpose = wang.post("purposes", json={"case_no": "花警刑1150001", "reason": "肇事逃逸"}).json()["id"]
        wanted = {"purpose_id": purpose, "cameras": ["HL-001"], **SPAN}
        assert hsu.post("history/estimate", json=wanted).status_code == 403, "another officer's purpose"
        assert wang.post("history/jobs", json={**wanted, "from": "soon"}).status_code == 400
        assert wang.post("history/jobs", json={**wanted, "cameras": ["HL-009"]}).status_code == 404
        started = wang.post("history/jobs", json=wanted)
        assert started.status_code == 201
        assert started.json()["job"]["state"] == "running"
        for path in ("jobs/1", "jobs/2"):
            assert hsu.get(f"history/{path}").status_code == 404
        for act in ("stop", "resume"):
            assert hsu.post(f"history/jobs/1/{act}").status_code == 404
        assert hsu.get("history/jobs").json() == {"jobs": []}
        for client in (wang, lin, chen):
            assert [one["id"] for one in client.get("history/jobs").json()["jobs"]] == [1]
        assert wang.post("history/jobs/1/priority", json={"priority": 10}).status_code == 422
        assert wang.post("history/jobs/1/priority", json={"priority": 9}).json()["job"]["priority"] == 9


def test_only_administrators_say_where_footage_is_and_passwords_never_come_back(old: HistorySite) -> None:
    source = {
        "kind": "hikvision",
        "address": "http://192.0.2.4",
        "channel": "3",
        "username": "viewer",
        "password": "s3cret-word",
    }
    with signed_in(old, "wang") as wang, signed_in(old, "chen") as chen:
        assert wang.put("history/sources/HL-001", json=source).status_code == 403
        assert wang.get("history/sources").status_code == 403
        answer = chen.put("history/sources/HL-001", json=source)
        assert answer.status_code == 200
        listed = chen.get("history/sources")
        assert [one["camera_id"] for one in listed.json()["sources"]] == ["HL-001"]
        told = answer.text + listed.text + chen.get("audit").text
        assert "s3cret" not in told
        bad = {**source, "address": "http://admin:x@192.0.2.4"}
        assert chen.put("history/sources/HL-001", json=bad).status_code == 422
        assert chen.put("history/sources/HL-001", json={**source, "zone": "Hualien"}).status_code == 400
        assert chen.delete("history/sources/HL-001").status_code == 204
        assert chen.delete("history/sources/HL-001").status_code == 404
