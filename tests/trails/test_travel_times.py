"""Travel times between chosen places, by hour of the week; by distance where few went."""

import pytest

from trackway.model.errors import WrongUse
from trackway.model.time import Span
from trackway.passages import TooMany
from trackway.trails.desk import Desk
from trackway.trails.travel_times.travel_times import TRAVEL_TIMES, TravelTimesQuestion
from trackway.trails.where import Place, parse_place

from .by_hand import Row, file_many
from .conftest import NOON

DAY_S = 86_400.0
TWO_DAYS = Span(NOON.plus(-DAY_S), NOON.plus(DAY_S))


def at(desk: Desk, *numbers: int) -> tuple[Place, ...]:
    return tuple(parse_place(f"camera:{desk.cameras[number].id}") for number in numbers)


def way(vehicles: int, seconds: float) -> list[Row]:
    """So many from camera 1 to camera 9, a second after one another."""
    there = [(f"AAA{1000 + n}", float(n), 1) for n in range(vehicles)]
    return [*there, *((plate, at + seconds, 9) for plate, at, _ in there)]


def test_vehicles_are_counted_once_to_the_place_they_came_to_next(desk: Desk) -> None:
    there = [(f"AAA{1000 + n}", n * 60.0, 1) for n in range(20)]
    on = [(plate, at + 600 + n, 9) for n, (plate, at, _) in enumerate(there)]
    then = [(plate, at + 900, 17) for plate, at, _ in there]
    file_many(desk, [*there, *on, *then, *((f"BBB{1000 + n}", n * 60.0 + 30, 1) for n in range(5))])
    report = TRAVEL_TIMES.ask(desk, TravelTimesQuestion(at(desk, 1, 9, 17), TWO_DAYS))
    by_pair = {(one.facts["start"], one.facts["finish"]): one for one in report.findings}
    assert len(by_pair) == 6
    assert by_pair[1, 2].facts["vehicles"] == 20
    assert by_pair[1, 2].facts["p50_s"] == pytest.approx(609.5)
    assert by_pair[1, 2].facts["p10_s"] == pytest.approx(601.1)
    assert by_pair[1, 2].score == pytest.approx(0.8)
    assert by_pair[1, 2].facts["nowhere"] == pytest.approx(0.2)
    assert by_pair[1, 3].facts["vehicles"] == 0
    assert by_pair[2, 3].facts["vehicles"] == 20
    assert by_pair[1, 2].facts["clock_error_s"] == 1.0
    assert report.findings[0].score >= report.findings[-1].score


def test_hours_of_the_week_are_those_of_taipei(desk: Desk) -> None:
    file_many(desk, way(20, 600))
    report = TRAVEL_TIMES.ask(desk, TravelTimesQuestion(at(desk, 1, 9), TWO_DAYS))
    hours = report.findings[0].facts["hours_of_week"]
    assert isinstance(hours, dict)
    counts, medians = hours["vehicles"], hours["p50_s"]
    assert isinstance(counts, list)
    assert isinstance(medians, list)
    tuesday_noon = 24 + 12
    assert [(hour, count) for hour, count in enumerate(counts) if count] == [(tuesday_noon, 20)]
    assert medians[tuesday_noon] == 600.0
    assert medians[0] is None


def test_a_stop_is_no_travel_time(desk: Desk) -> None:
    file_many(desk, way(10, 3601))
    asked = TravelTimesQuestion(at(desk, 1, 9), TWO_DAYS, within_min=60)
    report = TRAVEL_TIMES.ask(desk, asked)
    assert report.findings[0].facts["vehicles"] == 0
    longer = TravelTimesQuestion(at(desk, 1, 9), TWO_DAYS, within_min=61)
    assert TRAVEL_TIMES.ask(desk, longer).findings[0].facts["vehicles"] == 10


def test_a_way_few_went_is_told_by_distance(desk: Desk) -> None:
    file_many(desk, way(1, 900))
    report = TRAVEL_TIMES.ask(desk, TravelTimesQuestion(at(desk, 1, 9), TWO_DAYS))
    first = report.findings[0]
    assert "p50_s" not in first.facts
    assert "by distance" in first.says[0].en
    assert first.facts["bound_by"] == "straight line"
    assert "No road network" in first.caveats[0].en


