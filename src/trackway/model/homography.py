"""Homography: how a flat road lies in a picture, found from marked points, with its error.

The start is the normalised direct linear transformation; the end is a weighted least-squares fit in which
every mark counts by its own error, that of the picture carried over to the ground. The covariance of the
fit follows to first order. Source: Hartley and Zisserman, Multiple View Geometry in Computer Vision, 2nd
edition, §4.1 and §4.4 (normalised DLT, algorithm 4.2), §5.2 (covariance by back-propagation).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.errors import Invalid

__all__ = ["BadMarks", "Fit", "Floats", "carried", "fitted", "slopes"]

Floats = NDArray[np.float64]

_ROUNDS = 40
_LEAST_SPREAD = 0.01
"""Across over along: marks in a narrower strip than this lie on one line for every purpose."""
_LEAST_RANK = 1e-4
"""Of the largest singular value: below, three of four marks on a line leave the fit undetermined."""
_LEAST_MARKS = 4


class BadMarks(Invalid):
    """The marked points do not say how the picture lies on the ground; mark four corners of a wide area."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A homography from picture to ground, row by row (9), and the covariance of these nine (81).

    The scale is such that the third row times a mark (x, y, 1) is positive: it is so for all of the
    picture below the horizon.
    """

    matrix: tuple[float, ...]
    covariance: tuple[float, ...]

    @property
    def array(self) -> Floats:
        """The matrix, 3 x 3."""
        return np.array(self.matrix, np.float64).reshape(3, 3)

    @property
    def spread(self) -> Floats:
        """The covariance, 9 x 9."""
        return np.array(self.covariance, np.float64).reshape(9, 9)


def carried(matrix: Floats, points: Floats) -> Floats:
    """Points (n, 2) through a homography; infinite where its third coordinate is not positive."""
    whole = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole[:, 2:] > 0, whole[:, :2] / whole[:, 2:], np.inf)


def slopes(matrix: Floats, points: Floats) -> tuple[Floats, Floats]:
    """How the carried points change with the points (n, 2, 2) and with the matrix' entries (n, 2, 9)."""
    whole = np.column_stack([points, np.ones(len(points))])
    over = whole @ matrix[2]
    at = (whole @ matrix[:2].T) / over[:, None]
    by_point = (matrix[None, :2, :2] - at[:, :, None] * matrix[2, :2][None, None, :]) / over[:, None, None]
    share = whole / over[:, None]
    by_matrix = np.zeros((len(points), 2, 9))
    by_matrix[:, 0, 0:3] = by_matrix[:, 1, 3:6] = share
    by_matrix[:, :, 6:9] = -at[:, :, None] * share[:, None, :]
    return by_point, by_matrix


def fitted(picture: Floats, ground: Floats, picture_error: float, ground_error: float) -> Fit:
    """The homography that takes marks in the picture (n, 2) to the ground (n, 2).

    The errors are standard deviations of a mark in each coordinate. Where the marks disagree by more
    than these allow, the covariance grows with the disagreement. Raises ``BadMarks``.
    """
    _check(picture, ground)
    to_unit, to_ground = _normal(picture), _normal(ground)
    p, g = carried(to_unit, picture), carried(to_ground, ground)
    matrix = _direct(p, g)
    if not _all_before(matrix, p):
        raise BadMarks(
            "The horizon would run between the marked points: two of them are likely swapped, "
            "or one lies above the horizon."
        )
    p_error, g_error = picture_error * to_unit[0, 0], ground_error * to_ground[0, 0]
    try:
        matrix, doubt = _refined(matrix, p, g, (p_error, g_error))
    except np.linalg.LinAlgError:
        raise BadMarks from None
    if not _is_upright(matrix, p):
        raise BadMarks(
            "Seen so, the ground would be mirrored: two marked points are swapped, or left and right are."
        )
    back = np.linalg.inv(to_ground)
    spread = np.zeros((9, 9))
    spread[:8, :8] = doubt
    turn = np.kron(back, to_unit.T)
    whole = back @ matrix @ to_unit
    return Fit(tuple(whole.ravel().tolist()), tuple((turn @ spread @ turn.T).ravel().tolist()))


