"""A list of cameras becomes the register: columns, systems, rows, stations, and what is said of them."""

import stat
from pathlib import Path

import pytest

from trackway.model.camera import CameraKind, Station
from trackway.model.errors import WrongUse
from trackway.model.place import Point, distance_m
from trackway.registry import Confidence, Crs, Registry, RowProblem, Unreadable, import_cameras

from .conftest import NOON, Bring

PLAIN = """\
編號,名稱,類別,經度,緯度,鏡頭朝向,視角,派出所,分局,廠牌型號,裝設日期,備註
HL-001,台9線 193K+200 北上,車牌辨識,121.5701,23.9502,北,38,仙境派出所,示範分局,Example 9000,108/05/01,甲
HL-002,台9線 193K+200 南下,車辨,121.5702,23.9501,180,38,仙境派出所,示範分局,Example 9000,2019,乙
HL-003,示範路與測試街口,一般,121.5800,23.9600,東北向,,雲海派出所,示範分局,,民國98年,
"""


def only(problems: tuple[RowProblem, ...]) -> RowProblem:
    (problem,) = problems
    return problem


def test_a_good_list_is_taken_whole(registry: Registry, bring: Bring) -> None:
    report = bring(PLAIN)
    assert report.new == ("HL-001", "HL-002", "HL-003")
    assert (report.refused, report.problems) == (0, ())
    first, second, third = registry.cameras()
    assert (first.number, second.number, third.number) == (1, 2, 3)
    assert first.name == "台9線 193K+200 北上"
    assert first.place == Point(121.5701, 23.9502)
    assert (first.heading_deg, second.heading_deg, third.heading_deg) == (0.0, 180.0, 45.0)
    assert (first.fov_deg, third.fov_deg) == (38.0, None)
    assert [c.kind for c in registry.cameras()] == [
        CameraKind.PLATE,
        CameraKind.PLATE,
        CameraKind.ORDINARY,
    ]
    assert [c.installed_year for c in registry.cameras()] == [2019, 2019, 2009]
    assert (first.model, third.model) == ("Example 9000", None)


def test_every_column_is_accounted_for(bring: Bring) -> None:
    uses = {use.column: use for use in bring(PLAIN).columns}
    assert list(uses) == PLAIN.splitlines()[0].split(",")
    assert {column: use.field for column, use in uses.items() if use.field} == {
        "編號": "id",
        "名稱": "name",
        "類別": "kind",
        "經度": "lon",
        "緯度": "lat",
        "鏡頭朝向": "heading_deg",
        "視角": "fov_deg",
        "派出所": "station",
        "分局": "precinct",
        "廠牌型號": "model",
        "裝設日期": "installed_year",
    }
    assert uses["編號"].confidence is Confidence.CERTAIN
    assert uses["備註"].field is None
    assert uses["備註"].note is not None


def test_the_system_is_said(bring: Bring) -> None:
    report = bring(PLAIN)
    assert (report.crs, report.accuracy_m) == ("wgs84", 0.0)
    assert "經度" in report.crs_because.zh
    assert "column name" in report.crs_because.en


def test_importing_again_changes_nothing(registry: Registry, bring: Bring) -> None:
    bring(PLAIN)
    before = registry.cameras(), registry.stations()
    again = bring(PLAIN)
    assert (again.new, again.updated, again.unchanged, again.new_stations) == ((), (), 3, ())
    assert (registry.cameras(), registry.stations()) == before


def test_a_corrected_list_updates_and_keeps_numbers(registry: Registry, bring: Bring) -> None:
    bring(PLAIN)
    report = bring("編號,名稱,經度,緯度\nHL-009,新鏡頭,121.6,23.97\nHL-002,改名,121.5702,23.9501\n")
    assert report.new == ("HL-009",)
    assert [(u.id, u.fields) for u in report.updated] == [("HL-002", ("name",))]
    assert registry.camera("HL-002").number == 2
    assert registry.camera("HL-002").kind is CameraKind.PLATE, "what the file does not say stays"
    assert registry.camera("HL-009").number == 4


def test_an_empty_cell_never_erases(registry: Registry, bring: Bring) -> None:
    bring(PLAIN)
    before = registry.camera("HL-001")
    report = bring(
        "編號,名稱,經度,緯度,鏡頭朝向,派出所,廠牌型號,裝設日期,類別\nHL-001,,121.5701,23.9502,,,,,\n"
    )
    assert report.unchanged == 1
    assert registry.camera("HL-001") == before


