"""Reads straightened plates: our own network, trained on rendered plates (docs/reference/models.md)."""

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


class PlateReader:
    """Reads plates in grey pictures. Holds one model."""

    def __init__(self, threads: int, weights: Path = SHIPPED) -> None:
        self._session: onnxruntime.InferenceSession = session(path_of(READER, weights), threads)

    def read(self, picture: Luma, corners: Corners, margin: float) -> Spelling:
        """What stands between the corners, each moved outwards from the middle by so great a part."""
        return spell(self._columns(picture, corners, margin), _LETTERS * sides(corners)[1])

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
