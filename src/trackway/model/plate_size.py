"""Plate size: how large a plate is in metres, by its series and class.

The 2012 and 1992 car plates are known (380 x 160 mm, 320 x 150 mm); for motorcycles no official figure was
found, theirs are measured off drawings to scale (260 x 140 mm, and 300 x 150 mm above 250 cc).
"""

from dataclasses import dataclass

from trackway.model.errors import Invalid
from trackway.model.plate import Plate
from trackway.model.plate_classes import CLASSES, VehicleClass
from trackway.model.plate_colours import PlateColours
from trackway.model.plate_series import Font, Series, facts_of
from trackway.model.vehicle import VehicleKind

__all__ = ["PlateSize", "UnknownSize", "plate_size"]


@dataclass(frozen=True, slots=True)
class PlateSize:
    """Metres across and down, and how wrong they may be as a share (one standard deviation)."""

    width_m: float
    height_m: float
    error: float


class UnknownSize(Invalid):
    """The plate's class is not known, and with it its size."""


_CAR_2012 = PlateSize(0.380, 0.160, 0.01)
_CAR_1992 = PlateSize(0.320, 0.150, 0.01)
_MOTORCYCLE = PlateSize(0.260, 0.140, 0.03)
_HEAVY = PlateSize(0.300, 0.150, 0.03)

_TWO_WHEELS = {VehicleKind.SCOOTER, VehicleKind.HEAVY_MOTORCYCLE, VehicleKind.BICYCLE}
_HEAVY_CLASSES = {VehicleClass.HEAVY_MOTORCYCLE, VehicleClass.LARGE_HEAVY_MOTORCYCLE}
_HEAVY_COLOURS = {PlateColours.YELLOW_BLACK, PlateColours.RED_WHITE}


def plate_size(plate: Plate, colours: PlateColours = PlateColours.UNKNOWN) -> PlateSize:
    """How large this plate is. Raises ``UnknownSize`` where its letters leave more than one size open."""
    if plate.series is Series.UNKNOWN:
        raise UnknownSize
    is_old = facts_of(plate.series).font is Font.F1992
    sizes = {_of_class(hint, is_old=is_old) for hint in plate.hints if CLASSES[hint].kinds}
    if not is_old and colours in _HEAVY_COLOURS and sizes <= {_MOTORCYCLE, _HEAVY}:
        return _HEAVY
    if len(sizes) != 1:
        raise UnknownSize
    return sizes.pop()


def _of_class(hint: VehicleClass, *, is_old: bool) -> PlateSize:
    if hint in _HEAVY_CLASSES:
        return _HEAVY
    if set(CLASSES[hint].kinds) <= _TWO_WHEELS:
        return _MOTORCYCLE
    return _CAR_1992 if is_old else _CAR_2012
