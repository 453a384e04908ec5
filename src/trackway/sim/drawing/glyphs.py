"""Glyphs: a symbol's outline in the font of a plate, cached."""

from functools import lru_cache

from trackway.model.errors import NotFound
from trackway.model.plate_series import Font
from trackway.sim.drawing.glyphs_1992 import GLYPHS_1992, STROKE_1992
from trackway.sim.drawing.glyphs_2012 import GLYPHS_2012, STROKE_2012
from trackway.sim.drawing.han import HAN, HAN_STROKES
from trackway.sim.drawing.outlines import Outline, outline_of

__all__ = ["glyph", "glyph_width"]


_LIGHTER = (
    -2
)  # quarter units: the fills of the 2012 table are written a little heavy; plates seen are lighter


@lru_cache(maxsize=2048)
def glyph(font: Font, symbol: str, bold: int = 0) -> Outline:
    """The outline of one symbol; ``bold`` moves its edges outwards by quarter units.

    Letters and digits stand in a box 50 by 100, Han characters in one 100 by 100. Raises ``NotFound``
    for a symbol that stands on no plate.
    """
    if symbol in HAN:
        return outline_of(HAN[symbol], HAN_STROKES[symbol], bold=bold, round_units=0.6)
    table, stroke = (GLYPHS_1992, STROKE_1992) if font is Font.F1992 else (GLYPHS_2012, STROKE_2012)
    if symbol not in table:
        raise NotFound(f"{symbol!r} stands on no plate, so there is no outline of it.")
    return outline_of(
        table[symbol], stroke, bold=bold + (_LIGHTER if font is Font.F2012 else 0), round_units=0.7
    )


def glyph_width(symbol: str) -> float:
    """How wide the symbol's box is, in units: caps are 100 high."""
    return 100.0 if symbol in HAN else 50.0
