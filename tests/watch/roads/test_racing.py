"""Races told while they are driven, by hand; the simulated county's are in `trackway bench watch`."""

from collections.abc import Iterator

import pytest
from tests.watch.roads.conftest import CAMERAS, LEE, NIGHT, WANG, Road
from tests.watch.roads.plans import RACING

from trackway.model.passage import Passage
from trackway.watch import Cause, Hit
from trackway.watch.roads import RacingWatcher, RoadWatches


def _run(road: Road, start_s: float, cameras: tuple[int, ...], plates: tuple[str, ...]) -> Iterator[Passage]:
    """One run: each camera 100 s after the last, at 144 km/h; the second two seconds behind the first."""
    for leg, camera in enumerate(cameras):
        for place, plate in enumerate(plates):
            yield road.passage(plate, camera, start_s + 100.0 * leg + 2.0 * place)


def _race(road: Road, plates: tuple[str, ...] = ("KAT1111", "KAT2222")) -> list[Passage]:
    return [
        *_run(road, 3600.0, (1, 2, 3), plates),
        *_run(road, 4000.0, (3, 2, 1), plates),
        *_run(road, 4400.0, (1, 2, 3), plates),
    ]


@pytest.fixture
def watcher(watches: RoadWatches, road: Road) -> RacingWatcher:
    watches.approve(LEE, watches.add(WANG, RACING).id)
    return RacingWatcher(watches, lambda: road.timing, lambda: CAMERAS)


def _told(watcher: RacingWatcher, passages: list[Passage]) -> list[Hit]:
    return [hit for one in passages for hit in watcher.look([one])]


def test_two_that_race_to_and_fro_are_told_before_they_are_done(watcher: RacingWatcher, road: Road) -> None:
    race = _race(road)
    told = _told(watcher, race)
    assert told
    first = told[0]
    assert first.cause is Cause.RACING
    assert first.passage.at < race[-1].at, "not only afterwards"
    assert {one.plate.text for one in (first.passage, *first.others) if one.plate} == {"KAT1111", "KAT2222"}
    assert {hit.plate for hit in told} == {"KAT1111"}, "one alert for the group, not one for each vehicle"
    assert len({hit.key for hit in told}) == len(told)


def test_one_fast_vehicle_alone_is_no_race(watcher: RacingWatcher, road: Road) -> None:
    assert _told(watcher, _race(road, ("KAT1111",))) == []


def test_by_day_nobody_is_held_against_anybody(watcher: RacingWatcher, road: Road) -> None:
    noon = [road.passage(p.plate.text, p.camera, p.at.since(NIGHT) + 43_200) for p in _race(road) if p.plate]
    assert _told(watcher, noon) == []


def test_a_restart_in_the_middle_tells_the_same(
    watches: RoadWatches, road: Road, watcher: RacingWatcher
) -> None:
    race = _race(road)
    whole = {hit.key for hit in _told(watcher, race)}
    for cut in range(0, len(race), 3):
        before, after = (RacingWatcher(watches, lambda: road.timing, lambda: CAMERAS) for _ in range(2))
        keys = {hit.key for hit in _told(before, race[:cut])}
        after.remember(race[:cut])
        assert keys | {hit.key for hit in _told(after, race[cut:])} == whole


def test_a_watch_that_ends_meanwhile_tells_no_more(
    watches: RoadWatches, road: Road, watcher: RacingWatcher
) -> None:
    race = _race(road)
    _told(watcher, race[:6])
    watches.end(LEE, watches.all()[0].id)
    watcher.tick(NIGHT.plus(4000))
    assert _told(watcher, race[6:]) == []
