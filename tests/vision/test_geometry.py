import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.reading import Box
from trackway.vision.geometry import Corners, bounding_box, sides, straightened


def turned(x: float, y: float, width: float, height: float, degrees: float) -> Corners:
    """A rectangle about a middle, turned clockwise; its corners from the top left one on."""
    turn = np.radians(degrees)
    along = np.array([np.cos(turn), np.sin(turn)]) * width / 2
    across = np.array([-np.sin(turn), np.cos(turn)]) * height / 2
    middle = np.array([x, y])
    return np.array(
        [middle - along - across, middle + along - across, middle + along + across, middle - along + across],
        dtype=np.float32,
    )


@given(st.floats(-60, 60), st.floats(40, 200), st.floats(10, 35))
def test_sides_do_not_care_how_it_is_turned(degrees: float, width: float, height: float) -> None:
    along, across = sides(turned(300, 200, width, height, degrees))
    assert abs(along - width) < 0.1
    assert abs(across - height) < 0.1


@given(st.floats(-30, 30), st.floats(60, 400))
def test_what_is_straightened_lies_straight(degrees: float, width: float) -> None:
    """A pattern turned and scaled comes back as it was: dark left third, bright rest."""
    picture = np.full((500, 700), 128, np.uint8)
    corners = turned(350, 250, width, width / 4, degrees)
    third = corners.copy()
    third[1] = corners[0] + (corners[1] - corners[0]) / 3
    third[2] = corners[3] + (corners[2] - corners[3]) / 3
    cv2.fillConvexPoly(picture, corners.astype(np.int32), (250,))
    cv2.fillConvexPoly(picture, third.astype(np.int32), (10,))
    flat = straightened(picture, corners, 160, 40)
    assert flat.shape == (40, 160)
    assert flat[8:32, 8:40].mean() < 60
    assert flat[8:32, 70:150].mean() > 200


def test_the_box_stays_in_the_picture() -> None:
    picture = np.zeros((100, 200), np.uint8)
    assert bounding_box(turned(195, 95, 60, 30, 0), picture) == Box(165, 80, 200, 100)
    assert bounding_box(turned(-50, -50, 10, 10, 0), picture) == Box(0, 0, 1, 1)
