"""`trackway lists`: made, filled by hand and from a file, four eyes, out again."""

import json
from pathlib import Path

import pytest

from trackway.cli.main import run
from trackway.node.trackway_house import TrackwayHouse

WHY = ["--reason", "失竊", "--basis", "警察職權行使法第28條", "--case", "115-1"]


def trackway(*arguments: str | Path) -> int:
    return run(TrackwayHouse(), [str(one) for one in arguments])


def test_a_list_is_made_filled_and_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    file = tmp_path / "stolen.csv"
    file.write_text("車號,到期日\nABC-1001,130/12/31\nABC-1002,2027-01-31\nx,\n")
    assert trackway("lists", "make", "失竊車輛", "--category", "stolen_vehicle", "--data", data) == 0
    assert trackway("lists", "import", file, "--list", "沒有", *WHY, "--data", data) == 1
    capsys.readouterr()
    asked: tuple[str | Path, ...] = (
        "lists",
        "import",
        file,
        "--list",
        "失竊車輛",
        *WHY,
        "--data",
        data,
        "--json",
    )
    assert trackway(*asked, "--dry-run") == 0
    dry = json.loads(capsys.readouterr().out)
    assert trackway(*asked) == 0
    report = json.loads(capsys.readouterr().out)
    assert (dry["new"], dry["refused"], dry["import"]) == (1, 2, None)
    assert (report["new"], report["refused"], report["import"]) == (1, 2, 1)
    assert trackway("lists", "approve", "--import", "1", "--data", data) == 1
    assert "somebody else must approve it" in capsys.readouterr().err
    until = ("--until", "2027-01-31T00:00+08:00")
    assert trackway("lists", "add", "1", "BKP-2075", *until, *WHY, "--emergency", "--data", data) == 0
    assert trackway("lists", "show", "1", "--data", data) == 0
    assert trackway("lists", "imports", "--data", data) == 0
    shown = capsys.readouterr().out
    assert "BKP-2075" in shown
    assert "待核准 waiting" in shown
    assert trackway("lists", "withdraw", "2", "--data", data) == 0
    out = tmp_path / "out.csv"
    assert trackway("lists", "export", "失竊車輛", out, "--data", data) == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfplate,")
    assert trackway("lists", "export", "失竊車輛", out, "--data", data) == 2
    assert trackway("lists", "approve", "--data", data) == 2


def test_sources_and_the_vehicle_register(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    assert trackway("lists", "make", "註銷車牌", "--data", data) == 0
    asked: tuple[str | Path, ...] = (
        "lists",
        "sources",
        "add",
        "1",
        f"folder:{tmp_path}",
        *WHY,
        "--days",
        "3",
        "--data",
        data,
    )
    assert trackway(*asked) == 0
    assert trackway("lists", "approve", "--source", "1", "--data", data) == 1
    assert trackway("lists", "sources", "list", "--data", data) == 0
    assert "待核准 waiting" in capsys.readouterr().out
    assert trackway("lists", "sources", "end", "1", "--data", data) == 0
    file = tmp_path / "vehicles.csv"
    file.write_text("車號,車種,顏色\nABC-1001,自用小客車,紅\n")
    capsys.readouterr()
    assert trackway("lists", "vehicles", file, "--data", data, "--json") == 0
    assert json.loads(capsys.readouterr().out)["vehicles"] == 1
