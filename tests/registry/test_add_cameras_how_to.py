"""The commands of docs/how-to/add-cameras.md run as they stand."""

import io
import re
import shlex
from pathlib import Path
from typing import cast

import pytest

from trackway.cli import House, run
from trackway.model.camera import Camera, CameraKind
from trackway.model.place import Point
from trackway.registry import Registry
from trackway.video.addresses import Networks

from .test_streams_cli import StreamsOnly

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "add-cameras.md").read_text(encoding="utf-8")


class AnyPrivate(StreamsOnly):
    def networks(self, data: Path) -> Networks:
        return Networks()


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_page_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("streams.csv").write_text(block("csv"), encoding="utf-8")
    with Registry(Path("hualien/registry.sqlite")) as registry:
        registry.save(
            cameras=[Camera(f"HL-00{n}", n, "", CameraKind.ORDINARY, Point(121.6, 23.97)) for n in (1, 2)]
        )
    commands = [line for line in block("sh").splitlines() if line.startswith("trackway ")]
    assert len(commands) >= 8
    for command in commands:
        words = shlex.split(command.partition(" < ")[0])
        monkeypatch.setattr("sys.stdin", io.StringIO("a camera's password\n"))
        code = run(cast("House", AnyPrivate()), words[1:])
        assert (command, code, capsys.readouterr().err) == (command, 0, "")
    with Registry(Path("hualien/registry.sqlite")) as registry:
        assert [(one.camera_id, one.key.role.value) for one in registry.saved_streams()] == [
            ("HL-001", "main"),
            ("HL-001", "sub"),
            ("HL-002", "sub"),
        ]
