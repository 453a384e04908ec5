"""The two pools, drawn on the processor by all cores: flat plates with their texts, and backgrounds.

Plates come from ``trackway.sim.drawing``, so that the demonstration, the tests and the training draw
with one hand. Backgrounds are procedural: no photograph stands behind them. They are full of what a
finder mistakes for a plate: lettering on plain and framed boards, grilles, lamps, lattices, kerbs.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import cv2
import numpy as np
from numpy.typing import NDArray

from networks import ALPHABET
from trackway.model.plate import Plate
from trackway.model.plate_classes import VehicleClass, classes_of_prefix
from trackway.model.plate_series import SERIES, Form, Series, SeriesFacts
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing import Light, PlateStyle, Vehicle, draw_plate, portrait, style_of, worn

__all__ = ["FLAT", "FlatPlates", "draw_backgrounds", "draw_plates", "random_plate"]

FLAT = (176, 256)
"""Height and width of a flat plate's sheet; the plate lies at its top left, 256 wide."""
MAX_TEXT = 10
_CHUNK = 250
_CLASS = {symbol: i + 1 for i, symbol in enumerate(ALPHABET)}

_SHARE: dict[Series, float] = {
    Series.STANDARD: 0.56,
    Series.CAR_LATE: 0.08,
    Series.CAR_LATE_MIXED: 0.05,
    Series.SCOOTER_EARLY: 0.06,
    Series.SCOOTER_LATE: 0.06,
    Series.SCOOTER_MIXED: 0.04,
    Series.CAR_EARLY: 0.04,
    Series.CAR_LETTER_DIGIT: 0.03,
    Series.CAR_DIGIT_LETTER: 0.03,
}
"""How often the commoner series are drawn; the others share the rest alike, so that none is strange."""


@dataclass(frozen=True)
class FlatPlates:
    """``sheets`` (n, 176, 256) luma; ``sizes`` (n, 2) width and height of the plate on it; ``texts``
    (n, 10) classes of the alphabet with the hyphen where it is printed, 0 beyond the end."""

    sheets: NDArray[np.uint8]
    sizes: NDArray[np.int32]
    texts: NDArray[np.int64]


def random_plate(rng: np.random.Generator) -> tuple[Plate, VehicleClass]:
    """A plate of any series with a class that carries it."""
    rest = (1 - sum(_SHARE.values())) / (len(SERIES) - len(_SHARE))
    weights = np.array([_SHARE.get(row.series, rest) for row in SERIES])
    row = SERIES[rng.choice(len(SERIES), p=weights / weights.sum())]
    form = row.forms[rng.integers(len(row.forms))]
    plate = Plate(_random_text(row, form, rng), form.split)
    classes = classes_of_prefix(plate.text[:3]) if row.series is Series.STANDARD else row.classes
    if not classes or (row.series is Series.STANDARD and rng.random() < 0.5):
        # Ranges move; both common sizes must be read with any letters.
        classes = (VehicleClass.PRIVATE_CAR, VehicleClass.SCOOTER)
    return plate, classes[rng.integers(len(classes))]


def _random_text(row: SeriesFacts, form: Form, rng: np.random.Generator) -> str:
    out = [str(rng.choice(list(row.allowed(symbol)))) for symbol in form.shape]
    if form.is_pair:
        first = 0 if form.split == 2 else form.split
        out[first + 1] = out[first]
    return "".join(out)


def draw_plates(n: int, seed: int, workers: int) -> FlatPlates:
    """``n`` worn plates of all series, the same for the same seed whatever the number of workers."""
    seeds = [(seed, k, min(_CHUNK, n - k)) for k in range(0, n, _CHUNK)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        parts = list(pool.map(_draw_some_plates, seeds))
    return FlatPlates(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _draw_some_plates(
    job: tuple[int, int, int],
) -> tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.int64]]:
    cv2.setNumThreads(1)
    rng = np.random.default_rng(job[:2])
    n = job[2]
    sheets = np.zeros((n, *FLAT), np.uint8)
    sizes = np.zeros((n, 2), np.int32)
    texts = np.zeros((n, MAX_TEXT), np.int64)
    for i in range(n):
        plate, vehicle_class = random_plate(rng)
        style = style_of(plate, vehicle_class)
        if rng.random() < 0.9:
            style = worn(style, rng)
            # Lenses thicken strokes more than wear does.
            style = replace(style, wear=replace(style.wear, bold=int(rng.integers(-3, 7))))
        drawn = _seen_in_grey(draw_plate(plate, style, FLAT[1]), style, rng)[: FLAT[0]]
        height = drawn.shape[0]
        sheets[i, :height] = drawn
        sheets[i, height:] = drawn[-1]  # what lies beyond the edge must not darken it when made smaller
        sizes[i] = FLAT[1], height
        printed = (
            f"{plate.text[: plate.seen_split]}-{plate.text[plate.seen_split :]}"
            if plate.seen_split
            else plate.text
        )
        texts[i, : len(printed)] = [_CLASS[symbol] for symbol in printed]
    return sheets, sizes, texts


