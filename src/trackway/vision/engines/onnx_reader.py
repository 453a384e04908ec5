"""An owner's reader: its rows of characters as a spelling."""

import numpy as np

from trackway.vision.engines.characters import Characters, as_steps, probabilities
from trackway.vision.engines.errors import UnfitEngine
from trackway.vision.engines.manifest import Letters, ReaderPart
from trackway.vision.engines.onnx_input import OnnxModel
from trackway.vision.geometry import Corners, Luma, sides, straightened
from trackway.vision.spelling import Spelling, spell

__all__ = ["OnnxReader"]

_LETTERS = 0.6
"""The part of a plate's height that its letters take."""


class OnnxReader:
    """Reads plates in grey pictures. Holds one model."""

    def __init__(self, part: ReaderPart, threads: int) -> None:
        self._part = part
        self._model = OnnxModel(part.model, threads)
        self._characters = Characters(_characters(part))

    def read(self, picture: Luma, corners: Corners) -> Spelling:
        """What stands between the corners. Raises ``UnfitEngine`` when the answer is no text."""
        middle = corners.mean(axis=0)
        loose = ((corners - middle) * np.float32(1 + self._part.margin) + middle).astype(np.float32)
        answer = self._model.run(straightened(picture, loose, *self._part.model.size))[0]
        count = self._characters.count
        squeezed = [side for side in answer.shape if side != 1]
        if answer.size % count or (squeezed and squeezed[-1] != count and len(squeezed) > 1):
            raise UnfitEngine(
                f"{self._part.model.path} answers with the shape {list(answer.shape)}; the manifest's "
                f"alphabet and layout {self._part.layout} need rows of {count}."
            )
        folded = self._characters.fold(probabilities(answer.reshape(-1, count)))
        steps = as_steps(folded) if self._part.layout is Letters.SLOTS else folded
        return spell(steps, _LETTERS * sides(corners)[1])


def _characters(part: ReaderPart) -> list[str]:
    """What each output means, in their order; an empty text is none."""
    match part.layout:
        case Letters.CTC:
            return ["", *part.alphabet]
        case Letters.CTC_BLANK_LAST:
            return [*part.alphabet, ""]
        case Letters.SLOTS:
            return ["" if one == part.padding else one for one in part.alphabet]
