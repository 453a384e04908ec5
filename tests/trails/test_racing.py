"""Racing and section speed: lower bounds, groups, and what is no race. Plates here are invented."""

import math
import re

import numpy as np
import pytest
from tests.trails.conftest import NOON, File

from trackway.model.area import Circle
from trackway.model.errors import WrongUse
from trackway.model.passage import PassageId
from trackway.model.place import distance_m
from trackway.model.time import Span
from trackway.sim import Scene
from trackway.sim.incidents import IncidentKind
from trackway.trails.clocks.clocks import Offsets
from trackway.trails.clocks.sites import sites_of
from trackway.trails.desk import Desk
from trackway.trails.racing.groups import FastLegs, groups_of, joined, without_clock_hours
from trackway.trails.racing.racing import RACING, RacingQuestion
from trackway.trails.section_speed.runs import Section, runs_of
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
        np.full(n, 150.0), ids, ids, 100,  # type: ignore[arg-type]
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


def _usual(file: File, one: int, other: int, metres: float) -> float:
    """Thirty vehicles each way at 45 to 55 km/h in the morning; gives the usual seconds."""
    for n in range(30):
        took = metres / ((45 + n % 11) / 3.6)
        file(f"ABC-{2000 + n}", (-36_000 + 600.0 * n, one), (-36_000 + 600.0 * n + took, other))
        file(f"ABC-{3000 + n}", (-36_000 + 600.0 * n, other), (-36_000 + 600.0 * n + took, one))
    return metres / (50 / 3.6)


def test_who_is_fast_among_all_who_are_is_a_clock_and_the_others_are_listed(desk: Desk, file: File) -> None:
    one, other, metres = _section(desk)
    usual_s = _usual(file, one, other, metres)
    step_s = usual_s - metres / (125 / 3.6)  # the far clock is so far behind: everybody seems to do 125
    for n in range(5):
        at = 7200 + 90.0 * n
        file(f"KLM-{4000 + n}", (at, one), (at + usual_s - step_s, other))
        file(f"KLM-{5000 + n}", (at - step_s, other), (at + usual_s, one))
    file("XYZ-9901", (-20_000, one), (-20_000 + metres / (125 / 3.6), other))
    report = SECTION_SPEED.ask(desk, _asks(desk, one, other))
    (found,) = report.findings
    assert found.plates == ("XYZ9901",)
    assert found.facts["others_that_tell_of_the_clocks"] > 5  # type: ignore[operator]
    assert len(found.caveats) == 1
    assert report.facts["hours_dropped_for_clock"] == 1
    assert report.facts["runs_dropped_for_clock"] == 5
    assert any("a clock had stepped" in said.en for said in report.caveats)


def test_five_who_race_there_and_back_alone_are_no_clock(desk: Desk, file: File) -> None:
    one, other, metres = _section(desk)
    _usual(file, one, other, metres)
    took = metres / (130 / 3.6)
    for n in range(5):
        at = MIDNIGHT_S + 3.0 * n
        file(f"KLM-{4000 + n}", (at, one), (at + took, other), (at + 900, other), (at + 900 + took, one))
    report = SECTION_SPEED.ask(desk, _asks(desk, one, other))
    assert len(report.findings) == 5
    assert report.facts["hours_dropped_for_clock"] == 0


def test_a_speeder_with_nobody_near_is_listed_with_a_warning(desk: Desk, file: File) -> None:
    one, other, metres = _section(desk)
    file("XYZ-9901", (0, one), (metres / (125 / 3.6), other))
    file("XYZ-9902", (600, one), (600 + metres / (900 / 3.6), other))
    report = SECTION_SPEED.ask(desk, _asks(desk, one, other))
    (found,) = report.findings
    assert any("Hardly anybody else" in said.en for said in found.caveats)
    assert report.facts["runs_beyond_any_vehicle"] == 1


def test_a_clock_ahead_does_not_turn_a_run_round(desk: Desk, file: File) -> None:
    """The start's clock is 400 s ahead of a way of 300 s: recorded, the end comes first."""
    one, other, _ = _section(desk)
    file("ABC-1235", (400, one), (300, other))
    sites = sites_of(desk.cameras, [one, other])
    ahead = np.where(np.arange(2) == sites.of_camera[one], 400.0, 0.0)
    offsets = Offsets(ahead, np.full(2, 15.0), ahead > 0)
    runs = runs_of(desk, Section((one,), (other,), 0.0), DAY, 0.8, sites, offsets)
    assert runs.took_s.tolist() == [300.0]
    assert int(runs.at_ms[0]) - int(runs.end_ms[0]) == 100_000
    ids = [PassageId(int(one)) for one in (runs.start[0], runs.end[0])]
    assert {passage.id for passage in desk.store.several(desk.permit, ids)} == set(ids)


def test_lower_bounds_are_never_rounded_up(desk: Desk, file: File) -> None:
    one, other, metres = _section(desk)
    for n in range(8):
        file(f"ABC-{2000 + n}", (60.0 * n, one), (60.0 * n + metres / ((120 + 1.37 * n) / 3.6), other))
    findings = SECTION_SPEED.ask(desk, _asks(desk, one, other)).findings
    assert len(findings) == 8
    for found in findings:
        said = re.match(r"至少 (\d+) ", found.says[0].zh)
        assert said is not None
        assert int(said.group(1)) == math.floor(float(str(found.facts["least_kmh"])))


def _legs(*rows: tuple[str, int, int, float, float]) -> FastLegs:
    """Of plate, from site, to site, and seconds at both; a passage is told by its second, ten to a site."""
    return FastLegs(
        np.array([row[0] for row in rows], object),
        np.array([row[1] * 10 + row[2] for row in rows]),
        np.array([row[2] * 10 + row[1] for row in rows]),
        np.array([round(row[3] * 1000) for row in rows]),
        np.array([round(row[4] * 1000) for row in rows]),
        np.full(len(rows), 120.0),
        tuple(PassageId(round(row[3] * 1000)) for row in rows),
        tuple(PassageId(round(row[4] * 1000)) for row in rows),
        10,
    )


def test_a_camera_between_that_missed_one_does_not_part_racers() -> None:
    legs = _legs(
        ("ABC1235", 1, 2, 0, 100), ("ABC1235", 2, 3, 100, 200), ("KLM7752", 1, 3, 4, 206),
        ("ABC1235", 3, 1, 500, 700), ("KLM7752", 3, 2, 505, 603), ("KLM7752", 2, 1, 603, 705),
    )  # fmt: skip
    assert groups_of(legs, 15.0, 2) == ()
    (group,) = groups_of(joined(legs), 15.0, 2)
    assert group.plates == ("ABC1235", "KLM7752")
    assert len(group.runs) == 2
    assert group.turns == 1


def test_a_way_is_counted_once_however_it_is_joined() -> None:
    both = [
        (plate, site, site + 1, 100.0 * site + behind, 100.0 * site + 100 + behind)
        for plate, behind in (("ABC1235", 0.0), ("KLM7752", 4.0))
        for site in range(3)
    ]
    (group,) = groups_of(joined(_legs(*both)), 15.0, 1)
    assert len(group.runs) == 3


def test_racers_may_drift_apart_on_the_way_but_not_at_both_ends() -> None:
    rows = [("ABC1235", 1, 2, 0, 300), ("KLM7752", 1, 2, 6, 317)]
    assert len(groups_of(_legs(*rows), 15.0, 1)) == 1
    rows[1] = ("KLM7752", 1, 2, 17, 319)
    assert groups_of(_legs(*rows), 15.0, 1) == ()
