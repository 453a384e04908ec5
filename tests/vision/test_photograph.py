import contextlib
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import NotFound
from trackway.vision import NotAPhotograph, is_photograph, open_photograph

PICTURE = np.tile(np.linspace(20, 220, 64, dtype=np.uint8), (48, 1))


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".bmp", ".webp"])
def test_the_formats_that_are_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture{suffix}"
    assert cv2.imwrite(str(path), PICTURE)
    assert is_photograph(path)
    opened = open_photograph(path)
    assert opened.shape == (48, 64)
    assert abs(float(opened.mean()) - float(PICTURE.mean())) < 3


def test_turned_upright_as_its_exif_says(tmp_path: Path) -> None:
    """Orientation 6: turn a quarter to the right."""
    jpeg = bytes(cv2.imencode(".jpg", PICTURE)[1])
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0)
    app1 = b"Exif\0\0" + tiff
    path = tmp_path / "turned.jpg"
    path.write_bytes(jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(app1) + 2) + app1 + jpeg[2:])
    opened = open_photograph(path)
    assert opened.shape == (64, 48)
    assert opened[:10].mean() < opened[-10:].mean()


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims so many pixels and holds none."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"hello, this is text", "not a photograph"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\xff\xd8\xff\xe0\x00\x01", "damaged"),
        (png_of(60_000, 60_000), "60000 x 60000"),
        (png_of(4, 4), "no plate"),
        (png_of(100, 100), "damaged"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8?", "damaged"),
        (b"BM", "damaged"),
    ],
)
def test_what_is_no_photograph_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(content)
    with pytest.raises(NotAPhotograph, match=says) as caught:
        open_photograph(path)
    assert "picture.jpg" in str(caught.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"gone\.jpg"):
        open_photograph(tmp_path / "gone.jpg")
    with pytest.raises(NotAPhotograph, match="folder"):
        open_photograph(tmp_path)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


@given(suffix=st.sampled_from([".jpg", ".png", ".webp", ".bmp"]), data=st.data())
def test_damage_ends_in_a_picture_or_a_sentence(shelf: Path, suffix: str, data: st.DataObject) -> None:
    content = bytearray(cv2.imencode(suffix, PICTURE)[1])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, min(len(content) - 1, 200)))] = data.draw(st.integers(0, 255))
    path = shelf / f"damaged{suffix}"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with contextlib.suppress(NotAPhotograph):
        assert open_photograph(path).ndim == 2
