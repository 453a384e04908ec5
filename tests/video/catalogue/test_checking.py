"""Checking disks against the catalogue, reading footage against its digests, and a catalogue made anew."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.video.catalogue.made import GOP_BYTES, INIT, KEY, START, Camera, whole

from trackway.model.time import Span
from trackway.video.catalogue import (
    Catalogue,
    FaultKind,
    Keeper,
    Promises,
    Rebuilt,
    SegmentState,
    Verified,
    Volume,
    account,
    check,
    rebuild,
    recover,
    repair,
    verify,
)
from trackway.video.cause import Cause
from trackway.video.stream import StreamKey, StreamRole


@pytest.fixture
def keeper(catalogue: Catalogue, tmp_path: Path) -> Keeper:
    return Keeper(catalogue, Promises(), proofs=tmp_path / "deletions", note=lambda *_: None)


def age(volume: Volume, clock: FakeClock) -> None:
    """As long ago as the footage was made, by the disk's own times too."""
    for path in Path(volume.root).rglob("*.mp4"):
        os.utime(path, (START.us / 1e6, START.us / 1e6), follow_symlinks=False)
    clock.advance(3600)


def kinds(keeper: Keeper) -> dict[FaultKind, int]:
    return {fault.kind: fault.count for fault in check(keeper)}


def last(found: Iterator[Verified]) -> Verified:
    return list(found)[-1]


def anew(clock: FakeClock, volume: Volume, tmp_path: Path) -> tuple[Catalogue, Rebuilt]:
    catalogue = Catalogue(tmp_path / "anew.sqlite", clock)
    catalogue.volumes.add(Path(volume.root))
    return catalogue, list(rebuild(catalogue))[-1]


def test_all_is_well(camera: Camera, keeper: Keeper, clock: FakeClock) -> None:
    camera.record(3)
    camera.open()
    camera.grow(2)
    clock.at = camera.at
    assert kinds(keeper) == {}
    assert last(verify(camera.catalogue)).faults == ()


def test_files_that_go_and_come_back(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, tmp_path: Path
) -> None:
    ids = camera.record(3)
    clock.at = camera.at
    path = catalogue.file_of(catalogue.segment(ids[1]))
    path.rename(tmp_path / "lost.mp4")
    assert kinds(keeper) == {FaultKind.FILE_MISSING: 1}
    assert account(catalogue.footage(KEY, whole())).recorded == 180  # nothing is changed by looking
    repair(keeper)
    assert kinds(keeper) == {}
    found = catalogue.footage(KEY, whole())
    assert account(found).causes == {Cause.FILE_MISSING: 60}
    assert account(found).is_whole
    path.write_bytes(b"something else")
    repair(keeper)
    assert catalogue.segment(ids[1]).state is SegmentState.MISSING
    (tmp_path / "lost.mp4").rename(path)
    assert kinds(keeper) == {FaultKind.FOUND_AGAIN: 1}
    repair(keeper)
    assert account(catalogue.footage(KEY, whole())).recorded == 180


