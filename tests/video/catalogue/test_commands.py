"""`trackway footage …` and `trackway check`, run as the command line runs them."""

import fcntl
import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import FakeClock
from tests.video.catalogue.made import KEY, START, Camera

from trackway.cli import run
from trackway.cli.footage import CAUSES
from trackway.model.camera import Camera as Equipment
from trackway.model.camera import CameraKind
from trackway.model.place import Point
from trackway.node.trackway_house import TrackwayHouse
from trackway.registry import Registry
from trackway.trust import Trust
from trackway.video.catalogue import Catalogue
from trackway.video.cause import Cause
from trackway.web import read_settings
from trackway.web.settings import FootageSettings

WHY = ("--case", "花市刑字第1號", "--reason", "路口車禍")
DAY_S = 86_400.0
Say = Callable[..., str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with Registry(folder / "registry.sqlite") as registry:
        registry.save(
            cameras=[Equipment("HL-0007", KEY.camera, "中正路口", CameraKind.ORDINARY, Point(121.6, 23.98))]
        )
    return folder


@pytest.fixture
def catalogue(data: Path, clock: FakeClock) -> Catalogue:
    clock.at = START
    return Catalogue(data / "footage.sqlite", clock)


@pytest.fixture
def camera(catalogue: Catalogue, data: Path, clock: FakeClock) -> Camera:
    """Three minutes, a gap, and a minute; then the camera is gone."""
    made = Camera(catalogue, catalogue.volumes.add(data / "footage"))
    made.record(3)
    catalogue.open_gap(KEY, made.at, Cause.CAMERA_SILENT, "no picture for 2 s")
    made.at = made.at.plus(30)
    made.record(1)
    catalogue.open_gap(KEY, made.at, Cause.UNREACHABLE)
    clock.at = made.at.plus(3600)
    return made


@pytest.fixture
def say(data: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str]) -> Say:
    house = TrackwayHouse()
    house._clock = clock  # type: ignore[assignment]  # a month goes by

    def said(*words: str, code: int = 0) -> str:
        assert run(house, [*words, "--data", str(data)]) == code, capsys.readouterr().err
        told = capsys.readouterr()
        return told.out if code < 2 and told.out else told.err

    return said


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_cause_has_words() -> None:
    assert set(CAUSES) == set(Cause)


def test_what_there_is_and_why_there_is_none(camera: Camera, say: Say) -> None:
    span = ("--from", str(START), "--to", str(camera.at.plus(30)))
    (found,) = objects(say("footage", "list", *span, "--json"))
    assert (found["camera"], found["stream"], found["segments"]) == ("HL-0007", "main", 4)
    assert (found["recorded_s"], found["pending_s"], found["is_whole"]) == (240, 0, True)
    assert found["gaps_s"] == {"camera_silent": 30, "unreachable": 30}
    assert "鏡頭無訊號 camera silent 30.0 s" in say("footage", "list", *span, "--cameras", "HL-0007")
    gaps = objects(say("footage", "gaps", *span, "--json"))
    assert [(gap["cause"], gap["seconds"], gap["says"]) for gap in gaps] == [
        ("camera_silent", 30, "no picture for 2 s"),
        ("unreachable", 30, ""),
    ]
    lasting = objects(say("footage", "gaps", "--cause", "unreachable", "--json"))
    assert (lasting[0]["to"], lasting[0]["seconds"]) == (None, 3600)
    assert "持續中 lasts" in say("footage", "gaps")
    assert "HL-0404" in say("footage", "list", "--cameras", "HL-0404", code=1)


def test_holding_and_releasing(camera: Camera, data: Path, say: Say, clock: FakeClock) -> None:
    what = (
        *("--cameras", "HL-0007", "--from", str(START), "--to", str(START.plus(60))),
        *("--until", "2027-11-22T00:00+08:00", "--approver", "王分局長"),
    )
    assert "--case" in say("footage", "hold", *what, code=2)
    assert "somebody else" in say("footage", "hold", *what[:-1], "", *WHY, code=2)
    (made,) = objects(say("footage", "hold", *what, *WHY, "--json"))
    assert (made["id"], made["segments"], made["cameras"]) == (1, 1, [7])
    assert "HL-0007" in say("footage", "holds")
    clock.at = START.plus(32 * DAY_S)
    (done,) = objects(say("footage", "expire", "--json"))
    assert (done["expired"], done["evicted"]) == (3, 0)
    (kept,) = objects(say("footage", "held", "1", *WHY, "--json"))
    assert Path(kept["file"]).stat().st_size == kept["bytes"]
    assert "130000.000" in say("footage", "held", "1", *WHY)
    assert "another case" in say("footage", "held", "1", "--case", "x1", "--reason", "結案", code=1)
    assert "another case" in say("footage", "release", "1", "--case", "x1", "--reason", "結案", code=1)
    assert "已解除" in say("footage", "release", "1", *WHY)
    assert "1 segments expired" in say("footage", "expire")
    assert (objects(say("footage", "holds", "--json"))[0]["released_by"] or "").endswith("路口車禍")
    assert "after the day" in say("footage", "deletions")
    clock.advance(DAY_S)
    say("footage", "expire")
    (lot,) = objects(say("footage", "deletions", "--json"))
    assert (lot["segments"], len(lot["sha256"])) == (4, 64)
    with Trust(data / "trust.sqlite", clock) as trust:
        rows = [(row.action, row.rows_found) for row in trust.audit_rows(trust.command_line_officer("x"))]
    assert ("hold_footage", 1) in rows
    assert ("release_footage", 1) in rows
    assert ("held_footage", 1) in rows
    assert "footage_destroyed" in dict(rows)


