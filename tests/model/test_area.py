"""Areas: a circle by distance, a rectangle and a polygon by truth tables, text by its grammar."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.area import Area, Circle, Polygon, Rectangle, inside, parse_area
from trackway.model.errors import Invalid, WrongUse
from trackway.model.place import Point, destination, distance_m

HUALIEN = Point(121.6044, 23.9769)
near = st.builds(Point, st.floats(120.5, 122.5), st.floats(22.5, 25.0))


def holds(area: Area, *points: Point) -> list[bool]:
    found = inside(area, np.array([p.lon for p in points]), np.array([p.lat for p in points]))
    assert found.dtype == np.bool_
    return [bool(each) for each in found]


@given(near, st.floats(1, 200_000), st.lists(near, max_size=20))
def test_a_circle_holds_what_is_near_enough(centre: Point, radius: float, points: list[Point]) -> None:
    assert holds(Circle(centre, radius), *points) == [distance_m(centre, p) <= radius for p in points]


@given(near, st.floats(10, 200_000), st.floats(0, 360))
def test_a_circle_is_round_on_the_ground(centre: Point, radius: float, bearing: float) -> None:
    within, beyond = (destination(centre, bearing, radius * share) for share in (0.9999, 1.0001))
    assert holds(Circle(centre, radius), within, beyond) == [True, False]


@given(near, st.lists(near, max_size=20))
def test_a_rectangle_is_a_polygon_of_four_corners(centre: Point, points: list[Point]) -> None:
    west, east, south, north = centre.lon - 0.3, centre.lon + 0.4, centre.lat - 0.2, centre.lat + 0.1
    ring = (Point(west, south), Point(east, south), Point(east, north), Point(west, north))
    rectangle, polygon = Rectangle(west, south, east, north), Polygon(ring)
    assert holds(rectangle, *points) == holds(polygon, *points)
    assert holds(rectangle, *points) == [west <= p.lon <= east and south <= p.lat <= north for p in points]


L_SHAPE = Polygon(tuple(Point(121 + x, 23 + y) for x, y in ((0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2))))


@pytest.mark.parametrize(
    ("x", "y", "is_inside"),
    [
        (0.5, 0.5, True),
        (1.5, 0.5, True),
        (0.5, 1.5, True),
        (1.5, 1.5, False),  # the notch
        (0, 0, True),  # a corner
        (1, 1, True),  # the inner corner
        (2, 0.5, True),  # the border
        (1, 1.5, True),
        (2.0001, 0.5, False),
        (-0.0001, 0.5, False),
        (0.5, 2.0001, False),
    ],
)
def test_a_polygon_with_a_notch(x: float, y: float, is_inside: bool) -> None:
    for ring in (L_SHAPE.ring, L_SHAPE.ring[::-1], (*L_SHAPE.ring, L_SHAPE.ring[0])):
        assert holds(Polygon(ring), Point(121 + x, 23 + y)) == [is_inside]


@pytest.mark.parametrize(
    ("lon", "lat", "is_inside"),
    [
        (121.5, 23.5, True),
        (121, 23, True),
        (122, 24, True),
        (121, 23.5, True),
        (120.9999, 23.5, False),
        (121.5, 24.0001, False),
    ],
)
def test_a_rectangle_holds_its_border(lon: float, lat: float, is_inside: bool) -> None:
    assert holds(Rectangle(121, 23, 122, 24), Point(lon, lat)) == [is_inside]


@pytest.mark.parametrize("area", [Circle(HUALIEN, 100), Rectangle(121, 23, 122, 24), L_SHAPE])
def test_no_cameras_no_answer(area: Area) -> None:
    assert holds(area) == []


def test_a_ring_may_be_closed_or_not() -> None:
    assert Polygon((*L_SHAPE.ring, L_SHAPE.ring[0])) == L_SHAPE
    assert len(L_SHAPE.ring) == 6


@pytest.mark.parametrize(
    "ring",
    [
        (),
        (HUALIEN,),
        (HUALIEN, Point(122, 24)),
        (HUALIEN, Point(122, 24), HUALIEN),
        (HUALIEN, HUALIEN, HUALIEN),
        (HUALIEN, HUALIEN, HUALIEN, HUALIEN, HUALIEN),
        (Point(121, 23), Point(122, 24), Point(122, 23), Point(121, 24)),  # a bow tie
        (Point(121, 23), Point(122, 23), Point(121.5, 23)),  # no surface
        (HUALIEN,) * 10_002,
    ],
)
def test_what_is_no_polygon_is_refused(ring: tuple[Point, ...]) -> None:
    with pytest.raises(WrongUse):
        Polygon(ring)


@pytest.mark.parametrize("radius", [0, -1, float("nan"), float("inf"), 1_000_001])
def test_what_is_no_radius_is_refused(radius: float) -> None:
    with pytest.raises(WrongUse):
        Circle(HUALIEN, radius)


@pytest.mark.parametrize(
    "sides", [(122, 23, 121, 24), (121, 24, 122, 23), (121, 23, 121, 24), (121, 23, 122, 91)]
)
def test_what_is_no_rectangle_is_refused(sides: tuple[float, float, float, float]) -> None:
    with pytest.raises(Invalid):
        Rectangle(*sides)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("circle:121.6044,23.9769,1500", Circle(HUALIEN, 1500)),
        (" Circle: 121.6044, 23.9769, 1500 ", Circle(HUALIEN, 1500)),
        ("rectangle:121,23,122,24", Rectangle(121, 23, 122, 24)),
        ("polygon:121,23 123,23 123,24 122,24 122,25 121,25", L_SHAPE),
        ("polygon:121,23;123,23;123,24;122,24;122,25;121,25;121,23", L_SHAPE),
    ],
)
def test_areas_as_text(text: str, area: Area) -> None:
    assert parse_area(text) == area


@pytest.mark.parametrize(
    "text",
    [
        "",
        "circle",
        "circle:",
        "circle:121,23",
        "circle:121,23,x",
        "circle:23.9,121.6,100",
        "circle:nan,23,100",
        "square:1,2,3,4",
        "rectangle:121,23,122",
        "polygon:",
        "polygon:121,23 122,23",
        "polygon:121,23,4 122,23 122,24",
        "121,23,122,24",
    ],
)
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_area(text)
