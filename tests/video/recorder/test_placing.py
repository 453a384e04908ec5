"""Whatever a camera's time stamps and the network do, footage lies on the station's time without overlap."""

from hypothesis import given
from hypothesis import strategies as st
from tests.video.recorder.test_clocks import TwoClocks

from trackway.model.time import Instant
from trackway.video.recorder.grouping import Begins, Grouper
from trackway.video.recorder.placing import Placing
from trackway.video.recorder.settings import RecorderSettings
from trackway.video.recorder.station_clock import StationClock
from trackway.video.stream import AccessUnit, Codec, Track

SLIP_US = 500_000
"""Pictures sent in another order than shown may reach back so far (half a second)."""

steps = st.tuples(
    st.just(3600) | st.integers(0, 9000) | st.integers(-(2**33), 2**33),
    st.just(40_000_000) | st.integers(0, 3_000_000_000),
    st.booleans(),
)


@given(st.lists(steps, max_size=80))
def test_groups_follow_on_or_leave_a_gap_and_never_overlap(sent: list[tuple[int, int, bool]]) -> None:
    clocks = TwoClocks()
    station = StationClock(clocks, clocks.monotonic_ns)
    grouper, placing = Grouper(RecorderSettings()), Placing(station, Instant(clocks.wall_us))
    grouper.opened((Track(1, Codec.H264, 90_000, (b"sps",), 320, 180),))
    ticks, at_ns, groups = 5_000_000_000, clocks.monotonic_ns(), []
    for step, moved_ns, is_key in sent:
        ticks, at_ns = ticks + step, at_ns + moved_ns
        groups.append(grouper.take(AccessUnit(1, ticks, is_key, b"x", at_ns)))
    groups.append(grouper.flush())
    end_us = clocks.wall_us
    for group in groups:
        timed = placing.place(group) if group is not None else None
        if timed is None:
            continue
        assert timed.end > timed.start
        if timed.begins is Begins.AFTER_GAP:
            assert timed.start.us >= end_us
        else:
            assert -SLIP_US <= timed.start.us - end_us <= 1_000_000, "a picture's time at most"
        end_us = timed.end.us
