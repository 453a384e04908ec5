"""One's own devices over the API, and a test pushed through a real service on this machine."""

import hashlib
from collections.abc import Iterator

import pytest
from tests.notify.browser import UserAgent, b64
from tests.notify.listening import HERE, Reply, WebServer, web_server
from tests.web.alert_town import WatchedTown, watched
from tests.web.conftest import Town

from trackway.notify.outbox import GivenChannel


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as server:
        server.answers = [Reply(201)]
        yield server


@pytest.fixture
def set_up(town: Town, server: WebServer) -> Iterator[WatchedTown]:
    """A watch with a Web Push channel whose service stands on this machine."""
    with watched(town, gateways=HERE) as set_up:
        settings = {"contact": "mailto:duty@example.gov.tw", "hosts": ["127.0.0.1"]}
        set_up.rooms.channels.add(GivenChannel("推播", "web_push", settings), by="chen")
        yield set_up


def body(agent: UserAgent, name: str = "我的手機") -> dict[str, str]:
    return {"name": name, "endpoint": agent.endpoint, "p256dh": b64(agent.p256dh), "auth": b64(agent.auth)}


def test_a_device_is_allowed_tested_and_removed(set_up: WatchedTown, server: WebServer) -> None:
    agent = UserAgent(server.url + "/p/a")
    with set_up.client("wang") as wang, set_up.client("chen") as chen:
        before = wang.get("/api/v1/push").json()
        assert before["is_ready"] is True
        assert before["devices"] == []
        added = wang.post("/api/v1/push/devices", json=body(agent))
        assert added.status_code == 201
        device = added.json()
        assert device["fingerprint"] == hashlib.sha256(agent.endpoint.encode()).hexdigest()
        assert agent.endpoint not in added.text
        assert chen.get("/api/v1/push").json()["devices"] == []
        path = f"/api/v1/push/devices/{device['id']}"
        assert chen.post(f"{path}/test").status_code == 404
        assert chen.delete(path).status_code == 404
        tested = wang.post(f"{path}/test")
        assert tested.json() == {"says": "1/1 個裝置 devices"}
        assert agent.read(server.seen[0].body)["title"] == "車行軌跡測試 Trackway test"
        assert wang.get("/api/v1/push").json()["devices"][0]["told"]
        server.answers = [Reply(410)]
        assert wang.post(f"{path}/test").json()["error"]["kind"] == "refused"
        assert wang.get("/api/v1/push").json()["devices"] == []
        wang.post("/api/v1/push/devices", json=body(agent))
        number = wang.get("/api/v1/push").json()["devices"][0]["id"]
        assert wang.delete(f"/api/v1/push/devices/{number}").status_code == 204
        assert wang.get("/api/v1/push").json()["devices"] == []


def test_addresses_that_are_no_push_services_are_refused(set_up: WatchedTown, server: WebServer) -> None:
    with set_up.client("wang") as wang:
        for endpoint in ("https://10.0.0.1/x", "https://evil.example/x", "file:///etc/passwd", "x"):
            answer = wang.post("/api/v1/push/devices", json=body(UserAgent(endpoint)))
            assert answer.status_code in (403, 422), endpoint
        assert wang.get("/api/v1/push").json()["devices"] == []


def test_auditors_are_not_told_of_alerts(set_up: WatchedTown) -> None:
    with set_up.client("lin") as lin:
        assert lin.get("/api/v1/push").status_code == 403


def test_without_a_channel_it_says_so(town: Town) -> None:
    with watched(town) as bare, bare.client("wang") as wang:
        assert wang.get("/api/v1/push").json()["is_ready"] is False
        agent = UserAgent("https://fcm.googleapis.com/fcm/send/x")
        number = wang.post("/api/v1/push/devices", json=body(agent)).json()["id"]
        assert wang.post(f"/api/v1/push/devices/{number}/test").status_code == 503


def test_who_may_not_be_told_any_more_is_not_pushed_to(set_up: WatchedTown, server: WebServer) -> None:
    changes: list[dict[str, object]] = [{"is_active": False}, {"role": "auditor"}]
    for change in changes:
        with set_up.client("chen") as chen, set_up.client("wang") as wang:
            wang.post("/api/v1/push/devices", json=body(UserAgent(server.url + "/p/a")))
            assert len(set_up.rooms.devices.of("wang")) == 1
            chen.patch("/api/v1/officers/wang", json=change)
            assert set_up.rooms.devices.of("wang") == ()
            chen.patch("/api/v1/officers/wang", json={"is_active": True})
