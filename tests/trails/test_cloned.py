"""Cloned plates: what is a clone, what is a misread, what is a clock. Plates here are invented."""

from typing import Any

import numpy as np
import pytest
from tests.trails.conftest import NOON, File

from trackway.model.plate import Plate
from trackway.model.time import Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim import Scene
from trackway.sim.incidents import IncidentKind
from trackway.trails.clocks.clocks import offsets_of
from trackway.trails.clocks.legs import Legs, thinned
from trackway.trails.clocks.sites import MOST_SITES, sites_of
from trackway.trails.cloned.cloned import CLONED, ClonedQuestion
from trackway.trails.desk import Desk
from trackway.trails.places import place_names

DAY = Span(NOON.plus(-43_200), NOON.plus(43_200))
SOUTH = 237
"""A camera in the south of the county."""


def _ends(desk: Desk) -> tuple[list[int], list[int]]:
    """Six cameras, one a site, at either end of the county, by latitude."""
    by_site = {c.site_id: c for c in sorted(desk.cameras.values(), key=lambda c: c.number) if c.number <= 240}
    ordered = [c.number for c in sorted(by_site.values(), key=lambda c: c.place.lat)]
    return ordered[:6], ordered[-6:]


def test_the_clone_of_the_demonstration_is_found(county_desk: Desk, scene: Scene) -> None:
    incident = next(one for one in scene.incidents if one.kind is IncidentKind.CLONED)
    report = CLONED.ask(county_desk, ClonedQuestion(span=Span(incident.span.start, county_desk.now)))
    (found,) = [one for one in report.findings if one.plates == incident.plates]
    assert found.score > 0.9
    names = [each["name"] for each in found.facts["hypotheses"]]  # type: ignore[union-attr,call-overload,index]
    assert names == ["misread", "clock", "clone"]
    assert found.facts["tier"] == "impossible"
    assert len(report.findings) == 1, "nobody else of the week is a clone"


def test_two_lives_are_a_clone_and_evidence_stands_side_by_side(desk: Desk, file: File) -> None:
    south, north = _ends(desk)
    for hour in (1, 4):
        file("ABC-1235", *((hour * 3600 + 600.0 * n, south[n]) for n in range(3)))
        file(
            "ABC-1235",
            *((hour * 3600 + 200.0 + 600 * n, north[n]) for n in range(3)),
            kind=VehicleKind.TRUCK,
            colour=Colour.RED,
        )
    report = CLONED.ask(desk, ClonedQuestion(span=DAY))
    (found,) = report.findings
    assert found.plates == ("ABC1235",)
    assert found.score > 0.8
    meeting = found.facts["meetings"][0]  # type: ignore[index]
    assert {int(meeting["earlier"]), int(meeting["later"])} <= set(found.evidence)  # type: ignore[index,call-overload,arg-type]
    names = place_names(desk.cameras)
    for end in (south, north):
        assert any(names.at(number) in found.says[1].en for number in end)
    lives = found.facts["lives"]
    assert sorted(tuple(sorted(life["kinds"])) for life in lives) == [("sedan",), ("truck",)]  # type: ignore[union-attr,call-overload,index,arg-type]


def test_a_life_names_its_places(desk: Desk, file: File) -> None:
    south, north = _ends(desk)
    for hour in (1, 4):
        for end in (south, north):
            file("ABC-1235", *((hour * 3600 + 200.0 + 600 * n, end[n]) for n in range(3)))
    (found,) = CLONED.ask(desk, ClonedQuestion(span=DAY, plates=(Plate("ABC1235"),))).findings
    facts: dict[str, Any] = dict(found.facts)
    names = place_names(desk.cameras)
    ids = [life["sites"] for life in facts["lives"]]
    assert sorted(map(len, ids)) == [3, 3]
    assert [life["site_names"] for life in facts["lives"]] == [list(map(names.called, some)) for some in ids]


def test_one_doubtful_reading_is_never_raised_alone(desk: Desk, file: File) -> None:
    south, north = _ends(desk)
    file("ABC-1235", (0, south[0]), (1200, south[1]), (2400, south[2]))
    file("ABC-1235", (1300, north[0]), confidence=0.65)
    report = CLONED.ask(desk, ClonedQuestion(span=DAY, least=0.0))
    assert not report.findings
    assert report.facts["held_back_single_reads"] == 1
    assert report.empty is not None
    assert "1 more rest on one doubtful reading" in report.empty.en
    named = CLONED.ask(desk, ClonedQuestion(span=DAY, plates=(Plate("ABC1235"),)))
    assert not named.findings, "nor when the plate is asked for by name"


