"""The whole way: a job, a fake Hikvision recorder with a wrong clock, real footage, real reading, a kill."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest
from tests.conftest import FakeClock
from tests.intake.history.parts import NOON, PERMIT
from tests.intake.history.whole import whole

from trackway.intake.history import JobState, LogIn, SourceKind, Wanted, Whereabouts
from trackway.model.passage import PassageId, at_of, camera_of
from trackway.model.plate import parse_plate
from trackway.model.time import Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.cameras import Clip, read_clip
from trackway.sim.clips import ClipScript, ScriptedPass, one_lane, render_clip
from trackway.sim.recorders import FakeRecorder, film_of, running_hikvision

ROOT = Path(__file__).parents[3]
TEXTS = ("BKP2075", "NXR5086")
AHEAD_S = -3600.0


def clip(folder: Path, *, is_long: bool) -> Clip:
    """A car at 3 s of 6; or a car at 3 s and a scooter at 16 s of 19, and between them all is quiet."""
    passes = (
        ScriptedPass(parse_plate(TEXTS[0]), VehicleKind.SEDAN, Colour.BLUE, 3.0, speed_kmh=40),
        ScriptedPass(parse_plate(TEXTS[1]), VehicleKind.SCOOTER, Colour.BLUE, 16.0, speed_kmh=40),
    )
    path = folder / "clip.mp4"
    seconds, seen = (19, passes) if is_long else (6, passes[:1])
    script = ClipScript(seconds, seen, road=one_lane(960, 540), fps=8, heading_deg=0.0)
    render_clip(script, path, codec="libx264")
    return read_clip(path)


@contextmanager
def recorder_with(kept: Clip, clock: FakeClock) -> Iterator[FakeRecorder]:
    """It shows an hour less than it is, and wrote the footage down as of eleven."""
    clock.at = NOON.plus(3600)
    film = film_of(kept, datetime(2026, 11, 20, 11))  # noqa: DTZ001  its own time
    with running_hikvision(FakeRecorder({1: (film,)}, clock, offset_s=AHEAD_S)) as running:
        yield running


@pytest.fixture
def recorder(tmp_path: Path, clock: FakeClock) -> Iterator[FakeRecorder]:
    with recorder_with(clip(tmp_path, is_long=True), clock) as running:
        yield running


def asked(folder: Path, recorder: FakeRecorder) -> None:
    """A job for the recorder's first camera, in a data folder."""
    folder.mkdir()
    with whole(folder) as (runner, _):
        where = Whereabouts(1, SourceKind.HIKVISION, recorder.url, offset_s=AHEAD_S, error_s=1.0)
        runner.jobs.sources.put(where, LogIn("admin", "Hualien 110"))
        runner.jobs.add(Wanted((1,), Span(NOON.plus(-30), NOON.plus(60)), PERMIT))


def test_footage_on_a_recorder_becomes_passages_by_our_clock(tmp_path: Path, clock: FakeClock) -> None:
    folder = tmp_path / "data"
    with recorder_with(clip(tmp_path, is_long=False), clock) as recorder:
        asked(folder, recorder)
        with whole(folder) as (runner, store):
            runner.run(Event(), until_idle=True)
            (line,) = store.lines()
            (camera,) = runner.jobs.progress(1)
            assert runner.jobs.job(1).state is JobState.DONE
    assert line.split()[1] == TEXTS[0]
    identity = PassageId(int(line.split()[0]))
    assert camera_of(identity) == 1
    assert at_of(identity).since(NOON) == pytest.approx(3.0, abs=1.5)
    assert (camera.clock.offset_s, camera.clock.error_s) == (AHEAD_S, 1.0)
    assert (camera.passages, camera.with_plate, camera.failed) == (1, 1, 0)
    assert camera.missing[0].cause == "not_held"
    assert list((folder / "history").iterdir()) == []


@pytest.mark.campaign
def test_killed_in_the_middle_the_same_passages_are_filed_once(
    tmp_path: Path, recorder: FakeRecorder
) -> None:
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    asked(undisturbed, recorder)
    usb = tmp_path / "usb"
    usb.mkdir()
    (usb / "ch01_20261120120000_20261120120010.mp4").write_bytes(b"no footage at all" * 1000)
    with whole(undisturbed) as (runner, store):
        runner.jobs.sources.put(Whereabouts(2, SourceKind.FOLDER, str(usb), "."))
        runner.jobs.add(Wanted((2,), Span(NOON.plus(-30), NOON.plus(60)), PERMIT))
        runner.run(Event(), until_idle=True)
        expected = store.lines()
        (camera,) = runner.jobs.progress(1)
        (odd,) = runner.jobs.progress(2)
    assert (odd.failed, odd.passages) == (1, 0)
    assert "ch01_20261120120000_20261120120010.mp4" in odd.says
    assert [line.split()[1] for line in expected] == list(TEXTS)
    assert (camera.clock.offset_s, camera.clock.error_s) == (AHEAD_S, 1.0)
    assert (camera.passages, camera.with_plate, camera.failed) == (2, 2, 0)
    assert camera.missing[0].cause == "not_held"

    asked(killed, recorder)
    sent = recorder.sent
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("whole.py")), str(killed), "1"],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    with whole(killed) as (runner, store):
        assert len(store.lines()) == 1
        runner.run(Event(), until_idle=True)
        after = runner.jobs.job(1)
        (camera,) = runner.jobs.progress(1)
        assert after.state is JobState.DONE
        assert list((killed / "history").iterdir()) == []
        assert sorted(set(store.lines())) == sorted(expected)
    assert camera.passages == 2
    assert recorder.sent == sent + 1, "what was fetched whole is not fetched again"
