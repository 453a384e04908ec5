"""Reels: the sub stream says when to look, and nothing is lost by it, nor by stopping."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.conftest import FakeClock
from tests.intake.recordings.conftest import CAMERA, TEXTS
from tests.intake.recordings.sinks import FilePassages, FolderPictures
from tests.video.clips import write_clip

from trackway.intake.recordings import FileReport, FileState, Ledger, Progress, Recording, import_footage
from trackway.intake.recordings.watching import Still, Watch
from trackway.model.time import Span, parse_instant
from trackway.video import Frame, Piece, Reel, Strip, frames, open_file
from trackway.vision import default_engine

START = parse_instant("2026-11-02T12:00:00+08:00")
SECONDS = 31.0


@pytest.fixture(scope="module")
def reel(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Reel:
    """The clip with its sub stream, a quarter as wide."""
    small = [
        cv2.cvtColor(cv2.resize(frame.luma, (240, 136), interpolation=cv2.INTER_AREA), cv2.COLOR_GRAY2BGR)
        for frame in frames(clip)
    ]
    path = tmp_path_factory.mktemp("sub") / "sub.mp4"
    write_clip(path, [np.asarray(one, np.uint8) for one in small], codec="mpeg4", rate=8)
    return Reel((Piece(clip, START, SECONDS),), (Piece(path, START, SECONDS),))


def watched(reel: Reel, *, is_watching: bool = False) -> list[Frame | Still]:
    main = Strip(reel.main, reel.start, lambda place: open_file(reel.main[place].path))
    sub = Strip(reel.sub, reel.start, lambda place: open_file(reel.sub[place].path), is_rough=True)
    with_sub = sub if reel.sub else None
    seen = list(Watch(main, with_sub, (reel.from_s, reel.to_s), lambda: is_watching))
    main.close()
    sub.close()
    return seen


def shown(seen: list[Frame | Still]) -> list[float]:
    return [one.at_s for one in seen if isinstance(one, Frame)]


def test_the_main_stream_is_opened_where_something_moves(reel: Reel) -> None:
    seen = watched(reel)
    times = shown(seen)
    assert 0 < len(times) < 0.6 * SECONDS * 8
    for best_s in (3.0, 16.0, 27.0):
        assert any(abs(at_s - best_s) < 0.2 for at_s in times)
    assert not [at_s for at_s in times if 9 < at_s < 12]
    order = [one.at_s for one in seen]
    assert order == sorted(order)
    assert sum(isinstance(one, Still) for one in seen) >= 10


def test_without_a_sub_stream_all_is_shown(reel: Reel) -> None:
    assert len(shown(watched(replace(reel, sub=())))) == round(SECONDS * 8)


def test_where_the_sub_stream_has_a_hole_all_is_shown(reel: Reel) -> None:
    late = Piece(reel.sub[0].path, START.plus(12), SECONDS)
    times = shown(watched(replace(reel, sub=(late,))))
    assert [at_s for at_s in times if at_s < 11] == pytest.approx([n / 8 for n in range(88)])


def test_whoever_watches_goes_on_being_shown(reel: Reel) -> None:
    times = shown(watched(reel, is_watching=True))
    assert [at_s for at_s in times if 9 < at_s < 12]


def test_only_what_is_wanted_is_shown(reel: Reel) -> None:
    within = replace(reel, within=Span(START.plus(15), START.plus(18)))
    times = shown(watched(within))
    assert times
    assert all(15 <= at_s < 18 for at_s in times)


def events(reel: Reel, folder: Path, ledger: Ledger) -> Iterator[Progress | FileReport]:
    return import_footage(
        [Recording.of_reel(reel, CAMERA)],
        ledger=ledger,
        store=FilePassages(folder / "passages.txt"),
        pictures=FolderPictures(folder),
        engine=default_engine(),
        clock=FakeClock(START),
        workers=1,
    )


def test_a_reel_is_stopped_and_taken_up_again(reel: Reel, tmp_path: Path) -> None:
    with Ledger(tmp_path / "imports.sqlite") as ledger:
        first = events(reel, tmp_path, ledger)
        for event in first:
            if isinstance(event, Progress) and event.passages == 2:
                break
        first.close()  # type: ignore[attr-defined]
        (stopped,) = ledger.entries()
        (report,) = [event for event in events(reel, tmp_path, ledger) if isinstance(event, FileReport)]
        (again,) = [event for event in events(reel, tmp_path, ledger) if isinstance(event, FileReport)]
    assert (stopped.state, stopped.passages) == ("stopped", 1)
    assert 8 <= stopped.done_s < 16
    assert (report.state, report.passages, report.with_plate) == (FileState.DONE, 3, 3)
    assert report.seconds == pytest.approx(SECONDS - stopped.done_s, abs=0.6)
    assert again.state is FileState.ALREADY
    lines = (tmp_path / "passages.txt").read_text().splitlines()
    assert [line.split()[1] for line in dict.fromkeys(lines)] == list(TEXTS)  # identities are the same
