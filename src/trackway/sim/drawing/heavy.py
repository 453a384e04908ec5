"""Heavy vehicles: lorry, pickup, bus and coach; a trailer is a lorry's box on its own wheels."""

from trackway.sim.drawing.bodies import Body, Lamp, Part, PlateMount, Rgb3, band, pair, patch_on_side, tyres
from trackway.sim.drawing.solids import Panels, Ring, joined, lofted

__all__ = ["bus", "coach", "pickup", "trailer", "truck"]

_GLASS: Rgb3 = (46, 42, 38)
_BLACK: Rgb3 = (32, 31, 30)
_TAIL: Rgb3 = (28, 22, 160)
_CLEAR: Rgb3 = (210, 210, 208)
_BOX: Rgb3 = (206, 208, 208)
_STEEL: Rgb3 = (70, 70, 72)


def _lamps(half: float, rear: float, front: float, tail_z: float, head_z: float) -> tuple[Lamp, ...]:
    return tuple(
        lamp
        for s in (-1, 1)
        for lamp in (
            Lamp(s * half, rear, tail_z, 0.09, (40, 30, 255), is_head=False),
            Lamp(s * half, front, head_z, 0.11, (225, 240, 255), is_head=True),
        )
    )


def _cab(rings: tuple[Ring, ...], paint: Rgb3) -> list[Panels]:
    """A forward cab: windscreen, grille, bumper and headlamps."""
    half, low, top = rings[1].half, rings[0].z, rings[-2]
    pane, brow = low + 0.85, top.z - 0.08
    rear, front = rings[0].rear + 0.35, rings[0].front - 0.35
    lamp = (half * 0.68, half * 0.96)
    return [
        lofted(rings, paint, 0.4),
        band(rings, (low, half), (low + 0.26, half), (66, 66, 66), is_rear=False),
        band(rings, (low + 0.36, half * 0.6), (low + 0.66, half * 0.62), _BLACK, is_rear=False),
        band(rings, (pane, half * 0.9), (brow, top.half * 0.88), _GLASS, is_rear=False, gloss=0.6),
        pair(rings, (low + 0.34, *lamp), (low + 0.54, *lamp), _CLEAR, is_rear=False),
        patch_on_side(rings, (pane, rear, front), (brow, rear, top.front - 0.3), _GLASS, 0.5),
    ]


def _beam(rings: tuple[Ring, ...], half: float, z: float) -> list[Panels]:
    """Rear beam with lamps, above which the box begins."""
    lamp = (half - 0.40, half)
    return [
        lofted(rings, _STEEL, 0.1),
        pair(rings, (z - 0.07, *lamp), (z + 0.07, *lamp), _TAIL, is_rear=True),
    ]


def truck(paint: Rgb3) -> Body:
    """A lorry with a box body."""
    box = (Ring(0.95, 1.08, -3.3, 1.35, 0.04), Ring(2.95, 1.08, -3.3, 1.35, 0.04))
    cab = (
        Ring(0.45, 0.98, 1.55, 3.25, 0.18),
        Ring(0.80, 1.00, 1.50, 3.30, 0.20),
        Ring(1.30, 1.00, 1.50, 3.28, 0.22),
        Ring(2.15, 0.92, 1.55, 3.02, 0.22),
        Ring(2.28, 0.80, 1.70, 2.80, 0.24),
    )
    frame = (Ring(0.55, 0.42, -3.1, 1.6, 0.05), Ring(0.95, 0.42, -3.1, 1.6, 0.05))
    beam = (Ring(0.55, 1.0, -3.25, -2.95, 0.03), Ring(0.88, 1.0, -3.25, -2.95, 0.03))
    doors = [
        band(box, (1.0, 0.012), (2.9, 0.012), (120, 122, 122), is_rear=True, steps=1),
        pair(box, (1.0, 0.44, 0.464), (2.9, 0.44, 0.464), (120, 122, 122), is_rear=True),
    ]
    return Body(
        (
            Part(joined([tyres(0.96, (2.3,), 0.40, 0.24), *_cab(cab, paint)]), 2.4),
            Part(
                joined([
                    tyres(1.0, (-1.9,), 0.40, 0.45),
                    lofted(frame, _STEEL, 0.05),
                    *_beam(beam, 1.0, 0.76),
                    lofted(box, _BOX, 0.15),
                    *doors,
                ]),
                -1.0,
            ),
        ),
        6.6, 2.16, 2.95,
        PlateMount(0.0, -3.30, 0.74), PlateMount(0.0, 3.34, 0.62),
        _lamps(0.82, -3.28, 3.28, 0.76, 0.9),
    )  # fmt: skip


def trailer(paint: Rgb3) -> Body:
    """A box trailer seen from behind; whatever pulls it is hidden by it."""
    body = truck(paint)
    return Body(body.parts[1:], body.length, body.width, body.height, body.rear_plate, None, body.lamps[::2])


