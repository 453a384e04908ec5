"""The course of a plate through space, told by its known size: no calibration but the field of view.

All looks of one pass share one steady velocity and one attitude of the plate; both, and where the plate
was, are fitted to the corners seen in all pictures at once, by Levenberg and Marquardt's damped least
squares. A plate sits square to the way its vehicle drives, near enough upright: without that, a few
pixels of noise read as a turned plate, and a turned plate as a nearer one. Source: Hartley and Zisserman,
Multiple View Geometry, 2nd edition, §6.1 (camera model), appendix 6 (iterative estimation); the planar
target as in Zhang, A Flexible New Technique for Camera Calibration, 2000, §3.
"""

import math
from dataclasses import dataclass

import numpy as np

from trackway.vision.ground_course import NoCourse
from trackway.vision.straight import Floats, small_sample

__all__ = ["PlateCourse", "plate_course"]

_LEAST_LOOKS = 4
_ROUNDS = 25
_HUBER = 2.0
_SQUARE_RAD, _LEANS_RAD, _LEVEL_RAD = 0.09, 0.25, 0.09
"""How far a plate may be turned from its vehicle's way, lean from upright, and be tilted sideways."""
_ODDEST = 2.5
"""So many times as far, and it is another plate than was thought."""
_WORST_PX = 2.5
"""Corners that fit no plate of this size better than so: it is another size, or not followed truly."""


@dataclass(frozen=True, slots=True)
class PlateCourse:
    """Velocity in the camera's axes (right, down, ahead), m/s; the speed's error from the corners alone.

    ``size_px`` is how long the plate's longer edge was in the looks that decided.
    """

    velocity: tuple[float, float, float]
    error: float
    size_px: float
    left_px: float

    @property
    def speed(self) -> float:
        """Metres a second."""
        return math.hypot(*self.velocity)


def plate_course(
    at_s: Floats, corners: Floats, focal_px: float, size: tuple[float, float], noise_px: float
) -> PlateCourse:
    """The course of a plate of ``size`` (metres across, down) from its corners (n, 4, 2) at times (n).

    Corners are pixels from the middle of the picture, from the plate's top left clockwise; ``noise_px``
    is how well one is seen. Raises ``NoCourse`` where the looks are too few or fit no such plate.
    """
    if len(at_s) < _LEAST_LOOKS:
        raise NoCourse
    middle_s = float(at_s.mean())
    problem = _Problem(at_s - middle_s, corners, focal_px, size, noise_px)
    try:
        state, system, weight = problem.solved()
        spread = np.linalg.inv(system)[3:6, 3:6]
    except np.linalg.LinAlgError:
        raise NoCourse from None
    left_px = problem.left_px(state, weight)
    if left_px > _WORST_PX or not problem.is_as_plates_sit(state):
        raise NoCourse
    velocity = state[3:6]
    speed = float(np.linalg.norm(velocity))
    if speed < 1e-6:
        raise NoCourse
    free = 8 * len(at_s) - 9
    scale = max((left_px / noise_px) ** 2, 0.25) * small_sample(2 * len(at_s) - 4)
    # corners of one look err together (one edge found too far out moves two): four looks' worth of eight
    covariance = spread * scale * 2 * (8 * len(at_s)) / free
    ahead = velocity / speed
    error = math.sqrt(max(float(ahead @ covariance @ ahead), 0.0))
    edges = np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)
    decided = float(np.average(edges, weights=weight * np.abs(at_s - middle_s) + 1e-9))
    vx, vy, vz = (float(v) for v in velocity)
    return PlateCourse((vx, vy, vz), error, decided, left_px)


