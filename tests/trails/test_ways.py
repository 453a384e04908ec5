"""How vehicles go on from a gate: alike hours, next gates, arrival times that hold, no hours of outages."""

import numpy as np
import pytest

from trackway.model.place import Point, distance_m
from trackway.model.roads import RoadLine, roads_of
from trackway.sim import Scene
from trackway.trails.desk import Desk
from trackway.trails.trail.legs import FASTEST_KMH
from trackway.trails.ways.bound import DETOUR, FLOWING_KMH, bounds
from trackway.trails.ways.gates import gates_of
from trackway.trails.ways.ways import HORIZON_S, LEAST, journeys, onward, quantiles

from .by_hand import file_many
from .conftest import NOON, WEEK_END

DAY_S = 86_400.0


def test_cameras_of_a_site_that_look_the_same_way_are_one_gate(county_desk: Desk) -> None:
    gates = gates_of(county_desk.cameras)
    assert [gate.cameras for gate in gates.rows[:3]] == [(1, 2), (3, 4), (5, 6)]
    assert gates.at(1) == gates.at(2) != gates.at(3)
    assert gates.at(65_000) == -1
    assert "內側" not in gates.rows[0].name


def test_next_gate_and_time_are_what_vehicles_did(desk: Desk) -> None:
    there = [(f"AAA{1000 + n}", -7 * DAY_S + n * 60, 1) for n in range(40)]
    later = [(plate, at + 300 + n, 9) for n, (plate, at, _) in enumerate(there)]
    gone = [(f"BBB{1000 + n}", -7 * DAY_S + n * 60 + 7, 2) for n in range(10)]
    file_many(desk, [*there, *later, *gone])
    found = journeys(desk, gates_of(desk.cameras), (1, 2), NOON)
    nexts, left = onward(found)
    assert (left, [one.count for one in nexts]) == (50, [40])
    assert nexts[0].gate == gates_of(desk.cameras).at(9)
    assert nexts[0].share == pytest.approx(0.8)
    early, middle, late = quantiles(np.arange(300, 340, dtype=np.float64), (0.09, 0.5, 0.91))
    assert nexts[0].eta_s == pytest.approx((early - 1, middle, late + 1))  # both clocks within half a second
    assert nexts[0].error_s == pytest.approx(1.0)


def test_what_is_not_seen_yet_is_held_against_what_was_not_seen_by_then(desk: Desk) -> None:
    there = [(f"AAA{1000 + n}", -7 * DAY_S + n * 60, 1) for n in range(40)]
    soon = [(plate, at + 300, 9) for plate, at, _ in there[:30]]
    late = [(plate, at + 1200, 17) for plate, at, _ in there[30:]]
    file_many(desk, [*there, *soon, *late])
    found = journeys(desk, gates_of(desk.cameras), (1, 2), NOON)
    gates = gates_of(desk.cameras)
    assert [one.gate for one in onward(found)[0]] == [gates.at(9), gates.at(17)]
    later, left = onward(found, elapsed_s=600)
    assert (left, [(one.gate, one.share) for one in later]) == (10, [(gates.at(17), 1.0)])


def test_journeys_backwards_end_at_the_gate(desk: Desk) -> None:
    before = [(f"AAA{1000 + n}", -7 * DAY_S + n * 60, 9) for n in range(40)]
    file_many(desk, [*before, *((plate, at + 300, 1) for plate, at, _ in before)])
    found = journeys(desk, gates_of(desk.cameras), (1, 2), NOON, backwards=True)
    nexts, _ = onward(found)
    assert [one.gate for one in nexts] == [gates_of(desk.cameras).at(9)]
    assert set(found.seconds.tolist()) == {300.0}


def test_hours_not_over_yet_and_after_the_question_are_not_looked_at(desk: Desk) -> None:
    recent = [(f"AAA{1000 + n}", -HORIZON_S + 60 + n, 1) for n in range(40)]
    later = [(f"BBB{1000 + n}", 7 * DAY_S + n, 1) for n in range(40)]
    file_many(desk, [*recent, *later, *((plate, at + 300, 9) for plate, at, _ in recent + later)])
    assert journeys(desk, gates_of(desk.cameras), (1, 2), NOON).count == 0


def test_the_plate_asked_about_is_no_measure_of_itself(desk: Desk) -> None:
    mine = [("AAA1000", -7 * DAY_S + n * 60, 1) for n in range(40)]
    file_many(desk, [*mine, *((plate, at + 30, 9) for plate, at, _ in mine)])
    assert journeys(desk, gates_of(desk.cameras), (1, 2), NOON, other_than=("AAA1000",)).count == 0


def test_hours_in_which_the_next_camera_was_down_are_left_out(desk: Desk) -> None:
    # Cameras 9 and 10 file forty passages in the same hour of every day, but nothing six days before.
    rows = []
    for day in range(1, 13):
        there = [(f"AAA{1000 + 40 * day + n}", -day * DAY_S + n * 60, 1) for n in range(40)]
        rows += there
        if day != 6:
            rows += [(plate, at + 300, 9) for plate, at, _ in there]
            rows += [(plate.replace("A", "B"), at + 1, 10) for plate, at, _ in there]
    file_many(desk, rows)
    found = journeys(desk, gates_of(desk.cameras), (1, 2), NOON)
    assert found.dropped == 40
    nexts, left = onward(found)
    assert nexts[0].count == left


def test_arrival_times_hold_on_a_day_that_was_not_seen(county_desk: Desk, scene: Scene) -> None:
    """Of the journeys of the last day, those that go to a next gate arrive within p10 to p90 of the days
    before it four times in five; the figure for 40 gates is in docs/explanation/ways.md."""
    gates = gates_of(county_desk.cameras)
    inside = total = 0
    for gate in range(40, 60, 2):
        cameras = gates.rows[gate].cameras
        before, _ = onward(journeys(county_desk, gates, cameras, WEEK_END.plus(-14 * 3600)))
        after = journeys(county_desk, gates, cameras, WEEK_END.plus(7 * DAY_S - 10 * 3600))
        known = {one.gate: one.eta_s for one in before if one.eta_s}
        for row in after.nearest().tolist():
            eta = known.get(int(after.gate[row]), ())
            if eta and before[0].gate == int(after.gate[row]):
                total += 1
                inside += eta[0] <= after.seconds[row] <= eta[2]
    assert total > 150
    assert 0.72 < inside / total < 0.90


def test_quantiles_of_few_are_wide() -> None:
    assert quantiles(np.arange(9.0), (0.1, 0.9)) == (0.0, 8.0)
    assert LEAST > 9


def test_bounds_are_never_longer_than_the_straight_line_allows() -> None:
    a, b, off = Point(121.60, 23.90), Point(121.61, 23.90), Point(121.61, 23.95)
    roads = roads_of([RoadLine(((a.lon, a.lat), (b.lon, b.lat)), 36.0)])
    by_road = bounds(roads, a, [b, off])
    straight = bounds(None, a, [b, off])
    assert by_road.by_road.tolist() == [True, False]
    assert by_road.flowing_s[0] == pytest.approx(distance_m(a, b) / 10, rel=1e-3)
    assert by_road.metres[1] == straight.metres[1] == pytest.approx(distance_m(a, off))
    assert straight.flowing_s[1] == pytest.approx(distance_m(a, off) * DETOUR / FLOWING_KMH * 3.6)
    assert straight.fastest_s[0] == pytest.approx(distance_m(a, b) / FASTEST_KMH * 3.6)
    assert str(DETOUR) in straight.says.en
    assert "Some in a straight line" in by_road.says.en
