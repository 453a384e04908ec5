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
    if not _is_sane(picture):
        return b""
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
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


def _is_sane(picture: bytes) -> bool:
    """Whether its start-of-frame segment (ITU-T T.81 B.2.2) names a size that a camera could have."""
    at = 2
    try:
        while picture.startswith(b"\xff\xd8") and picture[at] == 0xFF:
            marker, length = picture[at + 1], struct.unpack_from(">H", picture, at + 2)[0]
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = map(int, struct.unpack_from(">HH", picture, at + 5))
                return 0 < height * width <= _MOST_PIXELS
            if marker == 0xDA or length < 2:
                return False
            at += 2 + length
    except (struct.error, IndexError):
        return False
    return False