def test_how_long_it_lasts_and_where_it_lies(
    camera: Camera, data: Path, say: Say, clock: FakeClock, tmp_path: Path
) -> None:
    (stream, whole) = objects(say("footage", "days", "--json"))
    assert (stream["class"], stream["promised_days"], stream["is_kept"]) == ("ordinary", 31, True)
    assert whole["breaks"] is None
    assert "足以保存" in say("footage", "days")
    (data / "trackway.toml").write_text("[footage]\nordinary_days = 365\nreserve_percent = 50\n")
    with camera.catalogue.transaction():  # as if each segment were a terabyte
        camera.catalogue.file._connection.execute("update segments set size = 1000000000000 where id = 1")
    assert "The disks are too small" in say("footage", "days", code=1)
    assert "在線 there" in say("footage", "volumes")
    say("footage", "volumes", "--add", str(tmp_path / "second"))
    (data / "footage").rename(tmp_path / "away")
    first, second = objects(say("footage", "volumes", "--json", code=1))
    assert (first["is_there"], second["is_there"]) == (False, True)


def test_verifying_and_rebuilding(camera: Camera, data: Path, say: Say, clock: FakeClock) -> None:
    assert "nothing is wrong" in say("footage", "verify", "--all")
    assert "one or more" in say("footage", "verify", "--sample", "0", code=2)
    path = data / "footage" / camera.path
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    fault, summary = objects(say("footage", "verify", "--json", code=1))
    assert (fault["fault"], summary["read"]) == ("digest", 4)
    camera.catalogue.close()
    for file in (data / "footage").rglob("*.mp4"):
        os.utime(file, (START.us / 1e6, START.us / 1e6))
    with (data / "recorder.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "stop it first" in say("footage", "rebuild", "--anew", code=1)
    (done,) = objects(say("footage", "rebuild", "--anew", "--json"))
    assert (done["adopted"], done["known"]) == (4, 0)
    assert "4 were known" in say("footage", "rebuild")
    assert len(list(data.glob("footage-*.sqlite"))) == 1


def test_nowhere_to_rebuild_from(say: Say) -> None:
    assert "No volume of footage is known" in say("footage", "rebuild", code=1)
    assert objects(say("footage", "list", "--json")) == []


def test_whether_everything_is_well(camera: Camera, data: Path, say: Say) -> None:
    (data / "footage" / camera.path).unlink()
    (data / "footage" / "mine.txt").touch()
    found = objects(say("check", "--repair", "--json", code=1))
    assert [(one["of"], one["fault"], one["repaired"]) for one in found] == [
        ("footage", "file_missing", True),
        ("footage", "foreign", False),
    ]
    (data / "footage" / "mine.txt").unlink()
    assert "Nothing is wrong" in say("check")


def test_the_how_to_page_runs(camera: Camera, data: Path, say: Say, clock: FakeClock, tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "keep-footage.md").read_text(encoding="utf-8")
    commands = [line for line in page.splitlines() if line.startswith("trackway ")]
    assert len(commands) >= 12
    camera.catalogue.close()
    for command in commands:
        words = shlex.split(command.replace("/mnt/disk2", str(tmp_path)))[1:]
        at = words.index("--data")
        assert words[at + 1] == "DATA"
        if words[0] != "check":  # run above, and slow
            say(*words[:at], *words[at + 2 :])
    settings = page.split("```toml\n")[1].split("```")[0]
    (data / "trackway.toml").write_text(settings)
    assert read_settings(data / "trackway.toml").footage == FootageSettings(
        volumes=("/mnt/disk1/footage", "/mnt/disk2/footage")
    )
