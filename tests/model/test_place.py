"""Place: degrees in the right order, metres along the ellipsoid."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import Invalid
from trackway.model.place import Point, bearing_deg, destination, distance_m

HUALIEN = Point(121.6044, 23.9769)
near = st.builds(Point, st.floats(120.5, 122.5), st.floats(22.5, 25.0))


@given(near, st.floats(0, 359.999), st.floats(1, 200_000))
def test_there_and_back(start: Point, bearing: float, metres: float) -> None:
    end = destination(start, bearing, metres)
    assert distance_m(start, end) == pytest.approx(metres, abs=1e-3)
    turn = abs(bearing_deg(start, end) - bearing) % 360
    assert min(turn, 360 - turn) < 0.01
    assert distance_m(destination(end, (bearing_deg(end, start)), metres), start) < 0.01


@given(near, near, near)
def test_distance_is_a_distance(a: Point, b: Point, c: Point) -> None:
    assert distance_m(a, a) == 0
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), abs=1e-6)
    assert distance_m(a, c) <= distance_m(a, b) + distance_m(b, c) + 1e-6


def test_known_distances() -> None:
    assert distance_m(Point(121, 0), Point(122, 0)) == pytest.approx(111_319.491, abs=0.001)
    assert distance_m(Point(121, 0), Point(121, 1)) == pytest.approx(110_574.389, abs=0.001)
    assert bearing_deg(HUALIEN, Point(HUALIEN.lon, 25)) == pytest.approx(0)
    assert bearing_deg(HUALIEN, Point(HUALIEN.lon, 23)) == pytest.approx(180)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(Invalid, match="not numbers"):
        Point(bad, 24)
    with pytest.raises(Invalid, match="not numbers"):
        Point(121, bad)


def test_swapped_coordinates_are_pointed_out() -> None:
    with pytest.raises(Invalid, match="swapped"):
        Point(23.9769, 121.6044)
    with pytest.raises(Invalid, match="not longitude and latitude") as caught:
        Point(311_504.364, 2_652_596.698)
    assert "swapped" not in str(caught.value)
    assert Point(180, 90) == Point(180.0, 90.0)
