"""Thumbnail: a picture so small that it fits into a push."""

import struct

import cv2
import numpy as np

__all__ = ["thumbnail"]

_MOST_PIXELS = 40_000_000
"""More than any camera's; a header may claim what would fill the memory."""
_STEPS = ((240, 45), (200, 40), (160, 35), (128, 30), (96, 25))
"""Widest side in pixels and JPEG quality, best first; below the last nothing can be made out."""


def thumbnail(picture: bytes, most_bytes: int) -> bytes:
    """The JPEG as one of at most so many bytes; empty when it is none, or nothing so small shows anything."""
    height, width = _size(picture)
    if not 0 < height * width <= _MOST_PIXELS:
        return b""
    # Decoded at a quarter where that is still larger than what is made of it: a fifth of the time.
    how = cv2.IMREAD_REDUCED_COLOR_4 if max(height, width) >= 4 * _STEPS[0][0] else cv2.IMREAD_COLOR
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), how)
    if image is None:
        return b""
    height, width = image.shape[:2]
    for side, quality in _STEPS:
        scale = min(1.0, side / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        done, coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and len(coded) <= most_bytes:
            return bytes(coded)
    return b""


def _size(picture: bytes) -> tuple[int, int]:
    """Height and width by its start-of-frame segment (ITU-T T.81 B.2.2); zeros where there is none."""
    at = 2
    try:
        while picture.startswith(b"\xff\xd8") and picture[at] == 0xFF:
            marker, length = picture[at + 1], struct.unpack_from(">H", picture, at + 2)[0]
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack_from(">HH", picture, at + 5)
                return int(height), int(width)
            if marker == 0xDA or length < 2:
                break
            at += 2 + length
    except (struct.error, IndexError):
        pass  # it ends inside its header
    return 0, 0
