"""Backdrops: everything that stands still before the camera, painted once per road and light.

::

    each pixel ─► point on the ground ─► asphalt, marks, kerb, grass ─┐
    sky, hills ───────────────────────────────────────────────────────┼─► light ─► picture
    houses, trees, poles, rails, as boxes and discs ──────────────────┘
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.sim.clips.roadside import Roadside
from trackway.sim.clips.scenery import lamp_places, paint_scenery, paint_sky
from trackway.sim.drawing import Lens, Light
from trackway.sim.drawing.glow import glow
from trackway.sim.drawing.light import LIGHTS, graded
from trackway.sim.drawing.textures import TILE, grain

__all__ = ["backdrop"]

Floats = NDArray[np.float32]

_FAR_M = 4000.0  # beyond it haze has swallowed the road
_MARK: tuple[float, float, float] = (205, 210, 210)
_LAMPLIGHT: tuple[float, float, float] = (120, 205, 245)
_YELLOW: tuple[float, float, float] = (70, 175, 215)


@dataclass(frozen=True, slots=True)
class _Field:
    """Where on the ground each pixel looks, metres, and whether it looks at the ground at all."""

    x: Floats
    y: Floats
    seen: NDArray[np.bool_]


@lru_cache(maxsize=8)
def backdrop(road: Roadside, light: Light) -> NDArray[np.uint8]:
    """The empty scene, (height, width, 3) BGR, not to be written to."""
    lens = road.lens
    ys, xs = np.mgrid[0 : lens.height, 0 : lens.width].astype(np.float32) + 0.5
    ground = lens.ground(np.stack([xs, ys], axis=-1).astype(np.float64)).astype(np.float32)
    seen = np.isfinite(ground[..., 1]) & (ground[..., 1] < _FAR_M)
    x, y = np.where(seen, ground[..., 0], 0), np.where(seen, ground[..., 1], _FAR_M)
    field = _Field(x.astype(np.float32), y.astype(np.float32), seen)
    picture = np.where(seen[..., None], _ground(field, road), 0).astype(np.float32)
    paint_sky(picture, ~seen, road, light)
    windows = paint_scenery(picture, road, light)
    picture = _lit(picture, field, road, light)
    picture += (np.array(_LAMPLIGHT, np.float32) - picture) * windows[..., None]
    out = np.clip(picture, 0, 255).astype(np.uint8)
    if LIGHTS[light].lamps > 0 and not LIGHTS[light].is_grey:
        for lamp in lamp_places(road):
            pixel, depth = lens.project(np.array(lamp))
            if depth > 1:
                warm = np.array([150.0, 205.0, 255.0]) * LIGHTS[light].lamps
                glow(out, (float(pixel[0]), float(pixel[1])), 0.9 * lens.focal_px / float(depth), warm)
    out.setflags(write=False)
    return out


def _f32(values: object) -> Floats:
    return np.asarray(values, np.float32)


def _sampled(tile: Floats, x: Floats, y: Floats, per_metre: float) -> Floats:
    """A noise tile laid over the ground, ``per_metre`` of its pixels to a metre, repeated."""
    at_x = np.mod(x * per_metre, TILE).astype(np.float32)
    at_y = np.mod(y * per_metre, TILE).astype(np.float32)
    found = cv2.remap(tile, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return _f32(found)


def _stripe(x: Floats, middle: float, width: float, soft: Floats) -> Floats:
    """How much of each pixel a line along the road covers; ``soft`` is the pixel's size in metres."""
    return _f32(np.clip((width / 2 - np.abs(x - middle)) / soft + 0.5, 0, 1))


