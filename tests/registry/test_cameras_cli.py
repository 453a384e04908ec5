"""`trackway cameras …`: the register at the command line."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from trackway.cli import House, run
from trackway.model.time import Instant
from trackway.registry import Registry

from .conftest import NOON
from .test_import import PLAIN

NEAR_HL_001 = "circle:121.5701,23.9502,100"


class Noon:
    def now(self) -> Instant:
        return NOON


class CamerasOnly:
    """As much of a house as these commands open."""

    clock = Noon()

    def registry(self, data: Path) -> Registry:
        return Registry(data / "registry.sqlite")


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def trackway(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def do(command: str, *rest: str) -> tuple[int, str, str]:
        code = run(
            cast("House", CamerasOnly()), ["cameras", command, *rest, "--data", str(tmp_path / "data")]
        )
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return do


@pytest.fixture
def plain(tmp_path: Path) -> str:
    path = tmp_path / "cameras.csv"
    path.write_text(PLAIN, encoding="utf-8")
    return str(path)


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_import_prints_a_report_in_both_languages(trackway: Run, plain: str) -> None:
    code, out, err = trackway("import", plain)
    assert (code, err) == (0, "")
    for words in (
        "匯入結果 Imported",
        "新增 new",
        "欄位對應 Columns",
        "確定 certain",
        "備註",
        "WGS84",
        "UTF-8".lower(),
    ):
        assert words in out


def test_import_as_json_is_one_object(trackway: Run, plain: str) -> None:
    code, out, _ = trackway("import", plain, "--json")
    (report,) = lines(out)
    assert code == 0
    assert report["new"] == ["HL-001", "HL-002", "HL-003"]
    assert report["is_dry_run"] is False


def test_a_dry_run_leaves_the_register_alone(trackway: Run, plain: str) -> None:
    code, out, _ = trackway("import", plain, "--dry-run")
    assert code == 0
    assert "試匯，未寫入任何資料 Dry run, nothing was written" in out
    assert trackway("list", "--json")[1] == ""


def test_bad_rows_are_listed_and_the_rest_counts_as_done(trackway: Run, tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_text("編號,名稱,經度,緯度\nA,甲,121.6,23.9\nB,\x1b[31m乙,x,23.9\n", encoding="utf-8")
    code, out, _ = trackway("import", str(path))
    assert code == 0
    assert "有問題的列 Rows with problems" in out
    assert "“x” in “經度” is not a coordinate." in out
    assert "\x1b" not in out, "a file cannot write to the terminal's controls"


def test_nothing_usable_is_a_failure_with_its_report(trackway: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("編號,經度,緯度\nA,x,y\n", encoding="utf-8")
    code, out, err = trackway("import", str(path), "--json")
    assert code == 1
    assert "None of the 1 rows of bad.csv could be used." in err
    assert lines(out)[0]["refused"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["import", "nothing.csv"], 1, "There is no file nothing.csv"),
        (["import", "PLAIN", "--crs", "utm"], 2, "wgs84, twd97, twd67"),
        (["import", "PLAIN", "--map", "lon"], 2, "is not FIELD=COLUMN"),
        (["import", "PLAIN", "--map", "lon=東"], 2, "no column '東'"),
        (["import", "PLAIN", "--kind", "radar"], 2, "radar"),
        (["import"], 2, "FILE"),
        (["export"], 2, "give --format"),
        (["inside", "--area", "circle:1,2"], 2, "needs 3 numbers"),
        (["inside", "--area", "circle:23.9,121.6,500"], 1, "may be swapped"),
        (["near", "121.6"], 2, "is not a point"),
        (["near", "23.9,121.6"], 1, "may be swapped"),
        (["near", "121.6,23.9", "--within", "0"], 2, "between 0 and"),
        (["retire", "nobody"], 1, "no camera 'nobody'"),
        (["export", "out.xls"], 2, "give --format"),
        (["export", "no/such/folder/out.csv"], 1, "There is no folder"),
    ],
)
def test_wrong_use_and_failure_have_their_sentence(
    trackway: Run, plain: str, arguments: list[str], code: int, sentence: str
) -> None:
    got, out, err = trackway(*[plain if word == "PLAIN" else word for word in arguments])
    assert (got, out) == (code, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_mapping_system_and_kind_from_the_command_line(trackway: Run, tmp_path: Path) -> None:
    path = tmp_path / "metres.csv"
    path.write_text("代號,甲,乙\nA,310674.5,2652802.2\n", encoding="utf-8")
    code, _, _ = trackway(
        "import", str(path), "--map", "x=甲", "--map", "y=乙", "--crs", "twd67", "--kind", "plate"
    )
    (camera,) = lines(trackway("list", "--json")[1])
    assert code == 0
    assert camera["kind"] == "plate"
    assert camera["lon"] == pytest.approx(121.6044, abs=1e-5)


def test_list_inside_and_near(trackway: Run, plain: str) -> None:
    trackway("import", plain)
    assert [c["id"] for c in lines(trackway("list", "--json")[1])] == ["HL-001", "HL-002", "HL-003"]
    assert [c["id"] for c in lines(trackway("list", "--json", "--kind", "ordinary")[1])] == ["HL-003"]
    assert [c["id"] for c in lines(trackway("list", "--json", "--area", NEAR_HL_001)[1])] == [
        "HL-001",
        "HL-002",
    ]
    assert [c["number"] for c in lines(trackway("inside", "--json", "--area", NEAR_HL_001)[1])] == [1, 2]
    stations = lines(trackway("inside", "--json", "--stations", "--area", "rectangle:121,23,122,24")[1])
    assert stations == [
        {"id": "仙境派出所", "name": "仙境派出所", "precinct": "示範分局", "count": 2},
        {"id": "雲海派出所", "name": "雲海派出所", "precinct": "示範分局", "count": 1},
    ]
    near = lines(trackway("near", "121.5701,23.9502", "--within", "2000", "--json")[1])
    assert [(c["id"], c["distance_m"]) for c in near] == [
        ("HL-001", 0.0),
        ("HL-002", 15.0),
        ("HL-003", 1481.1),
    ]


def test_tables_for_people(trackway: Run, plain: str) -> None:
    trackway("import", plain)
    out = trackway("inside", "--area", NEAR_HL_001)[1]
    for words in ("2 支鏡頭 cameras", "台9線 193K+200 北上", "示範分局 仙境派出所", "1 個派出所 stations"):
        assert words in out
    assert "距離 m" in trackway("near", "121.5701,23.9502")[1]


def test_export_to_a_file_and_back(trackway: Run, plain: str, tmp_path: Path) -> None:
    trackway("import", plain)
    for name in ("out.csv", "out.geojson"):
        file = str(tmp_path / name)
        assert trackway("export", file)[0] == 0
        report = lines(trackway("import", file, "--json")[1])[0]
        assert (report["new"], report["updated"], report["unchanged"]) == ([], [], 3)
        code, _, err = trackway("export", file)
        assert code == 1
        assert "--overwrite" in err
        assert trackway("export", file, "--overwrite", "--kind", "plate")[0] == 0
    assert len(json.loads((tmp_path / "out.geojson").read_bytes())["features"]) == 2


def test_export_to_the_standard_output(trackway: Run, plain: str) -> None:
    trackway("import", plain)
    code, out, _ = trackway("export", "--format", "csv", "--crs", "twd97", "--area", NEAR_HL_001)
    assert code == 0
    assert out.startswith("\ufeff編號 id,")
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert [row["本系統編號 trackway_number"] for row in rows] == ["1", "2"]
    assert rows[0]["TWD97 X"].startswith("308")


def test_retired_cameras_are_not_listed(trackway: Run, plain: str) -> None:
    trackway("import", plain)
    code, out, _ = trackway("retire", "HL-001", "HL-003")
    assert code == 0
    assert "2 支" in out
    assert [c["id"] for c in lines(trackway("list", "--json")[1])] == ["HL-002"]
