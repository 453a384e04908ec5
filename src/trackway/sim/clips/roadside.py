"""Roadsides: a road of a few lanes and the pole camera that watches it.

Metres as in ``drawing.Lens``: the camera stands over (0, 0) at the right-hand kerb; lanes lie to its left.
Taiwan drives on the right, so the lane next to the pole leads away from the camera.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from trackway.sim.drawing import Lens

__all__ = ["Lane", "Roadside", "Way", "one_lane", "two_lanes"]


class Way(StrEnum):
    """Whether vehicles in a lane drive towards the camera, showing their fronts, or away from it."""

    TOWARDS = "towards"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: where its middle lies, metres right of the camera, how wide it is, and which way it leads."""

    middle: float
    width: float
    way: Way


@dataclass(frozen=True, slots=True)
class Roadside:
    """A road and its camera; ``seed`` decides what stands beside the road."""

    lens: Lens
    lanes: tuple[Lane, ...]
    seed: int = 0

    @property
    def left(self) -> float:
        """The road's left edge, metres."""
        return min(lane.middle - lane.width / 2 for lane in self.lanes)

    @property
    def right(self) -> float:
        """The road's right edge."""
        return max(lane.middle + lane.width / 2 for lane in self.lanes)

    def best_line(self, height_m: float) -> float:
        """How far ahead something so high above the road is seen largest, just above the lower edge."""
        lens = self.lens
        edge = np.radians(lens.pitch_deg) + np.arctan((0.5 - _ROOM) * lens.height / lens.focal_px)
        return float((lens.height_m - height_m) / np.tan(edge))


_ROOM = 0.06  # share of the picture's height kept free below a plate at its best


def two_lanes(width: int = 1280, height: int = 720, seed: int = 0) -> Roadside:
    """A country road with a lane each way, sky and hills in sight; car plates up to about 75 of 1280 px."""
    lens = Lens(width, height, 1.80 * width, 3.8, 6.0, -12.5)
    return Roadside(lens, (Lane(-2.0, 3.2, Way.AWAY), Lane(-5.2, 3.2, Way.TOWARDS)), seed)


def one_lane(width: int = 1280, height: int = 720, *, way: Way = Way.AWAY, seed: int = 0) -> Roadside:
    """A plate camera's close view of one lane; car plates up to about 130 of 1280 px."""
    lens = Lens(width, height, 3.05 * width, 3.8, 9.5, -9.5)
    return Roadside(lens, (Lane(-2.0, 3.2, way),), seed)