def _check(picture: Floats, ground: Floats) -> None:
    if len(picture) != len(ground) or len(picture) < _LEAST_MARKS:
        raise BadMarks(f"{len(picture)} points are marked; at least {_LEAST_MARKS} are needed.")
    if not (np.isfinite(picture).all() and np.isfinite(ground).all()):
        raise BadMarks("A marked point is no number.")
    for points, where in ((picture, "in the picture"), (ground, "on the ground")):
        if len(np.unique(points, axis=0)) < len(points):
            raise BadMarks(f"Two marked points are the same {where}.")
        long, short = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)[:2]
        if short < _LEAST_SPREAD * long:
            raise BadMarks(f"The marked points lie on one line {where}; mark some beside it.")


def _normal(points: Floats) -> Floats:
    """The similarity that puts the points round the origin, at a mean distance of the root of two."""
    middle = points.mean(axis=0)
    scale = np.sqrt(2) / np.linalg.norm(points - middle, axis=1).mean()
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]])


def _direct(p: Floats, g: Floats) -> Floats:
    """The direct linear transformation of normalised points, its last entry 1."""
    n = len(p)
    rows = np.zeros((2 * n, 9))
    whole = np.column_stack([p, np.ones(n)])
    rows[0::2, 0:3] = rows[1::2, 3:6] = whole
    rows[0::2, 6:9] = -g[:, :1] * whole
    rows[1::2, 6:9] = -g[:, 1:] * whole
    _, weights, turned = np.linalg.svd(rows)
    if weights[7] < _LEAST_RANK * weights[0]:
        raise BadMarks("Three of the marked points lie on one line; mark the corners of a wide area.")
    matrix = turned[-1].reshape(3, 3)
    if abs(matrix[2, 2]) < 1e-9:
        raise BadMarks("The horizon would run through the middle of the marked points.")
    return np.asarray(matrix / matrix[2, 2])


def _refined(matrix: Floats, p: Floats, g: Floats, errors: tuple[float, float]) -> tuple[Floats, Floats]:
    """The fit by weighted least squares (Gauss-Newton with halved steps), and its covariance (8, 8)."""
    cost, system, step = _step(matrix, p, g, errors)
    for _ in range(_ROUNDS):
        share = 1.0
        while share > 1e-6:
            tried = matrix + (share * np.append(step, 0.0)).reshape(3, 3)
            if _all_before(tried, p):
                better = _step(tried, p, g, errors)
                if better[0] <= cost:
                    break
            share /= 2
        else:
            break
        gained = cost - better[0]
        matrix, (cost, system, step) = tried, better
        if gained < 1e-10 * (1 + cost):
            break
    free = 2 * len(p) - 8
    disagreement = max(1.0, cost / free) if free else 1.0
    return matrix, np.asarray(np.linalg.inv(system) * disagreement, np.float64)


def _step(matrix: Floats, p: Floats, g: Floats, errors: tuple[float, float]) -> tuple[float, Floats, Floats]:
    """The weighted sum of squares, the normal matrix (8, 8), and the step that would lower the sum."""
    p_error, g_error = errors
    by_point, by_matrix = slopes(matrix, p)
    by_matrix = by_matrix[:, :, :8]
    left = g - carried(matrix, p)
    spread = p_error**2 * by_point @ by_point.transpose(0, 2, 1) + g_error**2 * np.eye(2)
    weight = np.linalg.inv(spread)
    system = np.einsum("nia,nij,njb->ab", by_matrix, weight, by_matrix)
    pull = np.einsum("nia,nij,nj->a", by_matrix, weight, left)
    cost = float(np.einsum("ni,nij,nj->", left, weight, left))
    system[np.diag_indices(8)] *= 1 + 1e-12
    return cost, system, np.linalg.solve(system, pull)


def _all_before(matrix: Floats, p: Floats) -> bool:
    return bool((np.column_stack([p, np.ones(len(p))]) @ matrix[2] > 1e-6).all())


def _is_upright(matrix: Floats, p: Floats) -> bool:
    """Whether the ground is seen from above: rows run down the picture, so the turn changes its sense."""
    by_point, _ = slopes(matrix, p)
    return bool((np.linalg.det(by_point) < 0).all())
