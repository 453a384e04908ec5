"""Movement: where in the picture something moves, told from a small grey copy of it.

::

    luma ─► 320 wide ─► differs from the background? ─► and from the look before? ─► boxes

The background is a running mean that forgets slowly under what moves. What stands still, however new,
is no movement and sinks into the background; so does a ghost left by something that drove off.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.reading import Box
from trackway.vision.geometry import Luma

__all__ = ["Movement", "Moving"]

_WIDTH = 320
"""A vehicle at the end of a plate camera's reach is some 20 of these wide."""
_LEAST_STEP = 9.0
"""Grey levels; less is noise of night footage and of coding."""
_NOISES = 5.0
"""So many times the picture's own noise is a change."""
_LEAST_AREA = 0.002
"""Of the picture. A scooter far away; smaller are leaves and birds."""
_FORGET_S = 4.0
_FORGET_STILL_S = 10.0
_FORGET_UNDER_S = 40.0
"""Time constants: of the plain background, of what came and stands, of what moves."""
_ALL = 0.5
"""Of the picture: when more moves, it is the camera or the light, and places mean nothing."""
_STIRRING = 0.03
"""Of a changed area that must also differ from the look before, or it stands still."""
_GAP = 5
"""Cells; pieces nearer than this are one vehicle."""


@dataclass(frozen=True, slots=True)
class Moving:
    """Where something moves: boxes in pixels of the frame; ``is_everywhere`` when the whole picture does."""

    boxes: tuple[Box, ...]
    is_everywhere: bool


class Movement:
    """Follows the background of one camera's picture."""

    def __init__(self) -> None:
        self._background: NDArray[np.float32] | None = None
        self._before: NDArray[np.float32] | None = None
        self._at_s = 0.0

    def see(self, luma: Luma, at_s: float) -> Moving:
        """What moves now, compared with the pictures seen before."""
        height, width = luma.shape
        size = (_WIDTH, max(8, round(height * _WIDTH / width)))
        small = cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        small = np.asarray(cv2.blur(small, (3, 3)), dtype=np.float32)
        background, before = self._background, self._before
        if background is None or before is None or background.shape != small.shape:
            self._background, self._before, self._at_s = small.copy(), small, at_s
            return Moving((), is_everywhere=False)
        changed = _changed(small, background)
        stirring = _changed(small, before)
        passed_s, self._at_s = max(at_s - self._at_s, 0.0), at_s
        background += _shares(changed, stirring, passed_s) * (small - background)
        self._before = small
        changed_share, stirring_share = _share(changed), _share(stirring)
        if changed_share < _LEAST_AREA:
            return Moving((), is_everywhere=False)
        if changed_share > _ALL or stirring_share > _ALL:
            if changed_share > _ALL and stirring_share < _ALL / 5:  # a light was switched: start anew
                self._background = small.copy()
                return Moving((), is_everywhere=False)
            return Moving((Box(0, 0, width, height),), is_everywhere=True)
        scale = width / _WIDTH
        boxes = tuple(_scaled(box, scale, width, height) for box in _boxes(changed, stirring))
        return Moving(boxes, is_everywhere=False)


def _share(cells: NDArray[np.bool_]) -> float:
    return cv2.countNonZero(cells.view(np.uint8)) / cells.size


def _shares(
    changed: NDArray[np.bool_], stirring: NDArray[np.bool_], passed_s: float
) -> NDArray[np.float32] | np.float32:
    """How much of each cell the background takes over: little under movement, more where it stands still."""
    plain, still, under = (
        np.float32(1 - math.exp(-passed_s / forget_s))
        for forget_s in (_FORGET_S, _FORGET_STILL_S, _FORGET_UNDER_S)
    )
    if not changed.any():
        return plain
    near_stir = cv2.dilate(stirring.view(np.uint8), np.ones((_GAP, _GAP), np.uint8)) > 0
    return np.where(changed, np.where(near_stir, under, still), plain)


def _changed(now: NDArray[np.float32], then: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Cells that differ by more than noise, after taking out a common step in brightness."""
    step = now - then
    step -= _median(step)
    step = np.abs(step, out=step)
    noise = 1.4826 * _median(step)
    return np.asarray(step > max(_LEAST_STEP, _NOISES * noise), dtype=np.bool_)


def _median(cells: NDArray[np.float32]) -> np.float32:
    """Of one cell in 36: that of all is the same within a tenth of the noise, and costs too much."""
    some = cells[::6, ::6].ravel()
    middle = some.size // 2
    return np.float32(np.partition(some, middle)[middle])


def _boxes(changed: NDArray[np.bool_], stirring: NDArray[np.bool_]) -> list[Box]:
    joined = cv2.dilate(changed.view(np.uint8), np.ones((_GAP, _GAP), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    out = []
    for label in range(1, count):
        x, y, width, height = (int(v) for v in stats[label][:4])
        here = labels[y : y + height, x : x + width] == label
        area = int((changed[y : y + height, x : x + width] & here).sum())
        stirred = int((stirring[y : y + height, x : x + width] & here).sum())
        if area >= _LEAST_AREA * changed.size and stirred >= _STIRRING * area:
            out.append(Box(x, y, x + width, y + height))
    return out


def _scaled(box: Box, scale: float, width: int, height: int) -> Box:
    return Box(
        max(0, int(box.x0 * scale)),
        max(0, int(box.y0 * scale)),
        min(width, math.ceil(box.x1 * scale)),
        min(height, math.ceil(box.y1 * scale)),
    )
