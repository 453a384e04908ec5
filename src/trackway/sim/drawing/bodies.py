"""Bodies: the shapes of the vehicles on Taiwan's roads, simple but in proportion, from our own measures.

Each builder returns panels in metres: x to the right, y forwards, z up, the origin on the ground under the
vehicle's middle. Patches (lamps, windows, bumpers) are laid on the rings of the body, so that they follow
its corners.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trackway.sim.drawing.lens import Metres
from trackway.sim.drawing.solids import Panels, Ring, flat_panel, joined, lofted

__all__ = [
    "Body",
    "Lamp",
    "Part",
    "PlateMount",
    "Rgb3",
    "band",
    "disc_on_side",
    "end_of",
    "pair",
    "patch_on_side",
    "tyres",
]

Rgb3 = tuple[float, float, float]
"""A colour as blue, green, red, 0 to 255."""

_PROUD = 0.012  # metres that a patch stands proud of the body, so that it is never hidden by it


@dataclass(frozen=True, slots=True)
class PlateMount:
    """Where a plate's middle is and how far it leans back from upright, degrees."""

    x: float
    y: float
    z: float
    lean_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp: where it is, how large, and its light (BGR)."""

    x: float
    y: float
    z: float
    radius: float
    colour: Rgb3
    is_head: bool


@dataclass(frozen=True)
class Part:
    """Panels that are drawn together; ``middle`` (y) decides which part is nearer and drawn later."""

    panels: Panels
    middle: float


@dataclass(frozen=True)
class Body:
    """A whole vehicle: its parts, outer measures, plates and lamps."""

    parts: tuple[Part, ...]
    length: float
    width: float
    height: float
    rear_plate: PlateMount
    front_plate: PlateMount | None
    lamps: tuple[Lamp, ...]


def _ring_at(rings: tuple[Ring, ...], z: float) -> Ring:
    for low, high in pairwise(rings):
        if z <= high.z:
            share = min(max((z - low.z) / (high.z - low.z), 0.0), 1.0)

            def between(a: float, b: float, share: float = share) -> float:
                return a + (b - a) * share

            return Ring(
                z,
                between(low.half, high.half),
                between(low.rear, high.rear),
                between(low.front, high.front),
                between(low.corner, high.corner),
            )
    return rings[-1]


def end_of(rings: tuple[Ring, ...], x: float, z: float, *, is_rear: bool) -> float:
    """Where the body ends, rear or front, at a distance ``x`` from its middle and a height ``z``."""
    return _ring_at(rings, z).end_at(x, is_rear=is_rear)


def patch_on_end(
    rings: tuple[Ring, ...],
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    colour: Rgb3,
    *,
    is_rear: bool,
    gloss: float = 0.1,
    steps: int = 5,
) -> Panels:
    """A patch on rear or front from ``low`` (z, left x, right x) up to ``high``; it wraps round corners."""
    (z0, a0, b0), (z1, a1, b1) = low, high
    one, other = _ring_at(rings, z0), _ring_at(rings, z1)
    out = -_PROUD if is_rear else _PROUD
    parts = []
    for i in range(steps):
        f, g = i / steps, (i + 1) / steps
        corners = []
        for ring, z, a, b, share in (
            (one, z0, a0, b0, f),
            (other, z1, a1, b1, f),
            (other, z1, a1, b1, g),
            (one, z0, a0, b0, g),
        ):
            x = a + (b - a) * share
            x = float(np.clip(x, -ring.half, ring.half))
            corners.append([x, ring.end_at(x, is_rear=is_rear) + out, z])
        parts.append(_facing(np.array(corners), colour, gloss, np.array([0.0, out, 0.0])))
    return joined(parts)


def band(
    rings: tuple[Ring, ...],
    low: tuple[float, float],
    high: tuple[float, float],
    colour: Rgb3,
    *,
    is_rear: bool,
    gloss: float = 0.1,
    steps: int = 8,
) -> Panels:
    """A patch across the middle of rear or front, from ``low`` (z, half its width) up to ``high``."""
    (z0, h0), (z1, h1) = low, high
    return patch_on_end(
        rings, (z0, -h0, h0), (z1, -h1, h1), colour, is_rear=is_rear, gloss=gloss, steps=steps
    )


def pair(
    rings: tuple[Ring, ...],
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    colour: Rgb3,
    *,
    is_rear: bool,
    gloss: float = 0.3,
) -> Panels:
    """The same patch left and right, from ``low`` (z, inner x, outer x) up to ``high``: lamps."""
    (z0, a0, b0), (z1, a1, b1) = low, high
    return joined(
        [
            patch_on_end(
                rings,
                (z0, s * a0, s * b0),
                (z1, s * a1, s * b1),
                colour,
                is_rear=is_rear,
                gloss=gloss,
                steps=3,
            )
            for s in (-1, 1)
        ]
    )


def patch_on_side(
    rings: tuple[Ring, ...],
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    colour: Rgb3,
    gloss: float = 0.1,
) -> Panels:
    """A patch on both sides from ``low`` (z, rear y, front y) up to ``high``."""
    (z0, a0, b0), (z1, a1, b1) = low, high
    one, other = _ring_at(rings, z0).half + _PROUD, _ring_at(rings, z1).half + _PROUD
    return joined(
        [
            _facing(
                np.array([[s * one, a0, z0], [s * other, a1, z1], [s * other, b1, z1], [s * one, b0, z0]]),
                colour,
                gloss,
                np.array([float(s), 0.0, 0.0]),
            )
            for s in (-1, 1)
        ]
    )


def disc_on_side(x: float, y: float, z: float, radius: float, colour: Rgb3) -> Panels:
    """A disc on both sides at a distance ``x`` from the middle: a wheel seen from beside."""
    turn = np.linspace(0, np.pi, 7)
    parts = []
    for s in (-1, 1):
        for a, b in pairwise(turn):
            corners = np.array(
                [
                    [s * x, y + radius * np.cos(t), z + k * radius * np.sin(t)]
                    for t, k in ((a, -1), (a, 1), (b, 1), (b, -1))
                ]
            )
            parts.append(_facing(corners, colour, 0.05, np.array([float(s), 0.0, 0.0])))
    return joined(parts)


def tyres(half: float, axles: tuple[float, ...], radius: float, width: float) -> Panels:
    """The tyres under a vehicle, as far as they are seen from behind or in front."""
    parts = []
    for y in axles:
        for s in (-1, 1):
            middle = s * (half - width / 2)
            rings = tuple(
                Ring(z, width / 2, y - reach, y + reach, 0.03)
                for z, reach in ((0.0, 0.45 * radius), (0.25 * radius, 0.85 * radius), (radius * 1.1, radius))
            )
            tyre = lofted(rings, (26, 25, 24), 0.05)
            parts.append(
                Panels(tyre.corners + np.array([middle, 0.0, 0.0]), tyre.normals, tyre.colours, tyre.gloss)
            )
    return joined(parts)


def _facing(corners: Metres, colour: Rgb3, gloss: float, outward: Metres) -> Panels:
    normal = np.cross(corners[2] - corners[0], corners[3] - corners[1])
    length = float(np.linalg.norm(normal))
    normal = normal / length if length > 1e-9 else outward / np.linalg.norm(outward)
    return flat_panel(corners, colour, gloss, normal if normal @ outward >= 0 else -normal)
