"""Next camera: forecasts from measured journeys, refused when there are too few."""

from dataclasses import replace

import pytest

from trackway.model.errors import WrongUse
from trackway.model.plate import parse_plate
from trackway.model.vehicle import Heading
from trackway.sim import County, Scene
from trackway.trails.desk import Desk
from trackway.trails.next_camera.next_camera import NEXT_CAMERA, NextCameraQuestion
from trackway.trails.ways.ways import LEAST
from trackway.trails.where import parse_place

from .by_hand import file_many
from .conftest import NOON, WEEK_END, File

DAY_S = 86_400.0
WANTED = parse_plate("XYZ-9876")


def crowd(desk: Desk, of: int = 60) -> None:
    """A week before: two in three go to camera 9 in 300 s and more, the others to 17 in 900 s and more."""
    there = [(f"AAA{1000 + n}", -7 * DAY_S + n * 30, 1) for n in range(of)]
    on = [
        (plate, at + (300 if n % 3 else 900) + n, 9 if n % 3 else 17)
        for n, (plate, at, _) in enumerate(there)
    ]
    file_many(desk, [*there, *on])


def test_next_gates_with_arrival_by_the_clock(desk: Desk, file: File) -> None:
    crowd(desk)
    (seen,) = file("XYZ-9876", (-60, 1))
    report = NEXT_CAMERA.ask(desk, NextCameraQuestion(NOON, WANTED))
    first, second = report.findings
    assert (set(first.cameras), set(second.cameras)) == ({9, 10}, {17, 18})
    assert first.score == pytest.approx(40 / 60)
    assert first.evidence == (seen,)
    eta = first.facts["eta_s"]
    assert isinstance(eta, list)
    assert 300 <= eta[0] < eta[1] < eta[2] <= 360
    assert report.facts["not_seen"] == 0
    assert report.facts["elapsed_s"] == 60


def test_an_empty_road_is_no_forecast(desk: Desk, file: File) -> None:
    crowd(desk, of=LEAST - 1)
    file("XYZ-9876", (-60, 1))
    report = NEXT_CAMERA.ask(desk, NextCameraQuestion(NOON, WANTED))
    assert not report.findings
    assert report.empty is not None
    assert f"Only {LEAST - 1} vehicles" in report.empty.en
    area = report.facts["area"]
    assert isinstance(area, dict)
    assert area["by"] == "straight line"


def test_who_would_have_been_seen_by_now_went_elsewhere(desk: Desk, file: File) -> None:
    crowd(desk, of=120)
    file("XYZ-9876", (-700, 1))
    report = NEXT_CAMERA.ask(desk, NextCameraQuestion(NOON, WANTED))
    assert [set(one.cameras) for one in report.findings] == [{17, 18}]
    assert report.findings[0].score == pytest.approx(1.0)


def test_its_own_habit_weighs_more_than_the_crowd(desk: Desk, file: File) -> None:
    crowd(desk)
    mine = [("XYZ9876", -day * DAY_S - 3600, 1) for day in range(2, 32)]
    file_many(desk, [*mine, *((plate, at + 1000, 17) for plate, at, _ in mine)])
    file("XYZ-9876", (-60, 1))
    report = NEXT_CAMERA.ask(desk, NextCameraQuestion(NOON, WANTED))
    assert set(report.findings[0].cameras) == {17, 18}
    assert report.findings[0].score == pytest.approx((10 * 20 / 60 + 30) / 40)


def test_a_camera_and_a_time_instead_of_a_plate(desk: Desk, county: County) -> None:
    crowd(desk)
    site = county.plate_sites[0].site.place
    place = parse_place(f"circle:{site.lon},{site.lat},150")
    heading = Heading.of(desk.cameras[1].heading_deg)
    report = NEXT_CAMERA.ask(desk, NextCameraQuestion(NOON, place=place, headings=(heading,)))
    assert report.facts["from_cameras"] == [1, 2]
    assert set(report.findings[0].cameras) == {9, 10}
    by_id = NextCameraQuestion(NOON, place=parse_place(f"camera:{desk.cameras[1].id}"))
    assert NEXT_CAMERA.ask(desk, by_id).facts["from_cameras"] == [1, 2]


@pytest.mark.parametrize("given", [{}, {"plate": WANTED, "place": parse_place("camera:HLP-001")}])
def test_one_of_plate_and_place_is_asked_for(desk: Desk, given: dict[str, object]) -> None:
    with pytest.raises(WrongUse, match="either a plate or a place"):
        NEXT_CAMERA.ask(desk, NextCameraQuestion(NOON, **given))  # type: ignore[arg-type]


def test_a_plate_not_seen_for_a_day_is_nowhere(desk: Desk, file: File) -> None:
    file("XYZ-9876", (-25 * 3600, 1))
    report = NEXT_CAMERA.ask(desk, NextCameraQuestion(NOON, WANTED))
    assert report.empty is not None
    assert "not seen in the day before" in report.empty.en


def test_the_nearest_station_is_named_with_the_time_to_spare(desk: Desk, file: File, county: County) -> None:
    crowd(desk)
    file("XYZ-9876", (-60, 1))
    report = NEXT_CAMERA.ask(replace(desk, stations=county.stations), NextCameraQuestion(NOON, WANTED))
    stations = report.findings[0].facts["stations"]
    assert isinstance(stations, list)
    nearest = stations[0]
    assert isinstance(nearest, dict)
    eta = report.findings[0].facts["eta_s"]
    assert isinstance(eta, list)
    assert nearest["before_s"] == pytest.approx(eta[0] - 60 - nearest["seconds"], abs=1)


def test_the_truth_is_among_the_first_three_nearly_always(county_desk: Desk, scene: Scene) -> None:
    """Vehicles of the last day, asked at their first passage after noon; the truth is their next one."""
    seen = scene.seen
    noon = WEEK_END.plus(-9 * 3600).us
    rows = [
        (int(a), int(b))
        for vehicle in range(0, 2_500, 50)
        for own in [(seen.vehicle == vehicle).nonzero()[0]]
        for later in [own[(seen.at_us[own] >= noon) & (seen.plate[own] == vehicle + 1)]]
        if len(later) >= 2
        for a, b in [later[:2]]
    ]
    right = asked = 0
    for a, b in rows:
        if not 60e6 < seen.at_us[b] - seen.at_us[a] < 3600e6:
            continue
        plate = parse_plate(seen.texts[seen.plate[a]])
        question = NextCameraQuestion(scene.passage(a).at.plus(0.5), plate)
        found = NEXT_CAMERA.ask(county_desk, question).findings[:3]
        asked += bool(found)
        right += any(int(seen.camera[b]) in one.cameras for one in found)
    assert asked >= 8
    assert right / asked >= 0.8
