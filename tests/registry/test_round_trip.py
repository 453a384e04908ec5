"""What goes out comes in again the same; nothing in a cell runs as a formula."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trackway.model.area import Circle
from trackway.model.camera import Camera, CameraKind, Site, Station
from trackway.model.place import Point, distance_m
from trackway.registry import Crs, Registry, export_csv, export_geojson, import_cameras
from trackway.registry.escaping import escaped, unescaped

from .conftest import NOON, Bring

# Text as it stands in a register: no control characters, single spaces inside, none around.
words = (
    st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" '=+-@,;\"中山"), max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
places = st.builds(Point, st.floats(120.5, 121.9), st.floats(22.0, 25.2))


@st.composite
def registers(draw: st.DrawFn) -> tuple[list[Station], list[Site], list[Camera]]:
    stations = [
        Station(id_, draw(words), draw(words | st.just("")), draw(places))
        for id_ in draw(st.lists(words, max_size=3, unique=True))
    ]
    sites = [Site(id_, draw(words), draw(places)) for id_ in draw(st.lists(words, max_size=3, unique=True))]
    ids = draw(st.lists(words, min_size=1, max_size=6, unique=True))
    numbers = draw(
        st.lists(st.integers(1, 65_535), min_size=len(ids), max_size=len(ids), unique=True).map(sorted)
    )
    cameras = [
        Camera(
            id=id_,
            number=number,
            name=draw(words),
            kind=draw(st.sampled_from(CameraKind)),
            place=draw(places),
            heading_deg=draw(st.none() | st.floats(0, 360, exclude_max=True)),
            fov_deg=draw(st.none() | st.floats(0.1, 360)),
            site_id=draw(st.sampled_from([None, *(site.id for site in sites)])),
            station_id=draw(st.sampled_from([None, *(station.id for station in stations)])),
            model=draw(st.none() | words),
            installed_year=draw(st.none() | st.integers(1950, 2150)),
            engine=draw(st.sampled_from(["", "rapidocr", "onnx:bureau/plates.toml"])),
        )
        for id_, number in zip(ids, numbers, strict=True)
    ]
    return stations, sites, cameras


@given(written=registers(), crs=st.sampled_from(Crs), is_csv=st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_exported_register_comes_back_as_it_was(
    written: tuple[list[Station], list[Site], list[Camera]], crs: Crs, is_csv: bool
) -> None:
    stations, sites, cameras = written
    with TemporaryDirectory() as folder:
        there = Path(folder)
        with Registry(there / "a" / "registry.sqlite") as first:
            first.save(stations, sites, cameras)
            file = there / ("cameras.csv" if is_csv else "cameras.geojson")
            file.write_bytes((export_csv if is_csv else export_geojson)(first, crs=crs))
            same = import_cameras(first, file, by="me", at=NOON)
            assert (same.new, same.updated, same.problems) == ((), (), ())
            with Registry(there / "b" / "registry.sqlite") as second:
                report = import_cameras(second, file, by="me", at=NOON)
                assert report.problems == ()
                assert second.cameras() == first.cameras() == tuple(cameras)
                used = {camera.station_id for camera in cameras}
                assert second.stations() == tuple(s for s in first.stations() if s.id in used)
                used = {camera.site_id for camera in cameras}
                assert second.sites() == tuple(s for s in first.sites() if s.id in used)
                assert second.snapshot().guessed_stations == set()


@given(st.text(max_size=20))
def test_escaping_is_undone_and_leaves_no_formula(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(tuple("=+-@＝＋－＠\t\r\n"))


@pytest.mark.parametrize("text", ["=1+1", "+886", "-HYPERLINK()", "@SUM(A1)", "＝1", "\t=1", "'=1", "''"])
def test_cells_that_would_run_are_made_text(text: str) -> None:
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", ["台9線", "1-2", "a=b", "'s", "'", ""])
def test_other_cells_are_left_as_they_are(text: str) -> None:
    assert escaped(text) == text == unescaped(text)


CAMERAS = [
    Camera("A", 3, "=cmd|' /C calc'!A0", CameraKind.PLATE, Point(121.6044, 23.9769), station_id="S1"),
    Camera("B", 9, "示範, 路", CameraKind.ORDINARY, Point(121.7, 24.0)),
]
STATION = Station("S1", "仙境派出所", "示範分局", Point(121.6, 23.98))


def test_csv_opens_in_excel(registry: Registry) -> None:
    registry.save([STATION], [], CAMERAS)
    content = export_csv(registry)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["名稱 name"] for row in rows] == ["'=cmd|' /C calc'!A0", "示範, 路"]
    assert rows[0]["類別 kind"] == "車牌辨識 plate"
    assert (rows[0]["經度 lon"], rows[0]["派出所名稱 station"]) == ("121.6044", "仙境派出所")
    assert rows[1]["派出所名稱 station"] == ""


def test_metres_stand_beside_degrees_when_asked_for(registry: Registry) -> None:
    registry.save([STATION], [], CAMERAS)
    rows = list(csv.DictReader(io.StringIO(export_csv(registry, crs=Crs.TWD97).decode("utf-8-sig"))))
    assert (rows[0]["TWD97 X"], rows[0]["TWD97 Y"]) == ("311504.364", "2652596.698")
    first = json.loads(export_geojson(registry, crs=Crs.TWD97))["features"][0]
    assert first["geometry"]["coordinates"] == [121.6044, 23.9769], "geometry is WGS84, always"
    assert first["properties"]["TWD97 X"] == 311504.364


def test_geojson_is_plain(registry: Registry) -> None:
    registry.save([STATION], [], CAMERAS)
    whole = json.loads(export_geojson(registry))
    assert whole["type"] == "FeatureCollection"
    assert [feature["id"] for feature in whole["features"]] == ["A", "B"]
    properties = whole["features"][0]["properties"]
    assert (properties["name"], properties["kind"], properties["trackway_number"]) == (
        "=cmd|' /C calc'!A0",
        "plate",
        3,
    )


def test_only_the_chosen_cameras_go_out(registry: Registry) -> None:
    registry.save([STATION], [], CAMERAS)
    chosen = registry.inside(Circle(Point(121.7, 24.0), 100)).cameras
    assert [f["id"] for f in json.loads(export_geojson(registry, chosen))["features"]] == ["B"]
    assert export_csv(registry, chosen).count(b"\n") == 2
    assert export_csv(registry, ()).count(b"\n") == 1


def test_a_guessed_place_is_not_handed_on_as_given(registry: Registry, bring: Bring) -> None:
    bring("編號,經度,緯度,派出所\nA,121.6,23.9,仙境派出所\nB,121.62,23.9,仙境派出所\n")
    content = export_csv(registry)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row["派出所經度 station_lon"] for row in rows} == {""}
    assert distance_m(registry.stations()[0].place, Point(121.61, 23.9)) < 0.01
    assert bring(content).unchanged == 2
    assert registry.snapshot().guessed_stations == {"仙境派出所"}
