"""What disks do to a recorder: full, missing, too slow, without power. Nothing of it stops a recording for
good.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.powers import may_mount, may_mount_files
from tests.video.recorder.made import QUICK_VALUES, HandFeed, RealClock, clip, decoded, recording
from tests.video.recorder.process import recorder, stream

from trackway.model.time import Span
from trackway.sim.cameras import running_cameras
from trackway.video.catalogue import Catalogue, account, recover
from trackway.video.cause import Cause
from trackway.video.recorder import RecorderSettings
from trackway.video.stream import StreamKey

PATIENCE_S = 60


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_S)


def fill(path: Path, share: float) -> None:
    """Take this share of what is free on a disk."""
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, int(shutil.disk_usage(path.parent).free * share))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Two megabytes of memory as a disk."""
    place = tmp_path / "disk"
    place.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place))
    try:
        yield place
    finally:
        run("umount", "--lazy", str(place))


@may_mount
@pytest.mark.root
def test_a_full_disk_is_a_gap_until_there_is_room(small_disk: Path, tmp_path: Path) -> None:
    async def main() -> None:
        async with recording(tmp_path, lambda _: HandFeed(clip()), footage=small_disk / "footage") as running:
            await running.recorded(1.0)
            filler = small_disk / "filler"
            fill(filler, 1.0)
            await running.until(lambda: Cause.DISK_FULL in running.account().causes, "a gap")
            assert any("No space" in says for says in running.recorder.health().alarms)
            filler.unlink()
            await running.recorded(1.5)
            assert not running.recorder.health().alarms
            await running.stop()
            found = running.account()
            assert found.is_whole, found
            assert set(found.causes) == {Cause.NOT_ASKED, Cause.DISK_FULL, Cause.RECORDER_STOPPED}
            files = sorted((small_disk / "footage").rglob("*.mp4"))
            segments = running.segments()
            assert len(files) == len(segments)
            assert all(one.state == "whole" for one in segments)
            assert sum(map(decoded, files)) == sum(part.frames for one in segments for part in one.fragments)

    asyncio.run(main())


@may_mount
@pytest.mark.root
def test_on_a_full_disk_the_oldest_makes_room(small_disk: Path, tmp_path: Path) -> None:
    """By the process, and so by the keeper it brings along."""
    heavy = clip(size=(640, 360))
    with (
        running_cameras((heavy,), clock=RealClock()) as cameras,
        recorder(tmp_path, stream(cameras.url(1)), volumes=(str(small_disk / "footage"),)) as process,
    ):
        process.until(lambda: len(process.segments()) >= 2, "one file is complete")
        fill(small_disk / "filler", 0.97)
        process.until(lambda: Cause.EVICTED in process.account().causes, "the oldest is evicted")
        process.until(lambda: len(process.segments()) >= 2, "recording goes on")
        process.stop()
        found = process.account()
        assert found.is_whole, found
        assert process.pictures() > 0


def test_a_volume_that_is_not_there_is_a_gap_until_it_is(tmp_path: Path) -> None:
    async def main() -> None:
        async with recording(tmp_path, lambda _: HandFeed(clip())) as running:
            await running.recorded(1.0)
            identity = tmp_path / "footage" / "volume.json"
            away = identity.rename(tmp_path / "away.json")
            await running.until(
                lambda: bool(running.recorder.health().streams[0].says), "the end of the file"
            )
            assert any("not there" in says for says in running.recorder.health().alarms)
            away.rename(identity)
            await running.recorded(1.0)
            await running.stop()
            found = running.account()
            assert found.is_whole, found
            assert Cause.VOLUME_MISSING in found.causes

    asyncio.run(main())


def test_footage_goes_to_the_volume_that_is_there(tmp_path: Path) -> None:
    async def main() -> None:
        async with recording(tmp_path, lambda _: HandFeed(clip())) as running:
            other = running.catalogue.volumes.add(tmp_path / "second")
            await running.recorded(1.0)
            for gone in ("footage",):
                (tmp_path / gone / "volume.json").unlink()
            await running.until(
                lambda: running.segments()[-1:] != () and running.segments()[-1].opened.volume == other.id,
                "files on the other volume",
            )

    asyncio.run(main())


def test_a_disk_that_falls_behind_costs_footage_and_not_memory(tmp_path: Path) -> None:
    """With room for nothing to wait, everything is too much."""
    timing = RecorderSettings(**{**QUICK_VALUES, "stream_most_bytes": 0})

    async def main() -> None:
        async with recording(tmp_path, lambda _: HandFeed(clip()), timing=timing) as running:
            await running.until(lambda: Cause.DISK_FAILING in running.account().causes, "a gap")
            assert any("too slow" in says for says in running.recorder.health().alarms)
            await running.stop()
            assert running.account().is_whole
            assert running.account().recorded == 0

    asyncio.run(main())


@may_mount_files
@pytest.mark.root
def test_a_power_cut_costs_one_group_of_pictures_at_most(tmp_path: Path) -> None:
    """An ext4 file system in a file, the file copied while it is written, and what can be read of the
    copy.
    """
    image, place, snapshot = tmp_path / "disk.img", tmp_path / "disk", tmp_path / "snapshot.img"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(64_000_000)
    run("mkfs.ext4", "-q", "-F", str(image))
    run("mount", "-o", "loop", str(image), str(place))
    try:
        with (
            running_cameras((clip(),), clock=RealClock()) as cameras,
            recorder(place, *(stream(cameras.url(n), StreamKey(n)) for n in (1, 2, 3))) as process,
        ):
            process.recorded(2.0, *(StreamKey(n) for n in (1, 2, 3)))
            run("cp", str(image), str(snapshot))
            durable = {n: process.account(StreamKey(n)) for n in (1, 2, 3)}
            started = process.started
            process.stop()
    finally:
        run("umount", "--lazy", str(place))
    checked = subprocess.run(
        ["e2fsck", "-p", str(snapshot)], capture_output=True, timeout=PATIENCE_S, check=False
    )
    assert checked.returncode in {0, 1}, checked.stdout
    after = tmp_path / "after"
    after.mkdir()
    run("mount", "-o", "loop", str(snapshot), str(after))
    try:
        clock = RealClock()
        with Catalogue(after / "footage.sqlite", clock) as catalogue:
            catalogue.volumes.add(after / "footage")
            recover(catalogue)
            for number in (1, 2, 3):
                footage = catalogue.footage(StreamKey(number), Span(started, clock.now()))
                found = account(footage)
                assert found.is_whole, found
                # The copy takes a moment: what became durable meanwhile may be in it or not.
                assert found.recorded >= durable[number].recorded - 1.5
                assert sum(decoded(catalogue.file_of(one)) for one in footage.segments) == sum(
                    part.frames for one in footage.segments for part in one.fragments
                )
    finally:
        run("umount", "--lazy", str(after))
