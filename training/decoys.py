"""Decoys: boards that are no plates, drawn flat like plates so that every picture can hold some of them.

Shop signs, telephone numbers, makers' names, years, road words, lamps, grilles, blank boards: what fires
when a finder has only ever seen plates. They are pasted like plates, and nothing is asked for them.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.plate_series import Font
from trackway.sim.drawing.glyphs import glyph
from trackway.sim.drawing.han import HAN

__all__ = ["draw_decoys"]

_WIDTH, _HIGHEST = 256, 176
_CHUNK = 250
_WORDS = [
    "NISSAN", "TOYOTA", "HONDA", "MAZDA", "FORD", "BMW", "LEXUS", "KYMCO", "SYM", "YAMAHA", "SUZUKI",
    "GOGORO", "VOLVO", "HYUNDAI", "KIA", "ISUZU", "FUSO", "HINO", "TAXI", "SCHOOL", "STOP", "SLOW",
    "BUS", "EXIT", "SALE", "OPEN", "CAFE", "BAR", "PARKING", "BABY", "CAR", "TURBO", "HYBRID", "SPORT",
    "LIMITED", "COUPE", "VIOS", "CAMRY", "CIVIC", "TIIDA", "SENTRA", "GSR", "GOOD", "LUCK", "SAFETY",
    "HOTEL", "ATM", "ETC", "WIFI", "POLICE", "FIRE", "119", "110", "24H", "7-11", "OK",
]  # fmt: skip
_FACES = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_ITALIC | cv2.FONT_HERSHEY_DUPLEX,
)


def draw_decoys(n: int, seed: int, workers: int) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """``n`` boards as (n, 176, 256) luma and the (n, 2) width and height that each takes of its sheet."""
    jobs = [(seed, k, min(_CHUNK, n - k)) for k in range(0, n, _CHUNK)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        parts = list(pool.map(_draw_some, jobs))
    sheets, sizes = zip(*parts, strict=True)
    return np.concatenate(sheets), np.concatenate(sizes)


def _draw_some(job: tuple[int, int, int]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    cv2.setNumThreads(1)
    rng = np.random.default_rng((job[0], 11, job[1]))
    sheets = np.zeros((job[2], _HIGHEST, _WIDTH), np.uint8)
    sizes = np.zeros((job[2], 2), np.int32)
    for i in range(job[2]):
        height = int(rng.integers(40, _HIGHEST + 1))
        board = _BOARDS[rng.choice(len(_BOARDS), p=_ODDS)](height, rng)
        sheets[i, :height] = board
        sheets[i, height:] = board[-1]
        sizes[i] = _WIDTH, height
    return sheets, sizes


def _ground(height: int, rng: np.random.Generator) -> tuple[NDArray[np.uint8], int]:
    """A board in one tone, with or without a rim, and a tone that stands out from it."""
    tone = int(rng.integers(0, 256))
    ink = int(np.clip(tone + rng.choice((-1, 1)) * rng.integers(60, 230), 0, 255))
    if abs(ink - tone) < 50:
        ink = 0 if tone > 127 else 255
    board = np.full((height, _WIDTH), tone, np.uint8)
    if rng.random() < 0.35:
        inset, thick = int(rng.integers(1, 10)), int(rng.integers(1, 5))
        far = (_WIDTH - 1 - inset, height - 1 - inset)
        cv2.rectangle(board, (inset, inset), far, ink, thick, cv2.LINE_AA)
    return board, ink


def _number(rng: np.random.Generator) -> str:
    """Digits as they stand on signs: telephones, years, prices, times, houses, routes."""
    digits = "".join(rng.choice(list("0123456789"), 10))
    shapes = (
        f"03-8{digits[:6]}", f"09{digits[:2]}-{digits[2:8]}", f"20{digits[:2]}", digits[:3],
        digits[:2], digits, f"{digits[:2]}:{digits[2:4]}", f"${digits[:3]}", f"NO.{digits[:2]}",
        f"{digits[:2]}.{digits[2]}", digits[:5], f"{digits[:4]}/{digits[4:6]}/{digits[6:8]}",
        f"{digits[:8]}", f"{digits[:2]}%", f"{digits[:3]}km",
    )  # fmt: skip
    return str(rng.choice(shapes))


def _sign(height: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """One or two lines in a common typeface."""
    board, ink = _ground(height, rng)
    lines = int(rng.integers(1, 3))
    for line in range(lines):
        text = str(rng.choice(_WORDS)) if rng.random() < 0.5 else _number(rng)
        if rng.random() < 0.25:
            text = text.lower()
        face = _FACES[rng.integers(len(_FACES))]
        room = height / lines
        scale = room * rng.uniform(0.4, 0.8) / 22
        thick = max(1, round(scale * rng.uniform(1, 5)))
        (wide, high), _ = cv2.getTextSize(text, face, scale, thick)
        scale *= min(1.0, _WIDTH * 0.94 / max(wide, 1))
        (wide, high), _ = cv2.getTextSize(text, face, scale, thick)
        at = (round((_WIDTH - wide) / 2), round(room * (line + 0.5) + high / 2))
        cv2.putText(board, text, at, face, scale, ink, thick, cv2.LINE_AA)
    return board


def _plate_type(height: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """What is no plate, in the very type of plates: only digits, only letters, or Han characters."""
    board, ink = _ground(height, rng)
    letters = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    choice = rng.random()
    if choice < 0.4:
        text = [symbol for symbol in _number(rng) if symbol.isdigit()]
    elif choice < 0.7:
        text = list(rng.choice(letters, int(rng.integers(2, 9))))
    else:
        text = list(rng.choice(list(HAN), int(rng.integers(2, 7))))
    font = Font.F1992 if rng.random() < 0.5 else Font.F2012
    high = height * rng.uniform(0.35, 0.8)
    pitch = min((_WIDTH - 16) / len(text), high * rng.uniform(0.5, 1.1))
    left, top = (_WIDTH - pitch * len(text)) / 2, (height - high) * rng.uniform(0.3, 0.7)
    for i, symbol in enumerate(text):
        box = 100.0 if symbol in HAN else 50.0
        scale = np.array([pitch * 0.86 / box, high / 100])
        outline = glyph(font, symbol, int(rng.integers(-3, 6)))
        contours = [c * scale + (left + i * pitch, top) for c in outline.contours]
        cv2.fillPoly(board, [np.round(c * 16).astype(np.int32) for c in contours], ink, cv2.LINE_AA, shift=4)
    return board


def _bars(height: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Grilles, lamps with ribs, vents, ladders, bar codes."""
    board, ink = _ground(height, rng)
    count = int(rng.integers(3, 30))
    upright = rng.random() < 0.6
    span = _WIDTH if upright else height
    for k in range(count):
        at = int((k + rng.uniform(0.2, 0.8)) * span / count)
        thick = max(1, int(span / count * rng.uniform(0.15, 0.7)))
        start, end = ((at, 0), (at, height)) if upright else ((0, at), (_WIDTH, at))
        cv2.line(board, start, end, ink, thick, cv2.LINE_AA)
    return board


