import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from tests.conftest import FakeClock
from tests.intake.recordings.conftest import CAMERA, TEXTS
from tests.intake.recordings.sinks import DEADLY, DyingEngine, FilePassages, FolderPictures

from trackway.intake.recordings import FileReport, FileState, Ledger, Progress, Recording, import_footage
from trackway.model.errors import Conflict, Unavailable
from trackway.model.passage import Passage, Source, at_of, camera_of
from trackway.model.time import ClockOwner, Instant, parse_instant
from trackway.model.vehicle import Heading
from trackway.passages import MemoryPassages
from trackway.vision import Engine, default_engine

START = parse_instant("2026-11-02T12:00:00+08:00")


class Bench:
    """A ledger, a store and pictures in a folder, and the import run on them."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.folder, self.clock = folder, clock
        self.store = FilePassages(folder / "passages.txt")
        self.pictures = FolderPictures(folder / "pictures")
        self.pictures.folder.mkdir()
        self.ledger = Ledger(folder / "imports.sqlite")

    def events(
        self, *recordings: Recording, engine: Engine | None = None, again: bool = False
    ) -> Iterator[Progress | FileReport]:
        return import_footage(
            recordings,
            ledger=self.ledger,
            store=self.store,
            pictures=self.pictures,
            engine=engine or default_engine(),
            clock=self.clock,
            workers=1,
            again=again,
        )

    def reports(
        self, *recordings: Recording, engine: Engine | None = None, again: bool = False
    ) -> list[FileReport]:
        events = self.events(*recordings, engine=engine, again=again)
        return [event for event in events if isinstance(event, FileReport)]


@pytest.fixture
def bench(tmp_path: Path, clock: FakeClock) -> Iterator[Bench]:
    bench = Bench(tmp_path, clock)
    yield bench
    bench.ledger.close()


def recording(path: Path, start: Instant = START) -> Recording:
    return Recording(path, CAMERA, start, ClockOwner.STATION, 2.0)


@pytest.fixture(scope="session")
def whole(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What an import that nobody disturbs files of the clip."""
    bench = Bench(tmp_path_factory.mktemp("whole"), FakeClock(START))
    (report,) = bench.reports(recording(clip))
    bench.ledger.close()
    assert (report.state, report.passages, report.with_plate) == (FileState.DONE, 3, 3)
    assert report.seconds == pytest.approx(31, abs=0.5)
    return bench.store.lines()


def test_footage_becomes_passages_with_pictures(clip: Path, clock: FakeClock, tmp_path: Path) -> None:
    store = MemoryPassages()
    kept: list[Passage] = []

    class Sink:
        def add(self, passages: list[Passage]) -> None:
            kept.extend(passages)
            store.add(passages)

    pictures = FolderPictures(tmp_path)
    with Ledger(tmp_path / "imports.sqlite") as ledger:
        events = list(
            import_footage(
                [recording(clip)],
                ledger=ledger,
                store=Sink(),  # type: ignore[arg-type]
                pictures=pictures,
                engine=default_engine(),
                clock=clock,
            )
        )
        (entry,) = ledger.entries()
    assert isinstance(events[-1], FileReport)
    assert any(isinstance(event, Progress) and 0 < event.done_s < 31 for event in events)
    assert [passage.plate.text for passage in kept if passage.plate] == list(TEXTS)
    assert store.count() == 3
    for passage, at_s in zip(kept, (3.0, 16.0, 27.0), strict=True):
        assert passage.source is Source.RECORDED
        assert passage.camera == camera_of(passage.id) == CAMERA.number
        assert abs(passage.at.since(START) - at_s) < 2
        assert at_of(passage.id).ms == passage.at.ms
        assert (passage.stamp.clock, passage.stamp.error_s) == (ClockOwner.STATION, 2.0)
        assert passage.heading is Heading.N  # the lane leads away from a camera that looks north
        assert passage.looks >= 2
        assert passage.readings
        (picture,) = passage.pictures
        assert (tmp_path / picture.digest).read_bytes().startswith(b"\xff\xd8")
        assert picture.plate_box is not None
        assert picture.at_s == pytest.approx(passage.at.since(START), abs=1e-3)
    assert (entry.state, entry.passages, entry.with_plate, entry.error) == ("done", 3, 3, None)
    assert entry.done_s == pytest.approx(31, abs=0.5)
    assert entry.path == str(clip)


