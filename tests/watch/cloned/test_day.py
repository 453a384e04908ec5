"""Two simulated days with one cloned plate in them, as a journal has them: nobody else is told of."""

import numpy as np
import pytest
from tests.watch.cloned.driving import NOBODY, shown

from trackway.model.passage import Passage
from trackway.model.time import Instant
from trackway.sim import Scene, county, simulate
from trackway.sim.incidents import IncidentKind
from trackway.watch.cloned import ClonedWatcher, by_map

END = Instant(1_795_276_800_000_000)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return simulate(county(), END, vehicles=600, days=2, sample=0)


@pytest.fixture(scope="module")
def passages(scene: Scene) -> list[Passage]:
    return [scene.passage(row) for row in np.argsort(scene.seen.true_us, kind="stable").tolist()]


def watcher(scene: Scene) -> ClonedWatcher:
    cameras = {one.number: one for one in scene.county.cameras}
    timing = by_map(cameras)
    return ClonedWatcher(lambda: timing, lambda: cameras, NOBODY)


def test_the_cloned_plate_of_the_day_is_told_and_nobody_else(scene: Scene, passages: list[Passage]) -> None:
    (incident,) = [one for one in scene.incidents if one.kind is IncidentKind.CLONED]
    hits = shown(watcher(scene), passages, page=200)
    assert {hit.plate for hit in hits} == set(incident.plates)
    assert hits[-1].strength > 0.9
    assert hits[0].passage.at in incident.span, "while it goes on"


def test_a_start_in_the_middle_of_the_day_tells_the_same(scene: Scene, passages: list[Passage]) -> None:
    whole = shown(watcher(scene), passages, page=200)
    half = next(n for n, one in enumerate(passages) if one.id == whole[0].passage.id) // 200 * 200
    anew = watcher(scene)
    anew.remember(passages[:half])
    assert shown(anew, passages[half:], page=200) == whole
