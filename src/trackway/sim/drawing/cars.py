"""Cars: saloon, hatchback, SUV and van as rings with lamps, windows and bumpers laid on."""

from dataclasses import dataclass, replace

from trackway.sim.drawing.bodies import (
    Body,
    Lamp,
    Part,
    PlateMount,
    Rgb3,
    band,
    disc_on_side,
    end_of,
    pair,
    patch_on_side,
    tyres,
)
from trackway.sim.drawing.solids import Panels, Ring, joined, lofted

__all__ = ["hatchback", "saloon", "suv", "taxi", "van"]

_GLASS: Rgb3 = (46, 42, 38)
_BLACK: Rgb3 = (32, 31, 30)
_TAIL: Rgb3 = (28, 22, 150)
_CLEAR: Rgb3 = (214, 214, 212)
_AMBER: Rgb3 = (30, 110, 210)
_CHROME: Rgb3 = (176, 176, 174)
_REFLECTOR: Rgb3 = (120, 122, 124)
_RED_LIGHT: Rgb3 = (40, 30, 255)
_WHITE_LIGHT: Rgb3 = (225, 240, 255)


@dataclass(frozen=True, slots=True)
class _Car:
    """What tells one car from another: rings of body and cabin, and heights of what is laid on them."""

    body: tuple[Ring, ...]
    cabin: tuple[Ring, ...]
    axles: tuple[float, float]
    rear_plate: float
    front_plate: float
    tail: tuple[float, float, float]
    """Tail lamp: lowest, highest, and how far in it reaches from the side."""
    head: tuple[float, float, float]
    wheel: float = 0.32


def _ends(car: _Car, paint: Rgb3) -> list[Panels]:
    """Bumpers, lamps, grille and the dip round the plate."""
    body = car.body
    half = max(ring.half for ring in body)
    dark: Rgb3 = (paint[0] * 0.55, paint[1] * 0.55, paint[2] * 0.55)
    rear, front = car.rear_plate, car.front_plate
    sill, brow = car.head[0], car.head[1]
    parts = [
        band(body, (0.24, half), (0.36, half), _BLACK, is_rear=True, steps=10),
        band(body, (rear - 0.13, 0.36), (rear + 0.14, 0.40), dark, is_rear=True),
        band(body, (0.55, half * 0.98), (0.565, half * 0.98), dark, is_rear=True, steps=10),
        band(body, (0.24, half), (0.36, half), _BLACK, is_rear=False, steps=10),
        band(body, (0.30, 0.62), (front + 0.10, 0.70), _BLACK, is_rear=False),
        band(body, (sill + 0.01, 0.42), (brow - 0.02, 0.46), _BLACK, is_rear=False),
        band(body, (brow - 0.035, 0.46), (brow - 0.015, 0.46), _CHROME, is_rear=False, gloss=0.5),
    ]
    for (low, high, inner), is_rear in ((car.tail, True), (car.head, False)):
        outer, middle = half * 1.02, (low + high) / 2
        lamp, spot = (_TAIL, _AMBER) if is_rear else (_CLEAR, _REFLECTOR)
        wide, narrow = (outer - inner, outer), (outer - inner * 0.55, outer - inner * 0.2)
        parts.append(pair(body, (low, *wide), (high, outer - inner * 1.1, outer), lamp, is_rear=is_rear))
        parts.append(pair(body, (low + 0.03, *narrow), (middle + 0.02, *narrow), spot, is_rear=is_rear))
    return parts


def _windows(car: _Car) -> list[Panels]:
    cabin = car.cabin
    low, high = cabin[0].z + 0.03, cabin[-2].z - 0.03
    bottom, top = cabin[0], cabin[-2]
    parts = [
        band(cabin, (low, bottom.half - 0.10), (high, top.half - 0.09), _GLASS, is_rear=is_rear, gloss=0.75)
        for is_rear in (True, False)
    ]
    rear, front = bottom.rear + bottom.corner, bottom.front - bottom.corner
    rear_top, front_top = top.rear + top.corner, top.front - top.corner
    for f, g in ((0.03, 0.47), (0.53, 0.97)):
        parts.append(
            patch_on_side(
                cabin,
                (low, rear + f * (front - rear), rear + g * (front - rear)),
                (high, rear_top + f * (front_top - rear_top), rear_top + g * (front_top - rear_top)),
                _GLASS,
                0.6,
            )
        )
    return parts


def _built(car: _Car, paint: Rgb3) -> Body:
    body, cabin = car.body, car.cabin
    half = max(ring.half for ring in body)
    sides = []
    for y in car.axles:
        sides.append(disc_on_side(half + 0.004, y, car.wheel + 0.03, car.wheel + 0.06, (20, 20, 20)))
        sides.append(disc_on_side(half + 0.012, y, car.wheel, car.wheel * 0.66, (120, 120, 120)))
    panels = joined(
        [
            tyres(half - 0.02, car.axles, car.wheel, 0.20),
            lofted(body, paint, 0.55),
            *sides,
            *_ends(car, paint),
            lofted(cabin, paint, 0.55),
            *_windows(car),
        ]
    )
    rear = min(ring.rear for ring in body)
    front = max(ring.front for ring in body)
    lamps = []
    for (low, high, inner), is_head in ((car.tail, False), (car.head, True)):
        z, x = (low + high) / 2, half - inner * 0.5
        y = end_of(body, x, z, is_rear=not is_head)
        light = _WHITE_LIGHT if is_head else _RED_LIGHT
        lamps += [Lamp(s * x, y, z, 0.10 if is_head else 0.09, light, is_head=is_head) for s in (-1, 1)]

    def at(z: float, *, is_rear: bool) -> float:
        ring = min(body, key=lambda ring: abs(ring.z - z))
        return ring.rear - 0.03 if is_rear else ring.front + 0.03

    return Body(
        (Part(panels, 0.0),),
        front - rear,
        2 * half,
        cabin[-1].z,
        PlateMount(0.0, at(car.rear_plate, is_rear=True), car.rear_plate, 4),
        PlateMount(0.0, at(car.front_plate, is_rear=False), car.front_plate, 2),
        tuple(lamps),
    )


