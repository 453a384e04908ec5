"""Strangers' footage: a worker that falls into wrong hands harms its own recording and nothing else."""

import math
import os
import pickle
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.intake.recordings.conftest import CAMERA
from tests.intake.recordings.hostile import (
    Boom,
    Disobedient,
    Greedy,
    Hanging,
    HostileEngine,
    Lying,
)
from tests.intake.recordings.sinks import FilePassages, FolderPictures
from tests.video.clips import grey_steps, write_clip

from trackway.intake.recordings import FileReport, FileState, Ledger, Recording, crew, import_footage
from trackway.intake.recordings.channel import Gone, Mouth, ends
from trackway.intake.recordings.messages import (
    MOST_BYTES,
    Ended,
    Found,
    Handed,
    Misspoken,
    Quiet,
    Reached,
    Wanted,
    decoded,
    encoded,
)
from trackway.model.time import parse_instant
from trackway.video import StreamRole
from trackway.vision import Engine, Motion, Passing, default_engine

START = parse_instant("2026-11-02T12:00:00+08:00")
JPEG = b"\xff\xd8\xff\xe0 and so on"
PASSING = Passing(1.0, 0.5, 2.0, Motion.AWAY, JPEG)


@pytest.fixture(scope="module")
def grey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grey") / "grey.mp4"
    return write_clip(path, grey_steps(20, 192, 112))


def reports(folder: Path, paths: list[Path], engine: Engine) -> list[FileReport]:
    (folder / "pictures").mkdir()
    with Ledger(folder / "imports.sqlite") as ledger:
        events = import_footage(
            [Recording(path, CAMERA, START.plus(100 * i)) for i, path in enumerate(paths)],
            ledger=ledger,
            store=FilePassages(folder / "passages.txt"),
            pictures=FolderPictures(folder / "pictures"),
            engine=engine,
            clock=FakeClock(START),
            workers=1,
        )
        return [event for event in events if isinstance(event, FileReport)]


def test_a_disobedient_worker_gets_nothing(grey: Path, tmp_path: Path) -> None:
    (report,) = reports(tmp_path, [grey], Disobedient())
    assert (report.state, report.error) == (FileState.DONE, "")


@pytest.mark.parametrize(
    ("engine", "says"),
    [(Hanging(), "said nothing"), (Greedy(), "more memory"), (Lying(), "said what no reader says")],
)
def test_a_hostile_file_costs_its_own_reading(
    engine: HostileEngine, says: str, grey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOSTILE_MARK", str(tmp_path / "mark"))
    if isinstance(engine, Hanging):  # should it take longer to start, it said nothing all the same
        monkeypatch.setattr(crew, "SILENT_S", 4.0)
    (report,) = reports(tmp_path, [grey], engine)
    assert report.state is FileState.FAILED
    assert says in report.error
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_corrupted_files_are_read_as_far_as_they_go(codec: str, tmp_path: Path) -> None:
    rng = random.Random(codec)
    whole = write_clip(tmp_path / "whole.mp4", grey_steps(30, 192, 112), codec=codec)
    content = whole.read_bytes()
    paths = []
    for n in range(8):
        spoiled = bytearray(content)
        for _ in range(4 ** (n % 4)):
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
        paths.append(tmp_path / f"spoiled-{n}.mp4")
        paths[-1].write_bytes(spoiled)
    found = reports(tmp_path, [*paths, whole], default_engine())
    assert len(found) == 9
    assert found[-1].state is FileState.DONE
    assert {report.state for report in found} <= {FileState.DONE, FileState.DAMAGED, FileState.FAILED}


@pytest.mark.parametrize(
    "message",
    [
        Reached(math.nan),
        Reached(math.inf),
        Reached(-1.0),
        Reached(1e12),
        Ended(0.0, 1.0, -5.0, "", is_readable=True),
        Ended(0.0, 1.0, 0.0, "x" * 3000, is_readable=True),
        Found(Passing(1.0, 0.5, 2.0, Motion.AWAY, b"<script>")),
        Found(Passing(1e18, 0.5, 2.0, Motion.AWAY, JPEG)),
        Found(Passing(1.0, 0.5, 2.0, Motion.AWAY, JPEG, confidence=math.nan)),
        Found(Passing(1.0, 0.5, 2.0, Motion.AWAY, JPEG, alternatives=("A",) * 30_000)),
        Quiet(1.0, (), math.inf),
    ],
)
def test_what_no_worker_says_is_not_taken(message: Found | Reached | Ended | Quiet) -> None:
    with pytest.raises(Misspoken):
        decoded(encoded(message))


def test_what_a_worker_says_comes_through() -> None:
    for message in (Found(PASSING), Reached(3.5), Wanted(StreamRole.SUB, 7), Quiet(1.0, (), 0.5)):
        assert decoded(encoded(message)) == message


@given(st.binary(max_size=200) | st.builds(pickle.dumps, st.just(Boom())))
@settings(max_examples=300, deadline=None)
def test_no_bytes_are_taken_for_what_they_are_not(content: bytes) -> None:
    try:
        message = decoded(content)
    except Misspoken:
        return
    assert decoded(encoded(message)) == message


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_spoiled_message_is_a_message_or_refused(data: st.DataObject) -> None:
    content = bytearray(encoded(Found(PASSING)))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        decoded(content)
    except Misspoken:
        return


def test_half_a_message_keeps_nobody_waiting() -> None:
    ear, theirs = ends()
    with theirs:
        whole = encoded(Reached(1.0))
        theirs.sendall(len(whole).to_bytes(4, "big") + whole + b"\0\0")
        assert list(ear.heard()) == [Reached(1.0)]
        assert list(ear.heard()) == []
    with pytest.raises(Gone):
        list(ear.heard())
    ear.close()


def test_an_endless_message_is_refused_at_its_head() -> None:
    ear, theirs = ends()
    with theirs:
        theirs.sendall((MOST_BYTES + 1).to_bytes(4, "big"))
        with pytest.raises(Misspoken, match="announced"):
            list(ear.heard())
    ear.close()


def test_nonsense_behind_many_messages_is_refused() -> None:
    ear, theirs = ends()
    whole = encoded(Reached(1.0))
    with theirs:
        theirs.sendall((len(whole).to_bytes(4, "big") + whole) * 32 + b"\xff" * 4)
        assert len(list(ear.heard())) == 32
        assert ear.has_more
        with pytest.raises(Misspoken, match="announced"):
            list(ear.heard())
    ear.close()


def test_open_files_are_handed_over(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("content")
    ear, theirs = ends()
    with theirs, (tmp_path / "one").open("rb") as file:
        ear.tell(Handed(), file.fileno())
        ear.tell(Handed("nothing this time"))
        mouth = Mouth(theirs)
        answer, fd = mouth.told()
        assert answer == Handed()
        assert fd is not None
        assert os.read(fd, 100) == b"content"
        os.close(fd)
        assert mouth.told() == (Handed("nothing this time"), None)
    ear.close()
