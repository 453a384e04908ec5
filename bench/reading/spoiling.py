"""Spoiling: what roads, lenses and recorders do to a picture. Each change is drawn from the generator."""

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.reading.picture import Bgr, Rectangle

__all__ = ["blurred", "compressed", "darkened", "tilted"]

_FOCAL_PER_WIDTH = 7.5
"""How far the camera stands from the plate, in widths of the plate: 2.6 m for one of 38 cm wide, which
makes the perspective of a tilt plain to see."""


def _u8(values: object) -> Bgr:
    return np.asarray(np.clip(np.asarray(values), 0, 255), np.uint8)


def blurred(picture: Bgr, length_px: float, rng: np.random.Generator) -> Bgr:
    """Moved while the shutter was open, so many pixels, mostly sideways."""
    size = max(3, 2 * int(np.ceil(length_px / 2)) + 1)
    angle = np.radians(rng.uniform(-25, 25))
    kernel = np.zeros((size * 8, size * 8), np.float32)
    middle, half = size * 4, length_px * 4
    reach = np.array([np.cos(angle), np.sin(angle)]) * half
    ends = [tuple(int(v) for v in np.round(middle + sign * reach)) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], (1.0,), 8)
    small = cv2.resize(kernel, (size, size), interpolation=cv2.INTER_AREA)
    return _u8(cv2.filter2D(picture, -1, small / small.sum(), borderType=cv2.BORDER_REPLICATE))


def darkened(picture: Bgr, rng: np.random.Generator, level: float = 60.0, noise: float = 6.0) -> Bgr:
    """Too little light: white becomes ``level``, with the noise (one deviation) of a sensor turned up."""
    low = (picture.astype(np.float32) / 255) ** 1.6 * level
    return _u8(low + rng.standard_normal(picture.shape, dtype=np.float32) * noise)


def compressed(picture: Bgr, quality: int) -> Bgr:
    """As JPEG of this quality."""
    done, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"A picture of {picture.shape} cannot be written as JPEG.")
    return _u8(cv2.imdecode(content, cv2.IMREAD_COLOR))


def tilted(
    picture: Bgr,
    box: Rectangle,
    width_px: float,
    rng: np.random.Generator,
    angles_deg: tuple[float, float, float],
) -> tuple[Bgr, Rectangle]:
    """Seen from the side: turned by 70 to 100 % of (yaw, pitch, roll) about the plate, with perspective.

    The signs are drawn. Says where the box has gone: the upright box around it.
    """
    yaw, pitch, roll = (
        np.radians(float(rng.choice([-1, 1])) * angle * rng.uniform(0.7, 1)) for angle in angles_deg
    )
    turn = _about(2, roll) @ _about(0, pitch) @ _about(1, yaw)
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    focal = _FOCAL_PER_WIDTH * width_px

    def seen(points: NDArray[np.float64]) -> NDArray[np.float64]:
        placed = np.column_stack([points - middle, np.zeros(len(points))]) @ turn.T
        return np.asarray(placed[:, :2] * (focal / (placed[:, 2:] + focal)) + middle, np.float64)

    square = middle + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * width_px
    matrix = cv2.getPerspectiveTransform(square.astype(np.float32), seen(square).astype(np.float32))
    size = (picture.shape[1], picture.shape[0])
    out = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    corners = seen(np.array([[x, y] for x in (box[0], box[2]) for y in (box[1], box[3])]))
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return _u8(out), (float(x0), float(y0), float(x1), float(y1))


def _about(axis: int, angle: float) -> NDArray[np.float64]:
    """The turn about x (0), y (1) or z (2)."""
    out = np.eye(3)
    a, b = [k for k in range(3) if k != axis]
    sign = -1 if axis == 1 else 1
    out[a, a] = out[b, b] = np.cos(angle)
    out[a, b], out[b, a] = -sign * np.sin(angle), sign * np.sin(angle)
    return out