def test_killed_and_taken_up_again_nothing_is_lost_or_repeated(
    clip: Path, bench: Bench, whole: list[str]
) -> None:
    """``kill -9`` while the second of three vehicles is being filed, after the first checkpoint."""
    script = (
        "import sys; from pathlib import Path\n"
        "from tests.conftest import FakeClock\n"
        "from tests.intake.recordings.test_importing import Bench, START, recording\n"
        "if __name__ == '__main__':\n"
        "    bench = Bench.__new__(Bench)\n"
        "    folder = Path(sys.argv[1]); bench.folder = folder; bench.clock = FakeClock(START)\n"
        "    from tests.intake.recordings.sinks import FilePassages, FolderPictures\n"
        "    from trackway.intake.recordings import Ledger\n"
        "    bench.store = FilePassages(folder / 'passages.txt', kill_after=2)\n"
        "    bench.pictures = FolderPictures(folder / 'pictures')\n"
        "    bench.ledger = Ledger(folder / 'imports.sqlite')\n"
        "    list(bench.events(recording(Path(sys.argv[2]))))\n"
    )
    program = bench.folder / "killed.py"
    program.write_text(script)
    root = Path(__file__).parents[3]
    killed = subprocess.run(
        [sys.executable, str(program), str(bench.folder), str(clip)],
        cwd=root,
        env={"PYTHONPATH": f"{root}:{root / 'src'}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert killed.returncode == -9, killed.stderr
    (entry,) = bench.ledger.entries()
    assert entry.state == "reading"
    assert 10 <= entry.done_s < 16
    assert entry.passages == 1
    assert bench.store.lines() == whole[:2]
    (report,) = bench.reports(recording(clip))
    assert report.state is FileState.DONE
    assert (report.passages, report.with_plate) == (3, 3)
    assert report.seconds == pytest.approx(31 - entry.done_s, abs=0.5)
    assert bench.store.lines() == [*whole[:2], *whole[1:]]  # the second again, under the same identity


def test_stopped_and_taken_up_again(clip: Path, bench: Bench, whole: list[str]) -> None:
    """Ctrl-C: the generator is closed wherever it is."""
    events = bench.events(recording(clip))
    for event in events:
        if isinstance(event, Progress) and event.passages == 2:
            break
    events.close()  # type: ignore[attr-defined]
    assert [entry.state for entry in bench.ledger.entries()] == ["stopped"]
    (report,) = bench.reports(recording(clip))
    assert (report.state, report.passages) == (FileState.DONE, 3)
    assert sorted(set(bench.store.lines())) == sorted(whole)


def test_read_before_is_not_read_again(clip: Path, bench: Bench, whole: list[str], tmp_path: Path) -> None:
    copy = tmp_path / "copy under another name.mp4"
    shutil.copy(clip, copy)
    first, second = bench.reports(recording(clip), recording(copy))
    assert (first.state, second.state) == (FileState.DONE, FileState.ALREADY)
    (third,) = bench.reports(recording(copy))
    assert third.state is FileState.ALREADY
    assert third.passages == 3
    assert "already imported" in third.error
    assert bench.store.lines() == whole
    (fourth,) = bench.reports(recording(copy), again=True)
    assert fourth.state is FileState.DONE
    assert bench.store.lines() == whole * 2  # the same identities: storing them twice is the same as once


def test_bad_files_are_named_and_the_rest_goes_on(clip: Path, bench: Bench, tmp_path: Path) -> None:
    text, empty, cut = tmp_path / "text.mp4", tmp_path / "empty.mp4", tmp_path / "cut.mp4"
    text.write_text("no footage\n")
    empty.touch()
    content = clip.read_bytes()
    cut.write_bytes(content[: len(content) * 2 // 3])
    paths = [text, empty, tmp_path / "gone.mp4", cut, clip]
    reports = {report.recording.path: report for report in bench.reports(*map(recording, paths))}
    assert [reports[path].state for path in paths] == [
        FileState.FAILED,
        FileState.FAILED,
        FileState.FAILED,
        FileState.DAMAGED,
        FileState.DONE,
    ]
    for path in paths[:4]:
        assert path.name in reports[path].error
    assert "empty" in reports[empty].error
    assert " s" in reports[cut].error
    assert reports[cut].passages == 2  # what was readable is kept
    states = {Path(entry.path).name: entry.state for entry in bench.ledger.entries()}
    assert states == {
        "text.mp4": "failed",
        "empty.mp4": "failed",
        "gone.mp4": "failed",
        "cut.mp4": "damaged",
        "clip.mp4": "done",
    }


def test_a_worker_that_dies_takes_only_its_file_with_it(clip: Path, bench: Bench, tmp_path: Path) -> None:
    deadly = tmp_path / "deadly.mp4"
    with av.open(str(deadly), "w") as container:
        stream = container.add_stream("mpeg4", rate=8)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width = DEADLY
        stream.pix_fmt = "yuv420p"
        for _ in range(8):
            frame = av.VideoFrame.from_ndarray(np.zeros((*DEADLY, 3), np.uint8), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    dead, alive = bench.reports(recording(deadly), recording(clip), engine=DyingEngine())
    assert dead.state is FileState.FAILED
    assert "deadly.mp4" in dead.error
    assert "signal 9" in dead.error
    assert (alive.state, alive.passages) == (FileState.DONE, 3)
    (retried,) = bench.reports(recording(deadly))  # another import tries again
    assert retried.state is FileState.DONE


def test_a_store_that_fails_ends_the_import_without_losing_its_place(
    clip: Path, bench: Bench, whole: list[str]
) -> None:
    class Broken:
        def add(self, passages: object) -> None:
            raise Unavailable("The store is away.")

    working = bench.store
    bench.store = Broken()  # type: ignore[assignment]
    with pytest.raises(Unavailable):
        bench.reports(recording(clip))
    (entry,) = bench.ledger.entries()
    assert (entry.state, entry.passages) == ("stopped", 0)
    bench.store = working
    bench.reports(recording(clip))
    assert working.lines() == whole


def test_one_import_at_a_time(clip: Path, bench: Bench) -> None:
    with (
        bench.ledger.importing(),
        Ledger(bench.folder / "imports.sqlite") as other,
        pytest.raises(Conflict, match="Another import"),
        other.importing(),
    ):
        pass
    assert replace(recording(clip)).path == clip
