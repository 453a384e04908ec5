"""The recorder's process beside whoever starts it, and `trackway station` as people start it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.video.recorder.made import RealClock, clip
from tests.video.recorder.process import QUICK

from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import Unavailable
from trackway.model.place import Point
from trackway.model.time import Instant, Span
from trackway.node.recorder import Orders, recorder_socket
from trackway.node.recorder_beside import recorder_beside
from trackway.registry import GivenStream, Registry
from trackway.sim.cameras import running_cameras
from trackway.video.catalogue import Account, Catalogue, account
from trackway.video.cause import Cause
from trackway.video.recorder import StreamState, recorder_health
from trackway.video.stream import StreamAddress, StreamKey, StreamRole, StreamSettings

PROGRAM = [sys.executable, "-c", "from trackway.node import main; main()"]
PATIENCE_S = 120.0


def until(what: Callable[[], bool], says: str) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < give_up, f"waited too long: {says}"
        time.sleep(0.2)


def recorder_of(data: Path) -> int:
    """The process that records there."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"trackway.node.recorder" in command and os.fsencode(data) in command:
            return int(process.name)
    return 0


def recorder_health_of(data: Path) -> set[StreamState]:
    """What its streams are about; nothing while nobody answers."""
    try:
        return {one.state for one in recorder_health(recorder_socket(data)).streams}
    except Unavailable:
        return set()


def ledger(data: Path, started: Instant, key: StreamKey) -> Account:
    clock = RealClock()
    with Catalogue(data / "footage.sqlite", clock) as catalogue:
        return account(catalogue.footage(key, Span(started, clock.now().plus(0.001))))


def test_a_recorder_that_dies_is_started_again_and_follows_what_changes(tmp_path: Path) -> None:
    keys = (StreamKey(1), StreamKey(2))
    clock = RealClock()
    started = clock.now()
    with running_cameras((clip(),), clock=clock) as cameras:
        settings = [StreamSettings(key, StreamAddress(cameras.url(key.camera))) for key in keys]
        orders = [Orders((settings[0],), networks=("127.0.0.1/32",), timing=QUICK)]
        with recorder_beside(tmp_path, lambda: orders[0]):
            catalogue = tmp_path / "footage.sqlite"
            until(catalogue.exists, "a catalogue")
            until(lambda: ledger(tmp_path, started, keys[0]).recorded > 0.5, "the first camera")
            orders[0] = Orders(tuple(settings), networks=("127.0.0.1/32",), timing=QUICK)
            until(lambda: ledger(tmp_path, started, keys[1]).recorded > 0.5, "the camera that was added")
            first = recorder_of(tmp_path)
            orders[0] = replace(orders[0], reserve_percent=1.0)
            until(
                lambda: recorder_of(tmp_path) not in {0, first}, "another one, for its settings were changed"
            )
            until(lambda: recorder_health_of(tmp_path) == {StreamState.RECORDING}, "it records")
            # Killed before anything of its own is durable, it leaves the gap that was there, and its cause.
            before = ledger(tmp_path, started, keys[0]).recorded
            until(lambda: ledger(tmp_path, started, keys[0]).recorded > before + 0.5, "something of its own")
            os.kill(recorder_of(tmp_path), signal.SIGKILL)
            until(
                lambda: Cause.RECORDER_RESTART in ledger(tmp_path, started, keys[0]).causes,
                "another recorder",
            )
            before = ledger(tmp_path, started, keys[0]).recorded
            until(lambda: ledger(tmp_path, started, keys[0]).recorded > before + 0.5, "going on")
            assert recorder_health_of(tmp_path) == {StreamState.RECORDING}
    assert recorder_of(tmp_path) == 0
    for key in keys:
        found = ledger(tmp_path, started, key)
        assert found.is_whole, found
        assert Cause.RECORDER_STOPPED in found.causes


@pytest.mark.parametrize("ending", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.campaign)])
def test_a_station_records_what_is_on_its_register_until_it_is_stopped(
    ending: signal.Signals, tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    (tmp_path / "trackway.toml").write_text('[cameras]\nnetworks = ["127.0.0.1/32"]\n', encoding="utf-8")
    clock = RealClock()
    started = clock.now()
    with running_cameras((clip(),), clock=clock) as cameras:
        registry = Registry(tmp_path / "registry.sqlite")
        registry.save(cameras=[Camera("HL-1", 1, "中山路口", CameraKind.ORDINARY, Point(121.6, 23.98))])
        given = GivenStream(cameras.url(1))
        registry.set_stream("HL-1", StreamRole.MAIN, given, by="王小明", at=started)
        registry.close()
        station = subprocess.Popen(
            [*PROGRAM, "station", "--data", str(tmp_path)],
            env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            has_ended = station.poll
            until(lambda: has_ended() is not None or (tmp_path / "footage.sqlite").exists(), "a catalogue")
            until(
                lambda: has_ended() is not None or ledger(tmp_path, started, StreamKey(1)).recorded > 1,
                "recording",
            )
        finally:
            station.send_signal(ending)
            assert station.stderr is not None
            said = station.stderr.read()
            code = station.wait(PATIENCE_S)
            station.stderr.close()
    assert code == 0, said
    assert "錄影中 Recording" in said
    assert not re.search(r"Traceback|rtsp://", said)
    found = ledger(tmp_path, started, StreamKey(1))
    assert found.is_whole, found
    assert Cause.RECORDER_STOPPED in found.causes
