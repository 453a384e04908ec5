"""Forms: the sizes of plates and where on them everything stands, in millimetres from the top left.

Sizes of the 2012 and 1992 car plates are known (380 x 160, 320 x 150); those of motorcycles and all inner
measures are ours, taken by eye from plates on the road and rounded.
"""

from dataclasses import dataclass

from trackway.model.plate import Plate
from trackway.model.plate_classes import CLASSES, VehicleClass
from trackway.model.plate_series import Font, Series, facts_of
from trackway.model.vehicle import VehicleKind
from trackway.sim.drawing.glyphs import glyph_width

__all__ = [
    "CAR_1992",
    "CAR_2012",
    "HEAVY_MOTORCYCLE_2012",
    "MOTORCYCLE_1992",
    "MOTORCYCLE_2012",
    "Place",
    "PlateForm",
    "form_of",
    "places",
]


@dataclass(frozen=True, slots=True)
class PlateForm:
    """A plate's size and the places of things on it, millimetres.

    ``cap`` is the height of the characters, ``top`` where they begin, ``glyph`` how wide a character
    is, ``gap`` the room between two, ``dot_gap`` the room that holds the dot. ``slots`` are the middles
    of the holes, ``slot`` their length; ``flowers`` the middles of the pressed plum blossoms.
    """

    width: float
    height: float
    font: Font
    cap: float
    top: float
    glyph: float
    gap: float
    dot_gap: float
    dot: float
    slots: tuple[tuple[float, float], ...]
    slot: tuple[float, float]
    flowers: tuple[tuple[float, float], ...] = ()
    has_rim: bool = True
    small_print: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Middle line, size and pitch of the small characters above the number."""


CAR_2012 = PlateForm(
    width=380, height=160, font=Font.F2012, cap=90, top=39, glyph=45, gap=5, dot_gap=19.5, dot=9.5,
    slots=((95, 18), (285, 18)), slot=(25, 8.5),
    flowers=((97, 142), (190, 142), (284, 142)),
    small_print=(15, 17, 27),
)  # fmt: skip
MOTORCYCLE_2012 = PlateForm(
    width=260, height=140, font=Font.F2012, cap=65, top=43, glyph=29.5, gap=4, dot_gap=18, dot=7,
    slots=((66, 20), (194, 20)), slot=(25, 8.5),
    flowers=((48, 122), (130, 122), (212, 122)),
    small_print=(19, 15, 22),
)  # fmt: skip
HEAVY_MOTORCYCLE_2012 = PlateForm(
    width=300, height=150, font=Font.F2012, cap=75, top=43, glyph=34, gap=4.6, dot_gap=20.5, dot=8,
    slots=((76, 20), (224, 20)), slot=(25, 8.5),
    flowers=((58, 131), (150, 131), (242, 131)),
    small_print=(19, 16, 24),
)  # fmt: skip
CAR_1992 = PlateForm(
    width=320, height=150, font=Font.F1992, cap=89, top=36.5, glyph=44, gap=5, dot_gap=21, dot=8.5,
    slots=((68, 15), (252, 15), (71, 136), (249, 136)), slot=(26, 8),
    has_rim=False, small_print=(17, 21, 46),
)  # fmt: skip
MOTORCYCLE_1992 = PlateForm(
    width=260, height=140, font=Font.F1992, cap=62, top=54, glyph=32.5, gap=4.5, dot_gap=22, dot=7.5,
    slots=((66, 18), (194, 18)), slot=(22, 7.5),
    has_rim=False, small_print=(19, 20, 27),
)  # fmt: skip

_SIDE = 3.5  # the least room left between the characters and the plate's edge
_TWO_WHEELS = {VehicleKind.SCOOTER, VehicleKind.HEAVY_MOTORCYCLE, VehicleKind.BICYCLE}
_SCOOTER_SERIES = {
    Series.SCOOTER_EARLY,
    Series.SCOOTER_LATE,
    Series.SCOOTER_MIXED,
    Series.TEST_SCOOTER,
    Series.MICRO_ELECTRIC,
}


def form_of(plate: Plate, vehicle_class: VehicleClass) -> PlateForm:
    """The form a plate has on a vehicle of this class; ``UNKNOWN`` leaves it to the plate's series."""
    series = plate.series
    font = Font.F2012 if series is Series.UNKNOWN else facts_of(series).font
    kinds = set(CLASSES[vehicle_class].kinds)
    two_wheels = (bool(kinds) and kinds <= _TWO_WHEELS) or (not kinds and series in _SCOOTER_SERIES)
    if font is Font.F1992:
        return MOTORCYCLE_1992 if two_wheels else CAR_1992
    if vehicle_class in (VehicleClass.HEAVY_MOTORCYCLE, VehicleClass.LARGE_HEAVY_MOTORCYCLE):
        return HEAVY_MOTORCYCLE_2012
    return MOTORCYCLE_2012 if two_wheels else CAR_2012


@dataclass(frozen=True, slots=True)
class Place:
    """Where one symbol's box stands, millimetres: its left and top, and millimetres per glyph unit."""

    symbol: str
    left: float
    top: float
    across: float
    down: float

    @property
    def right(self) -> float:
        """The box's right edge."""
        return self.left + glyph_width(self.symbol) * self.across

    @property
    def bottom(self) -> float:
        """The box's bottom edge."""
        return self.top + 100 * self.down


def places(plate: Plate, form: PlateForm) -> tuple[tuple[Place, ...], tuple[float, float] | None]:
    """Where each character of the number stands, and the middle of the dot (``None``: it has none).

    The number is centred; one too long for the form (a mark and six digits) is drawn narrower.
    """
    before, _, after = plate.display.partition("-")
    symbols = before + after
    widths = [form.glyph * (1.3 if glyph_width(symbol) > 50 else 1) for symbol in symbols]
    gaps = [form.gap] * (len(symbols) - 1)
    if after:
        gaps[len(before) - 1] = form.dot_gap
    elif glyph_width(symbols[0]) > 50 and gaps:
        gaps[0] = 2 * form.gap
    narrower = min(1.0, (form.width - 2 * _SIDE) / (sum(widths) + sum(gaps)))
    at = (form.width - narrower * (sum(widths) + sum(gaps))) / 2
    found: list[Place] = []
    dot: tuple[float, float] | None = None
    for i, symbol in enumerate(symbols):
        width = widths[i] * narrower
        found.append(Place(symbol, at, form.top, width / glyph_width(symbol), form.cap / 100))
        at += width
        if i < len(gaps):
            if after and i == len(before) - 1:
                dot = (at + gaps[i] * narrower / 2, form.top + form.cap / 2)
            at += gaps[i] * narrower
    return tuple(found), dot
