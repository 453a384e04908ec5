"""The how-to page says what the commands do: its example is run."""

import re
from pathlib import Path
from typing import cast

import pytest

from trackway.cli import House, run
from trackway.registry import Registry
from trackway.registry.fields import Field

from .test_cameras_cli import CamerasOnly

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "import-cameras.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (text,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(text)


def test_the_example_runs_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cameras.csv").write_text(block("csv"), encoding="utf-8")
    for line in block("sh").splitlines():
        program, *arguments = line.split()
        assert program == "trackway"
        assert run(cast("House", CamerasOnly()), arguments) == 0, line
    assert "寫錯的一列" in capsys.readouterr().out
    with Registry(Path("hualien") / "registry.sqlite") as registry:
        assert [camera.id for camera in registry.cameras()] == ["HL-001", "HL-002"]
    assert Path("for-excel.csv").read_bytes().count(b"\n") == 2


def test_every_field_is_on_the_page() -> None:
    assert [field.value for field in Field if f"`{field}`" not in PAGE] == []
