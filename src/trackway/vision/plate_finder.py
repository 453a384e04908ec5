"""Finds plates with their corners: our own network, trained on rendered plates (docs/reference/models.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from trackway.vision.geometry import Corners, Luma, sides
from trackway.vision.weights import FINDER, SHIPPED, path_of, session

__all__ = ["FoundPlate", "PlateFinder", "without_overlaps"]

_STRIDES = (8, 16, 32)
"""Pixels a cell of the network's three outputs spans: far, middle and near plates."""
_REACHES = ((0.0, 96.0), (45.0, 228.0), (112.0, 1e9))
"""Longest side of the plates each output was trained on, in pixels, and a fifth more: what it says of others
is a guess at a part of them."""
_OFFSET = 4
"""Corners come as offsets from the cell's middle in units of this many strides."""
_MULTIPLE = 32
_GREY = 114
"""What fills the picture up to a multiple of 32: the middle of what the network was trained on."""
_CELL = 0.15
"""A cell less sure than this says nothing."""
_AGREES = 0.6
"""Cells at least this part as sure as the surest of their plate have a say in its corners."""
_SHARED = 0.4
"""Two finds that share this part of the smaller one are one plate."""
_CLOSE_WIDTH, _CLOSE_SIZE = 56, (128, 96)
"""A close look draws the plate so wide in a picture of this width and height: the size the network is
most exact at. It costs a twentieth of a look at a whole frame and takes the error of the corners down
from some 6 % of a near plate's width to 1 %."""
_CLOSE_LOOKS, _STEADY = 3, 0.04
"""At most so many close looks, until the corners move by less than this part of the plate's width."""


@dataclass(frozen=True, slots=True)
class FoundPlate:
    """Where a plate is: its corners in pixels of the picture, and how sure the finder is, 0 to 1."""

    corners: Corners
    score: float


class PlateFinder:
    """Finds plates in grey pictures. Holds one model."""

    def __init__(self, threads: int, weights: Path = SHIPPED) -> None:
        self._session: onnxruntime.InferenceSession = session(path_of(FINDER, weights), threads)

    def find(self, picture: Luma, long_side: int) -> list[FoundPlate]:
        """Every plate in the picture, looked at with its longer side drawn ``long_side`` pixels long."""
        height, width = picture.shape
        scale = long_side / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        drawn = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        padded = np.full([-(-side // _MULTIPLE) * _MULTIPLE for side in size[::-1]], _GREY, np.uint8)
        padded[: size[1], : size[0]] = drawn
        stretch = np.array([width / size[0], height / size[1]], np.float32)
        return [FoundPlate(found.corners * stretch, found.score) for found in self._look(padded)]

    def closer(self, picture: Luma, found: FoundPlate) -> FoundPlate:
        """The same plate with better corners, from close looks at its surroundings."""
        for _ in range(_CLOSE_LOOKS):
            before, found = found, self._closer(picture, found)
            if np.abs(found.corners - before.corners).max() < _STEADY * sides(found.corners)[0]:
                break
        return found

    def _closer(self, picture: Luma, found: FoundPlate) -> FoundPlate:
        width, height = _CLOSE_SIZE
        scale = _CLOSE_WIDTH / max(sides(found.corners)[0], 1.0)
        middle = found.corners.mean(axis=0)
        move = np.array([width / 2, height / 2], np.float32) - scale * middle
        matrix = np.array([[scale, 0, move[0]], [0, scale, move[1]]], np.float32)
        near = cv2.warpAffine(
            _smoothed(picture, found.corners, scale),
            matrix,
            _CLOSE_SIZE,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.uint8)
        here = [
            plate
            for plate in self._look(near)
            if np.all(np.abs(plate.corners.mean(axis=0) - (width / 2, height / 2)) < (width / 4, height / 4))
        ]
        if not here:
            return found
        best = max(here, key=lambda plate: plate.score)
        return FoundPlate((best.corners - move) / np.float32(scale), max(found.score, best.score))

    def _look(self, drawn: Luma) -> list[FoundPlate]:
        outputs = self._session.run(None, {"luma": drawn[None, None].astype(np.float32) / np.float32(255)})
        cells = [_cells(output[0], stride) for output, stride in zip(outputs, _STRIDES, strict=True)]
        corners = np.concatenate([found for found, _ in cells])
        scores = np.concatenate([score for _, score in cells])
        return _plates(corners, scores)


def _smoothed(picture: Luma, corners: Corners, scale: float) -> Luma:
    """The picture, blurred around the plate when it will be drawn smaller, or fine strokes would alias."""
    if scale > 0.6:
        return picture
    reach = 2 * float(np.ptp(corners, axis=0).max())
    middle = corners.mean(axis=0)
    x0, y0 = np.clip(middle - reach, 0, None).astype(int)
    x1, y1 = (middle + reach).astype(int)
    out = picture.copy()
    out[y0:y1, x0:x1] = cv2.GaussianBlur(picture[y0:y1, x0:x1], (0, 0), 0.45 / scale)
    return out


def _cells(output: NDArray[np.float32], stride: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One output (9, h, w) to the corners (n, 4, 2) and scores (n) of its cells that say something."""
    scores = 1 / (1 + np.exp(-output[0]))
    rows, columns = np.nonzero(scores > _CELL)
    middles = np.stack([columns + 0.5, rows + 0.5], axis=1) * stride
    offsets = output[1:, rows, columns].T.reshape(-1, 4, 2) * (_OFFSET * stride)
    least, most = _REACHES[_STRIDES.index(stride)]
    longest = np.linalg.norm(offsets - np.roll(offsets, 1, axis=1), axis=2).max(axis=1)
    fits = (longest >= least) & (longest <= most)
    corners, scores = (offsets + middles[:, None])[fits], scores[rows, columns][fits]
    return corners.astype(np.float32), scores.astype(np.float32)


def _plates(corners: NDArray[np.float32], scores: NDArray[np.float32]) -> list[FoundPlate]:
    """Cells that mean the same plate taken together, their corners averaged by how sure each is."""
    plates: list[FoundPlate] = []
    left = np.argsort(-scores, kind="stable")
    while len(left):
        same = _shared(corners[left], corners[left[0]]) > _SHARED
        same[0] = True
        group = left[same]
        sure = group[scores[group] >= _AGREES * scores[group[0]]]
        mean = np.average(corners[sure], axis=0, weights=scores[sure]).astype(np.float32)
        plates.append(FoundPlate(mean, float(scores[group[0]])))
        left = left[~same]
    return plates


def without_overlaps(plates: Sequence[FoundPlate]) -> list[FoundPlate]:
    """The surer of any two finds of one plate, surest first."""
    kept: list[FoundPlate] = []
    for plate in sorted(plates, key=lambda plate: -plate.score):
        if not any(_shared(plate.corners[None], other.corners)[0] > _SHARED for other in kept):
            kept.append(plate)
    return kept


def _shared(many: NDArray[np.float32], one: Corners) -> NDArray[np.float32]:
    """What the upright boxes around each of (n, 4, 2) share with one, as a part of the smaller."""
    low, high = np.maximum(many.min(1), one.min(0)), np.minimum(many.max(1), one.max(0))
    shared = np.clip(high - low, 0, None).prod(1)
    smaller = np.minimum(np.ptp(many, axis=1).prod(1), np.ptp(one, axis=0).prod())
    return np.asarray(shared / np.maximum(smaller, 1e-6), dtype=np.float32)
