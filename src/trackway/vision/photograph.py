"""Photographs as files: opened grey or in colour, upright, within limits.

The size is read from the file's header before anything is decoded, so that a small file cannot ask for
a huge picture.
"""

import struct
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import Invalid, NotFound, Unavailable
from trackway.video import Bgr
from trackway.vision.geometry import Luma

__all__ = ["PHOTOGRAPH_SUFFIXES", "NotAPhotograph", "is_photograph", "open_in_colour", "open_photograph"]

PHOTOGRAPH_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
"""Names of files that are taken for photographs in a folder."""
_MAX_BYTES = 200_000_000
_MAX_PIXELS = 150_000_000
"""The largest sensors sold have 150 megapixels."""
_LEAST_SIDE = 16


class NotAPhotograph(Invalid):
    """This is not a photograph Trackway reads: JPEG, PNG, BMP or WebP."""


def is_photograph(path: Path) -> bool:
    """Whether the file's name says that it is a photograph."""
    return path.suffix.lower() in PHOTOGRAPH_SUFFIXES


def open_photograph(path: Path) -> Luma:
    """The photograph in grey, turned upright as its EXIF says.

    Raises ``NotFound``, ``Unavailable`` when it may not be read, and ``NotAPhotograph`` when it is
    empty, damaged, too large or something else.
    """
    return _decoded(path, cv2.IMREAD_GRAYSCALE)


def open_in_colour(path: Path) -> Bgr:
    """The same photograph in colour. Raises as ``open_photograph`` does."""
    return _decoded(path, cv2.IMREAD_COLOR)


def _decoded(path: Path, how: int) -> NDArray[np.uint8]:
    content = _content(path)
    if not content:
        raise NotAPhotograph(f"{path} is empty.")
    width, height = _size(path, content)
    if width * height > _MAX_PIXELS:
        raise NotAPhotograph(f"{path} has {width} x {height} pixels; more than {_MAX_PIXELS:,} are refused.")
    if min(width, height) < _LEAST_SIDE:
        raise NotAPhotograph(f"{path} has {width} x {height} pixels; no plate can be on it.")
    try:
        decoded = cv2.imdecode(np.frombuffer(content, np.uint8), how)
    except cv2.error:
        decoded = None
    if decoded is None:
        raise NotAPhotograph(
            f"{path} is damaged: its header is that of a picture, the rest cannot be decoded."
        )
    return np.asarray(decoded, dtype=np.uint8)


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise NotAPhotograph(f"{path} is a folder, not a photograph.")
        if size > _MAX_BYTES:
            raise NotAPhotograph(f"{path} has {size:,} bytes; photographs have at most {_MAX_BYTES:,}.")
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"{path} is not there.") from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}.") from error


def _size(path: Path, content: bytes) -> tuple[int, int]:
    """Width and height from the header."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return _pair(struct.unpack_from(">II", content, 16))
        if content.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", content, 18)
            return abs(width), abs(height)
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return _webp_size(content)
        if content.startswith(b"\xff\xd8"):
            return _jpeg_size(content)
    except (struct.error, IndexError, ValueError):
        raise NotAPhotograph(f"{path} is damaged: it ends inside its header.") from None
    raise NotAPhotograph(f"{path} is not a photograph Trackway reads: JPEG, PNG, BMP or WebP.")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """From the start-of-frame segment (ITU-T T.81 B.2.2); the others are stepped over."""
    at = 2
    while True:
        while content[at] == 0xFF:
            at += 1
        marker, length = content[at], struct.unpack_from(">H", content, at + 1)[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 4)
            return int(width), int(height)
        if marker == 0xDA or length < 2:
            raise ValueError
        at += 1 + length
        if content[at] != 0xFF:
            raise ValueError


def _webp_size(content: bytes) -> tuple[int, int]:
    """From the first chunk (RFC 9649 §2.5 to §2.7): lossy, lossless or extended."""
    kind = content[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
        return width, height
    raise ValueError


def _pair(values: tuple[int, ...]) -> tuple[int, int]:
    width, height = values
    return width, height