def test_hours_of_an_outage_are_left_out(desk: Desk) -> None:
    # Camera 9 files twenty passages in this hour of ten days, and none the day before NOON.
    rows = [
        row
        for day in range(10)
        for n in range(20)
        for at in [-day * DAY_S + n * 60]
        for row in [
            (f"A{day}A{1000 + n}", at, 1),
            *([] if day == 1 else [(f"A{day}A{1000 + n}", at + 600, 9)]),
        ]
    ]
    file_many(desk, rows)
    report = TRAVEL_TIMES.ask(desk, TravelTimesQuestion(at(desk, 1, 9), TWO_DAYS))
    assert report.facts["hours_left_out"] == 47  # the whole silence between two of its busy hours
    assert report.findings[0].facts["left_start"] == 20
    assert report.findings[0].score == 1.0


def test_an_unmeasured_clock_is_said(desk: Desk) -> None:
    file_many(desk, way(20, 600), error_s=None)
    first = TRAVEL_TIMES.ask(desk, TravelTimesQuestion(at(desk, 1, 9), TWO_DAYS)).findings[0]
    assert first.facts["clock_error_s"] is None
    assert any("never measured" in one.en for one in first.caveats)


def test_places_that_overlap_are_empty_or_too_large_are_refused(desk: Desk) -> None:
    everywhere = parse_place("rectangle:120,22,123,25")
    nowhere = parse_place("circle:119.0,23.0,100")
    with pytest.raises(WrongUse, match="share a camera"):
        TRAVEL_TIMES.ask(desk, TravelTimesQuestion((everywhere, *at(desk, 1)), TWO_DAYS))
    with pytest.raises(WrongUse, match="that files passages"):
        TRAVEL_TIMES.ask(desk, TravelTimesQuestion((nowhere, *at(desk, 1)), TWO_DAYS))
    file_many(desk, way(20, 600))
    year = Span(NOON.plus(-364 * DAY_S), NOON.plus(DAY_S))
    with pytest.raises(TooMany, match="2 sites over 365 days"):
        TRAVEL_TIMES.ask(desk, TravelTimesQuestion(at(desk, 1, 9), year))


def test_cameras_that_filed_nothing_count_for_nothing(desk: Desk) -> None:
    """Half the county each, ordinary cameras and all: one site in either filed, so every day is read."""
    latitudes = [desk.cameras[number].place.lat for number in (1, 9)]
    middle = sum(latitudes) / 2
    halves = (
        parse_place(f"rectangle:120,{middle},123,25"),
        parse_place(f"rectangle:120,22,123,{middle - 1e-6}"),
    )
    file_many(desk, way(20, 600))
    report = TRAVEL_TIMES.ask(desk, TravelTimesQuestion(halves, TWO_DAYS))
    assert latitudes[0] > latitudes[1]
    alone = TRAVEL_TIMES.ask(desk, TravelTimesQuestion(at(desk, 1, 9), TWO_DAYS))
    assert report.facts["every_days"] == 1
    assert report.facts["hours_left_out"] == alone.facts["hours_left_out"]
    first = report.findings[0]
    assert (first.facts["vehicles"], first.cameras) == (20, (1, 9))
    assert len(report.coverage.down) > 200


def test_places_are_called_as_on_the_map(desk: Desk) -> None:
    file_many(desk, way(20, 600))
    one, other = (desk.cameras[number].name for number in (1, 9))
    (there,) = (
        finding
        for finding in TRAVEL_TIMES.ask(desk, TravelTimesQuestion(at(desk, 1, 9), TWO_DAYS)).findings
        if finding.facts["start"] == 1
    )
    assert there.says[0].zh.startswith(f"①（{one}） → ②（{other}）：")
    assert there.says[0].en.startswith(f"① ({one}) → ② ({other}): ")


def test_of_a_long_time_every_so_many_days_are_looked_at(desk: Desk) -> None:
    # Four vehicles on each of thirty days; two sites for thirty days are read every fourth day.
    rows = [
        (plate, seconds - day * DAY_S, camera)
        for day in range(30)
        for plate, seconds, camera in [(f"A{day:02d}{p[3:]}", s, c) for p, s, c in way(4, 600)]
    ]
    file_many(desk, rows)
    month = Span(NOON.plus(-30 * DAY_S + 3600), NOON.plus(3600))
    report = TRAVEL_TIMES.ask(desk, TravelTimesQuestion(at(desk, 1, 9), month))
    assert report.facts["every_days"] == 4
    assert report.findings[0].facts["vehicles"] == 4 * 8
    assert any("one day in 4" in one.en for one in report.caveats)