def test_a_look_alike_near_by_makes_it_a_misread(desk: Desk, file: File) -> None:
    south, north = _ends(desk)
    file("ABC-1235", (0, south[0]), (1200, south[1]), (2400, south[2]))
    file("ABC-1235", (1300, north[1]), (2000, north[2]))
    alone = CLONED.ask(desk, ClonedQuestion(span=DAY, plates=(Plate("ABC1235"),))).findings[0]
    file("ABC-1236", (600, north[0]), (2700, north[3]))
    (found,) = CLONED.ask(desk, ClonedQuestion(span=DAY, plates=(Plate("ABC1235"),))).findings
    assert found.facts["look_alikes_near"] == ["ABC1236"]
    assert found.score < 0.1 < alone.score


def test_many_plates_at_one_site_are_its_clock(desk: Desk, file: File) -> None:
    """Thirty vehicles teach the way; eight of one hour are shown an hour too late at the far end."""
    south, north = _ends(desk)
    start, end = south[0], north[0]
    for n in range(30):
        file(f"ABC-{2000 + n}", (-30_000 + 300.0 * n, start), (-30_000 + 300.0 * n + 7000, end))
    for n in range(8):
        file(f"ABC-{3000 + n}", (3600 + 60.0 * n, start), (3600 + 60.0 * n + 30, end))
    report = CLONED.ask(desk, ClonedQuestion(span=DAY, least=0.0))
    (step,) = report.facts["clock_steps"]  # type: ignore[misc,str-unpack]
    assert step["place_name"] == place_names(desk.cameras).called(str(step["site"]))  # type: ignore[index,call-overload]
    assert step["plates"] == 8  # type: ignore[index,call-overload]
    assert step["off_s"] == pytest.approx(7000, abs=300)  # type: ignore[index,call-overload]
    assert not report.findings
    assert any("impossible together" in said.en for said in report.caveats)


def test_unmeasured_clocks_are_named(desk: Desk, file: File) -> None:
    south, north = _ends(desk)
    file("ABC-1235", (0, south[0]), (1200, south[1]))
    file("ABC-1235", (300, north[0]), (900, north[1]), error_s=None)
    report = CLONED.ask(desk, ClonedQuestion(span=DAY, plates=(Plate("ABC1235"),)))
    name = place_names(desk.cameras).at(north[0])
    assert any("Nobody measured the clocks" in said.en and name in said.en for said in report.caveats)
    assert {north[0], north[1]} <= set(report.coverage.unclocked)


def test_nothing_filed_says_so(desk: Desk) -> None:
    report = CLONED.ask(desk, ClonedQuestion(span=DAY))
    assert not report.findings
    assert report.empty is not None


def test_a_plate_that_was_not_seen_is_no_clone(desk: Desk, file: File) -> None:
    file("ABC-1235", (0, SOUTH), (1200, SOUTH - 4))
    report = CLONED.ask(desk, ClonedQuestion(span=DAY, plates=(Plate("XYZ9901"),)))
    assert report.empty is not None
    assert "One vehicle" in report.empty.en


def test_offsets_are_told_from_both_ways() -> None:
    """A chain of five sites, the middle one 90 s ahead: late when arrived at, early when left."""
    ahead = np.array([0.0, 0.0, 90.0, 0.0, 0.0])
    usual = np.full((5, 5), np.nan)
    for one, other in [(0, 1), (1, 2), (2, 3), (3, 4), (1, 3)]:
        usual[one, other] = 300 + ahead[other] - ahead[one]
        usual[other, one] = 310 + ahead[one] - ahead[other]
    legs = Legs(np.full((5, 5), 100), usual, usual, np.full(5, 0.5), np.zeros(5, bool))
    found = offsets_of(legs)
    assert found.ahead_s == pytest.approx(ahead, abs=8)
    assert found.is_off.tolist() == [False, False, True, False, False]


def test_hours_are_thinned_evenly() -> None:
    hours = np.arange(240) * 3600
    kept = thinned(hours, np.full(240, 1000), most=60_000)
    assert len(kept) == 60
    assert kept[-1] >= 200 * 3600
    assert thinned(hours, np.full(240, 10)) == hours.tolist()


def test_more_sites_than_a_matrix_holds_are_taken_together(desk: Desk) -> None:
    sites = sites_of(desk.cameras, list(desk.cameras))
    assert len(sites) <= MOST_SITES < len({camera.site_id or camera.id for camera in desk.cameras.values()})
    assert sites.numbers == sorted(desk.cameras)
    assert np.allclose(sites.least_m, sites.least_m.T)