class _Problem:
    """Nine unknowns: where at the middle time, velocity, attitude (a rotation vector)."""

    def __init__(
        self, times: Floats, corners: Floats, focal_px: float, size: tuple[float, float], noise_px: float
    ) -> None:
        wide, high = size[0] / 2, size[1] / 2
        self._plate = np.array([[-wide, -high, 0], [wide, -high, 0], [wide, high, 0], [-wide, high, 0]])
        self._times, self._corners, self._focal, self._noise = times, corners, focal_px, noise_px
        self._size = size

    def solved(self) -> tuple[Floats, Floats, Floats]:
        """The fitted state, its normal matrix, and how much each look counts."""
        state = self._start()
        weight = np.ones(len(self._times))
        damp = 1e-3
        off = self._off(state, weight)
        for _ in range(_ROUNDS):
            slope = self._slope(state, weight, off)
            system = slope.T @ slope
            while damp < 1e9:
                damped = system + damp * np.diag(np.diag(system) + 1e-9)
                tried = state - np.linalg.solve(damped, slope.T @ off)
                off_tried = self._off(tried, weight)
                if off_tried @ off_tried <= off @ off:
                    break
                damp *= 10
            else:
                break
            gained = off @ off - off_tried @ off_tried
            state, damp = tried, max(damp / 10, 1e-9)
            weight = self._weight(state)
            off = self._off(state, weight)
            if gained < 1e-8 * (1 + off @ off):
                break
        slope = self._slope(state, weight, off)
        return state, slope.T @ slope, weight

    def left_px(self, state: Floats, weight: Floats) -> float:
        """What is left over at a corner, pixels (root mean square in each direction)."""
        off = self._seen(state) - self._corners
        return math.sqrt(float(np.average((off**2).mean(axis=(1, 2)), weights=weight)))

    def _start(self) -> Floats:
        """Facing the camera; as far off as its size says in each look, and a line through those."""
        x, y = self._corners.mean(axis=1).T
        a, b, c, d = self._corners.transpose(1, 0, 2)
        area = np.abs(_cross(c - a, d - b)) / 2
        if not (area > 1).all():
            raise NoCourse
        far = self._focal * np.sqrt(self._size[0] * self._size[1] / area)
        places = np.column_stack([x * far / self._focal, y * far / self._focal, far])
        design = np.column_stack([np.ones(len(far)), self._times]) / far[:, None] ** 2
        lines, *_ = np.linalg.lstsq(design, places / far[:, None] ** 2, rcond=None)
        return np.concatenate([lines[0], lines[1], np.zeros(3)])

    def _seen(self, state: Floats) -> Floats:
        """The corners (n, 4, 2) that this state lets one see."""
        place = state[:3] + self._times[:, None] * state[3:6]
        points = place[:, None, :] + (self._plate @ _turn(state[6:9]).T)[None]
        depth = np.maximum(points[..., 2:], 0.1)
        return np.asarray(points[..., :2] / depth * self._focal)

    def _off(self, state: Floats, weight: Floats) -> Floats:
        """Weighted residuals: of every corner, and of the plate's attitude to its way."""
        corners = (self._seen(state) - self._corners) / self._noise * np.sqrt(weight)[:, None, None]
        return np.concatenate([corners.ravel(), _attitude(state)])

    def is_as_plates_sit(self, state: Floats) -> bool:
        """Whether the fitted plate sits on its vehicle as plates do."""
        return bool((np.abs(_attitude(state)) <= _ODDEST).all())

    def _slope(self, state: Floats, weight: Floats, off: Floats) -> Floats:
        slope = np.empty((len(off), 9))
        for i in range(9):
            step = 1e-5 * max(1.0, abs(float(state[i])))
            moved = state.copy()
            moved[i] += step
            slope[:, i] = (self._off(moved, weight) - off) / step
        return slope

    def _weight(self, state: Floats) -> Floats:
        far = np.sqrt(((self._seen(state) - self._corners) ** 2).mean(axis=(1, 2))) / self._noise
        typical = max(float(np.median(far)), 0.3)
        return np.asarray(np.minimum(1.0, _HUBER * typical / np.maximum(far, 1e-9)))


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def _turn(vector: Floats) -> Floats:
    """The rotation of a rotation vector (Rodrigues)."""
    angle = float(np.linalg.norm(vector))
    x, y, z = vector / angle if angle > 1e-12 else (0.0, 0.0, 0.0)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross)


def _attitude(state: Floats) -> Floats:
    """How far the plate is turned from its way, leans and is tilted, each over what is usual."""
    turn = _turn(state[6:9])
    out = turn[:, 2]  # away from the camera, through the plate
    way = state[3:6] / max(float(np.linalg.norm(state[3:6])), 1e-6)
    way = way if way @ out >= 0 else -way
    square = math.atan2(out[0], out[2]) - math.atan2(way[0], way[2])
    lean = math.atan2(out[1], out[2]) - math.atan2(way[1], abs(way[2]))
    level = math.atan2(turn[1, 0], turn[0, 0])
    return np.array([square / _SQUARE_RAD, lean / _LEANS_RAD, level / _LEVEL_RAD])
