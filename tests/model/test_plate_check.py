"""Letters, plate colours and the kind seen, held against one another. Every plate here is invented."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.passage import Passage, Source, passage_id
from trackway.model.plate import parse_plate
from trackway.model.plate_check import (
    Witnesses,
    classes_of_colours,
    classes_seen,
    conflicts,
    conflicts_of,
)
from trackway.model.plate_classes import CLASSES, VehicleClass
from trackway.model.plate_colours import PlateColours
from trackway.model.plate_series import SERIES, SeriesFacts
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, VehicleKind

P, K, C, W = PlateColours, VehicleKind, VehicleClass, Witnesses


@pytest.mark.parametrize(
    ("plate", "colours", "kind", "disagree"),
    [
        ("BKP-2075", P.WHITE_BLACK, K.SEDAN, []),
        ("BKP-2075", P.UNKNOWN, K.UNKNOWN, []),
        ("BKP-2075", P.UNKNOWN, K.SCOOTER, [W.LETTERS_KIND]),
        ("BKP-2075", P.WHITE_RED, K.SEDAN, [W.LETTERS_COLOURS]),
        ("BKP-2075", P.GREEN_WHITE, K.TRUCK, [W.LETTERS_COLOURS]),
        ("BKP-2075", P.WHITE_BLACK, K.BUS, [W.LETTERS_KIND, W.COLOURS_KIND]),
        ("TDK-2075", P.WHITE_RED, K.TAXI, []),
        ("TDK-2075", P.WHITE_BLACK, K.SEDAN, [W.LETTERS_COLOURS]),
        ("TDK-2075", P.WHITE_RED, K.TRUCK, []),  # a van may be taken for a truck
        ("TDK-2075", P.WHITE_RED, K.COACH, [W.LETTERS_KIND, W.COLOURS_KIND]),
        ("KAB-2075", P.RED_WHITE, K.BUS, []),
        ("KAB-2075", P.RED_WHITE, K.SEDAN, [W.LETTERS_KIND, W.COLOURS_KIND]),
        ("LGB-2075", P.RED_WHITE, K.SCOOTER, []),
        ("LGB-2075", P.YELLOW_BLACK, K.HEAVY_MOTORCYCLE, [W.LETTERS_COLOURS]),
        ("NDE-2075", P.WHITE_BLACK, K.SEDAN, [W.LETTERS_KIND]),
        ("ABC-2075", P.WHITE_BLACK, K.SCOOTER, []),  # the letters of 2012 to 2014, cars' and scooters'
        ("EPA-2075", P.GREEN_WHITE, K.SCOOTER, []),  # electric scooters have any of the petrol colours
        ("471-HU", P.WHITE_RED, K.SEDAN, []),
        ("471-HU", P.WHITE_RED, K.BUS, [W.LETTERS_COLOURS, W.COLOURS_KIND]),
        ("471-HU", P.UNKNOWN, K.SCOOTER, [W.LETTERS_KIND]),
        ("EWX-2075", P.WHITE_RED, K.SUV, [W.LETTERS_COLOURS]),  # its colours would do on a scooter
        ("BKP-2075", P.WHITE_RED, K.SCOOTER, [W.LETTERS_COLOURS, W.LETTERS_KIND]),
        ("試7340", P.WHITE_RED, K.SEDAN, []),
        ("軍C20593", P.WHITE_BLACK, K.TRUCK, []),
        ("JJ8Q4", P.YELLOW_BLACK, K.SEDAN, [W.COLOURS_KIND]),  # letters of no series say nothing
        (None, P.YELLOW_BLACK, K.SEDAN, [W.COLOURS_KIND]),
        (None, P.YELLOW_BLACK, K.UNKNOWN, []),
    ],
)
def test_who_disagrees(
    plate: str | None, colours: PlateColours, kind: VehicleKind, disagree: list[Witnesses]
) -> None:
    found = conflicts(parse_plate(plate) if plate else None, colours, kind)
    assert [conflict.between for conflict in found] == disagree
    for conflict in found:
        assert conflict.classes
        assert conflict.says.endswith(".")


def test_the_sentence_names_what_was_expected() -> None:
    (conflict,) = conflicts(parse_plate("TDK-2075"), P.GREEN_WHITE, K.UNKNOWN)
    assert conflict.says == (
        "The letters are of a plate for 營業小客車 (taxi); such a plate is not green with white characters."
    )


def test_the_kind_chooses_among_the_classes_of_the_letters() -> None:
    (conflict,) = conflicts(parse_plate("EWX-2075"), P.WHITE_RED, K.SUV)
    assert conflict.classes == (C.ELECTRIC_CAR,)


def test_a_kind_that_nobody_saw_is_no_witness() -> None:
    at = Instant(1_790_000_000_000_000)
    seen = Passage(
        passage_id(at, 1, 0),
        Stamp(at, ClockOwner.CAMERA, None),
        1,
        Source.LIVE,
        plate=parse_plate("BKP-2075"),
        kind=K.SCOOTER,
        kind_confidence=0.9,
    )
    assert [conflict.between for conflict in conflicts_of(seen)] == [W.LETTERS_KIND]
    assert conflicts_of(replace(seen, kind_confidence=0.0)) == ()


def test_colours_narrow_the_classes() -> None:
    plate = parse_plate("471-HU")
    assert classes_seen(plate, P.WHITE_RED) == (C.TAXI,)
    assert classes_seen(plate, P.RED_WHITE) == (C.COACH,)
    assert classes_seen(plate, P.WHITE_GREEN) == (C.PRIVATE_TRUCK, C.PRIVATE_BUS, C.ELECTRIC_BUS)
    assert classes_seen(plate, P.UNKNOWN) == plate.hints
    assert classes_seen(plate, P.WHITE_BLACK) == ()


def test_every_known_colour_belongs_to_a_class() -> None:
    assert {colours for colours in P if classes_of_colours(colours)} == set(P) - {P.UNKNOWN}
    for one, facts in CLASSES.items():
        pairs = [colours for colours in P if colours is not P.UNKNOWN and one in classes_of_colours(colours)]
        assert (facts.ground is Colour.UNKNOWN) == (pairs == [])


@given(
    row=st.sampled_from([row for row in SERIES if row.classes]),
    colours=st.sampled_from(P),
    kind=st.sampled_from(K),
)
def test_a_plate_on_its_own_vehicle_never_disagrees(
    row: SeriesFacts, colours: PlateColours, kind: VehicleKind
) -> None:
    plate = parse_plate(row.example)
    for one in plate.hints:
        facts = CLASSES[one]
        fits = colours in (P.UNKNOWN, *[c for c in P if one in classes_of_colours(c)])
        if fits and (kind is K.UNKNOWN or kind in facts.kinds):
            assert conflicts(plate, colours, kind) == ()
            assert one in classes_seen(plate, colours)
    assert set(classes_seen(plate, colours)) <= set(plate.hints)
