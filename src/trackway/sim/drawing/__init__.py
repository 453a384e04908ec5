"""Drawing: plates, vehicles and roads as pictures, from our own outlines; no font, photograph or model."""

from trackway.sim.drawing.forms import PlateForm, form_of
from trackway.sim.drawing.plate_style import (
    PLACE_NAMES,
    PlateFrame,
    PlateStyle,
    Sticker,
    Wear,
    style_of,
    worn,
)
from trackway.sim.drawing.plates import draw_plate, ink_mask, letter_boxes, plate_alpha, plate_size
from trackway.sim.drawing.warp import Corners, corners_of, warp, warped

__all__ = [
    "PLACE_NAMES",
    "Corners",
    "PlateForm",
    "PlateFrame",
    "PlateStyle",
    "Sticker",
    "Wear",
    "corners_of",
    "draw_plate",
    "form_of",
    "ink_mask",
    "letter_boxes",
    "plate_alpha",
    "plate_size",
    "style_of",
    "warp",
    "warped",
    "worn",
]
