"""The asking end of a yardstick: a process in the yardsticks' environment that answers picture by picture."""

import json
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from bench.reading.picture import Bgr
from bench.reading.saying import Answer, Said
from trackway.model.errors import Unavailable
from trackway.model.plate import NotAPlate, parse_plate

__all__ = ["SLOW", "YARDSTICKS", "Yardstick"]

YARDSTICKS: dict[str, str] = {
    "clp+ppocr6": "clp_det at 416, then 640, then 1280 where nothing was found; PP-OCRv6 small on each",
    "clp416+ppocr6": "clp_det at 416 only; PP-OCRv6 small on each, straightened",
    "yolov8n+ppocr6": "YOLOv8n of fastanpr (AGPL: measured only) at 640; PP-OCRv6 small on each box",
    "platedet+platerec": "the two packages as they come",
    "rapidocr-lines": "PP-OCRv6 small over the whole picture; lines that fit a series of plates",
}
"""Each yardstick's name and what it is, the chief one first."""

SLOW = ("rapidocr-lines", "platedet+platerec")
"""Those that take half a second a picture."""

_WORKER = Path(__file__).with_name("worker.py")


class Yardstick:
    """A yardstick at work; use it as a context. Raises ``Unavailable`` where it cannot be started."""

    def __init__(self, name: str, python: Path) -> None:
        if not python.is_file():
            raise Unavailable(f"There is no {python}; make the yardsticks with `trackway bench yardsticks`.")
        self._name = name
        self._folder = tempfile.TemporaryDirectory(prefix="yardstick-")
        self._picture = Path(self._folder.name) / "picture.npy"
        self._process = subprocess.Popen(
            [str(python), str(_WORKER), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            self._answered()  # that it is ready
        except Unavailable:
            self._end()
            raise

    @property
    def name(self) -> str:
        """What tables call it."""
        return self._name

    def read(self, picture: Bgr) -> Answer:
        """Every plate it sees; of a whole picture's text only what fits a series."""
        np.save(self._picture, picture)
        if self._process.stdin is None:
            raise Unavailable(f"The yardstick {self._name} takes no questions.")
        self._process.stdin.write(json.dumps({"picture": str(self._picture)}) + "\n")
        self._process.stdin.flush()
        answer = self._answered()
        said = []
        for row in answer["seen"]:
            try:
                plate = parse_plate(row["text"])
            except NotAPlate:
                continue
            if plate.is_valid or self._name != "rapidocr-lines":
                said.append(Said(plate.text, row["confidence"], tuple(row["box"])))
        return Answer(tuple(said), answer["took_s"])

    def _answered(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise Unavailable(
                f"The yardstick {self._name} ended; make it again: `trackway bench yardsticks`."
            )
        return dict(json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._folder.cleanup()
