"""An analysis at the command line, and questions kept, as the command line runs them."""

import json
from pathlib import Path
from typing import Any

import pytest

from trackway.cli.main import run
from trackway.model.camera import Camera, CameraKind
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.place import Point
from trackway.model.plate import parse_plate
from trackway.model.time import ClockOwner, Stamp
from trackway.node.trackway_house import TrackwayHouse
from trackway.passages import open_passages
from trackway.registry import Registry
from trackway.trails.catalogue import ANALYSES

from .conftest import NOON

WHY = ["--case", "花市刑字第1號", "--reason", "竊車案"]
WHEN = ["--from", str(NOON.plus(-60)), "--to", str(NOON.plus(7200))]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Registry(tmp_path / "registry.sqlite") as registry:
        registry.save(
            cameras=[
                Camera("HL-001", 1, "中山路口", CameraKind.PLATE, Point(121.60, 23.97)),
                Camera("HL-003", 3, "壽豐", CameraKind.PLATE, Point(121.50, 23.87)),
            ]
        )
    with open_passages(tmp_path / "passages") as store:
        store.add([_passage(seconds, camera) for seconds, camera in ((0, 1), (900, 3), (3600, 1))])
    return tmp_path


def _passage(seconds: float, camera: int) -> Passage:
    at = NOON.plus(seconds)
    return Passage(
        id=passage_id(at, camera, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.5),
        camera=camera,
        source=Source.LIVE,
        plate=parse_plate("ABC-1235"),
        confidence=0.97,
        looks=4,
    )


def trackway(*arguments: str | Path) -> int:
    return run(TrackwayHouse(), list(map(str, arguments)))


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_analysis_is_a_command_with_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    for analysis in ANALYSES:
        assert trackway(analysis.name, "--help") == 0
        shown = "".join(capsys.readouterr().out.split())
        assert "".join(analysis.title.zh.split()) in shown
        assert "--case" in shown


def test_findings_with_their_evidence_and_how_far_to_trust_them(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trackway("habit", "--plate", "abc-1235", *WHEN, "--data", data, *WHY, "--json") == 0
    *findings, whole = lines(capsys)
    assert [finding["cameras"] for finding in findings] == [["HL-001"], ["HL-003"]]
    assert [len(finding["evidence"]) for finding in findings] == [2, 1]
    assert findings[0]["evidence"][0]["plate"]["display"] == "ABC-1235"
    assert findings[0]["score"] == pytest.approx(2 / 3)
    assert (whole["findings"], whole["more"], whole["empty"]) == (2, False, None)
    assert whole["coverage"]["cameras"] == 2
    assert whole["coverage"]["weak"] == []
    assert whole["caveats"][-1]["en"].startswith("A lead, not a ground")
    assert trackway("habit", "--plate", "ABC-1235", *WHEN, "--data", data, *WHY) == 0
    shown = capsys.readouterr()
    assert "ABC-1235" in shown.out
    assert "HL-003" in shown.out
    assert "線索" in shown.err


def test_it_is_on_the_audit_with_the_whole_question(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trackway("habit", "--plate", "ABC-1235", *WHEN, "--limit", "1", "--data", data, *WHY) == 0
    capsys.readouterr()
    assert trackway("audit", "--data", data, "--json") == 0
    (row,) = [row for row in lines(capsys) if row["action"] == "habit"]
    assert (row["case_no"], row["reason"], row["rows_found"]) == ("花市刑字第1號", "竊車案", 1)
    assert row["details"]["question"] == {
        "plate": "ABC1235", "span": f"{NOON.plus(-60)}/{NOON.plus(7200)}", "recent_days": 7, "limit": 1,
    }  # fmt: skip


def test_nothing_is_asked_without_a_reason(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trackway("habit", "--plate", "ABC-1235", "--data", data, "--case", "1") == 2
    assert "--reason" in capsys.readouterr().err
    assert trackway("habit", *WHEN, "--data", data, *WHY) == 2
    assert trackway("habit", "--plate", "ABC-1235", "--limit", "0", "--data", data, *WHY) == 2
    assert "limit" in capsys.readouterr().err


def test_an_empty_answer_says_why(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trackway("habit", "--plate", "XYZ-9999", "--data", data, *WHY) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "the last 30 days" in said.err
    assert "not seen in that time" in said.err


def test_a_question_is_kept_asked_again_and_dropped(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trackway("saved", "list", "--data", data) == 0
    assert "--save" in capsys.readouterr().err
    habit = ["habit", "--plate", "ABC-1235", *WHEN, "--data", str(data), *WHY]
    assert trackway(*habit, "--save", "竊車 甲") == 0
    capsys.readouterr()
    assert trackway("saved", "list", "--data", data, "--json") == 0
    (kept,) = lines(capsys)
    assert (kept["title"], kept["analysis"], kept["findings"]) == ("竊車 甲", "habit", 2)
    assert trackway("saved", "list", "--data", data) == 0
    assert "竊車 甲" in capsys.readouterr().out
    number = str(kept["id"])
    assert trackway("saved", "ask", number, "--data", data, *WHY) == 0
    assert "are those of when it was saved" in capsys.readouterr().err
    with open_passages(data / "passages") as store:
        store.add([_passage(4000, 3)])
    assert trackway("saved", "ask", number, "--data", data, *WHY) == 0
    assert "are not those of when it was saved" in capsys.readouterr().err
    assert trackway("saved", "ask", number, "--officer", "wang", "--data", data, *WHY) == 1
    assert "wang has saved no question" in capsys.readouterr().err
    assert trackway("saved", "drop", number, "--data", data) == 0
    assert trackway("saved", "drop", number, "--data", data) == 1
