"""Hit-and-run: who can have been at the scene, weighed against those who only passed by."""

import numpy as np
import pytest

from trackway.model.area import Circle
from trackway.model.finding import Finding, Report
from trackway.model.pattern import parse_pattern
from trackway.model.place import Point, bearing_deg, destination, distance_m
from trackway.model.time import Span
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.sim import County
from trackway.trails.desk import Desk
from trackway.trails.hit_and_run.hit_and_run import HIT_AND_RUN, HitAndRunQuestion
from trackway.trails.ways.bound import DETOUR, FLOWING_KMH
from trackway.trails.ways.looks import colour_ratio, kind_ratio
from trackway.trails.where import Place

from .by_hand import Row, file_many
from .conftest import NOON

A, B = 81, 85
"""Cameras of two sites beside one another."""


def driving_s(a: Point, b: Point) -> float:
    return distance_m(a, b) * DETOUR / FLOWING_KMH * 3.6


@pytest.fixture
def scene(county: County) -> Point:
    """Three kilometres beside the middle of the way between the two."""
    a, b = county.cameras[A - 1].place, county.cameras[B - 1].place
    along = bearing_deg(a, b)
    return destination(destination(a, along, distance_m(a, b) / 2), along + 90, 3000)


@pytest.fixture
def ways(county: County, scene: Point) -> tuple[float, float, float]:
    """Seconds from A to B, from A to the scene, and from the scene to B."""
    a, b = county.cameras[A - 1].place, county.cameras[B - 1].place
    return driving_s(a, b), driving_s(a, scene), driving_s(scene, b)


def passing(direct_s: float) -> list[Row]:
    """Forty who pass by, one a minute, with nothing to do with it."""
    at = [(f"AAA{1000 + n}", -1200.0 + 60 * n) for n in range(40)]
    return [row for plate, t in at for row in [(plate, t, A), (plate, t + direct_s * 1.08, B)]]


def asked(scene: Point, **said: object) -> HitAndRunQuestion:
    return HitAndRunQuestion(
        Place(Circle(scene, 100)),
        Span(NOON.plus(-120), NOON.plus(120)),
        **said,  # type: ignore[arg-type]
    )


def of(report: Report, plate: str) -> Finding:
    return next(one for one in report.findings if plate in one.plates)


def test_who_took_the_way_by_the_scene_at_the_time_is_first(
    desk: Desk, scene: Point, ways: tuple[float, float, float]
) -> None:
    direct_s, in_s, out_s = ways
    file_many(desk, [*passing(direct_s), ("XYZ9876", -in_s * 1.05, A), ("XYZ9876", out_s * 1.05 + 20, B)])
    report = HIT_AND_RUN.ask(desk, asked(scene))
    first = report.findings[0]
    assert first.plates == ("XYZ9876",)
    assert len(first.evidence) == 2
    ratios = [one.facts["likelihood_ratio"] for one in report.findings]
    assert ratios[0] > 3 * ratios[1]  # type: ignore[operator]
    assert 0 < sum(one.score for one in report.findings) <= 1
    assert report.facts["vehicles"] == 41
    assert "time enough" in first.says[0].en


def test_the_same_way_an_hour_later_is_no_candidate(
    desk: Desk, scene: Point, ways: tuple[float, float, float]
) -> None:
    direct_s, in_s, out_s = ways
    late = 1500.0
    rows: list[Row] = [("XYZ9876", late - in_s * 1.05, A), ("XYZ9876", late + out_s * 1.05, B)]
    file_many(desk, [*passing(direct_s), *rows])
    found = [
        one for one in HIT_AND_RUN.ask(desk, asked(scene, limit=100)).findings if "XYZ9876" in one.plates
    ]
    assert not found or found[0].facts["time_ratio"] < 1  # type: ignore[operator]


def test_who_came_and_was_not_seen_leaving_is_a_candidate(
    desk: Desk, scene: Point, ways: tuple[float, float, float]
) -> None:
    direct_s, in_s, _ = ways
    file_many(desk, [*passing(direct_s), ("XYZ9876", -in_s * 1.05, A)])
    first = HIT_AND_RUN.ask(desk, asked(scene)).findings[0]
    assert first.plates == ("XYZ9876",)
    assert "not seen leaving" in first.says[0].en


def test_a_vehicle_without_a_plate_is_a_candidate(
    desk: Desk, scene: Point, ways: tuple[float, float, float]
) -> None:
    direct_s, _, out_s = ways
    file_many(desk, passing(direct_s))
    file_many(desk, [("", out_s * 1.05, B + 1)], kind="truck")
    report = HIT_AND_RUN.ask(desk, asked(scene, kinds=(VehicleKind.TRUCK,)))
    first = report.findings[0]
    assert first.plates == ()
    assert len(first.evidence) == 1
    assert any("not known" in one.en for one in first.caveats)


