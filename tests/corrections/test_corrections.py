"""What officers say is kept as they said it, in order, and goes when the passages go."""

import sqlite3
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.corrections.conftest import permit_of
from tests.passages.conftest import NOON, passage

from trackway.corrections import CorrectedMeanwhile, Corrections, NothingToConfirm
from trackway.model.correction import Correction, CorrectionKind, standing
from trackway.model.errors import Conflict, Invalid, Lost, Unavailable
from trackway.model.plate import parse_plate
from trackway.model.question import Permit
from trackway.model.reading import Box, Letter, Reading
from trackway.model.time import Span
from trackway.passages import NoPermit

SEEN = passage(0, 1, "ABC-1235")
OTHER = parse_plate("ABC-1238")
PLATE, CONFIRMED = CorrectionKind.PLATE, CorrectionKind.CONFIRMED
UNREADABLE, WITHDRAWN = CorrectionKind.UNREADABLE, CorrectionKind.WITHDRAWN


def test_what_was_said_comes_back_whole(corrections: Corrections, permit: Permit, clock: FakeClock) -> None:
    said = corrections.add(permit, SEEN, PLATE, OTHER)
    assert said == Correction(
        1, SEEN.id, clock.now(), "wang", "wang 警員", 7, PLATE, OTHER, "ABC1235", "drawn-1"
    )
    assert said.plate is not None
    assert said.plate.display == "ABC-1238"
    assert corrections.of_passage(SEEN.id) == (said,)
    assert corrections.standing([SEEN.id, passage(1).id]) == {SEEN.id: said}
    assert corrections.of_camera(1) == (said,)
    assert corrections.of_camera(2) == ()


def test_the_last_word_holds_and_all_are_kept(
    corrections: Corrections, permit: Permit, clock: FakeClock
) -> None:
    first = corrections.add(permit, SEEN, PLATE, OTHER)
    clock.advance(60)
    second = corrections.add(permit_of("lee", 8), SEEN, CONFIRMED)
    assert (second.plate, second.username, second.at.since(first.at)) == (SEEN.plate, "lee", 60)
    assert corrections.standing([SEEN.id]) == {SEEN.id: second}
    third = corrections.add(permit, SEEN, UNREADABLE)
    assert corrections.standing([SEEN.id])[SEEN.id].plate is None
    fourth = corrections.add(permit, SEEN, WITHDRAWN)
    assert corrections.standing([SEEN.id]) == {}
    assert corrections.of_passage(SEEN.id) == (first, second, third, fourth)
    assert standing((first, second)) == {SEEN.id: second}
    assert standing((second, first, fourth)) == {}


def test_the_plate_that_was_read_is_confirmed_by_typing_it(corrections: Corrections, permit: Permit) -> None:
    assert corrections.add(permit, SEEN, PLATE, parse_plate("abc1235")).kind is CONFIRMED


def test_a_reading_that_was_reweighed_is_held_against_what_the_engine_read(
    corrections: Corrections, permit: Permit
) -> None:
    looks = (Reading(tuple(Letter(s, 0.9) for s in "ABC123B"), 0.9, Box(0, 0, 90, 40), 0.0, "drawn-1"),)
    mended = replace(SEEN, plate=parse_plate("ABC-1238"), model="drawn-1+c17", readings=looks)
    said = corrections.add(permit, mended, CONFIRMED)
    assert (said.read, said.engine, said.plate) == ("ABC123B", "drawn-1", OTHER)


def test_what_makes_no_sense_is_refused(corrections: Corrections, permit: Permit) -> None:
    with pytest.raises(NothingToConfirm):
        corrections.add(permit, passage(0, 1, None), CONFIRMED)
    with pytest.raises(Invalid):
        corrections.add(permit, SEEN, PLATE)
    with pytest.raises(Invalid):
        corrections.add(permit, SEEN, UNREADABLE, OTHER)
    with pytest.raises(NoPermit):
        corrections.add(None, SEEN, UNREADABLE)  # type: ignore[arg-type]
    assert corrections.of_passage(SEEN.id) == ()


