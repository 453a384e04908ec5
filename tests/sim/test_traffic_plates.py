"""Invented plates: of the right series, all different, none that is taken."""

import numpy as np
import pytest

from trackway.model.plate import parse_plate
from trackway.model.plate_classes import CLASSES, VehicleClass
from trackway.model.plate_series import Series
from trackway.model.vehicle import VehicleKind
from trackway.sim.traffic import invent_plates, plates_for

KINDS = (
    VehicleKind.SEDAN,
    VehicleKind.SUV,
    VehicleKind.VAN,
    VehicleKind.PICKUP,
    VehicleKind.CAR,
    VehicleKind.TRUCK,
    VehicleKind.BUS,
    VehicleKind.COACH,
    VehicleKind.TAXI,
    VehicleKind.SCOOTER,
    VehicleKind.HEAVY_MOTORCYCLE,
)


@pytest.mark.parametrize("kind", KINDS)
def test_plates_hint_at_the_vehicle_that_carries_them(kind: VehicleKind) -> None:
    plates = plates_for(np.array([kind] * 400, object), np.random.default_rng(1))
    for text in plates:
        plate = parse_plate(text)
        assert plate.is_valid, text
        assert kind in {k for hint in plate.hints for k in CLASSES[hint].kinds}, text


def test_no_two_vehicles_share_a_plate() -> None:
    kinds = np.array(KINDS * 300, object)
    plates = plates_for(kinds, np.random.default_rng(2))
    assert len(set(plates)) == len(kinds)


def test_taken_plates_are_not_given_again() -> None:
    first = invent_plates(500, Series.BUSINESS_EARLY, VehicleClass.TAXI, np.random.default_rng(3))
    again = invent_plates(500, Series.BUSINESS_EARLY, VehicleClass.TAXI, np.random.default_rng(3), set(first))
    assert not set(first) & set(again)
    assert len(set(again)) == 500


def test_new_plates_have_no_four_and_no_i_or_o() -> None:
    plates = invent_plates(800, Series.STANDARD, VehicleClass.PRIVATE_CAR, np.random.default_rng(4))
    assert not {"4", "I", "O"} & set("".join(plates))


def test_the_same_seed_gives_the_same_plates() -> None:
    kinds = np.array(KINDS * 20, object)
    one, other = (plates_for(kinds, np.random.default_rng(5)) for _ in range(2))
    assert (one == other).all()
