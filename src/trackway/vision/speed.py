"""Speed: how fast, which way and in which lane a vehicle went, with an honest error, or nothing.

Two ways, independent of one another::

    plate's places ── calibrated ground, plate's height ──► metres a second ─┐
    plate's corners ── known size of plates, field of view ─► metres a second ┴─► the surer one

A speed told here is intelligence, not evidence for a ticket: no camera here is a verified meter.
"""

import math
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from trackway.model.eye import WIDEST_DEG, NoEye, agrees, focal_of
from trackway.model.ground import GroundView
from trackway.model.lane import Spot
from trackway.model.plate import Plate
from trackway.model.plate_size import UnknownSize, plate_size
from trackway.model.reading import Reading
from trackway.model.vehicle import VehicleKind
from trackway.vision.ground_course import (
    NoCourse,
    Sightings,
    Stand,
    compass_deg,
    ground_course,
    lane_of,
    outline_course,
)
from trackway.vision.kind import kind_of
from trackway.vision.outlook import Outlook
from trackway.vision.passing import Motion, SpeedWay
from trackway.vision.path import Step
from trackway.vision.plate_course import plate_course
from trackway.vision.plate_track import likeness
from trackway.vision.straight import Floats, Line

__all__ = ["NOWHERE", "Course", "course_of_outline", "course_of_plate"]

_CORNER_PX, _CENTRE_PX = 0.7, 0.6
"""How well a corner of a plate and its middle are seen; the scatter of the looks corrects this."""
_BIAS_PX = 0.4
"""How much too large or small a plate may be seen throughout, pixels across."""
_FOV_ERROR = 0.05
_LARGEST_ERROR = 0.12
"""Of the speed; a figure less sure than this helps nobody."""
_SLOWEST_MS, _FASTEST_MS, _LEAST_WAY_M, _LEAST_S, _LEAST_LOOKS = 1.0, 80.0, 2.0, 0.3, 4
"""What must be seen before a speed is told. Nothing drives at more than 288 km/h: such a figure is a mistake
in following, or in the calibration."""
_WIDEST_TURN_DEG = 15.0
_ALIKE = 0.55
_MOST_STRAYS = 5.0
"""A course whose places lie farther off it, in their own deviations, was not steady, or is two vehicles'."""
_PLATE_M = 0.155
"""A plate's height, whichever it is, to a centimetre."""
_OUTLINE_SHARE = 0.04
"""Of an outline's size: how well its lower edge shows where the vehicle stands."""

_FRONT, _REAR, _TWO_WHEELS = Stand(0.52, 0.12), Stand(0.72, 0.17), Stand(0.57, 0.10)
"""How high plates stand: in front, at the rear of cars (bumper or tailgate), at the rear of motorcycles."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of how a vehicle went; empty words where nothing is."""

    speed_kmh: float | None = None
    speed_error_kmh: float | None = None
    speed_way: SpeedWay = SpeedWay.NONE
    bearing_deg: float | None = None
    lane: int = 0


NOWHERE = Course()


@dataclass(frozen=True, slots=True)
class _Speed:
    metres_s: float
    error: float
    way: SpeedWay

    def is_good(self, looks: int, span_s: float) -> bool:
        """Whether it is sure enough, and enough was seen, to be said."""
        return (
            looks >= _LEAST_LOOKS
            and span_s >= _LEAST_S
            and _SLOWEST_MS <= self.metres_s <= _FASTEST_MS
            and self.metres_s * span_s >= _LEAST_WAY_M
            and self.error <= _LARGEST_ERROR * self.metres_s
        )


def course_of_plate(
    looks: Sequence[Reading], plate: Plate, motion: Motion, size: tuple[int, int], outlook: Outlook
) -> Course:
    """How a plate went that was seen in frames of ``size`` pixels.

    Its foot is taken from the height plates stand at and the lens's; where that is not known, from the
    plate's own size, which is good enough for lane and direction and not for a speed.
    """
    looks = _of_this_plate(looks, plate)
    known, speeds = NOWHERE, list[_Speed]()
    if outlook.ground is not None and looks:
        stand = _stand(plate, motion)
        seen = _sightings(looks, size)
        try:
            course = ground_course(outlook.ground, outlook.fov_deg, seen, stand)
        except (NoCourse, NoEye):
            drop = stand.height_m / _PLATE_M * np.array([[0.0, look.box.height / size[1]] for look in looks])
            known = _followed(outlook.ground, Sightings(seen.at_s, seen.spots + drop, 3 * seen.noise))
        else:
            known = _told(outlook.ground, course.line, course.feet, seen.at_s)
            if course.line.strays <= _MOST_STRAYS:
                speeds.append(_Speed(course.line.speed, course.error, SpeedWay.GROUND))
    fov_deg = _trusted_fov(outlook)
    if fov_deg is not None:
        with suppress(NoCourse, UnknownSize):
            speeds.append(_by_size(looks, plate, size, outlook, fov_deg))
    span_s = looks[-1].at_s - looks[0].at_s if looks else 0.0
    good = [speed for speed in speeds if speed.is_good(len(looks), span_s)]
    if not good:
        return known
    best = min(good, key=lambda speed: speed.error)
    return replace(
        known,
        speed_kmh=round(best.metres_s * 3.6, 1),
        speed_error_kmh=round(best.error * 3.6, 1),
        speed_way=best.way,
    )


