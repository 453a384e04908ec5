"""VehicleGroup: the classes of vehicles that traffic signs speak of, and whether a passage is of one.

What was seen and what the plate's letters say are kept apart. A group is forbidden only by what was seen;
it is exempt by the letters too, where they allow nothing else and what was seen does not speak against it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from trackway.model.passage import Passage
from trackway.model.plate_check import classes_seen, conflicts_of
from trackway.model.plate_classes import VehicleClass
from trackway.model.vehicle import VehicleKind

__all__ = ["GROUPS", "SEEN", "GroupFacts", "VehicleGroup", "exempted", "forbidden"]

SEEN = 0.5
"""A kind that was seen less surely than this decides nothing: it is as likely another."""


class VehicleGroup(StrEnum):
    """Vehicles as a traffic sign names them. Police and ambulances have ordinary plates and are on no list of
    series: their plates are put on the zone's allowed list."""

    LARGE = "large"
    TRUCK = "truck"
    LIGHT_TRUCK = "light_truck"
    TRAILER = "trailer"
    BUS = "bus"
    COACH = "coach"
    TAXI = "taxi"
    CAR = "car"
    SCOOTER = "scooter"
    HEAVY_MOTORCYCLE = "heavy_motorcycle"
    BICYCLE = "bicycle"
    MILITARY = "military"
    DIPLOMATIC = "diplomatic"


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """Its name, the kinds it is seen as and the classes its plates are issued for."""

    name: str
    kinds: frozenset[VehicleKind]
    classes: frozenset[VehicleClass]


_C, _K, _G = VehicleClass, VehicleKind, VehicleGroup
_TRUCKS = frozenset({_C.PRIVATE_TRUCK, _C.TRUCK, _C.CONTAINER_TRACTOR})
_TRAILERS = frozenset({_C.PRIVATE_TRAILER, _C.TRAILER, _C.CONTAINER_TRACTOR})
_BUSES = frozenset({_C.BUS, _C.ELECTRIC_BUS, _C.PRIVATE_BUS, _C.SHUTTLE})
_CARS = frozenset(
    {
        _C.PRIVATE_CAR,
        _C.DISABLED_CAR,
        _C.RENTAL_CAR,
        _C.ELECTRIC_CAR,
        _C.ELECTRIC_RENTAL_CAR,
        _C.ELECTRIC_DISABLED_CAR,
    }
)

GROUPS: dict[VehicleGroup, GroupFacts] = {
    _G.LARGE: GroupFacts(
        "大型車",
        frozenset({_K.TRUCK, _K.TRAILER, _K.BUS, _K.COACH}),
        _TRUCKS | _TRAILERS | _BUSES | {_C.COACH},
    ),
    _G.TRUCK: GroupFacts("大貨車", frozenset({_K.TRUCK}), _TRUCKS),
    _G.LIGHT_TRUCK: GroupFacts("小貨車", frozenset({_K.PICKUP}), frozenset({_C.LIGHT_TRUCK})),
    _G.TRAILER: GroupFacts("拖車、聯結車", frozenset({_K.TRAILER}), _TRAILERS),
    _G.BUS: GroupFacts("公車、大客車", frozenset({_K.BUS}), _BUSES),
    _G.COACH: GroupFacts("遊覽車", frozenset({_K.COACH}), frozenset({_C.COACH})),
    _G.TAXI: GroupFacts("計程車", frozenset({_K.TAXI}), frozenset({_C.TAXI, _C.ELECTRIC_TAXI})),
    _G.CAR: GroupFacts("小客車", frozenset({_K.CAR, _K.SEDAN, _K.SUV, _K.VAN}), _CARS),
    _G.SCOOTER: GroupFacts(
        "機車",
        frozenset({_K.SCOOTER}),
        frozenset({_C.SCOOTER, _C.LIGHT_SCOOTER, _C.SMALL_LIGHT_SCOOTER, _C.ELECTRIC_SCOOTER}),
    ),
    _G.HEAVY_MOTORCYCLE: GroupFacts(
        "大型重機",
        frozenset({_K.HEAVY_MOTORCYCLE}),
        frozenset({_C.HEAVY_MOTORCYCLE, _C.LARGE_HEAVY_MOTORCYCLE}),
    ),
    _G.BICYCLE: GroupFacts("自行車", frozenset({_K.BICYCLE}), frozenset()),
    _G.MILITARY: GroupFacts("軍車", frozenset(), frozenset({_C.MILITARY})),
    _G.DIPLOMATIC: GroupFacts("使領館、外國機構車", frozenset(), frozenset({_C.EMBASSY, _C.FOREIGN_MISSION})),
}


def forbidden(passage: Passage, groups: Collection[VehicleGroup]) -> VehicleGroup | None:
    """The first of the groups that the vehicle was seen to be of, ``None`` for none."""
    if passage.kind_confidence < SEEN:
        return None
    return next((one for one in groups if passage.kind in GROUPS[one].kinds), None)


def exempted(passage: Passage, groups: Collection[VehicleGroup]) -> VehicleGroup | None:
    """The first of the groups that excuses the vehicle: seen as one, or with a plate of that alone."""
    if not groups:
        return None
    found = forbidden(passage, groups)
    if found is not None or passage.plate is None or conflicts_of(passage):
        return found
    classes = frozenset(classes_seen(passage.plate, passage.plate_colours))
    return next((one for one in groups if classes and classes <= GROUPS[one].classes), None)
