"""Common to several places: k of n, order, who is left out, misreadings, rarity, counting."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from trackway.model.errors import WrongUse
from trackway.model.finding import Finding, Report
from trackway.model.passage import PassageId
from trackway.model.plate import parse_plate
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim import Scene
from trackway.trails.common.alike import alike_pairs, codes
from trackway.trails.common.common import COMMON, CommonQuestion
from trackway.trails.desk import Desk
from trackway.trails.where import Place, Visit, parse_place

File = Callable[..., Sequence[PassageId]]
NOON = Instant(1_790_049_600_000_000)
HOUR, DAY = 3600, 86_400


def at(desk: Desk, camera: int, start: float, end: float) -> Visit:
    """A visit to one camera, in seconds after noon."""
    return Visit(Place(camera=desk.cameras[camera].id), Span(NOON.plus(start), NOON.plus(end)))


def figures(of: Finding | Report) -> dict[str, Any]:
    """Facts, with no more said of their types than JSON says."""
    return dict(of.facts)


@pytest.fixture
def places(desk: Desk) -> tuple[Visit, ...]:
    """Three places, an hour each."""
    return at(desk, 1, 0, HOUR), at(desk, 50, 2 * HOUR, 3 * HOUR), at(desk, 100, DAY, DAY + HOUR)


def test_only_who_was_everywhere_is_found_with_its_passages(
    desk: Desk, file: File, places: tuple[Visit, ...]
) -> None:
    there = file("ABC-1235", (60, 1), (7300, 50), (DAY + 60, 100))
    file("ABC-1235", (1.5 * HOUR, 1))
    file("XYZ-2345", (61, 1), (7301, 50))
    report = COMMON.ask(desk, CommonQuestion(places))
    (found,) = report.findings
    assert found.plates == ("ABC1235",)
    assert found.evidence == tuple(there)
    assert [cell["times"] for cell in figures(found)["visits"]] == [1, 1, 1]
    assert report.facts["remain"] == 1


def test_two_of_three_are_enough_when_asked(desk: Desk, file: File, places: tuple[Visit, ...]) -> None:
    file("ABC-1235", (60, 1), (7300, 50), (DAY + 60, 100))
    file("XYZ-2345", (61, 1), (7301, 50))
    report = COMMON.ask(desk, CommonQuestion(places, at_least=2))
    assert [found.plates for found in report.findings] == [("ABC1235",), ("XYZ2345",)]
    assert report.findings[1].score == pytest.approx(2 / 3)


def test_a_misreading_at_one_place_does_not_lose_the_vehicle(
    desk: Desk, file: File, places: tuple[Visit, ...]
) -> None:
    file("ABC-1235", (-5 * DAY, 7), (60, 1), (DAY + 60, 100))
    file("A8C-1235", (7300, 50), confidence=0.6)
    (found,) = COMMON.ask(desk, CommonQuestion(places)).findings
    assert found.plates == ("ABC1235", "A8C1235")
    assert found.facts["match"] == "≈"
    assert figures(found)["visits"][1]["read_as"] == ["A8C1235"]
    assert any("A8C1235" in said.zh for said in found.caveats)
    assert not COMMON.ask(desk, CommonQuestion(places, exact=True)).findings


def test_two_vehicles_of_here_that_look_alike_are_not_one(
    desk: Desk, file: File, places: tuple[Visit, ...]
) -> None:
    file("ABC-1235", (-5 * DAY, 7), (60, 1), (DAY + 60, 100))
    file("A8C-1235", (-5 * DAY, 7), (7300, 50))
    assert not COMMON.ask(desk, CommonQuestion(places)).findings


def test_a_scooter_is_not_a_misread_car(desk: Desk, file: File, places: tuple[Visit, ...]) -> None:
    file("ABC-1235", (-5 * DAY, 7), (60, 1), (DAY + 60, 100))
    file("A8C-1235", (7300, 50), confidence=0.6, kind=VehicleKind.SCOOTER)
    assert not COMMON.ask(desk, CommonQuestion(places)).findings


def test_order_is_by_passages_not_by_first_sight(desk: Desk, file: File) -> None:
    both = at(desk, 1, 0, HOUR), at(desk, 50, 0, HOUR)
    file("ABC-1235", (60, 50), (600, 1), (1200, 50))
    file("XYZ-2345", (61, 50), (601, 1))
    asked = CommonQuestion(both, in_order=True)
    assert [found.plates for found in COMMON.ask(desk, asked).findings] == [("ABC1235",)]
    turned = CommonQuestion((both[1], both[0]), in_order=True)
    assert len(COMMON.ask(desk, turned).findings) == 2


def test_who_is_left_out(desk: Desk, file: File, places: tuple[Visit, ...]) -> None:
    everywhere = (60, 1), (7300, 50), (DAY + 60, 100)
    file("ABC-1235", *everywhere)
    file("TDA-3455", *((s + 1, c) for s, c in everywhere), kind=VehicleKind.TAXI)
    file("XYZ-2345", *((s + 2, c) for s, c in everywhere), colour=Colour.RED)
    plates = {
        question: {found.plates[0] for found in COMMON.ask(desk, question).findings}
        for question in (
            CommonQuestion(places, without_kinds=(VehicleKind.TAXI,)),
            CommonQuestion(places, without_plates=(parse_plate("ABC-1235"),)),
            CommonQuestion(places, colours=(Colour.RED,)),
        )
    }
    assert list(plates.values()) == [{"ABC1235", "XYZ2345"}, {"TDA3455", "XYZ2345"}, {"XYZ2345"}]


def test_residents_rank_below_strangers_and_can_be_left_out(
    desk: Desk, file: File, places: tuple[Visit, ...]
) -> None:
    everywhere = (60, 1), (7300, 50), (DAY + 60, 100)
    file("ABC-1235", *everywhere)
    file("XYZ-2345", *((s + 2, c) for s, c in everywhere))
    file("XYZ-2345", *((-n * DAY, 1) for n in range(1, 20)))
    stranger, resident = COMMON.ask(desk, CommonQuestion(places)).findings
    assert stranger.plates == ("ABC1235",)
    assert figures(resident)["visits"][0]["usual_days"] == 19
    assert resident.score == pytest.approx(1 / (1 + 19 / 3))
    left = COMMON.ask(desk, CommonQuestion(places, most_usual_days=5)).findings
    assert [found.plates for found in left] == [("ABC1235",)]


def test_counting_says_how_many_would_remain(desk: Desk, file: File, places: tuple[Visit, ...]) -> None:
    file("ABC-1235", (60, 1), (7300, 50), (DAY + 60, 100))
    file("XYZ-2345", (61, 1))
    file(None, (62, 1))
    report = COMMON.ask(desk, CommonQuestion(places, count_only=True))
    first = figures(report)["visits"][0]
    assert (first["passages"], first["plates"], first["without_plate"]) == (3, 2, 1)
    assert report.facts["remain"] == 1
    assert report.empty
    assert report.coverage.share is None, "nothing of the cameras' hours was looked at"


def test_nothing_found_says_what_to_try(desk: Desk, places: tuple[Visit, ...]) -> None:
    report = COMMON.ask(desk, CommonQuestion(places))
    assert report.empty
    assert "at least 2" in report.empty.en


def test_a_place_without_cameras_is_refused(desk: Desk) -> None:
    nowhere = Visit(parse_place("circle:123.0,20.0,100"), Span(NOON, NOON.plus(HOUR)))
    with pytest.raises(WrongUse, match="no camera"):
        COMMON.ask(desk, CommonQuestion((nowhere,)))


def test_the_county_gives_who_truly_passed_both(county_desk: Desk, scene: Scene) -> None:
    """Two busy sites on a morning, against the simulator's truth: all vehicles read at both are found."""
    morning = Span(scene.span.end.plus(-2 * DAY), scene.span.end.plus(-1.5 * DAY))
    numbers = (1, 2, 41, 42)
    both = tuple(Visit(Place(camera=county_desk.cameras[number].id), morning) for number in numbers)
    report = COMMON.ask(county_desk, CommonQuestion(both, at_least=2, limit=200))
    seen = scene.seen
    true: dict[str, set[int]] = {}
    for row in np.flatnonzero(np.isin(seen.camera, numbers)):
        if Instant(int(seen.at_us[row])) in morning:
            true.setdefault(seen.texts[seen.plate[row]], set()).add(int(seen.camera[row]))
    wanted = {plate for plate, cameras in true.items() if plate and len(cameras) >= 2}
    exact = {found.plates[0] for found in report.findings if found.facts["match"] == "="}
    assert exact == wanted
    assert wanted


def test_look_alike_pairs_are_those_that_comparing_all_with_all_gives() -> None:
    texts = ["ABC1235", "A8C1235", "ABC1236", "ABC1238", "ABC123", "XYZ2345", "試A1234", "試41234", "MBC1235"]
    one, other = alike_pairs(codes(pa.chunked_array([texts])))
    found = {frozenset((texts[a], texts[b])) for a, b in zip(one, other, strict=True)}
    assert found == {
        frozenset(pair)
        for pair in (
            ("ABC1235", "A8C1235"),
            ("ABC1235", "ABC1236"),
            ("ABC1236", "ABC1238"),
            ("試A1234", "試41234"),
        )
    }
