"""Reads one straightened line of text: the reader's network and nothing more."""

import numpy as np
import onnxruntime

from trackway.vision.alphabet import Alphabet
from trackway.vision.geometry import Corners, Luma, sides, straightened
from trackway.vision.spelling import Spelling, spell
from trackway.vision.weights import READER, session

__all__ = ["HEIGHT", "TextReader"]

HEIGHT = 48
"""Pixels; what the network was trained on."""
_PIXELS_A_STEP = 8
_NARROWEST, _WIDEST = 96, 480


class TextReader:
    """Reads lines of text in grey pictures. Holds one model."""

    def __init__(self, threads: int) -> None:
        self._session: onnxruntime.InferenceSession = session(READER, threads)
        listed = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._alphabet = Alphabet(["", *listed, " "])

    def read(self, picture: Luma, corners: Corners, stretch: float) -> Spelling:
        """What the line between the corners says, drawn ``stretch`` times as wide as it is.

        Some stretch gives repeated characters steps of their own: unstretched, 7771 reads as 771.
        """
        along, across = sides(corners)
        wanted = HEIGHT * stretch * along / max(across, 1.0)
        width = int(np.clip(round(wanted / _PIXELS_A_STEP) * _PIXELS_A_STEP, _NARROWEST, _WIDEST))
        flat = straightened(picture, corners, width, HEIGHT).astype(np.float32)
        tensor = np.ascontiguousarray(np.broadcast_to(flat / np.float32(127.5) - 1, (1, 3, HEIGHT, width)))
        steps = np.asarray(self._session.run(None, {"x": tensor})[0], dtype=np.float32)[0]
        return spell(self._alphabet.fold(steps), across)
