"""Fittings: what sits on a plate beside its number: holes, screws, pressed flowers, stickers, a frame."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.sim.drawing.forms import PlateForm
from trackway.sim.drawing.plate_style import Bgr, PlateFrame, PlateStyle, Sticker

__all__ = ["Sheet", "draw_fittings", "draw_frame", "draw_rim", "draw_stickers", "mixed", "rounded_box"]

_SHIFT = 4
_HOLE: Bgr = (38, 36, 35)
_SCREW: Bgr = (150, 158, 162)
_RUST: Bgr = (36, 62, 112)
_FLOWER: Bgr = (226, 190, 158)


def mixed(one: Bgr, other: Bgr, share: float) -> Bgr:
    """The colour ``share`` of the way from one to the other."""
    a, b, c = (round(p + (q - p) * share) for p, q in zip(one, other, strict=True))
    return (a, b, c)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture being drawn on in millimetres; ``scale`` is pixels per millimetre."""

    pixels: NDArray[np.uint8]
    scale: float

    def fill(self, contours: list[NDArray[np.float64]], colour: Bgr) -> None:
        """Fill contours given in millimetres (even-odd: a contour inside another is a hole)."""
        at = [np.round((c * self.scale - 0.5) * (1 << _SHIFT)).astype(np.int32) for c in contours]
        cv2.fillPoly(self.pixels, at, colour, shift=_SHIFT)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Bgr) -> None:
        """Fill a rectangle."""
        self.fill([np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])], colour)

    def disc(self, x: float, y: float, radius: float, colour: Bgr) -> None:
        """Fill a circle."""
        self.fill([np.array([x, y]) + radius * _CIRCLE], colour)

    def rounded(self, box: tuple[float, float, float, float], radius: float, colour: Bgr) -> None:
        """Fill a rectangle (left, top, right, bottom) with round corners."""
        self.fill([rounded_box(*box, radius)], colour)


_ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)
_CIRCLE = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
_PETALS = np.array(
    [
        [np.sin(a), -np.cos(a)] * np.array([r])
        for k in range(5)
        for a, r in (
            (k * 2 * np.pi / 5 - 0.42, 0.95),
            (k * 2 * np.pi / 5, 1.12),
            (k * 2 * np.pi / 5 + 0.42, 0.95),
            (k * 2 * np.pi / 5 + np.pi / 5, 0.62),
        )
    ]
)


@lru_cache(maxsize=1024)
def rounded_box(x0: float, y0: float, x1: float, y1: float, radius: float) -> NDArray[np.float64]:
    """The contour of a rectangle with round corners, clockwise from the top right."""
    turn = np.linspace(0, np.pi / 2, 7)
    corner = np.stack([np.sin(turn), -np.cos(turn)], axis=1) * radius
    parts = []
    for (x, y), quarter in zip(
        (
            (x1 - radius, y0 + radius),
            (x1 - radius, y1 - radius),
            (x0 + radius, y1 - radius),
            (x0 + radius, y0 + radius),
        ),
        range(4),
        strict=True,
    ):
        c, s = np.cos(quarter * np.pi / 2), np.sin(quarter * np.pi / 2)
        parts.append(corner @ np.array([[c, s], [-s, c]]) + [x, y])
    return np.vstack(parts)


def draw_rim(sheet: Sheet, form: PlateForm, ground: Bgr) -> None:
    """The pressed edge of 2012 plates: a shadow and a bright ridge inside it."""
    for inset, colour in (
        (3.2, mixed(ground, (70, 70, 70), 0.35)),
        (3.9, mixed(ground, (255, 255, 255), 0.35)),
        (5.2, ground),
    ):
        sheet.rounded((inset, inset, form.width - inset, form.height - inset), 11 - inset, colour)


