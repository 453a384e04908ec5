"""Reads straightened plates: our own network, trained on rendered plates (docs/reference/models.md)."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from trackway.vision.alphabet import SEPARATOR, SYMBOLS, in_columns
from trackway.vision.geometry import Corners, Luma, sides, straightened
from trackway.vision.spelling import Spelling, spell
from trackway.vision.weights import READER, SHIPPED, path_of, session

__all__ = ["PlateReader"]

_SIZE = (160, 48)
"""Width and height of the network's input, whatever the plate's own shape."""
_LETTERS = 0.6
"""The part of a plate's height that its letters take."""
_LEAST_LETTERS = 4
_EVEN = (-0.15, 0.84)
"""How much further, in letters, a line may start from its plate's left end than it ends from the right one.
All but one of 214 right readings of photographs lie within; a lost first or last letter lies beyond."""


class PlateReader:
    """Reads plates in grey pictures. Holds one model."""

    def __init__(self, threads: int, weights: Path = SHIPPED) -> None:
        self._session: onnxruntime.InferenceSession = session(path_of(READER, weights), threads)

    def read(self, picture: Luma, corners: Corners, margin: float) -> Spelling:
        """What stands between the corners, each moved outwards from the middle by so great a part."""
        columns = self._columns(picture, corners, margin)
        spelling = spell(columns, _LETTERS * sides(corners)[1])
        return replace(spelling, is_off_centre=_is_off_centre(columns))

    def plain(self, picture: Luma, corners: Corners, margin: float) -> str:
        """The likeliest symbol of each step, before the grammar has its say; no separators."""
        out, last = "", -1
        for column in self._columns(picture, corners, margin).argmax(axis=1).tolist():
            if column != last and column < SEPARATOR:
                out += SYMBOLS[column]
            last = column
        return out

    def _columns(self, picture: Luma, corners: Corners, margin: float) -> NDArray[np.float32]:
        middle = corners.mean(axis=0)
        loose = ((corners - middle) * np.float32(1 + margin) + middle).astype(np.float32)
        flat = straightened(picture, loose, *_SIZE)[None, None].astype(np.float32) / np.float32(255)
        logits = np.asarray(self._session.run(None, {"luma": flat})[0], dtype=np.float32)[0]
        return in_columns(logits)


def _is_off_centre(columns: NDArray[np.float32]) -> bool:
    """Whether the line's ends are unevenly far from the plate's, counted in letters.

    The network tells a letter where it begins, so that even an evenly placed line starts about half a
    letter late.
    """
    told = columns.argmax(axis=1)
    steps = np.flatnonzero(told <= SEPARATOR)
    count = 1 + int(np.count_nonzero((np.diff(steps) > 1) | (np.diff(told[steps]) != 0)))
    if count < _LEAST_LETTERS:
        return False
    first, last = int(steps[0]), int(steps[-1])
    uneven = (first - (len(columns) - 1 - last)) * (count - 1) / (last - first)
    return not _EVEN[0] <= uneven <= _EVEN[1]
