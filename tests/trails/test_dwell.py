"""Dwell: stays between passages, footholds put together and named, how likely at an hour."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from trackway.model.camera import Camera
from trackway.model.finding import Finding
from trackway.model.passage import PassageId
from trackway.model.place import distance_m
from trackway.model.plate import parse_plate
from trackway.model.time import Instant, Span
from trackway.trails.desk import Desk
from trackway.trails.dwell.dwell import DWELL, DwellQuestion
from trackway.trails.places import place_names

File = Callable[..., Sequence[PassageId]]
NOON = Instant(1_790_049_600_000_000)  # a Tuesday
HOUR, DAY = 3600, 86_400
WEEKS = Span(NOON.plus(-20 * DAY), NOON.plus(2 * DAY))
PLATE = parse_plate("ABC-1235")


def figures(finding: Finding) -> dict[str, Any]:
    return dict(finding.facts)


@pytest.fixture
def ends(cameras: dict[int, Camera]) -> tuple[int, int]:
    """Cameras of two sites four to nine kilometres apart."""
    home = cameras[1]
    far = (n for n in range(1, 241, 4) if 4000 < distance_m(home.place, cameras[n].place) < 9000)
    return 1, next(far)


def commuting(file: File, home: int, work: int, days: range) -> None:
    """Out past the home's camera at 7, past the work's at 7:20, back at 17 and 17:20, every day."""
    for day in days:
        at = day * DAY - 5 * HOUR
        file("ABC-1235", (at, home), (at + 1200, work), (at + 10 * HOUR, work), (at + 10 * HOUR + 1200, home))


def test_nights_and_working_hours_are_told_apart(desk: Desk, file: File, ends: tuple[int, int]) -> None:
    commuting(file, *ends, range(-18, 1))
    home, work = DWELL.ask(desk, DwellQuestion(PLATE, WEEKS)).findings
    assert (figures(home)["kind"], figures(work)["kind"]) == ("home", "work")
    assert (figures(home)["before"], figures(work)["before"]) == tuple(desk.cameras[n].site_id for n in ends)
    names = place_names(desk.cameras)
    assert (home.facts["before_name"], home.facts["after_name"]) == (names.at(1), names.at(1))
    assert home.says[0].en.startswith(f"Nights: about {names.at(1)}, 18 stays")
    assert home.says[0].zh.startswith(f"夜間落腳處：{names.at(1)}一帶")
    assert (home.facts["times"], work.facts["times"]) == (18, 19)
    by_hour = figures(work)["weekday_by_hour"]
    assert by_hour[12] == pytest.approx(1.0)
    assert by_hour[3] == 0.0
    assert home.score > work.score


def test_the_likelihood_says_from_how_many_days(desk: Desk, file: File, ends: tuple[int, int]) -> None:
    commuting(file, *ends, range(-18, 1))
    _, work = DWELL.ask(desk, DwellQuestion(PLATE, WEEKS)).findings
    assert figures(work)["weekdays"] == 13
    assert "13 days" in work.says[1].en


def test_a_drive_is_no_stay(desk: Desk, file: File, ends: tuple[int, int]) -> None:
    file("ABC-1235", (0, ends[0]), (1800, ends[1]), (3600, ends[0]))
    report = DWELL.ask(desk, DwellQuestion(PLATE, WEEKS))
    assert report.empty
    assert "No place" in report.empty.en


def test_gone_far_away_is_counted_and_not_placed(desk: Desk, file: File, cameras: dict[int, Camera]) -> None:
    far = max(range(1, 241, 4), key=lambda n: distance_m(cameras[1].place, cameras[n].place))
    file("ABC-1235", (-20 * HOUR, 1), (0, far), (20 * HOUR, 1))
    report = DWELL.ask(desk, DwellQuestion(PLATE, WEEKS, min_stays=1))
    assert not report.findings
    assert report.facts["stays_anywhere"] == 2


def test_bounds_are_kept(desk: Desk, file: File) -> None:
    file("ABC-1235", (0, 1), (3 * HOUR, 1), (6 * HOUR, 1))
    assert DWELL.ask(desk, DwellQuestion(PLATE, WEEKS, min_stays=2)).findings
    assert not DWELL.ask(desk, DwellQuestion(PLATE, WEEKS, min_stays=3)).findings
    assert not DWELL.ask(desk, DwellQuestion(PLATE, WEEKS, min_hours=4)).findings


def test_who_was_never_seen_has_no_foothold(desk: Desk) -> None:
    report = DWELL.ask(desk, DwellQuestion(PLATE, WEEKS))
    assert report.empty
    assert "not seen" in report.empty.en
