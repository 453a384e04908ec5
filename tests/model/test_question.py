"""Questions: nothing is asked without a case number and a reason, nor without bounds."""

import pytest

from trackway.model.errors import Denied, WrongUse
from trackway.model.pattern import parse_pattern
from trackway.model.question import Officer, Purpose, Question, Role
from trackway.model.time import Clock, Span

OFFICER = Officer(1, "chen", "陳示範", Role.INVESTIGATOR)


@pytest.mark.parametrize("nothing", ["", "  ", "-", "...", "？", "\n\t", "___"])
def test_a_purpose_says_something(nothing: str) -> None:
    with pytest.raises(Denied, match="case number"):
        Purpose(OFFICER, nothing, "失竊車輛")
    with pytest.raises(Denied, match="reason"):
        Purpose(OFFICER, "示範-1", nothing)


def test_a_purpose_is_not_a_novel() -> None:
    assert Purpose(OFFICER, "1" * 100, "因" * 1000).officer is OFFICER
    with pytest.raises(WrongUse):
        Purpose(OFFICER, "1" * 101, "失竊車輛")
    with pytest.raises(WrongUse):
        Purpose(OFFICER, "1", "因" * 1001)


def test_a_question_has_bounds(clock: Clock) -> None:
    span = Span(clock.now().plus(-60), clock.now())
    question = Question(span, parse_pattern("bkp*"))
    assert question.pattern is not None
    assert question.pattern.matches("BKP2075")
    assert question.cameras is None  # any camera
    for limit in (0, -1, 100_001):
        with pytest.raises(WrongUse, match="limit"):
            Question(span, limit=limit)
    for confidence in (-0.1, 1.1, float("nan")):
        with pytest.raises(WrongUse, match="confidence"):
            Question(span, min_confidence=confidence)
