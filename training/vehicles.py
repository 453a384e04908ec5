"""Drawn vehicles for the look: each drawn twice, in white and in black, so that any paint lies between.

::

    scene behind ─► vehicle in white ─┐
                └─► vehicle in black ─┴─► views around the plate and in the outline ─► pool
"""

from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.plate import Plate
from trackway.model.reading import Box
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing import Lens, Light, Pose, Vehicle, draw_vehicle
from trackway.vision.vehicle_view import View, around_plate, in_outline

__all__ = ["KINDS", "LIGHTS", "make_pool"]

KINDS = (
    VehicleKind.SEDAN,
    VehicleKind.CAR,  # drawn as a hatchback
    VehicleKind.SUV,
    VehicleKind.VAN,
    VehicleKind.PICKUP,
    VehicleKind.TRUCK,
    VehicleKind.BUS,
    VehicleKind.COACH,
    VehicleKind.SCOOTER,
    VehicleKind.HEAVY_MOTORCYCLE,
)
LIGHTS = (Light.DAY, Light.DUSK, Light.NIGHT, Light.INFRARED)
_SHARES = (0.14, 0.14, 0.13, 0.1, 0.08, 0.09, 0.06, 0.06, 0.13, 0.07)
_IN_LIGHT = (0.55, 0.2, 0.15, 0.1)
_TWO_WHEELS = (VehicleKind.SCOOTER, VehicleKind.HEAVY_MOTORCYCLE)
_SIDE = 640


