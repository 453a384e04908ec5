"""Rendering: a script in, a video file and its truth out.

::

    backdrop (once) ─► vehicles, far to near ─► stamp ─► sensor ─► encoder
                            └─► looks ─► truth
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trackway.model.reading import Box
from trackway.model.vehicle import VehicleKind
from trackway.sim.clips.backdrop import backdrop
from trackway.sim.clips.encoding import PRODUCT_CODEC, ClipWriter
from trackway.sim.clips.osd import stamp
from trackway.sim.clips.roadside import Way
from trackway.sim.clips.script import ClipScript, ClipTruth, Look, ScriptedPass, true_pass
from trackway.sim.clips.sensor import exposed
from trackway.sim.drawing import Light, Pose, Seen, Vehicle, draw_vehicle
from trackway.sim.drawing.vehicles import body_of

__all__ = ["render_clip", "rendered"]

_FAR_M = 170.0  # further off a vehicle is under 30 pixels wide and drawn no more
_LEAST_VEHICLE_PX = 16
_LEAST_PLATE_PX = 12
_NIGHT_NOISE = 2.0  # times as much as by day: less light, more gain
_PIXEL_RATE = 0.30  # bits per pixel and frame: what cameras of today spend at "high"

Drawn = tuple[NDArray[np.uint8], list[tuple[ScriptedPass, Look]]]
"""One frame as BGR and who was seen in it."""


def render_clip(
    script: ClipScript, path: Path, codec: str = PRODUCT_CODEC, bit_rate: int | None = None
) -> ClipTruth:
    """Write the scripted clip to ``path`` and say what it shows.

    The container follows from the name (``.mp4``, ``.mkv``, ``.avi``). Raises ``Unavailable`` for an
    encoder that is not installed and ``WrongUse`` for a size that cannot be encoded.
    """
    lens = script.road.lens
    rate = bit_rate or round(_PIXEL_RATE * lens.width * lens.height * script.fps)
    rng = np.random.default_rng(script.seed)
    noise = script.noise * (1.0 if script.light in (Light.DAY, Light.DUSK) else _NIGHT_NOISE)
    looks: dict[int, list[Look]] = {i: [] for i in range(len(script.passes))}
    order = {id(scripted): i for i, scripted in enumerate(script.passes)}
    with ClipWriter(path, (lens.width, lens.height), script.fps, codec, rate) as writer:
        for picture, seen in rendered(script):
            writer.write(exposed(picture, noise, rng))
            for scripted, look in seen:
                looks[order[id(scripted)]].append(look)
    passes = [true_pass(script.passes[i], found, script) for i, found in looks.items() if found]
    passes.sort(key=lambda one: one.best.at_s)
    missed = tuple(script.passes[i] for i, found in looks.items() if not found)
    return ClipTruth(script.frames, script.fps, lens.width, lens.height, tuple(passes), missed)


def rendered(script: ClipScript) -> Iterator[Drawn]:
    """The clip's frames one by one, without noise and not encoded, with who is seen in each."""
    empty = backdrop(script.road, script.light)
    for frame in range(script.frames):
        at_s = frame / script.fps
        picture = empty.copy()
        seen = _drive(picture, script, frame, at_s)
        stamp(picture, script.starts_at.plus(at_s), script.camera_name)
        yield picture, seen


def _drive(
    picture: NDArray[np.uint8], script: ClipScript, frame: int, at_s: float
) -> list[tuple[ScriptedPass, Look]]:
    """Draw all that is on the road at this moment, far to near, and say what can be seen of each."""
    lens = script.road.lens
    placed = [(scripted, _pose(scripted, script, at_s)) for scripted in script.passes]
    placed = [(s, p) for s, p in placed if -8 < p.y < _FAR_M]
    placed.sort(key=lambda pair: -pair[1].y)
    drawn: list[tuple[ScriptedPass, Seen]] = []
    for scripted, pose in placed:
        vehicle = Vehicle(scripted.kind, scripted.colour, scripted.plate, scripted.style)
        drawn.append((scripted, draw_vehicle(picture, vehicle, pose, lens, script.light)))
    found = []
    for i, (scripted, seen) in enumerate(drawn):
        if seen.box.width < _LEAST_VEHICLE_PX:
            continue
        nearer = [other.box for _, other in drawn[i + 1 :]]
        plate = _whole_plate(seen, nearer, (lens.width, lens.height))
        found.append((scripted, Look(frame, at_s, seen.box, plate)))
    return found


def _whole_plate(seen: Seen, nearer: list[Box], size: tuple[int, int]) -> Box | None:
    """The box of a plate that is wholly in the picture, large enough and hidden by nobody."""
    if seen.plate is None:
        return None
    (x0, y0), (x1, y1) = np.floor(seen.plate.min(axis=0)), np.ceil(seen.plate.max(axis=0))
    box = Box(int(x0), int(y0), int(x1), int(y1))
    if box.x0 < 0 or box.y0 < 0 or box.x1 > size[0] or box.y1 > size[1] or box.width < _LEAST_PLATE_PX:
        return None
    return None if any(box.overlap(other) > 0 for other in nearer) else box


def _pose(scripted: ScriptedPass, script: ClipScript, at_s: float) -> Pose:
    """Where the vehicle is at a moment; two-wheelers keep to the right of their lane."""
    lane = script.road.lanes[scripted.lane]
    body = body_of(scripted.kind, scripted.colour)
    away = lane.way is Way.AWAY
    mount = body.rear_plate if away or body.front_plate is None else body.front_plate
    line = script.road.best_line(mount.z) + body.length / 2
    ahead = scripted.speed_kmh / 3.6 * (at_s - scripted.at_s)
    right = 1.0 if away else -1.0
    narrow = scripted.kind in (VehicleKind.SCOOTER, VehicleKind.HEAVY_MOTORCYCLE, VehicleKind.BICYCLE)
    drift = 0.12 * np.sin(0.09 * ahead + 7 * scripted.at_s)
    x = lane.middle + right * (0.75 if narrow else 0.0) + float(drift)
    return Pose(x, line + (ahead if away else -ahead), 0.0 if away else 180.0)
