"""Four corners in a picture: growing, looking straight at, and the box around them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.reading import Box

__all__ = ["Corners", "Luma", "bounding_box", "grown", "sides", "straightened"]

Luma = NDArray[np.uint8]
"""A grey picture: height x width, 0 black to 255 white."""

Corners = NDArray[np.float32]
"""Four corners in pixels, (4, 2): top left, top right, bottom right, bottom left."""


def sides(corners: Corners) -> tuple[float, float]:
    """Length along the line and height across it, pixels (means of opposite sides)."""
    top_left, top_right, bottom_right, bottom_left = corners
    along = np.linalg.norm(top_right - top_left) + np.linalg.norm(bottom_right - bottom_left)
    across = np.linalg.norm(bottom_left - top_left) + np.linalg.norm(bottom_right - top_right)
    return float(along) / 2, float(across) / 2


def grown(corners: Corners, along_px: float, across_px: float) -> Corners:
    """The corners moved outwards by so many pixels at each end and each side (inwards when negative)."""
    top_left, top_right, bottom_right, bottom_left = corners
    along = _unit(top_right + bottom_right - top_left - bottom_left)
    across = _unit(bottom_left + bottom_right - top_left - top_right)
    moved = np.array(
        [
            top_left - along * along_px - across * across_px,
            top_right + along * along_px - across * across_px,
            bottom_right + along * along_px + across * across_px,
            bottom_left - along * along_px + across * across_px,
        ]
    )
    return moved.astype(np.float32)


def straightened(picture: Luma, corners: Corners, width: int, height: int) -> Luma:
    """What lies between the corners, seen from straight ahead: a ``height`` x ``width`` picture.

    A homography; when it shrinks, the picture is averaged down first, or thin strokes would alias away.
    """
    shrink = height / max(sides(corners)[1], 1e-6)
    if shrink < 0.6:
        picture, corners = _cut(picture, corners)
        factor = max(shrink * 1.25, 8 / max(picture.shape[:2]))
        size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
        corners = corners * np.array([size[0] / picture.shape[1], size[1] / picture.shape[0]], np.float32)
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, dtype=np.uint8)


def bounding_box(corners: Corners, picture: Luma) -> Box:
    """The upright box around the corners, cut at the picture's edges; at least one pixel."""
    height, width = picture.shape[:2]
    left, top = np.floor(corners.min(axis=0))
    right, bottom = np.ceil(corners.max(axis=0))
    x0 = int(np.clip(left, 0, width - 1))
    y0 = int(np.clip(top, 0, height - 1))
    return Box(x0, y0, int(np.clip(right, x0 + 1, width)), int(np.clip(bottom, y0 + 1, height)))


def _cut(picture: Luma, corners: Corners) -> tuple[Luma, Corners]:
    """Only the neighbourhood of the corners, so that averaging down costs nothing elsewhere."""
    box = bounding_box(grown(corners, 8, 8), picture)
    return picture[box.y0 : box.y1, box.x0 : box.x1], corners - np.array([box.x0, box.y0], np.float32)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
