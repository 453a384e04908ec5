"""PP-OCRv6 small, the reader of the rapidocr wheel, on one straightened plate at a time."""

from typing import Any

import cv2
import numpy as np
from clp import inside, session
from numpy.typing import NDArray

_HIGH = 48
_ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.·")


class PpocrReader:
    """Reads a crop: text and the mean probability of its characters."""

    def __init__(self) -> None:
        self._session = session(inside("rapidocr", "models", "PP-OCRv6_rec_small.onnx"))
        characters = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._symbols = ["", *characters, " "]
        self._kept = np.array([0] + [i for i, s in enumerate(self._symbols) if s in _ALPHABET])
        self._input = self._session.get_inputs()[0].name

    def read(self, crop: NDArray[Any]) -> tuple[str, float]:
        """Plate characters only: of each step the likeliest of them, or nothing."""
        height, width = crop.shape[:2]
        wide = int(np.clip(round(_HIGH * width / max(height, 1)), 32, 640))
        drawn = cv2.resize(crop, (wide, _HIGH), interpolation=cv2.INTER_LINEAR)
        fed = (drawn.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
        steps = self._session.run(None, {self._input: fed})[0][0][:, self._kept]
        best = steps.argmax(1)
        text, sure, last = "", [], 0
        for step, k in enumerate(best):
            if k and k != last:
                text += self._symbols[self._kept[k]]
                sure.append(float(steps[step, k]))
            last = k
        plain = "".join(s for s in text if s.isalnum())
        return plain, float(np.mean(sure)) if sure else 0.0


def straightened(picture: NDArray[Any], corners: NDArray[Any], margin: float) -> NDArray[Any]:
    """What lies between the corners moved outwards a little, upright."""
    middle = corners.mean(0)
    corners = ((corners - middle) * (1 + 2 * margin) + middle).astype(np.float32)
    top, side = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[3] - corners[0])
    high = float(np.clip(side, 24, 96))
    wide = high * float(np.clip(top / max(side, 1), 1.2, 4.5))
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    size = (round(wide), round(high))
    return cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
