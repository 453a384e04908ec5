"""Rendered scenes: roads of every shape and light, vehicles with plates of every series at every size.

::

    number ─► road, light ─► backdrop ─► vehicles, far to near ─► stamp ─► rain ─► lens ─► sensor ─► JPEG
                                            └─► what can be seen of each plate ─► truth

The same number always gives the same scene. Neighbouring numbers share a backdrop, which is dear to draw.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from bench.reading.inventing import Invented, invented
from bench.reading.picture import Bgr, Known, KnownPicture, Rectangle
from bench.reading.signs import put_signs
from bench.reading.spoiling import blurred, compressed
from trackway.model.time import Instant
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.clips import Lane, Light, Roadside, Way
from trackway.sim.clips.backdrop import backdrop
from trackway.sim.clips.osd import stamp
from trackway.sim.drawing import Lens, Pose, Seen, Vehicle, draw_vehicle
from trackway.sim.drawing.vehicles import body_of

__all__ = ["BLOCK", "KINDS", "Scene"]

BLOCK = 20
"""Scenes in a row that share a backdrop: whoever splits the work should split it here."""
KINDS = ("rendered scenes", "no plate", "other text")
"""The kinds of scene: with plates, with none on any vehicle, and full of other writing."""

_SIZES = ((1280, 720), (1280, 720), (1920, 1080), (960, 540))
_LIGHTS = (Light.DAY, Light.DUSK, Light.NIGHT, Light.DAY, Light.INFRARED)
_WIDEST, _NARROWEST = 190.0, 28.0
_LEAST_PX = 24.0
"""A plate narrower than this is no plate to anyone: readings of it do not count."""
_NOISE = {Light.DAY: 3.0, Light.DUSK: 5.0, Light.NIGHT: 8.0, Light.INFRARED: 7.0}
_COLOURS = tuple(colour for colour in Colour if colour is not Colour.UNKNOWN)
_TWO_WHEELS = (VehicleKind.SCOOTER, VehicleKind.HEAVY_MOTORCYCLE)
_EPOCH = Instant(1_795_276_800_000_000)


@dataclass(frozen=True, slots=True)
class Scene:
    """One rendered scene, by its kind and number."""

    kind: str
    number: int

    @property
    def name(self) -> str:
        """Its kind and number."""
        return f"{self.kind} {self.number}"

    def made(self) -> KnownPicture:
        """The scene and what can be seen in it."""
        rng = np.random.default_rng([KINDS.index(self.kind), self.number])
        road, light = _road(self.number // BLOCK)
        picture = backdrop(road, light).copy()
        if self.kind == "other text":
            put_signs(picture, rng, int(rng.integers(4, 12)))
        has_plates = self.kind == "rendered scenes"
        least = 1 if has_plates else 0
        seen = _drive(picture, road, light, int(rng.integers(least, 4)), rng, has_plates=has_plates)
        if self.kind == "other text" or rng.random() < 0.5:
            at = _EPOCH.plus(float(rng.integers(30_000_000)))
            stamp(picture, at, f"CAM-{int(rng.integers(1000)):03d}")
        known, ignored = _truth(seen, road, light)
        return KnownPicture(self.name, _photographed(picture, light, rng), known, ignored)


@lru_cache(maxsize=2)
def _road(block: int) -> tuple[Roadside, Light]:
    rng = np.random.default_rng([77, block])
    width, height = _SIZES[int(rng.integers(len(_SIZES)))]
    focal = width * float(np.exp(rng.uniform(np.log(1.4), np.log(6.0))))
    ways = [Way.AWAY, *(Way(rng.choice(list(Way))) for _ in range(int(rng.integers(0, 3))))]
    lanes = tuple(Lane(-2.0 - 3.2 * i, 3.2, way) for i, way in enumerate(ways))
    up, down = rng.uniform(3.0, 6.5), rng.uniform(5.0, 14.0)
    # The longer the lens, the more exactly it must point at the lanes to see anything of them.
    ahead = Roadside(Lens(width, height, focal, up, down), lanes).best_line(0.8) * rng.uniform(1.0, 1.6)
    aim = np.degrees(np.arctan2(np.mean([lane.middle for lane in lanes]), ahead))
    half = np.degrees(np.arctan(width / 2 / focal))
    lens = Lens(width, height, focal, up, down, float(aim + half * rng.uniform(-0.4, 0.4)))
    return Roadside(lens, lanes, block), _LIGHTS[block % len(_LIGHTS)]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A vehicle to be drawn, its plate ``None`` when it carries none."""

    invented: Invented
    vehicle: Vehicle
    pose: Pose


