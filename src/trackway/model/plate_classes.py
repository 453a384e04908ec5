"""Vehicle classes that a plate hints at, and the prefix table of the 2012 form.

A hint, never proof: ranges move when one runs out, and the issue of 2012 to 2014 gave the same letters
to cars and scooters. Compare it with the plate's colours and with the vehicle seen, and keep the three
apart. Source: the public chart of the "one vehicle, one number" system and the Highway Bureau's polls.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from trackway.model.vehicle import Colour, VehicleKind

__all__ = ["CLASSES", "PREFIXES", "ClassFacts", "PrefixRange", "VehicleClass", "classes_of_prefix"]


class VehicleClass(StrEnum):
    """牌照類別: what a plate was issued for."""

    UNKNOWN = "unknown"
    PRIVATE_CAR = "private_car"
    DISABLED_CAR = "disabled_car"
    RENTAL_CAR = "rental_car"
    TAXI = "taxi"
    PRIVATE_TRUCK = "private_truck"
    PRIVATE_BUS = "private_bus"
    BUS = "bus"
    TRUCK = "truck"
    CONTAINER_TRACTOR = "container_tractor"
    LIGHT_TRUCK = "light_truck"
    COACH = "coach"
    SHUTTLE = "shuttle"
    PRIVATE_TRAILER = "private_trailer"
    TRAILER = "trailer"
    ELECTRIC_CAR = "electric_car"
    ELECTRIC_BUS = "electric_bus"
    ELECTRIC_TAXI = "electric_taxi"
    ELECTRIC_RENTAL_CAR = "electric_rental_car"
    ELECTRIC_DISABLED_CAR = "electric_disabled_car"
    SCOOTER = "scooter"
    LIGHT_SCOOTER = "light_scooter"
    SMALL_LIGHT_SCOOTER = "small_light_scooter"
    HEAVY_MOTORCYCLE = "heavy_motorcycle"
    LARGE_HEAVY_MOTORCYCLE = "large_heavy_motorcycle"
    ELECTRIC_SCOOTER = "electric_scooter"
    MICRO_ELECTRIC = "micro_electric"
    TEST_CAR = "test_car"
    TEST_SCOOTER = "test_scooter"
    EMBASSY = "embassy"
    FOREIGN_MISSION = "foreign_mission"
    MILITARY = "military"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What to expect of a class.

    ``name`` is its name in Taiwan; ``kinds`` the vehicle kinds that may carry such a plate; ``ground``
    and ``ink`` the plate's colours (``Colour.UNKNOWN`` where sources are silent or colours vary);
    ``extra`` what else is printed on it.
    """

    name: str
    kinds: tuple[VehicleKind, ...]
    ground: Colour = Colour.UNKNOWN
    ink: Colour = Colour.UNKNOWN
    extra: str = ""


_K = VehicleKind
_CARS = (_K.CAR, _K.SEDAN, _K.SUV, _K.VAN)
_SMALL = (*_CARS, _K.PICKUP, _K.TRUCK)
_TRUCKS = (_K.TRUCK, _K.PICKUP, _K.VAN)
_BUSES = (_K.BUS, _K.COACH)
_TWO_WHEELS = (_K.SCOOTER, _K.HEAVY_MOTORCYCLE)
_ANY = tuple(kind for kind in VehicleKind if kind not in (_K.UNKNOWN, _K.BICYCLE))
_W, _B, _R, _G, _Y = Colour.WHITE, Colour.BLACK, Colour.RED, Colour.GREEN, Colour.YELLOW
_EV = "green band at top and bottom, 電動車"

