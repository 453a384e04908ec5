"""Three clocks that differ: pictures keep the station's time, slowly pursued, whatever arrivals do."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.time import Instant
from trackway.video.recorder.run_clock import RunClock
from trackway.video.recorder.station_clock import StationClock

DAY_S = 86_400
GROUP_S = 2


@pytest.mark.parametrize("drift_ppm", [-100.0, 0.0, 100.0, 300.0])
def test_a_day_of_drift_is_made_good_without_a_step(drift_ppm: float) -> None:
    """Cheap oscillators are off by 100 ppm and less: 8.6 s a day if nobody pursued them."""
    rng = random.Random(str(drift_ppm))
    rate = 1 + drift_ppm / 1e6
    begun_us, ticks = 1_795_352_400_000_000, 3_000_000_000

    def raw_us(number: int) -> int:
        """The least of (arrival - ticks) of a group: a network that is seldom quick, and once an hour
        slow.
        """
        true_us = begun_us + number * GROUP_S * 1_000_000
        late_us = min(rng.expovariate(1 / 8000) for _ in range(5)) + 300_000 * (number % 1800 > 1770)
        return round(true_us + late_us - (ticks + number * GROUP_S * 90_000 * rate) * 100 / 9)

    clock = RunClock(ticks, raw_us(0))
    worst_us = 0
    for number in range(DAY_S // GROUP_S):
        at = ticks + round(number * GROUP_S * 90_000 * rate)
        before = clock.at_us(at)
        clock.follow(at, raw_us(number))
        assert abs(clock.at_us(at) - before) <= 1, "never stepped"
        lasts_us = clock.at_us(at + GROUP_S * 90_000) - clock.at_us(at)
        assert abs(lasts_us - GROUP_S * 1_000_000) <= GROUP_S * 500 + 1, "slewed by 500 ppm at most"
        worst_us = max(worst_us, abs(before - (begun_us + number * GROUP_S * 1_000_000)))
    assert worst_us < 40_000, "within a picture of 25 a second, all day"


def test_the_first_pictures_may_come_in_a_burst() -> None:
    """Cameras send the last two seconds at once to who connects: those pictures are older than they
    arrive.
    """
    arrivals_us = [1_000_000_000 + n * 1000 for n in range(50)]
    raw = min(at - n * 40_000 for n, at in enumerate(arrivals_us))
    assert RunClock(0, raw).at_us(49 * 3600) == arrivals_us[-1]


@given(st.lists(st.integers(-2_000_000, 2_000_000), min_size=1, max_size=50))
def test_time_never_goes_back(lateness_us: list[int]) -> None:
    clock = RunClock(0, 0)
    last = clock.at_us(0)
    for number, late_us in enumerate(lateness_us, 1):
        at = clock.at_us(number * 90_000)
        assert at > last
        clock.follow(number * 90_000, late_us)
        assert abs(clock.at_us(number * 90_000) - at) <= 1
        last = at


class TwoClocks:
    """A wall clock and a monotonic one, moved by hand."""

    def __init__(self) -> None:
        self.wall_us, self.monotonic_us = 1_795_352_400_000_000, 55_000_000

    def now(self) -> Instant:
        return Instant(self.wall_us)

    def monotonic_ns(self) -> int:
        return self.monotonic_us * 1000


@pytest.mark.parametrize(
    ("wall_s", "seen_s"),
    [(1.0, 0.0), (1.0005, 0.0), (0.6, 0.0), (3601.0, 3600.0), (-19.0, -20.0), (1.6, 0.6)],
)
def test_a_clock_that_was_set_is_told_from_one_that_creeps(wall_s: float, seen_s: float) -> None:
    clocks = TwoClocks()
    station = StationClock(clocks, clocks.monotonic_ns)
    clocks.monotonic_us += 1_000_000
    clocks.wall_us += round(wall_s * 1e6)
    assert station.look() == round(seen_s * 1e6)
    assert station.offset_us + clocks.monotonic_us == clocks.wall_us
    assert station.look() == 0
