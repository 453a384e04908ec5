"""Coverage: cameras that were down, weak or had no measured clock, against what each usually files."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from trackway.model.time import Instant, Span
from trackway.sim import Scene
from trackway.trails.coverage.coverage import coverage
from trackway.trails.coverage.uptime import uptime
from trackway.trails.desk import Desk

NOON_S = 1_790_049_600
HOUR, DAY = 3600, 86_400
PER_HOUR = 12


def fill(
    desk: Desk, camera: int, hours: NDArray[np.int64], *, read: float = 1.0, error_s: float | None = 0.5
) -> None:
    """Twelve passages in each of these hours after noon, evenly; that share of them with a plate."""
    seconds = (hours[:, None] * HOUR + np.arange(PER_HOUR) * (HOUR // PER_HOUR) + 7).ravel()
    n = len(seconds)
    has_plate = np.arange(n) % 100 < read * 100
    plates = np.where(has_plate, [f"ABC{k % 9000 + 1000}" for k in range(n)], "")
    desk.store.add_columns(
        pa.table(
            {
                "at": (NOON_S + seconds) * 1_000_000,
                "camera": np.full(n, camera, np.uint16),
                "sequence": np.zeros(n, np.uint8),
                "plate": pa.array(plates.tolist()),
                "confidence": np.where(has_plate, 0.95, 0.0).astype(np.float32),
                "kind": pa.array(["sedan"] * n),
                "colour": pa.array(["white"] * n),
                "heading": pa.array(["n"] * n),
                "speed": pa.array([None] * n, pa.float32()),
                "source": pa.array(["simulated"] * n),
                "error_s": pa.array([error_s] * n, pa.float32()),
            }
        )
    )


def at(hours: float) -> Instant:
    """So many hours after noon."""
    return Instant((NOON_S + round(hours * HOUR)) * 1_000_000)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Three weeks of four cameras up to now, noon: 2 was out for three hours yesterday, 3 saw badly then,
    and nobody measured the clock of 4."""
    all_ = np.arange(-21 * 24, 0)
    fill(desk, 1, all_)
    fill(desk, 2, all_[(all_ < -20) | (all_ >= -17)])
    fill(desk, 3, all_[all_ < -24])
    fill(desk, 3, all_[all_ >= -24], read=0.6)
    fill(desk, 4, all_, error_s=None)
    return replace(desk, now=at(0))


def test_faults_are_told_apart_and_named(filled: Desk) -> None:
    yesterday = coverage(filled, (1, 2, 3, 4), Span(at(-24), at(0)))
    assert (yesterday.down, yesterday.weak, yesterday.unclocked) == ((2,), (3,), (4,))
    assert yesterday.share == pytest.approx(1 - 3 / 96)
    told = " ".join(said.en for said in yesterday.says)
    assert f"Down: {filled.cameras[2].id} (longest 3 h)" in told
    assert filled.cameras[3].id in told
    assert filled.cameras[4].id in told


def test_before_the_faults_there_are_none(filled: Desk) -> None:
    before = coverage(filled, (1, 2, 3), Span(at(-72), at(-48)))
    assert (before.share, before.down, before.weak) == (1.0, (), ())


def test_a_camera_that_never_filed_is_down_only_where_it_should_read_plates(filled: Desk) -> None:
    ordinary = next(number for number in filled.cameras if number > 240)
    found = coverage(filled, (1, 5, ordinary), Span(at(-24), at(0)))
    assert found.cameras == 3
    assert found.down == (5,)
    assert found.share == pytest.approx(0.5)
    assert "1 more are ordinary cameras" in " ".join(said.en for said in found.says)


def test_an_hour_that_is_not_over_is_not_short(filled: Desk) -> None:
    now = replace(filled, now=at(-0.75))
    assert coverage(now, (1, 2, 3), Span(at(-1), at(-0.75))).down == ()


def test_without_cameras_nothing_is_covered(filled: Desk) -> None:
    assert coverage(filled, (), Span(at(-24), at(0))).share == 0.0


def test_what_is_up_is_weighed_by_what_usually_comes(filled: Desk) -> None:
    seen = uptime(filled, (1, 2), Span(at(-24), at(0)))
    assert seen.up_of(1) == 1.0
    assert seen.up_of(2) == pytest.approx(1 - 3 / 24, abs=0.01)


def test_quiet_nights_are_no_outages(county_desk: Desk, scene: Scene) -> None:
    out = {number for outage in scene.outages for number in outage.cameras}
    down = coverage(county_desk, range(1, 241), scene.span).down
    assert set(down) <= out