def _lamps(height: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Lamp clusters, reflectors, windows: smooth blobs side by side."""
    board, _ = _ground(height, rng)
    for _ in range(int(rng.integers(2, 9))):
        centre = (int(rng.integers(0, _WIDTH)), int(rng.integers(0, height)))
        axes = (int(rng.integers(6, 60)), int(rng.integers(6, 60)))
        tone = int(rng.integers(0, 256))
        cv2.ellipse(board, centre, axes, float(rng.uniform(0, 180)), 0, 360, tone, -1, cv2.LINE_AA)
    return cv2.GaussianBlur(board, (0, 0), float(rng.uniform(0.5, 5))).astype(np.uint8)


def _blank(height: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """An empty board, at most with screws: what a plate holder or a sticker's back shows."""
    board, ink = _ground(height, rng)
    if rng.random() < 0.5:
        for x in (0.25, 0.75):
            cv2.circle(board, (round(_WIDTH * x), round(height * 0.12)), max(2, height // 20), ink, -1)
    rough = rng.normal(0, rng.uniform(1, 14), board.shape)
    return np.clip(board + rough, 0, 255).astype(np.uint8)


_BOARDS = (_sign, _plate_type, _bars, _lamps, _blank)
_ODDS = (0.34, 0.3, 0.14, 0.12, 0.1)
