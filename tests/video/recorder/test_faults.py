"""What cameras and networks do to a recorder: in each case every moment is recorded or a gap with its cause.

One recorder process records all of these cameras at once; each of them has another fault, at the same time.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from tests.video.recorder.made import RealClock, clip
from tests.video.recorder.process import Process, recorder, stream

from trackway.sim.cameras import RunningCameras, running_cameras
from trackway.video.catalogue import Account, Segment
from trackway.video.cause import Cause
from trackway.video.stream import StreamKey

SOUND, SILENT, KICKED, REFUSING, LOSSY, HOUR_ON, BACK, NTP, OTHER_CLIP, PAUSED = range(1, 11)
FRAME_S = 0.04


@dataclass
class Afterwards:
    """What one recorder left of ten cameras."""

    process: Process
    accounts: dict[int, Account]

    def segments(self, camera: int) -> tuple[Segment, ...]:
        return self.process.segments(StreamKey(camera))

    def says(self, camera: int) -> str:
        return " ".join(one.says for one in self.process.transitions(StreamKey(camera)))


def inflict(cameras: RunningCameras) -> None:
    cameras.faults(SILENT).is_silent = True
    cameras.kick(KICKED)
    cameras.faults(REFUSING).is_refusing = True
    cameras.faults(LOSSY).loss = 0.05
    cameras.faults(HOUR_ON).rtp_shift_s = 3600.0
    cameras.faults(BACK).rtp_shift_s = -20.0
    cameras.faults(NTP).ntp_shift_s = 5.0
    cameras.faults(OTHER_CLIP).clip = 1


@pytest.fixture(scope="module")
def afterwards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Afterwards]:
    shown = (clip(), clip(size=(256, 144)))
    data = tmp_path_factory.mktemp("faults")
    with running_cameras(shown, clock=RealClock()) as cameras:
        keys = [StreamKey(camera) for camera in range(1, 11)]
        with recorder(data, *(stream(cameras.url(key.camera), key) for key in keys)) as process:
            process.recorded(1.5, *keys)
            inflict(cameras)
            process.until(
                lambda: Cause.CAMERA_SILENT in process.account(StreamKey(SILENT)).causes
                and bool({Cause.REFUSED, Cause.CAMERA_CLOSED, Cause.NETWORK_RESET}
                         & set(process.account(StreamKey(REFUSING)).causes)),
                "gaps",
            )  # fmt: skip
            cameras.faults(SILENT).is_silent = False
            cameras.faults(REFUSING).is_refusing = False
            process.recorded(2.5, *keys)
            process.stop()
            accounts = {key.camera: process.account(key) for key in keys}
            yield Afterwards(process, accounts)


@pytest.mark.parametrize("camera", range(1, 11))
def test_recorded_and_gaps_are_all_of_wall_time(afterwards: Afterwards, camera: int) -> None:
    found = afterwards.accounts[camera]
    assert found.is_whole, found
    assert found.unaccounted < FRAME_S
    assert found.recorded > 3.0
    segments = afterwards.segments(camera)
    assert afterwards.process.pictures(StreamKey(camera), is_lossy=camera == LOSSY) == sum(
        part.frames for one in segments for part in one.fragments
    )
    previous = [one.opened.previous for one in segments]
    assert previous == ["", *(one.sha256 for one in segments[:-1])]


@pytest.mark.parametrize(
    ("camera", "causes"),
    [
        (SOUND, set()),
        (SILENT, {Cause.CAMERA_SILENT}),
        (HOUR_ON, set()),
        (BACK, set()),
        (NTP, set()),
        (OTHER_CLIP, set()),
        (PAUSED, set()),
    ],
)
def test_each_fault_costs_what_it_must(afterwards: Afterwards, camera: int, causes: set[Cause]) -> None:
    """A jump of time stamps, of the camera's clock or of its parameters costs not one picture."""
    found = set(afterwards.accounts[camera].causes) - {Cause.NOT_ASKED, Cause.RECORDER_STOPPED}
    assert found == causes


