"""Sets: a labelled photograph made harder on the fly, the same way every time (seeded by its name).

::

    photograph ─► as it is, half, quarter
               └► drawn with its plate 120, 60 or 45 pixels wide into a road scene of 1280 x 720
                     └► blurred, darkened, tilted, compressed, all at once (at 120)
"""

import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np

from bench.reading.labels import Photograph
from bench.reading.picture import Bgr, Known, KnownPicture, Rectangle
from bench.reading.spoiling import blurred, compressed, darkened, tilted
from trackway.sim.clips import Light, two_lanes
from trackway.sim.clips.backdrop import backdrop

__all__ = ["SETS", "faded_in", "road_of", "variant"]

_SCENE = (1280, 720)
_ROADS = 6
_NEAR_PX = 120.0
"""How wide the plate is in the sets that are spoiled: what a plate camera sees of a car."""
_EDGE = 0.03
"""The part of a photograph's side over which it fades into the scene, so that its edge is no plate's."""


def variant(name: str, photograph: Photograph) -> KnownPicture | None:
    """The photograph as this set has it.

    ``None`` where the set needs to know the plate's place and the labels do not say it, or hold several.
    """
    rng = np.random.default_rng(zlib.crc32(f"{name}:{photograph.name}".encode()))
    picture = photograph.opened()
    if name in _SIZES:
        return _resized(picture, photograph, _SIZES[name])
    if len(photograph.known) != 1 or photograph.known[0].box is None:
        return None
    width, spoil = _IN_SCENE[name]
    placed, known = _in_scene(picture, photograph.known[0], width, rng)
    placed, known = spoil(placed, known, rng)
    return KnownPicture(photograph.name, placed, (known,))


_SIZES = {"as photographed": 1.0, "half": 0.5, "quarter": 0.25}


def _resized(picture: Bgr, photograph: Photograph, scale: float) -> KnownPicture:
    if scale < 1:
        shrunk = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        picture = np.asarray(shrunk, np.uint8)
    known = tuple(_moved(one, scale, (0.0, 0.0)) for one in photograph.known)
    return KnownPicture(photograph.name, picture, known)


def _moved(known: Known, scale: float, by: tuple[float, float]) -> Known:
    if known.box is None:
        return replace(known, width_px=known.width_px * scale)
    x0, y0, x1, y1 = known.box
    box = (x0 * scale + by[0], y0 * scale + by[1], x1 * scale + by[0], y1 * scale + by[1])
    return replace(known, box=box, width_px=known.width_px * scale)


# -- into a road scene -----------------------------------------------------------------------------------


def _in_scene(picture: Bgr, known: Known, width_px: float, rng: np.random.Generator) -> tuple[Bgr, Known]:
    """The photograph as a piece of a road scene, its plate so many pixels wide."""
    scale = width_px / known.width_px
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    piece = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    there = _moved(known, scale, (0.0, 0.0))
    piece, cut = _cut(piece, _box(there))
    there = _moved(there, 1.0, (-cut[0], -cut[1]))
    scene = road_of(int(rng.integers(_ROADS))).copy()
    height, width = piece.shape[:2]
    x = int(rng.integers(0, _SCENE[0] - width + 1))
    y = int(rng.integers((_SCENE[1] - height) // 3, _SCENE[1] - height + 1))
    faded_in(scene, piece, x, y)
    return scene, _moved(there, 1.0, (float(x), float(y)))


@lru_cache(maxsize=_ROADS)
def road_of(seed: int) -> Bgr:
    """An empty road by day, 1280 x 720; not to be written to."""
    return backdrop(two_lanes(*_SCENE, seed=seed), Light.DAY)


def faded_in(scene: Bgr, piece: Bgr, x: int, y: int) -> None:
    """Lay a piece into the scene with its left top at x, y, fading at its edges; changes ``scene``."""
    height, width = piece.shape[:2]
    share = _fading(height, width)
    left, top = max(0, -x), max(0, -y)
    right, bottom = min(width, scene.shape[1] - x), min(height, scene.shape[0] - y)
    if right <= left or bottom <= top:
        return
    under = scene[y + top : y + bottom, x + left : x + right]
    over = piece[top:bottom, left:right].astype(np.float32)
    under[:] = np.round(under + (over - under) * share[top:bottom, left:right]).astype(np.uint8)


def _cut(piece: Bgr, box: Rectangle) -> tuple[Bgr, tuple[float, float]]:
    """At most a scene large, around the plate; and what was cut off at its left and top."""
    height, width = piece.shape[:2]
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    x = int(np.clip(middle[0] - _SCENE[0] / 2, 0, max(0, width - _SCENE[0])))
    y = int(np.clip(middle[1] - _SCENE[1] / 2, 0, max(0, height - _SCENE[1])))
    return piece[y : y + _SCENE[1], x : x + _SCENE[0]], (float(x), float(y))


def _fading(height: int, width: int) -> np.ndarray[tuple[int, int, int], np.dtype[np.float32]]:
    """1 in the middle, 0 at the edge, over a few pixels."""
    down, along = (
        np.clip((0.5 + np.minimum(np.arange(n), np.arange(n)[::-1])) / max(2.0, _EDGE * n), 0, 1)
        for n in (height, width)
    )
    return (down[:, None] * along[None, :])[..., None].astype(np.float32)


def _box(known: Known) -> Rectangle:
    if known.box is None:
        raise ValueError(f"Nobody drew a box around {known.series}.")
    return known.box


# -- spoiled ---------------------------------------------------------------------------------------------

_Spoil = Callable[[Bgr, Known, np.random.Generator], tuple[Bgr, Known]]


def _plain(picture: Bgr, known: Known, _: np.random.Generator) -> tuple[Bgr, Known]:
    return picture, known


def _blurred(picture: Bgr, known: Known, rng: np.random.Generator) -> tuple[Bgr, Known]:
    return blurred(picture, 0.042 * known.width_px, rng), known  # two thirds of a stroke and a half


def _darkened(picture: Bgr, known: Known, rng: np.random.Generator) -> tuple[Bgr, Known]:
    return darkened(picture, rng), known


def _tilted(picture: Bgr, known: Known, rng: np.random.Generator) -> tuple[Bgr, Known]:
    turned, box = tilted(picture, _box(known), known.width_px, rng, (40, 20, 12))
    return turned, replace(known, box=box)


def _compressed(picture: Bgr, known: Known, _: np.random.Generator) -> tuple[Bgr, Known]:
    return compressed(picture, 15), known


def _everything(picture: Bgr, known: Known, rng: np.random.Generator) -> tuple[Bgr, Known]:
    """All of it, each milder: together they would leave nothing to read."""
    turned, box = tilted(picture, _box(known), known.width_px, rng, (25, 12, 8))
    dark = darkened(blurred(turned, 0.025 * known.width_px, rng), rng, level=90.0, noise=5.0)
    return compressed(dark, 30), replace(known, box=box)


_IN_SCENE: dict[str, tuple[float, _Spoil]] = {
    "120 px in scene": (_NEAR_PX, _plain),
    "60 px in scene": (60.0, _plain),
    "45 px in scene": (45.0, _plain),
    "blurred": (_NEAR_PX, _blurred),
    "darkened": (_NEAR_PX, _darkened),
    "tilted": (_NEAR_PX, _tilted),
    "compressed": (_NEAR_PX, _compressed),
    "all at once": (_NEAR_PX, _everything),
}

SETS: tuple[str, ...] = (*_SIZES, *_IN_SCENE)
"""The names of the sets, in the order they are shown."""