def make_pool(path: Path, count: int, seed: int, processes: int) -> None:
    """Draw ``count`` vehicles and write them as one .npz file."""
    parts = 4 * processes
    jobs = [(count // parts + (i < count % parts), seed, i) for i in range(parts)]
    with get_context("spawn").Pool(processes) as workers:
        made = workers.starmap(_part, jobs)
    np.savez(path, **{name: np.concatenate([part[name] for part in made]) for name in made[0]})


def _part(count: int, seed: int, number: int) -> dict[str, NDArray[np.generic]]:
    cv2.setNumThreads(1)
    rng = np.random.default_rng([seed, number])
    rows = []
    while len(rows) < count:
        rows.extend(_views(rng))
    rows = rows[:count]
    names = ("white", "black", "seen", "plate", "kind", "light", "is_outline")
    return {name: np.stack([row[i] for row in rows]) for i, name in enumerate(names)}


def _views(rng: np.random.Generator) -> list[tuple[NDArray[np.generic], ...]]:
    """One drawn vehicle: its view around the plate where it shows one, or in its outline."""
    kind_at = int(rng.choice(len(KINDS), p=_SHARES))
    kind, light_at = KINDS[kind_at], int(rng.choice(len(LIGHTS), p=_IN_LIGHT))
    from_side = rng.random() < 0.2
    text = f"{_letters(rng, 3)}{rng.integers(1000, 10000)}"
    lens, pose = _camera(rng, kind, from_side=from_side)
    behind = _at(_backdrop(rng), LIGHTS[light_at])
    pictures = []
    for colour in (Colour.WHITE, Colour.BLACK):
        picture = behind.copy()
        seen = draw_vehicle(picture, Vehicle(kind, colour, Plate(text)), pose, lens, LIGHTS[light_at])
        pictures.append(picture)
    box = seen.box
    if box.width < 24 or box.height < 24:
        return []
    out = []
    if seen.plate is not None and not from_side:
        low, high = seen.plate.min(axis=0), seen.plate.max(axis=0)
        if low.min() < 1 or high.max() > _SIDE - 2 or high[0] - low[0] < 14:
            return []
        plate = Box(int(low[0]), int(low[1]), int(np.ceil(high[0])), int(np.ceil(high[1])))
        views = [around_plate(picture, plate) for picture in pictures]
        out.append(_row(views, kind_at, light_at, is_outline=False))
    if from_side or rng.random() < 0.35:
        outline = _loose(rng, box)
        views = [in_outline(picture, outline) for picture in pictures]
        out.append(_row(views, kind_at, light_at, is_outline=True))
    return out


def _row(
    views: list[View], kind_at: int, light_at: int, *, is_outline: bool
) -> tuple[NDArray[np.generic], ...]:
    white, black = views
    return (
        white.colours, black.colours, white.is_seen, white.is_plate,
        np.array(kind_at), np.array(light_at), np.array(is_outline),
    )  # fmt: skip


def _camera(rng: np.random.Generator, kind: VehicleKind, *, from_side: bool) -> tuple[Lens, Pose]:
    """A roadside pole or a hand-held camera, and a vehicle before it."""
    away_m = float(np.exp(rng.uniform(np.log(3.5), np.log(25))))
    height_m = rng.uniform(1.0, 2.2) if rng.random() < 0.4 else rng.uniform(2.5, 7.0)
    height_m = min(height_m, 0.55 * away_m + 0.6)
    plate_m = 0.28 if kind in _TWO_WHEELS else 0.36
    plate_px = float(np.exp(rng.uniform(np.log(18), np.log(64))))
    x = rng.uniform(-0.3, 0.3) * away_m
    slant_m = float(np.hypot(away_m, height_m - 0.7))
    focal = plate_px * slant_m / plate_m
    heading = rng.uniform(-40, 40) * rng.uniform(0, 1) + (180 if rng.random() < 0.5 else 0)
    length_m = {VehicleKind.BUS: 11.0, VehicleKind.COACH: 12.0, VehicleKind.TRUCK: 7.0}.get(kind, 4.4)
    if kind in _TWO_WHEELS:
        length_m = 1.9
    if from_side:
        heading = rng.uniform(-180, 180)
        reach_m = max(length_m * abs(np.sin(np.radians(heading))), 2.0)
        focal = min(focal, 0.8 * _SIDE * slant_m / reach_m)
        away_m += length_m / 2
    pitch = float(np.degrees(np.arctan2(height_m - 0.9, away_m)))
    yaw = float(np.degrees(np.arctan2(x, away_m)))
    lens = Lens(_SIDE, _SIDE, focal, height_m, pitch, yaw)
    middle = 0.0 if from_side else length_m / 2
    return lens, Pose(x, away_m + middle, heading)


def _backdrop(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Road, walls and clutter as soft and hard shapes of any colour, mostly dull."""
    dull = rng.uniform(0, 1) ** 2
    small = rng.uniform(20, 235, (rng.integers(2, 9), rng.integers(2, 9), 3))
    small = small.mean(axis=2, keepdims=True) * (1 - dull) + small * dull
    how = cv2.INTER_NEAREST if rng.random() < 0.3 else cv2.INTER_CUBIC
    picture = np.clip(cv2.resize(small, (_SIDE, _SIDE), interpolation=how), 0, 255).astype(np.uint8)
    for _ in range(rng.integers(0, 14)):
        at, size = rng.integers(0, _SIDE, 2), rng.integers(8, 260, 2)
        turned = (tuple(map(float, at)), tuple(map(float, size)), float(rng.uniform(0, 180)))
        tone = rng.uniform(15, 240) + rng.normal(0, 50, 3) * dull
        cv2.fillPoly(
            picture, [cv2.boxPoints(turned).astype(np.int32)], np.clip(tone, 0, 255).astype(int).tolist()
        )
    noise = rng.normal(0, rng.uniform(1, 14), (_SIDE // 2, _SIDE // 2, 1)).astype(np.float32)
    noise = cv2.resize(noise, (_SIDE, _SIDE))[..., None]
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def _at(picture: NDArray[np.uint8], light: Light) -> NDArray[np.uint8]:
    """The backdrop in that light: dark at night, grey before an infra-red camera."""
    share = {Light.DAY: 1.0, Light.DUSK: 0.6, Light.NIGHT: 0.25, Light.INFRARED: 0.4}[light]
    if light is Light.INFRARED:
        picture = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    return (picture * share).astype(np.uint8)


def _loose(rng: np.random.Generator, box: Box) -> Box:
    """An outline as movement gives it: with a piece of shadow, or short of an edge."""
    off = rng.normal(0, 0.06, 4) * np.array([box.width, box.height, box.width, box.height])
    x0, y0 = box.x0 - abs(off[0]), box.y0 + off[1]
    return Box(int(x0), int(y0), int(max(x0 + 16, box.x1 + abs(off[2]))), int(max(y0 + 16, box.y1 + off[3])))


def _letters(rng: np.random.Generator, count: int) -> str:
    return "".join(rng.choice(list("ABCDEFGHJKLMNPQRSTUVWXYZ"), count))
