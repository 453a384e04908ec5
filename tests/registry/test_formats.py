"""The same list as CSV in every dress, as XLSX, as GeoJSON and as KML."""

import io
import json
import zipfile
from datetime import datetime

import openpyxl
import pytest

from trackway.model.place import Point
from trackway.registry import Confidence, Crs, Registry, Unreadable

from .conftest import Bring

ROWS = [
    ["編號", "名稱", "經度", "緯度", "派出所"],
    ["甲-1", "台9線 193K+200", "121.5701", "23.9502", "仙境派出所"],
    ["甲-2", "示範路, 測試街口", "121.5702", "23.9501", "雲海派出所"],
]
TEXT = "\r\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in ROWS) + "\r\n"


def taken(registry: Registry) -> list[tuple[str, str, Point]]:
    return [(camera.id, camera.name, camera.place) for camera in registry.cameras()]


EXPECTED = [
    ("甲-1", "台9線 193K+200", Point(121.5701, 23.9502)),
    ("甲-2", "示範路, 測試街口", Point(121.5702, 23.9501)),
]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp950", "cp950"), ("utf-16", "utf-16")],
)
def test_csv_in_the_encodings_of_taiwan(registry: Registry, bring: Bring, encoding: str, said: str) -> None:
    report = bring(TEXT.encode(encoding))
    assert taken(registry) == EXPECTED
    assert (report.format, report.encoding, report.header_row) == ("csv", said, 1)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_with_every_delimiter_and_line_end(
    registry: Registry, bring: Bring, delimiter: str, ending: str
) -> None:
    rows = [delimiter.join(f'"{cell}"' for cell in row) for row in ROWS]
    bring(ending.join(rows))
    assert taken(registry) == EXPECTED


def test_csv_with_excels_own_first_line(registry: Registry, bring: Bring) -> None:
    report = bring("sep=;\r\n" + "\r\n".join(";".join(row) for row in ROWS))
    assert taken(registry) == EXPECTED
    assert report.header_row == 2


def test_rows_are_counted_as_an_editor_counts_them(bring: Bring) -> None:
    report = bring('編號,名稱,經度,緯度\nA,"兩\n行",121.6,23.9\n\nB,壞,x,y\n')
    assert report.new == ("A",)
    assert [problem.row for problem in report.problems] == [5]


def test_a_row_of_broken_bytes_is_refused_and_the_rest_taken(registry: Registry, bring: Bring) -> None:
    lines = [f"甲-{n},示範路,121.6,23.9\n".encode("cp950") for n in range(3)]
    report = bring(
        "編號,名稱,經度,緯度\n".encode("cp950")
        + lines[0]
        + b"\xff\xff-9,\x80,121.6,23.9\n"
        + lines[1]
        + lines[2]
    )
    assert report.new == ("甲-0", "甲-1", "甲-2")
    (problem,) = report.problems
    assert problem.row == 3
    assert "cp950" in problem.why.zh


def test_a_quotation_mark_that_nobody_closed_spoils_its_row_only(bring: Bring) -> None:
    rows = "".join(f"{n},名,121.6,23.9\n" for n in range(100))
    report = bring(f'編號,名稱,經度,緯度\nA,"沒關,121.6,23.9\n{rows}')
    assert len(report.new) == 100
    (problem,) = report.problems
    assert (problem.row, problem.original) == (2, 'A,"沒關,121.6,23.9')


def test_a_comma_too_many_is_seen(bring: Bring) -> None:
    report = bring("編號,名稱,經度,緯度\nA,示範路,測試街口,121.6,23.9\nB,乙,121.6,23.9\n")
    assert report.new == ("B",)
    assert "測試街口" in report.problems[0].why.zh


def test_a_row_of_too_many_cells_is_refused(bring: Bring) -> None:
    report = bring("編號,經度,緯度\nA,121.6,23.9\nB" + ",1" * 300 + "\n")
    assert report.new == ("A",)
    assert "200" in report.problems[0].why.en


# -- XLSX --------------------------------------------------------------------------------------------


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_xlsx_with_a_title_numbers_and_dates(registry: Registry, bring: Bring) -> None:
    content = workbook(
        [["說明"], ["本表僅供示範"]],
        [
            ["示範縣鏡頭一覽表"],
            [],
            ["編號", "名稱", "經度", "緯度", "裝設日期"],
            [1001, "示範路", 121.6, 23.9, datetime(2019, 5, 1)],  # noqa: DTZ001 a date in a cell has no zone
            [1002.0, "#N/A", "121.61", 23, 108],
        ],
    )
    report = bring(content, "cameras.xlsx")
    assert (report.format, report.sheet, report.header_row) == ("xlsx", "表2", 3)
    assert taken(registry) == [
        ("1001", "示範路", Point(121.6, 23.9)),
        ("1002", "1002", Point(121.61, 23.0)),
    ]
    assert [camera.installed_year for camera in registry.cameras()] == [2019, 2019]


def test_xlsx_rows_are_counted_as_on_the_sheet(bring: Bring) -> None:
    content = workbook([["編號", "經度", "緯度"], ["A", 121.6, 23.9], [], [], ["B", "x", 23.9]])
    report = bring(content, "cameras.xlsx")
    assert [problem.row for problem in report.problems] == [5]
    assert report.problems[0].original == "B | x | 23.9"


