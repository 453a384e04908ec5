"""Drawn plates: a number and a style in, a picture out.

::

    ground, bands ─► rim ─► number (relief, then ink) ─► fittings, stickers ─► shrink ─► wear, dirt, light

Everything is drawn with hard edges three times too large and shrunk by areas, which is both the
smoothing of edges and the fastest way to it. The same plate and style always give the same pixels.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import WrongUse
from trackway.model.plate import Plate
from trackway.model.reading import Box
from trackway.sim.drawing.fittings import (
    Sheet,
    draw_fittings,
    draw_frame,
    draw_rim,
    draw_stickers,
    mixed,
    rounded_box,
)
from trackway.sim.drawing.forms import Place, PlateForm, places
from trackway.sim.drawing.glyphs import glyph
from trackway.sim.drawing.han import HAN
from trackway.sim.drawing.plate_style import Bgr, PlateStyle
from trackway.sim.drawing.textures import cut, grain, speckle

__all__ = ["draw_plate", "ink_mask", "letter_boxes", "plate_alpha", "plate_size"]

_LEAST_PX = 16
_MOST_PX = 4096
_CORNER = 10.0  # millimetres: radius of a plate's corners
_DIRT: Bgr = (70, 88, 96)
_MARK_BOLD = 4  # quarter units: a mark as tall as the digits has heavier strokes than small print
_BELOW = np.array([0.5, 0.9])  # millimetres: where the shadow of a pressed letter falls
_WHITE: Bgr = (244, 244, 240)


def plate_size(style: PlateStyle, width_px: int) -> tuple[int, int]:
    """Width and height in pixels of a plate drawn so wide. Raises ``WrongUse`` below 16 or above 4096."""
    if not _LEAST_PX <= width_px <= _MOST_PX:
        raise WrongUse(f"A plate is drawn {_LEAST_PX} to {_MOST_PX} pixels wide, not {width_px}.")
    return width_px, max(1, round(width_px / style.aspect))


def draw_plate(plate: Plate, style: PlateStyle, width_px: int) -> NDArray[np.uint8]:
    """The plate seen straight on, (height, width, 3) BGR; what lies outside its round corners is dark.

    Raises ``NotFound`` for a character that stands on no plate, ``WrongUse`` for an impossible width.
    """
    width, height = plate_size(style, width_px)
    times = _oversampling(width)
    rng = np.random.default_rng(style.wear.seed)
    form = style.form
    blank = _blank(form, style.ground, width * times, height * times)
    sheet = Sheet(blank.copy(), width * times / form.width)
    _draw_ground(sheet, style)
    contours = _number(plate, style)
    # A pressed letter throws a bright edge above and a dark one below it.
    sheet.fill([c + _BELOW for c in contours], mixed(style.ground, (60, 60, 60), 0.5))
    sheet.fill([c - _BELOW for c in contours], mixed(style.ground, (255, 255, 255), 0.7))
    sheet.fill(contours, style.ink)
    draw_fittings(sheet, style, rng)
    draw_stickers(sheet, style, rng)
    draw_frame(sheet, style)
    small = cv2.resize(sheet.pixels, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    if style.wear.faded > 0.02:
        _fade(small, style, ink_mask(plate, style, width_px), rng)
    _soil(small, style, rng)
    return cv2.convertScaleAbs(small).astype(np.uint8, copy=False)


@lru_cache(maxsize=32)
def _blank(form: PlateForm, ground: Bgr, width: int, height: int) -> NDArray[np.uint8]:
    """The bare sheet of metal: its colour, round corners and rim, before anything is printed."""
    sheet = Sheet(np.empty((height, width, 3), np.uint8), width / form.width)
    sheet.pixels[:] = mixed(ground, (30, 30, 30), 0.8)
    sheet.rounded((0, 0, form.width, form.height), _CORNER, ground)
    if form.has_rim:
        draw_rim(sheet, form, ground)
    sheet.pixels.setflags(write=False)
    return sheet.pixels


def ink_mask(plate: Plate, style: PlateStyle, width_px: int) -> NDArray[np.uint8]:
    """How much of each pixel the number covers, 0 to 255, for a plate drawn so wide."""
    width, height = plate_size(style, width_px)
    times = _oversampling(width)
    mask = np.zeros((height * times, width * times), np.uint8)
    scale = width * times / style.form.width
    at = [np.round((c * scale - 0.5) * 16).astype(np.int32) for c in _number(plate, style)]
    cv2.fillPoly(mask, at, (255,), shift=4)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)


def plate_alpha(style: PlateStyle, width_px: int) -> NDArray[np.uint8]:
    """How much of each pixel the plate itself covers, 0 to 255: all but the round corners."""
    width, height = plate_size(style, width_px)
    times = _oversampling(width)
    mask = np.zeros((height * times, width * times), np.uint8)
    box = rounded_box(0, 0, style.form.width, style.form.height, _CORNER) * (width * times / style.form.width)
    cv2.fillPoly(mask, [np.round((box - 0.5) * 16).astype(np.int32)], (255,), shift=4)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)


def letter_boxes(plate: Plate, style: PlateStyle, width_px: int) -> tuple[tuple[str, Box], ...]:
    """Each character of the number, in order, with the box of its ink in a plate drawn so wide."""
    scale = width_px / style.form.width
    found = []
    for place in places(plate, style.form)[0]:
        ink = np.vstack(_letter(place, style)) * scale
        (x0, y0), (x1, y1) = np.floor(ink.min(axis=0)), np.ceil(ink.max(axis=0))
        found.append((place.symbol, Box(int(x0), int(y0), int(x1), int(y1))))
    return tuple(found)


def _oversampling(width: int) -> int:
    """Times too large: enough that a stroke is never under 8 pixels, without vast sheets for big plates."""
    return 4 if width < 160 else 3 if width < 400 else 2


def _letter(place: Place, style: PlateStyle) -> list[NDArray[np.float64]]:
    across = np.array([place.across, place.down])
    heavier = _MARK_BOLD if place.symbol in HAN else 0
    outline = glyph(style.form.font, place.symbol, style.wear.bold + heavier)
    return [contour * across + (place.left, place.top) for contour in outline.contours]


def _number(plate: Plate, style: PlateStyle) -> list[NDArray[np.float64]]:
    """The contours of the whole number in millimetres, dot included."""
    found, dot = places(plate, style.form)
    contours = [contour for place in found for contour in _letter(place, style)]
    if dot:
        x, y = dot
        half = style.form.dot / 2
        contours.append(rounded_box(x - half, y - half, x + half, y + half, 0.12 * half))
    return contours


def _draw_ground(sheet: Sheet, style: PlateStyle) -> None:
    """Bands, side field, wheelchair and the small print above the number."""
    form = style.form
    if style.bands:
        sheet.rounded((3, 3, form.width - 3, 0.17 * form.height + 6), 8, style.bands)
        sheet.rounded((3, 0.93 * form.height - 6, form.width - 3, form.height - 3), 8, style.bands)
        inner = (0.17 * form.height, 0.93 * form.height)
        sheet.box(3, inner[0], form.width - 3, inner[1], style.ground)
    if style.left_field:
        sheet.rounded((4, 4, 0.2 * form.width, form.height - 4), 7, style.left_field)
    if style.has_wheelchair:
        _draw_wheelchair(sheet, form.width * 0.5, form.height * 0.12)
    if style.small_print:
        middle, size, pitch = form.small_print
        ink = _WHITE if style.bands else style.ink
        first = form.width / 2 - pitch * (len(style.small_print) - 1) / 2 - size / 2
        for i, symbol in enumerate(style.small_print):
            at = np.array([first + i * pitch, middle - size / 2])
            outline = glyph(form.font, symbol, 2)
            sheet.fill([c * (size / 100) + at for c in outline.contours], ink)


_WHEELCHAIR = (
    np.array([[-1.5, -7], [1, -7], [1.5, -1], [6, -1], [9, 5.5], [6.6, 6.4], [4.4, 1.6], [-0.6, 1.6]], float),
    np.array([[-3.5, -1], [-6, 3], [-4.5, 7.5], [0, 8.6], [4, 6], [2, 4], [-1, 6], [-3, 5], [-3, 2]], float),
)  # fmt: skip


def _draw_wheelchair(sheet: Sheet, x: float, y: float) -> None:
    blue = (176, 84, 20)
    sheet.rounded((x - 12, y - 12, x + 12, y + 12), 3, blue)
    sheet.disc(x - 0.5, y - 9, 1.9, _WHITE)
    for part in _WHEELCHAIR:
        sheet.fill([part + np.array([x, y])], _WHITE)


def _fade(
    pixels: NDArray[np.float32], style: PlateStyle, ink: NDArray[np.uint8], rng: np.random.Generator
) -> None:
    """Let the ground show where the paint of the number has gone, in chips and in patches."""
    height, width = ink.shape
    chips = cut(speckle(3), height, width, rng)
    gone = np.clip((chips - (3.3 - 2.8 * style.wear.faded)) * 2.5, 0, 1)
    pale = 0.28 * style.wear.faded
    share = (ink.astype(np.float32) / 255 * np.maximum(gone * 0.85, pale)).astype(np.float32)
    _towards(pixels, style.ground, share)


def _soil(pixels: NDArray[np.float32], style: PlateStyle, rng: np.random.Generator) -> None:
    """Uneven light, a little grain, and dirt that gathers along the lower edge."""
    height, width = pixels.shape[:2]
    wear = style.wear
    down = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    along = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 - wear.shade * (0.5 + np.cos(angle) * along + np.sin(angle) * down)
    light += 0.008 * cut(grain(2, 1), height, width, rng)
    cv2.multiply(pixels, cv2.merge([light.astype(np.float32)] * 3), dst=pixels)
    if wear.dirt > 0.02:
        patches = 0.45 + 0.24 * cut(speckle(5), height, width, rng) + 0.5 * down
        _towards(pixels, _DIRT, np.clip(patches * (wear.dirt * 0.7), 0, 0.75).astype(np.float32))


def _towards(pixels: NDArray[np.float32], colour: Bgr, share: NDArray[np.float32]) -> None:
    """Move each pixel its share of the way to a colour; changes ``pixels``."""
    every = cv2.merge([share] * 3)  # whole arrays: broadcasting over the last axis is several times slower
    pixels *= 1 - every
    pixels += every * np.array(colour, np.float32)
