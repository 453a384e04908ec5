"""Section speed, told live: a lower bound, both ways, and never from a clock."""

import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.watch.roads.conftest import CAMERAS, LEE, NIGHT, WANG, Road
from tests.watch.roads.plans import STRETCH

from trackway.sqlite import SqliteFile
from trackway.watch import WATCH_FILE, Cause
from trackway.watch.cloned import by_map
from trackway.watch.roads import RoadWatches, StretchWatcher


def _watcher(watches: RoadWatches, road: Road) -> StretchWatcher:
    watches.approve(LEE, watches.add(WANG, STRETCH).id)
    return StretchWatcher(watches, lambda: road.timing)


def test_who_is_too_fast_is_told_at_the_far_end_whichever_way(watches: RoadWatches, road: Road) -> None:
    watcher = _watcher(watches, road)
    there, back = (road.passage("KAT1111", n, s) for n, s in ((1, 0.0), (2, 120.0)))
    assert list(watcher.look([there])) == []
    (hit,) = watcher.look([back])
    assert hit.cause is Cause.SPEED
    assert hit.passage == back
    assert hit.others == (there,)
    assert "至少 124.9 公里/時" in hit.title.zh, "4.2 km in 120 s and the second that two clocks may be wrong"
    (again,) = watcher.look([road.passage("KAT1111", 1, 240.0)])
    assert again.key != hit.key


def test_who_keeps_to_it_or_is_left_out_is_not_told(watches: RoadWatches, road: Road) -> None:
    watcher = _watcher(watches, road)
    slow = [road.passage("KAT1111", 1, 0.0), road.passage("KAT1111", 2, 170.0)]
    doubtful = [road.passage("KAT2222", 1, 0.0), road.passage("KAT2222", 2, 100.0, sure=0.4)]
    impossible = [road.passage("KAT3333", 1, 0.0), road.passage("KAT3333", 2, 30.0)]
    same_end = [road.passage("KAT4444", 1, 0.0), road.passage("KAT4444", 1, 60.0)]
    assert list(watcher.look([*slow, *doubtful, *impossible, *same_end])) == []


def test_where_most_are_fast_it_is_a_clock(watches: RoadWatches, road: Road) -> None:
    watcher = _watcher(watches, road)
    told = [
        hit
        for n in range(20)
        for hit in watcher.look(
            [road.passage(f"KAT{n:04d}", 1, 300.0 * n), road.passage(f"KAT{n:04d}", 2, 300.0 * n + 100.0)]
        )
    ]
    assert len(told) == 3, "the fourth in a row is no driver's doing"


@given(
    took_s=st.floats(60.0, 400.0),
    errors=st.tuples(st.floats(0.0, 60.0), st.floats(0.0, 60.0)),
    off=st.tuples(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0)),
)
def test_clocks_that_are_wrong_as_they_claim_never_make_a_speeder(
    took_s: float, errors: tuple[float, float], off: tuple[float, float]
) -> None:
    """Whoever truly kept below the speed is not told of, however the clocks err within their bounds."""
    true_kmh = STRETCH.length_m / took_s * 3.6
    road = Road(by_map(CAMERAS))
    with tempfile.TemporaryDirectory() as folder, closing(SqliteFile(Path(folder) / "w", WATCH_FILE)) as file:
        watcher = _watcher(RoadWatches(file, FakeClock(NIGHT)), road)
        told = list(
            watcher.look(
                [
                    road.passage("KAT1111", 1, 100.0 + errors[0] * off[0], errors[0]),
                    road.passage("KAT1111", 2, 100.0 + took_s + errors[1] * off[1], errors[1]),
                ]
            )
        )
    assert not told or true_kmh >= STRETCH.least_kmh - 0.1
