"""An owner's detector: its rows, whatever they mean, as sightings of plates."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trackway.vision.engines.errors import UnfitEngine
from trackway.vision.engines.manifest import Boxes, DetectorPart
from trackway.vision.engines.onnx_input import OnnxModel, letterboxed
from trackway.vision.engines.sighting import Sighting, boxed, surest
from trackway.vision.geometry import Corners, Luma

__all__ = ["OnnxDetector"]

_MOST = 300
"""Rows taken, surest first; a frame holds fewer plates."""
_MAP_CHANNELS = 9
_OFFSET = 4
"""Offsets of Trackway's own finder come in units of this many strides."""
_LEAST_SIDE_PX = 2.0


class OnnxDetector:
    """Finds plates in grey pictures. Holds one model."""

    def __init__(self, part: DetectorPart, threads: int) -> None:
        self._part = part
        self._model = OnnxModel(part.model, threads)

    def find(self, picture: Luma) -> list[Sighting]:
        """Every plate at least as sure as the manifest demands, surest first. Raises ``UnfitEngine``."""
        drawn, scale, (left, top) = letterboxed(picture, self._part.model.size)
        found = self._sightings(self._model.run(drawn))
        origin = np.array([left, top], np.float32)
        here = [
            Sighting((one.corners - origin) / np.float32(scale), one.score, one.is_box)
            for one in sorted(found, key=lambda one: -one.score)[:_MOST]
        ]
        high, wide = picture.shape
        return [one for one in surest(here, _corners, _score) if _is_inside(one.corners, wide, high)]

    def _sightings(self, answers: Sequence[NDArray[np.float32]]) -> list[Sighting]:
        match self._part.layout:
            case Boxes.MAPS:
                return [one for answer in answers for one in self._of_map(answer)]
            case Boxes.YOLO:
                return self._of_yolo(answers[0])
            case Boxes.ROWS:
                rows = self._rows(answers[0], 5)
                classes = rows[:, 5] if rows.shape[1] > 5 else np.zeros(len(rows), np.float32)
                return self._of_boxes(rows[:, :4], rows[:, 4], classes)
            case Boxes.END_TO_END:
                rows = self._rows(answers[0], 7)
                return self._of_boxes(rows[:, 1:5], rows[:, 6], rows[:, 5])
            case Boxes.CORNERS:
                rows = self._rows(answers[0], 9)
                kept = rows[rows[:, 8] >= self._part.least_score]
                return [Sighting(row[:8].reshape(4, 2), float(row[8]), is_box=False) for row in kept]

    def _rows(self, answer: NDArray[np.float32], least: int) -> NDArray[np.float32]:
        """The output as (n, at least so many) without the dimension of the batch."""
        rows = answer[0] if answer.ndim == 3 and answer.shape[0] == 1 else answer
        if rows.ndim != 2 or (len(rows) and rows.shape[1] < least):
            raise self._wrong(answer, f"rows of {least} numbers or more")
        return rows if len(rows) else np.zeros((0, max(least, 7)), np.float32)

    def _of_boxes(
        self, boxes: NDArray[np.float32], scores: NDArray[np.float32], classes: NDArray[np.float32]
    ) -> list[Sighting]:
        wanted = scores >= self._part.least_score
        if self._part.plate_class is not None:
            wanted &= classes.astype(int) == self._part.plate_class
        return [
            Sighting(boxed(*map(float, boxes[i])), float(scores[i]), is_box=True)
            for i in np.flatnonzero(wanted)
        ]

    def _of_yolo(self, answer: NDArray[np.float32]) -> list[Sighting]:
        rows = answer[0] if answer.ndim == 3 and answer.shape[0] == 1 else answer
        if rows.ndim == 2 and rows.shape[0] < rows.shape[1]:
            rows = rows.T  # there are more places than numbers for each
        if rows.ndim != 2 or rows.shape[1] < 5:
            raise self._wrong(answer, "four numbers and a score per class for each place")
        classes = rows[:, 4:].argmax(axis=1)
        if self._part.plate_class is not None:
            if self._part.plate_class >= rows.shape[1] - 4:
                raise self._wrong(answer, f"a class {self._part.plate_class}")
            classes = np.full(len(rows), self._part.plate_class)
        scores = rows[np.arange(len(rows)), 4 + classes]
        half = rows[:, 2:4] / 2
        return self._of_boxes(
            np.concatenate([rows[:, :2] - half, rows[:, :2] + half], axis=1),
            scores,
            classes.astype(np.float32),
        )

    def _of_map(self, answer: NDArray[np.float32]) -> list[Sighting]:
        if answer.ndim != 4 or answer.shape[0] != 1 or answer.shape[1] < _MAP_CHANNELS:
            raise self._wrong(answer, f"maps of {_MAP_CHANNELS} channels")
        stride = self._part.model.size[0] / answer.shape[3]
        scores = 1 / (1 + np.exp(-np.clip(answer[0, 0], -60, 60)))
        rows, columns = np.nonzero(scores >= self._part.least_score)
        middles = np.stack([columns + 0.5, rows + 0.5], axis=1) * stride
        offsets = answer[0, 1:_MAP_CHANNELS, rows, columns].reshape(-1, 4, 2) * (_OFFSET * stride)
        corners = (offsets + middles[:, None]).astype(np.float32)
        return [
            Sighting(corners[i], float(scores[rows[i], columns[i]]), is_box=False) for i in range(len(rows))
        ]

    def _wrong(self, answer: NDArray[np.float32], wanted: str) -> UnfitEngine:
        return UnfitEngine(
            f"{self._part.model.path} answers with the shape {list(answer.shape)}; "
            f"the layout {self._part.layout} needs {wanted}."
        )


def _corners(one: Sighting) -> Corners:
    return one.corners


def _score(one: Sighting) -> float:
    return one.score


def _is_inside(corners: Corners, wide: int, high: int) -> bool:
    """Whether there is something of a plate's size with its middle in the picture, in numbers at all."""
    if not np.isfinite(corners).all() or np.ptp(corners, axis=0).min() < _LEAST_SIDE_PX:
        return False
    x, y = corners.mean(axis=0)
    return bool(0 <= x < wide and 0 <= y < high)
