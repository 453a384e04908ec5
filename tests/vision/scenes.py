"""Pictures with drawn plates, and an engine that knows the truth."""

from collections.abc import Callable, Mapping

import av
import cv2
import numpy as np

from trackway.model.plate import Plate, parse_plate
from trackway.model.reading import Box, Letter, Reading
from trackway.sim.drawing import draw_plate, style_of
from trackway.video import Frame
from trackway.vision import Luma


def drawn_plate(text: str, width_px: int) -> Luma:
    """A plate seen straight on, in grey."""
    plate = parse_plate(text)
    return np.asarray(
        cv2.cvtColor(draw_plate(plate, style_of(plate), width_px), cv2.COLOR_BGR2GRAY), np.uint8
    )


def street(width: int = 640, height: int = 360, seed: int = 0) -> Luma:
    """A picture with soft shapes and a little noise, in which nothing is written."""
    rng = np.random.default_rng(seed)
    shapes = cv2.resize(
        rng.integers(60, 170, (6, 10), dtype=np.uint8), (width, height), interpolation=cv2.INTER_CUBIC
    )
    return np.asarray(
        np.clip(shapes.astype(np.int16) + rng.integers(-3, 4, (height, width)), 0, 255), np.uint8
    )


def with_plate(picture: Luma, text: str, width_px: int, x: int, y: int) -> tuple[Luma, Box]:
    """The picture with a dark vehicle's back and a plate on it, and where the plate is; x, y its corner."""
    plate = drawn_plate(text, width_px)
    high, wide = plate.shape
    out = picture.copy()
    top, left = max(0, y - 2 * high), max(0, x - wide)
    out[top : y + 2 * high, left : x + 2 * wide] = 55
    out[y : y + high, x : x + wide] = plate
    return out, Box(x, y, x + wide, y + high)


def frame_of(picture: Luma, at_s: float) -> Frame:
    """A frame of footage that shows this picture."""
    return Frame(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="gray"), at_s, 0)


def reading(
    text: str, box: Box, at_s: float = 0.0, *, sure: float = 0.99, found: float = 0.95, split: int = 0
) -> Reading:
    """A look at a plate, every letter equally sure."""
    return Reading(tuple(Letter(symbol, sure) for symbol in text), found, box, at_s, "truth", split)


Truth = Callable[[float], Mapping[str, Box]]
"""Which plates are where in the frame at a moment."""


class TrueEngine:
    """Sees the plates that are really there, wherever it is told to look.

    A picture it is handed carries its place in the frame in no way, so the plates' own pixels tell:
    each is painted as a block of its own grey level.
    """

    def __init__(self, texts: Mapping[int, str], sure: Callable[[str, float], float] | None = None) -> None:
        self._texts = dict(texts)
        self._sure = sure or (lambda text, at_s: 0.99)
        self.looks = 0

    @property
    def model(self) -> str:
        return "truth"

    def open(self) -> None:
        pass

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        self.looks += 1
        found = []
        for level, text in self._texts.items():
            ys, xs = np.nonzero(picture == level)
            if len(xs) >= 100:
                box = Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
                found.append(reading(text, box, at_s, sure=self._sure(text, at_s)))
        return tuple(found)

    glance = look


def plate_of(text: str) -> Plate:
    """The plate of a text."""
    return parse_plate(text)
