"""Vehicles that are not what their plates are for: what is told, and what never is. Plates are invented."""

from dataclasses import replace

import pytest
from tests.watch.cloned.driving import CAMERAS, NOBODY, SOUTH, Registered, drive, in_order, passed, shown

from trackway.model.passage import Passage
from trackway.model.plate_colours import PlateColours
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.watch import Cause, Hit
from trackway.watch.cloned import ClonedWatcher, by_map
from trackway.watch.vehicles import VehicleFact, VehicleStatus

MAP = by_map(CAMERAS)
SCOOTERS = "MAB1235"
"""Letters that only scooters have."""


def told(passages: list[Passage], register: Registered = NOBODY) -> list[Hit]:
    hits = shown(ClonedWatcher(lambda: MAP, lambda: CAMERAS, register), passages, page=3)
    assert all(hit.cause is Cause.MISMATCH for hit in hits)
    return hits


def test_a_scooter_s_plate_on_a_car_is_told_when_it_is_seen_again() -> None:
    hits = told(drive(SCOOTERS, 0, SOUTH[:4]))
    assert [hit.passage.camera for hit in hits] == [5, 7], "for it might be a misread WAB, the third time"
    bus = [replace(one, kind=VehicleKind.BUS) for one in drive("TAB1235", 0, SOUTH[:3])]
    assert [hit.passage.camera for hit in told(bus)] == [3, 5], "no such plate is a bus's: the second time"
    first = hits[0]
    assert first.rule == "mismatch:series"
    assert "普通重型機車" in first.says[0].zh
    assert "sedan was seen" in first.says[0].en
    assert [one.camera for one in first.others] == [1, 3]
    assert first.strength < hits[1].strength
    assert len({hit.key for hit in hits}) == 2


@pytest.mark.parametrize(
    "doubt",
    [{"confidence": 0.8}, {"looks": 1}, {"kind_confidence": 0.0}, {"kind_confidence": 0.7}],
    ids=["doubtful", "single look", "a hint from the letters", "kind doubtful"],
)
def test_doubt_tells_nothing_however_often(doubt: dict[str, float]) -> None:
    assert not told([replace(one, **doubt) for one in drive(SCOOTERS, 0, SOUTH)])  # type: ignore[arg-type]


def test_one_that_stands_in_the_picture_is_one_reading() -> None:
    assert not told([passed(SCOOTERS, 20.0 * n, 0) for n in range(6)])
    assert told([passed(SCOOTERS, 700.0 * n, 0) for n in range(3)])


def test_a_misread_neighbour_is_no_mismatch() -> None:
    """A car's plate is read as a scooter's at two sites; the car was read right a while before."""
    car = passed("WAB1235", 0, 0)
    assert not told([car, *drive(SCOOTERS, 300, SOUTH[1:5])])
    bus = replace(car, kind=VehicleKind.BUS)
    assert told([bus, *drive(SCOOTERS, 300, SOUTH[1:5])]), "a bus is no misread car"


def test_a_kind_seen_wrongly_now_and_then_is_a_slip_of_the_eye() -> None:
    scooter = VehicleKind.SCOOTER
    slips = {3, 25}
    passages = [
        passed(SCOOTERS, 300.0 * n, n % 6, kind=VehicleKind.SEDAN if n in slips else scooter)
        for n in range(26)
    ]
    assert not told(passages)


def test_plate_colours_are_told_the_third_time() -> None:
    """Letters of taxis, which have red characters on white."""
    taxi = [
        passed("TAB1235", 300.0 * n, n, kind=VehicleKind.TAXI, plate_colours=PlateColours.WHITE_BLACK)
        for n in range(4)
    ]
    assert [hit.passage.camera for hit in told(taxi)] == [5, 7]
    assert not told([replace(one, plate_colours=PlateColours.UNKNOWN) for one in taxi])


def test_the_register_knows_kind_colour_and_status() -> None:
    cars = drive("ABC1235", 0, SOUTH[:3])
    bus = Registered(VehicleFact("ABC1235", VehicleKind.BUS))
    assert [hit.rule for hit in told(cars, bus)] == ["mismatch:kind"] * 2
    red = Registered(VehicleFact("ABC1235", VehicleKind.SEDAN, Colour.RED))
    assert [hit.rule for hit in told(cars, red)] == ["mismatch:colour"]
    suv = Registered(VehicleFact("ABC1235", VehicleKind.SUV, Colour.SILVER, "", VehicleStatus.IN_USE))
    assert not told(cars, suv), "taken for one another by honest mistake"


def test_a_scrapped_vehicle_is_told_at_once_where_it_looks_like_itself() -> None:
    car = [passed("ABC1235", 0, 0)]
    same = Registered(VehicleFact("ABC1235", VehicleKind.SEDAN, Colour.WHITE, status=VehicleStatus.SCRAPPED))
    (hit,) = told(car, same)
    assert hit.rule == "mismatch:status"
    assert "scrapped" in hit.says[0].en
    unknown = Registered(VehicleFact("ABC1235", status=VehicleStatus.SCRAPPED))
    assert told(drive("ABC1235", 0, SOUTH[:2]), unknown)
    assert not told([replace(car[0], confidence=0.8)], same), "never from a doubtful reading"


def test_one_plate_on_two_kinds_of_vehicle() -> None:
    """A number that a car may have, on a car and on a scooter by turns along one road."""
    kinds = [VehicleKind.SEDAN, VehicleKind.SCOOTER] * 3
    passages = [passed("AAB1235", 600.0 * n, n, kind=kind) for n, kind in enumerate(kinds)]
    assert "mismatch:two_kinds" in {hit.rule for hit in told(passages)}
    once = [passed("AAB1235", 600.0 * n, n, kind=kinds[1] if n == 2 else kinds[0]) for n in range(6)]
    assert not told(once), "one slip of the eye"


def both_faces(front: str, rear: str, after_s: float, site: int) -> list[Passage]:
    """A vehicle read in front and, two seconds later, behind."""
    return [
        replace(passed(text, after_s + 2.0 * side, site, side=side), heading=Heading.N, lane=1)
        for side, text in enumerate((front, rear))
    ]


def test_front_and_rear_that_differ_are_told_the_second_time() -> None:
    once = both_faces("ABC1235", "BKP6789", 0, 0)
    assert not told(once)
    hits = told([*once, *both_faces("ABC1235", "BKP6789", 400, 1)])
    assert [hit.rule for hit in hits] == ["mismatch:faces"]
    assert hits[0].plate == "BKP6789"
    assert {one.plate.text for one in hits[0].others if one.plate} == {"ABC1235", "BKP6789"}


def test_front_and_rear_of_two_vehicles_are_not_compared() -> None:
    """Another lane, the other way, a look-alike, another kind, or each read on both sides."""
    for change in (
        {"lane": 2},
        {"heading": Heading.S},
        {"kind": VehicleKind.BUS},
        {"colour": Colour.RED},
        {"plate": passed("ABC1236", 0, 0).plate},
    ):
        passages = []
        for n in range(3):
            front, rear = both_faces("ABC1235", "BKP6789", 400.0 * n, n)
            passages += [front, replace(rear, **change)]
        assert "mismatch:faces" not in {hit.rule for hit in told(passages)}, change
    follows = [
        one
        for n in range(3)
        for one in in_order(
            both_faces("ABC1235", "ABC1235", 400.0 * n, n), both_faces("BKP6789", "BKP6789", 400.0 * n + 1, n)
        )
    ]
    assert not told(follows)
