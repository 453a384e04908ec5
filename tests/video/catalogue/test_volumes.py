"""Volumes: what is not mounted is neither written to nor taken for destroyed."""

import json
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.video.catalogue.made import GOP_BYTES, KEY, START, Camera, whole

from trackway.model.errors import Conflict, Lost, Unavailable
from trackway.video.catalogue import Catalogue, NoVolume, Volume, account
from trackway.video.cause import Cause


def test_an_identity_is_made_once(catalogue: Catalogue, tmp_path: Path) -> None:
    first = catalogue.volumes.add(tmp_path / "disk")
    written = (tmp_path / "disk" / "volume.json").read_bytes()
    assert catalogue.volumes.add(tmp_path / "disk") == first
    assert catalogue.volumes.add_default(tmp_path / "disk") == first
    assert (tmp_path / "disk" / "volume.json").read_bytes() == written
    assert json.loads(written)["trackway_volume"] == first.id
    assert catalogue.volumes.is_there(first)


def test_a_disk_mounted_elsewhere_is_known_again(catalogue: Catalogue, tmp_path: Path) -> None:
    first = catalogue.volumes.add(tmp_path / "disk")
    (tmp_path / "disk").rename(tmp_path / "other")
    assert not catalogue.volumes.is_there(first)
    moved = catalogue.volumes.add(tmp_path / "other")
    assert (moved.id, moved.root) == (first.id, str(tmp_path / "other"))
    assert catalogue.volumes.all() == (moved,)


def test_an_unmounted_disk_is_not_written_to(catalogue: Catalogue, volume: Volume, tmp_path: Path) -> None:
    root = Path(volume.root)
    root.rename(tmp_path / "away")
    root.mkdir()  # the empty folder that a disk is mounted on
    assert not catalogue.volumes.is_there(volume)
    with pytest.raises(NoVolume):
        catalogue.volumes.choose()
    with pytest.raises(Conflict, match="is its disk mounted"):
        catalogue.volumes.add(root)
    assert catalogue.volumes.add_default(root) == volume  # known, not made anew
    assert list(root.iterdir()) == []


def test_its_footage_is_not_taken_for_destroyed(
    catalogue: Catalogue, camera: Camera, volume: Volume, clock: FakeClock, tmp_path: Path
) -> None:
    camera.record(3)
    clock.at = camera.at
    root = Path(volume.root)
    root.rename(tmp_path / "away")
    found = catalogue.footage(KEY, whole())
    assert found.segments == ()
    assert [(gap.start, gap.end, gap.cause) for gap in found.gaps] == [
        (START, START.plus(180), Cause.VOLUME_MISSING)
    ]
    assert account(found).is_whole
    (tmp_path / "away").rename(root)
    assert account(catalogue.footage(KEY, whole())).recorded == 180


def test_another_disk_in_its_place_is_another(catalogue: Catalogue, volume: Volume, tmp_path: Path) -> None:
    root = Path(volume.root)
    root.rename(tmp_path / "away")
    with Catalogue(tmp_path / "elsewhere.sqlite", catalogue.clock) as elsewhere:
        other = elsewhere.volumes.add(root)
    assert not catalogue.volumes.is_there(volume)
    assert catalogue.volumes.add(root) == other
    assert catalogue.volumes.is_there(other)
    assert not catalogue.volumes.is_there(volume)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"trackway_volume": 5}', '{"trackway_volume": "no"}', "[" * 3000, "ÿ" * 9000]
)
def test_a_damaged_identity_is_left_alone(catalogue: Catalogue, tmp_path: Path, text: str) -> None:
    path = tmp_path / "disk" / "volume.json"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(Lost, match="is damaged"):
        catalogue.volumes.add(path.parent)
    assert path.read_text() == text


def test_an_identity_whose_making_was_broken_off(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "disk" / "volume.json"
    path.parent.mkdir()
    path.touch()
    assert catalogue.volumes.is_there(catalogue.volumes.add(path.parent))


def test_a_link_is_no_identity(catalogue: Catalogue, volume: Volume, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "volume.json").symlink_to(Path(volume.root) / "volume.json")
    with pytest.raises(Unavailable, match="cannot be kept in"):
        catalogue.volumes.add(other)


def test_the_volume_with_most_room_is_next(catalogue: Catalogue, camera: Camera, tmp_path: Path) -> None:
    # Both lie on one disk here, so what tells them apart is what is promised to the files open now.
    camera.record(1)
    second = catalogue.volumes.add(tmp_path / "second")
    assert catalogue.volumes.room(camera.volume).promised == 0
    camera.open()
    assert catalogue.volumes.room(camera.volume).promised == 30 * GOP_BYTES
    assert catalogue.volumes.choose() == second
    camera.grow(10)
    assert catalogue.volumes.room(camera.volume).promised == 20 * GOP_BYTES


def test_some_is_kept_free(clock: FakeClock, tmp_path: Path) -> None:
    with Catalogue(tmp_path / "footage.sqlite", clock, reserve_percent=50) as catalogue:
        room = catalogue.volumes.room(catalogue.volumes.add(tmp_path / "disk"))
    assert room.reserve == round(room.total / 2)
    assert room.left == room.free - room.reserve


def test_a_volume_holds_no_more_than_it_may(clock: FakeClock, tmp_path: Path) -> None:
    clock.at = START
    most = 1_000_000
    with Catalogue(tmp_path / "footage.sqlite", clock, reserve_percent=0, most_bytes=most) as catalogue:
        camera = Camera(catalogue, catalogue.volumes.add(tmp_path / "disk"))
        assert catalogue.volumes.room(camera.volume).free == most
        for _ in range(3):
            camera.record(10)
        room = catalogue.volumes.room(camera.volume)
        used = sum(one.stat().st_size for one in (tmp_path / "disk").rglob("*.mp4"))
        assert (room.total, room.free) == (most, most - used)
