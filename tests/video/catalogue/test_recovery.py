"""Recovery: whatever became of the recorder, no footage is discarded and every second is accounted for."""

import errno
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.video.catalogue.made import GOP_BYTES, GOP_TICKS, INIT, KEY, START, Camera, gop, whole

from trackway.model.time import Span
from trackway.video.catalogue import Catalogue, SegmentState, Volume, account, recover
from trackway.video.cause import Cause


def killed(camera: Camera, clock: FakeClock, seconds: float = 100) -> Path:
    """The recorder was killed; so many seconds later it starts again. The file it wrote."""
    clock.at = camera.at.plus(seconds)
    return Path(camera.volume.root) / camera.path


def test_an_open_segment_is_adopted(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(1)
    number = camera.open()
    camera.grow(5)
    path = killed(camera, clock)
    with path.open("ab") as file:
        file.write(gop(9, 0, START)[:-100])  # the last fragment did not come whole
    done = recover(catalogue)
    assert (done.adopted, done.tails, done.missing, done.waiting, done.flagged) == (1, 1, 0, 0, ())
    segment = catalogue.segment(number)
    assert segment.state is SegmentState.ADOPTED
    assert (segment.span.end, segment.ticks) == (camera.at, 5 * GOP_TICKS)
    assert segment.size == path.stat().st_size == INIT + 5 * GOP_BYTES
    assert path.with_name(f"{path.name}.tail").stat().st_size == GOP_BYTES - 100
    assert catalogue.head(KEY) == segment.sha256
    found = catalogue.footage(KEY, Span(START, clock.at))
    assert [(gap.start, gap.end, gap.cause) for gap in found.gaps] == [
        (camera.at, None, Cause.RECORDER_RESTART)
    ]
    said = account(found)
    assert (said.recorded, said.causes, said.unaccounted) == (70, {Cause.RECORDER_RESTART: 100}, 0)


def test_again_changes_nothing(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.open()
    camera.grow(5)
    killed(camera, clock)
    recover(catalogue)
    first = catalogue.footage(KEY, Span(START, clock.at))
    assert recover(catalogue).adopted == 0
    assert catalogue.footage(KEY, Span(START, clock.at)) == first


def test_fragments_whose_rows_were_not_written_are_kept(
    catalogue: Catalogue, camera: Camera, clock: FakeClock
) -> None:
    number = camera.open()
    camera.grow(5)
    camera.write(2)
    killed(camera, clock)
    recover(catalogue)
    segment = catalogue.segment(number)
    assert segment.span.end == camera.at.plus(4)
    assert len(segment.fragments) == 7
    assert account(catalogue.footage(KEY, Span(START, clock.at))).is_whole


def test_a_file_whose_row_was_not_written_is_kept(
    catalogue: Catalogue, camera: Camera, clock: FakeClock
) -> None:
    camera.record(1)
    number = camera.open()
    camera.write(3)
    catalogue.drop_segment(number)
    killed(camera, clock)
    assert recover(catalogue).adopted == 1
    found = catalogue.footage(KEY, Span(START, clock.at))
    assert [one.state for one in found.segments] == [SegmentState.WHOLE, SegmentState.ADOPTED]
    assert found.segments[1].opened.previous == found.segments[0].sha256
    assert found.segments[1].opened.codecs == found.segments[0].opened.codecs
    assert account(found).recorded == 66
    assert account(found).is_whole


def test_a_file_that_power_took_is_missing(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.open()
    camera.grow(5)
    killed(camera, clock).unlink()
    assert recover(catalogue).missing == 1
    said = account(catalogue.footage(KEY, Span(START, clock.at)))
    assert said.causes == {Cause.FILE_MISSING: 10, Cause.RECORDER_RESTART: 100}
    assert said.is_whole


def test_durable_bytes_that_are_gone_are_told(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.open()
    camera.grow(5)
    path = killed(camera, clock)
    body = path.read_bytes()
    path.write_bytes(body[: INIT + 3 * GOP_BYTES] + bytes(2 * GOP_BYTES))  # what a power cut may leave
    done = recover(catalogue)
    assert (done.adopted, done.tails) == (1, 0)
    assert path.stat().st_size == INIT + 3 * GOP_BYTES
    said = account(catalogue.footage(KEY, Span(START, clock.at)))
    assert (said.recorded, said.causes[Cause.FILE_DAMAGED]) == (6, 4)
    assert said.is_whole


def test_damage_within_is_a_gap_within(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.open()
    camera.grow(5)
    path = killed(camera, clock)
    body = bytearray(path.read_bytes())
    body[INIT + 2 * GOP_BYTES : INIT + 3 * GOP_BYTES] = bytes(GOP_BYTES)
    path.write_bytes(body)
    recover(catalogue)
    said = account(catalogue.footage(KEY, Span(START, clock.at)))
    assert said.recorded == pytest.approx(8)
    assert said.causes[Cause.FILE_DAMAGED] == pytest.approx(2)
    assert said.is_whole


@pytest.mark.parametrize("body", [b"", b"x" * 5000, bytes(5000)])
def test_what_holds_nothing_is_flagged_and_left(
    catalogue: Catalogue, camera: Camera, clock: FakeClock, body: bytes
) -> None:
    camera.open()
    path = killed(camera, clock)
    path.write_bytes(body)
    done = recover(catalogue)
    assert done.adopted == 0
    assert "holds no whole fragment" in done.flagged[0]
    assert path.read_bytes() == body


def test_what_cannot_be_seen_waits(
    catalogue: Catalogue, camera: Camera, volume: Volume, clock: FakeClock, tmp_path: Path
) -> None:
    camera.open()
    camera.grow(5)
    killed(camera, clock)
    root = Path(volume.root)
    root.rename(tmp_path / "away")
    root.mkdir()
    assert recover(catalogue).waiting == 1
    said = account(catalogue.footage(KEY, Span(START, clock.at)))
    assert said.causes == {Cause.VOLUME_MISSING: 10, Cause.RECORDER_RESTART: 100}
    root.rmdir()
    (tmp_path / "away").rename(root)
    assert recover(catalogue).adopted == 1
    assert account(catalogue.footage(KEY, Span(START, clock.at))).recorded == 10


def test_a_gap_that_lasted_goes_on(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(1)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    killed(camera, clock)
    recover(catalogue)
    assert account(catalogue.footage(KEY, Span(START, clock.at))).causes == {Cause.UNREACHABLE: 100}


def test_links_and_strangers_are_left(
    catalogue: Catalogue, camera: Camera, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(1)
    path = killed(camera, clock)
    outside = tmp_path / "outside"
    outside.mkdir()
    path.rename(outside / "a.mp4")
    path.symlink_to(outside / "a.mp4")
    path.parent.with_name("2026-11-21").symlink_to(outside)
    (path.parent / "notes.txt").write_text("mine")
    (path.parent / "250000.000-1.mp4").write_text("no such time")
    body = (outside / "a.mp4").read_bytes()
    done = recover(catalogue)
    assert done.adopted == 0
    assert (outside / "a.mp4").read_bytes() == body
    assert (path.parent / "notes.txt").exists()
    assert account(catalogue.footage(KEY, whole())).is_whole


def test_a_new_catalogue_beside_old_footage_is_told(
    camera: Camera, volume: Volume, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(1)
    clock.at = camera.at.plus(5 * 86_400)
    with Catalogue(tmp_path / "anew.sqlite", clock) as anew:
        anew.volumes.add(Path(volume.root))
        done = recover(anew)
        assert done.adopted == 0
        assert "trackway footage rebuild" in done.flagged[0]


def test_a_full_disk_does_not_keep_a_recorder_from_starting(
    catalogue: Catalogue, camera: Camera, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera.open()
    camera.grow(3)
    path = killed(camera, clock)
    with path.open("ab") as file:
        file.write(b"the beginning of a fragment")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("trackway.video.catalogue.adopting.os.fsync", full)
        done = recover(catalogue)
    assert (done.adopted, done.waiting) == (0, 1)
    assert "No space left" in done.flagged[0]
    assert account(catalogue.footage(KEY, Span(START, clock.at))).is_whole
    assert recover(catalogue).tails == 1
    assert account(catalogue.footage(KEY, Span(START, clock.at))).recorded == 6


@given(st.binary(max_size=600), st.integers(0, INIT + 3 * GOP_BYTES))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_lies_in_the_file_a_recorder_starts(clock: FakeClock, noise: bytes, at: int) -> None:
    with TemporaryDirectory(prefix="noise-") as name:
        clock.at = START
        with Catalogue(Path(name) / "footage.sqlite", clock) as catalogue:
            camera = Camera(catalogue, catalogue.volumes.add(Path(name) / "footage"))
            camera.open()
            camera.grow(3)
            path = killed(camera, clock)
            body = path.read_bytes()
            path.write_bytes(body[:at] + noise + body[at + len(noise) // 2 :])
            recover(catalogue)
            assert account(catalogue.footage(KEY, Span(START, clock.at))).is_whole
