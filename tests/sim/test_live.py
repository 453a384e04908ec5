"""Traffic that goes on: nothing twice, nothing left out, in order."""

from tests.conftest import FakeClock

from trackway.sim import LiveTraffic, county


def test_traffic_comes_as_the_clock_moves_each_passage_once(clock: FakeClock) -> None:
    place = county()
    start = clock.now()
    steps = LiveTraffic(place, start)
    seen = [one.passage for minutes in range(1, 8) for one in steps.until(start.plus(minutes * 3600.0))]
    assert len(seen) > 1_000
    assert len({one.id for one in seen}) == len(seen)
    assert [one.at for one in seen] == sorted(one.at for one in seen)
    assert all(start <= one.at < start.plus(7 * 3600.0) for one in seen)
    at_once = [one.passage for one in LiveTraffic(place, start).until(start.plus(5 * 3600.0))]
    assert at_once == seen[: len(at_once)]


def test_the_busiest_plates_do_come(clock: FakeClock) -> None:
    traffic = LiveTraffic(county(), clock.now())
    wanted = traffic.busiest(3, 1800.0)
    assert len(wanted) == 3
    soon = {one.passage.plate.text for one in traffic.until(clock.now().plus(1800.0)) if one.passage.plate}
    assert {truth.plate.text for truth in wanted} <= soon
