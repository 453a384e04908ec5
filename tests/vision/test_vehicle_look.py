"""What a vehicle looks like: views, lines, sights, votes, and drawn vehicles seen by the real network."""

from itertools import pairwise

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from trackway.model.plate import parse_plate
from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Box, Letter, Reading
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing import Light, Vehicle, portrait
from trackway.video import Frame
from trackway.vision import look_at_photograph, look_at_vehicle
from trackway.vision.kind import kind_told
from trackway.vision.vehicle_colour import seen_colour
from trackway.vision.vehicle_lines import UNCLEAR, uprightness
from trackway.vision.vehicle_network import COLOURS, KINDS, told
from trackway.vision.vehicle_sights import Sights
from trackway.vision.vehicle_view import SIDE_PX, around_plate, in_outline, planes, seen_share
from trackway.vision.vehicle_vote import voted

Bgr = NDArray[np.uint8]
TAIL, NOSE = 0.0, 180.0


def drawn(
    kind: VehicleKind, colour: Colour, heading: float = TAIL, light: Light = Light.DAY
) -> tuple[Bgr, Reading]:
    """A vehicle on a road, and the look at its plate that a reader would give."""
    plate = parse_plate("MKJ-2075" if kind is VehicleKind.SCOOTER else "BKP-2075")
    picture, seen = portrait(Vehicle(kind, colour, plate), 640, heading, light)
    assert seen.plate is not None
    low, high = seen.plate.min(axis=0), seen.plate.max(axis=0)
    box = Box(int(low[0]), int(low[1]), int(np.ceil(high[0])), int(np.ceil(high[1])))
    letters = tuple(Letter(symbol, 0.99) for symbol in plate.text)
    return picture, Reading(letters, 0.95, box, 0.0, "drawn", colours=PlateColours.WHITE_BLACK)


@given(
    size=st.tuples(st.integers(16, 90), st.integers(16, 90)),
    at=st.tuples(st.integers(-40, 120), st.integers(-40, 120), st.integers(1, 300), st.integers(1, 300)),
    is_plate=st.booleans(),
)
def test_a_view_of_any_place_is_a_view(
    size: tuple[int, int], at: tuple[int, int, int, int], *, is_plate: bool
) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8)
    box = Box(at[0], at[1], at[0] + at[2], at[1] + at[3])
    view = around_plate(picture, box) if is_plate else in_outline(picture, box)
    made = planes(view)
    assert made.shape == (5, SIDE_PX, SIDE_PX)
    assert np.isfinite(made).all()
    assert made.min() >= 0
    assert made.max() <= 1
    assert not made[:3, ~view.is_seen].any()
    assert not (view.is_plate & ~view.is_seen).any()
    assert 0 <= seen_share(view) <= 1


@given(st.integers(30, 200), st.integers(10, 60))
def test_a_plate_is_as_wide_in_every_view(width: int, height: int) -> None:
    picture = np.full((1600, 1600, 3), 90, np.uint8)
    view = around_plate(picture, Box(800, 1000, 800 + width, 1000 + height))
    columns = np.flatnonzero(view.is_plate.any(axis=0))
    assert abs(len(columns) - SIDE_PX / 7) <= 1
    assert abs(columns.mean() - SIDE_PX / 2) <= 1
    assert seen_share(view) == 1


def test_paint_is_told_by_the_white_of_the_plate() -> None:
    picture, reading = drawn(VehicleKind.SEDAN, Colour.GREY)
    bright = planes(around_plate(picture, reading.box))[:3]
    dim = planes(around_plate((picture * 0.5).astype(np.uint8), reading.box))[:3]
    reddish = planes(around_plate((picture * np.array([0.8, 0.9, 1.0])).astype(np.uint8), reading.box))[:3]
    assert np.abs(bright - dim).mean() < 0.02
    assert np.abs(bright - reddish).mean() < 0.05


@pytest.mark.parametrize("heading", [TAIL, NOSE])
def test_lines_lie_around_cars_and_stand_around_scooters(heading: float) -> None:
    for kind in (VehicleKind.SEDAN, VehicleKind.SUV, VehicleKind.VAN, VehicleKind.BUS):
        picture, reading = drawn(kind, Colour.SILVER, heading)
        assert uprightness(around_plate(picture, reading.box)) < UNCLEAR
    picture, reading = drawn(VehicleKind.SCOOTER, Colour.SILVER, TAIL)
    assert uprightness(around_plate(picture, reading.box)) > UNCLEAR


