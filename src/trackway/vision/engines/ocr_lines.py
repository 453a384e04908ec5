"""Lines of text in a picture, with their corners, from PP-OCR's finder.

The network answers with a map of how surely each pixel belongs to the shrunken core of a line
("differentiable binarization", Liao et al. 2020, arXiv:1911.08947). A line is a blob of that map, boxed at
its own angle and grown back by area x ratio / perimeter, as the paper does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from trackway.vision.engines.sessions import opened
from trackway.vision.geometry import Corners, Luma, sides

__all__ = ["Line", "LineFinder", "merged", "plate_sized"]

_SURE = 0.3
"""A pixel above this belongs to a line; the published default."""
_MEAN_SURE = 0.4
"""A blob whose mean is below this is texture, not text. The published 0.5 loses blurred plates."""
_GROWTH = 1.3
"""Published 1.6 to 2.0 leaves room for any script; tighter crops of plates read better (measured)."""
_STEP = 32
"""The network halves its input five times."""
_MAX_BLOBS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its corners in the picture and how sure the finder is, 0 to 1."""

    corners: Corners
    score: float


class LineFinder:
    """Finds lines of text in grey pictures. Holds one model."""

    def __init__(self, weights: Path, threads: int) -> None:
        self._session: onnxruntime.InferenceSession = opened(weights, threads)

    def find(self, picture: Luma, long_side: int) -> list[Line]:
        """The lines seen when the picture is scaled so that its longer side has so many pixels."""
        height, width = picture.shape
        scale = long_side / max(height, width)
        size = (_rounded(width * scale), _rounded(height * scale))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        small = np.asarray(cv2.resize(picture, size, interpolation=method), dtype=np.float32)
        grey = small / np.float32(127.5) - np.float32(1)
        tensor = np.ascontiguousarray(np.broadcast_to(grey, (1, 3, *grey.shape)))
        map_ = np.asarray(self._session.run(None, {"x": tensor})[0], dtype=np.float32)[0, 0]
        back = np.array([width / map_.shape[1], height / map_.shape[0]], dtype=np.float32)
        return [Line(line.corners * back, line.score) for line in _lines(map_)]


def plate_sized(lines: Sequence[Line]) -> list[Line]:
    """Those that could be the number on a plate by their shape: 1.2 to 9 times as long as high, not steep."""
    return [line for line in lines if _could_be_plate(line.corners)]


def merged(lines: Sequence[Line]) -> list[Line]:
    """Lines made of two neighbours in a row: the halves of a plate that was split at its dot."""
    ordered = sorted(lines, key=lambda line: float(line.corners[:, 0].mean()))
    out = []
    for i, left in enumerate(ordered):
        for right in ordered[i + 1 :]:
            if _in_a_row(left.corners, right.corners):
                out.append(Line(_joined(left.corners, right.corners), min(left.score, right.score)))
    return out


def _lines(map_: NDArray[np.float32]) -> list[Line]:
    mask = (map_ > _SURE).astype(np.uint8)
    blobs, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    out = []
    for blob in sorted(blobs, key=cv2.contourArea, reverse=True)[:_MAX_BLOBS]:
        centre, (width, height), angle = cv2.minAreaRect(blob)
        if min(width, height) < 2:
            continue
        score = _mean_inside(map_, blob)
        if score < _MEAN_SURE:
            continue
        more = width * height * _GROWTH / (width + height)
        points = cv2.boxPoints((centre, (width + more, height + more), angle))
        out.append(Line(_in_order(np.asarray(points, dtype=np.float32)), score))
    return out


def _mean_inside(map_: NDArray[np.float32], blob: cv2.typing.MatLike) -> float:
    x, y, width, height = cv2.boundingRect(blob)
    inside = np.zeros((height, width), dtype=np.uint8)
    cv2.drawContours(inside, [blob], -1, (1,), cv2.FILLED, offset=(-x, -y))
    return float(cv2.mean(map_[y : y + height, x : x + width], mask=inside)[0])


def _could_be_plate(corners: Corners) -> bool:
    along, across = sides(corners)
    rise = abs(float(corners[1, 1] - corners[0, 1]))
    return across >= 6 and 1.2 <= along / across <= 9 and rise <= along * 0.7


def _in_a_row(left: Corners, right: Corners) -> bool:
    """Nearly as high as each other, on one line, with a gap of less than a letter's height."""
    left_along, left_high = sides(left)
    right_along, right_high = sides(right)
    high = (left_high + right_high) / 2
    if not 0.6 < left_high / max(right_high, 1e-6) < 1.67 or left_along + right_along > 8 * high:
        return False
    left_end, right_end = (left[1] + left[2]) / 2, (right[0] + right[3]) / 2
    gap = right_end - left_end
    slope = (left_end - (left[0] + left[3]) / 2) / max(left_along, 1e-6)
    off = abs(float(gap[0] * slope[1] - gap[1] * slope[0]))
    reach = float(gap[0] * slope[0] + gap[1] * slope[1])
    return off < 0.35 * high and -0.5 * high < reach < 1.0 * high


def _rounded(pixels: float) -> int:
    return max(_STEP, round(pixels / _STEP) * _STEP)


def _in_order(points: NDArray[np.float32]) -> Corners:
    """Four points as top left, top right, bottom right, bottom left of a line that runs left to right."""
    by_x = points[np.argsort(points[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1])]
    right = by_x[2:][np.argsort(by_x[2:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], dtype=np.float32)


def _joined(left: Corners, right: Corners) -> Corners:
    """The corners of one line made of two pieces, the left one first."""
    return np.array([left[0], right[1], right[2], left[3]], dtype=np.float32)
