"""`trackway cameras calibrate`."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from tests.conftest import FakeClock

from trackway.cli import House, run
from trackway.registry import Registry
from trackway.trust import Trust

from .conftest import NOON
from .test_grounds import CAMERA, LANES, points, written

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with Registry(folder / "registry.sqlite") as registry:
        registry.save(cameras=[CAMERA])
    return folder


@pytest.fixture
def trackway(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    class Small:
        clock = FakeClock(NOON)

        def registry(self, folder: Path) -> Registry:
            return Registry(folder / "registry.sqlite")

        def trust(self, folder: Path) -> Trust:
            return Trust(folder / "trust.sqlite", self.clock)

    def do(*words: str | Path) -> tuple[int, str, str]:
        arguments = ["cameras", "calibrate", *map(str, words), "--data", str(data)]
        code = run(cast("House", Small()), arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return do


def audited(data: Path) -> list[str]:
    with Trust(data / "trust.sqlite", FakeClock(NOON)) as trust:
        return [row.action for row in trust.audit_rows(trust.command_line_officer("root"))]


def test_points_and_lanes_are_kept_and_audited(trackway: Run, data: Path, tmp_path: Path) -> None:
    file = written(tmp_path, {"points": points(), "height_m": 6.0})
    code, out, err = trackway("HL-001", "--points", file)
    assert (code, err) == (0, "")
    for words in ("4 個標記 marks", "殘差", "近 near", "遠 far", "6.0 m", "不得作為舉發依據"):
        assert words in out
    code, out, _ = trackway("HL-001", "--lanes", written(tmp_path, LANES, "lanes.json"), "--json")
    assert code == 0
    said = json.loads(out)
    assert [lane["lane"] for lane in said["lanes"]] == [1, 2]
    assert max(mark["misses_by_m"] for mark in said["marks"]) < 0.01
    assert all(error["error_m"] > 0 for error in said["errors"])
    with Registry(data / "registry.sqlite") as registry:
        saved = registry.ground("HL-001")
    assert len(saved.view.lanes) == 2
    assert audited(data) == ["camera_ground_saved", "camera_ground_saved"]
    code, out, _ = trackway("HL-001", "--json")
    assert json.loads(out) == said
    code, _, _ = trackway("HL-001", "--points", file)
    with Registry(data / "registry.sqlite") as registry:
        assert len(registry.ground("HL-001").view.lanes) == 2  # new points keep the lanes


def test_a_dry_run_keeps_nothing(trackway: Run, data: Path, tmp_path: Path) -> None:
    code, out, _ = trackway("HL-001", "--points", written(tmp_path, {"points": points()}), "--dry-run")
    assert code == 0
    assert "未儲存" in out
    code, _, err = trackway("HL-001")
    assert code == 1
    assert "not calibrated" in err
    assert audited(data) == []


def test_a_mark_in_the_wrong_place_is_pointed_out(trackway: Run, tmp_path: Path) -> None:
    good = points()
    extra = [
        {"x": 0.5, "y": 0.55, "lon": CAMERA.place.lon, "lat": CAMERA.place.lat},
        {"x": 0.5, "y": 0.3, "lon": CAMERA.place.lon, "lat": CAMERA.place.lat + 0.0001},
    ]
    _, out, _ = trackway("HL-001", "--points", written(tmp_path, {"points": [*good, *extra]}), "--dry-run")
    assert "請檢查" in out


def test_clearing(trackway: Run, data: Path, tmp_path: Path) -> None:
    trackway("HL-001", "--points", written(tmp_path, {"points": points()}))
    code, out, _ = trackway("HL-001", "--clear")
    assert code == 0
    assert "已移除" in out
    assert trackway("HL-001", "--clear")[0] == 1
    assert audited(data) == ["camera_ground_cleared", "camera_ground_saved"]


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (["HL-404"], "HL-404", 1),
        (["HL-001", "--points", "gone.json"], "gone.json", 1),
        (["HL-001", "--points", "gone.json", "--picture", "wide"], "1920x1080", 2),
        (["HL-001", "--clear", "--dry-run"], "alone", 2),
        (["HL-001", "--lanes", "gone.json"], "not calibrated", 1),
    ],
)
def test_wrong_use_is_one_sentence(trackway: Run, words: list[str], says: str, code: int) -> None:
    got, _, err = trackway(*words)
    assert got == code
    assert says in err


PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "calibrate-a-camera.md"


def test_the_how_to_works_as_it_stands(trackway: Run, tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (table,) = re.findall(r"```text\n(x,y.*?)```", page, re.DOTALL)
    more, lanes = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    points_csv = written(tmp_path, table, "points.csv")
    code, out, err = trackway("HL-001", "--points", points_csv, "--picture", "1920x1080", "--json")
    assert (code, err) == (0, "")
    assert all(mark["misses_by_m"] < 2 * mark["expected_m"] for mark in json.loads(out)["marks"])
    assert 3 < json.loads(out)["height_m"] < 12
    for words in (
        ["--points", written(tmp_path, more, "more.json"), "--dry-run"],
        ["--lanes", written(tmp_path, lanes, "lanes.json")],
    ):
        assert trackway("HL-001", *words)[0] == 0
