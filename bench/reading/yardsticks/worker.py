"""One yardstick at work: a picture's path a line in, what was seen a line out (JSON).

Run by the interpreter of the yardsticks' own environment: ``python worker.py NAME``. Pictures are
``.npy`` files, (height, width, 3) BGR. An answer has the seconds of processor it took and, per plate
seen, text, confidence and box.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2
import numpy as np
from clp import ClpDetector
from numpy.typing import NDArray
from ppocr import PpocrReader, straightened
from yolo import YoloDetector

Seen = Iterator[tuple[str, float, list[float]]]
"""Text, confidence, box of each plate."""


class Detector(Protocol):
    """Finds plates."""

    def find(self, picture: NDArray[Any]) -> list[tuple[NDArray[Any], float]]: ...


class Tool(Protocol):
    """Finds plates and reads them."""

    def see(self, picture: NDArray[Any]) -> Seen: ...


class Pair:
    """A detector of plates and PP-OCRv6 on each, straightened."""

    def __init__(self, detector: Detector, margin: float) -> None:
        self._detector, self._reader, self._margin = detector, PpocrReader(), margin

    def see(self, picture: NDArray[Any]) -> Seen:
        for corners, _ in self._detector.find(picture):
            text, sure = self._reader.read(straightened(picture, corners, self._margin))
            yield text, sure, [*corners.min(0).tolist(), *corners.max(0).tolist()]


class WholePicture:
    """RapidOCR on the whole picture: every line of text it finds. Which is a plate, the asker judges."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR  # noqa: PLC0415  only this yardstick needs it

        one = {"EngineConfig.onnxruntime.intra_op_num_threads": 1}
        self._ocr = RapidOCR(params={"Global.log_level": "error", **one})

    def see(self, picture: NDArray[Any]) -> Seen:
        out = self._ocr(picture, use_cls=False)
        for box, text, sure in zip(
            out.boxes if out.boxes is not None else (), out.txts or (), out.scores or (), strict=False
        ):
            corners = np.array(box)
            yield text, float(sure), [*corners.min(0).tolist(), *corners.max(0).tolist()]


class PlatePackage:
    """The packages platedet and platerec together, as their own pages say."""

    def __init__(self) -> None:
        import onnxruntime  # noqa: PLC0415
        from PIL import Image  # noqa: PLC0415
        from platerec import Platerec  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._reader, self._image = Platerec(sess_options=options), Image

    def see(self, picture: NDArray[Any]) -> Seen:
        seen = self._reader.detect_read(self._image.fromarray(picture[..., ::-1].copy()))
        for box, word, sure in zip(seen["boxes"], seen["words"], seen["words_confidences"], strict=True):
            yield word.split("]")[-1], float(sure), [float(v) for v in box]


def _opened(name: str) -> Tool:
    if name == "clp416+ppocr6":
        return Pair(ClpDetector((416,)), 0.02)
    if name == "clp+ppocr6":
        return Pair(ClpDetector((416, 640, 1280)), 0.02)
    if name == "yolov8n+ppocr6":
        return Pair(YoloDetector(Path(sys.prefix) / "fastanpr.onnx"), 0.0)
    if name == "rapidocr-lines":
        return WholePicture()
    return {"platedet+platerec": PlatePackage}[name]()


def main(name: str) -> None:
    """Answer every line until there are no more."""
    cv2.setNumThreads(1)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer
    tool = _opened(name)
    answers.write(json.dumps({"ready": name}) + "\n")
    answers.flush()
    for line in sys.stdin:
        picture = np.load(json.loads(line)["picture"])
        began = time.process_time()
        seen = list(tool.see(picture))
        took = time.process_time() - began
        rows = [{"text": text, "confidence": sure, "box": box} for text, sure, box in seen]
        answers.write(json.dumps({"took_s": took, "seen": rows}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
