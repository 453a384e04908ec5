"""Pictures by their digest: durable, once, checked when read."""

import hashlib
import os
import stat
import threading
from pathlib import Path

import pytest

from trackway.model.errors import Invalid, Lost, Unavailable, WrongUse
from trackway.passages import Pictures


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_picture_comes_back(pictures: Pictures, tmp_path: Path) -> None:
    digest = pictures.put(b"a picture")
    assert digest == hashlib.sha256(b"a picture").hexdigest()
    assert pictures.get(digest) == b"a picture"
    assert files(tmp_path) == [tmp_path / "pictures" / digest[:2] / digest[2:4] / f"{digest}.jpg"]


def test_the_same_picture_twice_is_one_file(pictures: Pictures, tmp_path: Path) -> None:
    digest = pictures.put(b"a picture")
    (path,) = files(tmp_path)
    before = path.stat().st_ino
    assert pictures.put(b"a picture") == digest
    assert [path.stat().st_ino for path in files(tmp_path)] == [before]


def test_nobody_else_may_read_them(pictures: Pictures, tmp_path: Path) -> None:
    pictures.put(b"a picture")
    for path in (tmp_path / "pictures").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_damaged_picture_is_lost_and_healed_by_the_same_one(pictures: Pictures, tmp_path: Path) -> None:
    digest = pictures.put(b"a picture")
    (path,) = files(tmp_path)
    path.write_bytes(b"A picture")
    with pytest.raises(Lost, match="damaged"):
        pictures.get(digest)
    pictures.put(b"a picture")
    assert pictures.get(digest) == b"a picture"


def test_a_missing_picture_is_lost(pictures: Pictures) -> None:
    with pytest.raises(Lost, match="missing"):
        pictures.get("0" * 64)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_no_digest_names_no_file(pictures: Pictures, digest: str) -> None:
    with pytest.raises(WrongUse, match="digest"):
        pictures.get(digest)


def test_no_bytes_are_no_picture(pictures: Pictures) -> None:
    with pytest.raises(Invalid):
        pictures.put(b"")


def test_a_picture_that_cannot_be_written_leaves_nothing(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Unavailable, match="No space left"):
            pictures.put(b"a picture")
    assert files(tmp_path) == []
    assert pictures.get(pictures.put(b"a picture")) == b"a picture"


def test_it_is_synced_before_it_has_its_name(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync
    named: list[bool] = []

    def watched(descriptor: int) -> None:
        named.append(bool(list((tmp_path / "pictures").rglob("*.jpg"))))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    pictures.put(b"a picture")
    assert named[0] is False
    assert len(named) > 1
    assert all(named[1:])


def test_threads_with_the_same_picture(pictures: Pictures, tmp_path: Path) -> None:
    start = threading.Barrier(8)
    digests: list[str] = []

    def work() -> None:
        start.wait()
        digests.append(pictures.put(b"p" * 100_000))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(digests)) == 1
    assert len(digests) == 8
    assert len(files(tmp_path)) == 1