def test_a_dry_run_says_the_same_and_writes_nothing(registry: Registry, bring: Bring) -> None:
    dry = bring(PLAIN, dry_run=True)
    assert registry.cameras() == ()
    assert registry.imports() == ()
    assert not (registry.path.parent / "imports").exists()
    assert (dry.is_dry_run, dry.kept_as) == (True, None)
    wet = bring(PLAIN)
    assert (dry.new, dry.columns, dry.problems) == (wet.new, wet.columns, wet.problems)


def test_the_file_is_kept_with_who_and_when(registry: Registry, bring: Bring) -> None:
    report = bring(PLAIN + "HL-004,壞座標,一般,不知道,23.9,,,,,,,\n")
    assert report.kept_as is not None
    kept = registry.path.parent / report.kept_as
    assert kept.name == f"{report.sha256}.csv"
    assert kept.read_text(encoding="utf-8").endswith("HL-004,壞座標,一般,不知道,23.9,,,,,,,\n")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for folder in (kept.parent, kept.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (entry,) = registry.imports()
    assert (entry.by, entry.at, entry.file_name) == ("示範管理員", NOON, "cameras.csv")
    assert (entry.new, entry.updated, entry.unchanged, entry.refused) == (3, 0, 0, 1)
    assert "HL-004,壞座標" in registry.import_report(report.sha256)
    bring(PLAIN + "HL-004,壞座標,一般,不知道,23.9,,,,,,,\n")
    assert [p.name for p in kept.parent.iterdir()] == [kept.name], "the same file is kept once"
    assert len(registry.imports()) == 2


# -- rows that cannot be used ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "field", "says"),
    [
        ("X,名,abc,23.9", "經度, 緯度", ("不是座標", "“abc”")),
        ("X,名,,23.9", "經度, 緯度", ("沒有座標", "no coordinate")),
        ("X,名,23.9,121.6", "經度, 緯度", ("對調", "swapped")),
        ("X,名,139.7,35.7", "經度, 緯度", ("不在臺灣", "not in Taiwan")),
        ("X,名,0,0", "經度, 緯度", ("不在臺灣", "not in Taiwan")),
        ("X,名,1e999,23.9", "經度, 緯度", ("不在臺灣", "not in Taiwan")),
        ("X,名,311504,2652596", "經度, 緯度", ("單位", "metres")),
        ("X,名,N23.9,E121.6", "經度, 緯度", ("對調", "swapped")),
        (",名,121.6,23.9", "編號", ("沒有編號", "no id")),
        ("HL-001,別的,121.6,23.9", "id", ("第 2 列", "row 2")),
        (f"{'長' * 201},名,121.6,23.9", "編號", ("超過 200", "longer than 200")),
        (f"X,{'長' * 501},121.6,23.9", "名稱", ("超過 500", "longer than 500")),
        ("X,\x1b[31m紅,121.6,23.9", "名稱", ("控制字元", "control")),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_taken(
    registry: Registry, bring: Bring, row: str, field: str, says: tuple[str, str]
) -> None:
    report = bring(
        f"編號,名稱,經度,緯度\nHL-001,甲,121.61,23.91\n{row}\nHL-002,乙,121.62,23.92\nHL-003,丙,121.63,23.93\n"
    )
    assert report.new == ("HL-001", "HL-002", "HL-003")
    problem = only(report.problems)
    assert (problem.row, problem.field, problem.original, problem.is_refused) == (3, field, row, True)
    assert says[0] in problem.why.zh
    assert says[1] in problem.why.en
    assert len(registry.cameras()) == 3


@pytest.mark.parametrize(
    ("column", "text", "en"),
    [
        ("類別", "測速照相", "not a known kind"),
        ("鏡頭朝向", "某處", "not a number"),
        ("鏡頭朝向", "361", "not within 0 to 360"),
        ("視角", "0", "not within 0 to 360"),
        ("裝設年份", "很久以前", "not a year"),
        ("裝設年份", "1234", "not a year"),
        ("裝設年份", "00", "not a year"),
        ("派出所經度", "139.7", "Not degrees of a place in Taiwan"),
    ],
)
def test_a_bad_value_beside_a_good_place_is_left_out_and_said(
    registry: Registry, bring: Bring, column: str, text: str, en: str
) -> None:
    other = "一般" if column == "類別" else ""
    head = f"編號,經度,緯度,派出所,派出所緯度,{column}"
    report = bring(f"{head}\nHL-001,121.6,23.9,仙境派出所,23.9,{text}\nHL-002,121.6,23.9,,,{other}\n")
    assert len(report.new) == 2
    problem = only(report.problems)
    assert (problem.row, problem.field, problem.is_refused) == (2, column, False)
    assert en in problem.why.en
    assert registry.camera("HL-001").kind is CameraKind.ORDINARY


def test_rows_said_twice_in_the_same_words_count_once(bring: Bring) -> None:
    report = bring("編號,經度,緯度\nA,121.6,23.9\nA,121.6,23.9\n\n  ,,\nA,121.60,23.9\n")
    assert (report.new, report.repeated, report.refused, report.rows) == (("A",), 2, 0, 3)


def test_a_camera_that_jumps_is_pointed_out(registry: Registry, bring: Bring) -> None:
    bring("編號,經度,緯度\nA,121.6,23.9\n")
    report = bring("編號,經度,緯度\nA,121.61,23.9\n")
    problem = only(report.problems)
    assert "1,018 m" in problem.why.en
    assert not problem.is_refused
    assert registry.camera("A").place == Point(121.61, 23.9)


def test_nothing_usable_is_reported_and_kept(registry: Registry, bring: Bring) -> None:
    report = bring("編號,經度,緯度\nA,x,y\nB,,\n")
    assert not report.is_usable
    assert report.refused == 2
    assert len(registry.imports()) == 1


# -- which column is what ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "id,lon,lat,name",
        "ID,Longitude,Latitude,Name",
        "cctv_id,PositionLon,PositionLat,SurveillanceDescription",
        "鏡頭編號,經度,緯度,設置地點",
        "監視器編號,東經,北緯,裝設位置",
        "編號 id,經度 lon,緯度 lat,名稱 name",
        "設備編號,經度(WGS84),緯度(WGS84),地點",
        "設備代碼,WGS84經度,WGS84緯度,地址",
        "攝影機編號,Ｘ座標,Ｙ座標,攝影機名稱",
        " 編號 ,經 度,緯 度,名 稱",
    ],
)
def test_names_in_both_languages_are_known(registry: Registry, bring: Bring, header: str) -> None:
    report = bring(f"{header}\nA,121.6,23.9,示範\n")
    assert [use.field for use in report.columns] == ["id", "lon", "lat", "name"]
    assert {use.confidence for use in report.columns} == {Confidence.CERTAIN}
    camera = registry.camera("A")
    assert (camera.place, camera.name) == (Point(121.6, 23.9), "示範")


