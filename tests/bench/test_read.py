"""`trackway bench read` on drawn stand-ins: the real engine, every set, the form that is promised."""

import json
from pathlib import Path
from typing import cast

import pytest
from tests.bench.photographs import INVENTED, stand_ins

from trackway.cli.bench import commands
from trackway.cli.house import House
from trackway.model.errors import Invalid, Unavailable, WrongUse
from trackway.vision import Engine, default_engine


class OnlyAnEngine:
    def engine(self) -> Engine:
        return default_engine()


def run(*words: str) -> None:
    app = commands(cast("House", OnlyAnEngine()))
    app(["bench", "read", *words], exit_on_error=False, print_error=False, result_action="return_value")


def test_photographs_are_read_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = stand_ins(tmp_path)
    sets = ("as photographed", "60 px in scene", "tilted")
    run("--labels", str(labels), "--json", *(word for name in sets for word in ("--only", name)))
    results = {one["case"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    for name in sets:
        right = results[f"{name} · trackway · wholly right"]
        assert f"of {len(INVENTED)}, 95 %" in right["says"]
        assert right["value"] > 60
        assert results[f"{name} · trackway · cost"]["value"] > 0
    plain = results["as photographed · trackway · wholly right"]
    assert (plain["goal"], plain["met"], plain["value"]) == (98.5, True, 100)
    assert results["as photographed · trackway · wholly right, scooter"]["says"].startswith("1 of 1")
    assert results["tilted · trackway · wholly right"]["goal"] is None


def test_what_cannot_be_run_is_refused(tmp_path: Path) -> None:
    labels = str(stand_ins(tmp_path))
    with pytest.raises(WrongUse, match="no set called sideways"):
        run("--labels", labels, "--only", "sideways")
    with pytest.raises(WrongUse, match="no engine and no yardstick called abacus"):
        run("--labels", labels, "--engine", "abacus", "--only", "half")
    with pytest.raises(Unavailable, match="trackway bench yardsticks"):
        run("--labels", labels, "--engine", "rapidocr", "--folder", str(tmp_path / "read"), "--only", "half")
    (tmp_path / "bad.csv").write_text("file,plate,x0,y0,x1,y1\n0.png,BKP-2075,9,9,4,12\n")
    with pytest.raises(Invalid, match="line 2: the box"):
        run("--labels", str(tmp_path / "bad.csv"))