def _ground(field: _Field, road: Roadside) -> Floats:
    """The colour of the ground by day at each point."""
    x, y, lens = field.x, field.y, road.lens
    soft = np.maximum(y / lens.focal_px, 0.004).astype(np.float32)
    near = np.clip(1.2 - y / 60, 0, 1)
    patches = _sampled(grain(64, 3), x, y, 24)
    blotches = _sampled(grain(16, 4), x, y, 8)
    stones = _sampled(grain(2, 5), x, y, 60) * np.clip(1.1 - y / 28, 0, 1)
    asphalt = 108 + 4.5 * patches + 3.0 * blotches + 6.0 * stones
    for lane in road.lanes:
        for side in (-0.75, 0.75):  # wheel tracks are polished darker, the middle carries oil
            asphalt -= 7 * np.exp(-(((x - lane.middle - side) / 0.32) ** 2))
        asphalt -= 9 * np.exp(-(((x - lane.middle) / 0.22) ** 2)) * np.clip(0.7 + 0.4 * patches, 0, 1)
    asphalt += 10 * np.clip(y / 150, 0, 1)
    out = asphalt[..., None] * np.array([1.0, 1.0, 0.985], np.float32)
    out = _marked(out.astype(np.float32), x, y, road, soft)
    wear = 1 + 0.05 * blotches[..., None]

    gutter = _f32(np.array([150, 152, 152]) * wear)
    slabs = (1 - 0.10 * near * _joints(x, y, soft))[..., None]
    pavement = _f32(np.array([158, 164, 168]) * wear * slabs)
    tufts = (0.6 * blotches + 0.7 * stones + 0.5 * patches)[..., None]
    verge = _f32(np.array([62, 104, 88]) + np.array([10, 17, 14]) * tufts)
    right, left = road.right + 0.9, road.left - 1.0
    out = _beyond(out, x - right, gutter, soft)
    out = _beyond(out, x - right - 0.35, pavement, soft)
    out = _beyond(out, x - right - 3.2, verge, soft)
    out = _beyond(out, left - x, _f32(gutter * 0.93), soft)
    return _beyond(out, left - 0.4 - x, verge, soft)


def _beyond(under: Floats, past: Floats, over: Floats, soft: Floats) -> Floats:
    """``over`` where ``past`` is positive (metres past an edge), ``under`` elsewhere."""
    share = np.clip(past / soft + 0.5, 0, 1)[..., None]
    return _f32(under + (over - under) * share)


def _joints(x: Floats, y: Floats, soft: Floats) -> Floats:
    """Joints between paving stones of 40 cm."""
    across = np.abs(np.mod(x, 0.4) - 0.2) > 0.185
    along = np.abs(np.mod(y, 0.4) - 0.2) > 0.185
    return _f32((across | along) & (soft < 0.03))


def _marked(out: Floats, x: Floats, y: Floats, road: Roadside, soft: Floats) -> Floats:
    """White edge lines, a yellow line between opposite ways and white dashes between lanes of one way."""
    worn = np.clip(0.86 + 0.10 * _sampled(grain(5, 6), x, y, 30), 0.55, 1)
    lanes = sorted(road.lanes, key=lambda lane: lane.middle)
    for edge in (road.left + 0.1, road.right - 0.1):
        share = (_stripe(x, edge, 0.15, soft) * worn)[..., None]
        out = out + (np.array(_MARK, np.float32) - out) * share
    for one, other in pairwise(lanes):
        between = (one.middle + one.width / 2 + other.middle - other.width / 2) / 2
        if one.way is other.way:
            dashes = (np.mod(y, 10.0) < 4.0).astype(np.float32)
            share, colour = _stripe(x, between, 0.12, soft) * dashes, _MARK
        else:
            share = np.maximum(_stripe(x, between - 0.12, 0.11, soft), _stripe(x, between + 0.12, 0.11, soft))
            colour = _YELLOW
        out = out + (np.array(colour, np.float32) - out) * (share * worn)[..., None]
    return _f32(out)


def _lit(picture: Floats, field: _Field, road: Roadside, light: Light) -> Floats:
    """The scene painted by day, in another light."""
    x, y = field.x, field.y
    if light is Light.DAY:
        return picture
    if light is Light.DUSK:
        return _f32(picture * np.array([0.57, 0.53, 0.54]))
    if light is Light.INFRARED:
        reach = 0.12 + 0.62 * np.exp(-y / 42)
        spot = _vignette(road.lens)
        return _f32(graded(picture.astype(np.float64), light) * (reach * spot)[..., None] + 6)
    pools = np.zeros_like(x)
    for lamp_x, lamp_y, _ in lamp_places(road):
        away = ((x - lamp_x * 0.6) / 6.0) ** 2 + ((y - lamp_y) / 9.0) ** 2
        pools += np.exp(-away)
    near = np.where(field.seen, np.exp(-y / 90), 0)
    pools = 0.2 + (pools - 0.2) * near
    night = np.array([0.18, 0.165, 0.16], np.float32) + np.minimum(pools, 1.3)[..., None] * np.array(
        [0.20, 0.29, 0.34], np.float32
    )
    return _f32(picture * night)


def _vignette(lens: Lens) -> Floats:
    """The uneven beam of the camera's own infra-red lamp, 1 in the middle."""
    ys, xs = np.mgrid[0 : lens.height, 0 : lens.width].astype(np.float32)
    away = ((xs / lens.width - 0.5) / 0.75) ** 2 + ((ys / lens.height - 0.55) / 0.8) ** 2
    return _f32(np.exp(-away))
