"""Two wheels: scooter and heavy motorcycle with a rider, as stacks of rings and flat pieces."""

import numpy as np

from trackway.sim.drawing.bodies import Body, Lamp, Part, PlateMount, Rgb3
from trackway.sim.drawing.lens import Metres
from trackway.sim.drawing.solids import Panels, Ring, flat_panel, joined, lofted

__all__ = ["heavy_motorcycle", "scooter"]

_BLACK: Rgb3 = (30, 29, 28)
_TYRE: Rgb3 = (26, 25, 24)
_SKIN: Rgb3 = (112, 142, 186)
_TROUSERS: Rgb3 = (82, 66, 52)


def _moved(panels: Panels, x: float) -> Panels:
    return Panels(panels.corners + np.array([x, 0.0, 0.0]), panels.normals, panels.colours, panels.gloss)


def _round(z: float, half: float, middle: float, along: float) -> Ring:
    return Ring(z, half, middle - along, middle + along, min(half, along))


def _bar(start: Metres, end: Metres, thick: float, colour: Rgb3) -> Panels:
    """An arm or a leg: a cross of two flat pieces, so that it shows from behind and from above."""
    along = (end - start) / np.linalg.norm(end - start)
    parts = []
    for across in (np.array([1.0, 0.0, 0.0]), np.cross(along, np.array([1.0, 0.0, 0.0]))):
        side = across / np.linalg.norm(across) * thick / 2
        corners = np.array([start - side, end - side * 0.8, end + side * 0.8, start + side])
        normal = np.cross(along, across)
        normal = normal / np.linalg.norm(normal)
        parts += [flat_panel(corners, colour, 0.0, n) for n in (normal, -normal)]
    return joined(parts)


def _end_piece(y: float, box: tuple[float, float, float, float], colour: Rgb3, *, is_rear: bool) -> Panels:
    x0, z0, x1, z1 = box
    corners = np.array([[x0, y, z0], [x0, y, z1], [x1, y, z1], [x1, y, z0]])
    return flat_panel(corners, colour, 0.15, np.array([0.0, -1.0 if is_rear else 1.0, 0.0]))


def _wheel(y: float, radius: float, half: float) -> Panels:
    heights = (0.0, 0.12, 0.4, 1.0, 1.6, 1.9)
    return lofted(
        tuple(
            Ring(k * radius, half * (0.75 if k in (0.0, 1.9) else 1.0), y - reach, y + reach, half * 0.7)
            for k in heights
            for reach in (radius * float(np.sqrt(max(1 - (1 - k) ** 2, 0.05))),)
        ),
        _TYRE,
        0.05,
    )


def _rider(
    seat: float, reach: float, grip: float, jacket: Rgb3, helmet: Rgb3
) -> tuple[list[Panels], list[Panels]]:
    """Legs, and what is above the seat; ``reach`` is how far ahead the grips are, ``grip`` how high."""
    torso = lofted(
        (
            _round(seat, 0.19, -0.30, 0.15),
            _round(seat + 0.16, 0.175, -0.29, 0.12),
            _round(seat + 0.38, 0.215, -0.24, 0.12),
            _round(seat + 0.50, 0.20, -0.22, 0.11),
            _round(seat + 0.57, 0.09, -0.20, 0.08),
        ),
        jacket,
        0.05,
    )
    neck = seat + 0.56
    head = lofted(
        (
            _round(neck, 0.085, -0.16, 0.10),
            _round(neck + 0.06, 0.13, -0.16, 0.14),
            _round(neck + 0.14, 0.142, -0.17, 0.155),
            _round(neck + 0.22, 0.12, -0.18, 0.13),
            _round(neck + 0.27, 0.06, -0.18, 0.07),
        ),
        helmet,
        0.5,
    )
    visor = _end_piece(-0.01, (-0.095, neck + 0.05, 0.095, neck + 0.15), (60, 56, 52), is_rear=False)
    legs, arms = [], []
    for s in (-1.0, 1.0):
        knee = np.array([s * 0.24, 0.18, seat - 0.08])
        legs.append(_bar(np.array([s * 0.13, -0.25, seat + 0.04]), knee, 0.15, _TROUSERS))
        legs.append(_bar(knee, np.array([s * 0.20, 0.12, 0.30]), 0.12, _TROUSERS))
        elbow = np.array([s * 0.33, 0.0, seat + 0.24])
        arms.append(_bar(np.array([s * 0.21, -0.22, seat + 0.47]), elbow, 0.11, jacket))
        arms.append(_bar(elbow, np.array([s * 0.31, reach, grip]), 0.085, jacket))
        arms.append(
            _bar(np.array([s * 0.31, reach, grip]), np.array([s * 0.25, reach + 0.05, grip]), 0.07, _SKIN)
        )
    return legs, [torso, *arms, head, visor]


