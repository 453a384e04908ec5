"""The drawn roads: posts agree with each other, lines run on, everything hangs together."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.errors import NotFound
from trackway.model.place import Point, distance_m
from trackway.sim.county import Rank
from trackway.sim.county.lines import read_facts, sharpest_turn_deg
from trackway.sim.county.network import road_graph
from trackway.sim.county.plane import to_lonlat, to_plane
from trackway.sim.county.roads import roads_geojson

NUMBERED = {"台9線", "台9丙線", "台9丁線", "台8線", "台11線", "台11丙線", "台23線", "台30線", "縣道193線"}
AGENCIES = {"公路局", "內政部警政署", "示意"}


def test_posts_are_no_further_apart_than_their_kilometres_allow() -> None:
    compared = 0
    for before, after in zip(read_facts("posts.csv"), read_facts("posts.csv")[1:], strict=False):
        if before["road"] == after["road"] and before["km"] and after["km"]:
            apart = distance_m(_point(before), _point(after)) / 1000
            assert apart <= 1.1 * (float(after["km"]) - float(before["km"])) + 0.15, (before, after)
            compared += 1
    assert compared > 90


def test_every_fact_names_an_agency() -> None:
    named = {row["agency"] for name in ("posts.csv", "streets.csv") for row in read_facts(name)}
    assert named == AGENCIES


def test_lines_run_on_without_turning_back() -> None:
    for road in road_graph().roads:
        if road.rank is not Rank.STREET:
            assert sharpest_turn_deg(road) < 60, road.name_zh


def test_a_road_gets_somewhere() -> None:
    """Over any five kilometres the straight way is at least half the road, in the mountains a quarter.

    A line that runs to and fro between bad posts fails this even when each corner is soft.
    """
    for road in road_graph().roads:
        if road.rank is Rank.STREET or road.length_m < 5000:
            continue
        least = 0.25 if road.name_zh in ("台8線", "台9丙線") else 0.5
        starts = np.arange(0, road.length_m - 5000, 250)
        ends = [
            np.column_stack([np.interp(at, road.along_m, road.xy[:, k]) for k in (0, 1)])
            for at in (starts, starts + 5000)
        ]
        assert np.hypot(*(ends[1] - ends[0]).T).min() > least * 5000, road.name_zh


def test_the_numbered_roads_are_all_there() -> None:
    assert {road.name_zh for road in road_graph().roads} >= NUMBERED


def test_road_metres_are_never_less_than_the_drawn_line() -> None:
    for road in road_graph().roads:
        drawn = np.hypot(*np.diff(road.xy, axis=0).T)
        assert (np.diff(road.along_m) >= drawn - 1e-6).all()
        assert (np.diff(road.km) > 0).all()


def test_every_node_can_be_reached() -> None:
    graph = road_graph()
    reached = np.zeros(len(graph.node_xy), bool)
    reached[0] = True
    while True:
        further = reached.copy()
        further[graph.end[reached[graph.start]]] = True
        if (further == reached).all():
            break
        reached = further
    assert reached.all()


def test_every_stretch_can_be_driven_both_ways() -> None:
    graph = road_graph()
    other = np.arange(len(graph.start)) ^ 1
    assert (graph.start[other] == graph.end).all()
    assert (graph.from_m[other] == graph.to_m).all()
    assert (graph.length_m > 0).all()


@pytest.mark.parametrize(
    ("road", "km", "lon", "lat"),
    [
        ("台9線", 181.41, 121.605128, 24.051546),
        ("台9線", 300.9, 121.242227, 23.164549),
        ("台11線", 43.95, 121.534387, 23.647062),
        ("縣道193線", 95.4, 121.387221, 23.445364),
    ],
)
def test_a_sign_stands_where_the_agency_says(road: str, km: float, lon: float, lat: float) -> None:
    line = next(r for r in road_graph().roads if r.name_zh == road and r.km[0] <= km <= r.km[-1])
    assert distance_m(line.place_at_km(km), Point(lon, lat)) < 150


def test_a_kilometre_off_the_road_is_refused() -> None:
    line = next(r for r in road_graph().roads if r.name_zh == "台9線")
    with pytest.raises(NotFound, match=r"台9線 is drawn from 144\.\dK"):
        line.place_at_km(12.0)


@given(st.floats(121.0, 121.8), st.floats(23.0, 24.4))
def test_metres_and_degrees_go_back_and_forth(lon: float, lat: float) -> None:
    there = to_lonlat(to_plane(np.array([[lon, lat]])))
    assert there == pytest.approx(np.array([[lon, lat]]), abs=1e-7)


def test_geojson_is_what_the_map_expects() -> None:
    features = json.loads(roads_geojson())["features"]
    assert {f["geometry"]["type"] for f in features} == {"LineString"}
    assert {f["properties"]["rank"] for f in features} == {"highway", "county", "street"}
    assert {f["properties"]["note"] for f in features} == {"示意 schematic"}
    assert all(f["properties"]["name_en"] for f in features if f["properties"]["name_zh"])
    assert roads_geojson() == roads_geojson()


def _point(row: dict[str, str]) -> Point:
    return Point(float(row["lon"]), float(row["lat"]))