def test_a_longer_name_is_likely_and_a_double_one_is_not_guessed(bring: Bring) -> None:
    report = bring("編號,本所轄內經度,本所轄內緯度,分局編號\nA,121.6,23.9,7\n")
    likely = [(use.field, use.confidence) for use in report.columns[1:]]
    assert likely == [("lon", Confidence.LIKELY), ("lat", Confidence.LIKELY), (None, None)]


def test_columns_without_telling_names_are_guessed_by_their_values(registry: Registry, bring: Bring) -> None:
    report = bring("編號,甲,乙,丙\nA,7,121.6,23.9\nB,8,121.61,23.91\n")
    guessed = {use.column: use.field for use in report.columns if use.confidence is Confidence.GUESS}
    assert guessed == {"乙": "lon", "丙": "lat"}
    assert registry.camera("B").place == Point(121.61, 23.91)


def test_a_mapping_rules_over_names(registry: Registry, bring: Bring) -> None:
    text = "編號,經度,緯度,名稱,甲,乙\nA,0,0,錯,121.6,23.9\n"
    report = bring(text, mapping={"lon": "甲", "lat": "乙", "name": "編號"})
    assert {use.column: use.confidence for use in report.columns if use.confidence} == {
        "甲": Confidence.GIVEN,
        "乙": Confidence.GIVEN,
        "編號": Confidence.GIVEN,
    }
    (camera,) = registry.cameras()
    assert (camera.place, camera.name) == (Point(121.6, 23.9), "A")


def test_x_and_y_are_other_words_for_the_pair(registry: Registry, bring: Bring) -> None:
    bring("編號,甲,乙\nA,311504.364,2652596.698\n", mapping={"x": "甲", "y": "乙"})
    assert registry.camera("A").place == Point(121.6044, 23.9769)