def _mirrors(y: float, z: float) -> list[Panels]:
    return [
        _end_piece(y, (s * 0.36 - 0.06, z, s * 0.36 + 0.06, z + 0.07), _BLACK, is_rear=is_rear)
        for s in (-1, 1)
        for is_rear in (True, False)
    ]


def _assembled(
    rear: list[Panels], middle: list[Panels], front: list[Panels], mount: PlateMount, z: tuple[float, float]
) -> Body:
    lamps = (
        Lamp(0.0, -0.86, z[0], 0.06, (40, 30, 255), is_head=False),
        Lamp(0.0, 0.62, z[1], 0.09, (225, 240, 255), is_head=True),
    )
    parts = (Part(joined(rear), -0.6), Part(joined(middle), 0.0), Part(joined(front), 0.6))
    return Body(parts, 1.9, 0.74, 1.65, mount, None, lamps)


def scooter(paint: Rgb3, jacket: Rgb3 = (86, 70, 60), helmet: Rgb3 = (214, 214, 210)) -> Body:
    """A scooter of 100 to 150 cc with its rider; the plate hangs below the tail lamp."""
    legs, rider = _rider(0.80, 0.32, 1.0, jacket, helmet)
    rear = [
        _wheel(-0.62, 0.25, 0.06),
        _end_piece(-0.87, (-0.10, 0.26, 0.10, 0.62), _BLACK, is_rear=True),
        _moved(
            lofted((_round(0.24, 0.05, -0.55, 0.25), _round(0.36, 0.05, -0.58, 0.25)), (96, 98, 100), 0.3),
            0.20,
        ),
        lofted(
            (
                Ring(0.42, 0.13, -0.72, 0.10, 0.10),
                Ring(0.60, 0.18, -0.84, 0.12, 0.14),
                Ring(0.74, 0.17, -0.88, 0.10, 0.14),
                Ring(0.80, 0.13, -0.84, 0.05, 0.12),
            ),
            paint,
            0.5,
        ),
        _end_piece(-0.895, (-0.12, 0.64, 0.12, 0.72), (30, 24, 170), is_rear=True),
        lofted((_round(0.79, 0.14, -0.36, 0.42), _round(0.84, 0.12, -0.36, 0.38)), _BLACK, 0.2),
    ]
    front = [
        _wheel(0.66, 0.25, 0.055),
        lofted(
            (
                Ring(0.30, 0.17, 0.36, 0.52, 0.07),
                Ring(0.60, 0.21, 0.38, 0.60, 0.10),
                Ring(0.86, 0.17, 0.34, 0.54, 0.08),
                Ring(1.00, 0.19, 0.26, 0.44, 0.08),
                Ring(1.06, 0.12, 0.28, 0.40, 0.06),
            ),
            paint,
            0.5,
        ),
        _end_piece(0.60, (-0.10, 0.72, 0.10, 0.86), (206, 206, 204), is_rear=False),
        *_mirrors(0.30, 1.12),
    ]
    return _assembled(rear, [*legs, *rider], front, PlateMount(0.0, -0.90, 0.53, 18), (0.68, 0.8))


def heavy_motorcycle(paint: Rgb3, jacket: Rgb3 = (40, 38, 38), helmet: Rgb3 = (50, 46, 170)) -> Body:
    """A motorcycle over 250 cc with its rider."""
    legs, rider = _rider(0.84, 0.36, 0.98, jacket, helmet)
    rear = [
        _wheel(-0.70, 0.31, 0.085),
        _end_piece(-0.92, (-0.06, 0.50, 0.06, 0.78), _BLACK, is_rear=True),
        _moved(
            lofted((_round(0.34, 0.06, -0.45, 0.35), _round(0.48, 0.06, -0.55, 0.35)), (120, 122, 124), 0.5),
            0.20,
        ),
        lofted(
            (
                Ring(0.66, 0.12, -0.70, 0.10, 0.08),
                Ring(0.80, 0.13, -0.80, 0.12, 0.10),
                Ring(0.88, 0.09, -0.82, 0.0, 0.08),
            ),
            paint,
            0.5,
        ),
        _end_piece(-0.83, (-0.08, 0.78, 0.08, 0.84), (30, 24, 170), is_rear=True),
    ]
    front = [
        _wheel(0.72, 0.31, 0.07),
        lofted(
            (
                Ring(0.45, 0.20, -0.05, 0.40, 0.10),
                Ring(0.80, 0.22, -0.05, 0.52, 0.12),
                Ring(1.00, 0.18, 0.00, 0.46, 0.10),
                Ring(1.12, 0.12, 0.30, 0.46, 0.06),
            ),
            paint,
            0.55,
        ),
        _end_piece(0.53, (-0.12, 0.80, 0.12, 0.94), (206, 206, 204), is_rear=False),
        *_mirrors(0.34, 1.10),
    ]  # fmt: skip
    return _assembled(rear, [*legs, *rider], front, PlateMount(0.0, -0.95, 0.60, 22), (0.81, 0.87))