def saloon(paint: Rgb3) -> Body:
    """A four-door car with a boot."""
    return _built(
        _Car(
            body=(
                Ring(0.20, 0.80, -2.18, 2.16, 0.35),
                Ring(0.36, 0.89, -2.30, 2.30, 0.42),
                Ring(0.58, 0.90, -2.32, 2.31, 0.44),
                Ring(0.80, 0.90, -2.29, 2.20, 0.48),
                Ring(0.92, 0.87, -2.26, 1.95, 0.45),
                Ring(1.00, 0.80, -2.18, 1.45, 0.35),
                Ring(1.03, 0.74, -1.95, 1.10, 0.30),
            ),
            cabin=(
                Ring(1.01, 0.77, -1.85, 1.10, 0.25),
                Ring(1.20, 0.70, -1.45, 0.68, 0.24),
                Ring(1.40, 0.60, -0.95, 0.20, 0.22),
                Ring(1.45, 0.48, -0.75, 0.02, 0.22),
            ),
            axles=(-1.35, 1.35),
            rear_plate=0.82,
            front_plate=0.48,
            tail=(0.70, 0.92, 0.42),
            head=(0.62, 0.80, 0.48),
        ),
        paint,
    )


def hatchback(paint: Rgb3) -> Body:
    """A small car whose rear window ends at the bumper's line."""
    return _built(
        _Car(
            body=(
                Ring(0.20, 0.76, -1.90, 1.92, 0.32),
                Ring(0.36, 0.84, -2.00, 2.02, 0.40),
                Ring(0.60, 0.85, -2.01, 2.02, 0.42),
                Ring(0.84, 0.85, -1.97, 1.92, 0.45),
                Ring(0.97, 0.82, -1.93, 1.66, 0.42),
                Ring(1.02, 0.77, -1.88, 1.25, 0.30),
            ),
            cabin=(
                Ring(1.01, 0.77, -1.88, 1.25, 0.28),
                Ring(1.24, 0.71, -1.74, 0.75, 0.26),
                Ring(1.45, 0.62, -1.48, 0.25, 0.24),
                Ring(1.51, 0.50, -1.25, 0.05, 0.24),
            ),
            axles=(-1.25, 1.28),
            rear_plate=0.74,
            front_plate=0.48,
            tail=(0.72, 1.00, 0.30),
            head=(0.64, 0.84, 0.44),
            wheel=0.30,
        ),
        paint,
    )


def suv(paint: Rgb3) -> Body:
    """A tall car with an upright tail."""
    return _built(
        _Car(
            body=(
                Ring(0.26, 0.82, -2.10, 2.12, 0.34),
                Ring(0.44, 0.92, -2.22, 2.25, 0.42),
                Ring(0.70, 0.93, -2.23, 2.25, 0.44),
                Ring(0.95, 0.93, -2.20, 2.16, 0.46),
                Ring(1.08, 0.90, -2.17, 1.90, 0.44),
                Ring(1.14, 0.84, -2.12, 1.30, 0.34),
            ),
            cabin=(
                Ring(1.13, 0.84, -2.13, 1.30, 0.28),
                Ring(1.38, 0.78, -2.00, 0.84, 0.26),
                Ring(1.60, 0.69, -1.80, 0.38, 0.24),
                Ring(1.67, 0.56, -1.55, 0.15, 0.24),
            ),
            axles=(-1.32, 1.36),
            rear_plate=0.86,
            front_plate=0.56,
            tail=(0.90, 1.12, 0.38),
            head=(0.78, 0.98, 0.46),
            wheel=0.36,
        ),
        paint,
    )


def van(paint: Rgb3) -> Body:
    """A delivery van or people carrier: short bonnet, upright sides and tail."""
    return _built(
        _Car(
            body=(
                Ring(0.24, 0.80, -2.28, 2.24, 0.28),
                Ring(0.40, 0.86, -2.36, 2.34, 0.32),
                Ring(0.75, 0.87, -2.37, 2.33, 0.34),
                Ring(1.00, 0.87, -2.36, 2.22, 0.36),
                Ring(1.10, 0.85, -2.35, 1.95, 0.34),
            ),
            cabin=(
                Ring(1.10, 0.85, -2.35, 1.95, 0.26),
                Ring(1.45, 0.81, -2.30, 1.50, 0.25),
                Ring(1.82, 0.75, -2.22, 0.98, 0.24),
                Ring(1.92, 0.62, -2.05, 0.70, 0.26),
            ),
            axles=(-1.30, 1.40),
            rear_plate=0.78,
            front_plate=0.52,
            tail=(0.72, 1.06, 0.16),
            head=(0.72, 0.96, 0.34),
        ),
        paint,
    )


def taxi(paint: Rgb3) -> Body:
    """A saloon with a lamp on its roof."""
    body = saloon(paint)
    sign = lofted(
        (Ring(1.44, 0.20, -0.45, -0.30, 0.04), Ring(1.57, 0.16, -0.43, -0.32, 0.04)), (210, 228, 232), 0.2
    )
    return replace(body, parts=(Part(joined([body.parts[0].panels, sign]), 0.0),), height=1.57)
