"""Groups of pictures: where they are cut, and what jumps, holes and changes of the stream do to them."""

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.video.cause import Cause
from trackway.video.recorder.grouping import Begins, Group, Grouper
from trackway.video.recorder.settings import RecorderSettings
from trackway.video.stream import AccessUnit, Codec, StreamEnded, Track

VIDEO = Track(1, Codec.H264, 90_000, (b"sps", b"pps"), 320, 180)
SOUND = Track(2, Codec.PCMA, 8_000, (), channels=1)
FRAME = 3600
FRAME_NS = 40_000_000
BASE_NS = 5_000_000_000


def unit(
    number: int,
    *,
    gop: int = 25,
    ticks: int = 0,
    late_ns: int = 0,
    size: int = 100,
    camera_us: int | None = None,
) -> AccessUnit:
    """Picture ``number`` of 25 a second; its time stamp moved by ``ticks``, its arrival by ``late_ns``."""
    return AccessUnit(
        1,
        number * FRAME + ticks,
        number % gop == 0,
        bytes(size),
        BASE_NS + number * FRAME_NS + late_ns,
        camera_us,
    )


def grouped(units: Iterable[AccessUnit], settings: RecorderSettings | None = None) -> list[Group]:
    grouper = Grouper(settings or RecorderSettings())
    assert grouper.opened((VIDEO,)) is None
    groups = [group for one in units if (group := grouper.take(one)) is not None]
    rest = grouper.flush()
    return groups + ([rest] if rest is not None else [])


def counts(groups: list[Group]) -> list[int]:
    return [len(group.pictures) for group in groups]


def test_a_group_of_pictures_is_a_group() -> None:
    groups = grouped(unit(n) for n in range(75))
    assert counts(groups) == [25, 25, 25]
    assert [group.begins for group in groups] == [Begins.AFTER_GAP, Begins.FOLLOWS, Begins.FOLLOWS]
    assert all(group.is_key for group in groups)
    assert [(group.ticks, group.end) for group in groups] == [
        (n * 90_000, (n + 1) * 90_000) for n in range(3)
    ]


def test_nothing_is_kept_before_the_first_keyframe() -> None:
    groups = grouped(unit(n) for n in range(10, 50))
    assert counts(groups) == [25]
    assert groups[0].ticks == 25 * FRAME


def test_a_long_group_is_cut_after_four_seconds_and_a_large_one_by_its_bytes() -> None:
    assert counts(grouped(unit(n, gop=250) for n in range(250))) == [100, 100, 50]
    groups = grouped(unit(n, gop=250, size=1_000_000) for n in range(20))
    assert counts(groups) == [8, 8, 4]
    assert [group.is_key for group in groups] == [True, False, False]


def test_a_camera_of_keyframes_only_does_not_sync_the_disk_for_each() -> None:
    assert counts(grouped(unit(n, gop=1) for n in range(30))) == [10, 10, 10]


@pytest.mark.parametrize("jump_s", [3600.0, -20.0, 47_721.0, -3600.0, 1.5, -0.6])
@pytest.mark.parametrize("at", [30, 50])
def test_a_jump_of_time_stamps_loses_no_picture(jump_s: float, at: int) -> None:
    """Within a group of pictures (30) and at its start (50)."""
    groups = grouped(unit(n, ticks=round(jump_s * 90_000) if n >= at else 0) for n in range(100))
    assert counts(groups) == [25, 25, 25, 25]
    assert [group.begins for group in groups].count(Begins.ANEW) == 1
    assert groups[2].begins is Begins.ANEW
    assert f"{jump_s:+.1f}" in groups[2].says
    for before, after in itertools.pairwise(groups):
        assert before.end == after.ticks
        assert abs(after.end - after.ticks - 90_000) < 10


