"""What cameras, networks, disks and clocks do to a recorder: in each case every moment is recorded or a
gap.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.video.recorder.made import RealClock, clip
from tests.video.recorder.process import recorder, stream

from trackway.sim.cameras import RunningCameras, running_cameras
from trackway.video.cause import Cause


@pytest.fixture(scope="module")
def cameras() -> Iterator[RunningCameras]:
    with running_cameras((clip(), clip(size=(256, 144))), clock=RealClock()) as running:
        yield running


def test_a_silent_camera_is_a_gap_from_its_last_picture(cameras: RunningCameras, tmp_path: Path) -> None:
    with recorder(tmp_path, stream(cameras.url(1))) as process:
        process.recorded(1.0)
        cameras.faults(1).is_silent = True
        process.until(lambda: Cause.CAMERA_SILENT in process.account().causes, "a gap")
        cameras.faults(1).is_silent = False
        process.recorded(1.0)
        process.stop()
        found = process.account()
        assert found.is_whole, found
        assert process.pictures() >= 50