def test_a_mapping_to_nothing_is_refused(bring: Bring) -> None:
    with pytest.raises(WrongUse, match="no column '丁'"):
        bring(PLAIN, mapping={"lon": "丁"})
    with pytest.raises(WrongUse, match="is no field"):
        bring(PLAIN, mapping={"colour": "名稱"})


def test_two_columns_for_one_field_leave_one_aside_and_say_so(bring: Bring) -> None:
    report = bring("編號,經度,緯度,鏡頭名稱,設置地點\nA,121.6,23.9,甲,乙\n")
    aside = report.columns[4]
    assert aside.field is None
    assert aside.note is not None
    assert "鏡頭名稱" in aside.note.zh


def test_an_ordinal_is_no_id(registry: Registry, bring: Bring) -> None:
    report = bring("序號,名稱,經度,緯度\n1,甲,121.6,23.9\n2,乙,121.6,23.9\n")
    assert report.columns[0].field is None
    assert any("made-" in note.en for note in report.notes)
    first, second = (camera.id for camera in registry.cameras())
    assert first != second
    again = bring("項次,名稱,經度,緯度\n9,乙,121.6,23.9\n8,甲,121.6,23.9\n7,丙,121.6,23.9\n")
    assert (again.unchanged, len(again.new)) == (2, 1), "made ids do not depend on the order"


def test_a_row_without_id_column_needs_a_name(bring: Bring) -> None:
    report = bring("名稱,經度,緯度\n,121.6,23.9\n甲,121.6,23.9\n")
    assert "neither an id nor a name" in only(report.problems).why.en


def test_a_title_above_the_header_is_passed_over(bring: Bring) -> None:
    report = bring("示範縣路口監視器一覽表,,,\n製表：某單位,,,\n編號,名稱,經度,緯度\nA,甲,121.6,23.9\n")
    assert (report.header_row, report.new) == (3, ("A",))


def test_road_and_kilometre_and_direction_stand_in_the_name(registry: Registry, bring: Bring) -> None:
    bring(
        "cctv_id,road_name,direction,mile,lon,lat,description\n"
        "A,台9線,N,193K+200,121.57,23.95,示範橋北側\n"
        "B,台9線,S,193K+200,121.57,23.95,台9線193K+200順樁(S)\n"
        "C,臺11線,,24.5,121.57,23.95,\n"
    )
    assert [camera.name for camera in registry.cameras()] == [
        "台9線 193K+200 示範橋北側 (N)",
        "台9線193K+200順樁(S)",
        "臺11線 24.5K",
    ]
    assert {camera.heading_deg for camera in registry.cameras()} == {None}


def test_a_column_called_kind_that_is_about_something_else_is_left_aside(bring: Bring) -> None:
    report = bring("編號,經度,緯度,類型\nA,121.6,23.9,測速\nB,121.6,23.9,闖紅燈\n")
    assert report.columns[3].field is None
    assert report.problems == ()


def test_kind_for_rows_that_do_not_say(registry: Registry, bring: Bring) -> None:
    bring("編號,經度,緯度,類別\nA,121.6,23.9,\nB,121.6,23.9,一般\n", kind=CameraKind.PLATE)
    assert [camera.kind for camera in registry.cameras()] == [CameraKind.PLATE, CameraKind.ORDINARY]


# -- which system ------------------------------------------------------------------------------------


def test_twd97_is_told_by_the_column_name(registry: Registry, bring: Bring) -> None:
    report = bring("編號,TWD97X,TWD97Y\nA,311504.364,2652596.698\n")
    assert (report.crs, report.accuracy_m) == ("twd97", 1.0)
    assert "TWD97X" in report.crs_because.zh
    assert registry.camera("A").place == Point(121.6044, 23.9769)


def test_twd67_is_told_by_the_column_name(registry: Registry, bring: Bring) -> None:
    report = bring("編號,X座標(TWD67),Y座標(TWD67)\nA,310674.5,2652802.2\n")
    assert (report.crs, report.accuracy_m) == ("twd67", 2.0)
    assert distance_m(registry.camera("A").place, Point(121.6044, 23.9769)) < 1


def test_metres_that_say_nothing_are_taken_for_twd97_and_it_is_said(bring: Bring) -> None:
    report = bring("編號,橫座標,縱座標\nA,311504.364,2652596.698\n")
    assert report.crs == "twd97"
    assert "假設" in report.crs_because.zh
    assert "--crs twd67" in report.crs_because.en


