"""The ledger of comparisons: on disk, told twice is told once, and plates only with a permit."""

import sqlite3
import stat
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from tests.conftest import FakeClock

from trackway.intake.beside import Account, Comparison, Comparisons, Cost, Stretch
from trackway.model.errors import Conflict, Lost
from trackway.model.passage import passage_id
from trackway.model.question import Permit, Purpose
from trackway.model.time import Span, parse_instant
from trackway.passages import NoPermit
from trackway.trust import Trust

START = parse_instant("2026-11-02T12:00:00+08:00")
DAY = Span(START, START.plus(86_400))


def account(text: str, confidence: float = 0.9) -> Account:
    return Account(text, confidence, 3)


def comparison(at_s: float, first: Account | None, second: Account | None) -> Comparison:
    passage = passage_id(START.plus(at_s), 7, 0) if first else 0
    return Comparison(at_s, "ab" * 32, passage, first, second)


STRETCH = Stretch(
    7, START, 0.0, 60.0, "one-1", "two-2", Cost(100, 1.0), Cost(50, 4.0),
    (
        comparison(5, account("BKP2075", 0.99), account("BKP2075", 0.8)),
        comparison(9, account("NXR5086", 0.6), account("NXR5088", 0.7)),
        comparison(9, account("RFA1207"), None),
        comparison(20, None, account("4071QR")),
    ),
)  # fmt: skip


@pytest.fixture
def permit(tmp_path: Path, clock: FakeClock) -> Permit:
    with Trust(tmp_path / "trust.sqlite", clock) as trust:
        purpose = Purpose(trust.command_line_officer("root"), "C-1", "引擎比較")
        with trust.asking(purpose, "search", {}) as asked:
            return asked.permit


def test_what_was_told_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "comparisons.sqlite"
    with Comparisons(path) as ledger:
        ledger.add(STRETCH)
        ledger.add(STRETCH)  # once more, as after a stop
    with Comparisons(path) as ledger:
        (found,) = ledger.agreements(DAY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (found.first_model, found.second_model, found.vehicles) == ("one-1", "two-2", 4)
    assert (found.agree, found.differ, found.only_first, found.only_second) == (1, 1, 1, 1)
    assert (found.first_surer, found.second_surer) == (0, 1)
    assert found.first_confidence == pytest.approx((0.99 + 0.6) / 2)
    assert found.second_confidence == pytest.approx((0.8 + 0.7) / 2)
    assert (found.seconds, found.first_cost, found.second_cost) == (60.0, Cost(100, 1.0), Cost(50, 4.0))


def test_a_stretch_watched_again_takes_the_place_of_what_was_said(tmp_path: Path) -> None:
    with Comparisons(tmp_path / "c.sqlite") as ledger:
        ledger.add(STRETCH)
        ledger.add(
            replace(STRETCH, start_s=60.0, end_s=90.0, comparisons=(comparison(70, account("A1"), None),))
        )
        ledger.add(replace(STRETCH, second_model="three-3", comparisons=STRETCH.comparisons[:1]))
        ledger.add(replace(STRETCH, comparisons=STRETCH.comparisons[2:]))
        counts = {one.second_model: (one.vehicles, one.seconds) for one in ledger.agreements(DAY)}
    assert counts == {"two-2": (3, 90.0), "three-3": (1, 60.0)}


def test_cameras_and_times_are_kept_apart(tmp_path: Path) -> None:
    with Comparisons(tmp_path / "c.sqlite") as ledger:
        ledger.add(STRETCH)
        ledger.add(replace(STRETCH, camera=8, comparisons=()))
        assert [one.vehicles for one in ledger.agreements(DAY, 7)] == [4]
        assert [one.vehicles for one in ledger.agreements(DAY, 8)] == [0]
        assert ledger.agreements(Span(START.plus(-60), START)) == ()
        assert {one.first_text for one in ledger.filed(DAY, 7)} == {"BKP2075", "NXR5086", "RFA1207"}
        assert ledger.filed(DAY, 8) == ()


def test_disagreements_are_plates(tmp_path: Path, permit: Permit) -> None:
    with Comparisons(tmp_path / "c.sqlite") as ledger:
        ledger.add(STRETCH)
        with pytest.raises(NoPermit):
            ledger.disagreements(cast("Permit", None), DAY)
        found = ledger.disagreements(permit, DAY)
        assert [one.first.text if one.first else None for one in found] == [None, "RFA1207", "NXR5086"]
        assert [one.second.text if one.second else None for one in found] == ["4071QR", None, "NXR5088"]
        assert [bool(one.passage) for one in found] == [False, True, True]
        assert len(ledger.disagreements(permit, DAY, most=1)) == 1


def test_what_is_old_is_destroyed(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Comparisons(path) as ledger:
        ledger.add(STRETCH)
        assert ledger.forget_before(START.plus(10)) == 3
        assert [one.first_text for one in ledger.filed(DAY)] == []
    content = b"".join(part.read_bytes() for part in tmp_path.glob("c.sqlite*"))
    assert b"NXR5086" not in content
    assert b"4071QR" in content


def test_a_comparison_of_nothing_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with Comparisons(tmp_path / "c.sqlite") as ledger:
        with pytest.raises(sqlite3.IntegrityError):
            ledger.add(replace(STRETCH, comparisons=(*STRETCH.comparisons, comparison(30, None, None))))
        assert ledger.agreements(DAY) == ()


def test_another_file_is_left_as_it_is(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "other.sqlite")
    other.execute("create table mine (a)")
    other.close()
    with pytest.raises(Lost, match="is not a ledger of comparisons"):
        Comparisons(tmp_path / "other.sqlite")
    (tmp_path / "text.sqlite").write_text("no database at all, but long enough to be looked at " * 9)
    with pytest.raises(Lost):
        Comparisons(tmp_path / "text.sqlite")
    with Comparisons(tmp_path / "c.sqlite"):
        pass
    newer = sqlite3.connect(tmp_path / "c.sqlite")
    newer.execute("pragma user_version = 9")
    newer.close()
    with pytest.raises(Conflict, match="newer Trackway"):
        Comparisons(tmp_path / "c.sqlite")
