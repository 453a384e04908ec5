"""Glow: light added round a lamp, as a lens spreads it."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["glow"]

_SPRITE = 192
_MOST_PX = 700  # a halo is never spread wider: beyond it there is no more than a grey veil


@lru_cache(maxsize=1)
def _sprite() -> NDArray[np.float32]:
    """A bright core in a wide faint halo, 0 to 1, falling to nothing at the edge."""
    along = np.linspace(-1, 1, _SPRITE)
    away = np.sqrt(along[:, None] ** 2 + along[None, :] ** 2)
    core, ring = np.exp(-((away / 0.13) ** 2)), 0.42 * np.exp(-((away / 0.26) ** 2))
    veil = 0.16 * np.exp(-((away / 0.5) ** 2))
    return np.ascontiguousarray(np.clip(core * 1.2 + ring + veil - 0.004, 0, 1.4).astype(np.float32))


def glow(
    picture: NDArray[np.uint8], at: tuple[float, float], radius: float, colour: NDArray[np.float64]
) -> None:
    """Add light of a colour (BGR, 0 to 255) round a point, out to ``radius`` pixels; changes ``picture``."""
    radius = min(radius, _MOST_PX / 2)
    height, width = picture.shape[:2]
    x0, y0 = max(0, round(at[0] - radius)), max(0, round(at[1] - radius))
    x1, y1 = min(width, round(at[0] + radius)), min(height, round(at[1] + radius))
    if x1 <= x0 or y1 <= y0 or radius < 1:
        return
    scale = _SPRITE / (2 * radius)
    # The inverse map, so that a halo cut by the picture's edge costs only what is inside.
    matrix = np.array(
        [[scale, 0, (x0 - at[0] + radius) * scale], [0, scale, (y0 - at[1] + radius) * scale]], np.float32
    )
    light = cv2.warpAffine(
        _sprite(), matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    region = picture[y0:y1, x0:x1]
    added = np.minimum(light[..., None] * colour.astype(np.float32), 255).astype(np.uint8)
    region[:] = cv2.add(region, added)
