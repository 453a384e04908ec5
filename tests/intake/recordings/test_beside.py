"""A second engine watches what is imported: it files nothing, and each vehicle is compared."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.intake.recordings.conftest import CAMERA, TEXTS
from tests.intake.recordings.other_engine import MISREAD_AS, OtherEngine
from tests.intake.recordings.sinks import FilePassages, FolderPictures

from trackway.cli.main import run
from trackway.corrections import Corrections
from trackway.intake.beside import Account, Comparison, Comparisons, Cost, Stretch
from trackway.intake.recordings import FileReport, FileState, Ledger, Recording, import_footage
from trackway.model.correction import CorrectionKind
from trackway.model.errors import Invalid
from trackway.model.passage import Passage
from trackway.model.plate import parse_plate
from trackway.model.question import Permit, Purpose, Question
from trackway.model.time import Span, parse_instant
from trackway.node.trackway_house import TrackwayHouse
from trackway.registry import Registry
from trackway.trust import Trust
from trackway.vision import default_engine
from trackway.vision.alphabet import _READER as OUR_ALPHABET

START = parse_instant("2026-11-02T12:00:00+08:00")
DAY = Span(START, START.plus(86_400))
Run = Callable[..., tuple[int, list[dict[str, object]], str]]


@pytest.fixture
def permit(tmp_path: Path, clock: FakeClock) -> Permit:
    with Trust(tmp_path / "trust.sqlite", clock) as trust:
        purpose = Purpose(trust.command_line_officer("root"), "C-1", "引擎比較")
        with trust.asking(purpose, "search", {}) as asked:
            return asked.permit


def test_both_see_the_same_vehicles_and_one_files(
    clip: Path, clock: FakeClock, tmp_path: Path, permit: Permit
) -> None:
    store, pictures = FilePassages(tmp_path / "passages.txt"), FolderPictures(tmp_path / "pictures")
    pictures.folder.mkdir()
    with Ledger(tmp_path / "imports.sqlite") as ledger, Comparisons(tmp_path / "c.sqlite") as comparisons:
        events = import_footage(
            [Recording(clip, CAMERA, START)],
            ledger=ledger,
            store=store,
            pictures=pictures,
            engine=default_engine(),
            clock=clock,
            workers=1,
            beside=OtherEngine(),
            comparisons=comparisons,
        )
        (report,) = [event for event in events if isinstance(event, FileReport)]
        (found,) = comparisons.agreements(DAY)
        rows = comparisons.disagreements(permit, DAY)
        filed = comparisons.filed(DAY)
    assert (report.state, report.passages) == (FileState.DONE, 3)
    assert [line.split()[1] for line in store.lines()] == list(TEXTS)  # nothing of the other's is filed
    assert (found.first_model, found.second_model) == (default_engine().model, "other-1")
    assert (found.vehicles, found.agree, found.differ) == (3, 1, 1)
    assert (found.only_first, found.only_second) == (1, 0)
    assert found.seconds == pytest.approx(31, abs=0.5)
    for cost in (found.first_cost, found.second_cost):
        assert cost.pictures > 20
        assert 0 < cost.cpu_s < report.cpu_s
    assert [str(line.split()[0]) for line in store.lines()] == [str(one.passage) for one in filed]
    (unseen, misread) = rows
    assert unseen.second is None
    assert unseen.first is not None
    assert unseen.first.text == TEXTS[2]
    assert misread.second is not None
    assert misread.second.text == MISREAD_AS
    for row in rows:
        assert (pictures.folder / row.picture).is_file()


def test_a_camera_s_engine_must_be_at_hand(clip: Path, clock: FakeClock, tmp_path: Path) -> None:
    asks = replace(CAMERA, engine="rapidocr")
    with Ledger(tmp_path / "imports.sqlite") as ledger, pytest.raises(Invalid, match=r"HL-001.*rapidocr"):
        list(
            import_footage(
                [Recording(clip, asks, START)],
                ledger=ledger,
                store=FilePassages(tmp_path / "passages.txt"),
                pictures=FolderPictures(tmp_path),
                engine=default_engine(),
                clock=clock,
                workers=1,
            )
        )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one camera, and our own networks as files that its owner brought."""
    folder = tmp_path / "data"
    (folder / "engines").mkdir(parents=True)
    parts: dict[str, dict[str, object]] = {
        "detector": {"file": "finder.onnx", "input": [640, 384], "layout": "maps", "least_score": 0.5},
        "reader": {"file": "reader.onnx", "input": [160, 48], "layout": "ctc", "alphabet": OUR_ALPHABET},
    }
    for part in parts.values():
        path = folder / "engines" / str(part["file"])
        shutil.copy(str(files("trackway.vision.weights") / path.name), path)
        part["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = {"name": "bureau", "version": "1", "licence": "own", **parts}
    (folder / "engines" / "bureau.json").write_text(json.dumps(manifest))
    (folder / "engines" / "gpl.json").write_text(json.dumps({**manifest, "licence": "GPL-3.0-only"}))
    with Registry(folder / "registry.sqlite") as registry:
        registry.save(cameras=[CAMERA, replace(CAMERA, id="HL-002", number=8)])
    return folder


@pytest.fixture
def trackway(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command over the data folder: exit code, the objects it printed, complaints."""

    def call(*words: object) -> tuple[int, list[dict[str, object]], str]:
        code = run(TrackwayHouse(), [*map(str, words), "--data", str(data), "--json"])
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    return call


def filed_passages(data: Path, permit: Permit, day: Span) -> tuple[Passage, ...]:
    with TrackwayHouse().passages(data) as store:
        return store.find(permit, Question(day)).rows


def test_chosen_per_camera_imported_compared_and_judged(
    trackway: Run, data: Path, clip: Path, permit: Permit, clock: FakeClock
) -> None:
    code, (used,), err = trackway("engines", "use", "onnx:bureau.json", "--camera", "HL-001")
    assert code == 0, err
    assert str(used["model"]).startswith("bureau-1-")
    with Registry(data / "registry.sqlite") as registry:
        assert [one.engine for one in registry.cameras()] == ["onnx:bureau.json", ""]
    yesterday = TrackwayHouse().clock.now().plus(-86_400)
    where = ("--camera", "HL-001", "--start", yesterday)
    code, (report, _), err = trackway("import", clip, *where, "--beside", "trackway")
    assert code == 0, err
    assert (report["state"], report["with_plate"]) == ("done", 3)
    rows = filed_passages(data, permit, Span(yesterday, yesterday.plus(3600)))
    assert {row.plate.text for row in rows if row.plate} == set(TEXTS)
    assert {row.model for row in rows} == {used["model"]}
    with Corrections(data / "corrections.sqlite", clock) as corrections:
        for row, kind in zip(rows[:2], (CorrectionKind.CONFIRMED, CorrectionKind.PLATE), strict=True):
            said = parse_plate("ABC-1235") if kind is CorrectionKind.PLATE else None
            corrections.add(permit, row, kind, said)
    code, (found,), err = trackway("engines", "compare", "--camera", "HL-001")
    assert code == 0, err
    assert (found["first"], found["second"]) == (used["model"], default_engine().model)
    assert (found["vehicles"], found["agree"], found["agree_share"]) == (3, 3, 1.0)
    assert (found["judged"], found["first_right"], found["second_right"]) == (2, 1, 1)
    for key in ("first_ms_per_picture", "second_ms_per_picture"):
        assert isinstance(found[key], float)
    code, (), _ = trackway("engines", "compare", "--camera", "HL-002")
    assert code == 0
    code, listed, _ = trackway("engines", "list")
    cameras = {one["name"]: one["cameras"] for one in listed}
    assert cameras == {"trackway": 1, "rapidocr": 0, "fast-alpr": 0, "onnx:bureau.json": 1}
    code, _, err = trackway("import", clip, *where, "--again", "--beside", "onnx:bureau.json")
    assert code == 2
    assert "read by the engine 'onnx:bureau.json' already" in err


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (("use", "rapidorc", "--camera", "HL-001"), "did you mean rapidocr?", 2),
        (("use", "onnx:gone.toml", "--camera", "HL-001"), "gone.toml is not there", 1),
        (("use", "onnx:gpl.json", "--camera", "HL-001"), "gpl is not among the allowed licences", 1),
        (("use", "trackway", "--camera", "HL-404"), "no camera 'HL-404' in use", 1),
        (("compare", "--camera", "HL-404"), "no camera 'HL-404'", 1),
        (("compare", "--disagreements", "5"), "--case", 2),
        (("compare", "--disagreements", "-1"), "give 0 or more", 2),
    ],
)
def test_what_cannot_be_is_one_sentence(trackway: Run, words: tuple[str, ...], says: str, code: int) -> None:
    got, _, err = trackway("engines", *words)
    assert got == code
    assert says in err
    assert err.startswith("trackway: ")
    assert len(err.splitlines()) == 1


def test_the_owner_allows_a_licence(trackway: Run, data: Path) -> None:
    (data / "trackway.toml").write_text('[engines]\nallowed_licences = ["own", "gpl"]\n')
    code, (used,), err = trackway("engines", "use", "onnx:gpl.json", "--camera", "HL-001", "HL-002")
    assert code == 0, err
    assert used["cameras"] == ["HL-001", "HL-002"]
    code, listed, _ = trackway("engines", "list", "onnx:bureau.json")
    available = {one["name"]: one["is_available"] for one in listed}
    assert available["onnx:gpl.json"] is available["onnx:bureau.json"] is available["trackway"] is True
    assert available["rapidocr"] is False  # Apache is not on this owner's list
    code, (used,), _ = trackway("engines", "use", "trackway", "--camera", "HL-001")
    with Registry(data / "registry.sqlite") as registry:
        assert [one.engine for one in registry.cameras()] == ["", "onnx:gpl.json"]
    (data / "trackway.toml").write_text('[engines]\nallowed_licences = ["gnu"]\n')
    code, _, err = trackway("engines", "list")
    assert code == 1
    assert "engines.allowed_licences must be a list of these" in err


def test_a_damaged_engine_is_said_before_any_footage_is_touched(
    trackway: Run, data: Path, clip: Path
) -> None:
    assert trackway("engines", "use", "onnx:bureau.json", "--camera", "HL-001")[0] == 0
    with (data / "engines" / "reader.onnx").open("ab") as file:
        file.write(b"x")
    where = ("--camera", "HL-001", "--start", "2026-11-02T12:00:00+08:00")
    code, printed, err = trackway("import", clip, *where)
    assert (code, printed) == (1, [])
    assert "reader.onnx is not the file" in err
    assert not (data / "imports.sqlite").exists()


def test_comparisons_of_more_than_a_year_ago_are_destroyed(trackway: Run, data: Path) -> None:
    house = TrackwayHouse()
    now = house.clock.now()
    same = Account("BKP2075", 0.9, 3)
    for days in (1, 364, 366):
        zero = now.plus(-days * 86_400)
        seen = (Comparison(5.0, "ab" * 32, 0, None, same),)
        with Comparisons(data / "comparisons.sqlite") as comparisons:
            comparisons.add(Stretch(7, zero, 0.0, 60.0, "one-1", "two-2", Cost(), Cost(), seen))
    code, (found,), err = trackway("engines", "compare")
    assert code == 0, err
    assert found["vehicles"] == 2
