"""The kind of vehicle that a plate's class hints at, and what is told when it was seen or was not."""

from trackway.model.plate import Plate
from trackway.model.plate_classes import CLASSES
from trackway.model.vehicle import VehicleKind

__all__ = ["kind_of", "kind_told"]


def kind_of(plate: Plate) -> VehicleKind:
    """Scooter, car, bus … when every class the plate may belong to agrees on it, else ``UNKNOWN``.

    A hint from letters, not something seen: the 2012 to 2014 issue gave the same letters to cars and
    scooters, and such plates stay ``UNKNOWN``.
    """
    kinds = {CLASSES[hint].kinds[0] for hint in plate.hints if CLASSES[hint].kinds}
    return kinds.pop() if len(kinds) == 1 else VehicleKind.UNKNOWN


def kind_told(seen: VehicleKind, plate: Plate) -> VehicleKind:
    """The kind seen; where it could not be told, what the plate hints at, whose confidence is then 0."""
    return kind_of(plate) if seen is VehicleKind.UNKNOWN else seen