def test_of_two_officers_at_once_one_looks_again(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "corrections.sqlite"
    start = threading.Barrier(2)
    won: list[str] = []
    lost: list[str] = []

    def correct(username: str) -> None:
        with Corrections(path, clock) as mine:  # as another process would
            start.wait(30)
            try:
                mine.add(permit_of(username, 1), SEEN, UNREADABLE, seen=0)
                won.append(username)
            except CorrectedMeanwhile:
                lost.append(username)

    threads = [threading.Thread(target=correct, args=(name,)) for name in ("wang", "lee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == len(lost) == 1
    with Corrections(path, clock) as corrections:
        (kept,) = corrections.of_passage(SEEN.id)
        assert kept.username == won[0]
        corrections.add(permit_of(lost[0], 2), SEEN, PLATE, OTHER, seen=kept.id)
        assert corrections.standing([SEEN.id])[SEEN.id].plate == OTHER


def test_many_threads_lose_nothing(corrections: Corrections, permit: Permit) -> None:
    def correct(second: int) -> None:
        corrections.add(permit, passage(second), UNREADABLE)

    threads = [threading.Thread(target=correct, args=(second,)) for second in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.id for one in corrections.of_camera(1)] == list(range(1, 17))


def test_standing_plates_of_a_span(corrections: Corrections, permit: Permit) -> None:
    for second in (0, 10, 20):
        corrections.add(permit, passage(second), PLATE, OTHER)
    corrections.add(permit, passage(10), UNREADABLE)
    corrections.add(permit, passage(20), PLATE, parse_plate("ABC-1239"))
    found = corrections.standing_plates(Span(NOON, NOON.plus(20)))
    assert [one.passage for one in found] == [passage(0).id]
    found = corrections.standing_plates(Span(NOON.plus(0.001), NOON.plus(20.001)))
    assert [(one.passage, str(one.plate)) for one in found] == [(passage(20).id, "ABC-1239")]


def test_corrections_follow_their_passages(corrections: Corrections, permit: Permit, tmp_path: Path) -> None:
    for second in (0, 1, 2):
        corrections.add(permit, passage(second), PLATE, parse_plate("WXY-9876"))
    assert corrections.forget_before(NOON.plus(1)) == 1
    assert corrections.forget_before(NOON.plus(1)) == 0
    assert [one.passage for one in corrections.of_camera(1)] == [passage(1).id, passage(2).id]
    assert corrections.forget_before(NOON.plus(3600)) == 2
    # Nothing of them is left on the disk, and no number is given twice.
    assert all(b"WXY9876" not in file.read_bytes() for file in tmp_path.glob("corrections.sqlite*"))
    assert corrections.add(permit, passage(9), UNREADABLE).id == 4


def test_a_correction_is_never_changed(corrections: Corrections, permit: Permit, tmp_path: Path) -> None:
    corrections.add(permit, SEEN, UNREADABLE)
    path = tmp_path / "corrections.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(path) as other:
        for change in (
            "update corrections set username = 'lee'",
            "insert or replace into corrections select * from corrections",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                other.execute(change)
    other.close()


def test_a_file_that_is_another_s_is_left_alone(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "corrections.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("create table mine (x)")
    other.close()
    with pytest.raises(Lost, match="left as it is"):
        Corrections(path, clock)
    path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(Lost):
        Corrections(path, clock)
    with pytest.raises(Unavailable):
        Corrections(path / "corrections.sqlite", clock)  # a file where a folder should be
    newer = tmp_path / "newer.sqlite"
    Corrections(newer, clock).close()
    with sqlite3.connect(newer) as other:
        other.execute("pragma user_version = 99")
    other.close()
    with pytest.raises(Conflict, match="newer"):
        Corrections(newer, clock)
