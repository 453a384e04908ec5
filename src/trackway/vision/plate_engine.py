"""The engine: one network of ours finds plates with their corners, another reads them straightened.

::

    picture ─► finder, small and large ─► each plate: a close look at its corners ─► reader
                                                              doubtful? read again, cut looser ◄─┘
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from trackway.model.reading import Reading
from trackway.vision.calibration import calibrated
from trackway.vision.geometry import Luma, bounding_box, sides
from trackway.vision.plate_finder import FoundPlate, PlateFinder, without_overlaps
from trackway.vision.plate_reader import PlateReader
from trackway.vision.spelling import Spelling, letters, pooled
from trackway.vision.weights import FINDER, READER, SHIPPED, fingerprint, path_of

__all__ = ["PlateEngine", "default_engine"]

_SCALES = (384, 1280)
"""Longer side in pixels of the two looks: near plates are found in the first, far ones in the second."""
_GLANCE = (192, 640)
"""Least and most of the longer side in a glance, which sees a part of a frame at its own size."""
_WORTH_A_LOOK, _LEAST_FOUND = 0.2, 0.5
"""How surely it must be a plate before a close look at it, and after."""
_SHORTEST = 4
"""Characters; no plate on the road has fewer, and what reads shorter is a lamp or a grille."""
_MARGIN, _LOOSER = 0.04, 0.1
_CLEAR = 0.97
"""A reading whose weakest letter is surer than this needs no second opinion."""


class PlateEngine:
    """The finder and the reader on onnxruntime. Used by one thread; pickles as its recipe.

    ``weights`` is a folder with a bureau's own finder or reader, as fine-tuning makes them; what it lacks
    is taken from those shipped. Raises ``WeightsMissing`` when it is not there.

    The models are opened at the first look: a command that only hands the engine on need not wait.
    """

    def __init__(self, threads: int = 1, weights: Path = SHIPPED) -> None:
        self._threads, self._weights = threads, weights
        self._model = f"trackway1-{fingerprint(path_of(FINDER, weights), path_of(READER, weights))}"

    def __reduce__(self) -> tuple[Callable[..., "PlateEngine"], tuple[object, ...]]:
        return PlateEngine, (self._threads, self._weights)

    @cached_property
    def _finder(self) -> PlateFinder:
        return PlateFinder(self._threads, self._weights)

    @cached_property
    def _reader(self) -> PlateReader:
        return PlateReader(self._threads, self._weights)

    @property
    def model(self) -> str:
        """The engine and the fingerprint of its weights."""
        return self._model

    def open(self) -> None:
        """Load both models now."""
        _ = self._finder, self._reader

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """Every plate seen, surest first."""
        native = max(picture.shape)
        scales = sorted({min(side, native) for side in _SCALES})
        return self._readings(picture, scales, at_s, is_glance=False)

    def glance(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """The same from one look at one scale, each plate read once."""
        scale = min(max(*picture.shape, _GLANCE[0]), _GLANCE[1])
        return self._readings(picture, [scale], at_s, is_glance=True)

    def _readings(
        self, picture: Luma, scales: Sequence[int], at_s: float, *, is_glance: bool
    ) -> tuple[Reading, ...]:
        found = [plate for scale in scales for plate in self._finder.find(picture, scale)]
        plates = [
            self._finder.closer(picture, plate)
            for plate in without_overlaps(found)
            if plate.score >= _WORTH_A_LOOK
        ]
        margins = (_MARGIN,) if is_glance else (_MARGIN, _LOOSER)
        readings = [
            self._reading(picture, plate, margins, at_s)
            for plate in without_overlaps(plates)
            if plate.score >= _LEAST_FOUND
        ]
        return tuple(reading for reading in readings if len(reading.letters) >= _SHORTEST)

    def _reading(self, picture: Luma, plate: FoundPlate, margins: Sequence[float], at_s: float) -> Reading:
        spelling = self._reader.read(picture, plate.corners, margins[0])
        if _weakest(spelling) < _CLEAR:
            again = [self._reader.read(picture, plate.corners, margin) for margin in margins[1:]]
            spelling = pooled([spelling, *again])
        box = bounding_box(plate.corners, picture)
        corners = tuple((round(float(x), 1), round(float(y), 1)) for x, y in plate.corners)
        return Reading(
            calibrated(letters(spelling), sides(plate.corners)[0]),
            round(plate.score, 3),
            box,
            at_s,
            self._model,
            spelling.split,
            corners,
        )


def default_engine(threads: int = 1) -> PlateEngine:
    """The engine that is used unless another is asked for."""
    return PlateEngine(threads)


def _weakest(spelling: Spelling) -> float:
    return min((letter.probability for letter in letters(spelling)), default=0.0)
