"""The stamp that a camera burns into its picture: date and time in Taipei, and its name."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.time import Instant

__all__ = ["stamp"]

_FONT = cv2.FONT_HERSHEY_DUPLEX


def stamp(picture: NDArray[np.uint8], at: Instant, camera_name: str) -> None:
    """Burn the time into the upper left corner and the name into the lower right; changes ``picture``."""
    scale = picture.shape[1] / 1280
    margin = round(16 * scale)
    _lay(picture, f"{at.taipei():%Y-%m-%d %H:%M:%S}", scale, margin, margin)
    name = _written(camera_name, scale)
    height, width = name[0].shape
    _lay(picture, camera_name, scale, picture.shape[1] - width - margin, picture.shape[0] - height - margin)


def _lay(picture: NDArray[np.uint8], text: str, scale: float, x: int, y: int) -> None:
    light, dark = _written(text, scale)
    height, width = light.shape
    region = picture[max(y, 0) : y + height, max(x, 0) : x + width]
    height, width = region.shape[:2]
    region[dark[:height, :width]] = 0
    region[light[:height, :width]] = 245


@lru_cache(maxsize=64)
def _written(text: str, scale: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where a text is white and where its black outline is."""
    thick = max(1, round(1.6 * scale))
    (width, height), base = cv2.getTextSize(text, _FONT, 0.9 * scale, thick)
    room = thick + 3
    light = np.zeros((height + base + 2 * room, width + 2 * room), np.uint8)
    cv2.putText(light, text, (room, height + room), _FONT, 0.9 * scale, (255,), thick)
    dark = cv2.dilate(light, np.ones((2 * thick + 1, 2 * thick + 1), np.uint8))
    return light > 0, dark > 0
