"""First seen: new in the county or at a place, what is a misreading, what the record can tell."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from trackway.model.finding import Finding
from trackway.model.passage import PassageId
from trackway.model.time import Instant, Span
from trackway.model.vehicle import VehicleKind
from trackway.sim import Scene
from trackway.trails.desk import Desk
from trackway.trails.first_seen.first_seen import FIRST_SEEN, FirstSeenQuestion
from trackway.trails.places import place_names
from trackway.trails.where import Place

File = Callable[..., Sequence[PassageId]]
NOON = Instant(1_790_049_600_000_000)
HOUR, DAY = 3600, 86_400
TODAY = Span(NOON, NOON.plus(DAY))


def figures(finding: Finding) -> dict[str, Any]:
    return dict(finding.facts)


def at(desk: Desk, *cameras: int) -> tuple[Place, ...]:
    return tuple(Place(camera=desk.cameras[camera].id) for camera in cameras)


def test_who_was_never_seen_before_is_new_with_gate_and_path(desk: Desk, file: File) -> None:
    file("OLD-2345", (-3 * DAY, 1), (60, 1))
    there = file("ABC-1235", (61, 1), (600, 50), (1200, 51))
    (found,) = FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY)).findings
    assert found.plates == ("ABC1235",)
    assert found.evidence == tuple(there)
    assert figures(found)["gate"] == desk.cameras[1].site_id
    assert [step["place"] for step in figures(found)["path"]] == [
        desk.cameras[number].site_id for number in (1, 50, 51)
    ]
    names = place_names(desk.cameras)
    assert figures(found)["gate_name"] == names.at(1)
    assert [step["place_name"] for step in figures(found)["path"]] == list(map(names.at, (1, 50, 51)))
    assert found.says[0].en.startswith(f"First at {names.at(1)}, ")


def test_new_at_a_place_though_known_in_the_county(desk: Desk, file: File) -> None:
    file("ABC-1235", (-3 * DAY, 50), (60, 1))
    file("OLD-2345", (-3 * DAY, 1), (61, 1))
    (found,) = FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY, at(desk, 1))).findings
    assert found.plates == ("ABC1235",)
    assert figures(found)["is_known_in_county"] is True
    assert not FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY)).findings


def test_who_comes_back_after_the_time_looked_back_is_new_again(desk: Desk, file: File) -> None:
    file("ABC-1235", (-10 * DAY, 1), (60, 1))
    place = at(desk, 1)
    assert FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY, place, look_back_days=7)).findings
    assert not FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY, place, look_back_days=11)).findings


def test_a_misreading_of_a_known_plate_is_not_new(desk: Desk, file: File) -> None:
    file("ABC-1235", (-9 * DAY, 1), (-3 * DAY, 1), (600, 2))
    file("A8C-1235", (60, 1))
    report = FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY))
    assert not report.findings
    assert report.empty
    assert report.facts["misread"] == 1
    assert any("misread" in said.en for said in report.caveats)


def test_one_that_looks_like_a_known_plate_but_is_seen_often_is_shown_with_its_doubt(
    desk: Desk, file: File
) -> None:
    file("ABC-1235", (-9 * DAY, 1), (-3 * DAY, 1))
    file("A8C-1235", (60, 1), (600, 50), (1200, 51))
    file("XYZ-2345", (61, 1), (601, 50), (1201, 51))
    sure, doubted = FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY)).findings
    assert (sure.plates, doubted.plates) == (("XYZ2345",), ("A8C1235",))
    assert figures(doubted)["alike"] == "ABC1235"
    assert doubted.score == pytest.approx(sure.score / 2)


def test_a_worn_plate_misread_again_and_again_is_not_new(desk: Desk, file: File) -> None:
    """However often: each time the plate itself was read on the same way."""
    file("ABC-1235", (-9 * DAY, 1), *((n * HOUR, 1) for n in range(4)))
    file("A8C-1235", *((n * HOUR + 600, 50) for n in range(4)))
    report = FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY))
    assert not report.findings
    assert report.facts["misread"] == 1


def test_a_short_record_is_said(desk: Desk, file: File) -> None:
    file("OLD-2345", (-3 * DAY, 1))
    file("ABC-1235", (61, 1))
    report = FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY))
    assert any("only 3 days of record" in said.en for said in report.caveats)


def test_description_and_number_of_passages_are_kept_to(desk: Desk, file: File) -> None:
    file("ABC-1235", (61, 1), (62, 2), kind=VehicleKind.SCOOTER)
    file("XYZ-2345", (71, 1))
    scooters = FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY, kinds=(VehicleKind.SCOOTER,)))
    assert [found.plates for found in scooters.findings] == [("ABC1235",)]
    often = FIRST_SEEN.ask(desk, FirstSeenQuestion(TODAY, min_passages=2))
    assert [found.plates for found in often.findings] == [("ABC1235",)]


def test_in_the_county_most_new_texts_are_vehicles_that_came_then(county_desk: Desk, scene: Scene) -> None:
    """The last day of the week: of those believed most, nine in ten are vehicles not there before."""
    span = Span(scene.span.end.plus(-DAY), scene.span.end)
    report = FIRST_SEEN.ask(county_desk, FirstSeenQuestion(span, limit=100))
    seen = scene.seen
    before = {int(v) for v, at_us in zip(seen.vehicle, seen.true_us, strict=True) if at_us < span.start.us}
    vehicle_of = {str(plate): n for n, plate in enumerate(scene.fleet.plate)}
    surest = [found.plates[0] for found in report.findings][:40]
    right = [plate for plate in surest if vehicle_of.get(plate, -1) not in before and plate in vehicle_of]
    assert len(right) >= 0.9 * len(surest)