def test_a_broken_connection_is_taken_up_at_once(afterwards: Afterwards) -> None:
    causes = afterwards.accounts[KICKED].causes
    broken = {Cause.CAMERA_CLOSED, Cause.NETWORK_RESET} & set(causes)
    assert broken, "whether it says goodbye or resets, it is a gap"


@pytest.mark.parametrize("camera", [HOUR_ON, BACK, NTP, OTHER_CLIP])
def test_a_change_begins_a_new_run_that_follows_on(afterwards: Afterwards, camera: int) -> None:
    segments = afterwards.segments(camera)
    assert len({one.opened.run for one in segments}) == 2
    assert all(abs(b.span.start.since(a.span.end)) < FRAME_S for a, b in pairwise(segments))


def test_other_parameters_are_in_the_new_files_only(afterwards: Afterwards) -> None:
    sizes = [(one.opened.width, one.opened.height) for one in afterwards.segments(OTHER_CLIP)]
    assert sizes == sorted(sizes, reverse=True)
    assert set(sizes) == {(320, 180), (256, 144)}


def test_lost_packets_are_counted(afterwards: Afterwards) -> None:
    assert sum(one.lost for one in afterwards.segments(LOSSY)) > 0
    assert sum(one.lost for one in afterwards.segments(SOUND)) == 0


def test_the_cameras_clock_is_compared_and_its_step_noted(afterwards: Afterwards) -> None:
    deltas = [one.camera_delta_us for one in afterwards.segments(NTP) if one.camera_delta_us is not None]
    assert abs(deltas[-1] - 5_000_000) < 1_000_000
    assert "+5.0 s" in afterwards.says(NTP)


def test_every_change_of_state_is_noted(afterwards: Afterwards) -> None:
    states = [one.state for one in afterwards.process.transitions(StreamKey(SILENT))]
    assert states == ["connecting", "recording", "stalled", "recording", "stopped"]


def test_killed_while_it_writes_it_adopts_what_is_whole(tmp_path: Path) -> None:
    with (
        running_cameras((clip(),), clock=RealClock()) as cameras,
        recorder(tmp_path, stream(cameras.url(1))) as process,
    ):
        process.recorded(2.0)
        before = process.account().recorded
        process.kill()
        spoiled = max((tmp_path / "footage").rglob("*.mp4"), key=lambda one: one.stat().st_mtime_ns)
        with spoiled.open("ab") as file:  # half a fragment, and a box that claims no end
            file.write(b"\0\0\0\x10moof" + bytes(3) + b"\0\0\0\0mdat" + bytes(100))
        killed = time.monotonic()
        process.start()
        process.recorded(1.0)
        away_s = time.monotonic() - killed
        process.stop()
        found = process.account()
        assert found.is_whole, found
        assert found.recorded >= before
        assert 0 < found.causes[Cause.RECORDER_RESTART] < away_s + 2
        assert process.pictures() > 0
        segments = process.segments()
        assert {one.state for one in segments} == {"whole", "adopted"}
        assert [one.opened.previous for one in segments] == ["", *(one.sha256 for one in segments[:-1])]


def test_a_recorder_that_stood_still_accounts_for_it(tmp_path: Path) -> None:
    with (
        running_cameras((clip(),), clock=RealClock()) as cameras,
        recorder(tmp_path, stream(cameras.url(1))) as process,
    ):
        process.recorded(1.0)
        process.pause(2.5)
        process.recorded(3.0)
        process.stop()
        found = process.account()
        assert found.is_whole, found
        assert found.recorded + sum(found.causes.values()) == pytest.approx(found.seconds, abs=FRAME_S + 0.01)


def test_only_one_recorder_has_a_data_folder(tmp_path: Path) -> None:
    with recorder(tmp_path) as first:
        second = Process(tmp_path, first.orders)
        assert second.refused() == 75
