"""`trackway read`, run as the command line runs it, with the real engine on drawn pictures."""

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import cast

import cv2
import pytest
from tests.vision.scenes import street, with_plate

from trackway.cli.house import House
from trackway.cli.main import run
from trackway.model.plate import parse_plate
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.clips import ClipScript, ScriptedPass, one_lane, render_clip
from trackway.vision import Engine
from trackway.vision.engines import ALLOWED, LicenceClass, engine_named

Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def trackway(capsys: pytest.CaptureFixture[str]) -> Run:
    class Small:
        def engine(
            self, name: str = "", data: Path | None = None, also: Collection[LicenceClass] = ()
        ) -> Engine:
            return engine_named(name, folder=data or Path(), allowed=ALLOWED | set(also))

    def call(*words: object) -> tuple[int, list[str], str]:
        code = run(cast("House", Small()), ["read", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two photographs, one without a plate, and things that are none."""
    picture, _ = with_plate(street(), "BKP-2075", 120, 260, 200)
    (tmp_path / "deep").mkdir()
    cv2.imwrite(str(tmp_path / "deep" / "b.jpg"), picture)
    cv2.imwrite(str(tmp_path / "a.png"), street(seed=2))
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "text.mp4").write_text("no footage")
    (tmp_path / "notes.txt").write_text("nothing to read")
    return tmp_path


def test_photographs_of_a_folder(trackway: Run, folder: Path) -> None:
    code, lines, err = trackway(folder, "--json")
    assert code == 1  # two files are no pictures; the rest went on
    assert "empty.jpg" in err
    assert "text.mp4" in err
    assert "notes.txt" not in err
    without, with_ = map(json.loads, lines)
    assert without == {"file": str(folder / "a.png"), "plate": None}
    assert with_["file"] == str(folder / "deep" / "b.jpg")
    assert (with_["plate"], with_["display"], with_["series"]) == ("BKP2075", "BKP-2075", "standard")
    assert with_["is_valid"] is True
    assert with_["confidence"] > 0.9
    assert (with_["vehicle"], with_["colour"]) == ("car", "unknown")
    x0, y0, x1, y1 = with_["box"]
    assert abs(x0 - 260) < 25
    assert abs(x1 - 380) < 25
    assert 150 < y0 < y1 < 300


def test_footage_gives_a_line_per_passage(trackway: Run, tmp_path: Path) -> None:
    passes = (ScriptedPass(parse_plate("RFA-1207"), VehicleKind.SEDAN, Colour.WHITE, 1.5, speed_kmh=40),)
    render_clip(ClipScript(5, passes, road=one_lane(960, 540), fps=8), tmp_path / "clip.mp4")
    code, lines, err = trackway(tmp_path / "clip.mp4", "--json")
    assert (code, err) == (0, "")
    (line,) = map(json.loads, lines)
    assert (line["plate"], line["looks"] >= 2, line["is_single_look"]) == ("RFA1207", True, False)
    assert line["first_s"] <= line["at_s"] <= line["last_s"]
    assert len(line["box"]) == 4
    assert line["motion"] == "away"
    code, lines, _ = trackway(tmp_path / "clip.mp4")
    assert "RFA-1207" in lines[0]


def test_at_most_so_many_files(trackway: Run, folder: Path) -> None:
    code, lines, err = trackway(folder, "--json", "--limit", 1)
    assert (code, len(lines), err) == (0, 1, "")


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [([], "at least one", 2), (["x.jpg", "--limit", "0"], "limit of 0", 2), (["gone.jpg"], "gone.jpg", 1)],
)
def test_wrong_use_is_one_sentence(trackway: Run, words: list[str], says: str, code: int) -> None:
    got, lines, err = trackway(*words)
    assert (got, lines) == (code, [])
    assert says in err


def test_a_folder_with_nothing_in_it(trackway: Run, tmp_path: Path) -> None:
    code, lines, err = trackway(tmp_path)
    assert (code, lines) == (1, [])
    assert "no photograph" in err


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (("--engine", "rapidorc"), "did you mean rapidocr?", 2),
        (("--engine", "onnx:gone.toml"), "gone.toml is not there", 1),
        (("--engine", "fast-alpr"), "refused by its licence", 1),
        (("--engine", "fast-alpr:none", "--allow-licence", "unknown"), "fast-alpr", 2),
    ],
)
def test_an_engine_that_cannot_read_is_one_sentence(
    trackway: Run, folder: Path, words: tuple[str, ...], says: str, code: int
) -> None:
    got, lines, err = trackway(folder / "a.png", *words)
    # Without the packages of fast-alpr its models cannot be looked up, and it is they that are missing.
    assert got == code or (words[-1] == "unknown" and "pip install" in err)
    assert (lines, len(err.splitlines())) == ([], 1)
    assert says in err


def test_the_engine_that_was_asked_for_reads(trackway: Run, folder: Path) -> None:
    code, lines, err = trackway(folder / "deep" / "b.jpg", "--engine", "trackway", "--json")
    assert code == 0, err
    assert json.loads(lines[0])["plate"] == "BKP2075"
