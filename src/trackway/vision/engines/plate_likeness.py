"""How much a line of text looks like the number on a plate: by its text, shape, size and contrast.

Hand-set factors, each with its reason; for an engine that reads all writing and knows nothing of plates.
"""

import numpy as np

from trackway.model.plate import plausible, shape_of
from trackway.model.plate_series import facts_of
from trackway.vision.engines.ocr_lines import Line
from trackway.vision.geometry import Luma, bounding_box, sides

__all__ = ["plate_likeness"]

_LETTER_ASPECT = (0.28, 1.1)
"""Length of the line per letter, in letter heights: a plate's letters are about half as wide as high,
and with gaps, tilt and a loose crop stay in this range."""
_LEAST_CONTRAST = 12.0
"""Standard deviation of grey levels; below this even people see no number."""


def plate_likeness(picture: Luma, line: Line, text: str, strangers: int) -> float:
    """0 to 1: how sure it is that the line, read so with so much other writing, is a plate's number."""
    if not text or not _like_a_number(text):
        return 0.0
    along, across = sides(line.corners)
    per_letter = along / max(across, 1e-6) / len(text)
    shape = 1.0 if _LETTER_ASPECT[0] <= per_letter <= _LETTER_ASPECT[1] else 0.4
    strange = 0.5**strangers
    cut = 0.5 if _at_edge(picture, line) else 1.0
    return min(1.0, line.score * 1.1) * _familiar(text) * shape * strange * cut * _contrast(picture, line)


def _like_a_number(text: str) -> bool:
    """4 to 8 symbols, of which some are digits, and some letters or a Han mark."""
    shape = shape_of(text)
    return 4 <= len(text) <= 8 and shape.count("D") >= 2 and shape.strip("D") != ""


def _familiar(text: str) -> float:
    """1 for the common series, less for rare ones, least for none: signs read like rare plates too."""
    short = {4: 0.8, 5: 0.9}.get(len(text), 1.0)
    fits = plausible(text)
    if not fits:
        return 0.55 * short if len(text) < 8 else 0.3
    return max(0.5, min(1.0, float(facts_of(fits[0]).odds ** 0.15))) * short


def _at_edge(picture: Luma, line: Line) -> bool:
    """A line that reaches the picture's edge is likely cut off there."""
    height, width = picture.shape
    xs, ys = line.corners[:, 0], line.corners[:, 1]
    return bool(xs.min() <= 1 or ys.min() <= 1 or xs.max() >= width - 1 or ys.max() >= height - 1)


def _contrast(picture: Luma, line: Line) -> float:
    box = bounding_box(line.corners, picture)
    spread = float(np.std(picture[box.y0 : box.y1, box.x0 : box.x1]))
    return min(1.0, spread / _LEAST_CONTRAST)
