"""Drawn vehicles: in proportion, in their own colour, with the plate where it belongs and readable."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from trackway.model.plate import parse_plate
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing import (
    Lens,
    Light,
    Pose,
    Seen,
    Vehicle,
    draw_plate,
    draw_vehicle,
    portrait,
    style_of,
)
from trackway.sim.drawing.vehicles import PAINTS

LENS = Lens(640, 480, 1500, 3.8, 9)
CAR = Vehicle(VehicleKind.SEDAN, Colour.SILVER, parse_plate("BKP-2075"))
TEXTS = {
    VehicleKind.TAXI: "TQM-3695",
    VehicleKind.TRUCK: "KLG-1127",
    VehicleKind.TRAILER: "HBA-2207",
    VehicleKind.BUS: "KKA-1193",
    VehicleKind.COACH: "KAB-6680",
    VehicleKind.SCOOTER: "NXR-5086",
    VehicleKind.HEAVY_MOTORCYCLE: "LGA-3350",
}
ONLY_REAR = {VehicleKind.SCOOTER, VehicleKind.HEAVY_MOTORCYCLE, VehicleKind.BICYCLE, VehicleKind.TRAILER}


def _road() -> NDArray[np.uint8]:
    return np.full((480, 640, 3), 120, np.uint8)


def _likeness(picture: NDArray[np.uint8], seen: Seen, vehicle: Vehicle) -> float:
    """How well the plate in the picture matches the plate drawn flat: correlation, 1 is the same."""
    assert seen.plate is not None
    assert vehicle.plate is not None
    flat = draw_plate(vehicle.plate, style_of(vehicle.plate), 128)
    height, width = flat.shape[:2]
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(seen.plate.astype(np.float32), square)
    found = cv2.warpPerspective(picture, matrix, (width, height))
    return float(np.corrcoef(found.ravel(), flat.ravel())[0, 1])


@pytest.mark.parametrize("kind", list(VehicleKind))
@pytest.mark.parametrize("heading", [0, 180])
def test_every_kind_carries_its_plate_at_both_ends_or_at_the_rear(kind: VehicleKind, heading: int) -> None:
    vehicle = Vehicle(kind, Colour.BLUE, parse_plate(TEXTS.get(kind, "BKP-2075")))
    picture, seen = portrait(vehicle, 720, heading)
    assert picture.shape == (648, 720, 3)
    assert 0 < seen.box.x0 < seen.box.x1 < 720
    assert seen.box.width > 0.25 * 720
    if heading == 180 and kind in ONLY_REAR:
        assert seen.plate is None
        return
    assert seen.plate is not None
    assert (seen.plate >= (seen.box.x0, seen.box.y0)).all()
    assert (seen.plate <= (seen.box.x1, seen.box.y1)).all()
    assert abs(seen.plate[:, 0].mean() - 360) < 6
    assert _likeness(picture, seen, vehicle) > 0.8


@pytest.mark.parametrize("colour", sorted(set(Colour) - {Colour.UNKNOWN, Colour.ORANGE, Colour.PURPLE}))
def test_the_paint_is_the_colour_named(colour: Colour) -> None:
    picture, seen = portrait(Vehicle(VehicleKind.VAN, colour), 320)
    box = seen.box
    # The strip under the rear window: no glass, no lamp, no plate.
    y = round(box.y0 + 0.60 * box.height)
    strip = picture[y : y + 4, box.x0 + box.width // 4 : box.x1 - box.width // 4].reshape(-1, 3)
    hue = np.median(strip, axis=0)
    hue = hue * (np.mean(PAINTS[colour]) / hue.mean())  # light and shade aside
    assert np.abs(hue - PAINTS[colour]).max() < 40


@settings(max_examples=25, deadline=None)
@given(st.floats(12, 60), st.floats(-2.0, 2.0), st.sampled_from([0.0, 180.0]))
def test_a_plate_is_as_large_as_the_distance_says(y: float, x: float, heading: float) -> None:
    seen = draw_vehicle(_road(), CAR, Pose(x, y, heading), LENS)
    if seen.plate is None or (seen.plate < 0).any() or (seen.plate > (640, 480)).any():
        return
    width = np.linalg.norm(seen.plate[1] - seen.plate[0])
    expected = LENS.focal_px * 0.38 / (y - 2.3)
    assert width == pytest.approx(expected, rel=0.08)


def _flipped(corners: NDArray[np.float64] | None) -> NDArray[np.float64]:
    assert corners is not None
    return np.stack([639 - corners[[1, 0, 3, 2], 0], corners[[1, 0, 3, 2], 1]], axis=1)


def test_left_stays_left_at_both_ends() -> None:
    # A mirrored plate would still have the right corners: the drawing itself must match.
    for heading in (0.0, 180.0):
        picture = _road()
        seen = draw_vehicle(picture, CAR, Pose(0.0, 15.0, heading), LENS)
        assert _likeness(picture, seen, CAR) > 0.7
        assert _likeness(picture[:, ::-1], replace(seen, plate=_flipped(seen.plate)), CAR) < 0.6


@pytest.mark.parametrize("pose", [Pose(40, 15, 0), Pose(0, -20, 0), Pose(0, 15, 0.0)])
def test_out_of_the_picture_nothing_is_drawn(pose: Pose) -> None:
    up = Lens(640, 480, 1500, 3.8, -40) if pose.y == 15 and pose.x == 0 else LENS
    picture = _road()
    seen = draw_vehicle(picture, CAR, pose, up)
    assert (seen.box.width, seen.plate) == (0, None)
    assert (picture == 120).all()


def test_a_vehicle_throws_a_shadow_on_the_road() -> None:
    picture = _road()
    seen = draw_vehicle(picture, CAR, Pose(0.0, 20.0, 0.0), LENS)
    beside = picture[seen.box.y1 - 8 : seen.box.y1, seen.box.x1 : seen.box.x1 + 6]
    assert beside.mean() < 105


def test_at_night_lamps_glow_and_in_infra_red_all_is_grey() -> None:
    night, day = _road() // 6, _road() // 6
    draw_vehicle(night, CAR, Pose(0.0, 15.0, 180.0), LENS, Light.NIGHT)
    draw_vehicle(day, CAR, Pose(0.0, 15.0, 180.0), LENS, Light.DAY)
    assert (night.min(axis=2) > 250).sum() > 100 > (day.min(axis=2) > 250).sum()
    grey = _road() // 6
    seen = draw_vehicle(grey, CAR, Pose(0.0, 15.0, 0.0), LENS, Light.INFRARED)
    assert np.ptp(grey, axis=2).max() <= 1
    assert seen.plate is not None
    (x, y) = seen.plate.mean(axis=0).astype(int)
    assert grey[y - 4 : y + 4, x - 12 : x + 12].max() > 180  # the plate shines back
    assert np.median(grey) < 60


@pytest.mark.parametrize("width", [48, 96, 640])
def test_portraits_of_any_size(width: int) -> None:
    picture, seen = portrait(CAR, width)
    assert picture.shape[1] == width
    assert seen.box.width == pytest.approx(0.75 * width, rel=0.2)


def test_the_ground_and_the_picture_agree() -> None:
    points = np.array([[0.0, 20.0, 0.0], [3.0, 35.0, 0.0], [-4.0, 80.0, 0.0]])
    lens = Lens(1280, 720, 2300, 3.8, 6, -12)
    pixels, _ = lens.project(points)
    assert lens.ground(pixels) == pytest.approx(points[:, :2], rel=1e-6)
    assert np.isinf(lens.ground(np.array([640.0, lens.horizon - 5]))).all()
    assert lens.project(np.array([0.0, 1e7, 0.0]))[0][1] == pytest.approx(lens.horizon, abs=8)
