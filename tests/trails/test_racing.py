"""Racing and section speed: lower bounds, groups, and what is no race. Plates here are invented."""

import numpy as np
import pytest
from tests.trails.conftest import NOON, File

from trackway.model.area import Circle
from trackway.model.errors import WrongUse
from trackway.model.place import distance_m
from trackway.model.time import Span
from trackway.sim import Scene
from trackway.sim.incidents import IncidentKind
from trackway.trails.desk import Desk
from trackway.trails.racing.groups import FastLegs, groups_of, without_clock_hours
from trackway.trails.racing.racing import RACING, RacingQuestion
from trackway.trails.section_speed.section_speed import INTELLIGENCE, SECTION_SPEED, SectionSpeedQuestion
from trackway.trails.where import Place

DAY = Span(NOON.plus(-43_200), NOON.plus(43_200))
MIDNIGHT_S = 12.5 * 3600 - 86_400
"""Half past midnight in Taipei, on the day of ``NOON``."""


def _section(desk: Desk) -> tuple[int, int, float]:
    """Cameras of two sites of one road some 10 km apart, and the metres of the straight line."""
    cameras = [desk.cameras[n] for n in range(1, 240, 4)]
    pairs = (
        (abs(distance_m(a.place, b.place) - 10_000), a, b) for a in cameras for b in cameras if a is not b
    )
    _, a, b = min(pairs, key=lambda pair: (pair[0], pair[1].number, pair[2].number))
    return a.number, b.number, distance_m(a.place, b.place)


def _asks(desk: Desk, start: int, end: int, **parts: object) -> SectionSpeedQuestion:
    places = [Place(Circle(desk.cameras[n].place, 60.0)) for n in (start, end)]
    return SectionSpeedQuestion(start=places[0], end=places[1], span=DAY, **parts)  # type: ignore[arg-type]


def test_the_race_of_the_demonstration_is_found(county_desk: Desk, scene: Scene) -> None:
    incident = next(one for one in scene.incidents if one.kind is IncidentKind.RACING)
    week = Span(county_desk.now.plus(-7 * 86_400), county_desk.now)
    (found,) = RACING.ask(county_desk, RacingQuestion(span=week)).findings
    assert set(found.plates) == set(incident.plates)
    assert found.facts["turns"] > 0  # type: ignore[operator]
    assert found.caveats[0] is INTELLIGENCE


def test_two_to_and_fro_are_a_race_and_one_alone_is_none(desk: Desk, file: File) -> None:
    one, other, metres = _section(desk)
    quick_s = metres / (130 / 3.6)
    for plate, behind_s in (("ABC-1235", 0.0), ("KLM-7752", 3.0)):
        legs = (
            (MIDNIGHT_S, one),
            (MIDNIGHT_S + quick_s, other),
            (MIDNIGHT_S + 900, other),
            (MIDNIGHT_S + 900 + quick_s, one),
        )
        file(plate, *((at + behind_s, camera) for at, camera in legs))
    file(
        "XYZ-9901",
        (MIDNIGHT_S + 400, one),
        (MIDNIGHT_S + 400 + quick_s, other),
        (MIDNIGHT_S + 2000, other),
        (MIDNIGHT_S + 2000 + quick_s, one),
    )
    (found,) = RACING.ask(desk, RacingQuestion(span=DAY)).findings
    assert found.plates == ("ABC1235", "KLM7752")
    assert found.facts["turns"] == 1
    assert found.facts["runs_together"] == 2
    assert found.facts["least_kmh_max"] < 130  # type: ignore[operator]
    assert len(found.evidence) == 8
    report = RACING.ask(desk, RacingQuestion(span=DAY, certified="標檢局 115-1"))
    assert "標檢局 115-1" in report.findings[0].caveats[0].zh
    assert report.findings[0].facts["is_certified"] is True
    assert RACING.ask(desk, RacingQuestion(span=DAY, min_runs=3)).empty is not None


def test_many_strangers_fast_on_one_way_are_a_clock() -> None:
    n = 6
    ids = tuple(range(n))
    way = np.full(n, 7)
    start = np.arange(n) * 300_000
    legs = FastLegs(
        np.array([f"ABC{n:04d}" for n in range(n)], object), way, way + 1, start, start + 60_000,
        np.full(n, 150.0), ids, ids,  # type: ignore[arg-type]
    )  # fmt: skip
    kept, dropped = without_clock_hours(legs, 15.0)
    assert (len(kept), dropped) == (0, 1)
    assert groups_of(legs, 15.0, 1) == ()


def test_section_speed_is_a_lower_bound(desk: Desk, file: File) -> None:
    one, other, metres = _section(desk)
    file("ABC-1235", (0, one), (metres / (140 / 3.6), other))
    file("KLM-7752", (60, one), (60 + metres / (60 / 3.6), other))
    report = SECTION_SPEED.ask(desk, _asks(desk, one, other))
    (found,) = report.findings
    assert found.plates == ("ABC1235",)
    assert found.caveats[0] is INTELLIGENCE
    assert 90 < found.facts["least_kmh"] < 140 < found.facts["most_kmh"]  # type: ignore[operator]
    assert report.facts["runs"] == 2
    back = SECTION_SPEED.ask(desk, _asks(desk, other, one))
    assert back.empty is not None
    assert "check the direction" in back.empty.en


def test_both_clocks_errors_are_granted_and_an_unmeasured_one_gives_no_bound(desk: Desk, file: File) -> None:
    one, other, metres = _section(desk)
    took = metres / (140 / 3.6)
    file("ABC-1235", (0, one), (took, other), error_s=took / 2)
    assert not SECTION_SPEED.ask(desk, _asks(desk, one, other)).findings
    file("KLM-7752", (60, one), (60 + took, other), error_s=None)
    report = SECTION_SPEED.ask(desk, _asks(desk, one, other))
    assert not report.findings
    assert report.facts["runs_without_lower_bound"] == 1
    assert any("Nobody measured" in said.en for said in report.caveats)


def test_a_section_must_make_sense(desk: Desk) -> None:
    one, other, metres = _section(desk)
    with pytest.raises(WrongUse, match="shorter than the line"):
        SECTION_SPEED.ask(desk, _asks(desk, one, other, road_m=metres / 2))
    with pytest.raises(WrongUse, match="share cameras"):
        SECTION_SPEED.ask(desk, _asks(desk, one, one))
