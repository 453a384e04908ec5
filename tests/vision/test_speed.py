"""Speed, direction and lane of plates, against plates that drive through a pinhole camera's view."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.vision.scenes import reading

from trackway.model.ground import GroundView, Mark, ground_view
from trackway.model.lane import Lane, between
from trackway.model.plate import parse_plate
from trackway.model.plate_colours import PlateColours
from trackway.model.plate_size import UnknownSize, plate_size
from trackway.model.reading import Box, Reading
from trackway.sim.drawing import Lens
from trackway.vision.outlook import NO_OUTLOOK, Outlook
from trackway.vision.passing import Motion, SpeedWay
from trackway.vision.path import Step
from trackway.vision.speed import NOWHERE, course_of_outline, course_of_plate

Floats = NDArray[np.float64]

LENS = Lens(1280, 720, 1800.0, 5.0, 8.0, -8.0)
FOV = math.degrees(2 * math.atan(0.5 * LENS.width / LENS.focal_px))
PLATE = parse_plate("BKP-2075")
SIZE = (LENS.width, LENS.height)
ROAD = [(-5.0, 16.0), (0.0, 16.0), (-5.0, 28.0), (0.0, 28.0), (-5.0, 45.0), (0.0, 45.0)]


def spots(ground: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    pixels, _ = LENS.project(np.array([(x, y, 0.0) for x, y in ground]))
    return [(float(x), float(y)) for x, y in pixels / np.array(SIZE)]


def view(bearing_deg: float | None = 0.0, height_m: float | None = None) -> GroundView:
    """The road of two lanes, their border at -2.5 m."""
    marks = [Mark(*spot, *place) for spot, place in zip(spots(ROAD), ROAD, strict=True)]
    borders = [spots([(x, 12.0), (x, 60.0)]) for x in (-5.0, -2.5, 0.0)]
    return ground_view(
        marks,
        aspect=LENS.width / LENS.height,
        bearing_deg=bearing_deg,
        mark_error=0.001,
        ground_error_m=0.05,
        height_m=height_m,
        lanes=between(borders, [], []),
    )


def driven(
    speed_kmh: float,
    *,
    across: float = -1.2,
    start: float = 16.0,
    height_m: float = 0.72,
    noise: float = 0.0,
    seed: int = 0,
    looks: int = 12,
    corners: bool = True,
    size: tuple[float, float] = (0.38, 0.16),
) -> list[Reading]:
    """Looks at the plate of a vehicle that drives away (towards, with a negative speed)."""
    rng = np.random.default_rng(seed)
    made = []
    for i in range(looks):
        at_s = i * 0.125
        y = start + speed_kmh / 3.6 * at_s
        wide, high = size[0] / 2, size[1] / 2
        corner = np.array(
            [[across + a * wide, y, height_m + b * high] for a, b in ((-1, 1), (1, 1), (1, -1), (-1, -1))]
        )
        pixels = LENS.project(corner)[0] + rng.normal(0, noise, (4, 2))
        low, top = np.floor(pixels.min(axis=0)), np.ceil(pixels.max(axis=0))
        box = Box(int(low[0]), int(low[1]), int(top[0]), int(top[1]))
        look = reading(PLATE.text, box, at_s)
        there = tuple((float(x), float(y)) for x, y in pixels) if corners else ()
        made.append(Reading(look.letters, look.found, box, at_s, look.model, corners=there))
    return made


def way(speed_kmh: float) -> Motion:
    return Motion.AWAY if speed_kmh > 0 else Motion.TOWARDS


@settings(max_examples=25)
@given(st.floats(15, 120))
def test_the_ground_tells_speed_direction_and_lane(speed: float) -> None:
    course = course_of_plate(driven(speed), PLATE, Motion.AWAY, SIZE, Outlook(view()))
    assert course.speed_kmh == pytest.approx(speed, rel=0.01, abs=0.2)
    assert course.speed_error_kmh is not None
    assert 0.005 * speed < course.speed_error_kmh < 0.12 * speed
    assert course.speed_way is SpeedWay.GROUND
    assert course.bearing_deg is not None
    assert math.cos(math.radians(course.bearing_deg)) > 0.999
    assert course.lane == 2


@settings(max_examples=25)
@given(st.floats(15, 120))
def test_a_plate_of_known_size_tells_its_speed(speed: float) -> None:
    course = course_of_plate(driven(speed), PLATE, Motion.AWAY, SIZE, Outlook(None, FOV))
    assert course.speed_kmh == pytest.approx(speed, rel=0.01, abs=0.2)
    assert course.speed_way is SpeedWay.PLATE_SIZE
    assert (course.bearing_deg, course.lane) == (None, 0)


@settings(max_examples=4, derandomize=True)
@given(st.sampled_from(["ground", "size"]), st.integers(0, 2**31), st.sampled_from([-70.0, 40.0, 90.0]))
def test_the_stated_error_holds(by: str, seed: int, speed: float) -> None:
    """Of noisy passes with plates at odd heights, nine in ten lie within two standard deviations."""
    rng = np.random.default_rng(seed)
    outlook = Outlook(view()) if by == "ground" else Outlook(None, FOV)
    within = told = 0
    for i in range(40):
        mean, spread = (0.72, 0.17) if speed > 0 else (0.52, 0.12)
        looks = driven(
            speed,
            start=16.0 if speed > 0 else 44.0,
            height_m=float(np.clip(rng.normal(mean, spread), 0.25, 1.2)),
            noise=0.7,
            seed=seed % 1000 * 50 + i,
        )
        course = course_of_plate(looks, PLATE, way(speed), SIZE, outlook)
        if course.speed_kmh is not None and course.speed_error_kmh is not None:
            told += 1
            within += abs(course.speed_kmh - abs(speed)) <= 2 * course.speed_error_kmh
    assert told >= 20
    assert within >= 0.87 * told


def test_the_way_back_is_south() -> None:
    course = course_of_plate(
        driven(-50, start=40.0, across=-3.8, height_m=0.52), PLATE, Motion.TOWARDS, SIZE, Outlook(view(30.0))
    )
    assert course.bearing_deg == pytest.approx(210, abs=1)
    assert course.lane == 1


def test_without_corners_the_ground_is_enough() -> None:
    course = course_of_plate(driven(60, corners=False), PLATE, Motion.AWAY, SIZE, Outlook(view(), FOV))
    assert course.speed_way is SpeedWay.GROUND
    assert course.speed_kmh == pytest.approx(60, rel=0.03)


def test_a_field_of_view_that_the_marks_contradict_is_left_aside() -> None:
    wrong = course_of_plate(driven(60), PLATE, Motion.AWAY, SIZE, Outlook(view(), 75.0))
    assert wrong.speed_way is SpeedWay.GROUND
    assert wrong.speed_kmh == pytest.approx(60, rel=0.01)


def test_without_anything_known_nothing_is_told() -> None:
    assert course_of_plate(driven(60), PLATE, Motion.AWAY, SIZE, NO_OUTLOOK) == NOWHERE
    assert course_of_plate(driven(60, corners=False), PLATE, Motion.AWAY, SIZE, Outlook(None, FOV)) == NOWHERE


@st.composite
def odd_looks(draw: st.DrawFn) -> list[Reading]:
    """Anything an engine might say, sense or not."""
    made = []
    for at_s in draw(st.lists(st.floats(0, 5), min_size=1, max_size=8)):
        x, y = draw(st.integers(0, 1200)), draw(st.integers(0, 700))
        box = Box(x, y, x + draw(st.integers(1, 80)), y + draw(st.integers(1, 20)))
        one = reading(PLATE.text, box, at_s)
        place = st.tuples(st.floats(0, 1280), st.floats(0, 720))
        corners = draw(st.lists(place, min_size=4, max_size=4) | st.just([]))
        made.append(replace(one, corners=tuple(corners)))
    return made


@settings(max_examples=50)
@given(odd_looks(), st.sampled_from([None, 5.0, FOV, 120.0, 360.0]), st.booleans())
def test_odd_looks_are_no_trouble(looks: list[Reading], fov: float | None, calibrated: bool) -> None:
    course = course_of_plate(looks, PLATE, Motion.UNKNOWN, SIZE, Outlook(view() if calibrated else None, fov))
    if course.speed_kmh is not None:
        assert course.speed_error_kmh is not None
        assert course.speed_error_kmh <= 0.12 * course.speed_kmh + 0.1
        assert course.speed_kmh < 290


@pytest.mark.parametrize(
    ("looks", "what"),
    [
        (driven(60, looks=3), "too few looks"),
        (driven(2, looks=12), "too slow to tell from standing"),
        (driven(400), "faster than anything on a road"),
        (driven(60, noise=12.0), "corners that jump about"),
        (driven(60, size=(0.30, 0.30)), "no plate of this class has this shape"),
    ],
)
def test_bad_tracks_tell_no_speed(looks: list[Reading], what: str) -> None:
    course = course_of_plate(looks, PLATE, Motion.AWAY, SIZE, Outlook(None, FOV))
    assert course.speed_kmh is None, what


def test_looks_at_the_vehicle_in_front_do_not_count() -> None:
    own = driven(80, start=18)
    other = [replace(look, at_s=look.at_s - 1.0) for look in driven(20, start=22, looks=8)]
    other = [replace(look, letters=reading("KLY5553", look.box).letters) for look in other]
    course = course_of_plate([*other, *own], PLATE, Motion.AWAY, SIZE, Outlook(view(), FOV))
    assert course.speed_kmh == pytest.approx(80, rel=0.01)
    assert course_of_plate(other, PLATE, Motion.AWAY, SIZE, Outlook(view(), FOV)).speed_kmh is None


def test_a_course_that_is_not_steady_tells_no_speed() -> None:
    """Two vehicles taken for one, or one that brakes hard."""
    first = driven(20, start=22, looks=8)
    rest = [replace(look, at_s=look.at_s + 1.0) for look in driven(80, start=18, looks=8)]
    assert course_of_plate([*first, *rest], PLATE, Motion.AWAY, SIZE, Outlook(view())).speed_kmh is None


def test_a_plate_of_unknown_size_tells_no_speed() -> None:
    open_size = parse_plate("AAB-1235")  # issued to cars and to scooters
    course = course_of_plate(driven(60), open_size, Motion.AWAY, SIZE, Outlook(None, FOV))
    assert course.speed_kmh is None
    with pytest.raises(UnknownSize):
        plate_size(open_size)


@pytest.mark.parametrize(
    ("text", "colours", "millimetres"),
    [
        ("BKP-2075", PlateColours.UNKNOWN, (380, 160)),
        ("1235-AB", PlateColours.UNKNOWN, (320, 150)),
        ("NXR-5086", PlateColours.WHITE_BLACK, (260, 140)),
        ("LGA-1235", PlateColours.UNKNOWN, (300, 150)),
    ],
)
def test_sizes(text: str, colours: PlateColours, millimetres: tuple[int, int]) -> None:
    size = plate_size(parse_plate(text), colours)
    assert (round(size.width_m * 1000), round(size.height_m * 1000)) == millimetres


def test_an_outline_tells_direction_and_lane_but_no_speed() -> None:
    path = []
    for i in range(10):
        (x, y), (left, _), (right, _) = spots([(-3.8, 40 - 2 * i), (-4.6, 40 - 2 * i), (-3.0, 40 - 2 * i)])
        path.append(
            Step(
                i * 0.125,
                Box(
                    int(left * SIZE[0]),
                    int((y - 0.9 * (right - left)) * SIZE[1]),
                    int(right * SIZE[0]),
                    int(y * SIZE[1]),
                ),
            )
        )
        assert 0 < x < 1
    course = course_of_outline(path, SIZE, Outlook(view(90.0), FOV))
    assert course.bearing_deg == pytest.approx(270, abs=4)
    assert course.lane == 1
    assert course.speed_kmh is None
    assert course_of_outline(path, SIZE, NO_OUTLOOK) == NOWHERE


def test_lanes_are_found_where_the_lens_height_cannot_be() -> None:
    """Seen straight down no height follows; lane and direction still do."""
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 6.0), (0.0, 6.0)]
    corners = [(0.1, 0.9), (0.9, 0.9), (0.9, 0.1), (0.1, 0.1)]
    lanes = [
        Lane(((0.1, 0.0), (0.5, 0.0), (0.5, 1.0), (0.1, 1.0))),
        Lane(((0.5, 0.0), (0.9, 0.0), (0.9, 1.0), (0.5, 1.0))),
    ]
    down = ground_view(
        [Mark(*c, *p) for c, p in zip(corners, square, strict=True)], aspect=1.0, bearing_deg=0.0, lanes=lanes
    )
    looks = [reading(PLATE.text, Box(300, 600 - 30 * i, 340, 617 - 30 * i), i * 0.125) for i in range(12)]
    course = course_of_plate(looks, PLATE, Motion.AWAY, (1000, 1000), Outlook(down))
    assert course.lane == 1
    assert course.bearing_deg == pytest.approx(0, abs=2)
    assert course.speed_kmh is None
