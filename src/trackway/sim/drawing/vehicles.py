"""Vehicles: a body, its paint and its plates, drawn into a picture where the camera sees it.

::

    body ─► placed ─► culled, lit, projected ─► painted far to near ─► plate warped in ─► lamps glow
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.plate import Plate
from trackway.model.reading import Box
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing.bodies import Body, PlateMount, Rgb3
from trackway.sim.drawing.cars import hatchback, saloon, suv, taxi, van
from trackway.sim.drawing.glow import glow
from trackway.sim.drawing.heavy import bus, coach, pickup, trailer, truck
from trackway.sim.drawing.lens import Lens, Metres
from trackway.sim.drawing.light import LIGHTS, Light, graded, shaded
from trackway.sim.drawing.plate_style import PlateStyle, class_on, style_of
from trackway.sim.drawing.plates import draw_plate, plate_alpha
from trackway.sim.drawing.two_wheels import heavy_motorcycle, scooter
from trackway.sim.drawing.warp import Corners, warped

__all__ = ["PAINTS", "Pose", "Seen", "Vehicle", "body_of", "draw_vehicle", "portrait"]

PAINTS: dict[Colour, Rgb3] = {
    Colour.WHITE: (228, 230, 230),
    Colour.SILVER: (178, 176, 172),
    Colour.GREY: (112, 110, 106),
    Colour.BLACK: (40, 38, 37),
    Colour.RED: (38, 32, 160),
    Colour.ORANGE: (36, 104, 222),
    Colour.YELLOW: (40, 186, 240),
    Colour.GREEN: (70, 110, 52),
    Colour.BLUE: (146, 82, 40),
    Colour.BROWN: (58, 78, 106),
    Colour.PURPLE: (116, 54, 94),
    Colour.UNKNOWN: (150, 150, 150),
}
"""One paint for each colour a vehicle is said to have."""

_FINER = 2
_LEAST_DEPTH_M = 0.6  # what is nearer than this to the lens is left out
_TEXTURE_PX = 320  # plates are drawn once this wide; warps shrink them


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle to be drawn; ``plate`` is ``None`` for one that carries none."""

    kind: VehicleKind
    colour: Colour
    plate: Plate | None = None
    style: PlateStyle | None = None
    """How its plate looks; new, of a class that its kind carries, when not given."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the vehicle's middle stands on the road, metres, and where it heads: 0 away, 180 towards."""

    x: float
    y: float
    heading_deg: float


@dataclass(frozen=True)
class Seen:
    """What the picture shows of a vehicle: the box round it, and the corners of the plate that faces us."""

    box: Box
    plate: Corners | None


@lru_cache(maxsize=256)
def body_of(kind: VehicleKind, colour: Colour, tint: int = 0) -> Body:
    """The body of a kind of vehicle in a paint; ``tint`` (-8 to 8) makes two cars of one colour differ.

    Kinds that say little (a car of some kind, unknown) become the commonest body there is for them.
    """
    share = 1 + tint / 100
    b, g, r = PAINTS[colour]
    paint = (min(255.0, b * share), min(255.0, g * share), min(255.0, r * share))
    return _BUILDERS[kind](paint)


_BUILDERS: dict[VehicleKind, Callable[[Rgb3], Body]] = {
    VehicleKind.UNKNOWN: hatchback,
    VehicleKind.SEDAN: saloon,
    VehicleKind.SUV: suv,
    VehicleKind.VAN: van,
    VehicleKind.PICKUP: pickup,
    VehicleKind.TRUCK: truck,
    VehicleKind.BUS: bus,
    VehicleKind.COACH: coach,
    VehicleKind.SCOOTER: scooter,
    VehicleKind.HEAVY_MOTORCYCLE: heavy_motorcycle,
    VehicleKind.BICYCLE: scooter,
    VehicleKind.CAR: hatchback,
    VehicleKind.TAXI: taxi,
    VehicleKind.TRAILER: trailer,
}