_LUMA = np.array([0.114, 0.587, 0.299])
"""What blue, green and red weigh in luma (ITU-R BT.601)."""
_LEAST_CONTRAST = 45


def _seen_in_grey(drawn: NDArray[np.uint8], style: PlateStyle, rng: np.random.Generator) -> NDArray[np.uint8]:
    """As luma; in one of four as a camera by another light, to which red may be as bright as white."""
    weights = _LUMA
    if rng.random() < 0.25:
        other = rng.dirichlet((0.6, 1.0, 1.6))
        if abs(float(other @ (np.array(style.ground) - np.array(style.ink)))) >= _LEAST_CONTRAST:
            weights = other
    return np.clip(drawn @ weights, 0, 255).astype(np.uint8)


def draw_backgrounds(n: int, size: int, seed: int, workers: int) -> NDArray[np.uint8]:
    """``n`` backgrounds (n, size, size) luma."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        return np.stack(list(pool.map(_draw_background, [(seed, k, size) for k in range(n)], chunksize=16)))


def _draw_background(job: tuple[int, int, int]) -> NDArray[np.uint8]:
    cv2.setNumThreads(1)
    rng = np.random.default_rng((job[0], 7, job[1]))
    size = job[2]
    picture = _clouds(size, rng)
    for _ in range(rng.integers(4, 26)):
        painter = _PAINTERS[rng.choice(len(_PAINTERS), p=_ODDS)]
        painter(picture, rng)
        if rng.random() < 0.08:
            picture[:] = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.8, 6)))
    return picture


def _clouds(size: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Smooth and rough ground: sums of random fields from coarse to fine."""
    out = np.full((size, size), float(rng.uniform(20, 220)), np.float32)
    for cells in (2, 5, 12, 40, 160):
        field = rng.normal(0, 1, (cells, cells)).astype(np.float32)
        strength = rng.uniform(0, 45 if cells < 10 else 18)
        out += cv2.resize(field, (size, size), interpolation=cv2.INTER_CUBIC) * strength
    return np.clip(out, 0, 255).astype(np.uint8)


def _tone(rng: np.random.Generator) -> int:
    return int(rng.integers(0, 256))


