"""RapidOCR's PP-OCRv6 small as an engine: every line of text is found, and what reads like a plate is one.

::

    picture ─► lines at a small scale ─► plate-shaped ones ─► read ─► like a plate? ─► doubtful? read again
                     └──────────── none: once more at a larger scale ─────┘

A general reader of writing: it knows nothing of vehicles or of a plate's border, and reads plates of any
country, hand-painted ones too. Several times the cost of our own engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trackway.model.plate import plausible
from trackway.model.reading import Reading
from trackway.vision.engines.ocr_lines import Line, LineFinder, merged, plate_sized
from trackway.vision.engines.plate_likeness import plate_likeness
from trackway.vision.engines.ppocr_reader import PpocrReader
from trackway.vision.engines.rapidocr_wheel import FINDER, READER, fingerprint, weights
from trackway.vision.engines.sighting import shared, surest
from trackway.vision.geometry import Corners, Luma, bounding_box, grown, sides
from trackway.vision.spelling import Spelling, letters, pooled

__all__ = ["RapidOcrEngine"]

_SCALES = (480, 960, 1600)
"""Longer side in pixels of the first look and of those after it. Near plates are found at 480 as at 640."""
_GLANCE = (256, 448, 736)
"""Longer side of a glance: least; for a crop of one vehicle, whose plate is a fifth of its width; most, for
crops of several, at the share below of their own size."""
_GLANCE_SHARE = 0.6
_UPSCALE = 2.0
"""A small crop is not blown up more than this for the finder."""
_ENOUGH = 1.25
"""A look at this many times the picture's own size has seen all there is."""
_SMALL = 12
"""Pixels in the scaled picture; where the tallest plate's letters are lower, others may be too low to see."""
_LEAST_FOUND, _SURELY_FOUND = 0.35, 0.7
_CLEAR = 0.97
"""A reading whose weakest letter is surer than this needs no second opinion."""
_MOST_READ = 16
"""Lines read per look, largest first: a shop sign must not stop the traffic."""
_STRETCH = 1.3
_OPINIONS: tuple[tuple[float, float, float], ...] = ((1.6, 0.0, 0.0), (1.3, 0.25, 0.08))
"""Second opinions: stretch, then growth along and across the line in letter heights."""
_ZOOM = 320
"""Longer side in pixels of the close look at one doubtful plate."""
_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class _Sight:
    corners: Corners
    spelling: Spelling
    found: float


class RapidOcrEngine:
    """PP-OCRv6 small, read from the wheel. Used by one thread; pickles as its recipe.

    Raises ``EngineMissing`` where the wheel is not installed; the models are opened at the first look.
    """

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._model = f"rapidocr-{fingerprint()}"

    def __reduce__(self) -> tuple[Callable[[int], "RapidOcrEngine"], tuple[int]]:
        return RapidOcrEngine, (self._threads,)

    @cached_property
    def _finder(self) -> LineFinder:
        return LineFinder(weights(FINDER), self._threads)

    @cached_property
    def _reader(self) -> PpocrReader:
        return PpocrReader(weights(READER), self._threads)

    @property
    def model(self) -> str:
        """The engine and the fingerprint of its weights."""
        return self._model

    def open(self) -> None:
        """Load both models now."""
        _ = self._finder, self._reader

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """Every plate seen, surest first."""
        sights: list[_Sight] = []
        native = max(picture.shape)
        for long_side in sorted({min(side, round(native * _UPSCALE)) for side in _SCALES}):
            sights = _without_overlaps([*sights, *self._sights(picture, long_side)])
            tallest = max((sides(sight.corners)[1] for sight in sights), default=0.0)
            if tallest * long_side / native >= _SMALL or long_side >= native * _ENOUGH:
                break
        return tuple(self._reading(picture, sight, at_s) for sight in sights)

    def glance(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """Every plate seen in one look at one scale, without second opinions."""
        native = max(picture.shape)
        long_side = int(np.clip(native, _GLANCE[0], max(_GLANCE[1], min(native * _GLANCE_SHARE, _GLANCE[2]))))
        sights = self._sights(picture, long_side, opinions=())
        return tuple(self._reading(picture, sight, at_s) for sight in sights)

    def _sights(
        self, picture: Luma, long_side: int, opinions: Sequence[tuple[float, float, float]] = _OPINIONS
    ) -> list[_Sight]:
        lines = self._finder.find(picture, long_side)
        seen: list[_Sight] = []
        for group in (lines, merged(lines)):  # halves joined last: mostly a half was a whole
            wanted = [line for line in plate_sized(group) if not _is_seen(line, seen)]
            wanted.sort(key=lambda line: -sides(line.corners)[1])
            seen.extend(self._sight(picture, line, opinions) for line in wanted[:_MOST_READ])
        return _without_overlaps([sight for sight in seen if sight.found >= _LEAST_FOUND])

    def _sight(self, picture: Luma, line: Line, opinions: Sequence[tuple[float, float, float]]) -> _Sight:
        text = self._reader.read(picture, line.corners, _STRETCH)
        spelling, found = text.spelling, plate_likeness(picture, line, text.spelling.best, text.strangers)
        if opinions and found >= _LEAST_FOUND and _weakest(spelling) < _CLEAR:
            line = self._closer(picture, line)
            high = sides(line.corners)[1]
            again = [
                self._reader.read(picture, grown(line.corners, along * high, across * high), stretch)
                for stretch, along, across in opinions
            ]
            spelling = pooled([spelling, *(one.spelling for one in again)])
            strangers = min(text.strangers, *(one.strangers for one in again))
            found = plate_likeness(picture, line, spelling.best, strangers)
        return _Sight(line.corners, spelling, found)

    def _closer(self, picture: Luma, line: Line) -> Line:
        """The same line with better corners, from a close look at its surroundings."""
        along, across = sides(line.corners)
        box = bounding_box(grown(line.corners, 0.25 * along, 1.2 * across), picture)
        lines = self._finder.find(picture[box.y0 : box.y1, box.x0 : box.x1], _ZOOM)
        origin = np.array([box.x0, box.y0], dtype=np.float32)
        here = [Line(near.corners + origin, near.score) for near in plate_sized([*lines, *merged(lines)])]
        return max(here, key=lambda near: shared(near.corners, line.corners), default=line)

    def _reading(self, picture: Luma, sight: _Sight, at_s: float) -> Reading:
        return Reading(
            letters(sight.spelling),
            round(sight.found, 3),
            bounding_box(_plate_corners(sight.corners), picture),
            at_s,
            self._model,
            sight.spelling.split,
        )


def _plate_corners(corners: Corners) -> Corners:
    """The plate around its number: the number fills most of the width and some 60 % of the height."""
    high = sides(corners)[1]
    return grown(corners, 0.3 * high, 0.22 * high)


def _weakest(spelling: Spelling) -> float:
    return min((letter.probability for letter in letters(spelling)), default=0.0)


def _is_seen(line: Line, sights: Sequence[_Sight]) -> bool:
    """Whether the line lies on one that was read clearly as a plate that fits a series."""
    return any(
        sight.found >= _SURELY_FOUND
        and _weakest(sight.spelling) >= _CLEAR
        and plausible(sight.spelling.best)
        and shared(sight.corners, line.corners) > _OVERLAP
        for sight in sights
    )


def _without_overlaps(sights: Sequence[_Sight]) -> list[_Sight]:
    """The likelier of two sights of one place."""
    return surest(
        sights,
        lambda sight: sight.corners,
        lambda sight: sight.found * (0.5 + _weakest(sight.spelling)),
        _OVERLAP,
    )