def test_nothing_around_the_plate_is_unclear() -> None:
    picture = np.full((40, 100, 3), 200, np.uint8)
    assert uprightness(around_plate(picture, Box(0, 0, 100, 40))) == UNCLEAR
    assert uprightness(in_outline(picture, Box(0, 0, 100, 40))) == UNCLEAR
    assert look_at_vehicle([]).kind is VehicleKind.UNKNOWN


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.floats(0, 1)), min_size=1, max_size=30, unique_by=lambda one: one[0]
    )
)
def test_sights_are_few_apart_and_the_best(offers: list[tuple[int, float]]) -> None:
    sights = Sights[int]()
    picture = av.VideoFrame(16, 16, "gray")
    for number, worth in sorted(offers):
        sights.offer(worth, Frame(picture, number / 8, number), number)
    kept = sights.best_first
    assert 1 <= len(kept) <= 3
    times = sorted(frame.at_s for frame, _ in kept)
    assert all(later - earlier >= 0.3 for earlier, later in pairwise(times))
    best = max(offers, key=lambda one: one[1])[1]
    assert best == max(worth for number, worth in offers if number == kept[0][1])


@given(st.lists(st.lists(st.floats(0.001, 1), min_size=12, max_size=12), min_size=1, max_size=4))
def test_a_vote_is_of_all_views_in_any_order(rows: list[list[float]]) -> None:
    shares = np.array([[one / sum(row) for one in row] for row in rows], np.float32)
    pooled = voted(shares)
    assert sum(pooled) == pytest.approx(1, abs=1e-3)
    assert pooled == pytest.approx(voted(shares[::-1]), abs=1e-4)
    if len(rows) == 1:
        assert pooled == pytest.approx(shares[0].tolist(), abs=2e-3)


def test_the_network_knows_as_many_kinds_and_colours_as_are_named() -> None:
    picture, reading = drawn(VehicleKind.SEDAN, Colour.RED)
    view = around_plate(picture, reading.box)
    kinds, colours = told([view, view])
    assert kinds.shape == (2, len(KINDS))
    assert colours.shape == (2, len(COLOURS))
    assert kinds.sum(axis=1) == pytest.approx([1, 1], abs=1e-4)
    assert (kinds[0] == kinds[1]).all()


@pytest.mark.parametrize("colour", [Colour.RED, Colour.BLUE, Colour.YELLOW])
def test_bright_colours_are_told_by_day(colour: Colour) -> None:
    look = look_at_photograph(*drawn(VehicleKind.SEDAN, colour))
    assert look.colour is colour
    assert 0.5 < look.colour_confidence < 1


@pytest.mark.parametrize("light", [Light.NIGHT, Light.INFRARED])
@pytest.mark.parametrize("colour", [Colour.WHITE, Colour.RED, Colour.BLACK])
def test_no_colour_is_told_at_night(colour: Colour, light: Light) -> None:
    look = look_at_photograph(*drawn(VehicleKind.SEDAN, colour, light=light))
    assert (look.colour, look.colour_confidence) == (Colour.UNKNOWN, 0.0)


def test_no_colour_is_told_from_a_grey_picture() -> None:
    picture, reading = drawn(VehicleKind.SEDAN, Colour.RED)
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    assert look_at_photograph(np.asarray(grey, np.uint8), reading).colour is Colour.UNKNOWN


def test_one_colourful_view_among_grey_ones_is_enough() -> None:
    picture, reading = drawn(VehicleKind.SEDAN, Colour.RED)
    view = around_plate(picture, reading.box)
    colourless = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    grey = around_plate(colourless, reading.box)
    sure = np.full((2, len(COLOURS)), 0.001, np.float32)
    sure[:, COLOURS.index(Colour.RED)] = 0.989
    assert seen_colour(sure, [grey, view])[0] is Colour.RED
    assert seen_colour(sure, [grey, grey]) == (Colour.UNKNOWN, 0.0)


@pytest.mark.parametrize("heading", [TAIL, NOSE])
def test_a_car_is_told_from_a_scooter(heading: float) -> None:
    car = look_at_photograph(*drawn(VehicleKind.SEDAN, Colour.WHITE, heading))
    assert car.kind in (VehicleKind.CAR, VehicleKind.SEDAN)
    assert car.kind_confidence >= 0.9
    two_wheels = look_at_photograph(*drawn(VehicleKind.SCOOTER, Colour.WHITE, TAIL))
    assert two_wheels.kind is VehicleKind.SCOOTER


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (VehicleKind.SUV, VehicleKind.CAR),
        (VehicleKind.VAN, VehicleKind.CAR),
        (VehicleKind.TRUCK, VehicleKind.TRUCK),
        (VehicleKind.SCOOTER, VehicleKind.SCOOTER),
    ],
)
def test_a_vehicle_without_a_plate_is_told_by_its_outline(kind: VehicleKind, wanted: VehicleKind) -> None:
    picture, seen = portrait(Vehicle(kind, Colour.WHITE), 640, TAIL)
    look = look_at_vehicle([in_outline(picture, seen.box)])
    assert look.kind is wanted
    assert 0.5 < look.kind_confidence < 1
    assert look.colour is Colour.UNKNOWN  # nothing white to hold it against


def test_what_was_seen_goes_before_what_the_letters_hint_at() -> None:
    plate = parse_plate("MKJ-2075")
    assert kind_told(VehicleKind.UNKNOWN, plate) is VehicleKind.SCOOTER
    assert kind_told(VehicleKind.CAR, plate) is VehicleKind.CAR
