"""What is recorded, and what is asked of it: together they are the whole of wall time."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.video.catalogue.made import GOP_BYTES, INIT, KEY, START, Camera, whole

from trackway.model.errors import Conflict, Invalid, Lost, NotFound
from trackway.model.time import Instant, Span
from trackway.video.catalogue import (
    Catalogue,
    Fragment,
    Gap,
    SegmentState,
    Transition,
    Volume,
    account,
)
from trackway.video.cause import Cause
from trackway.video.stream import StreamKey, StreamRole


def test_what_grew_is_what_is_found(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    number = camera.open()
    camera.grow(2)
    camera.grow(1)
    clock.at = camera.at
    segment = catalogue.segment(number)
    assert segment.state is SegmentState.OPEN
    assert segment.span == Span(START, START.plus(6))
    assert [one.offset for one in segment.fragments] == [INIT, INIT + GOP_BYTES, INIT + 2 * GOP_BYTES]
    assert segment.size == INIT + 3 * GOP_BYTES
    assert segment.lost == 3
    assert catalogue.newest(KEY) == segment
    assert catalogue.file_of(segment).read_bytes()[4:8] == b"ftyp"
    camera.close()
    closed = catalogue.segment(number)
    assert (closed.state, len(closed.sha256)) == (SegmentState.WHOLE, 64)
    assert catalogue.head(KEY) == closed.sha256


def test_each_segment_names_the_one_before(catalogue: Catalogue, camera: Camera) -> None:
    found = [catalogue.segment(one) for one in camera.record(3)]
    assert found[0].opened.previous == ""
    for before, after in itertools.pairwise(found):
        assert after.opened.previous == before.sha256
        assert after.opened.first_ticks == before.opened.first_ticks + before.ticks


def test_runs_are_never_given_twice(catalogue: Catalogue) -> None:
    assert [catalogue.next_run(KEY) for _ in range(3)] == [1, 2, 3]
    assert catalogue.next_run(StreamKey(7, StreamRole.SUB)) == 1


def test_a_day_is_all_footage_or_gap(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(2)
    catalogue.open_gap(KEY, camera.at, Cause.CAMERA_SILENT)
    camera.at = camera.at.plus(30)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE, "no route")
    camera.at = camera.at.plus(30)
    camera.record(1)
    clock.at = camera.at
    found = catalogue.footage(KEY, whole(START.plus(-600), 1200))
    assert [(gap.cause, gap.says) for gap in found.gaps] == [
        (Cause.NOT_ASKED, ""),
        (Cause.CAMERA_SILENT, ""),
        (Cause.UNREACHABLE, "no route"),
    ]
    said = account(found)
    assert said.is_whole
    assert said.recorded == 180
    assert said.causes == {Cause.NOT_ASKED: 600, Cause.CAMERA_SILENT: 30, Cause.UNREACHABLE: 30}
    assert (said.pending, said.unaccounted) == (360, 0)
    assert found.until == clock.at


def test_a_hole_is_found(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(1)
    camera.at = camera.at.plus(0.6)
    camera.record(1)
    clock.at = camera.at
    said = account(catalogue.footage(KEY, Span(START, camera.at)))
    assert not said.is_whole
    assert said.holes == (Span(START.plus(60), START.plus(60.6)),)
    assert said.unaccounted == 0.6


def test_less_than_a_frame_is_no_hole(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(1)
    camera.at = camera.at.plus(0.039)
    camera.record(1)
    clock.at = camera.at
    said = account(catalogue.footage(KEY, Span(START, camera.at)))
    assert said.is_whole
    assert said.unaccounted == pytest.approx(0.039)


def test_a_gap_within_a_segment_is_right(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(1)
    clock.at = camera.at
    catalogue.add_gap(Gap(KEY, START.plus(10), START.plus(14), Cause.PACKET_LOSS))
    said = account(catalogue.footage(KEY, Span(START, camera.at)))
    assert (said.recorded, said.causes, said.is_whole) == (56, {Cause.PACKET_LOSS: 4}, True)


def test_an_open_gap_lasts_to_now(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(1)
    catalogue.open_gap(KEY, camera.at, Cause.CAMERA_SILENT)
    clock.at = camera.at.plus(1000)
    asked = catalogue.footage(KEY, whole(START, 7200))
    assert asked.gaps == (Gap(KEY, camera.at, None, Cause.CAMERA_SILENT),)
    assert (account(asked).causes[Cause.CAMERA_SILENT], account(asked).pending) == (1000, 7200 - 1060)
    past = catalogue.footage(KEY, Span(START, camera.at.plus(10)))
    assert past.gaps[0].end == camera.at.plus(10)
    assert past.until is None


def test_a_gap_that_goes_on_is_one(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(1)
    for seconds in (0, 5, 9):
        catalogue.open_gap(KEY, camera.at.plus(seconds), Cause.UNREACHABLE)
    clock.at = camera.at.plus(20)
    assert catalogue.footage(KEY, whole()).gaps == (Gap(KEY, camera.at, None, Cause.UNREACHABLE),)
    catalogue.close_gap(KEY, camera.at)  # it never was
    clock.at = camera.at
    assert catalogue.footage(KEY, whole()).gaps == ()


def test_a_recorder_that_died_is_a_gap_before_it_starts_again(
    catalogue: Catalogue, camera: Camera, clock: FakeClock
) -> None:
    camera.open()
    camera.grow(5)
    clock.at = camera.at.plus(4)
    assert account(catalogue.footage(KEY, Span(START, clock.at))).pending == 4
    clock.at = camera.at.plus(120)
    found = catalogue.footage(KEY, Span(START, clock.at))
    assert [(gap.start, gap.end, gap.cause) for gap in found.gaps] == [
        (camera.at, None, Cause.RECORDER_RESTART)
    ]
    assert account(found).is_whole


def test_a_stream_nobody_asked_for(catalogue: Catalogue, clock: FakeClock) -> None:
    clock.at = START.plus(60)
    found = catalogue.footage(KEY, whole())
    assert account(found).causes == {Cause.NOT_ASKED: 60}
    ahead = catalogue.footage(KEY, whole(START.plus(3600)))
    assert (ahead.gaps, account(ahead).pending, account(ahead).is_whole) == ((), 3600, True)


def test_an_outline_is_the_same_without_fragments(
    catalogue: Catalogue, camera: Camera, clock: FakeClock
) -> None:
    camera.record(3)
    clock.at = camera.at
    full, outline = (ask(KEY, whole()) for ask in (catalogue.footage, catalogue.outline))
    assert [one.span for one in outline.segments] == [one.span for one in full.segments]
    assert all(len(one.fragments) == 30 for one in full.segments)
    assert not any(one.fragments for one in outline.segments)
    assert account(outline).recorded == account(full).recorded


def test_streams_and_what_became_of_them(catalogue: Catalogue, camera: Camera) -> None:
    sub = StreamKey(7, StreamRole.SUB)
    catalogue.note(Transition(sub, START, "connecting"))
    catalogue.note(Transition(sub, START.plus(1), "recording", "avc1.640028"))
    assert catalogue.streams() == (sub,)
    assert [one.state for one in catalogue.transitions(sub, whole())] == ["connecting", "recording"]
    assert catalogue.transitions(KEY, whole()) == ()


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "/7/main/2026-11-22/130000.000-1.mp4",
        "8/main/2026-11-22/130000.000-1.mp4",
        "7/sub/2026-11-22/130000.000-1.mp4",
        "7/main/2026-11-22/130000.000-2.mp4",
        "7/main/2026-11-22/../130000.000-1.mp4",
        "7/main/2026-11-22/130000.000-1.mp4\n",
    ],
)
def test_other_paths_are_refused(catalogue: Catalogue, camera: Camera, path: str) -> None:
    good = catalogue.segment(camera.record(1)[0]).opened
    with pytest.raises(Invalid, match="is no name for a segment"):
        catalogue.open_segment(replace(good, path=path))


def test_mistakes_are_refused(catalogue: Catalogue, camera: Camera) -> None:
    number = camera.open()
    one = Fragment(INIT, GOP_BYTES, 0, 180_000, 50, is_key=True)
    with pytest.raises(NotFound):
        catalogue.segment(number)  # holds nothing yet
    with pytest.raises(Conflict, match="holds nothing"):
        catalogue.close_segment(number, "0" * 64)
    with pytest.raises(Invalid, match="cannot grow"):
        catalogue.grow(number, START, 180_000, INIT + GOP_BYTES, (one,))
    with pytest.raises(Invalid, match="does not fit"):
        catalogue.grow(number, START.plus(2), 1, INIT, (Fragment(1 << 32, 1, 1, 1, 1, is_key=True),))
    camera.grow()
    with pytest.raises(Conflict, match="kept"):
        catalogue.drop_segment(number)
    camera.close()
    with pytest.raises(Conflict, match="not open"):
        camera.grow()
    segment = catalogue.segment(number)
    with pytest.raises(Conflict, match="cannot be opened"):
        catalogue.open_segment(segment.opened)
    catalogue.file_of(segment).unlink()
    with pytest.raises(Lost, match="is not there"):
        catalogue.file_of(segment)


def test_a_segment_that_got_nothing_is_dropped(catalogue: Catalogue, camera: Camera) -> None:
    catalogue.drop_segment(camera.open())
    assert catalogue.newest(KEY) is None


def test_a_transaction_is_all_or_nothing(catalogue: Catalogue, camera: Camera) -> None:
    def broken() -> None:
        with catalogue.transaction():
            camera.record(1)
            raise Conflict

    with pytest.raises(Conflict):
        broken()
    assert catalogue.newest(KEY) is None


def test_several_have_it_open(catalogue: Catalogue, camera: Camera, clock: FakeClock, tmp_path: Path) -> None:
    camera.record(1)
    clock.at = camera.at
    with Catalogue(tmp_path / "footage.sqlite", clock) as other:
        assert account(other.footage(KEY, Span(START, camera.at))).recorded == 60
        catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
        assert other.footage(KEY, whole()).segments == catalogue.footage(KEY, whole()).segments


def test_a_symbolic_link_is_no_footage(
    catalogue: Catalogue, camera: Camera, volume: Volume, tmp_path: Path
) -> None:
    segment = catalogue.segment(camera.record(1)[0])
    path = catalogue.file_of(segment)
    secret = tmp_path / "secret"
    path.rename(secret)
    path.symlink_to(secret)
    with pytest.raises(Lost, match="is no file"):
        catalogue.file_of(segment)


def test_the_end_of_time(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(1)
    clock.at = camera.at
    found = catalogue.footage(KEY, Span(Instant(0), Instant(1 << 60)))
    assert account(found).is_whole
    assert len(found.segments) == 1
