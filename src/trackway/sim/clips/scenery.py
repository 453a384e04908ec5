"""Scenery: sky, hills, houses, trees, lamp posts and crash barriers beside a road."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.sim.clips.roadside import Roadside
from trackway.sim.drawing import Lens, Light
from trackway.sim.drawing.lens import Metres
from trackway.sim.drawing.light import shaded
from trackway.sim.drawing.textures import cut, grain

__all__ = ["lamp_places", "paint_scenery", "paint_sky"]

Floats = NDArray[np.float32]

_SKY = {  # above and at the horizon, before the light is applied to the whole picture
    Light.DAY: ((214, 176, 138), (236, 228, 218)),
    Light.DUSK: ((190, 150, 140), (150, 190, 250)),
    Light.NIGHT: ((150, 120, 100), (170, 150, 140)),
    Light.INFRARED: ((20, 20, 20), (24, 24, 24)),
}
_HAZE = np.array([222, 212, 200], np.float32)
_WALLS = (
    (196, 206, 212),
    (176, 186, 196),
    (206, 204, 196),
    (150, 160, 176),
    (188, 200, 190),
    (214, 214, 210),
)
_SIGNS = ((40, 40, 190), (150, 90, 30), (40, 150, 210), (70, 120, 40), (200, 200, 200), (40, 90, 220))


def lamp_places(road: Roadside) -> list[tuple[float, float, float]]:
    """Where the street lamps hang: every 30 m on the left, 8 m high."""
    return [(road.left - 1.2, y, 8.0) for y in np.arange(28.0, 240.0, 30.0)]


def paint_sky(picture: Floats, above: NDArray[np.bool_], road: Roadside, light: Light) -> None:
    """Sky with thin cloud, and behind the road the mountains in two ranks; changes ``picture``."""
    lens = road.lens
    rng = np.random.default_rng(road.seed + 11)
    height, width = above.shape
    top, low = (np.array(colour, np.float32) for colour in _SKY[light])
    down = np.clip(np.arange(height, dtype=np.float32) / max(lens.horizon, 1.0), 0, 1)[:, None, None]
    sky = top + (low - top) * down**0.8
    cloud = np.clip(
        cut(grain(64, 8), height, width, rng) * 0.5 + cut(grain(16, 9), height, width, rng) * 0.2, 0, 1
    )
    sky = (
        sky
        + (np.array([238, 236, 232], np.float32) * float(low.mean() / 225) - sky) * cloud[..., None] * 0.55
    )
    picture[above] = np.broadcast_to(sky, picture.shape)[above]
    if light is Light.INFRARED:
        return
    columns = np.arange(width)
    for rise_deg, blue, seed in ((2.1, 0.55, 1), (1.2, 0.25, 2)):
        wave = grain(64, 20 + seed)[int(rng.integers(900)), :]
        fine = grain(16, 30 + seed)[int(rng.integers(900)), :]
        line = np.interp(columns / width * 420, np.arange(len(wave)), wave + 0.18 * fine)
        ridge = lens.horizon - lens.focal_px * np.tan(np.radians(np.maximum(rise_deg + 0.45 * line, 0.15)))
        rows = np.arange(height)[:, None]
        hill = (rows >= ridge[None, :]) & (rows < lens.horizon + 2) & above
        green = np.array([92, 100, 74], np.float32)
        shade = 1 + 0.06 * cut(grain(16, 40 + seed), height, width, rng)
        colour = (green + (_HAZE - green) * blue) * shade[..., None]
        picture[hill] = colour[hill]


def paint_scenery(picture: Floats, road: Roadside, light: Light) -> Floats:
    """Houses, trees, posts and barrier, far to near; changes ``picture``.

    Says how much of each pixel a lit window covers, 0 to 1, for those shine in every light.
    """
    rng = np.random.default_rng(road.seed + 5)
    things: list[tuple[float, int, float]] = []  # distance, what, x
    y = 34.0
    while y < 260:
        if rng.random() < 0.7:
            things.append((y, 0, road.left - rng.uniform(7.5, 12.0)))
        if rng.random() < 0.75:
            things.append((y + 2, 0, road.right + rng.uniform(6.0, 8.0)))
        y += rng.uniform(9, 16)
    for side in (-1, 1):
        for y in np.arange(14.0, 260.0, 7.0):
            if rng.random() < 0.75:
                x = road.left - rng.uniform(3.2, 6.5) if side < 0 else road.right + rng.uniform(4.2, 5.4)
                things.append((float(y + rng.uniform(-2, 2)), 1, float(x)))
    things += [(y, 2, x) for x, y, _ in lamp_places(road)]
    canvas = _Canvas(
        np.clip(picture, 0, 255).astype(np.uint8), np.zeros(picture.shape[:2], np.uint8), road.lens
    )
    has_lights = light in (Light.DUSK, Light.NIGHT)
    for y, what, x in sorted(things, reverse=True):
        if what == 0:
            _house(canvas, (x, y), rng, lit_share=0.4 if has_lights else 0.0, faces_right=x < road.left)
        elif what == 1:
            _tree(canvas, (x, y), rng)
        else:
            _lamp_post(canvas, (x, y))
    _barrier(canvas, road)
    picture[:] = canvas.pixels
    return (canvas.windows / 255).astype(np.float32)


def _haze(colour: NDArray[np.float64], y: float) -> tuple[float, float, float]:
    """A colour as it pales with distance."""
    pale = colour + (_HAZE - colour) * (1 - np.exp(-y / 420))
    return (float(pale[0]), float(pale[1]), float(pale[2]))


@dataclass(frozen=True, slots=True)
class _Canvas:
    """The scene being painted, with a mask of the lit windows; what is painted over a window hides it."""

    pixels: NDArray[np.uint8]
    windows: NDArray[np.uint8]
    lens: Lens

    def quad(self, corners: Metres, colour: tuple[float, float, float], *, is_lit: bool = False) -> None:
        """Fill a four-cornered piece; one that reaches too near the camera is left out."""
        pixels, depth = self.lens.project(corners)
        if depth.min() < 1.0:
            return
        at = [np.round(pixels * 16).astype(np.int32)]
        cv2.fillPoly(self.pixels, at, colour, lineType=cv2.LINE_AA, shift=4)
        cv2.fillPoly(self.windows, at, (255 if is_lit else 0,), lineType=cv2.LINE_AA, shift=4)

    def disc(self, middle: Metres, radius: float, colour: tuple[float, float, float]) -> None:
        """Fill a disc of so many metres."""
        pixel, depth = self.lens.project(middle)
        if depth < 2:
            return
        at = (round(float(pixel[0]) * 16), round(float(pixel[1]) * 16))
        size = max(1, round(radius * self.lens.focal_px / float(depth) * 16))
        cv2.circle(self.pixels, at, size, colour, -1, cv2.LINE_AA, 4)
        cv2.circle(self.windows, at, size, (0,), -1, cv2.LINE_AA, 4)


def _wall(x0: float, y0: float, x1: float, y1: float, *heights: float) -> Metres:
    low, high = heights
    return np.array([[x0, y0, low], [x0, y0, high], [x1, y1, high], [x1, y1, low]])


def _house(
    canvas: _Canvas,
    at: tuple[float, float],
    rng: np.random.Generator,
    *,
    lit_share: float,
    faces_right: bool,
) -> None:
    """A town house of two to five floors with windows, balconies and a shop sign."""
    x, y = at
    deep, wide = rng.uniform(8, 12), rng.uniform(6, 11)
    floors = int(rng.integers(2, 6))
    tall = floors * 3.1 + 0.8
    paint = np.array([_WALLS[int(rng.integers(len(_WALLS)))]], float)
    back = x - deep if faces_right else x + deep
    front = _lit_wall(paint, (1.0 if faces_right else -1.0, 0.0))
    end = _lit_wall(paint, (0.0, -1.0))
    canvas.quad(_wall(x, y, x, y + wide, 0, tall), _haze(front, y))
    canvas.quad(_wall(back, y, x, y, 0, tall), _haze(end, y))
    for floor in range(floors):
        sill = floor * 3.1 + (0.3 if floor == 0 else 1.0)
        for k in range(max(1, int(wide // 2.6))):
            a = y + 0.6 + k * 2.6
            pane = _wall(x, a, x, min(a + 1.7, y + wide - 0.2), sill, sill + 1.6)
            canvas.quad(pane, _haze(np.array([84.0, 80.0, 74.0]), y), is_lit=bool(rng.random() < lit_share))
        if floor:
            edge = _haze(front * 0.82, y)
            canvas.quad(_wall(x, y, x, y + wide, floor * 3.1 + 0.5, floor * 3.1 + 0.75), edge)
        for k in range(int(rng.integers(0, 3))):
            a = back + (x - back) * (0.2 + 0.3 * k)
            canvas.quad(_wall(a, y, a + 1.2, y, sill + 0.2, sill + 1.4), _haze(end * 0.45, y))
    if rng.random() < 0.7:
        sign = np.array(_SIGNS[int(rng.integers(len(_SIGNS)))], float)
        out = x + (0.9 if faces_right else -0.9)
        canvas.quad(_wall(x, y + 0.4, x, y + wide - 0.4, 2.6, 3.5), _haze(sign, y))
        canvas.quad(_wall(x, y + 0.5, out, y + 0.5, 3.6, 6.0), _haze(sign * 0.8, y))


def _lit_wall(paint: NDArray[np.float64], facing: tuple[float, float]) -> NDArray[np.float64]:
    normal = np.array([[facing[0], facing[1], 0.0]])
    lit: NDArray[np.float64] = shaded(paint, normal, np.zeros(1), Light.DAY)[0]
    return lit


def _tree(canvas: _Canvas, at: tuple[float, float], rng: np.random.Generator) -> None:
    """A roadside tree or shrub: a trunk and a heap of leafy discs, lighter towards the sun."""
    x, y = at
    tall = rng.uniform(1.2, 4.6)
    canvas.quad(_wall(x - 0.09, y, x + 0.09, y, 0, tall * 0.6), _haze(np.array([52.0, 62.0, 70.0]), y))
    leaf = np.array([44.0, 92.0, 66.0]) * rng.uniform(0.8, 1.15) + np.array([0.0, 8.0, 10.0]) * rng.random()
    for k in range(26):
        share = k / 25
        spot = np.array([
            x + rng.normal(0, 0.20 * tall) * (1.1 - 0.5 * share),
            y - 0.4,
            tall * (0.42 + 0.55 * share + rng.normal(0, 0.06)),
        ])  # fmt: skip
        colour = _haze(leaf * (0.62 + 0.55 * share + rng.normal(0, 0.06)), y)
        canvas.disc(spot, tall * rng.uniform(0.08, 0.17), colour)


def _lamp_post(canvas: _Canvas, at: tuple[float, float]) -> None:
    x, y = at
    grey = _haze(np.array([120.0, 122.0, 122.0]), y)
    canvas.quad(_wall(x - 0.4 - 0.08, y, x - 0.4 + 0.08, y, 0, 8.0), grey)
    canvas.quad(_wall(x - 0.4, y, x + 0.6, y, 7.94, 8.06), grey)
    canvas.quad(_wall(x + 0.3, y, x + 0.9, y, 7.85, 8.05), _haze(np.array([200.0, 204.0, 204.0]), y))


def _barrier(canvas: _Canvas, road: Roadside) -> None:
    """A steel crash barrier along the left edge: posts, then the rail in two folds."""
    x = road.left - 1.55
    start = 9.0
    for y in np.arange(260.0, start, -4.0):
        post = _haze(np.array([112.0, 114.0, 114.0]), float(y))
        canvas.quad(_wall(x - 0.06, y, x + 0.06, y, 0, 0.72), post)
    for low, high, light in ((0.42, 0.55, 168.0), (0.55, 0.60, 120.0), (0.60, 0.74, 186.0)):
        for y in np.arange(256.0, start, -8.0):
            colour = _haze(np.array([light, light, light * 0.98]), float(y))
            canvas.quad(_wall(x, y, x, y + 8.0, low, high), colour)
