"""What reads: our engine or a yardstick, each a ``Reader`` that says what it sees in a picture."""

import time
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from bench.reading.picture import Bgr, Rectangle
from trackway.model.reading import Reading
from trackway.vision import Engine, Luma
from trackway.vision.engines import DEFAULT
from trackway.vision.plate_reader import PlateReader

__all__ = ["Answer", "OurReader", "Reader", "Said"]

_MARGIN = 0.04
"""How loosely the engine cuts a plate for its first reading."""


@dataclass(frozen=True, slots=True)
class Said:
    """One plate as something read it: text in normal form, stated confidence, place.

    ``raw`` is the likeliest text before the grammar had its say, where the reader tells.
    """

    text: str
    confidence: float
    box: Rectangle
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All that was said about one picture, and the seconds of processor it took on one thread."""

    said: tuple[Said, ...]
    took_s: float


class Reader(Protocol):
    """Reads pictures, one after the other, on one thread."""

    @property
    def name(self) -> str:
        """What tables call it."""
        ...

    def read(self, picture: Bgr) -> Answer:
        """Every plate it sees."""
        ...


class OurReader:
    """An engine of Trackway, given what the product gives it: the picture in grey.

    Our own is asked again, off the clock, what its reader sees before the grammar.
    """

    def __init__(self, engine: Engine, name: str = "trackway") -> None:
        self._engine, self._name = engine, name
        self._reader = PlateReader(1) if name == DEFAULT else None

    @property
    def name(self) -> str:
        """What tables call it."""
        return self._name

    def read(self, picture: Bgr) -> Answer:
        """Every plate the engine sees."""
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
        began = time.process_time()
        readings = self._engine.look(grey)
        took = time.process_time() - began
        return Answer(tuple(self._said(reading, grey) for reading in readings), took)

    def _said(self, reading: Reading, grey: Luma) -> Said:
        box, raw = reading.box, None
        if self._reader is not None and reading.corners:
            raw = self._reader.plain(grey, np.array(reading.corners, np.float32), _MARGIN)
        return Said(reading.text, reading.confidence, (box.x0, box.y0, box.x1, box.y1), raw)
