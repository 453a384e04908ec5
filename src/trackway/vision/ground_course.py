"""The course of a vehicle over the calibrated ground: velocity, direction, lane."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import Invalid
from trackway.model.eye import Eye, eyes
from trackway.model.ground import GroundView
from trackway.model.homography import carried, slopes
from trackway.model.lane import Lane, Spot, lane_at
from trackway.vision.straight import Floats, Line, straight

__all__ = [
    "GroundCourse",
    "NoCourse",
    "Sightings",
    "Stand",
    "compass_deg",
    "ground_course",
    "lane_of",
    "outline_course",
]

_ROAD_M = 0.03
"""A road is flat and a course straight to so much."""
_MAJORITY = 0.6
_LEAST_LOOKS = 3


class NoCourse(Invalid):
    """Too little was seen of it on the ground to tell its course."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How high over the road something stands out, metres, and how wrong that may be."""

    height_m: float
    error_m: float


@dataclass(frozen=True, slots=True)
class Sightings:
    """Something seen at times (n), at places in the picture (n, 2), each good to ``noise`` (n, 2, shares)."""

    at_s: Floats
    spots: Floats
    noise: Floats

    def only(self, seen: NDArray[np.bool_]) -> "Sightings":
        """Those of them. Raises ``NoCourse`` for too few."""
        if seen.sum() < _LEAST_LOOKS or len(np.unique(self.at_s[seen])) < _LEAST_LOOKS:
            raise NoCourse
        return Sightings(self.at_s[seen], self.spots[seen], self.noise[seen])


@dataclass(frozen=True, slots=True)
class GroundCourse:
    """A course on the ground: its line, the whole error of its speed (m/s), its feet in the picture."""

    line: Line
    error: float
    feet: tuple[Spot, ...]


def ground_course(view: GroundView, fov_deg: float | None, seen: Sightings, stand: Stand) -> GroundCourse:
    """The course of a plate over the ground.

    The foot under the plate is found from how high the plate stands and how high the lens hangs; the doubts
    of both, and those of the calibration, are carried into the speed's error one by one. Raises ``NoEye``
    where the lens's height cannot be told and ``NoCourse`` for too few looks on the ground.
    """
    (middle,), *pairs = eyes(view, fov_deg)
    seen = seen.only(_finite(middle.feet(seen.spots, stand.height_m)))
    spreads = _spreads(view, seen)

    def course(eye: Eye, height_m: float) -> Line:
        feet = eye.feet(seen.spots, height_m)
        if not np.isfinite(feet).all():
            raise NoCourse  # within the calibration's doubt it is at the horizon
        return straight(seen.at_s, feet, spreads)

    line = course(middle, stand.height_m)
    twos = [(course(one, stand.height_m), course(other, stand.height_m)) for one, other in pairs]
    low, high = stand.height_m - stand.error_m, stand.height_m + stand.error_m
    twos.append((course(middle, low), course(middle, high)))
    doubts = [(one.speed - other.speed) / 2 for one, other in twos]
    error = math.sqrt(line.speed_error**2 + sum(doubt**2 for doubt in doubts))
    feet = view.spots([(float(x), float(y)) for x, y in middle.feet(seen.spots, stand.height_m)])
    return GroundCourse(line, error, tuple((float(x), float(y)) for x, y in feet))


def outline_course(view: GroundView, seen: Sightings) -> Line:
    """The course of what touches the road at these places. Raises ``NoCourse``."""
    seen = seen.only(_finite(carried(view.fit.array, seen.spots)))
    return straight(seen.at_s, carried(view.fit.array, seen.spots), _spreads(view, seen))


def compass_deg(view: GroundView, line: Line) -> float | None:
    """The compass bearing of a course; ``None`` where nobody said how the view lies on the map."""
    if view.bearing_deg is None:
        return None
    across, along = line.velocity
    return float(view.bearing_deg + math.degrees(math.atan2(across, along))) % 360


def lane_of(lanes: Sequence[Lane], feet: Sequence[Spot]) -> int:
    """The number of the lane that most feet stood in; 0 where none holds a clear majority of them."""
    if not (lanes and feet):
        return 0
    number, times = Counter(lane_at(lanes, foot) for foot in feet).most_common(1)[0]
    return number if times >= _MAJORITY * len(feet) else 0


def _finite(places: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(places).all(axis=1), np.bool_)


def _spreads(view: GroundView, seen: Sightings) -> Floats:
    """The covariances (n, 2, 2) of these places on the ground."""
    by_point, _ = slopes(view.fit.array, seen.spots)
    grown = by_point * seen.noise[:, None, :]
    return np.asarray(grown @ grown.transpose(0, 2, 1) + _ROAD_M**2 * np.eye(2))
