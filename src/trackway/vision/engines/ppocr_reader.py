"""Reads one straightened line of text with PP-OCR's reader."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from trackway.vision.engines.characters import Characters, probabilities, strangers
from trackway.vision.engines.sessions import opened
from trackway.vision.geometry import Corners, Luma, sides, straightened
from trackway.vision.spelling import Spelling, spell

__all__ = ["PpocrReader", "Text"]

_HEIGHT = 48
"""Pixels; what the network was trained on."""
_PIXELS_A_STEP = 8
_NARROWEST, _WIDEST = 96, 480


@dataclass(frozen=True, slots=True)
class Text:
    """What a line says: its spelling, and how many characters of other writing stood on it."""

    spelling: Spelling
    strangers: int


class PpocrReader:
    """Reads lines of text in grey pictures. Holds one model."""

    def __init__(self, weights: Path, threads: int) -> None:
        self._session: onnxruntime.InferenceSession = opened(weights, threads)
        listed = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._characters = Characters(["", *listed, " "])

    def read(self, picture: Luma, corners: Corners, stretch: float) -> Text:
        """What the line between the corners says, drawn ``stretch`` times as wide as it is.

        Some stretch gives repeated characters steps of their own: unstretched, 7771 reads as 771.
        """
        along, across = sides(corners)
        wanted = _HEIGHT * stretch * along / max(across, 1.0)
        width = int(np.clip(round(wanted / _PIXELS_A_STEP) * _PIXELS_A_STEP, _NARROWEST, _WIDEST))
        flat = straightened(picture, corners, width, _HEIGHT).astype(np.float32)
        grey = flat / np.float32(127.5) - 1
        tensor = np.ascontiguousarray(np.broadcast_to(grey, (1, 3, _HEIGHT, width)))
        steps = np.asarray(self._session.run(None, {"x": tensor})[0], dtype=np.float32)[0]
        folded = self._characters.fold(probabilities(steps))
        return Text(spell(folded, across), strangers(folded))
