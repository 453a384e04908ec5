"""Outlines: letters written as strokes and fills in code, turned into polygons.

A glyph is a few short lines, drawn one over the other in a box whose caps are 100 units high::

    "S M 9 28 L 9 22 K 9 7 25 7"   a stroke along a path, as wide as the font's stroke
    "F M 0 0 L 50 0 L 25 100"      a filled polygon
    "X M 20 56 L 30 56 L 25 70"    a filled polygon cut out of what is there so far

Paths: ``M`` start, ``L`` line, ``C`` cubic curve (two control points and an end), ``K`` a quarter of an
ellipse round the corner given first, to the point given second; ``Z`` closes a stroke into a loop.
All shapes of this project's plates are our own; no font file and no bitmap stands behind them.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["CAP", "Outline", "Points", "outline_of", "points_of"]

Points = NDArray[np.float64]
"""An (n, 2) array of x, y in units of the glyph box (caps are 100 high), y downwards."""

CAP = 100.0
_SCALE = 4  # pixels per unit while corners are rounded: finer than any plate is ever drawn
_MARGIN = 12  # units of room round the box: spurs and bold strokes stick out
_CURVE_STEPS = 10  # points per curve: a chord error under 0.2 units, half a pixel at the finest size
_KAPPA = 0.5523  # control distance at which a cubic follows a quarter of a circle


@dataclass(frozen=True)
class Outline:
    """A glyph as closed contours (holes included, filled by the even-odd rule) and its ink box in units."""

    contours: tuple[Points, ...]
    left: float
    right: float


def points_of(path: str) -> tuple[Points, bool]:
    """The points along a path, curves made of short chords, and whether it is a closed loop."""
    words = path.split()
    out: list[tuple[float, float]] = []
    closed = False
    i = 0
    while i < len(words):
        command = words[i]
        count = {"M": 2, "L": 2, "K": 4, "C": 6, "Z": 0}[command]
        v = [float(word) for word in words[i + 1 : i + 1 + count]]
        i += 1 + count
        if command in "ML":
            out.append((v[0], v[1]))
        elif command == "C":
            out += _cubic(out[-1], (v[0], v[1]), (v[2], v[3]), (v[4], v[5]))
        elif command == "K":
            (x0, y0), (cx, cy), (x1, y1) = out[-1], (v[0], v[1]), (v[2], v[3])
            first = (x0 + (cx - x0) * _KAPPA, y0 + (cy - y0) * _KAPPA)
            second = (x1 + (cx - x1) * _KAPPA, y1 + (cy - y1) * _KAPPA)
            out += _cubic((x0, y0), first, second, (x1, y1))
        else:
            closed = True
    return np.array(out, np.float64), closed


def _cubic(
    p0: tuple[float, float], p1: tuple[float, float], p2: tuple[float, float], p3: tuple[float, float]
) -> list[tuple[float, float]]:
    t = np.linspace(0, 1, _CURVE_STEPS + 1)[1:, None]
    curve = (
        (1 - t) ** 3 * np.array(p0)
        + 3 * (1 - t) ** 2 * t * np.array(p1)
        + 3 * (1 - t) * t**2 * np.array(p2)
        + t**3 * np.array(p3)
    )
    return [(float(x), float(y)) for x, y in curve]


def _stroked(points: Points, width: float, *, closed: bool) -> list[Points]:
    """The edge of a stroke with mitred corners: one contour when open, two when it is a loop."""
    if closed and np.allclose(points[0], points[-1]):
        points = points[:-1]
    steps = np.diff(np.vstack([points, points[:1]]) if closed else points, axis=0)
    lengths = np.linalg.norm(steps, axis=1, keepdims=True)
    normals = np.stack([-steps[:, 1], steps[:, 0]], axis=1) / np.maximum(lengths, 1e-9)
    if closed:
        before, after = np.roll(normals, 1, axis=0), normals
    else:
        before = np.vstack([normals[:1], normals])
        after = np.vstack([normals, normals[-1:]])
    # The mitre grows without bound as a corner sharpens; 0.35 cuts it at about 2.4 stroke widths.
    along = np.maximum(1 + (before * after).sum(axis=1, keepdims=True), 0.35)
    offset = (before + after) / along * (width / 2)
    if closed:
        return [points + offset, points - offset]
    return [np.vstack([points + offset, (points - offset)[::-1]])]


def outline_of(lines: tuple[str, ...], stroke: float, *, bold: int = 0, round_units: float = 1.3) -> Outline:
    """The outline of a glyph written in ``lines``, strokes ``stroke`` units wide.

    ``bold`` moves every edge outwards by quarter units (negative: inwards), as paint and glare do;
    ``round_units`` is how far corners are rounded, as pressed metal is.
    """
    size = int((CAP + 2 * _MARGIN) * _SCALE)
    mask = np.zeros((size, size), np.uint8)
    for line in lines:
        points, closed = points_of(line[1:])
        contours = _stroked(points, stroke, closed=closed) if line[0] == "S" else [points]
        pixels = [np.round((c + _MARGIN) * _SCALE * 16).astype(np.int32) for c in contours]
        cv2.fillPoly(mask, pixels, (0 if line[0] == "X" else 255,), shift=4)
    if bold:
        span = 2 * abs(bold) + 1
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (span, span))
        mask = (cv2.dilate if bold > 0 else cv2.erode)(mask, disc).astype(np.uint8)
    soft = cv2.GaussianBlur(mask, (0, 0), round_units * _SCALE)
    found, _ = cv2.findContours((soft > 127).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    shape = tuple(
        cv2.approxPolyDP(c, 0.6, closed=True).reshape(-1, 2).astype(np.float64) / _SCALE - _MARGIN
        for c in found
    )
    xs = np.concatenate([c[:, 0] for c in shape])
    return Outline(shape, float(xs.min()), float(xs.max()))