def test_pictures_sent_in_another_order_than_shown_are_no_jump() -> None:
    order = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8]
    units = [
        AccessUnit(1, shown * FRAME, n == 0, b"x", BASE_NS + n * FRAME_NS) for n, shown in enumerate(order)
    ]
    (group,) = grouped(units)
    assert [one.ticks // FRAME for one in group.pictures] == order
    assert (group.ticks, group.end) == (0, 10 * FRAME)


@pytest.mark.parametrize(("lost", "cause"), [(30, Cause.PACKET_LOSS), (0, Cause.CAMERA_SILENT)])
def test_a_hole_ends_the_run_and_is_a_gap(lost: int, cause: Cause) -> None:
    units = [unit(n) for n in range(100) if not 30 <= n < 60]
    units[30] = AccessUnit(1, 60 * FRAME, is_key=False, data=b"x", arrived_ns=units[30].arrived_ns, lost=lost)
    groups = grouped(units)
    assert counts(groups) == [25, 5, 25]
    assert groups[2].begins is Begins.AFTER_GAP
    assert groups[2].why is cause
    assert groups[1].end == 30 * FRAME
    assert groups[2].ticks == 75 * FRAME
    assert sum(group.lost for group in groups) == lost


def test_a_camera_of_one_picture_in_two_seconds_has_no_holes() -> None:
    units = [AccessUnit(1, n * 180_000, n % 2 == 0, b"x", BASE_NS + n * 2_000_000_000) for n in range(20)]
    begins = [group.begins for group in grouped(units)]
    assert begins.count(Begins.AFTER_GAP) <= 2, "only until it is known how slow it is"


def test_what_was_held_back_and_comes_in_a_burst_is_one_run() -> None:
    """The recorder was stopped (SIGSTOP) for ten seconds; the connection held what was sent meanwhile."""
    late = [unit(n, late_ns=max((280 - n) * FRAME_NS, 0) if n >= 30 else 0) for n in range(400)]
    groups = grouped(late)
    assert sum(counts(groups)) == 400
    assert {group.begins for group in groups[1:]} == {Begins.FOLLOWS}


def test_a_camera_that_paused_and_went_on_as_if_nothing_was_is_a_gap() -> None:
    """Its time stamps follow on, its pictures do not: 1.8 s are missing."""
    groups = grouped(unit(n, late_ns=1_800_000_000 if n >= 30 else 0) for n in range(250))
    assert [group.begins for group in groups].count(Begins.AFTER_GAP) == 2
    broken = next(group for group in groups[1:] if group.begins is Begins.AFTER_GAP)
    assert broken.why is Cause.DISCONTINUITY


def test_a_step_of_the_cameras_clock_begins_a_new_file_and_loses_nothing() -> None:
    zero = 1_795_352_400_000_000
    groups = grouped(unit(n, camera_us=zero + n * 40_000 + (5_000_000 if n >= 30 else 0)) for n in range(100))
    assert counts(groups) == [25, 25, 25, 25]
    assert [group.begins for group in groups][2] is Begins.ANEW
    assert "+5.0 s" in groups[2].says
    assert groups[1].end == groups[2].ticks


def test_other_parameters_begin_a_new_run() -> None:
    grouper = Grouper(RecorderSettings())
    grouper.opened((VIDEO,))
    for n in range(30):
        grouper.take(unit(n))
    assert grouper.opened((VIDEO,)) is None, "said again, it is no change"
    other = Track(1, Codec.H264, 90_000, (b"other", b"pps"), 640, 360)
    rest = grouper.opened((other,))
    assert rest is not None
    assert rest.tracks == (VIDEO,)
    grouper.take(unit(50))
    group = grouper.flush()
    assert group is not None
    assert group.tracks == (other,)
    assert group.begins is Begins.ANEW


def test_sound_goes_with_the_pictures_of_its_time_and_not_before_them() -> None:
    grouper = Grouper(RecorderSettings())
    grouper.opened((VIDEO, SOUND))
    sounds = [AccessUnit(2, n * 320, True, bytes(320), BASE_NS + n * FRAME_NS) for n in range(60)]
    groups = []
    for n in range(60):
        groups += [grouper.take(one) for one in (sounds[n], unit(n))]
    done = [group for group in groups if group is not None]
    assert [len(group.sounds) for group in done] == [25, 25]


def test_a_stream_without_pictures_is_refused() -> None:
    with pytest.raises(StreamEnded) as refused:
        Grouper(RecorderSettings()).opened((SOUND,))
    assert refused.value.cause is Cause.UNFIT


@given(
    st.lists(
        st.tuples(
            st.integers(-(2**33), 2**33) | st.integers(0, 9000),
            st.integers(0, 3_000_000_000) | st.just(FRAME_NS),
            st.booleans(),
        ),
        max_size=60,
    )
)
def test_whatever_a_camera_says_groups_follow_on(steps: list[tuple[int, int, bool]]) -> None:
    ticks, at_ns, units = 0, BASE_NS, []
    for step, moved_ns, is_key in steps:
        ticks, at_ns = ticks + step, at_ns + moved_ns
        units.append(AccessUnit(1, ticks, is_key, b"x", at_ns))
    last_end = None
    for group in grouped(units):
        assert group.end > group.ticks
        assert group.end > max(one.ticks for one in group.pictures) >= group.ticks
        if group.begins is Begins.FOLLOWS and last_end is not None:
            assert group.ticks >= last_end - 45_000, "but for pictures sent in another order"
        last_end = group.end
