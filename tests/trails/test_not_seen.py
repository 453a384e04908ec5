"""Not seen: the chance that a vehicle would have been read, from uptime, counted neighbours and clocks."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from trackway.model.camera import Camera
from trackway.model.errors import WrongUse
from trackway.model.finding import Finding
from trackway.model.passage import PassageId
from trackway.model.place import distance_m
from trackway.model.plate import parse_plate
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim import Scene
from trackway.trails.desk import Desk
from trackway.trails.not_seen.not_seen import NOT_SEEN, NotSeenQuestion
from trackway.trails.places import place_names
from trackway.trails.where import Place, parse_place

File = Callable[..., Sequence[PassageId]]
NOON = Instant(1_790_049_600_000_000)
HOUR, DAY = 3600, 86_400
AFTERNOON = Span(NOON, NOON.plus(2 * HOUR))
WANTED = parse_plate("WAN-2345")


def figures(finding: Finding) -> dict[str, Any]:
    return dict(finding.facts)


def neighbours(cameras: dict[int, Camera], number: int) -> tuple[int, int]:
    """The first cameras of the two sites nearest to that of a camera."""
    here = cameras[number]
    first = [n for n in range(1, 241, 4) if cameras[n].site_id != here.site_id]
    first.sort(key=lambda n: distance_m(here.place, cameras[n].place))
    return first[0], first[1]


def traffic(file: File, before: int, site: int, behind: int, *, read: int, missed: int) -> None:
    """So many vehicles on the day before went past the site and were read there, and so many were not."""
    for n in range(read + missed):
        start = -DAY + n * 120
        way = [(start, before), (start + 300, site), (start + 600, behind)]
        file(f"ABC-{2000 + n}", *(way if n >= missed else [way[0], way[2]]))


def at(desk: Desk, *cameras: int) -> tuple[Place, ...]:
    return tuple(Place(camera=desk.cameras[camera].id) for camera in cameras)


def test_the_read_rate_is_counted_at_the_neighbours(
    desk: Desk, file: File, cameras: dict[int, Camera]
) -> None:
    before, behind = neighbours(cameras, 1)
    traffic(file, before, 1, behind, read=36, missed=4)
    file("ABC-1235", (600, 1), (4000, 1))
    (found,) = NOT_SEEN.ask(desk, NotSeenQuestion(AFTERNOON, at(desk, 1), WANTED)).findings
    site = figures(found)["sites"][0]
    assert (site["caught"], site["passed"]) == (36, 40)
    assert site["read_rate"] == pytest.approx((36 + 9) / (40 + 10))
    assert found.score == pytest.approx(0.9, abs=0.01)
    assert found.facts["was_seen"] is False
    assert any("of 40 vehicles read before and behind it, 36" in said.en for said in found.says)


def test_a_camera_that_was_down_proves_nothing(desk: Desk, file: File, cameras: dict[int, Camera]) -> None:
    """Every six minutes of three weeks, but not in the two hours asked."""
    for day in range(-21, 1):
        file("ABC-1235", *((day * DAY + n * 360, 1) for n in range(-30, 50) if day or not 0 <= n < 21))
    report = NOT_SEEN.ask(desk, NotSeenQuestion(AFTERNOON, at(desk, 1), WANTED))
    (found,) = report.findings
    assert found.score < 0.05
    assert figures(found)["down"] == [1]
    assert report.coverage.down == (1,)


def test_a_look_alike_and_unread_passages_are_other_explanations(desk: Desk, file: File) -> None:
    there = file("WAN-2845", (600, 1))
    file(None, (700, 1))
    file("XYZ-2345", (800, 1))
    (found,) = NOT_SEEN.ask(desk, NotSeenQuestion(AFTERNOON, at(desk, 1), WANTED)).findings
    assert found.plates == ("WAN2845",)
    assert found.evidence == tuple(there)
    assert figures(found)["unread"] == 1
    assert len(found.caveats) == 2


def test_if_it_was_seen_that_is_said_first(desk: Desk, file: File) -> None:
    there = file("WAN-2345", (600, 1))
    report = NOT_SEEN.ask(desk, NotSeenQuestion(AFTERNOON, at(desk, 1), WANTED))
    (found,) = report.findings
    assert report.facts["was_seen"] is True
    assert found.evidence == tuple(there)
    assert "recorded there" in found.says[0].en


def test_over_a_route_chances_add_up(desk: Desk, file: File) -> None:
    for camera in (1, 50):
        file("ABC-1235", (600, camera), (4000, camera))
    report = NOT_SEEN.ask(desk, NotSeenQuestion(AFTERNOON, at(desk, 1, 50), WANTED))
    one, other = (finding.score for finding in report.findings)
    assert report.facts["seen_once"] == pytest.approx(1 - (1 - one) * (1 - other), abs=1e-3)
    assert report.facts["seen_everywhere"] == pytest.approx(one * other, abs=1e-3)


def test_cameras_of_one_site_are_one_place(desk: Desk, file: File) -> None:
    file("ABC-1235", (600, 1), (4000, 2))
    report = NOT_SEEN.ask(desk, NotSeenQuestion(AFTERNOON, at(desk, 1, 2), WANTED))
    (found,) = report.findings
    name = place_names(desk.cameras).at(1)
    assert found.facts["place_name"] == f"①② {name}"
    assert found.says[0].zh.startswith(f"①② {name}：若曾經過")
    site = figures(found)["sites"][0]
    assert (site["site"], site["place_name"]) == (desk.cameras[1].site_id, name)
    assert found.says[1].en.startswith(f"{name}: ")


def test_an_area_is_said_by_its_number_and_size(desk: Desk) -> None:
    here = desk.cameras[1].place
    around = parse_place(f"circle:{here.lon!r},{here.lat!r},300")
    (found,) = NOT_SEEN.ask(desk, NotSeenQuestion(AFTERNOON, (around,), WANTED)).findings
    assert (found.facts["place"], found.facts["place_name"]) == (str(around), "①")
    assert found.says[0].en.startswith("① circle of 300 m radius: had it passed")
    assert not any("circle:" in said.zh + said.en for said in found.says)


def test_a_clock_that_is_off_makes_the_span_uncertain(desk: Desk, file: File) -> None:
    file("ABC-1235", (600, 1), (4000, 1), error_s=720.0)
    (found,) = NOT_SEEN.ask(desk, NotSeenQuestion(AFTERNOON, at(desk, 1), WANTED)).findings
    assert figures(found)["sites"][0]["clock"] == pytest.approx(0.9)
    assert figures(found)["clock_off"] == [1]


def test_a_description_is_matched_without_a_plate(desk: Desk, file: File) -> None:
    file("ABC-1235", (600, 1), colour=Colour.RED, kind=VehicleKind.TRUCK)
    file("XYZ-2345", (700, 1))
    red = NotSeenQuestion(AFTERNOON, at(desk, 1), kinds=(VehicleKind.TRUCK,), colours=(Colour.RED,))
    (found,) = NOT_SEEN.ask(desk, red).findings
    assert found.plates == ("ABC1235",)


@pytest.mark.parametrize(
    ("days", "plate", "says"), [(40, WANTED, "at most 31 days"), (1, None, "Say what was not seen")]
)
def test_what_cannot_be_answered_is_refused(desk: Desk, days: int, plate: Any, says: str) -> None:  # noqa: ANN401
    span = Span(NOON, NOON.plus(days * DAY))
    with pytest.raises(WrongUse, match=says):
        NOT_SEEN.ask(desk, NotSeenQuestion(span, at(desk, 1), plate))


def test_in_an_outage_of_the_county_the_chance_is_small(county_desk: Desk, scene: Scene) -> None:
    outage = max(scene.outages, key=lambda one: one.span.seconds)
    places = at(county_desk, *outage.cameras)
    (found,) = NOT_SEEN.ask(county_desk, NotSeenQuestion(outage.span, places, WANTED)).findings
    (before,) = NOT_SEEN.ask(
        county_desk,
        NotSeenQuestion(Span(outage.span.start.plus(-DAY), outage.span.end.plus(-DAY)), places, WANTED),
    ).findings
    assert found.score < 0.5 * before.score
    assert before.score > 0.7
