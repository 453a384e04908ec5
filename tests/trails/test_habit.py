"""Habit: where a vehicle usually is, and when."""

from collections.abc import Callable, Sequence
from typing import Any

from trackway.model.finding import Report
from trackway.model.passage import PassageId
from trackway.model.plate import parse_plate
from trackway.model.time import Instant, Span
from trackway.trails.desk import Desk
from trackway.trails.habit.habit import HABIT, HabitQuestion
from trackway.trails.places import place_names

File = Callable[..., Sequence[PassageId]]
HOUR, DAY = 3600, 86_400
NOON = Instant(1_790_049_600_000_000)  # a Tuesday
MONTH = Span(NOON.plus(-28 * DAY), NOON.plus(2 * DAY))


def figures(report: Report) -> dict[str, Any]:
    return dict(report.facts)


def test_places_are_ranked_by_how_often_it_was_there(desk: Desk, file: File) -> None:
    span = Span(desk.now.plus(-7 * 86_400), desk.now)
    there = file("ABC-1235", (0, 1), (3600, 2), (7200, 3))
    file("ABC-1235", (600, 9))
    report = HABIT.ask(desk, HabitQuestion(parse_plate("ABC-1235"), span))
    assert [len(finding.evidence) for finding in report.findings] == [3, 1]
    assert report.findings[0].evidence == tuple(there)
    assert report.findings[0].score == 0.75


def test_a_new_place_and_an_unusual_hour_are_deviations(desk: Desk, file: File) -> None:
    """Every day at noon past camera 1 for weeks; this week once at camera 50, once at midnight."""
    file("ABC-1235", *((-n * DAY, 1) for n in range(26)))
    file("ABC-1235", (-2 * DAY + 12 * HOUR, 1), (-DAY + HOUR, 50))
    report = HABIT.ask(desk, HabitQuestion(parse_plate("ABC-1235"), MONTH))
    found = [(one["place"], one["is_new_place"], one["before"]) for one in figures(report)["deviations"]]
    assert found == [(desk.cameras[1].site_id, False, 20), (desk.cameras[50].site_id, True, 0)]
    assert any("2 passages are unlike its habit" in said.en for said in report.caveats)


def test_places_are_called_by_name(desk: Desk, file: File) -> None:
    file("ABC-1235", *((-n * DAY, 1) for n in range(6, 24)), (-DAY + HOUR, 50))
    report = HABIT.ask(desk, HabitQuestion(parse_plate("ABC-1235"), MONTH))
    names = place_names(desk.cameras)
    usual, strange = report.findings
    assert usual.facts["place"] == desk.cameras[1].site_id
    assert (usual.facts["place_name"], strange.facts["place_name"]) == (names.at(1), names.at(50))
    assert usual.says[0].en.startswith(f"{names.at(1)}: 18 times")
    assert [one["place_name"] for one in figures(report)["missed"]] == [names.at(1)]
    assert any(f"mostly passes {names.at(1)} (" in said.en for said in report.caveats)


def test_what_it_stopped_doing_is_told(desk: Desk, file: File) -> None:
    file("ABC-1235", *((-n * DAY, 1) for n in range(6, 24)))
    report = HABIT.ask(desk, HabitQuestion(parse_plate("ABC-1235"), MONTH))
    (one,) = figures(report)["missed"]
    assert (one["place"], one["hour"], one["usual_share"]) == (desk.cameras[1].site_id, 12, 1.0)
    assert one["days"] == one["of_days"] == 5


def test_without_a_habit_nothing_deviates(desk: Desk, file: File) -> None:
    file("ABC-1235", (-20 * DAY, 1), (-DAY, 50))
    report = HABIT.ask(desk, HabitQuestion(parse_plate("ABC-1235"), MONTH))
    assert (figures(report)["deviations"], figures(report)["missed"], report.caveats) == ([], [], ())
