"""Our own engine: one network finds plates with their corners, another reads them straightened.

::

    picture ─► finder, small and large ─► each plate: a close look at its corners ─► reader
                                                              doubtful? read again, cut looser ◄─┘
"""

from collections.abc import Callable
from functools import cached_property

from trackway.model.reading import Reading
from trackway.vision.geometry import Luma, bounding_box
from trackway.vision.plate_finder import FoundPlate, PlateFinder, without_overlaps
from trackway.vision.plate_reader import PlateReader
from trackway.vision.spelling import Spelling, letters, pooled
from trackway.vision.own_weights import FINDER, READER, fingerprint

__all__ = ["OwnEngine"]

_SCALES = (384, 1280)
"""Longer side in pixels of the two looks: near plates are found in the first, far ones in the second."""
_LEAST_FOUND = 0.5
_SHORTEST = 4
"""Characters; no plate on the road has fewer, and what reads shorter is a lamp or a grille."""
_MARGIN, _LOOSER = 0.04, 0.1
_CLEAR = 0.97
"""A reading whose weakest letter is surer than this needs no second opinion."""


class OwnEngine:
    """The finder and the reader on onnxruntime. Used by one thread; pickles as its recipe.

    The models are opened at the first look: a command that only hands the engine on need not wait.
    """

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._model = f"trackway1-{fingerprint(FINDER, READER)}"

    def __reduce__(self) -> tuple[Callable[[int], "OwnEngine"], tuple[int]]:
        return OwnEngine, (self._threads,)

    @cached_property
    def _finder(self) -> PlateFinder:
        return PlateFinder(self._threads)

    @cached_property
    def _reader(self) -> PlateReader:
        return PlateReader(self._threads)

    @property
    def model(self) -> str:
        """The engine and the fingerprint of its weights."""
        return self._model

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """Every plate seen, surest first."""
        native = max(picture.shape)
        found: list[FoundPlate] = []
        for long_side in sorted({min(side, native) for side in _SCALES}):
            found += self._finder.find(picture, long_side)
        plates = [
            self._finder.closer(picture, plate)
            for plate in without_overlaps(found)
            if plate.score >= _LEAST_FOUND
        ]
        readings = [self._reading(picture, plate, at_s) for plate in without_overlaps(plates)]
        return tuple(reading for reading in readings if len(reading.letters) >= _SHORTEST)

    def _reading(self, picture: Luma, plate: FoundPlate, at_s: float) -> Reading:
        spelling = self._reader.read(picture, plate.corners, _MARGIN)
        if _weakest(spelling) < _CLEAR:
            spelling = pooled([spelling, self._reader.read(picture, plate.corners, _LOOSER)])
        box = bounding_box(plate.corners, picture)
        return Reading(letters(spelling), round(plate.score, 3), box, at_s, self._model, spelling.split)


def _weakest(spelling: Spelling) -> float:
    return min((letter.probability for letter in letters(spelling)), default=0.0)