def draw_fittings(sheet: Sheet, style: PlateStyle, rng: np.random.Generator) -> None:
    """Holes, the screws in them with their rust, and the flowers of 2012 plates."""
    form, wear = style.form, style.wear
    plain = mixed(style.ground, (120, 120, 120), 0.25)
    for i, (x, y) in enumerate(form.flowers):
        radius = 6.2 if form.width > 300 else 5.6
        # The outer two carry a blue film, the middle one is bare.
        colour = plain if i == 1 else mixed(style.ground, _FLOWER, 0.75)
        sheet.fill([np.array([x, y]) + radius * _PETALS], mixed(colour, (110, 110, 110), 0.25))
        sheet.fill([np.array([x, y]) + 0.82 * radius * _PETALS], colour)
        sheet.disc(x, y, 0.22 * radius, mixed(colour, (90, 90, 90), 0.35))
    length, across = form.slot
    for i, (x, y) in enumerate(form.slots):
        sheet.rounded((x - length / 2, y - across / 2, x + length / 2, y + across / 2), across / 2, _HOLE)
        if not style.has_screws or (i >= 2 and wear.seed % 5 != 1):
            continue
        side = -1 if (rng.random() < 0.5) == (i % 2 == 0) else 1
        sx = x + side * length * 0.33
        if wear.rust > 0.25:
            _draw_stain(sheet, style, sx, y, rng)
        metal = mixed(_SCREW, _RUST, min(1.0, wear.rust * 1.3))
        sheet.disc(sx + 0.8, y + 0.9, 7.4, mixed(style.ground, (60, 60, 60), 0.6))
        sheet.disc(sx, y, 7.2, mixed(metal, (255, 255, 255), 0.3))
        sheet.disc(sx, y, 5.9, metal)
        sheet.disc(sx - 0.6, y - 0.7, 3.6, mixed(metal, (255, 255, 255), 0.35))
        sheet.disc(sx, y, 2.0, mixed(metal, (30, 30, 30), 0.5))


def _draw_stain(sheet: Sheet, style: PlateStyle, x: float, y: float, rng: np.random.Generator) -> None:
    """Rust that crept out from under a screw and ran down a little."""
    turn, reach = rng.uniform(0, 2 * np.pi, 2), 8 + 9 * style.wear.rust
    ragged = 1 + 0.13 * np.sin(2 * _ANGLES + turn[0]) + 0.09 * np.sin(5 * _ANGLES + turn[1])
    blot = _CIRCLE * ragged[:, None] * np.where(_CIRCLE[:, 1:] > 0, (1.0, 1.25), (1.0, 0.9))
    for part, share in ((1.0, 0.12), (0.82, 0.22), (0.66, 0.34)):
        sheet.fill(
            [np.array([x, y]) + reach * part * blot],
            mixed(style.ground, _RUST, share * (0.6 + style.wear.rust)),
        )


def draw_stickers(sheet: Sheet, style: PlateStyle, rng: np.random.Generator) -> None:
    """A dealer's strip under the number, an inspection sticker above it; no readable text on either."""
    width, height = style.form.width, style.form.height
    if style.sticker in (Sticker.SHOP, Sticker.BOTH):
        ground, ink = _STRIPS[int(rng.integers(len(_STRIPS)))]
        wide = rng.uniform(0.4, 0.8) * width
        x, y = rng.uniform(8, width - wide - 8), height - rng.uniform(15, 18)
        sheet.rounded((x, y, x + wide, y + 12), 2.5, ground)
        at = x + 4
        while at < x + wide - 8:
            w = rng.uniform(2.5, 7)
            sheet.box(at, y + rng.uniform(2, 4), at + w, y + rng.uniform(7.5, 10), ink)
            at += w + rng.uniform(0.8, 2.4)
    if style.sticker in (Sticker.INSPECTION, Sticker.BOTH):
        ground = ((150, 80, 20), (60, 40, 200), (120, 40, 90))[int(rng.integers(3))]
        x = rng.uniform(7, 14) if rng.random() < 0.7 else width - rng.uniform(44, 50)
        y = rng.uniform(6, 12)
        sheet.rounded((x, y, x + 34, y + 24), 2, ground)
        sheet.disc(x + 17, y + 10, 5, mixed(ground, (235, 235, 235), 0.75))
        for k in range(3):
            sheet.box(x + 3 + 4 * k, y + 17, x + 6 + 4 * k, y + 22, (232, 232, 232))
        sheet.box(x + 18, y + 18.5, x + 31, y + 20.5, mixed(ground, (235, 235, 235), 0.6))


_STRIPS: tuple[tuple[Bgr, Bgr], ...] = (
    ((34, 33, 32), (216, 214, 208)),
    ((160, 70, 20), (238, 236, 232)),
    ((214, 216, 218), (40, 40, 120)),
    ((44, 34, 170), (232, 232, 232)),
)


def draw_frame(sheet: Sheet, style: PlateStyle) -> None:
    """The holder's edge over the plate's outermost millimetres."""
    if style.frame is PlateFrame.NONE:
        return
    colour: Bgr = (34, 33, 32) if style.frame is PlateFrame.BLACK else (188, 190, 192)
    width, height = style.form.width, style.form.height
    outer = np.array([[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]])
    sheet.fill([outer, rounded_box(4.6, 4.6, width - 4.6, height - 4.6, 7)], colour)
    sheet.fill(
        [
            rounded_box(3.4, 3.4, width - 3.4, height - 3.4, 8),
            rounded_box(4.6, 4.6, width - 4.6, height - 4.6, 7),
        ],
        mixed(colour, (255, 255, 255), 0.25),
    )
