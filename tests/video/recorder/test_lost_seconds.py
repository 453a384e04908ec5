"""How many seconds each fault costs with the product's own times and a group of pictures of 2 s: a table.

Run by `make campaign`; `-s` shows the table that docs/explanation/recording.md quotes.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.powers import may_mount_files
from tests.video.recorder.made import RealClock, clip
from tests.video.recorder.process import Process, recorder, stream

from trackway.model.time import Span
from trackway.sim.cameras import RunningCameras, running_cameras
from trackway.video.catalogue import Catalogue, account, recover
from trackway.video.cause import Cause
from trackway.video.recorder import RecorderSettings
from trackway.video.stream import StreamKey

pytestmark = pytest.mark.campaign
GOP_S = 2.0
FAULT_S = 10.0
SLACK_S = 1.0
"""A busy machine."""
ORDINARY = {Cause.NOT_ASKED, Cause.RECORDER_STOPPED}


def wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def say(line: str) -> None:
    sys.stdout.write(line)


@pytest.fixture(scope="module")
def cameras() -> Iterator[RunningCameras]:
    shown = (clip(gop=50, seconds=10.0), clip(gop=50, seconds=10.0, size=(256, 144)))
    with running_cameras(shown, clock=RealClock()) as running:
        yield running


def lost(process: Process, key: StreamKey) -> float:
    """Seconds of gaps but for starting and stopping; everything must be accounted for."""
    found = process.account(key)
    assert found.is_whole, found
    return sum(seconds for cause, seconds in found.causes.items() if cause not in ORDINARY)


def test_faults_of_cameras(cameras: RunningCameras, tmp_path: Path) -> None:
    names = {
        1: ("none", 0.0, 0.0),
        2: (f"silent for {FAULT_S:.0f} s", FAULT_S, FAULT_S + 2 * GOP_S + 2),
        3: ("connection broken", 0.0, GOP_S + SLACK_S),
        4: (f"refuses for {FAULT_S:.0f} s", FAULT_S, FAULT_S + 8 + GOP_S),
        5: ("1 % of packets lost", 0.0, 0.0),
        6: ("time stamps +1 h", 0.0, 0.0),
        7: ("time stamps -20 s", 0.0, 0.0),
        8: ("camera's clock +5 s", 0.0, 0.0),
        9: ("other parameters (SPS)", 0.0, GOP_S),
    }
    keys = {number: StreamKey(number) for number in names}
    streams = [stream(cameras.url(number), key) for number, key in keys.items()]
    with recorder(tmp_path, *streams, timing=RecorderSettings()) as process:
        process.recorded(6.0, *keys.values())
        cameras.faults(2).is_silent = True
        cameras.kick(3)
        cameras.faults(4).is_refusing = True
        cameras.faults(5).loss = 0.01
        cameras.faults(6).rtp_shift_s = 3600.0
        cameras.faults(7).rtp_shift_s = -20.0
        cameras.faults(8).ntp_shift_s = 5.0
        cameras.faults(9).clip = 1
        wait(FAULT_S)
        cameras.faults(2).is_silent = False
        cameras.faults(4).is_refusing = False
        process.recorded(10.0, *keys.values())
        process.stop()
        for number, (name, fault_s, most_s) in names.items():
            gone = lost(process, keys[number])
            packets = sum(one.lost for one in process.segments(keys[number]))
            say(f"\n{name:28} fault {fault_s:4.0f} s  gaps {gone:6.2f} s  lost packets {packets}")
            assert gone <= most_s + SLACK_S
            assert process.pictures(keys[number], is_lossy=number == 5) > 0


def test_killed(cameras: RunningCameras, tmp_path: Path) -> None:
    with recorder(tmp_path, stream(cameras.url(20)), timing=RecorderSettings()) as process:
        process.recorded(8.0)
        process.kill()
        process.start()
        process.recorded(4.0)
        process.stop()
        gone = lost(process, StreamKey(7))
        say(f"\n{'recorder killed, restarted':28} gaps {gone:6.2f} s")
        assert gone < 2 * GOP_S + 6


def test_stood_still(cameras: RunningCameras, tmp_path: Path) -> None:
    with recorder(tmp_path, stream(cameras.url(21)), timing=RecorderSettings()) as process:
        process.recorded(6.0)
        process.pause(FAULT_S)
        process.recorded(FAULT_S + 4)
        process.stop()
        gone = lost(process, StreamKey(7))
        say(f"\n{'recorder stopped for 10 s':28} gaps {gone:6.2f} s")
        assert gone <= FAULT_S + 2 * GOP_S


@may_mount_files
@pytest.mark.root
@pytest.mark.parametrize("cut_s", [5.0, 9.0, 14.0])
def test_power_cut(cameras: RunningCameras, cut_s: float, tmp_path: Path) -> None:
    image, place, snapshot, after = (tmp_path / name for name in ("disk.img", "disk", "copy.img", "after"))
    place.mkdir()
    after.mkdir()

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    with image.open("wb") as file:
        file.truncate(64_000_000)
    run("mkfs.ext4", "-q", "-F", str(image))
    run("mount", "-o", "loop", str(image), str(place))
    clock = RealClock()
    try:
        with recorder(place, stream(cameras.url(22)), timing=RecorderSettings()) as process:
            process.recorded(cut_s)
            cut = clock.now()
            run("cp", str(image), str(snapshot))
            process.stop()
    finally:
        run("umount", "--lazy", str(place))
    subprocess.run(["e2fsck", "-p", str(snapshot)], capture_output=True, timeout=60, check=False)
    run("mount", "-o", "loop", str(snapshot), str(after))
    try:
        with Catalogue(after / "footage.sqlite", clock) as catalogue:
            catalogue.volumes.add(after / "footage")
            recover(catalogue)
            found = account(catalogue.footage(StreamKey(7), Span(process.started, cut)))
            assert found.is_whole, found
            gone = found.causes.get(Cause.RECORDER_RESTART, 0.0)
            say(f"\n{'power cut':28} at {cut_s:4.0f} s  gone {gone:6.2f} s")
            # What is durable lags by the group of pictures in hand.
            assert gone <= GOP_S + SLACK_S
    finally:
        run("umount", "--lazy", str(after))
