"""Solids: shapes of vehicles as stacks of rings, turned into shaded four-cornered panels.

A ring is the plan of the body at one height: a rectangle with round corners. Panels span from ring to
ring, so a body of six rings already has round corners, sloping windows and a roof.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.sim.drawing.lens import Metres

__all__ = ["Panels", "Ring", "flat_panel", "joined", "lofted"]

_CORNER_STEPS = 5  # panels per round corner: enough that shading looks smooth at 500 pixels


@dataclass(frozen=True, slots=True)
class Ring:
    """The body's plan at height ``z``: half its width, where it ends at the rear and front, corner radius.

    Metres; x to the right, y forwards, origin under the middle of the vehicle.
    """

    z: float
    half: float
    rear: float
    front: float
    corner: float

    def contour(self) -> Metres:
        """Points round the ring, clockwise seen from above, starting at the front right."""
        radius = min(self.corner, self.half * 0.98, (self.front - self.rear) * 0.49)
        turn = np.linspace(0, np.pi / 2, _CORNER_STEPS + 1)
        c, s = np.cos(turn) * radius, np.sin(turn) * radius
        x, rear, front = self.half - radius, self.rear + radius, self.front - radius
        corners = ((x + s, front + c), (x + c, rear - s), (-x - s, rear - c), (-x - c, front + s))
        xy = np.concatenate([np.stack(part, axis=1) for part in corners])
        return np.concatenate([xy, np.full((len(xy), 1), self.z)], axis=1)

    def end_at(self, x: float, *, is_rear: bool) -> float:
        """Where the ring's rear (or front) edge lies at a distance ``x`` from the middle."""
        radius = min(self.corner, self.half * 0.98, (self.front - self.rear) * 0.49)
        past = max(0.0, min(abs(x), self.half) - (self.half - radius))
        back = radius - float(np.sqrt(max(radius**2 - past**2, 0.0)))
        return self.rear + back if is_rear else self.front - back


@dataclass(frozen=True)
class Panels:
    """Flat four-cornered pieces: corners (n, 4, 3), outward normals (n, 3), BGR colours, gloss 0 to 1."""

    corners: Metres
    normals: NDArray[np.float64]
    colours: NDArray[np.float64]
    gloss: NDArray[np.float64]


def _made(corners: Metres, colours: NDArray[np.float64], gloss: NDArray[np.float64]) -> Panels:
    normals = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return Panels(corners, normals, colours, gloss)


def lofted(
    rings: tuple[Ring, ...], colour: tuple[float, float, float], gloss: float, *, has_top: bool = True
) -> Panels:
    """The side panels between the rings, lowest first, and a flat top on the last one."""
    contours = np.stack([ring.contour() for ring in rings])
    along = np.roll(contours, -1, axis=1)
    sides = np.stack([contours[:-1], contours[1:], along[1:], along[:-1]], axis=2).reshape(-1, 4, 3)
    if has_top:
        top = contours[-1]
        count = len(top)
        # A convex ring is cut across into strips, each a panel of its own.
        strips = [[top[i], top[i + 1], top[count - 2 - i], top[count - 1 - i]] for i in range(count // 2 - 1)]
        sides = np.concatenate([sides, np.array(strips)[:, ::-1]])
    n = len(sides)
    found = _made(sides, np.tile(np.array(colour, float), (n, 1)), np.full(n, gloss))
    if has_top:  # the strips' winding depends on the ring; a top always looks up
        found.normals[-(count // 2 - 1) :] = (0.0, 0.0, 1.0)
    return found


def flat_panel(corners: Metres, colour: tuple[float, float, float], gloss: float, normal: Metres) -> Panels:
    """One panel with a normal of one's own choice: lamps, windows, grilles drawn on a body."""
    return Panels(corners[None], normal[None], np.array(colour, float)[None], np.array([gloss]))


def joined(parts: list[Panels]) -> Panels:
    """Several sets of panels as one, in the order in which they are to be drawn."""
    return Panels(
        np.concatenate([p.corners for p in parts]),
        np.concatenate([p.normals for p in parts]),
        np.concatenate([p.colours for p in parts]),
        np.concatenate([p.gloss for p in parts]),
    )