def course_of_outline(path: Sequence[Step], size: tuple[int, int], outlook: Outlook) -> Course:
    """Which way and in which lane something without a plate went, by its outline's lower edge.

    No speed: an outline holds shadows and loses wheels, and nobody knows how much.
    """
    width, height = size
    whole = [
        step for step in path if step.box.y1 < height - 1 and step.box.x0 > 1 and step.box.x1 < width - 1
    ]
    if outlook.ground is None or not whole:
        return NOWHERE
    at_s = np.array([step.at_s for step in whole])
    feet = np.array([(step.box.centre[0] / width, step.box.y1 / height) for step in whole])
    noise = np.array([(step.box.width / width, step.box.height / height) for step in whole])
    return _followed(outlook.ground, Sightings(at_s, feet, _OUTLINE_SHARE * noise))


def _of_this_plate(looks: Sequence[Reading], plate: Plate) -> list[Reading]:
    """The looks that read much like the plate, in order: a vehicle taken for another tells no speed."""
    alike = [look for look in looks if likeness(look.text, plate.text) >= _ALIKE]
    return sorted(alike, key=lambda look: look.at_s)


def _trusted_fov(outlook: Outlook) -> float | None:
    """The field of view, where one is known that a plate's size can be held against."""
    fov_deg = outlook.fov_deg
    if fov_deg is None or fov_deg >= WIDEST_DEG:
        return None
    return fov_deg if outlook.ground is None or agrees(outlook.ground, fov_deg) else None


def _by_size(
    looks: Sequence[Reading], plate: Plate, size: tuple[int, int], outlook: Outlook, fov_deg: float
) -> _Speed:
    """The speed by the plate's known size. Raises ``UnknownSize`` and ``NoCourse``."""
    cornered = [look for look in looks if len(look.corners) == 4]
    if not cornered:
        raise NoCourse
    real = plate_size(plate, Counter(look.colours for look in cornered).most_common(1)[0][0])
    width, height = size
    squeezed = width / (outlook.ground.aspect * height) if outlook.ground is not None else 1.0
    corners = np.array([look.corners for look in cornered], np.float64) - np.array([width / 2, height / 2])
    corners[..., 1] *= squeezed
    at_s = np.array([look.at_s for look in cornered])
    focal_px = focal_of(fov_deg) * width
    course = plate_course(at_s, corners, focal_px, (real.width_m, real.height_m), _CORNER_PX)
    shares = (course.error / course.speed, real.error, _FOV_ERROR, 2 * _BIAS_PX / course.size_px)
    return _Speed(course.speed, course.speed * math.hypot(*shares), SpeedWay.PLATE_SIZE)


def _told(view: GroundView, line: Line, feet: Sequence[Spot], at_s: Floats) -> Course:
    """Direction and lane of a course."""
    way_m = line.speed * float(at_s[-1] - at_s[0])
    sure = way_m >= _LEAST_WAY_M and line.turn_error_deg <= _WIDEST_TURN_DEG
    return Course(bearing_deg=compass_deg(view, line) if sure else None, lane=lane_of(view.lanes, feet))


def _followed(view: GroundView, seen: Sightings) -> Course:
    """Direction and lane of what stands on the road at these places."""
    feet = [(float(x), float(y)) for x, y in seen.spots]
    try:
        return _told(view, outline_course(view, seen), feet, seen.at_s)
    except NoCourse:
        return Course(lane=lane_of(view.lanes, feet))


def _sightings(looks: Sequence[Reading], size: tuple[int, int]) -> Sightings:
    """The plates' middles."""
    at_s = np.array([look.at_s for look in looks])
    middles = [np.mean(look.corners or [look.box.centre], axis=0) for look in looks]
    spots = np.array(middles, np.float64) / np.array(size)
    return Sightings(at_s, spots, np.tile(_CENTRE_PX / np.array(size, np.float64), (len(looks), 1)))


def _stand(plate: Plate, motion: Motion) -> Stand:
    if kind_of(plate) in (VehicleKind.SCOOTER, VehicleKind.HEAVY_MOTORCYCLE):
        return _TWO_WHEELS
    return _FRONT if motion is Motion.TOWARDS else _REAR
