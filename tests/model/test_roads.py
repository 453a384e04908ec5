"""Roads: what is drawn can be driven, one way only where it says so; no way beats a straight line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import Invalid
from trackway.model.place import Point, distance_m
from trackway.model.roads import Oneway, RoadLine, Roads, nearest, quickest_s, roads_of, shortest_m

A, B, C = (121.60, 23.90), (121.61, 23.90), (121.61, 23.91)


def node(roads: Roads, at: tuple[float, float]) -> int:
    return int(nearest(roads, [Point(*at)])[0][0])


def test_seconds_follow_metres_and_speed() -> None:
    roads = roads_of([RoadLine((A, B, C), 36.0)])
    metres = distance_m(Point(*A), Point(*B)) + distance_m(Point(*B), Point(*C))
    assert shortest_m(roads, node(roads, A))[node(roads, C)] == pytest.approx(metres)
    assert quickest_s(roads, node(roads, A))[node(roads, C)] == pytest.approx(metres / 10.0)


def test_the_quickest_way_need_not_be_the_shortest() -> None:
    slow, fast = RoadLine((A, C), 10.0), RoadLine((A, B, C), 80.0)
    roads = roads_of([slow, fast])
    straight = distance_m(Point(*A), Point(*C))
    around = distance_m(Point(*A), Point(*B)) + distance_m(Point(*B), Point(*C))
    assert shortest_m(roads, node(roads, A))[node(roads, C)] == pytest.approx(straight, rel=1e-4)
    assert quickest_s(roads, node(roads, A))[node(roads, C)] == pytest.approx(around / 80 * 3.6)


@pytest.mark.parametrize(
    ("oneway", "there", "back"),
    [(Oneway.BOTH, True, True), (Oneway.ALONG, True, False), (Oneway.AGAINST, False, True)],
)
def test_one_way_roads_lead_one_way(oneway: int, there: bool, back: bool) -> None:
    roads = roads_of([RoadLine((A, B), 50.0, oneway)])
    a, b = node(roads, A), node(roads, B)
    assert np.isfinite(quickest_s(roads, a)[b]) == there
    assert np.isfinite(quickest_s(roads, b)[a]) == back
    assert np.isfinite(quickest_s(roads, a, towards=True)[b]) == back


def test_crossing_without_a_shared_corner_is_a_bridge() -> None:
    south, north, west, east = (121.60, 23.89), (121.60, 23.91), (121.59, 23.90), (121.61, 23.90)
    bridge = roads_of([RoadLine((south, north), 50.0), RoadLine((west, east), 50.0)])
    assert np.isinf(quickest_s(bridge, node(bridge, south))[node(bridge, east)])
    middle = (121.60, 23.90)
    crossing = roads_of([RoadLine((south, middle, north), 50.0), RoadLine((west, middle, east), 50.0)])
    assert np.isfinite(quickest_s(crossing, node(crossing, south))[node(crossing, east)])


def test_a_winding_road_is_as_long_as_it_says() -> None:
    roads = roads_of([RoadLine((A, B), 50.0, metres=3000.0)])
    assert shortest_m(roads, node(roads, A))[node(roads, B)] == pytest.approx(3000.0)


def test_a_camera_in_the_middle_of_a_long_road_has_a_node_near_it() -> None:
    roads = roads_of([RoadLine(((121.5, 23.9), (121.6, 23.9)), 50.0)])
    _, off = nearest(roads, [Point(121.5537, 23.9)])
    assert off[0] <= 100.0


def test_no_roads_are_no_network() -> None:
    with pytest.raises(Invalid, match="no roads"):
        roads_of([])


corner = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda at: (121.5 + at[0] / 100, 23.9 + at[1] / 100)
)


@given(st.lists(st.tuples(corner, corner).filter(lambda line: line[0] != line[1]), min_size=1, max_size=12))
def test_no_way_is_shorter_than_a_straight_line_and_none_is_beaten_by_a_stop_between(
    lines: list[tuple[tuple[float, float], tuple[float, float]]],
) -> None:
    roads = roads_of([RoadLine(line, 50.0) for line in lines])
    start = node(roads, lines[0][0])
    metres = shortest_m(roads, start)
    for end in np.flatnonzero(np.isfinite(metres)).tolist():
        a, b = Point(roads.lon[start], roads.lat[start]), Point(roads.lon[end], roads.lat[end])
        # Places between corners lie on a line that is straight in degrees, a hair off the geodesic.
        assert metres[end] >= distance_m(a, b) * 0.9999
        assert np.all(metres <= metres[end] + shortest_m(roads, end) + 1e-6)