def test_metres_under_a_name_of_degrees_are_known_for_what_they_are(bring: Bring) -> None:
    assert bring("編號,經度,緯度\nA,311504.364,2652596.698\n").crs == "twd97"


def test_the_system_that_is_given_rules(registry: Registry, bring: Bring) -> None:
    report = bring("編號,橫座標,縱座標\nA,310674.5,2652802.2\n", crs=Crs.TWD67)
    assert "as told" in report.crs_because.en
    assert distance_m(registry.camera("A").place, Point(121.6044, 23.9769)) < 1
    with pytest.raises(Unreadable, match="numbers are metres"):
        bring("編號,橫座標,縱座標\nA,310674.5,2652802.2\n", crs=Crs.WGS84)


def test_of_two_pairs_degrees_are_taken_unless_told(registry: Registry, bring: Bring) -> None:
    text = "編號,TWD97 X,TWD97 Y,經度,緯度\nA,311504.364,2652596.698,121.61,23.98\n"
    assert bring(text).crs == "wgs84"
    assert registry.camera("A").place == Point(121.61, 23.98)
    assert bring(text, crs=Crs.TWD97).crs == "twd97"
    assert registry.camera("A").place == Point(121.6044, 23.9769)


def test_a_known_register_betrays_twd67(registry: Registry, bring: Bring) -> None:
    bring("編號,TWD97X,TWD97Y\nA,311504,2652596\nB,311604,2652596\nC,311704,2652696\n")
    text = "編號,X,Y\nA,310674.2,2652801.4\nB,310774.2,2652801.4\nC,310874.2,2652901.4\n"
    before = registry.cameras()
    with pytest.raises(Unreadable, match="Give --crs twd67 or --crs twd97"):
        bring(text)
    assert registry.cameras() == before
    assert bring(text, crs=Crs.TWD67).refused == 0
    assert all(
        distance_m(old.place, new.place) < 3 for old, new in zip(before, registry.cameras(), strict=True)
    )


def test_a_file_with_swapped_columns_is_refused_with_the_cure(registry: Registry, bring: Bring) -> None:
    text = "編號,經度,緯度\nA,23.9,121.6\nB,23.91,121.61\n"
    with pytest.raises(Unreadable, match="Longitude and latitude are swapped") as refused:
        bring(text)
    assert "經度與緯度對調了" in str(refused.value)
    assert "--map lon='緯度' --map lat='經度'" in str(refused.value)
    assert registry.cameras() == ()
    assert bring(text, mapping={"lon": "緯度", "lat": "經度"}).new == ("A", "B")


def test_swapped_metres_are_refused_too(bring: Bring) -> None:
    with pytest.raises(Unreadable, match="swapped"):
        bring("編號,X,Y\nA,2652596,311504\n")


def test_both_coordinates_in_one_cell(registry: Registry, bring: Bring) -> None:
    report = bring('編號,座標\nA,"23.9769, 121.6044"\nB,"121.6044,23.9769"\nC,花蓮\n')
    assert len(report.new) == 2
    assert {camera.place for camera in registry.cameras()} == {Point(121.6044, 23.9769)}
    assert "pair of coordinates" in only(report.problems).why.en


def test_degrees_minutes_seconds(registry: Registry, bring: Bring) -> None:
    bring("編號,經度,緯度\nA,121°36'15.84\"E,23度58分36.84秒\n")
    assert registry.camera("A").place == Point(121.6044, 23.9769)


# -- stations and sites ------------------------------------------------------------------------------


def test_stations_are_made_and_stand_at_the_mean_of_their_cameras(registry: Registry, bring: Bring) -> None:
    report = bring(PLAIN)
    assert report.new_stations == ("仙境派出所", "雲海派出所")
    assert any("mean" in note.en for note in report.notes)
    station = next(s for s in registry.stations() if s.name == "仙境派出所")
    assert station.precinct == "示範分局"
    assert station.place.lon == pytest.approx(121.57015)
    assert station.place.lat == pytest.approx(23.95015)
    assert registry.snapshot().guessed_stations == {"仙境派出所", "雲海派出所"}
    assert registry.camera("HL-002").station_id == station.id


def test_a_station_of_the_register_is_found_by_id_and_by_name(registry: Registry, bring: Bring) -> None:
    registry.save([Station("S7", "臺灣派出所", "示範分局", Point(121.6, 23.9))])
    report = bring(
        "編號,經度,緯度,派出所,分局\nA,121.6,23.9,S7,\nB,121.6,23.9,台灣派出所,\nC,121.6,23.9,台灣派出所,示範分局\n"
    )
    assert report.new_stations == ()
    assert {camera.station_id for camera in registry.cameras()} == {"S7"}
    assert registry.stations()[0].place == Point(121.6, 23.9)


