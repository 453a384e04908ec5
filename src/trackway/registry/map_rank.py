"""A rank for each place on the map such that near places have near ranks.

The rank is the step at which Hilbert's curve of order 20 over the whole globe comes to the place's
cell, some 35 m by 19 m at most. Rows kept in this order lie together on disk when their cameras stand
together on the road. It says nothing about who a camera is: that is its number, which never changes.

Method: D. Hilbert, Mathematische Annalen 38 (1891), descended quarter by quarter.
"""

from trackway.model.place import Point

__all__ = ["map_rank"]

_ORDER = 20
"""2^20 cells each way keep the rank below 2^40, which any database and JSON reader holds exactly."""
_CELLS = 1 << _ORDER


def map_rank(place: Point) -> int:
    """The step of the curve at this place, 0 to 2^40 - 1."""
    x = min(int((place.lon + 180) / 360 * _CELLS), _CELLS - 1)
    y = min(int((place.lat + 90) / 180 * _CELLS), _CELLS - 1)
    rank = 0
    side = _CELLS >> 1
    while side:
        right, upper = int(bool(x & side)), int(bool(y & side))
        rank += side * side * ((3 * right) ^ upper)
        if not upper:  # the two lower quarters are turned, so that the curve enters and leaves at the rim
            if right:
                x, y = _CELLS - 1 - x, _CELLS - 1 - y
            x, y = y, x
        side >>= 1
    return rank
