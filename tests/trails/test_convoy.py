"""Convoy: company against platoon and habit. Plates here are invented."""

import numpy as np
import pytest
from tests.trails.conftest import NOON, File

from trackway.model.plate import Plate
from trackway.model.time import Span
from trackway.sim import Scene
from trackway.sim.incidents import IncidentKind
from trackway.trails.convoy.convoy import CONVOY, ConvoyQuestion, Order
from trackway.trails.convoy.near import Passed
from trackway.trails.convoy.runs import drives_of
from trackway.trails.desk import Desk

DAY_S = 86_400
WEEKS = Span(NOON.plus(-10 * DAY_S), NOON.plus(12 * DAY_S))
TARGET, FRIEND, STRANGER = "ABC-1235", "KLM-7752", "XYZ-9901"
OUTINGS = (-6, 0, 3, 5)
WAY = [1, 5, 9, 13, 17, 21]
"""Cameras of six sites; the desk's county has four to a site."""


def _ask(desk: Desk, **parts: object) -> ConvoyQuestion:
    return ConvoyQuestion(plates=(Plate("ABC1235"),), span=WEEKS, **parts)  # type: ignore[arg-type]


def _drive(start_s: float, gap_s: float = 0.0) -> list[tuple[float, int]]:
    return [(start_s + 300 * n + gap_s, camera) for n, camera in enumerate(WAY)]


def _some_time(day: int) -> float:
    """When the target sets out: another time every day, as errands go."""
    return day * DAY_S + 1500.0 * ((day * 7) % 19)


def _target_drives(file: File) -> None:
    """The target on 18 days, every day somebody else beside it at the first site; and others all day long."""
    days = range(-8, 10)
    file(TARGET, *(one for day in days for one in _drive(_some_time(day))))
    for k in range(6):
        file(f"BCD-200{k}", *((_some_time(day) + 20, WAY[0]) for day in days if day % 6 == k))
    for n in range(4):
        file(f"EFG-200{n}", *(one for day in days for one in _drive(day * DAY_S + 5400.0 * n + 700)))


def test_the_convoy_of_the_demonstration_is_found(county_desk: Desk, scene: Scene) -> None:
    incident = next(one for one in scene.incidents if one.kind is IncidentKind.CONVOY)
    first, *others = incident.plates
    span = Span(incident.span.start.plus(-DAY_S), county_desk.now)
    report = CONVOY.ask(county_desk, ConvoyQuestion(plates=(Plate(first),), span=span))
    assert {plate for found in report.findings for plate in found.plates} == set(others)
    for found in report.findings:
        assert found.score > 0.9
        assert found.facts["drives_together"] == 4
        assert found.facts["drives_expected"] < 0.1  # type: ignore[operator]


def test_company_on_four_days_stands_out_and_a_platoon_does_not(desk: Desk, file: File) -> None:
    _target_drives(file)
    file(FRIEND, *(one for day in OUTINGS for one in _drive(_some_time(day), 12.0)))
    file(STRANGER, *_drive(_some_time(2), -8.0))
    report = CONVOY.ask(desk, _ask(desk, least=0.0))
    scores = {found.plates[0]: found for found in report.findings}
    assert scores["KLM7752"].score > 0.5, "in a world of ten vehicles, where platoons hold together"
    assert scores["XYZ9901"].score < 0.1
    friend = scores["KLM7752"].facts
    assert friend["drives_together"] == 4
    assert friend["days_together"] == 4
    assert friend["median_gap_s"] == pytest.approx(12.0)
    assert friend["gap_histogram"] == [{"from_s": 10, "to_s": 20, "times": 24}]
    assert len(scores["KLM7752"].evidence) == 48, "both vehicles' passages"
    assert report.facts["null"]["ABC1235"]["plates_near"] >= 8  # type: ignore[index,call-overload,operator]


def test_a_shared_habit_is_no_company(desk: Desk, file: File) -> None:
    """A neighbour who leaves within the same two minutes every day, now near, now not."""
    days = range(-8, 10)
    file(TARGET, *(one for day in days for one in _drive(day * DAY_S + 25 * ((day * 7) % 5))))
    file(STRANGER, *(one for day in days for one in _drive(day * DAY_S + 30 * ((day * 3) % 7))))
    (found,) = CONVOY.ask(desk, _ask(desk, least=0.0)).findings
    assert found.facts["drives_together"] > 4  # type: ignore[operator]
    assert found.facts["drives_expected"] > 3  # type: ignore[operator]
    assert found.score < 0.5


def test_a_companion_misread_once_still_counts_and_is_shown(desk: Desk, file: File) -> None:
    _target_drives(file)
    for day in OUTINGS:
        there = _drive(_some_time(day), 12.0)
        file(FRIEND, *there[:2], *there[3:])
        file("KLM-7762" if day == 0 else FRIEND, there[2])
    (found,) = CONVOY.ask(desk, _ask(desk)).findings
    assert found.plates == ("KLM7752",)
    assert found.facts["read_as"] == ["KLM7762"]
    assert found.facts["passages_together"] == 24
    assert any("KLM7762" in said.en for said in found.caveats)


def test_order_and_thresholds_are_kept(desk: Desk, file: File) -> None:
    _target_drives(file)
    file(FRIEND, *(one for day in OUTINGS for one in _drive(_some_time(day), 12.0)))
    assert CONVOY.ask(desk, _ask(desk, order=Order.BEHIND)).findings
    assert not CONVOY.ask(desk, _ask(desk, order=Order.AHEAD)).findings
    assert not CONVOY.ask(desk, _ask(desk, window_s=10)).findings
    assert not CONVOY.ask(desk, _ask(desk, min_distinct_days=5)).findings
    empty = CONVOY.ask(desk, _ask(desk, min_distinct_cameras=7))
    assert empty.empty is not None
    assert "more than traffic and habit" in empty.empty.en


def test_a_plate_that_was_not_seen_says_so(desk: Desk) -> None:
    report = CONVOY.ask(desk, _ask(desk))
    assert report.facts["not_seen"] == ["ABC1235"]
    assert report.empty is not None
    assert "not seen" in report.empty.en


def test_a_stop_parts_two_drives() -> None:
    ms = np.array([0, 600, 1200, 1200 + 1801, 4000]) * 1000
    same = np.zeros(5, np.int64)
    assert drives_of(Passed("ABC1235", same, ms, same, same)).tolist() == [0, 0, 0, 1, 1]
