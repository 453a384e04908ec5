"""The page on presence: its commands run as they stand."""

import re
import shlex
from pathlib import Path

import pytest

from trackway.cli.main import run
from trackway.model.camera import Camera, CameraKind
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.place import Point
from trackway.model.plate import parse_plate
from trackway.model.time import ClockOwner, Stamp, parse_instant
from trackway.node.trackway_house import TrackwayHouse
from trackway.passages import open_passages
from trackway.registry import Registry

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "who-was-where.md"
COMMANDS = re.findall(r"^\$ trackway (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two cameras and a vehicle that passes them, and at night comes back."""
    data = tmp_path_factory.mktemp("presence") / "data"
    data.mkdir()
    with Registry(data / "registry.sqlite") as registry:
        registry.save(
            cameras=[
                Camera("HL-001", 1, "中山路口", CameraKind.PLATE, Point(121.60, 23.97)),
                Camera("HL-003", 3, "壽豐", CameraKind.PLATE, Point(121.58, 23.93)),
            ]
        )
    times = [("2026-09-22T12:10+08:00", 1), ("2026-09-22T12:40+08:00", 3), ("2026-09-22T18:00+08:00", 3)]
    with open_passages(data / "passages") as store:
        store.add([_passage("ABC-1235", text, camera) for text, camera in times])
        store.add(
            [_passage("NGT-2345", f"2026-09-{day}T0{n}:10+08:00", 1) for day in (15, 16, 18) for n in (1, 2)]
        )
    return data.parent


def _passage(plate: str, text: str, camera: int) -> Passage:
    at = parse_instant(text)
    return Passage(
        id=passage_id(at, camera, 0),
        stamp=Stamp(at, ClockOwner.CAMERA, 0.5),
        camera=camera,
        source=Source.LIVE,
        plate=parse_plate(plate),
        confidence=0.97,
        looks=4,
    )


def test_the_page_has_all_six() -> None:
    asked = [command.split()[0] for command in COMMANDS]
    assert asked == ["common", "first-seen", "night-visitor", "dwell", "habit", "not-seen"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command).split()[0])
def test_a_command_answers_as_it_stands(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert run(TrackwayHouse(), shlex.split(command)) == 0
    asked, shown = shlex.split(command)[0], capsys.readouterr().out
    assert {"night-visitor": "NGT", "not-seen": "中山路口"}.get(asked, "ABC") in shown
