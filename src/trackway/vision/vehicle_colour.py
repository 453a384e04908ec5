"""The colour of a vehicle as seen: a vote over views, and "cannot tell" where it is not sure enough.

A colour is said only where it was measured to be right nine times in ten, by daylight and in a picture
that has colours at all. Silver, grey, brown and purple never were (docs/reference/vehicle-look.md).
"""

from collections.abc import Sequence

from trackway.model.vehicle import Colour
from trackway.vision.vehicle_network import COLOURS, Shares
from trackway.vision.vehicle_paint import is_as_white
from trackway.vision.vehicle_view import View
from trackway.vision.vehicle_vote import voted

__all__ = ["seen_colour"]

_COLOURLESS = 14.0
"""Chroma of the whole picture; infra-red cameras and grey coding stay below, whatever their noise."""
_DARK = 45.0
"""Median level of the whole picture; at night and in dim garages paints look alike."""
_BY_PLATE = {
    Colour.WHITE: 0.3,  # and as white as the plate
    Colour.BLACK: 0.75,
    Colour.RED: 0.75,
    Colour.ORANGE: 0.7,
    Colour.YELLOW: 0.65,
    Colour.GREEN: 0.6,
    Colour.BLUE: 0.55,
}
_BY_OUTLINE = dict.fromkeys((Colour.RED, Colour.ORANGE, Colour.YELLOW, Colour.GREEN, Colour.BLUE), 0.85)
"""From which share on a colour is said; those that are missing never are. An outline has no white card."""
_SURE = 0.95
"""No figure behind a colour is better than this, so no confidence is."""
_WHITE = 0.9
"""How sure a white is: its share says little, what counts is the plate beside it."""


def seen_colour(shares: Shares, views: Sequence[View]) -> tuple[Colour, float]:
    """The colour and its confidence, from the shares of each view; unknown with 0 when it cannot be told."""
    useful = [i for i, view in enumerate(views) if view.chroma >= _COLOURLESS and view.level >= _DARK]
    if not useful:
        return Colour.UNKNOWN, 0.0
    told = dict(zip(COLOURS, voted(shares[useful]), strict=True))
    colour = max(told, key=lambda one: told[one])
    least = _BY_PLATE if any(views[i].is_plate.any() for i in useful) else _BY_OUTLINE
    if colour not in least or told[colour] < least[colour]:
        return Colour.UNKNOWN, 0.0
    if colour is Colour.WHITE:
        whites = sum(is_as_white(views[i]) for i in useful)
        return (colour, _WHITE) if 2 * whites > len(useful) else (Colour.UNKNOWN, 0.0)
    return colour, min(told[colour], _SURE)
