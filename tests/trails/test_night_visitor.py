"""Night visitor: on enough nights, hardly by day; shifts, exclusions, the calendar, the county's own."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from trackway.model.band import Band
from trackway.model.finding import Finding
from trackway.model.passage import PassageId
from trackway.model.plate import parse_plate
from trackway.model.time import Instant, Span
from trackway.model.vehicle import VehicleKind
from trackway.sim import IncidentKind, Scene
from trackway.trails.desk import Desk
from trackway.trails.night_visitor.night_visitor import NIGHT_VISITOR, NightVisitorQuestion
from trackway.trails.places import place_names
from trackway.trails.where import Place

File = Callable[..., Sequence[PassageId]]
NOON = Instant(1_790_049_600_000_000)
HOUR, DAY = 3600, 86_400
WEEKS = Span(NOON.plus(-20 * DAY), NOON.plus(DAY))
ONE_AT_NIGHT = 13 * HOUR
"""After noon: 01:00 of the next day."""


def figures(finding: Finding) -> dict[str, Any]:
    return dict(finding.facts)


def nights(count: int, camera: int = 1, step_s: float = 600) -> list[tuple[float, int]]:
    """One o'clock on so many nights in a row, each a little later than the last."""
    return [(-(n + 2) * DAY + ONE_AT_NIGHT + n * step_s, camera) for n in range(count)]


def test_who_comes_by_night_only_is_found_with_its_calendar(desk: Desk, file: File) -> None:
    there = file("ABC-1235", *reversed(nights(5)))
    file("DAY-2345", *reversed([(s + 60, c) for s, c in nights(5)]), *((-n * DAY, 1) for n in range(2, 7)))
    (found,) = NIGHT_VISITOR.ask(desk, NightVisitorQuestion(WEEKS)).findings
    assert found.plates == ("ABC1235",)
    assert found.evidence == tuple(there)
    by_day = [day for day in figures(found)["calendar"] if day["night"]]
    assert [day["date"] for day in by_day] == [f"2026-09-{n}" for n in range(16, 21)]
    assert figures(found)["nights"] == 5
    assert found.says[0].en.endswith(f"mostly at {place_names(desk.cameras).at(1)}.")


def test_after_midnight_belongs_to_the_evening_before(desk: Desk, file: File) -> None:
    file("ABC-1235", (11 * HOUR, 1), (14 * HOUR, 1), (-DAY + 11 * HOUR, 1), (-DAY + 14 * HOUR, 1))
    two = NightVisitorQuestion(WEEKS, min_nights=2)
    assert figures(NIGHT_VISITOR.ask(desk, two).findings[0])["nights"] == 2
    assert NIGHT_VISITOR.ask(desk, NightVisitorQuestion(WEEKS, min_nights=3)).empty


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        (NightVisitorQuestion(WEEKS, min_nights=5), True),
        (NightVisitorQuestion(WEEKS, min_nights=6), False),
        (NightVisitorQuestion(WEEKS, min_passages=7), False),
        (NightVisitorQuestion(WEEKS, min_share=0.8), True),
        (NightVisitorQuestion(WEEKS, min_share=0.9), False),
        (NightVisitorQuestion(WEEKS, without_plates=(parse_plate("ABC-1235"),)), False),
        (NightVisitorQuestion(WEEKS, without_kinds=(VehicleKind.SEDAN,)), False),
        (NightVisitorQuestion(WEEKS, band=Band(3 * 60, 5 * 60)), False),
    ],
)
def test_every_bound_is_kept(
    desk: Desk,
    file: File,
    question: NightVisitorQuestion,
    is_found: bool,
) -> None:
    file("ABC-1235", *nights(5), (-4 * DAY, 1))
    assert bool(NIGHT_VISITOR.ask(desk, question).findings) is is_found


def test_only_the_places_asked_count(desk: Desk, file: File) -> None:
    file("ABC-1235", *nights(5), *((-n * DAY, 50) for n in range(2, 7)))
    places = (Place(camera=desk.cameras[1].id),)
    (found,) = NIGHT_VISITOR.ask(desk, NightVisitorQuestion(WEEKS, places)).findings
    assert figures(found)["night_share"] == 1.0
    assert figures(found)["night_share_everywhere"] == 0.5
    assert NIGHT_VISITOR.ask(desk, NightVisitorQuestion(WEEKS)).empty


def test_a_shift_is_marked_and_ranks_lower(desk: Desk, file: File) -> None:
    file("ABC-1235", *nights(10, step_s=60))
    file("XYZ-2345", *((s + 1, c) for s, c in nights(10, step_s=900)))
    visitor, shift = NIGHT_VISITOR.ask(desk, NightVisitorQuestion(WEEKS)).findings
    assert (visitor.plates, shift.plates) == (("XYZ2345",), ("ABC1235",))
    assert not visitor.caveats
    assert any("shift" in said.en for said in shift.caveats)


def test_a_misreading_of_a_visitor_is_not_another_one(desk: Desk, file: File) -> None:
    file("ABC-1235", *nights(6), *((s + 300, 50) for s, _ in nights(6)))
    file("A8C-1235", *((s + 600, 9) for s, _ in nights(4)))
    (found,) = NIGHT_VISITOR.ask(desk, NightVisitorQuestion(WEEKS)).findings
    assert found.plates == ("ABC1235",)


def test_the_demonstrations_visitor_stands_out(county_desk: Desk, scene: Scene) -> None:
    incident = next(one for one in scene.incidents if one.kind is IncidentKind.NIGHT_VISITOR)
    report = NIGHT_VISITOR.ask(county_desk, NightVisitorQuestion(scene.span, min_nights=4))
    assert incident.plates[0] in [found.plates[0] for found in report.findings[:3]]
