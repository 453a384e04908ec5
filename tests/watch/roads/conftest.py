"""Road watches over a file of their own, and a road with a plate camera every four kilometres."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import FakeClock

from trackway.model.camera import Camera, CameraKind
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.place import Point
from trackway.model.plate import Plate
from trackway.model.question import Officer, Role
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.sqlite import SqliteFile
from trackway.trails.live import Timing
from trackway.watch import WATCH_FILE
from trackway.watch.cloned import by_map
from trackway.watch.roads import RoadWatches

WANG = Officer(1, "wang", "王小明", Role.INVESTIGATOR)
LEE = Officer(2, "lee", "李偵查", Role.INVESTIGATOR)
NIGHT = Instant(1_795_363_200_000_000)  # 2026-11-23T00:00+08:00, a Monday
CAMERAS = {
    n: Camera(f"R-{n}", n, f"R-{n}", CameraKind.PLATE, Point(121.6, 23.5 + 0.036 * n)) for n in range(1, 6)
}
"""Four kilometres apart, from south to north."""


@dataclass(frozen=True)
class Road:
    """Where passages come from."""

    timing: Timing

    def passage(
        self, plate: str, camera: int, seconds: float, error_s: float | None = 0.5, sure: float = 0.95
    ) -> Passage:
        """A plate at a camera, so many seconds after midnight."""
        at = NIGHT.plus(seconds)
        stamp = Stamp(at, ClockOwner.CAMERA, error_s)
        return Passage(passage_id(at, camera, 0), stamp, camera, Source.LIVE, Plate(plate), sure, looks=3)


@pytest.fixture
def road() -> Road:
    return Road(by_map(CAMERAS))


@pytest.fixture
def watches(tmp_path: Path) -> Iterator[RoadWatches]:
    with closing(SqliteFile(tmp_path / "watch.sqlite", WATCH_FILE)) as database:
        yield RoadWatches(database, FakeClock(NIGHT.plus(-3600)))
