"""Streams over HTTP: cameras found, looked at, tried, placed and recorded, by administrators only."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from starlette.testclient import TestClient
from tests.footage import footage
from tests.web.conftest import ORIGIN, PASSWORD, Town

from trackway.sim.cameras import LogIn, RunningCameras, read_clip, running_cameras
from trackway.sim.onvif import FakeDevice, FakeProfile, OnvifFacts, running_device, running_responder
from trackway.video.onvif import discovery as onvif_discovery
from trackway.video.stream import StreamAddress
from trackway.web import Settings
from trackway.web.settings import CameraSettings

SECRET = "hunter2 & <密碼>"
JPEG = b"\xff\xd8\xff\xe0 a picture of nothing \xff\xd9"
API = "/api/v1"
HERE = Settings(cameras=CameraSettings(("127.0.0.1",)))


@dataclass
class Street:
    """A fake camera's ONVIF and RTSP, and an administrator at the page."""

    device: FakeDevice
    cameras: RunningCameras
    chen: TestClient
    town: Town

    @property
    def log_in(self) -> dict[str, str]:
        return {"username": "admin", "password": SECRET}


@pytest.fixture
def street(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    monkeypatch.setattr(onvif_discovery, "interfaces", tuple)
    monkeypatch.setattr("trackway.video.onvif.device._APART_S", 0.0)
    clip = read_clip(footage("h264", fps=10, gop=10))
    with running_cameras([clip], clock=town.clock, log_in=LogIn("admin", SECRET)) as cameras:
        main = FakeProfile("p0", "主碼流", cameras.url(1), width=320, height=180, fps=10, gop=40)
        sub = FakeProfile("p1", "子碼流", cameras.url(1, "sub"), width=640, height=360)
        facts = OnvifFacts(
            username="admin",
            password=SECRET,
            profiles=(replace(main, width=1920, height=1080), sub),
            snapshot=JPEG,
            offset_s=-4.2,
        )
        with running_device(facts, town.clock) as device:
            chen = TestClient(town.app(settings=HERE), base_url=ORIGIN)
            chen.post(f"{API}/session", json={"username": "chen", "password": PASSWORD})
            yield Street(device, cameras, chen, town)


def search_of(street: Street, body: dict[str, object]) -> dict[str, object]:
    answer = street.chen.post(f"{API}/discovery/searches", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json()
    while not found["is_over"]:
        found = street.chen.get(f"{API}/discovery/searches/{found['id']}").json()
    return found


def test_a_camera_is_found_looked_at_tried_placed_and_recorded(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    chen, device = street.chen, street.device
    with running_responder(device.facts, device.url) as port:
        real = onvif_discovery.search
        monkeypatch.setattr(
            "trackway.web.discovery.search", lambda *a, **k: real(*a, seconds=0.3, port=port, **k)
        )
        found = search_of(street, {"subnets": ["127.0.0.1/32"]})
    assert found["devices"] == [
        {"url": device.url, "ip": "127.0.0.1", "name": "中正路口 北", "hardware": "TW-CAM-2", "cameras": []}
    ]
    look = chen.post(f"{API}/discovery/look", json={"url": device.url, **street.log_in}).json()
    assert (look["maker"], look["cameras"], look["archive_from"]) == ("示範影像", [], None)
    assert abs(look["clock_offset_s"] + 4.2) <= look["clock_error_s"] + 0.001
    (lens,) = look["lenses"]
    assert (lens["main"], lens["sub"]) == ("p0", "p1")
    main, _ = lens["profiles"]
    assert (main["gop_s"], main["warnings"]) == (4.0, ["long_gop"])
    shot = chen.post(f"{API}/discovery/snapshot", json={"url": device.url, "token": "p0", **street.log_in})
    assert (shot.content, shot.headers["content-type"]) == (JPEG, "image/jpeg")
    opened = chen.post(f"{API}/streams/try", json={"url": main["url"], **street.log_in})
    assert opened.json() == {"codec": "h264", "width": 320, "height": 180, "fps": 10.0, "has_audio": False}
    added = chen.post(
        f"{API}/cameras", json={"id": "NEW-1", "name": "中正路口 北", "lon": 121.6, "lat": 23.97}
    )
    assert (added.status_code, added.json()["number"]) == (201, 4)
    body = {"url": main["url"], "device_url": look["url"], "retention": "important", **street.log_in}
    saved = chen.put(f"{API}/cameras/NEW-1/streams/main", json=body)
    assert saved.status_code == 200, saved.text
    assert (saved.json()["has_password"], saved.json()["by"]) == (True, "chen")
    assert street.town.registry.stream_address("NEW-1") == StreamAddress(main["url"], "admin", SECRET)
    # Tried again later, with the password that is kept.
    again = {"url": main["url"], "username": "admin", "camera_id": "NEW-1"}
    assert chen.post(f"{API}/streams/try", json=again).status_code == 200
    assert chen.patch(f"{API}/cameras/NEW-1/streams/main", json={"is_recorded": False}).status_code == 200
    look = chen.post(f"{API}/discovery/look", json={"url": device.url, **street.log_in}).json()
    assert look["cameras"] == ["NEW-1"]
    assert [one["is_recorded"] for one in chen.get(f"{API}/cameras/NEW-1/streams").json()["streams"]] == [
        False,
        True,
    ]
    assert chen.delete(f"{API}/cameras/NEW-1/streams/main").status_code == 204
    assert chen.get(f"{API}/streams").json() == {"streams": []}
    rows = chen.get(f"{API}/audit").json()["rows"]
    actions = [row["action"] for row in rows]
    for action in (
        "cameras_sought", "camera_looked_at", "stream_tried", "camera_added", "stream_set", "stream_removed",
    ):  # fmt: skip
        assert action in actions
    assert "hunter2" not in json.dumps(rows)


def test_what_does_not_open_is_said_in_one_sentence(street: Street) -> None:
    url = street.cameras.url(1)
    for body, status in (
        ({"url": url, "username": "admin", "password": "wrong"}, 503),
        ({"url": "rtsp://127.0.0.1:1/"}, 503),
        ({"url": "rtsp://8.8.8.8/"}, 403),
        ({"url": "file:///etc/passwd"}, 422),
        ({"url": url, "username": "admin", "camera_id": "HL-001"}, 404),
    ):
        answer = street.chen.post(f"{API}/streams/try", json=body)
        assert answer.status_code == status, answer.text
        assert len(answer.json()["error"]["message"].splitlines()) == 1
    # A log-in in an address is refused before anything is written down.
    carried = {"url": "http://admin:hunter2@127.0.0.1/", "token": "p0"}
    for path in ("look", "snapshot"):
        answer = street.chen.post(f"{API}/discovery/{path}", json=carried)
        assert answer.status_code == 422
        assert "hunter2" not in answer.text
    assert "hunter2" not in street.chen.get(f"{API}/audit").text
    answer = street.chen.post(f"{API}/discovery/look", json={"url": street.device.url})
    assert answer.status_code == 403
    assert "user name or the password" in answer.json()["error"]["message"]


def test_a_kept_password_goes_to_its_own_host_only(street: Street) -> None:
    url = street.cameras.url(1)
    street.chen.put(f"{API}/cameras/HL-001/streams/main", json={"url": url, **street.log_in})
    moved = {"url": "rtsp://localhost/cam/1", "username": "admin"}
    answer = street.chen.put(f"{API}/cameras/HL-001/streams/main", json=moved)
    assert answer.status_code in {403, 422}
    tried = {"url": url.replace("127.0.0.1", "localhost"), "username": "admin", "camera_id": "HL-001"}
    assert street.chen.post(f"{API}/streams/try", json=tried).status_code == 503
    assert street.town.registry.stream_address("HL-001").password == SECRET


def test_one_search_runs_at_a_time_and_can_be_stopped(street: Street) -> None:
    begun = street.chen.post(f"{API}/discovery/searches", json={"subnets": []}).json()
    assert street.chen.post(f"{API}/discovery/searches", json={}).status_code == 409
    assert street.chen.delete(f"{API}/discovery/searches/{begun['id']}").status_code == 204
    found = begun
    while not found["is_over"]:
        found = street.chen.get(f"{API}/discovery/searches/{begun['id']}").json()
    assert street.chen.get(f"{API}/discovery/searches/never").status_code == 404
    assert street.chen.post(f"{API}/discovery/searches", json={"subnets": ["10.0.0.0/8"]}).status_code == 422


def test_a_camera_is_placed_once(street: Street) -> None:
    body = {"id": "HL-001", "lon": 121.6, "lat": 23.97}
    assert street.chen.post(f"{API}/cameras", json=body).status_code == 409
    assert street.chen.post(f"{API}/cameras", json={**body, "id": " x"}).status_code == 422
    assert street.chen.post(f"{API}/cameras", json={**body, "id": "X", "lat": 99}).status_code == 422
    assert street.chen.post(f"{API}/cameras", json={**body, "id": "X", "station_id": "no"}).status_code == 422


@pytest.mark.parametrize("username", ["wang", "lin"])
def test_nobody_else_may(signed_in: Callable[[str], TestClient], username: str) -> None:
    client = signed_in(username)
    url, stream = f"{API}/cameras/HL-001/streams/main", {"url": "rtsp://10.0.0.1/"}
    answers = [
        client.get(f"{API}/streams"),
        client.get(f"{API}/cameras/HL-001/streams"),
        client.put(url, json=stream),
        client.patch(url, json={"is_recorded": False}),
        client.delete(url),
        client.post(f"{API}/streams/try", json=stream),
        client.post(f"{API}/cameras", json={"id": "X", "lon": 121, "lat": 24}),
        client.post(f"{API}/discovery/searches", json={}),
        client.get(f"{API}/discovery/searches/1"),
        client.delete(f"{API}/discovery/searches/1"),
        client.post(f"{API}/discovery/look", json={"url": "10.0.0.1"}),
        client.post(f"{API}/discovery/snapshot", json={"url": "10.0.0.1", "token": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)
