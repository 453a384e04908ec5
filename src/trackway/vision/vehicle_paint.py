"""Paint held against the white of the plate: how much of what is around it is as white."""

import numpy as np

from trackway.vision.vehicle_view import SIDE_PX, View, plate_level, plate_px, relative

__all__ = ["is_as_white"]

_REACH, _UP, _DOWN = 1.4, 1.7, 0.5
"""How far from the middle of the plate is looked, in plate widths: to each side, up and down."""
_LIGHT = 0.68
"""Of the light; the plate's own ground is taken for 0.8."""
_TINT = 1.22
"""The strongest of the three colours over the weakest; more is no white."""
_SHARE = 0.6
_LEAST_LEVEL = 0.3
"""A plate darker than this in the picture is dirty, old or in the shade: silver outshines it, too."""


def is_as_white(view: View) -> bool:
    """Whether most of what is around the plate is as white as a plate that is itself bright."""
    if not view.is_white or not view.is_plate.any() or plate_level(view) < _LEAST_LEVEL:
        return False
    rows, columns = np.flatnonzero(view.is_plate.any(axis=1)), np.flatnonzero(view.is_plate.any(axis=0))
    x, y, wide = (columns[0] + columns[-1]) / 2, (rows[0] + rows[-1]) / 2, plate_px()
    down, right = np.mgrid[:SIDE_PX, :SIDE_PX]
    near = (np.abs(right - x) < _REACH * wide) & (down > y - _UP * wide) & (down < y + _DOWN * wide)
    margin = (right >= columns[0] - 1) & (right <= columns[-1] + 1) & (down >= rows[0] - 1)
    margin &= down <= rows[-1] + 1
    pixels = relative(view)[near & view.is_seen & ~margin]
    if not len(pixels):
        return False
    low, high = pixels.min(axis=1), pixels.max(axis=1)
    is_white = (pixels.mean(axis=1) >= _LIGHT) & (np.minimum(high, 1.0) <= _TINT * np.minimum(low, 1.0))
    return bool(is_white.mean() >= _SHARE)
