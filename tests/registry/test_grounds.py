"""Calibrations on the register, and the files they are read from."""

import json
import sqlite3
from pathlib import Path

import pytest

from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import Invalid, NotFound, TrackwayError
from trackway.model.ground import GroundView
from trackway.model.place import Point, destination
from trackway.registry import GivenGround, Registry, read_ground, read_lanes

from .conftest import NOON

CAMERA = Camera("HL-001", 7, "測試", CameraKind.PLATE, Point(121.6, 23.98), heading_deg=0.0)
SPOTS = [(0.05, 0.9), (0.95, 0.9), (0.7, 0.2), (0.3, 0.2), (0.5, 0.5)]
TURNS = [225.0, 135.0, 45.0, 315.0]
PLACES = [destination(CAMERA.place, turn, 20.0) for turn in TURNS]
LANES = {"borders": [[[0.1, 1.0], [0.35, 0.2]], [[0.5, 1.0], [0.5, 0.2]], [[0.9, 1.0], [0.65, 0.2]]]}


def points() -> list[dict[str, float]]:
    return [
        {"x": x, "y": y, "lon": place.lon, "lat": place.lat}
        for (x, y), place in zip(SPOTS[:4], PLACES, strict=True)
    ]


def written(folder: Path, said: object, name: str = "points.json") -> Path:
    path = folder / name
    path.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    return path


@pytest.fixture
def view(tmp_path: Path) -> GroundView:
    return read_ground(written(tmp_path, {"points": points(), **LANES, "height_m": 6.0})).view()


def test_what_is_saved_comes_back(registry: Registry, view: GroundView) -> None:
    registry.save(cameras=[CAMERA])
    with pytest.raises(NotFound, match="not calibrated"):
        registry.ground("HL-001")
    registry.save_ground("HL-001", view, by="chen", at=NOON)
    saved = registry.ground("HL-001")
    assert saved.view == view
    assert (saved.at, saved.by) == (NOON, "chen")
    assert [lane.name for lane in saved.view.lanes] == ["", ""]
    assert registry.grounds(["HL-001"]) == {"HL-001": view}


def test_a_cleared_calibration_is_gone_but_kept(registry: Registry, view: GroundView) -> None:
    registry.save(cameras=[CAMERA])
    registry.save_ground("HL-001", view, by="chen", at=NOON)
    registry.save_ground("HL-001", None, by="chen", at=NOON.plus(60))
    with pytest.raises(NotFound, match="not calibrated"):
        registry.ground("HL-001")
    assert registry.grounds(["HL-001"]) == {}
    with sqlite3.connect(registry.path) as db:
        assert db.execute("select count(*) from camera_ground").fetchone() == (2,)
        for change in ("delete from camera_ground", "update camera_ground set view = null"):
            with pytest.raises(sqlite3.IntegrityError, match="followed by another"):
                db.execute(change)


def test_no_camera_no_calibration(registry: Registry, view: GroundView) -> None:
    with pytest.raises(NotFound, match="HL-404"):
        registry.save_ground("HL-404", view, by="chen", at=NOON)


def test_pixels_and_shares_and_csv_say_the_same(tmp_path: Path, view: GroundView) -> None:
    pixels = [{**point, "x": point["x"] * 1920, "y": point["y"] * 1080} for point in points()]
    borders = [[[x * 1920, y * 1080] for x, y in line] for line in LANES["borders"]]
    said = {"picture": [1920, 1080], "points": pixels, "borders": borders, "height_m": 6.0}
    other = read_ground(written(tmp_path, said)).view()
    assert [lane.outline for lane in other.lanes] == [
        tuple(pytest.approx(spot) for spot in lane.outline) for lane in view.lanes
    ]
    for spot in ((0.5, 0.8), (0.4, 0.3)):
        assert other.metres([spot])[0] == pytest.approx(view.metres([spot])[0], abs=1e-6)
    rows = [f"{p['x']},{p['y']},{p['lon']:.8f},{p['lat']:.8f}" for p in pixels]
    table = written(tmp_path, "\ufeffX,Y,經度,緯度\n" + "\n".join(rows) + "\n\n", "points.csv")
    third = read_ground(table, (1920, 1080)).view()
    assert third.metres([(0.5, 0.8)])[0] == pytest.approx(view.metres([(0.5, 0.8)])[0], abs=0.01)
    assert third.bearing_deg == 0.0


def test_distances_on_the_road(tmp_path: Path) -> None:
    table = "x,y,across_m,along_m\n0.1,0.9,0,0\n0.9,0.9,6.4,0\n0.6,0.3,6.4,20\n0.4,0.3,0,20\n"
    view = read_ground(written(tmp_path, table, "points.csv")).view()
    assert view.origin is None
    assert view.bearing_deg is None
    assert view.metres([(0.5, 0.9)])[0] == pytest.approx([3.2, 0], abs=1e-6)


def test_lanes_of_their_own_file(tmp_path: Path) -> None:
    lanes = read_lanes(
        written(tmp_path, {**LANES, "names": ["內側", "外側"], "ways": ["towards", "away"]}, "lanes.json")
    )
    assert [(lane.name, lane.way) for lane in lanes] == [("內側", "towards"), ("外側", "away")]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("{", "no calibration"),
        ({"points": points(), "colour": 1}, "colour"),
        ({"points": points()[:3]}, "at least 4"),
        ({"points": []}, "at least 4"),
        ({"points": [*points()[:3], {"x": 0.5, "y": 0.5}]}, "Every point needs"),
        ({"points": [*points(), {"x": 0.5, "y": 0.5, "across_m": 1, "along_m": 1}]}, "Every point needs"),
        ({"points": points(), "along_deg": 5}, "along is north"),
        ({"points": [{**points()[0], "x": 700}, *points()[1:]]}, "of which picture"),
        ({"points": points(), "picture": [1, 1]}, "shows no road"),
        ({"points": points(), "lanes": [], "borders": [[[0, 0]]], "names": []}, "two are needed"),
        ({"points": [{**points()[0], "lat": 91}, *points()[1:]]}, "longitude"),
        ({"points": [{**points()[0], "lon": 120}, *points()[1:]]}, "from the others' middle"),
    ],
)
def test_files_that_are_no_calibration(tmp_path: Path, said: object, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_ground(written(tmp_path, said)).view()


@pytest.mark.parametrize("content", ["x,y,lon,lat\n1,2,three,4\n", "x,y,lon,lat,weather\n1,2,3,4,rain\n"])
def test_tables_that_are_none(tmp_path: Path, content: str) -> None:
    with pytest.raises(Invalid, match=r"points.csv, line 2"):
        read_ground(written(tmp_path, content, "points.csv"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_ground(tmp_path / "gone.json")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(TrackwayError, match="UTF-8"):
        read_ground(tmp_path / "bytes.csv")
    assert GivenGround().points == ()
