"""Vehicles and cameras: headings by the eighth of the compass, numbers and angles in bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import Invalid
from trackway.model.place import Point
from trackway.model.vehicle import Heading

HERE = Point(121.6044, 23.9769)


@pytest.mark.parametrize(
    ("degrees", "heading"),
    [
        (None, Heading.UNKNOWN),
        (0, Heading.N),
        (22, Heading.N),
        (23, Heading.NE),
        (90, Heading.E),
        (135, Heading.SE),
        (180, Heading.S),
        (225, Heading.SW),
        (270, Heading.W),
        (315, Heading.NW),
        (338, Heading.N),
        (359.99, Heading.N),
        (360, Heading.N),
        (-90, Heading.W),
    ],
)
def test_headings(degrees: float | None, heading: Heading) -> None:
    assert Heading.of(degrees) is heading


@given(st.floats(-720, 720))
def test_a_heading_is_within_an_eighth(degrees: float) -> None:
    order = [Heading(name) for name in ("n", "ne", "e", "se", "s", "sw", "w", "nw")]
    middle = order.index(Heading.of(degrees)) * 45
    turn = abs(degrees - middle) % 360
    assert min(turn, 360 - turn) <= 22.5 + 1e-9


@pytest.mark.parametrize("number", [0, -1, 65_536])
def test_a_camera_number_fits_its_place(number: int) -> None:
    with pytest.raises(Invalid, match="P-1"):
        Camera("P-1", number, "示範路口", CameraKind.PLATE, HERE)


@pytest.mark.parametrize(
    ("heading", "fov"), [(-1, 60), (360, 60), (float("nan"), 60), (0, 0), (0, 361), (0, float("nan"))]
)
def test_a_camera_looks_somewhere(heading: float, fov: float) -> None:
    with pytest.raises(Invalid, match="P-1"):
        Camera("P-1", 1, "示範路口", CameraKind.PLATE, HERE, heading_deg=heading, fov_deg=fov)
    assert Camera("P-1", 1, "示範路口", CameraKind.PLATE, HERE, heading_deg=0, fov_deg=360).number == 1
