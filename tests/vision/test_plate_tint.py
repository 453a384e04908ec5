"""The colours of plates: drawn plates of every colour in pictures with and without colour."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from trackway.model.plate import parse_plate
from trackway.model.plate_classes import CLASSES, VehicleClass
from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Box, Reading
from trackway.sim.drawing import draw_plate, style_of
from trackway.vision import PlateEngine, colours_in

_CLASSES = (
    VehicleClass.PRIVATE_CAR,
    VehicleClass.TAXI,
    VehicleClass.PRIVATE_TRUCK,
    VehicleClass.BUS,
    VehicleClass.COACH,
    VehicleClass.HEAVY_MOTORCYCLE,
    VehicleClass.TEST_CAR,
    VehicleClass.EMBASSY,
)
_AT = (150, 90)


def picture_of(owner: VehicleClass, width: int) -> tuple[NDArray[np.uint8], Reading]:
    """A plate of this class on a blue body before a green bank, and where it is."""
    plate = parse_plate("XYW-8617")
    drawn = draw_plate(plate, style_of(plate, owner), width)
    picture = np.full((320, 480, 3), (70, 110, 60), np.uint8)
    cv2.rectangle(picture, (60, 50), (420, 300), (150, 80, 40), -1)
    x, y = _AT
    picture[y : y + drawn.shape[0], x : x + width] = drawn
    picture = cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.uint8)
    return picture, Reading((), 1.0, Box(x, y, x + width, y + drawn.shape[0]), 0.0, "by hand")


@pytest.mark.parametrize("owner", _CLASSES)
@pytest.mark.parametrize("width", [50, 160])
def test_colours_of_every_class_are_told(owner: VehicleClass, width: int) -> None:
    picture, reading = picture_of(owner, width)
    facts = CLASSES[owner]
    assert colours_in(picture, reading) is PlateColours(f"{facts.ground}_{facts.ink}")


@pytest.mark.parametrize("owner", _CLASSES)
def test_nothing_is_told_without_colour(owner: VehicleClass) -> None:
    picture, reading = picture_of(owner, 160)
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR).astype(np.uint8)
    assert colours_in(grey, reading) is PlateColours.UNKNOWN


def test_nothing_is_told_of_a_plate_too_small() -> None:
    picture, reading = picture_of(VehicleClass.TAXI, 20)
    assert colours_in(picture, reading) is PlateColours.UNKNOWN


def test_a_plate_found_by_the_engine_has_its_corners_and_colours() -> None:
    picture, truth = picture_of(VehicleClass.TAXI, 160)
    found = PlateEngine().look(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.uint8))
    assert [reading.text for reading in found] == ["XYW8617"]
    box = truth.box
    wanted = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)]
    assert np.allclose(found[0].corners, wanted, atol=0.04 * box.width)
    assert colours_in(picture, found[0]) is PlateColours.WHITE_RED