@dataclass(frozen=True)
class _Stand:
    """A vehicle's place under a camera: from its own metres to those of the road."""

    pose: Pose
    lens: Lens
    light: Light

    @cached_property
    def turn(self) -> NDArray[np.float64]:
        h = np.radians(self.pose.heading_deg)
        return np.array([[np.cos(h), -np.sin(h), 0.0], [np.sin(h), np.cos(h), 0.0], [0.0, 0.0, 1.0]])

    def on_road(self, points: Metres) -> Metres:
        placed: Metres = points @ self.turn + np.array([self.pose.x, self.pose.y, 0.0])
        return placed

    def clipped(self, pixels: NDArray[np.float64], room: int) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the part of the picture that holds these pixels, with room round."""
        low = np.maximum(np.floor(pixels.min(axis=0)).astype(int) - room, 0)
        high = np.minimum(np.ceil(pixels.max(axis=0)).astype(int) + room, (self.lens.width, self.lens.height))
        return int(low[0]), int(low[1]), max(int(high[0]), int(low[0])), max(int(high[1]), int(low[1]))


def draw_vehicle(
    picture: NDArray[np.uint8], vehicle: Vehicle, pose: Pose, lens: Lens, light: Light = Light.DAY
) -> Seen:
    """Draw a vehicle into the picture of ``lens`` and say where it is; changes ``picture``.

    Vehicles that may hide one another are to be drawn far to near. One that is out of the picture
    changes nothing and has an empty box.
    """
    tint = zlib.crc32(vehicle.plate.text.encode()) % 17 - 8 if vehicle.plate else 0
    body = body_of(vehicle.kind, vehicle.colour, tint)
    stand = _Stand(pose, lens, light)
    shapes, colours = _visible(body, stand)
    if not len(shapes):
        return _UNSEEN
    x0, y0, x1, y1 = stand.clipped(shapes.reshape(-1, 2), 2)
    if x1 == x0 or y1 == y0:
        return _UNSEEN
    _cast_shadow(picture, body, stand)
    region = picture[y0:y1, x0:x1]
    fine = cv2.resize(region, None, fx=_FINER, fy=_FINER, interpolation=cv2.INTER_NEAREST)
    at = np.round(((shapes - np.array([x0, y0])) * _FINER - 0.5) * 16).astype(np.int32)
    for shape, colour in zip(at, colours, strict=True):
        cv2.fillConvexPoly(fine, shape, colour, shift=4)
    region[:] = cv2.resize(fine, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
    corners = _hang_plate(picture, vehicle, body, stand)
    _light_lamps(picture, body, stand)
    return Seen(Box(x0, y0, x1, y1), corners)


def portrait(
    vehicle: Vehicle, width_px: int, heading_deg: float = 0.0, light: Light = Light.DAY
) -> tuple[NDArray[np.uint8], Seen]:
    """One vehicle on a plain road, (height, width, 3) BGR, nearly filling a picture so wide.

    Seen as from a pole: 3.8 m up and 15 m away. ``heading_deg`` 0 shows its tail, 180 its nose.
    """
    body = body_of(vehicle.kind, vehicle.colour)
    focal = width_px * _PORTRAIT_M / max(1.3 * body.width, 1.35 * body.height)
    height_px = round(width_px * 0.9)
    pitch = float(np.degrees(np.arctan2(3.8 - body.height / 2, _PORTRAIT_M)))
    lens = Lens(width_px, height_px, focal, 3.8, pitch)
    picture = np.empty((height_px, width_px, 3), np.uint8)
    picture[:] = np.clip(shaded(_ROAD, _UP, np.zeros(1), light)[0], 0, 255)
    seen = draw_vehicle(picture, vehicle, Pose(0.0, _PORTRAIT_M + body.length / 2, heading_deg), lens, light)
    return picture, seen


_PORTRAIT_M = 15.0
_ROAD = np.array([[122.0, 122.0, 122.0]])
_UP = np.array([[0.0, 0.0, 1.0]])
_UNSEEN = Seen(Box(0, 0, 0, 0), None)


def _visible(body: Body, stand: _Stand) -> tuple[NDArray[np.float64], list[list[float]]]:
    """The panels that face the camera, (n, 4, 2) pixels, with their colours, in the order to draw them."""
    shapes, colours = [np.empty((0, 4, 2))], [np.empty((0, 3))]
    middles = {id(part): stand.on_road(np.array([0.0, part.middle, 0.0]))[1] for part in body.parts}
    for part in sorted(body.parts, key=lambda part: -float(middles[id(part)])):
        corners = stand.on_road(part.panels.corners)
        normals = part.panels.normals @ stand.turn
        faces = ((stand.lens.eye - corners.mean(axis=1)) * normals).sum(axis=1) > 0
        pixels, depth = stand.lens.project(corners[faces])
        ahead = depth.min(axis=1, initial=np.inf) > _LEAST_DEPTH_M
        lit = shaded(part.panels.colours[faces], normals[faces], part.panels.gloss[faces], stand.light)
        shapes.append(pixels[ahead])
        colours.append(lit[ahead])
    return np.concatenate(shapes), np.concatenate(colours).tolist()


def _cast_shadow(picture: NDArray[np.uint8], body: Body, stand: _Stand) -> None:
    """Darken the road under the vehicle and, by day, on the side away from the sun."""
    half, reach = 0.52 * body.width, 0.51 * body.length
    foot = np.array([[-half, -reach, 0], [half, -reach, 0], [half, reach, 0], [-half, reach, 0]], float)
    ground = stand.on_road(foot)
    facts = LIGHTS[stand.light]
    if facts.has_sun:
        sun = np.array(facts.sun_from)
        thrown = ground - np.array([sun[0], sun[1], 0.0]) / sun[2] * min(body.height, 1.8) * 0.8
        ground = np.concatenate([ground, thrown])
    pixels, depth = stand.lens.project(ground)
    if depth.min() < _LEAST_DEPTH_M:
        return
    hull = cv2.convexHull(pixels.astype(np.float32)).reshape(-1, 2).astype(np.float64)
    blur = max(1.5, 0.07 * stand.lens.focal_px / float(depth.mean()))
    x0, y0, x1, y1 = stand.clipped(hull, int(3 * blur) + 2)
    # A blurred shadow needs no fine grid: a quarter of the pixels is enough.
    width, height = (x1 - x0) // 2, (y1 - y0) // 2
    if not width or not height:
        return
    mask = np.zeros((height, width), np.uint8)
    scale = np.array([width / (x1 - x0), height / (y1 - y0)])
    cv2.fillConvexPoly(mask, np.round((hull - (x0, y0)) * scale * 16).astype(np.int32), (255,), shift=4)
    mask = cv2.GaussianBlur(mask, (0, 0), blur / 2).astype(np.uint8)
    kept = cv2.LUT(mask, _keeping(facts.shadow))
    soft = cv2.resize(kept, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
    region = picture[y0:y1, x0:x1]
    region[:] = cv2.multiply(region, cv2.merge([soft] * 3), scale=1 / 255)


@lru_cache(maxsize=8)
def _keeping(depth: float) -> NDArray[np.uint8]:
    """How much light is left (0 to 255) where a shadow's mask has a value: a table."""
    return np.round(255 * (1 - depth * np.arange(256) / 255)).astype(np.uint8)