CLASSES: dict[VehicleClass, ClassFacts] = {
    VehicleClass.UNKNOWN: ClassFacts("不明", ()),
    VehicleClass.PRIVATE_CAR: ClassFacts("自用小型車", _SMALL, _W, _B),
    VehicleClass.DISABLED_CAR: ClassFacts("身心障礙者專用車", _SMALL, _W, _B, "blue wheelchair"),
    VehicleClass.RENTAL_CAR: ClassFacts("租賃小客貨車", _SMALL, _W, _B),
    VehicleClass.TAXI: ClassFacts("營業小客車", (_K.TAXI, *_CARS), _W, _R),
    VehicleClass.PRIVATE_TRUCK: ClassFacts("自用大貨車、自用曳引車", _TRUCKS, _W, _G),
    VehicleClass.PRIVATE_BUS: ClassFacts("自用大客車", _BUSES, _W, _G),
    VehicleClass.BUS: ClassFacts("營業大客車", _BUSES, _G, _W),
    VehicleClass.TRUCK: ClassFacts("營業大貨車、貨運曳引車", _TRUCKS, _G, _W),
    VehicleClass.CONTAINER_TRACTOR: ClassFacts("營業貨櫃曳引車", (_K.TRUCK,), _G, _W),
    VehicleClass.LIGHT_TRUCK: ClassFacts("營業小貨車", _TRUCKS, _G, _W),
    VehicleClass.COACH: ClassFacts("遊覽車", _BUSES, _R, _W),
    VehicleClass.SHUTTLE: ClassFacts("交通車", (*_BUSES, _K.VAN), _Y, _B),
    VehicleClass.PRIVATE_TRAILER: ClassFacts("自用拖車", (_K.TRAILER, _K.TRUCK), _W, _G),
    VehicleClass.TRAILER: ClassFacts("營業拖車", (_K.TRAILER, _K.TRUCK), _G, _W),
    VehicleClass.ELECTRIC_CAR: ClassFacts("電動自用小型車", _SMALL, _W, _B, _EV),
    VehicleClass.ELECTRIC_BUS: ClassFacts("電動大客車", _BUSES, _W, _G, _EV),
    VehicleClass.ELECTRIC_TAXI: ClassFacts("電動計程車", (_K.TAXI, *_CARS), _W, _R, _EV),
    VehicleClass.ELECTRIC_RENTAL_CAR: ClassFacts("電動租賃車", _SMALL, _W, _B, _EV),
    VehicleClass.ELECTRIC_DISABLED_CAR: ClassFacts(
        "電動身心障礙者專用車", _SMALL, _W, _B, f"{_EV}, blue wheelchair"
    ),
    VehicleClass.SCOOTER: ClassFacts("普通重型機車", _TWO_WHEELS, _W, _B),
    VehicleClass.LIGHT_SCOOTER: ClassFacts("輕型機車", (_K.SCOOTER,), _G, _W),
    VehicleClass.SMALL_LIGHT_SCOOTER: ClassFacts("小型輕型機車", (_K.SCOOTER,), _W, _R),
    VehicleClass.HEAVY_MOTORCYCLE: ClassFacts("大型重型機車 250-549 cc", _TWO_WHEELS, _Y, _B),
    VehicleClass.LARGE_HEAVY_MOTORCYCLE: ClassFacts("大型重型機車 550 cc 以上", _TWO_WHEELS, _R, _W),
    VehicleClass.ELECTRIC_SCOOTER: ClassFacts(
        "電動機車", _TWO_WHEELS, extra="電動車 on top; colours as the petrol class"
    ),
    VehicleClass.MICRO_ELECTRIC: ClassFacts("微型電動二輪車", (_K.SCOOTER, _K.BICYCLE)),
    VehicleClass.TEST_CAR: ClassFacts(
        "試車牌", _SMALL, _W, Colour.BLUE, "some are white with red characters"
    ),
    VehicleClass.TEST_SCOOTER: ClassFacts("機車試車牌", _TWO_WHEELS, _W, Colour.BLUE),
    VehicleClass.EMBASSY: ClassFacts("使領館車", _CARS, _R, _B),
    VehicleClass.FOREIGN_MISSION: ClassFacts(
        "外國機構車", (*_CARS, *_BUSES), extra="left field yellow (small vehicles) or blue (large)"
    ),
    VehicleClass.MILITARY: ClassFacts("軍車", _ANY),
    VehicleClass.TEMPORARY: ClassFacts("臨時號牌", _ANY),
}


@dataclass(frozen=True, slots=True)
class PrefixRange:
    """Three-letter prefixes of the 2012 form from ``first`` to ``last``, both included.

    ``is_planned`` marks a range announced for a class but not known to be in use.
    """

    first: str
    last: str
    vehicle_class: VehicleClass
    is_planned: bool = False


def _ranges() -> tuple[PrefixRange, ...]:
    c = VehicleClass
    known: tuple[tuple[VehicleClass, str], ...] = (
        (c.PRIVATE_CAR, "AJF-DZZ FAA-GZZ UAA-VZZ AAA-AJE"),
        (c.DISABLED_CAR, "WAC-WDZ WEF-WEZ"),
        (c.RENTAL_CAR, "RAQ-RDZ RFA-RZZ REN-REZ"),
        (c.TAXI, "TAA-TZZ"),
        (c.PRIVATE_TRUCK, "KEA-KHZ KSA-KSZ"),
        (c.PRIVATE_BUS, "KJA-KJZ"),
        (c.BUS, "KKA-KKZ"),
        (c.TRUCK, "KLA-KMZ KRA-KRZ"),
        (c.CONTAINER_TRACTOR, "KNA-KNZ"),
        (c.LIGHT_TRUCK, "KPA-KPZ KTA-KTZ"),
        (c.COACH, "KAA-KDZ"),
        (c.SHUTTLE, "KQA-KQD"),
        (c.PRIVATE_TRAILER, "HAA-HAZ"),
        (c.TRAILER, "HBA-HDZ"),
        (c.ELECTRIC_CAR, "EAA-EAK EAN-EZZ"),
        (c.ELECTRIC_BUS, "EAL-EAL"),
        (c.ELECTRIC_TAXI, "EAM-EAM"),
        (c.ELECTRIC_RENTAL_CAR, "REA-REM"),
        (c.ELECTRIC_DISABLED_CAR, "WEA-WEE"),
        # MAA-MAX and AAA-AJE: the issue of 2012 to 2014, seen on scooters too.
        (c.SCOOTER, "MAA-PZZ AAA-AJE"),
        (c.LIGHT_SCOOTER, "QAL-QMZ"),
        (c.SMALL_LIGHT_SCOOTER, "SAC-SEZ"),
        (c.HEAVY_MOTORCYCLE, "LAD-LFZ"),
        (c.LARGE_HEAVY_MOTORCYCLE, "LGA-LMZ"),
        (c.ELECTRIC_SCOOTER, "EAN-EZZ"),
    )
    planned = "JAA-JZZ XAA-ZZZ WFA-WZZ QNA-QZZ LNA-LZZ HEA-HZZ KUA-KZZ KQE-KQZ SFA-SZZ"
    return (
        *(PrefixRange(r[:3], r[4:], owner) for owner, text in known for r in text.split()),
        *(PrefixRange(r[:3], r[4:], c.SCOOTER, is_planned=True) for r in planned.split()),
    )


PREFIXES: tuple[PrefixRange, ...] = _ranges()
"""The prefix table; a prefix may fall in several ranges and a good many fall in none."""


@lru_cache(maxsize=4096)
def classes_of_prefix(prefix: str) -> tuple[VehicleClass, ...]:
    """The classes whose ranges hold this three-letter prefix, in the order of the table; often one."""
    return tuple(r.vehicle_class for r in PREFIXES if r.first <= prefix <= r.last)