def test_a_mass_of_missing_files_is_no_accident(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trackway.video.catalogue.checking._MASS", 3)
    camera.record(5)
    clock.at = camera.at
    shutil.rmtree(Path(camera.volume.root) / "7")  # the identity is there: a subtree that was not mounted
    assert kinds(keeper) == {FaultKind.MASS_MISSING: 5}
    repair(keeper)
    assert account(catalogue.footage(KEY, whole())).recorded == 300


def test_an_unmounted_volume_is_one_fault(
    camera: Camera, keeper: Keeper, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(2)
    clock.at = camera.at
    Path(camera.volume.root).rename(tmp_path / "away")
    assert kinds(keeper) == {FaultKind.VOLUME_MISSING: 1}
    assert last(verify(camera.catalogue)).skipped == 2


def test_strangers_are_told_and_left(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(1)
    clock.at = camera.at
    root = Path(camera.volume.root)
    day = (root / camera.path).parent
    (root / "lost+found").mkdir()
    (root / "README").write_text("mine")
    (root / "7" / "main" / "yesterday").mkdir()
    (day / "130000.000-1.mp4.bak").write_text("mine")
    (day / "140000.000-9.mp4").touch()
    (day / "150000.000-9.mp4").symlink_to("/etc/passwd")
    (root / "8").symlink_to(tmp_path)
    (day / f"{Path(camera.path).name}.tail").write_bytes(b"rest")
    age(camera.volume, clock)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    assert kinds(keeper) == {FaultKind.FOREIGN: 6}
    before = sorted(root.rglob("*"))
    repair(keeper)
    assert sorted(root.rglob("*")) == before


def test_files_of_another_size(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock
) -> None:
    (number,) = camera.record(1)
    clock.at = camera.at
    with catalogue.file_of(catalogue.segment(number)).open("ab") as file:
        file.write(b"more")
    assert kinds(keeper) == {FaultKind.SIZE: 1}


def test_holes_and_what_is_overdue(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock
) -> None:
    camera.record(1)
    camera.at = camera.at.plus(5)
    camera.record(1)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    clock.at = camera.at.plus(34 * 86_400)
    found = {fault.kind: fault for fault in check(keeper)}
    assert (found[FaultKind.HOLE].count, found[FaultKind.OVERDUE].count) == (1, 2)
    assert "2026-11-22T13:01:00.000Z – 2026-11-22T13:01:05.000Z" in found[FaultKind.HOLE].says


def test_a_byte_that_was_changed_is_found(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    ids = camera.record(4)
    clock.at = camera.at
    path = catalogue.file_of(catalogue.segment(ids[2]))
    body = bytearray(path.read_bytes())
    body[INIT + GOP_BYTES - 7] ^= 1
    path.write_bytes(body)
    (fault,) = last(verify(catalogue)).faults
    assert (fault.kind, fault.count) == (FaultKind.DIGEST, 1)
    assert path.name in fault.says
    catalogue.file_of(catalogue.segment(ids[0])).unlink()
    assert {one.kind for one in last(verify(catalogue)).faults} == {FaultKind.DIGEST, FaultKind.FILE_MISSING}


def test_a_file_put_in_the_place_of_another_breaks_the_chain(
    catalogue: Catalogue, camera: Camera, clock: FakeClock
) -> None:
    ids = camera.record(3)
    clock.at = camera.at
    # Whoever can write both the file and its row cannot make the next segment name it.
    catalogue.file_of(catalogue.segment(ids[1])).write_bytes(b"forged")
    forged = "e0d1" * 16
    with catalogue.transaction():
        catalogue.file._connection.execute("update segments set sha256 = ? where id = ?", (forged, ids[1]))
    found = {one.kind for one in last(verify(catalogue)).faults}
    assert FaultKind.CHAIN in found


def test_a_sample_is_chosen_by_lot(catalogue: Catalogue, camera: Camera, clock: FakeClock) -> None:
    camera.record(6)
    clock.at = camera.at
    assert last(verify(catalogue, 2, random.Random(1))).read == 2
    assert last(verify(catalogue, 100)).read == 6


def test_a_chain_across_destroyed_footage(
    catalogue: Catalogue, camera: Camera, keeper: Keeper, clock: FakeClock
) -> None:
    camera.record(3)
    clock.at = camera.at
    keeper.evict(camera.volume, 1)
    camera.record(1)
    clock.at = camera.at
    assert last(verify(catalogue)).faults == ()


def test_a_lost_catalogue_is_made_anew(
    catalogue: Catalogue, camera: Camera, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(3)
    catalogue.open_gap(KEY, camera.at, Cause.UNREACHABLE)
    camera.at = camera.at.plus(300)
    camera.run, camera.ticks = 0, 0
    camera.record(2)
    sub = camera.of(StreamKey(7, StreamRole.SUB), at=START)
    sub.record(2)
    clock.at = camera.at
    before = catalogue.footage(KEY, Span(START, camera.at))
    age(camera.volume, clock)
    made, done = anew(clock, camera.volume, tmp_path)
    with made:
        assert (done.adopted, done.known, done.flagged) == (7, 0, ())
        after = made.footage(KEY, Span(START, camera.at))
        assert [
            (
                one.span,
                one.ticks,
                one.size,
                one.sha256,
                one.fragments,
                one.opened.previous.strip("0"),
                one.opened.run,
            )
            for one in after.segments
        ] == [
            (
                one.span,
                one.ticks,
                one.size,
                one.sha256,
                one.fragments,
                one.opened.previous.strip("0"),
                one.opened.run,
            )
            for one in before.segments
        ]
        assert account(after).causes == {Cause.FILE_MISSING: 300}
        assert account(after).is_whole
        assert made.head(KEY) == catalogue.head(KEY)
        assert made.next_run(KEY) == catalogue.next_run(KEY)
        assert last(verify(made)).faults == ()
        again = list(rebuild(made))[-1]
        assert (again.adopted, again.known) == (0, 7)
        recover(made)
        assert account(made.footage(KEY, Span(START, clock.at))).is_whole


def test_digests_are_taken_from_the_files_that_follow(
    catalogue: Catalogue, camera: Camera, clock: FakeClock, tmp_path: Path
) -> None:
    ids = camera.record(3)
    clock.at = camera.at
    path = catalogue.file_of(catalogue.segment(ids[0]))
    body = bytearray(path.read_bytes())
    body[INIT + GOP_BYTES - 7] ^= 1
    path.write_bytes(body)
    age(camera.volume, clock)
    made, _ = anew(clock, camera.volume, tmp_path)
    with made:  # a forged file is found even by a catalogue that was made from it
        (fault,) = last(verify(made)).faults
        assert fault.kind is FaultKind.DIGEST


def test_an_older_catalogue_is_brought_up_to_date(
    catalogue: Catalogue, camera: Camera, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(2)
    clock.at = camera.at
    catalogue.file.empty_log()
    shutil.copy(tmp_path / "footage.sqlite", tmp_path / "older.sqlite")
    camera.record(3)
    clock.at = camera.at
    age(camera.volume, clock)
    with Catalogue(tmp_path / "older.sqlite", clock) as older:
        recover_gap = older.footage(KEY, Span(START, camera.at))
        assert account(recover_gap).causes == {Cause.RECORDER_RESTART: 180}
        older.open_gap(KEY, START.plus(120), Cause.RECORDER_RESTART)
        done = list(rebuild(older))[-1]
        assert (done.adopted, done.known) == (3, 2)
        said = account(older.footage(KEY, Span(START, camera.at)))
        assert (said.recorded, said.causes, said.is_whole) == (300, {}, True)


def test_damaged_footage_is_taken_in_as_far_as_it_goes(
    camera: Camera, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(2)
    clock.at = camera.at
    root = Path(camera.volume.root)
    path = root / camera.path
    body = path.read_bytes()
    path.write_bytes(body[: INIT + 10 * GOP_BYTES + 300])
    (path.parent / "150000.000-1.mp4").write_bytes(b"\0\0\0\x08moov" * 100)
    age(camera.volume, clock)
    made, done = anew(clock, camera.volume, tmp_path)
    with made:
        assert done.adopted == 2
        assert len(done.flagged) == 1
        assert account(made.footage(KEY, Span(START, camera.at))).recorded == 80
        assert path.with_name(f"{path.name}.tail").stat().st_size == 300


def test_what_is_being_written_is_left_to_its_recorder(
    camera: Camera, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(1)
    path = Path(camera.volume.root) / camera.path
    os.utime(path, (camera.at.us / 1e6, camera.at.us / 1e6))
    clock.at = camera.at.plus(30)
    made, done = anew(clock, camera.volume, tmp_path)
    with made:
        assert done.adopted == 0
        assert "left to its recorder" in done.flagged[0]