def _hang_plate(picture: NDArray[np.uint8], vehicle: Vehicle, body: Body, stand: _Stand) -> Corners | None:
    """Lay the plate that faces the camera into the picture; ``None`` when none does."""
    if vehicle.plate is None:
        return None
    style = vehicle.style or style_of(vehicle.plate, class_on(vehicle.plate, vehicle.kind))
    lens = stand.lens
    for mount, is_rear in ((body.rear_plate, True), (body.front_plate, False)):
        if mount is None:
            continue
        corners = stand.on_road(_plate_corners(mount, style, is_rear=is_rear))
        outward = np.cross(corners[1] - corners[0], corners[3] - corners[0])
        if (corners.mean(axis=0) - lens.eye) @ outward <= 0:
            continue
        pixels, depth = lens.project(corners)
        x0, y0, x1, y1 = stand.clipped(pixels, 0)
        if depth.min() < _LEAST_DEPTH_M or x1 == x0 or y1 == y0:
            return None
        flat, alpha = _texture(vehicle.plate, style, stand.light, is_rear=is_rear)
        left, top, patch, cover = warped(flat, pixels, (lens.width, lens.height), alpha)
        under = picture[top : top + patch.shape[0], left : left + patch.shape[1]]
        share = cover.astype(np.float32)[..., None] / 255
        under[:] = np.round(under + (patch - under.astype(np.float32)) * share).astype(np.uint8)
        return pixels
    return None


def _plate_corners(mount: PlateMount, style: PlateStyle, *, is_rear: bool) -> Metres:
    """Top left, top right, bottom right, bottom left as somebody facing that end sees them."""
    half, rise = style.form.width / 2000, style.form.height / 2000
    lean = np.radians(mount.lean_deg)
    back, up = rise * np.sin(lean) * (1 if is_rear else -1), rise * np.cos(lean)
    left = -half if is_rear else half
    signs = ((left, 1), (-left, 1), (-left, -1), (left, -1))
    return np.array([[mount.x + x, mount.y + s * back, mount.z + s * up] for x, s in signs])


@lru_cache(maxsize=64)
def _texture(
    plate: Plate, style: PlateStyle, light: Light, *, is_rear: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The plate as lit, and its cover."""
    facts = LIGHTS[light]
    gain = facts.rear_plate if is_rear else facts.front_plate
    flat = draw_plate(plate, style, _TEXTURE_PX).astype(np.float64)
    lit = np.clip(graded(flat, light) * gain, 0, 255).astype(np.uint8)
    return lit, plate_alpha(style, _TEXTURE_PX)


def _light_lamps(picture: NDArray[np.uint8], body: Body, stand: _Stand) -> None:
    """Let the lamps that face the camera glow, each in a halo that grows as it comes nearer."""
    strength = LIGHTS[stand.light].lamps
    if strength <= 0:
        return
    for lamp in body.lamps:
        at = stand.on_road(np.array([lamp.x, lamp.y, lamp.z]))
        outward = np.array([0.0, 1.0 if lamp.is_head else -1.0, 0.0]) @ stand.turn
        towards = stand.lens.eye - at
        facing = float(towards @ outward) / float(np.linalg.norm(towards))
        pixel, depth = stand.lens.project(at)
        if facing <= 0 or depth < _LEAST_DEPTH_M:
            continue
        radius = lamp.radius * stand.lens.focal_px / float(depth) * (6.5 if lamp.is_head else 3.5)
        power = strength * facing * (1.0 if lamp.is_head else 0.55)
        colour = graded(np.array(lamp.colour), stand.light) * power
        glow(picture, (float(pixel[0]), float(pixel[1])), radius, colour)
