"""Pictures whose plates are known: photographs with labels, variants of them, rendered scenes."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trackway.model.look_alikes import folded
from trackway.model.plate import Plate, Series
from trackway.model.plate_series import Font, facts_of

__all__ = ["Bgr", "Known", "KnownPicture", "Rectangle", "font_of"]

Bgr = NDArray[np.uint8]
"""A picture, height x width x 3: blue, green, red."""

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Known:
    """A plate that really is in a picture.

    ``box`` is ``None`` where nobody drew one. ``vehicle`` is ``car`` or ``scooter`` (two wheels);
    ``series`` and ``light`` are words to count by, ``width_px`` the plate's own width (0: not known).
    """

    text: str
    vehicle: str
    series: str
    font: Font
    box: Rectangle | None = None
    width_px: float = 0.0
    light: str = ""

    def is_text(self, text: str) -> bool:
        """Whether a reading says this plate; in the 1992 font O and 0 are one shape and count equal."""
        return folded(text, self.font) == folded(self.text, self.font)


@dataclass(frozen=True, slots=True)
class KnownPicture:
    """A picture of a set, the plates in it, and boxes in which readings count neither for nor against."""

    name: str
    picture: Bgr
    known: tuple[Known, ...]
    ignored: tuple[Rectangle, ...] = field(default=())


def font_of(text: str) -> Font:
    """The font of the likeliest series of a text; that of 2012 where it fits none."""
    series = Plate(text).series
    return Font.F2012 if series is Series.UNKNOWN else facts_of(series).font
