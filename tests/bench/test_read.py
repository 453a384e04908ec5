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
from trackway.vision.engines import UnknownEngine


class OnlyAnEngine:
    def engine(self) -> Engine:
        return default_engine()


def run(*words: str) -> None:
    app = commands(cast("House", OnlyAnEngine()))
    app(["bench", "read", *words], exit_on_error=False, print_error=False, result_action="return_value")


def test_photographs_are_read_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = stand_ins(tmp_path)
    sets = ("as photographed", "tilted")
    folder = tmp_path / "bench" / "read"
    asked = (word for name in sets for word in ("--only", name))
    run("--labels", str(labels), "--json", "--folder", str(folder), *asked)
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
    assert 0 <= results["calibration · trackway · photographs"]["value"] <= 100
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html><html lang="zh-Hant">')
    assert "車牌判讀量測" in page
    assert "<svg" in page
    assert "http" not in page  # self-contained: nothing is fetched


def test_scenes_are_read_and_told_by_width_and_light(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = ("rendered scenes", "no plate", "other text")
    asked = [word for name in kinds for word in ("--only", name)]
    run("--scenes", "3", "--json", "--folder", str(tmp_path / "read"), *asked)
    results = {one["case"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    right = results["rendered scenes · trackway · wholly right"]
    plates = int(right["says"].split()[2].rstrip(","))
    assert plates >= 2
    bands = [one for case, one in results.items() if case.endswith("px wide")]
    assert sum(int(one["says"].split()[2].rstrip(",")) for one in bands) == plates
    assert results["no plate · trackway · false plates"]["says"] == "n = 3"
    assert "other text · trackway · false plates at 0.9 or surer" in results


def test_clips_show_what_was_voted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = stand_ins(tmp_path)
    folder = tmp_path / "read"
    words = ("--labels", str(labels), "--limit", "1", "--only", "clips", "--folder", str(folder), "--json")
    run(*words)
    results = {one["case"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    voted = results["clips of photographs · trackway · passes right by vote"]
    assert (voted["value"], voted["says"].split(",")[0]) == (100, "1 of 1")
    clips = sorted((folder / "clips").iterdir())
    assert [clip.suffix for clip in clips] == [".mp4"]
    made = clips[0].stat().st_mtime_ns
    run(*words)
    assert clips[0].stat().st_mtime_ns == made  # kept for the next run


def test_what_cannot_be_run_is_refused(tmp_path: Path) -> None:
    labels = str(stand_ins(tmp_path))
    with pytest.raises(WrongUse, match="no set called sideways"):
        run("--labels", labels, "--only", "sideways")
    with pytest.raises(UnknownEngine, match="abacus"):
        run("--labels", labels, "--engine", "abacus", "--only", "half")
    with pytest.raises(WrongUse, match="counted from 1"):
        run("--scenes", "0", "--only", "no plate")
    with pytest.raises(Unavailable, match="trackway bench yardsticks"):
        run(
            "--labels",
            labels,
            "--engine",
            "rapidocr-lines",
            "--folder",
            str(tmp_path / "read"),
            "--only",
            "half",
        )
    (tmp_path / "bad.csv").write_text("file,plate,x0,y0,x1,y1\n0.png,BKP-2075,9,9,4,12\n")
    with pytest.raises(Invalid, match="line 2: the box"):
        run("--labels", str(tmp_path / "bad.csv"))
