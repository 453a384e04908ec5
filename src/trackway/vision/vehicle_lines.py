"""The lie of the lines around a plate: across on whatever has four wheels, up and down on two.

Bumpers, grilles, boot lids and lamps of cars, trucks and buses run across behind their plate. Around a
scooter's there are its narrow tail, its wheel and the road, whose edges stand upright or lie anyhow.
"""

import cv2
import numpy as np

from trackway.vision.vehicle_view import SIDE_PX, View, plate_px

__all__ = ["UNCLEAR", "uprightness"]

UNCLEAR = 0.42
"""Neither: what lies about here may be a scooter as well as a car."""

_REACH, _UP, _DOWN = 1.5, 1.6, 0.5
"""How far from the middle of the plate is looked, in plate widths: to each side, up and down."""
_LEAST_PX = 20
_STRONG, _LEAST_DRAWN = 0.12, 0.45
"""A step of so much of the plate's own grey is a line; around any scooter so much of the view has some."""
_SQUARE = 2.0
_SLIMNESS = 0.2
"""Car plates are slimmer than those of scooters: each unit of width over height counts so much."""


def uprightness(view: View) -> float:
    """How far the lines around the plate stand upright, about 0 to 1, above 0.4 around scooters.

    Corrected by the plate's own shape. Without a plate, or where nothing is seen around it, it is
    ``UNCLEAR``, and never more where hardly any line is.
    """
    rows, columns = np.flatnonzero(view.is_plate.any(axis=1)), np.flatnonzero(view.is_plate.any(axis=0))
    if not len(rows):
        return UNCLEAR
    grey = cv2.GaussianBlur(cv2.cvtColor(view.colours, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), 0.8)
    across, along = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0)), np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    plate = cv2.dilate(view.is_plate.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    around = (view.is_seen & ~plate).astype(np.uint8)
    inner = cv2.erode(around, np.ones((5, 5), np.uint8)) > 0
    wide = plate_px()
    x, y = (columns[0] + columns[-1]) / 2, (rows[0] + rows[-1]) / 2
    down, right = np.mgrid[:SIDE_PX, :SIDE_PX]
    near = (np.abs(right - x) < _REACH * wide) & (down > y - _UP * wide) & (down < y + _DOWN * wide)
    here = near & inner
    if here.sum() < _LEAST_PX:
        return UNCLEAR
    upright, lying = float(across[here].sum()), float(along[here].sum()) + 1e-6
    told = upright / (upright + lying) - _SLIMNESS * (view.plate_shape - _SQUARE)
    strong = _STRONG * float(np.median(grey[view.is_plate]))
    is_drawn = float((across[here] + along[here] > strong).mean()) >= _LEAST_DRAWN
    return told if is_drawn else min(told, UNCLEAR)
