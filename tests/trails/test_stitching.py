"""Stitching: an unread sighting given to a plate read before and after it, with the alternatives."""

import pytest

from trackway.model.errors import WrongUse
from trackway.model.finding import Report
from trackway.model.passage import PassageId
from trackway.trails.desk import Desk
from trackway.trails.stitching.stitching import STITCHING, StitchingQuestion

from .by_hand import Row, file_many
from .conftest import File

DAY_S = 86_400.0
H, S, G = 1, 9, 17
"""Cameras of three gates, five minutes apart."""


def through(plate: str, at: float, *, read: bool = True) -> list[Row]:
    """One vehicle by all three, its plate read in the middle or not filed there."""
    middle: list[Row] = [(plate, at + 300, S)] if read else []
    return [(plate, at, H), *middle, (plate, at + 600, G)]


def crowd(desk: Desk, of: int = 60) -> None:
    """The same hour a week before: the way everybody takes, some a little quicker."""
    at = [(f"AAA{1000 + n}", -7 * DAY_S + n * 30, 280 + n % 40) for n in range(of)]
    file_many(
        desk, [row for plate, t, s in at for row in [(plate, t, H), (plate, t + s, S), (plate, t + 600, G)]]
    )


def ask(desk: Desk, identity: PassageId, **said: object) -> Report:
    return STITCHING.ask(desk, StitchingQuestion(str(identity), **said))  # type: ignore[arg-type]


def test_the_plate_missing_in_the_middle_is_inferred(desk: Desk, file: File) -> None:
    crowd(desk)
    rows = [row for n in range(10) for row in through(f"BBB{1000 + n}", -870 + 120 * n)]
    file_many(desk, [*rows, *through("XYZ9876", -300, read=False)])
    (sighting,) = file(None, (0, S))
    report = ask(desk, sighting)
    first = report.findings[0]
    assert first.plates == ("XYZ9876",)
    assert first.score > 0.9
    assert sighting in first.evidence
    assert len(first.evidence) == 3
    assert (first.facts["seconds_before"], first.facts["seconds_after"]) == (300, 300)
    assert first.facts["inferred"] is True
    assert "Inferred, not read" in first.caveats[0].en
    assert sum(one.score for one in report.findings) + report.facts["read_nowhere_near"] <= 1.001  # type: ignore[operator]


def test_two_that_may_be_it_are_both_shown(desk: Desk, file: File) -> None:
    crowd(desk)
    file_many(desk, [*through("XYZ9876", -301, read=False), *through("XYZ1234", -299, read=False)])
    (sighting,) = file(None, (0, S))
    report = ask(desk, sighting)
    assert {one.plates[0] for one in report.findings} == {"XYZ9876", "XYZ1234"}
    assert all(0.3 < one.score < 0.7 for one in report.findings)


def test_looks_tell_two_apart(desk: Desk, file: File) -> None:
    crowd(desk)
    file_many(desk, through("XYZ9876", -301, read=False), colour="red")
    file_many(desk, through("XYZ1234", -299, read=False), colour="white")
    (sighting,) = file(None, (0, S))  # a white one
    first, second = ask(desk, sighting).findings
    assert first.plates == ("XYZ1234",)
    assert any("colour fits" in one.en for one in first.says)
    assert any("colour does not fit" in one.en for one in second.caveats)


def test_a_doubtful_reading_speaks_for_plates_a_letter_off(desk: Desk, file: File) -> None:
    crowd(desk)
    file_many(desk, [*through("XYZ9876", -301, read=False), *through("QRS1234", -299, read=False)])
    (sighting,) = file("XYZ-9870", (0, S), confidence=0.5)
    first = ask(desk, sighting).findings[0]
    assert first.plates == ("XYZ9876",)
    assert first.facts["letters_ratio"] > 1  # type: ignore[operator]


def test_a_vehicle_read_nowhere_near_is_nobody(desk: Desk, file: File) -> None:
    crowd(desk)
    (sighting,) = file(None, (0, S))
    report = ask(desk, sighting)
    assert report.empty is not None
    assert report.facts["read_nowhere_near"] == 1.0


def test_too_few_to_compare_with_is_no_inference(desk: Desk, file: File) -> None:
    crowd(desk, of=29)
    file_many(desk, through("XYZ9876", -300, read=False))
    (sighting,) = file(None, (0, S))
    report = ask(desk, sighting)
    assert not report.findings
    assert report.empty is not None
    assert "Only 29 vehicles" in report.empty.en


def test_a_plate_read_surely_has_a_trail(desk: Desk, file: File) -> None:
    (sighting,) = file("ABC-1235", (0, S))
    with pytest.raises(WrongUse, match="read surely"):
        ask(desk, sighting)


def test_a_plate_read_there_itself_is_not_the_one(desk: Desk, file: File) -> None:
    crowd(desk)
    file_many(desk, through("BBB1000", -300.5))
    (sighting,) = file(None, (0, S))
    assert all("BBB1000" not in one.plates for one in ask(desk, sighting).findings)
