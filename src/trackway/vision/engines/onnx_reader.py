"""An owner's reader: its rows of characters as a spelling."""

import numpy as np
from numpy.typing import NDArray

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
    """Reads plates in grey pictures. Holds one model. Raises ``UnfitEngine`` when its answers are no text."""

    def __init__(self, part: ReaderPart, threads: int) -> None:
        self._part = part
        self._model = OnnxModel(part.model, threads)
        self._characters = Characters(_characters(part))
        width, height = part.model.size
        self._rows(np.full((height, width), 114, np.uint8))  # what does not fit is said before a plate comes

    def read(self, picture: Luma, corners: Corners) -> Spelling:
        """What stands between the corners; nothing where the answer is no numbers."""
        middle = corners.mean(axis=0)
        loose = ((corners - middle) * np.float32(1 + self._part.margin) + middle).astype(np.float32)
        odds = probabilities(self._rows(straightened(picture, loose, *self._part.model.size)))
        if not np.isfinite(odds).all():
            return Spelling((), 0)
        folded = self._characters.fold(odds)
        steps = as_steps(folded) if self._part.layout is Letters.SLOTS else folded
        return spell(steps, _LETTERS * sides(corners)[1])

    def _rows(self, flat: Luma) -> NDArray[np.float32]:
        """The answer as (steps or slots, characters)."""
        answer = self._model.run(flat)[0]
        count = self._characters.count
        squeezed = [side for side in answer.shape if side != 1]
        if answer.size % count or (squeezed and squeezed[-1] != count and len(squeezed) > 1):
            raise UnfitEngine(
                f"{self._part.model.path} answers with the shape {list(answer.shape)}; the manifest's "
                f"alphabet and layout {self._part.layout} need rows of {count}."
            )
        return answer.reshape(-1, count)


def _characters(part: ReaderPart) -> list[str]:
    """What each output means, in their order; an empty text is none."""
    match part.layout:
        case Letters.CTC:
            return ["", *part.alphabet]
        case Letters.CTC_BLANK_LAST:
            return [*part.alphabet, ""]
        case Letters.SLOTS:
            return ["" if one == part.padding else one for one in part.alphabet]