def _drive(
    picture: Bgr, road: Roadside, light: Light, count: int, rng: np.random.Generator, *, has_plates: bool
) -> list[tuple[Invented, Seen]]:
    """Draw so many vehicles, or as many as there is room for, far to near."""
    placed: list[_Placed] = []
    for _ in range(3 * count):
        if len(placed) == count:
            break
        one = _placed(road, rng, has_plates=has_plates)
        if all(abs(one.pose.x - o.pose.x) > 2.4 or abs(one.pose.y - o.pose.y) > 9 for o in placed):
            placed.append(one)
    placed.sort(key=lambda one: -one.pose.y)
    return [(o.invented, draw_vehicle(picture, o.vehicle, o.pose, road.lens, light)) for o in placed]


def _placed(road: Roadside, rng: np.random.Generator, *, has_plates: bool) -> _Placed:
    """A vehicle where its plate would be of a width drawn evenly over the logarithm."""
    made = invented(rng)
    lane = road.lanes[int(rng.integers(len(road.lanes)))]
    is_away = lane.way is Way.AWAY or made.kind in _TWO_WHEELS
    colour = _COLOURS[int(rng.integers(len(_COLOURS)))]
    body = body_of(made.kind, colour)
    wide = float(np.exp(rng.uniform(np.log(_NARROWEST), np.log(_WIDEST))))
    distance = road.lens.focal_px * made.style.form.width / 1000 / wide
    nearest = road.best_line(0.8)
    y = max(distance, nearest) + body.length / 2
    x = lane.middle + rng.uniform(-0.7, 0.7)
    heading = (0.0 if is_away else 180.0) + rng.normal(0, 7)
    vehicle = Vehicle(made.kind, colour, made.plate if has_plates else None, made.style)
    return _Placed(made, vehicle, Pose(float(x), float(y), float(heading)))


def _truth(
    seen: list[tuple[Invented, Seen]], road: Roadside, light: Light
) -> tuple[tuple[Known, ...], tuple[Rectangle, ...]]:
    """Plates wholly seen, and the boxes of those that are cut, hidden or too small."""
    known, ignored = [], []
    for i, (made, one) in enumerate(seen):
        if one.plate is None:
            continue
        (x0, y0), (x1, y1) = one.plate.min(axis=0), one.plate.max(axis=0)
        box = (float(x0), float(y0), float(x1), float(y1))
        wide = (
            float(np.linalg.norm(one.plate[1] - one.plate[0]) + np.linalg.norm(one.plate[2] - one.plate[3]))
            / 2
        )
        nearer = [other.box for _, other in seen[i + 1 :]]
        is_inside = x0 >= 0 and y0 >= 0 and x1 <= road.lens.width and y1 <= road.lens.height
        is_hidden = any(x0 < b.x1 and b.x0 < x1 and y0 < b.y1 and b.y0 < y1 for b in nearer)
        if not is_inside or is_hidden or wide < _LEAST_PX:
            ignored.append((box[0] - 6, box[1] - 6, box[2] + 6, box[3] + 6))
            continue
        vehicle = "scooter" if made.kind in _TWO_WHEELS else "car"
        facts = made.facts
        known.append(Known(made.plate.text, vehicle, str(facts.series), facts.font, box, wide, str(light)))
    return tuple(known), tuple(ignored)


def _photographed(picture: Bgr, light: Light, rng: np.random.Generator) -> Bgr:
    """As a camera hands it on: rain, blur, exposure, noise, compression, each now and then."""
    out = picture
    if rng.random() < 0.1:
        out = _rained_on(out, rng)
    if rng.random() < 0.2:
        out = blurred(out, rng.uniform(1.5, 5.0), rng)
    if rng.random() < 0.3:
        out = np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.4, 1.1)), np.uint8)
    gain, gamma = rng.uniform(0.75, 1.25), rng.uniform(0.8, 1.25)
    table = np.clip(255 * gain * (np.arange(256) / 255) ** gamma, 0, 255)
    noisy = table[out].astype(np.float32)
    grain = rng.standard_normal(out.shape[:2], dtype=np.float32)[..., None]
    noisy += grain * np.float32(_NOISE[light] * rng.uniform(0.3, 1.3))
    return compressed(np.clip(noisy, 0, 255).astype(np.uint8), int(rng.integers(35, 93)))


def _rained_on(picture: Bgr, rng: np.random.Generator) -> Bgr:
    """Streaks of rain, all fallen the same way."""
    height, width = picture.shape[:2]
    streaks = np.zeros((height, width), np.uint8)
    lean, long = rng.uniform(-0.3, 0.3), rng.uniform(0.02, 0.06) * height
    for x, y in rng.uniform((0, 0), (width, height), (int(rng.integers(150, 500)), 2)):
        end = (round(x + lean * long), round(y + long))
        cv2.line(streaks, (round(x), round(y)), end, (int(rng.integers(40, 120)),), 1, cv2.LINE_AA)
    return np.asarray(cv2.add(picture, cv2.merge([streaks] * 3)), np.uint8)