def pickup(paint: Rgb3) -> Body:
    """A small lorry with an open bed, the commonest farm vehicle."""
    cab = (
        Ring(0.32, 0.76, 0.55, 2.12, 0.20),
        Ring(0.50, 0.80, 0.50, 2.20, 0.24),
        Ring(0.95, 0.80, 0.50, 2.16, 0.26),
        Ring(1.75, 0.70, 0.60, 1.55, 0.24),
        Ring(1.84, 0.58, 0.75, 1.35, 0.24),
    )
    bed = (Ring(0.60, 0.80, -2.2, 0.40, 0.04), Ring(1.05, 0.82, -2.22, 0.40, 0.04))
    well = (Ring(1.05, 0.76, -2.16, 0.34, 0.03), Ring(1.06, 0.76, -2.16, 0.34, 0.03))
    beam = (Ring(0.42, 0.74, -2.2, -1.9, 0.03), Ring(0.60, 0.74, -2.2, -1.9, 0.03))
    rear_glass = band(cab, (1.15, 0.55), (1.66, 0.52), _GLASS, is_rear=True, gloss=0.5)
    return Body(
        (
            Part(joined([tyres(0.76, (1.45,), 0.29, 0.17), *_cab(cab, paint), rear_glass]), 1.3),
            Part(
                joined([
                    tyres(0.76, (-1.15,), 0.29, 0.20),
                    *_beam(beam, 0.74, 0.51),
                    lofted(bed, paint, 0.35),
                    lofted(well, (70, 70, 68), 0.05),
                ]),
                -0.9,
            ),
        ),
        4.4, 1.64, 1.84,
        PlateMount(0.0, -2.24, 0.50), PlateMount(0.0, 2.24, 0.50),
        _lamps(0.62, -2.22, 2.2, 0.51, 0.76),
    )  # fmt: skip


def _omnibus(paint: Rgb3, stripe: Rgb3, height: float, floor: float) -> Body:
    """The long box that bus and coach share; ``floor`` is where the side windows begin."""
    half, rear, front = 1.23, -5.6, 5.6
    rings = (
        Ring(0.32, half - 0.03, rear + 0.03, front - 0.06, 0.16),
        Ring(0.60, half, rear, front, 0.20),
        Ring(floor, half, rear, front - 0.02, 0.22),
        Ring(height - 0.25, half - 0.04, rear + 0.04, front - 0.18, 0.24),
        Ring(height, half - 0.20, rear + 0.20, front - 0.40, 0.30),
    )
    top = height - 0.28
    top, pillar = height - 0.28, rear + 0.5
    panes = [
        patch_on_side(rings, (floor + 0.02, at, at + 0.95), (top, at, at + 0.95), _GLASS, 0.5)
        for at in (pillar + 1.05 * i for i in range(9))
    ]
    panels = joined(
        [
            tyres(half - 0.03, (-3.0, 3.4), 0.48, 0.32),
            lofted(rings, paint, 0.4),
            patch_on_side(rings, (0.72, rear + 0.3, front - 0.3), (0.95, rear + 0.3, front - 0.3), stripe),
            *panes,
            band(
                rings, (floor + 0.1, half * 0.82), (top - 0.05, half * 0.8), _GLASS, is_rear=True, gloss=0.5
            ),
            band(rings, (0.95, half * 0.7), (floor - 0.1, half * 0.7), _STEEL, is_rear=True),
            band(rings, (0.34, half), (0.52, half), (60, 60, 60), is_rear=True),
            pair(rings, (0.70, 0.98, 1.16), (1.55, 0.98, 1.16), _TAIL, is_rear=True),
            band(
                rings,
                (floor - 0.25, half * 0.94),
                (top - 0.34, half * 0.92),
                _GLASS,
                is_rear=False,
                gloss=0.55,
            ),
            band(rings, (top - 0.28, half * 0.8), (top, half * 0.78), _BLACK, is_rear=False),
            band(rings, (top - 0.20, 0.55), (top - 0.08, 0.55), (60, 150, 235), is_rear=False),
            band(rings, (0.34, half), (0.50, half), (60, 60, 60), is_rear=False),
            pair(rings, (0.62, 0.72, 1.12), (0.84, 0.72, 1.12), _CLEAR, is_rear=False),
        ]
    )
    return Body(
        (Part(panels, 0.0),), front - rear, 2 * half, height,
        PlateMount(0.0, rear - 0.03, 0.74), PlateMount(0.0, front + 0.03, 0.66),
        _lamps(1.0, rear, front, 1.1, 0.73),
    )  # fmt: skip


def bus(paint: Rgb3) -> Body:
    """A city bus."""
    return _omnibus(paint, (60, 150, 60), 3.05, 1.35)


def coach(paint: Rgb3) -> Body:
    """A touring coach: taller, with its windows higher up."""
    return _omnibus(paint, (180, 90, 40), 3.55, 1.85)
