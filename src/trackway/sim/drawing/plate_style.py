"""Plate styles: the colours of each class, what else is printed, and what the years did to the plate."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from trackway.model.plate import Plate
from trackway.model.plate_classes import CLASSES, VehicleClass
from trackway.model.plate_colours import PlateColours
from trackway.model.plate_series import Font, Series
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing.forms import MOTORCYCLE_1992, MOTORCYCLE_2012, PlateForm, form_of

__all__ = [
    "PLACE_NAMES",
    "Bgr",
    "PlateFrame",
    "PlateStyle",
    "Sticker",
    "Wear",
    "class_on",
    "colours_of",
    "style_of",
    "worn",
]

Bgr = tuple[int, int, int]
"""A colour as OpenCV orders it: blue, green, red, 0 to 255."""

PLACE_NAMES = ("台灣省", "台北市", "高雄市", "金門縣", "連江縣")
"""What was printed above the number until 2007, the commonest first."""

_PAINT: dict[Colour, Bgr] = {
    Colour.WHITE: (236, 234, 228),
    Colour.BLACK: (30, 28, 27),
    Colour.RED: (42, 30, 186),
    Colour.GREEN: (66, 104, 18),
    Colour.YELLOW: (38, 190, 246),
    Colour.BLUE: (148, 62, 22),
}
"""Our choice of paints, judged by eye against plates in daylight."""

_BANDED = {
    VehicleClass.ELECTRIC_CAR,
    VehicleClass.ELECTRIC_BUS,
    VehicleClass.ELECTRIC_TAXI,
    VehicleClass.ELECTRIC_RENTAL_CAR,
    VehicleClass.ELECTRIC_DISABLED_CAR,
}
_WHEELCHAIR = {VehicleClass.DISABLED_CAR, VehicleClass.ELECTRIC_DISABLED_CAR}


class Sticker(StrEnum):
    """What is stuck on a plate beside the number."""

    NONE = "none"
    SHOP = "shop"
    """A dealer's strip along the bottom edge."""
    INSPECTION = "inspection"
    """The small square of the exhaust inspection in an upper corner."""
    BOTH = "both"


class PlateFrame(StrEnum):
    """A holder round the plate; it covers the plate's outermost millimetres."""

    NONE = "none"
    BLACK = "black"
    CHROME = "chrome"


@dataclass(frozen=True, slots=True)
class Wear:
    """What use did to a plate; each amount from 0 (new) to 1 (as bad as still readable).

    ``bold`` moves the edges of the characters outwards by quarter units (100 to the cap height).
    """

    dirt: float = 0.0
    faded: float = 0.0
    rust: float = 0.0
    bold: int = 0
    shade: float = 0.12
    """How much darker one end is than the other under an uneven light."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class PlateStyle:
    """All that decides how a plate looks apart from its number."""

    form: PlateForm
    ground: Bgr
    ink: Bgr
    small_print: str = ""
    bands: Bgr | None = None
    left_field: Bgr | None = None
    has_wheelchair: bool = False
    has_screws: bool = True
    sticker: Sticker = Sticker.NONE
    frame: PlateFrame = PlateFrame.NONE
    wear: Wear = field(default_factory=Wear)

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.form.width / self.form.height


def class_on(plate: Plate, kind: VehicleKind) -> VehicleClass:
    """The likeliest class of such a plate that this kind of vehicle carries; the likeliest if none does."""
    return next((one for one in plate.hints if kind in CLASSES[one].kinds), plate.hint)


def colours_of(plate: Plate, vehicle_class: VehicleClass) -> PlateColours:
    """What colours the plate is drawn in for this class; black on white where sources are silent."""
    facts = CLASSES[vehicle_class]
    ground = facts.ground if facts.ground in _PAINT else Colour.WHITE
    ink = facts.ink if facts.ink in _PAINT else Colour.BLACK
    if plate.series is Series.TEST_LETTER:
        ink = Colour.RED
    return PlateColours(f"{ground}_{ink}")


def style_of(plate: Plate, vehicle_class: VehicleClass | None = None) -> PlateStyle:
    """A new plate as issued for this class; without one, for the class the plate itself hints at."""
    owner = plate.hint if vehicle_class is None else vehicle_class
    colours = colours_of(plate, owner)
    electric = owner in _BANDED or owner is VehicleClass.ELECTRIC_SCOOTER
    return PlateStyle(
        form=form_of(plate, owner),
        ground=_PAINT[colours.ground],
        ink=_PAINT[colours.ink],
        small_print="電動車" if electric else "",
        bands=_PAINT[Colour.GREEN] if owner in _BANDED else None,
        left_field=_PAINT[Colour.YELLOW] if owner is VehicleClass.FOREIGN_MISSION else None,
        has_wheelchair=owner in _WHEELCHAIR,
    )


def worn(style: PlateStyle, rng: np.random.Generator) -> PlateStyle:
    """The same plate after some years on the road, drawn at random: mostly clean, sometimes bad."""
    is_old = style.form.font is Font.F1992
    is_motorcycle = style.form in (MOTORCYCLE_1992, MOTORCYCLE_2012)
    wear = Wear(
        dirt=float(rng.beta(1.2, 5)),
        faded=float(rng.beta(1, 4)) if is_old else float(rng.beta(1, 14)),
        rust=float(rng.beta(1.2, 3)) if is_old else float(rng.beta(1, 8)),
        bold=int(rng.integers(-3, 4)),
        shade=float(rng.uniform(0, 0.35)),
        seed=int(rng.integers(1 << 31)),
    )
    name = style.small_print
    if is_old and not name and rng.random() < 0.55:
        name = str(rng.choice(PLACE_NAMES, p=(0.62, 0.22, 0.14, 0.01, 0.01)))
    odds = (0.55, 0.2, 0.15, 0.1) if is_motorcycle else (1.0, 0.0, 0.0, 0.0)
    return replace(
        style,
        small_print=name,
        has_screws=bool(rng.random() < 0.96),
        sticker=tuple(Sticker)[int(rng.choice(4, p=odds))],
        frame=tuple(PlateFrame)[int(rng.choice(3, p=(0.82, 0.12, 0.06)))],
        wear=wear,
    )
