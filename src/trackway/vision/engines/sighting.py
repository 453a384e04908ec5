"""Sighting: where an engine's finder sees a plate; of several at one place the surest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from trackway.vision.geometry import Corners

__all__ = ["Sighting", "boxed", "shared", "surest"]

SHARED = 0.4
"""Two finds that share this part of the smaller one are one plate."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A plate's corners in pixels of the picture, how sure the finder is (0 to 1), and whether the corners
    are the plate's own or those of an upright box around it."""

    corners: Corners
    score: float
    is_box: bool


def boxed(x0: float, y0: float, x1: float, y1: float) -> Corners:
    """The corners of an upright box."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float32)


def shared(one: Corners, other: Corners) -> float:
    """What the upright boxes around both share, as a part of the smaller."""
    low, high = np.maximum(one.min(0), other.min(0)), np.minimum(one.max(0), other.max(0))
    smaller = min(float(np.ptp(one, axis=0).prod()), float(np.ptp(other, axis=0).prod()))
    return float(np.clip(high - low, 0, None).prod()) / max(smaller, 1e-6)


def surest(
    found: Sequence[T], corners: Callable[[T], Corners], score: Callable[[T], float], most: float = SHARED
) -> list[T]:
    """The surer of any two at one place, surest first."""
    kept: list[T] = []
    for one in sorted(found, key=lambda one: -score(one)):
        if not any(shared(corners(one), corners(other)) > most for other in kept):
            kept.append(one)
    return kept
