"""How the recorder is, over HTTP: from a recorder's real socket, and from one that records a camera."""

import time
from pathlib import Path

from starlette.testclient import TestClient
from tests.on_air import PATIENCE_S, on_air
from tests.recorded_day import RecordedDay, at
from tests.video.recorder.made import RealClock, clip
from tests.video.recorder.process import QUICK
from tests.web.conftest import ORIGIN, PASSWORD, Town

from trackway.node.recorder import Orders, recorder_socket
from trackway.node.recorder_beside import recorder_beside
from trackway.sim.cameras import running_cameras
from trackway.video.recorder import RecorderHealth, StreamHealth, StreamState
from trackway.video.stream import StreamAddress, StreamKey, StreamRole, StreamSettings

HEALTH = "/api/v1/footage/health"


def signed_in(town: Town, day: RecordedDay | None, live: Path | None = None) -> TestClient:
    recorded = day.parts(live) if day is not None else None
    client = TestClient(town.app(recorded=recorded), base_url=ORIGIN)
    client.post("/api/v1/session", json={"username": "lin", "password": PASSWORD})
    return client


def test_a_centre_without_a_running_recorder_says_so_in_one_sentence(town: Town, tmp_path: Path) -> None:
    assert TestClient(town.app(), base_url=ORIGIN).get(HEALTH).status_code == 401
    day = RecordedDay(town.folder, town.clock)
    with day.catalogue:
        for client, says in (
            (signed_in(town, None), "This centre has no recorder, so it has no footage to play."),
            (signed_in(town, day), "This centre has no recorder at work."),
            (signed_in(town, day, tmp_path / "none.sock"), "The recorder does not answer; is it running?"),
        ):
            assert client.get(HEALTH).json() == {
                "is_running": False, "says": says, "at_us": town.clock.at.us, "alarms": [], "streams": [],
            }  # fmt: skip


def test_what_is_not_recorded_comes_first(town: Town, tmp_path: Path) -> None:
    now = at("12:00:00")
    day = RecordedDay(town.folder, town.clock)
    with day.catalogue, on_air(tmp_path / "recorder.sock", now) as air:
        streams = (
            StreamHealth(1, StreamRole.MAIN, StreamState.RECORDING, "", 1, now.us - 2, 9, 7, 0.25),
            StreamHealth(1, StreamRole.SUB, StreamState.RECORDING, "", 1, now.us - 9, 9, 0, 0.0),
            StreamHealth(2, StreamRole.MAIN, StreamState.STALLED, "no pictures", 5, now.us - 8, 9, 0, 0.0),
            StreamHealth(99, StreamRole.MAIN, StreamState.BROKEN, "reset", 4, 0, 0, 0, 0.0),
        )
        air.health = RecorderHealth(now.us, 1, streams, ("無影像 Camera 99 main is not recorded: reset",))
        found = signed_in(town, day, air.path).get(HEALTH).json()
    assert (found["is_running"], found["says"], found["at_us"]) == (True, "", now.us)
    assert found["alarms"] == ["無影像 Camera 99 main is not recorded: reset"]
    assert [(one["id"], one["role"], one["state"]) for one in found["streams"]] == [
        ("99", "main", "broken"),
        ("HL-002", "main", "stalled"),
        ("HL-001", "sub", "recording"),
        ("HL-001", "main", "recording"),
    ]
    assert found["streams"][0]["durable_us"] is None
    assert found["streams"][3] == {
        "camera": 1, "id": "HL-001", "role": "main", "state": "recording", "says": "", "since_us": 1,
        "durable_us": now.us - 2, "lag_s": 0.25, "lost": 7,
    }  # fmt: skip


def test_a_recorder_at_work_is_durable_up_to_a_moment(town: Town, tmp_path: Path) -> None:
    clock = RealClock()
    began = clock.now()
    day = RecordedDay(town.folder, town.clock)
    with day.catalogue, running_cameras((clip(),), clock=clock) as cameras:
        stream = StreamSettings(StreamKey(1), StreamAddress(cameras.url(1)))
        orders = Orders((stream,), networks=("127.0.0.1/32",), timing=QUICK)
        client = signed_in(town, day, recorder_socket(tmp_path))
        with recorder_beside(tmp_path, lambda: orders):
            deadline = time.monotonic() + PATIENCE_S
            while not (streams := client.get(HEALTH).json()["streams"]) or not streams[0]["durable_us"]:
                assert time.monotonic() < deadline
                time.sleep(0.1)
    (one,) = streams
    assert (one["id"], one["state"], one["lost"]) == ("HL-001", "recording", 0)
    assert began.us < one["durable_us"] <= clock.now().us
