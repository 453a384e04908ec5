"""View: a vehicle cut out at a known size, its light measured on the white of its plate.

::

    picture + plate   ─► 7 plate widths square ─┐
                                                ├─► light taken out ─► 5 planes of 96 x 96
    picture + outline ─► the outline, squared ──┘

A plate is a ruler and a white card that every vehicle carries: around it a scooter is always narrower than
a car, and paint is told as a share of the plate's white.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.reading import Box

__all__ = [
    "SIDE_PX",
    "View",
    "around_plate",
    "in_outline",
    "planes",
    "plate_level",
    "plate_px",
    "relative",
    "seen_share",
]

Bgr = NDArray[np.uint8]
"""Height x width x 3, blue, green, red."""

SIDE_PX = 96
"""Height and width of a view."""
_PLATES_WIDE = 7.0
"""A bus is 6.6 plates wide."""
_PLATE_AT = (0.5, 0.7)
"""Where the middle of the plate lies in the view: more of a vehicle is above its plate than below."""
_ROOM = 1.1
"""An outline is cut with a little of what is around it."""
_WHITE = 0.8
"""The part of the light that a clean plate's ground gives back, as this house counts it."""
_CAST = 0.5
"""Plates shine bluish under the sky and more so than paint: half of their cast is the light's."""
_BRIGHTEST = 1.6
_LINEAR = ((np.arange(256) / 255.0) ** 2.2).astype(np.float32)
"""Light for each value of a picture."""


@dataclass(frozen=True, slots=True)
class View:
    """A vehicle cut out: colours (96 x 96 x 3), what of it lies in the picture, and where the plate is.

    ``is_seen`` and ``is_plate`` are 96 x 96; without a plate nothing is plate. ``is_white`` says that the
    plate's ground is white, or taken to be. ``level`` is how bright the whole picture is (its median, 0 to
    255), ``chroma`` how colourful its most colourful twentieth (0 in a grey picture). ``plate_shape`` is the
    plate's width over its height, 0 without one.
    """

    colours: Bgr
    is_seen: NDArray[np.bool_]
    is_plate: NDArray[np.bool_]
    is_white: bool = True
    level: float = 128.0
    chroma: float = 255.0
    plate_shape: float = 0.0


def around_plate(picture: Bgr, plate: Box, *, is_white: bool = True) -> View:
    """What lies around a plate, which is always as wide and in the same place in the view."""
    side = plate.width * _PLATES_WIDE
    x, y = plate.centre
    left, top = x - _PLATE_AT[0] * side, y - _PLATE_AT[1] * side
    colours, is_seen = _cut(picture, left, top, side)
    scale = SIDE_PX / side
    is_plate = np.zeros((SIDE_PX, SIDE_PX), np.bool_)
    rows = slice(max(0, round((plate.y0 - top) * scale)), max(1, round((plate.y1 - top) * scale)))
    columns = slice(max(0, round((plate.x0 - left) * scale)), max(1, round((plate.x1 - left) * scale)))
    is_plate[rows, columns] = True
    shape = plate.width / plate.height
    return View(colours, is_seen, is_plate & is_seen, is_white, *_scene(picture), shape)


def in_outline(picture: Bgr, outline: Box) -> View:
    """A vehicle whose plate is not seen, cut by its outline."""
    side = max(outline.width, outline.height) * _ROOM
    x, y = outline.centre
    colours, is_seen = _cut(picture, x - side / 2, y - side / 2, side)
    nothing = np.zeros((SIDE_PX, SIDE_PX), np.bool_)
    level, chroma = _scene(picture)
    return View(colours, is_seen, nothing, is_white=False, level=level, chroma=chroma)


def planes(view: View) -> NDArray[np.float32]:
    """The view as the network takes it, (5, 96, 96): blue, green, red in the plate's light, seen, plate."""
    shown = (np.minimum(relative(view), _BRIGHTEST) / _BRIGHTEST) ** np.float32(1 / 2.2)
    shown *= view.is_seen[..., None]
    flags = np.stack([view.is_seen, view.is_plate]).astype(np.float32)
    return np.concatenate([shown.transpose(2, 0, 1), flags]).astype(np.float32)


def relative(view: View) -> NDArray[np.float32]:
    """What part of the light each pixel gives back, 96 x 96 x 3: 0.8 where it is as the plate's ground."""
    light = _LINEAR[view.colours]
    return np.asarray(light / _white(light, view) * np.float32(_WHITE), np.float32)


def plate_level(view: View) -> float:
    """How much light the plate's ground sends into the picture, 0 to 1; 0 without a plate."""
    pixels = _LINEAR[view.colours[view.is_plate]].mean(axis=1)
    return float(np.percentile(pixels, 80)) if len(pixels) else 0.0


def plate_px() -> float:
    """How wide a plate is in a view cut around it, pixels of the view."""
    return SIDE_PX / _PLATES_WIDE


def seen_share(view: View) -> float:
    """How much of the view lies in the picture, 0 to 1."""
    return float(view.is_seen.mean())


def _cut(picture: Bgr, left: float, top: float, side: float) -> tuple[Bgr, NDArray[np.bool_]]:
    """A square of the picture as a view, averaged down first where it shrinks; black outside."""
    height, width = picture.shape[:2]
    x0, y0 = max(0, int(left)), max(0, int(top))
    x1, y1 = min(width, int(left + side) + 1), min(height, int(top + side) + 1)
    if x1 <= x0 or y1 <= y0:
        empty = np.zeros((SIDE_PX, SIDE_PX), np.bool_)
        return np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8), empty
    part = picture[y0:y1, x0:x1]
    scale = SIDE_PX / side
    size = (max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    part = np.asarray(cv2.resize(part, size, interpolation=how), np.uint8)
    colours = np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8)
    is_seen = np.zeros((SIDE_PX, SIDE_PX), np.bool_)
    across, down = max(0, round((x0 - left) * scale)), max(0, round((y0 - top) * scale))
    part = part[: SIDE_PX - down, : SIDE_PX - across]
    rows, columns = slice(down, down + part.shape[0]), slice(across, across + part.shape[1])
    colours[rows, columns], is_seen[rows, columns] = part, True
    return colours, is_seen


def _scene(picture: Bgr) -> tuple[float, float]:
    """How bright the picture is and how colourful."""
    some = picture[::8, ::8].reshape(-1, 3).astype(np.int16)
    chroma = some.max(axis=1) - some.min(axis=1)
    return float(np.median(some)), float(np.percentile(chroma, 95))


def _white(light: NDArray[np.float32], view: View) -> NDArray[np.float32]:
    """What a white card would give back here, BGR: from the plate's ground, else from the brightest."""
    if view.is_white and view.is_plate.sum() >= 12:
        pixels = light[view.is_plate]
        grey = pixels.mean(axis=1)
        ground = np.median(pixels[grey >= np.percentile(grey, 60)], axis=0)
        level = np.float32(max(float(ground.mean()), 0.01))
        cast = np.maximum(ground, 0.002) / level
        return np.asarray(level * cast**_CAST, dtype=np.float32)
    grey = light[view.is_seen].mean(axis=-1) if view.is_seen.any() else np.ones(1, np.float32)
    return np.full(3, max(float(np.percentile(grey, 97)), 0.02), np.float32)
