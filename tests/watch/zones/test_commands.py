"""`trackway zones …` on a real data folder."""

import json
from getpass import getuser
from pathlib import Path

import pytest

from trackway.cli import run
from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.model.question import Officer, Role
from trackway.node.clock import SystemClock
from trackway.node.trackway_house import TrackwayHouse
from trackway.node.watching import opened_watch
from trackway.registry import Registry

ASKED = ("--legal-basis", "道交條例5", "--case", "OP-7", "--owner", "交通組", "--allowed-only")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    with Registry(folder / "registry.sqlite") as registry:
        registry.save(cameras=[Camera("C1", 1, "一", CameraKind.PLATE, Point(121.6, 23.98))])
    return folder


def trackway(data: Path, *arguments: str) -> int:
    return run(TrackwayHouse(), ["zones", *arguments, "--data", str(data)])


def test_from_asking_to_ending(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ring = [[121.5, 23.9], [121.7, 23.9], [121.7, 24.0], [121.5, 24.0], [121.5, 23.9]]
    drawn = tmp_path / "zone.geojson"
    drawn.write_text(json.dumps({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}))
    assert trackway(data, "add", "封街", "--geojson", str(drawn), *ASKED) == 1  # no end
    said = ("--geojson", str(drawn), "--to", "2030-01-01T00:00+08:00", *ASKED)
    assert trackway(data, "add", "封街", *said, "--forbid", "large", "--bands", "22:00-05:00") == 0
    assert trackway(data, "approve", "1") == 1
    assert "four eyes" in capsys.readouterr().err
    with opened_watch(data, SystemClock()) as rooms:
        asked = rooms.zones.all()[0]
        rooms.zones.approve(Officer(9, "chen", "chen", Role.INVESTIGATOR), 1, asked.version)
    assert trackway(data, "allow", "1", "ABC-1235", "--name", "住戶", "--officer", "wang") == 0
    allowed = tmp_path / "allowed.csv"
    allowed.write_text("plate,name\nXYZ-5678,工地\n!,錯\n", encoding="utf-8")
    assert trackway(data, "import", "1", str(allowed), "--dry-run") == 0
    assert trackway(data, "import", "1", str(allowed)) == 1
    allowed.write_text("plate,name\nXYZ-5678,工地\n", encoding="utf-8")
    assert trackway(data, "import", "1", str(allowed)) == 0
    assert trackway(data, "export", "1", str(tmp_path / "out.csv")) == 0
    assert trackway(data, "export", "1", str(tmp_path / "out.csv")) == 1
    assert (tmp_path / "out.csv").read_text("utf-8-sig").count("\n") == 3
    capsys.readouterr()
    assert trackway(data, "visits", "1") == 2  # no purpose
    assert trackway(data, "visits", "1", "--case", "1", "--reason", "查") == 0
    assert trackway(data, "end", "1") == 0
    capsys.readouterr()
    assert trackway(data, "list", "--json") == 0
    zone = json.loads(capsys.readouterr().out)
    assert (zone["requester"], zone["approved_by"], zone["holds"]) == (getuser(), "chen", False)
    assert (zone["forbidden"], zone["inside"]) == (["large"], 0)
    assert trackway(data, "list") == 0
    assert "已結束" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", ["", "[]", '{"type":"Polygon"}', "[" * 100_000, '{"type":"Point","coordinates":[1,2]}']
)
def test_what_is_no_polygon_is_refused(data: Path, tmp_path: Path, content: str) -> None:
    drawn = tmp_path / "zone.geojson"
    drawn.write_text(content)
    assert trackway(data, "add", "封街", "--geojson", str(drawn), "--for-good", *ASKED) == 1