def test_two_precincts_may_have_a_station_of_one_name(registry: Registry, bring: Bring) -> None:
    bring("編號,經度,緯度,派出所,分局\nA,121.6,23.9,中央派出所,東分局\nB,121.6,23.9,中央派出所,西分局\n")
    assert [(s.id, s.precinct) for s in registry.stations()] == [
        ("中央派出所", "東分局"),
        ("西分局 中央派出所", "西分局"),
    ]


def test_a_station_told_two_ways_keeps_the_first_and_says_so(registry: Registry, bring: Bring) -> None:
    report = bring(
        "編號,經度,緯度,派出所代碼,派出所,分局\nA,121.6,23.9,S1,甲所,東分局\nB,121.6,23.9,S1,甲所,西分局\n"
    )
    assert "earlier row" in only(report.problems).why.en
    assert registry.stations()[0].precinct == "東分局"


def test_a_later_file_may_place_and_name_a_station(registry: Registry, bring: Bring) -> None:
    bring("編號,經度,緯度,派出所代碼\nA,121.6,23.9,S1\n")
    assert registry.snapshot().guessed_stations == {"S1"}
    bring(
        "編號,經度,緯度,派出所代碼,派出所,分局,派出所經度,派出所緯度\nA,121.6,23.9,S1,甲所,東分局,121.55,23.95\n"
    )
    assert registry.stations() == (Station("S1", "甲所", "東分局", Point(121.55, 23.95)),)
    assert registry.snapshot().guessed_stations == set()


def test_sites_hold_the_cameras_of_one_pole(registry: Registry, bring: Bring) -> None:
    report = bring(
        "編號,經度,緯度,桿號,路口\nA,121.60,23.90,P1,示範路口\nB,121.62,23.92,P1,示範路口\nC,121.7,24,,獨立路口\n"
    )
    assert report.new_sites == ("示範路口", "獨立路口")
    assert [camera.site_id for camera in registry.cameras()] == ["P1", "P1", "獨立路口"]
    assert [camera.name for camera in registry.cameras()] == ["示範路口", "示範路口", "獨立路口"]
    assert distance_m(registry.sites()[0].place, Point(121.61, 23.91)) < 0.01


def test_a_precinct_without_a_station_is_said_to_be_lost(bring: Bring) -> None:
    report = bring("編號,經度,緯度,分局\nA,121.6,23.9,東分局\n")
    assert any("precinct" in note.en for note in report.notes)


# -- numbers -----------------------------------------------------------------------------------------


def test_a_number_that_comes_back_is_kept_where_it_is_free(registry: Registry, bring: Bring) -> None:
    report = bring(
        "編號,經度,緯度,trackway_number\n"
        "A,121.6,23.9,500\nB,121.6,23.9,\nC,121.6,23.9,500\nD,121.6,23.9,1\nE,121.6,23.9,70000\n"
    )
    assert {c.id: c.number for c in registry.cameras()} == {"A": 500, "B": 2, "C": 3, "D": 1, "E": 4}
    assert [(p.row, p.is_refused) for p in report.problems] == [(4, False), (6, False)]
    again = bring("編號,經度,緯度,trackway_number\nA,121.6,23.9,7\n")
    assert registry.camera("A").number == 500
    assert "cannot be used again" in only(again.problems).why.en


def test_a_retired_camera_comes_back_with_its_number(registry: Registry, bring: Bring) -> None:
    bring("編號,經度,緯度\nA,121.6,23.9\nB,121.6,23.9\n")
    registry.retire(["A"])
    report = bring("編號,經度,緯度\nA,121.6,23.9\n")
    assert [(u.id, u.fields) for u in report.updated] == [("A", ("is_retired",))]
    assert [camera.number for camera in registry.cameras()] == [1, 2]


def test_an_upload_is_called_what_it_was_called_there(registry: Registry, tmp_path: Path) -> None:
    upload = tmp_path / "upload-7f3a"
    upload.write_text("編號,經度,緯度\nA,121.6,23.9\n", encoding="utf-8")
    report = import_cameras(registry, upload, by="me", at=NOON, file_name="C:\\桌面\\鏡頭.csv")
    assert report.file_name == registry.imports()[0].file_name == "鏡頭.csv"