def test_xlsx_under_another_name_is_read_for_what_it_is(registry: Registry, bring: Bring) -> None:
    report = bring(workbook([list(row) for row in ROWS]), "cameras.csv")
    assert taken(registry) == EXPECTED
    assert report.format == "xlsx"
    assert any("content is XLSX" in note.en for note in report.notes)


def test_a_workbook_that_lies_about_its_size_is_read_to_its_end(registry: Registry, bring: Bring) -> None:
    content = workbook([list(row) for row in ROWS])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, text.replace(b'<dimension ref="A1:E3"', b'<dimension ref="A1:A1"'))
    assert out.getvalue().count(b"A1:A1") == 1
    bring(out.getvalue(), "cameras.xlsx")
    assert taken(registry) == EXPECTED


# -- GeoJSON -----------------------------------------------------------------------------------------


def feature(lon: object, lat: object, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }


def collection(*features: object, **more: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}, ensure_ascii=False)


def test_geojson_points_and_properties(registry: Registry, bring: Bring) -> None:
    line = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}}
    report = bring(
        collection(
            feature(121.5701, 23.9502, 編號="甲-1", 名稱="台9線 193K+200", 其他=None),
            line,
            feature(121.5702, 23.9501, 編號="甲-2", 名稱="示範路, 測試街口", 經度=0, 緯度=0),
        ),
        "cameras.geojson",
    )
    assert taken(registry) == EXPECTED
    (problem,) = report.problems
    assert (problem.row, problem.field) == (2, "geometry")
    assert "LineString" in problem.original
    uses = {use.column: use for use in report.columns}
    assert uses["經度"].field is None, "the geometry rules over properties of the same name"


def test_geojson_feature_id_and_old_crs_member(registry: Registry, bring: Bring) -> None:
    one = {**feature(311504.364, 2652596.698, name="示範"), "id": 12}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3826"}}
    report = bring(collection(one, crs=crs), "cameras.json")
    assert taken(registry) == [("12", "示範", Point(121.6044, 23.9769))]
    assert "as the file says itself" in report.crs_because.en


def test_geojson_of_an_unknown_system_is_refused(bring: Bring) -> None:
    crs = {"type": "name", "properties": {"name": "EPSG:3857"}}
    with pytest.raises(Unreadable, match="EPSG:3857"):
        bring(collection(feature(1, 2, id="A"), crs=crs), "cameras.geojson")


def test_geojson_with_latitude_first_is_refused(bring: Bring) -> None:
    with pytest.raises(Unreadable, match="swapped"):
        bring(collection(feature(23.9, 121.6, id="A")), "cameras.geojson")


def test_geojson_takes_no_apostrophe_away(registry: Registry, bring: Bring) -> None:
    bring(collection(feature(121.6, 23.9, id="A", name="'=1")), "cameras.geojson")
    assert registry.camera("A").name == "'=1"


# -- KML ---------------------------------------------------------------------------------------------

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>示範</name>
<Folder><name>示範分局</name>
 <Folder><name>仙境派出所</name>
  <Placemark><name>台9線 193K+200</name>
   <ExtendedData><Data name="編號"><value>甲-1</value></Data>
   <Data name="視角"><value>38</value></Data></ExtendedData>
   <Point><coordinates>121.5701,23.9502,12</coordinates></Point></Placemark>
 </Folder>
 <Folder><name>雲海派出所</name>
  <Placemark><name>示範路, 測試街口</name>
   <ExtendedData><SchemaData><SimpleData name="編號">甲-2</SimpleData></SchemaData></ExtendedData>
   <Point><coordinates> 121.5702,23.9501 </coordinates></Point></Placemark>
  <Placemark><name>一條線</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark>
 </Folder>
</Folder></Document></kml>"""


def test_kml_placemarks_folders_and_extended_data(registry: Registry, bring: Bring) -> None:
    report = bring(KML, "cameras.kml")
    assert taken(registry) == EXPECTED
    assert registry.camera("甲-1").fov_deg == 38
    assert [(s.name, s.precinct) for s in registry.stations()] == [
        ("仙境派出所", "示範分局"),
        ("雲海派出所", "示範分局"),
    ]
    assert {use.field for use in report.columns if use.confidence is Confidence.GUESS} == {
        "station",
        "precinct",
    }
    (problem,) = report.problems
    assert problem.row == 3
    assert "一條線" in problem.original


def test_kml_folders_that_are_no_stations_are_left_aside(registry: Registry, bring: Bring) -> None:
    bring(KML.replace("派出所", "線").replace("分局", "圖"), "cameras.kml")
    assert registry.stations() == ()
    assert len(registry.cameras()) == 2


def test_kml_folders_can_be_mapped(registry: Registry, bring: Bring) -> None:
    bring(KML.replace("派出所", "線"), "cameras.kml", mapping={"station": "(資料夾 folder)"})
    assert [station.name for station in registry.stations()] == ["仙境線", "雲海線"]


def test_the_system_can_be_told_for_every_format(registry: Registry, bring: Bring) -> None:
    bring(collection(feature(310674.5, 2652802.2, id="A")), "cameras.geojson", crs=Crs.TWD67)
    assert registry.camera("A").place.lon == pytest.approx(121.6044, abs=1e-5)