def test_what_is_said_of_it_moves_it_up_or_down_but_never_out(
    desk: Desk, scene: Point, ways: tuple[float, float, float]
) -> None:
    direct_s, in_s, out_s = ways
    file_many(desk, [*passing(direct_s), ("XYZ9876", -in_s * 1.05, A), ("XYZ9876", out_s * 1.05 + 20, B)])
    plain = of(HIT_AND_RUN.ask(desk, asked(scene)), "XYZ9876")
    patterned = of(HIT_AND_RUN.ask(desk, asked(scene, patterns=(parse_pattern("X*6"),))), "XYZ9876")
    near = of(HIT_AND_RUN.ask(desk, asked(scene, patterns=(parse_pattern("XY*8"),))), "XYZ9876")
    wrong = of(HIT_AND_RUN.ask(desk, asked(scene, patterns=(parse_pattern("B*1"),))), "XYZ9876")
    ratios = [one.facts["pattern_ratio"] for one in (patterned, near, plain, wrong)]
    assert ratios == sorted(ratios, reverse=True)  # type: ignore[type-var]
    assert plain.facts["pattern_ratio"] == 1.0
    assert any("plate does not fit" in one.en for one in wrong.caveats)


def test_a_way_of_flight_counts_where_it_was_seen_leaving(
    desk: Desk, scene: Point, ways: tuple[float, float, float]
) -> None:
    direct_s, in_s, out_s = ways
    file_many(desk, [*passing(direct_s), ("XYZ9876", -in_s * 1.05, A), ("XYZ9876", out_s * 1.05 + 20, B)])
    heading = Heading.of(desk.cameras[B].heading_deg)
    right = of(HIT_AND_RUN.ask(desk, asked(scene, headings=(heading,))), "XYZ9876")
    other = Heading.of((desk.cameras[B].heading_deg or 0.0) + 180)
    wrong = of(HIT_AND_RUN.ask(desk, asked(scene, headings=(other,))), "XYZ9876")
    assert right.facts["heading_ratio"] > wrong.facts["heading_ratio"]  # type: ignore[operator]


def test_an_empty_ring_says_what_to_do(desk: Desk, scene: Point) -> None:
    report = HIT_AND_RUN.ask(desk, asked(scene))
    assert report.empty is not None
    assert "import footage" in report.empty.en


def test_a_rare_colour_says_more_than_a_common_one() -> None:
    seen = np.array(["white"] * 60 + ["black"] * 30 + ["yellow"] * 2 + ["unknown"] * 8)
    white, yellow = colour_ratio([Colour.WHITE], seen), colour_ratio([Colour.YELLOW], seen)
    assert yellow[90] > 5 * white[0] > 1
    assert white[60] < 1
    assert white[99] == yellow[99] == 1
    assert (colour_ratio([], seen) == 1).all()


def test_kinds_a_glance_takes_for_one_another_lose_less() -> None:
    seen = np.array(["sedan"] * 40 + ["suv"] * 40 + ["scooter"] * 40)
    ratio = kind_ratio([VehicleKind.SEDAN], seen)
    assert ratio[0] > ratio[40] > ratio[80]


def test_a_misreading_of_a_candidate_is_no_second_vehicle(
    desk: Desk, scene: Point, ways: tuple[float, float, float]
) -> None:
    direct_s, in_s, out_s = ways
    mine: list[Row] = [("XYZ9876", -in_s * 1.05, A), ("XYZ9876", out_s * 1.05 + 20, B)]
    file_many(desk, [*passing(direct_s), *mine, ("XYZ9870", out_s * 1.05 + 60, B + 4)])
    first = HIT_AND_RUN.ask(desk, asked(scene)).findings[0]
    assert first.plates == ("XYZ9876", "XYZ9870")
    assert len(first.evidence) == 3
    assert any("Also read as XYZ9870" in one.en for one in first.says)


def test_two_plates_a_letter_apart_at_two_gates_at_once_are_two_vehicles(
    desk: Desk, scene: Point, ways: tuple[float, float, float]
) -> None:
    direct_s, in_s, out_s = ways
    mine: list[Row] = [("XYZ9876", -in_s * 1.05, A), ("XYZ9876", out_s * 1.05 + 20, B)]
    file_many(desk, [*passing(direct_s), *mine, ("XYZ9870", out_s * 1.05 + 25, B + 4)])
    first = HIT_AND_RUN.ask(desk, asked(scene)).findings[0]
    assert first.plates == ("XYZ9876",)
