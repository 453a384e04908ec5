"""`trackway import`, run as the command line runs it."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from tests.conftest import FakeClock
from tests.intake.recordings.conftest import CAMERA, TEXTS
from tests.video.clips import grey_steps, write_clip

from trackway.cli.house import House
from trackway.cli.main import run
from trackway.corrections import Corrections
from trackway.intake.beside import Comparisons
from trackway.intake.filing import Filing
from trackway.intake.recordings import footage_in
from trackway.journal import SqliteJournal
from trackway.model.correction import CorrectionKind
from trackway.model.passage import Passage
from trackway.model.plate import parse_plate
from trackway.model.question import Officer, Permit, Purpose, Question, Role
from trackway.model.time import Span, parse_instant
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import MemoryPassages, Pictures
from trackway.registry import Registry
from trackway.sim.clips import ClipScript, ScriptedPass, calibrated, render_clip, two_lanes
from trackway.vision import Engine
from trackway.vision.engines import engine_named

Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def store() -> MemoryPassages:
    return MemoryPassages()


@pytest.fixture
def trackway(
    store: MemoryPassages, clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run the command over a data folder with one camera: exit code, lines printed, complaints."""
    data = tmp_path / "data"
    data.mkdir()
    with Registry(data / "registry.sqlite") as registry:
        registry.save(cameras=[CAMERA])

    class Small:
        def __init__(self) -> None:
            self.clock = clock

        @contextmanager
        def registry(self, folder: Path) -> Iterator[Registry]:
            with Registry(folder / "registry.sqlite") as registry:
                yield registry

        @contextmanager
        def filing(self, folder: Path) -> Iterator[Filing]:
            with SqliteJournal(folder / "journal.sqlite", clock) as journal:
                yield Filing(journal, store, folder)

        @contextmanager
        def corrections(self, folder: Path) -> Iterator[Corrections]:
            with Corrections(folder / "corrections.sqlite", clock) as corrections:
                yield corrections

        def pictures(self, folder: Path) -> Pictures:
            return Pictures(folder / "pictures")

        def engine(self, name: str = "", folder: Path | None = None) -> Engine:
            return engine_named(name, folder=(folder or data) / "engines")

        @contextmanager
        def comparisons(self, folder: Path) -> Iterator[Comparisons]:
            with Comparisons(folder / "comparisons.sqlite") as comparisons:
                yield comparisons

    house = cast("House", Small())

    def call(*words: object) -> tuple[int, list[str], str]:
        code = run(house, ["import", *map(str, words), "--data", str(data)])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return call


def test_a_file_with_its_start(trackway: Run, store: MemoryPassages, clip: Path) -> None:
    where = ("--camera", "HL-001", "--start", "2026-11-02T12:00:00+08:00", "--error-s", "2")
    code, lines, err = trackway(clip, *where, "--json")
    assert code == 0, err
    report, summary = map(json.loads, lines)
    assert report["state"] == "done"
    assert (report["passages"], report["with_plate"], report["error"]) == (3, 3, None)
    assert summary["summary"] is True
    assert (summary["files"], summary["passages"], summary["errors"]) == (1, 3, 0)
    assert summary["times_real_time_per_core"] > 0
    assert store.count() == len(TEXTS)
    code, lines, _ = trackway(clip, *where)
    assert code == 0
    assert "已匯入 already imported" in lines[0]


def test_what_officers_corrected_is_weighed_in(
    trackway: Run, store: MemoryPassages, clip: Path, clock: FakeClock, tmp_path: Path
) -> None:
    officer = Officer(7, "lin", "林警員", Role.INVESTIGATOR)
    permit = Permit(1, Purpose(officer, "花市刑字第1號", "核對判讀"))

    def imported(start: str) -> dict[str, Passage]:
        code, _, err = trackway(clip, "--camera", "HL-001", "--start", start)
        assert code == 0, err
        at = parse_instant(start)
        span = Span(at, at.plus(60))
        rows = store.find(permit, Question(span=span, has_plate=True)).rows
        return {str(row.plate): store.get(permit, row.id) for row in rows}

    before = imported("2026-11-02T12:00:00+08:00")
    with Corrections(tmp_path / "data" / "corrections.sqlite", clock) as corrections:
        corrections.add(permit, before["BKP-2075"], CorrectionKind.PLATE, parse_plate("BKP-2076"))
    after = imported("2026-11-03T12:00:00+08:00")
    assert before.keys() == after.keys()
    assert "BKP2076" not in before["BKP-2075"].alternatives
    assert "BKP2076" in after["BKP-2075"].alternatives
    assert after["BKP-2075"].confidence < before["BKP-2075"].confidence
    assert after["BKP-2075"].model == before["BKP-2075"].model + "+c1"
    # What the engine saw stays what it saw; where no letter is in question nothing changes.
    assert after["BKP-2075"].readings == before["BKP-2075"].readings
    assert after["RFA-1207"].alternatives == before["RFA-1207"].alternatives


