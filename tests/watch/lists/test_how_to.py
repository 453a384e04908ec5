"""The how-to page says what the commands do: its example is run, and every column stands on it."""

import re
import shlex
from pathlib import Path

import pytest

from trackway.cli import run
from trackway.node.trackway_house import TrackwayHouse
from trackway.watch.lists import COLUMNS

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "keep-watch-lists.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (text,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(text)


def test_the_example_runs_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("stolen.csv").write_text(block("csv"), encoding="utf-8")
    for line in block("sh").splitlines():
        program, *arguments = shlex.split(line)
        assert program == "trackway"
        assert run(TrackwayHouse(), arguments) == 0, line
    shown = capsys.readouterr().out
    assert "昨天" in shown
    assert "待核准 waiting" in shown
    assert "2027-01-31 18:00" in shown


def test_every_column_is_on_the_page() -> None:
    assert [name for name in COLUMNS if f"`{name}`" not in PAGE] == []
