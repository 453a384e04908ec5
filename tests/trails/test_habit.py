"""Habit: where a vehicle usually is, and when."""

from collections.abc import Callable, Sequence

from trackway.model.passage import PassageId
from trackway.model.plate import parse_plate
from trackway.model.time import Span
from trackway.trails.desk import Desk
from trackway.trails.habit import HABIT, HabitQuestion

File = Callable[..., Sequence[PassageId]]


def test_places_are_ranked_by_how_often_it_was_there(desk: Desk, file: File) -> None:
    span = Span(desk.now.plus(-7 * 86_400), desk.now)
    there = file("ABC-1235", (0, 1), (3600, 2), (7200, 3))
    file("ABC-1235", (600, 9))
    report = HABIT.ask(desk, HabitQuestion(parse_plate("ABC-1235"), span))
    assert [len(finding.evidence) for finding in report.findings] == [3, 1]
    assert report.findings[0].evidence == tuple(there)
    assert report.findings[0].score == 0.75
