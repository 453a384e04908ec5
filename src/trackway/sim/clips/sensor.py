"""The sensor: from a drawn picture to the planes that an encoder takes, with the noise of a real one."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["exposed"]

_ROOM = 128  # how far the noise tile may be shifted, so that no two frames have the same noise


def exposed(picture: NDArray[np.uint8], noise: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The picture as YUV 4:2:0 planes, (height * 3 // 2, width), with noise on the luma.

    ``noise`` is one deviation in grey levels. Width and height must be even.
    """
    height, width = picture.shape[:2]
    planes = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)
    if noise > 0:
        tile = _noise(height + _ROOM, width + _ROOM, round(noise * 16))
        y, x = (int(v) for v in rng.integers(_ROOM, size=2))
        luma = planes[:height]
        luma[:] = cv2.add(luma, tile[y : y + height, x : x + width], dtype=cv2.CV_8U)
    return planes.astype(np.uint8, copy=False)


@lru_cache(maxsize=4)
def _noise(height: int, width: int, sixteenths: int) -> NDArray[np.int16]:
    """Noise as cameras leave it after their own smoothing: a little wider than a pixel."""
    rng = np.random.default_rng(17)
    raw = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), 0.6)
    tile: NDArray[np.int16] = np.round(raw / raw.std() * (sixteenths / 16)).astype(np.int16)
    return tile
