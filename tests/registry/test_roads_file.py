"""The road network's file: what OpenStreetMap and a county's own drawing say, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest

from trackway.cli import run
from trackway.model.errors import Invalid, NotFound
from trackway.model.roads import Roads, quickest_s, shortest_m
from trackway.node.trackway_house import TrackwayHouse
from trackway.registry.roads_file import ROADS_FILE, read_roads, roads_in, save_roads

A, B = [121.60, 23.90], [121.601, 23.90]


def feature(line: object, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "LineString", "coordinates": line},
    }


def file(tmp_path: Path, *features: object) -> Path:
    path = tmp_path / "some.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def read(tmp_path: Path, **properties: object) -> Roads:
    return read_roads(file(tmp_path, feature([A, B], **properties)))


@pytest.mark.parametrize(
    ("properties", "kmh"),
    [
        ({"kmh": 62.0}, 62.0),
        ({"maxspeed": "70"}, 70.0),
        ({"maxspeed": "40 km/h"}, 40.0),
        ({"highway": "residential"}, 30.0),
        ({"highway": "trunk", "maxspeed": "TW:urban"}, 60.0),
        ({}, 35.0),
    ],
)
def test_a_road_has_the_speed_it_says_or_its_class_has(
    tmp_path: Path, properties: dict[str, object], kmh: float
) -> None:
    roads = read(tmp_path, **properties)
    assert set(roads.kmh.tolist()) == {kmh}


@pytest.mark.parametrize(("oneway", "edges"), [("yes", 1), ("-1", 1), ("no", 2), ("", 2)])
def test_oneway_roads_are_one_edge(tmp_path: Path, oneway: str, edges: int) -> None:
    assert len(read(tmp_path, oneway=oneway).start) == edges


def test_footpaths_and_points_are_left_out(tmp_path: Path) -> None:
    path = feature([A, [121.60, 23.91]], highway="footway")
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": A}}
    roads = read_roads(file(tmp_path, feature([A, B]), path, point))
    assert len(roads.lon) == 2


def test_metres_of_a_winding_road_are_taken(tmp_path: Path) -> None:
    roads = read(tmp_path, metres=500, kmh=36)
    assert np.isclose(shortest_m(roads, 0)[1], 500)
    assert np.isclose(quickest_s(roads, 0)[1], 50)


@pytest.mark.parametrize("line", [[A], [A, "b"], [A, [200.0, 23.9]], [A, [121.6]]])
def test_what_is_no_line_is_named(tmp_path: Path, line: object) -> None:
    with pytest.raises(Invalid, match="Road 2 of the file"):
        read_roads(file(tmp_path, feature([A, B]), feature(line)))


def test_a_mad_speed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="500 km/h"):
        read(tmp_path, kmh=500)


def test_a_data_folder_may_have_none_and_a_new_file_is_read_anew(tmp_path: Path) -> None:
    assert roads_in(tmp_path) is None
    with pytest.raises(NotFound):
        read_roads(tmp_path / ROADS_FILE)
    file(tmp_path, feature([A, B])).rename(tmp_path / ROADS_FILE)
    first = roads_in(tmp_path)
    assert first is not None
    assert roads_in(tmp_path) is first
    (tmp_path / ROADS_FILE).unlink()
    assert roads_in(tmp_path) is None


def test_roads_are_imported_and_shown_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    house = TrackwayHouse()
    drawn = file(tmp_path, feature([A, B], metres=1000))
    assert run(house, ["roads", "import", str(drawn), "--data", str(data)]) == 0
    assert "2 km" in capsys.readouterr().err
    assert (data / ROADS_FILE).read_bytes() == drawn.read_bytes()
    assert run(house, ["roads", "show", "--data", str(data)]) == 0
    assert "2 nodes" in capsys.readouterr().err
    (data / ROADS_FILE).unlink()
    assert run(house, ["roads", "show", "--data", str(data)]) == 0
    assert "No roads were imported" in capsys.readouterr().err


def test_a_bad_file_leaves_the_roads_as_they_are(tmp_path: Path) -> None:
    save_roads(file(tmp_path, feature([A, B])), tmp_path)
    before = (tmp_path / ROADS_FILE).read_bytes()
    with pytest.raises(Invalid):
        save_roads(file(tmp_path, feature([A])), tmp_path)
    assert (tmp_path / ROADS_FILE).read_bytes() == before
