"""Other writing: shop signs, phone numbers, prices, road numbers, in letters of plates and of others."""

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.reading.picture import Bgr
from trackway.model.plate_series import Font
from trackway.sim.drawing import warp
from trackway.sim.drawing.glyphs import glyph

__all__ = ["put_signs", "sign", "words"]

_HERSHEY = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
)
_HIGH = 64
_BOARDS = (
    ((240, 240, 240), (30, 30, 30)),
    ((240, 240, 240), (40, 30, 190)),
    ((250, 250, 250), (150, 60, 20)),
    ((40, 30, 190), (245, 245, 245)),
    ((150, 70, 25), (245, 245, 245)),
    ((60, 120, 30), (240, 240, 240)),
    ((40, 190, 245), (30, 30, 30)),
    ((30, 30, 30), (60, 220, 250)),
)
_SHOP = (
    "OPEN",
    "24H",
    "SALE",
    "CAFE",
    "TEA",
    "BANK",
    "HOTEL",
    "PARKING",
    "OK MART",
    "BAKERY",
    "PHARMACY",
    "KTV",
)
_SPEEDS = ("50", "60", "70", "90", "193", "9", "11", "30", "40")
_ROAD = ("STOP", "SLOW", "BUS", "TAXI", "SCHOOL", "ONE WAY", "NO ENTRY", "EXIT", "TOLL", "P")


def words(rng: np.random.Generator) -> str:
    """What a sign says."""
    digits = "".join(str(d) for d in rng.integers(0, 10, 10))
    choices = (
        f"03-8{digits[:2]}-{digits[2:6]}",
        f"09{digits[:2]}-{digits[2:5]}-{digits[5:8]}",
        f"TEL 8{digits[:2]}-{digits[3:7]}",
        f"0800-{digits[:3]}-{digits[3:6]}",
        f"${digits[:3]}",
        f"{digits[:2]}K+{digits[2:5]}",
        f"NO.{digits[:3]}",
        str(rng.choice(_SPEEDS)),
        str(rng.choice(_SHOP)),
        str(rng.choice(_ROAD)),
    )
    return choices[int(rng.integers(len(choices)))]


def sign(text: str, rng: np.random.Generator) -> Bgr:
    """A board with this text on it, seen straight on."""
    ground, ink = _BOARDS[int(rng.integers(len(_BOARDS)))]
    mask = _in_outlines(text, rng) if rng.random() < 0.5 else _in_hershey(text, rng)
    room = int(rng.integers(6, 30))
    mask = cv2.copyMakeBorder(mask, room, room, room, room, cv2.BORDER_CONSTANT, value=(0,)).astype(np.uint8)
    share = (mask.astype(np.float32) / 255)[..., None]
    board = np.array(ground, np.float32) * (1 - share) + np.array(ink, np.float32) * share
    out = np.asarray(board, np.uint8)
    if rng.random() < 0.4:
        cv2.rectangle(out, (2, 2), (out.shape[1] - 3, out.shape[0] - 3), ink, 3)
    return out


def put_signs(picture: Bgr, rng: np.random.Generator, count: int) -> None:
    """So many signs at random places, sizes and angles; changes ``picture``."""
    height, width = picture.shape[:2]
    for _ in range(count):
        board = sign(words(rng), rng)
        wide = float(np.exp(rng.uniform(np.log(30), np.log(0.3 * width))))
        high = wide * board.shape[0] / board.shape[1]
        x, y = rng.uniform(0, max(1.0, width - wide)), rng.uniform(0, max(1.0, height - high))
        corners = np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]])
        corners += rng.normal(0, 0.06 * high, (4, 2)) + [[0, 0], [0, 1], [0, 1], [0, 0]] * rng.normal(
            0, 0.12 * wide, (1, 1)
        )
        picture[:] = warp(picture, board, corners)


def _in_outlines(text: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """In the letters of plates themselves: the likest to a plate that anything else can be."""
    font = Font.F2012 if rng.random() < 0.5 else Font.F1992
    scale, at = _HIGH / 100, 4.0
    contours = []
    for symbol in text:
        if symbol.isalnum():
            outline = glyph(font, symbol, int(rng.integers(-2, 5)))
            contours += [(c * scale + (at, 4.0)) for c in outline.contours]
        at += (58 if symbol.isalnum() else 34) * scale
    mask = np.zeros((_HIGH + 8, round(at) + 4), np.uint8)
    cv2.fillPoly(mask, [np.round(c * 16).astype(np.int32) for c in contours], (255,), cv2.LINE_AA, 4)
    return mask


def _in_hershey(text: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    font, thick = _HERSHEY[int(rng.integers(len(_HERSHEY)))], int(rng.integers(2, 9))
    (_, tall), _ = cv2.getTextSize(text, font, 1.0, thick)
    scale = _HIGH / max(tall, 1)
    (wide, tall), base = cv2.getTextSize(text, font, scale, thick)
    mask = np.zeros((tall + base + 8, wide + 8), np.uint8)
    cv2.putText(mask, text, (4, tall + 4), font, scale, (255,), thick, cv2.LINE_AA)
    return mask