def test_a_calibrated_camera_tells_lane_direction_and_speed(
    trackway: Run, store: MemoryPassages, tmp_path: Path
) -> None:
    road = two_lanes(960, 540)
    passes = (
        ScriptedPass(parse_plate("BKP-2075"), VehicleKind.SEDAN, Colour.BLUE, 2.6, lane=0, speed_kmh=32),
        ScriptedPass(parse_plate("RFA-1207"), VehicleKind.VAN, Colour.WHITE, 4.6, lane=1, speed_kmh=64),
    )
    film = tmp_path / "film.mp4"
    render_clip(ClipScript(6.5, passes, road=road, fps=10, heading_deg=90.0), film)
    with Registry(tmp_path / "data" / "registry.sqlite") as registry:
        view = calibrated(road, CAMERA.place, 90.0)
        registry.save_ground(CAMERA.id, view, by="test", at=parse_instant("2026-11-01T00:00:00Z"))
    code, _, err = trackway(film, "--camera", "HL-001", "--start", "2026-11-02T12:00:00+08:00")
    assert code == 0, err
    permit = Permit(1, Purpose(Officer(7, "lin", "林警員", Role.INVESTIGATOR), "花市刑字第1號", "測速"))
    start = parse_instant("2026-11-02T12:00:00+08:00")
    rows = store.find(permit, Question(span=Span(start, start.plus(60)))).rows
    found = {row.plate.text if row.plate else "": store.get(permit, row.id) for row in rows}
    assert set(found) == {"BKP2075", "RFA1207"}
    for text, kmh, lane, went in (("BKP2075", 32, 2, Heading.E), ("RFA1207", 64, 1, Heading.W)):
        passage = found[text]
        assert (passage.lane, passage.heading) == (lane, went)
        assert passage.speed_kmh is not None
        assert passage.speed_error_kmh is not None
        assert abs(passage.speed_kmh - kmh) <= 2 * passage.speed_error_kmh < 0.24 * kmh


def test_a_manifest_with_good_and_bad_rows(
    trackway: Run, store: MemoryPassages, clip: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.mp4").write_text("no footage")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "檔案,鏡頭,開始時間\n"
        f"{clip},HL-001,2026-11-02T12:00:00+08:00\n"
        "text.mp4,HL-001,2026-11-02T12:00:00+08:00\n"
        "a.mp4,HL-999,2026-11-02T12:00:00+08:00\n"
    )
    code, lines, err = trackway("--manifest", manifest, "--json")
    assert code == 1
    assert [json.loads(line).get("state") for line in lines].count("done") == 1
    assert json.loads(lines[-1])["errors"] == 2
    assert "HL-999" in err
    assert "text.mp4" in err
    assert store.count() == 3


def test_a_folder_follows_in_order_of_names(trackway: Run, tmp_path: Path) -> None:
    folder = tmp_path / "footage"
    folder.mkdir()
    for name in ("b.mp4", "a.mp4"):
        write_clip(folder / name, grey_steps(25, width=64 if name == "a.mp4" else 96))
    (folder / "readme.txt").touch()
    start = "2026-11-02T12:00:00+08:00"
    code, lines, err = trackway(folder, "--camera", "HL-001", "--start", start, "--json")
    assert code == 0, err
    starts = {Path(o["file"]).name: o["start"] for o in map(json.loads, lines) if "file" in o}
    assert starts["a.mp4"] == "2026-11-02T04:00:00.000Z"
    assert parse_instant(starts["b.mp4"]).since(parse_instant(start)) == pytest.approx(1.0, abs=0.05)
    assert "follow one another" in err
    assert "1 other file" in err


def test_starts_from_names(trackway: Run, tmp_path: Path) -> None:
    write_clip(tmp_path / "D01_20261122210000.mp4", grey_steps(5))
    write_clip(tmp_path / "noname.mp4", grey_steps(6))
    wanted = (tmp_path / "D01_20261122210000.mp4", tmp_path / "noname.mp4", "--camera", "HL-001", "--json")
    code, lines, err = trackway(*wanted, "--start", "from-name", "--zone", "Asia/Taipei")
    assert code == 1
    assert json.loads(lines[0])["start"] == "2026-11-22T13:00:00.000Z"
    assert "noname.mp4" in err
    code, _, err = trackway(*wanted, "--start", "from-name")
    assert code == 2
    assert "zone" in err


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        ([], "PATH", 2),
        (["x.mp4", "--camera", "HL-001"], "--start", 2),
        (["x.mp4", "--camera", "HL-001", "--start", "2026-11-02T12:00:00"], "zone", 2),
        (["x.mp4", "--camera", "HL-404", "--start", "2026-11-02T12:00:00Z"], "HL-404", 1),
        (["x.mp4", "--camera", "HL-001", "--start", "2026-11-02T12:00:00Z"], "x.mp4 is not there", 1),
        (["--manifest", "m.csv", "--camera", "HL-001"], "not both", 2),
        (["--manifest", "gone.csv"], "gone.csv", 1),
        (["x.mp4", "--camera", "HL-001", "--start", "2026-11-02T12:00:00Z", "--workers", "0"], "workers", 2),
    ],
)
def test_wrong_use_is_one_sentence(trackway: Run, words: list[str], says: str, code: int) -> None:
    got, _, err = trackway(*words)
    assert got == code
    assert says in err
    assert err.startswith("trackway: ")


def test_a_folder_without_rights(trackway: Run, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    closed = outer / "closed"
    closed.mkdir(parents=True)
    write_clip(outer / "open.mp4", grey_steps(5))
    closed.chmod(0)
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o755)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        found = footage_in([outer])
    finally:
        os.seteuid(before)
        closed.chmod(0o700)
    assert [path.name for path in found.files] == ["open.mp4"]
    assert "closed" in found.problems[0]
