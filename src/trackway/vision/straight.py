"""Straight: the steady course that best explains where something was, and how sure that is.

A weighted least-squares line through places in time, each with its own uncertainty, looks that stray
counting less (Huber's weights; Huber, Robust Estimation of a Location Parameter, 1964).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Line", "small_sample", "straight"]

Floats = NDArray[np.float64]

_HUBER = 2.0
_ROUNDS = 5
_LEAST_SCALE = 0.25
"""The scatter may show the places surer than was said, but hardly by more than half."""


@dataclass(frozen=True, slots=True)
class Line:
    """A course: where at time 0, metres a second across and along, and the velocity's covariance (2, 2).

    ``strays`` is how far the places lie from it, in their own standard deviations (root mean square).
    """

    start: Floats
    velocity: Floats
    covariance: Floats
    strays: float

    @property
    def speed(self) -> float:
        """Metres a second."""
        return float(np.linalg.norm(self.velocity))

    @property
    def speed_error(self) -> float:
        """Its standard deviation, from the scatter about the line."""
        ahead = self.velocity / max(self.speed, 1e-9)
        return math.sqrt(max(float(ahead @ self.covariance @ ahead), 0.0))

    @property
    def turn_error_deg(self) -> float:
        """The standard deviation of its direction."""
        ahead = self.velocity / max(self.speed, 1e-9)
        aside = np.array([-ahead[1], ahead[0]])
        across = math.sqrt(max(float(aside @ self.covariance @ aside), 0.0))
        return math.degrees(math.atan2(across, max(self.speed, 1e-9)))


def straight(at_s: Floats, places: Floats, spreads: Floats) -> Line:
    """The line through places (n, 2) at times (n), with their covariances (n, 2, 2).

    Raises ``LinAlgError`` where fewer than two times differ.
    """
    n = len(at_s)
    design = np.zeros((n, 2, 4))
    design[:, 0, 0] = design[:, 1, 1] = 1
    design[:, 0, 2] = design[:, 1, 3] = at_s
    sure = np.linalg.inv(spreads)
    weight = np.ones(n)
    for _ in range(_ROUNDS):
        system = np.einsum("n,nia,nij,njb->ab", weight, design, sure, design)
        found = np.linalg.solve(system, np.einsum("n,nia,nij,nj->a", weight, design, sure, places))
        off = places - design @ found
        far = np.sqrt(np.einsum("ni,nij,nj->n", off, sure, off))
        weight = np.minimum(1.0, _HUBER / np.maximum(far, 1e-12))
    free = 2 * n - 4
    scale = max(float((weight * far**2).sum()) / free, _LEAST_SCALE) * small_sample(free)
    covariance = np.linalg.inv(system)[2:, 2:] * scale
    strays = math.sqrt(float((far**2).mean()) / 2)
    return Line(found[:2], found[2:], covariance, strays)


def small_sample(free: int) -> float:
    """How much wider few looks make a variance: Student's t has n / (n - 2) times the normal's."""
    return free / (free - 2) if free > 2 else 3.0
