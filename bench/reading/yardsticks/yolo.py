"""YOLOv8n for plates from the fastanpr wheel (AGPL-3.0), as an ONNX file exported once beside this."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from clp import session
from numpy.typing import NDArray

_LEAST, _OVERLAP, _SIDE, _MULTIPLE = 0.25, 0.5, 640, 32


class YoloDetector:
    """Finds plates as upright boxes; the weights were trained on pictures 640 long."""

    def __init__(self, path: Path) -> None:
        self._session = session(path)

    def find(self, picture: NDArray[Any]) -> list[tuple[NDArray[Any], float]]:
        """Corners of each box, and its score."""
        scale = _SIDE / max(picture.shape[:2])
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        drawn = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)
        padded = np.full([*(-(-n // _MULTIPLE) * _MULTIPLE for n in drawn.shape[:2]), 3], 114, np.uint8)
        padded[: drawn.shape[0], : drawn.shape[1]] = drawn
        fed = padded[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255
        rows = self._session.run(None, {self._session.get_inputs()[0].name: np.ascontiguousarray(fed)})[0][
            0
        ].T
        rows = rows[rows[:, 4] > _LEAST]
        boxes = np.concatenate([rows[:, :2] - rows[:, 2:4] / 2, rows[:, 2:4]], axis=1)
        kept = cv2.dnn.NMSBoxes(boxes.tolist(), rows[:, 4].tolist(), _LEAST, _OVERLAP)
        found = []
        for i in np.array(kept, int).reshape(-1):
            x, y, w, h = boxes[i] / scale
            corners = np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32)
            found.append((corners, float(rows[i, 4])))
        return found
