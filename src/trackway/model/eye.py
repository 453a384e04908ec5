"""Eye: where the lens hangs over the road, told by how the picture lies on the ground.

A plate stands some half a metre above the road, so what the homography says of it lies too far off by the
share of that height in the lens's; the eye's height puts that right. Source: Hartley and Zisserman,
Multiple View Geometry, 2nd edition, §8.1.1 (a plane's homography is the first two columns and the last of
the camera matrix) and §8.8 (focal length from one plane, with square pixels and the axis in the middle).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trackway.model.errors import Invalid
from trackway.model.ground import GroundView
from trackway.model.homography import Floats, carried

__all__ = ["WIDEST_DEG", "Eye", "NoEye", "agrees", "eyes", "focal_of"]

_FOV_ERROR = 0.05
"""A field of view is read off a data sheet or set by hand on a zoom lens."""
_CONTRADICTS = 3.0
"""So many standard deviations apart, the register's field of view and the marks cannot both be right."""
WIDEST_DEG = 150.0
"""Wider is a fish-eye, whose picture no homography describes."""
_HEIGHT_ERROR_M = 0.1
"""Of a pole's height that somebody measured."""


class NoEye(Invalid):
    """The marks do not say how high the lens hangs; give its height or the camera's field of view."""


@dataclass(frozen=True, slots=True)
class Eye:
    """A homography, the lens's foot on the ground and its height, metres; focal length in picture widths."""

    matrix: tuple[float, ...]
    foot: tuple[float, float]
    height_m: float
    focal: float

    def feet(self, spots: Floats, height_m: float) -> Floats:
        """Where things (n, 2) so high above the road stand, metres; infinite at and above the horizon."""
        ground = carried(np.array(self.matrix).reshape(3, 3), spots)
        foot = np.array(self.foot)
        return np.asarray(foot + (ground - foot) * (1 - height_m / self.height_m))


def focal_of(fov_deg: float) -> float:
    """The focal length, in widths of the picture, of a horizontal field of view."""
    return 0.5 / math.tan(math.radians(fov_deg) / 2)


def eyes(view: GroundView, fov_deg: float | None) -> tuple[tuple[Eye, ...], ...]:
    """The likeliest eye alone, then pairs as far off, to one side and the other, as each doubt allows.

    The doubts are independent: the axes of the fit's covariance, the focal length, a height given. Half
    the difference over a pair is that doubt's share in whatever follows from an eye. A field of view that
    the marks contradict is left aside. Raises ``NoEye``.
    """
    focal = focal_of(fov_deg) if fov_deg is not None and agrees(view, fov_deg) else None
    matrix = view.fit.array
    pairs: list[tuple[Eye, Eye]] = []
    for step in _steps(view.fit.spread):
        pairs.append((_eye(view, matrix + step, focal), _eye(view, matrix - step, focal)))
    if focal is not None:
        pairs.append(
            (_eye(view, matrix, focal * (1 + _FOV_ERROR)), _eye(view, matrix, focal * (1 - _FOV_ERROR)))
        )
    middle = _eye(view, matrix, focal)
    if view.height_m is not None:
        low, high = view.height_m - _HEIGHT_ERROR_M, view.height_m + _HEIGHT_ERROR_M
        pairs.append((_at(middle, low), _at(middle, high)))
    return ((middle,), *pairs)


def agrees(view: GroundView, fov_deg: float) -> bool:
    """Whether a horizontal field of view and the marks may both be true, as far as the marks can tell."""
    if fov_deg >= WIDEST_DEG:
        return False
    matrix = view.fit.array
    try:
        marked = math.log(_solved_focal(_centred(view, matrix)))
        doubts = [
            (
                math.log(_solved_focal(_centred(view, matrix + step)))
                - math.log(_solved_focal(_centred(view, matrix - step)))
            )
            / 2
            for step in _steps(view.fit.spread)
        ]
    except NoEye:
        return True  # the marks say next to nothing of it
    error = math.hypot(_FOV_ERROR, *doubts)
    return abs(math.log(focal_of(fov_deg)) - marked) <= _CONTRADICTS * error


def _steps(spread: Floats) -> Iterator[Floats]:
    """One standard deviation along each axis of the covariance (its principal components)."""
    sizes, axes = np.linalg.eigh(spread)
    for size, axis in zip(sizes, axes.T, strict=True):
        if size > 1e-12 * sizes[-1]:
            yield (math.sqrt(size) * axis).reshape(3, 3)


def _at(eye: Eye, height_m: float) -> Eye:
    return Eye(eye.matrix, eye.foot, height_m, eye.focal)


def _eye(view: GroundView, matrix: Floats, focal: float | None) -> Eye:
    """The eye of one homography; the height is the one given, where one is."""
    seen = _centred(view, matrix)
    if focal is None:
        focal = _solved_focal(seen)
    seen = np.diag([1 / focal, 1 / focal, 1.0]) @ seen
    seen = seen * (2 / (np.linalg.norm(seen[:, 0]) + np.linalg.norm(seen[:, 1])))
    middle = np.array([*np.mean([(m.across_m, m.along_m) for m in view.marks], axis=0), 1.0])
    seen = seen * np.sign(seen[2] @ middle)
    turned = np.column_stack([seen[:, 0], seen[:, 1], np.cross(seen[:, 0], seen[:, 1])])
    u, _, v = np.linalg.svd(turned)
    where = -(u @ v).T @ seen[:, 2]
    height = float(where[2]) if view.height_m is None else view.height_m
    if not height > 0.5:
        raise NoEye
    return Eye(tuple(matrix.ravel().tolist()), (float(where[0]), float(where[1])), height, focal)


def _centred(view: GroundView, matrix: Floats) -> Floats:
    """From the ground to the picture, in picture widths from its middle."""
    centred = np.array([[1, 0, -0.5], [0, 1 / view.aspect, -0.5 / view.aspect], [0, 0, 1]])
    try:
        return np.asarray(centred @ np.linalg.inv(matrix), np.float64)
    except np.linalg.LinAlgError:
        raise NoEye from None


def _solved_focal(seen: Floats) -> float:
    """The focal length that makes the ground's two axes upright on one another and equally long."""
    one, other = seen[:, 0], seen[:, 1]
    by_focal = np.array([one[:2] @ other[:2], one[:2] @ one[:2] - other[:2] @ other[:2]])
    rest = np.array([one[2] * other[2], one[2] ** 2 - other[2] ** 2])
    square = -float(by_focal @ rest) / max(float(by_focal @ by_focal), 1e-300)
    if not square > 0:
        raise NoEye
    focal = 1 / math.sqrt(square)
    if not 0.2 <= focal <= 50:
        raise NoEye
    return focal