def _place(
    picture: NDArray[np.uint8], rng: np.random.Generator, low: float = 0.02, high: float = 0.5
) -> tuple[int, int, int, int]:
    side = picture.shape[0]
    w = int(side * np.exp(rng.uniform(np.log(low), np.log(high))))
    h = int(w * np.exp(rng.uniform(np.log(0.2), np.log(2.0))))
    return int(rng.integers(-w // 2, side)), int(rng.integers(-h // 2, side)), max(w, 3), max(h, 3)


def _turned(x: int, y: int, w: int, h: int, rng: np.random.Generator) -> NDArray[np.int32]:
    box = cv2.boxPoints(((x + w / 2, y + h / 2), (w, h), float(rng.normal(0, 8))))
    box += rng.normal(0, 0.06, (4, 2)) * (w, h)
    return box.astype(np.int32)


def _quad(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    corners = _turned(*_place(picture, rng), rng)
    cv2.fillPoly(picture, [corners], _tone(rng), cv2.LINE_AA)
    if rng.random() < 0.4:
        cv2.polylines(
            picture,
            [corners],
            isClosed=True,
            color=_tone(rng),
            thickness=int(rng.integers(1, 6)),
            lineType=cv2.LINE_AA,
        )


def _ellipse(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    x, y, w, h = _place(picture, rng, 0.01, 0.3)
    axes = (max(w // 2, 1), max(h // 2, 1))
    for k in range(int(rng.integers(1, 4))):
        inner = (max(axes[0] * (3 - k) // 3, 1), max(axes[1] * (3 - k) // 3, 1))
        cv2.ellipse(picture, (x, y), inner, float(rng.uniform(0, 180)), 0, 360, _tone(rng), -1, cv2.LINE_AA)


def _lines(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Grilles, railings, kerbs, lane marks: parallel bars."""
    x, y, w, h = _place(picture, rng, 0.05, 0.7)
    count = int(rng.integers(2, 14))
    tone, width = _tone(rng), int(rng.integers(1, 9))
    along = rng.random() < 0.6
    for k in range(count):
        at = k / count
        start = (x, int(y + h * at)) if along else (int(x + w * at), y)
        end = (
            (x + w, int(y + h * at + rng.normal(0, 2)))
            if along
            else (int(x + w * at + rng.normal(0, 2)), y + h)
        )
        cv2.line(picture, start, end, tone, width, cv2.LINE_AA)


_WORDS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdeghkmnprstu-:/.%"
_FACES = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_PLAIN,
)


def _lettering(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Signs, stickers, road marks, time stamps: text that is no plate, on the ground or on a board."""
    text = "".join(rng.choice(list(_WORDS), int(rng.integers(1, 16))))
    face, thick = _FACES[rng.integers(len(_FACES))], int(rng.integers(1, 8))
    scale = float(np.exp(rng.uniform(np.log(0.4), np.log(4))))
    (w, h), base = cv2.getTextSize(text, face, scale, thick)
    board = np.full((h + base + 8, w + 12), _tone(rng), np.uint8)
    is_bare = rng.random() < 0.5
    ink = _tone(rng)
    cv2.putText(board, text, (6, h + 4), face, scale, ink, thick, cv2.LINE_AA)
    if not is_bare and rng.random() < 0.4:
        cv2.rectangle(board, (1, 1), (w + 10, h + base + 6), ink, 2)
    side = picture.shape[0]
    x, y = int(rng.integers(-w // 2, side)), int(rng.integers(-h, side))
    corners = np.float32([[0, 0], [board.shape[1], 0], [board.shape[1], board.shape[0]], [0, board.shape[0]]])
    target = corners + (x, y) + rng.normal(0, 0.08, (4, 2)) * (board.shape[1], board.shape[0])
    matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    drawn = cv2.warpPerspective(board, matrix, (side, side))
    mask = cv2.warpPerspective(np.full_like(board, 255), matrix, (side, side)) > 128
    if is_bare:
        mask &= np.abs(drawn.astype(np.int16) - int(board[0, 0])) > 40
    picture[mask] = drawn[mask]


def _glow(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """A lamp and its bloom."""
    side = picture.shape[0]
    cx, cy, r = rng.uniform(0, side), rng.uniform(0, side), rng.uniform(4, side / 6)
    ys, xs = np.ogrid[:side, :side]
    light = np.exp(-((xs - cx) ** 2 + (ys - cy) ** 2) / r**2) * rng.uniform(60, 300)
    picture[:] = np.clip(picture + light, 0, 255).astype(np.uint8)


def _speckle(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Leaves, gravel, crowds: high-contrast texture in a patch."""
    x, y, w, h = _place(picture, rng, 0.1, 0.9)
    x, y = max(x, 0), max(y, 0)
    patch = picture[y : y + h, x : x + w]
    if patch.size == 0:
        return
    cell = int(rng.integers(1, 9))
    grain = rng.normal(
        0, rng.uniform(8, 60), (patch.shape[0] // cell + 1, patch.shape[1] // cell + 1)
    ).astype(np.float32)
    grain = cv2.resize(grain, (patch.shape[1], patch.shape[0]), interpolation=cv2.INTER_LINEAR)
    patch[:] = np.clip(patch + grain, 0, 255).astype(np.uint8)


_KINDS = tuple(kind for kind in VehicleKind if kind is not VehicleKind.UNKNOWN)
_COLOURS = tuple(colour for colour in Colour if colour is not Colour.UNKNOWN)


def _vehicle(picture: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """A vehicle without a plate, by day, dusk or night: lamps, grilles and badges in their places."""
    vehicle = Vehicle(_KINDS[rng.integers(len(_KINDS))], _COLOURS[rng.integers(len(_COLOURS))], None)
    lights = tuple(Light)
    drawn, _ = portrait(
        vehicle,
        int(rng.integers(90, 620)),
        float(rng.choice((0, 180)) + rng.normal(0, 20)),
        lights[rng.integers(len(lights))],
    )
    grey = cv2.cvtColor(drawn, cv2.COLOR_BGR2GRAY)
    side = picture.shape[0]
    x, y = int(rng.integers(0, side - 40)), int(rng.integers(0, side - 40))
    part = grey[: side - y, : side - x]
    picture[y : y + part.shape[0], x : x + part.shape[1]] = part


_PAINTERS = (_quad, _ellipse, _lines, _lettering, _glow, _speckle, _vehicle)
_ODDS = (0.27, 0.12, 0.14, 0.21, 0.05, 0.09, 0.12)
