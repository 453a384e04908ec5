"""Drawing: plates, vehicles and roads as pictures, from our own outlines; no font, photograph or model."""

from trackway.sim.drawing.forms import PlateForm, form_of
from trackway.sim.drawing.lens import Lens
from trackway.sim.drawing.light import Light
from trackway.sim.drawing.plate_style import (
    PLACE_NAMES,
    PlateFrame,
    PlateStyle,
    Sticker,
    Wear,
    class_on,
    colours_of,
    style_of,
    worn,
)
from trackway.sim.drawing.plates import draw_plate, ink_mask, letter_boxes, plate_alpha, plate_size
from trackway.sim.drawing.vehicles import Pose, Seen, Vehicle, draw_vehicle, portrait
from trackway.sim.drawing.warp import Corners, corners_of, warp, warped

__all__ = [
    "PLACE_NAMES",
    "Corners",
    "Lens",
    "Light",
    "PlateForm",
    "PlateFrame",
    "PlateStyle",
    "Pose",
    "Seen",
    "Sticker",
    "Vehicle",
    "Wear",
    "class_on",
    "colours_of",
    "corners_of",
    "draw_plate",
    "draw_vehicle",
    "form_of",
    "ink_mask",
    "letter_boxes",
    "plate_alpha",
    "plate_size",
    "portrait",
    "style_of",
    "warp",
    "warped",
    "worn",
]
