"""The scripted incidents: what is told happened, in the traffic as the cameras saw it."""

import json
from collections import defaultdict
from datetime import date
from itertools import pairwise
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trackway.model.area import Circle, parse_area
from trackway.model.pattern import parse_pattern
from trackway.model.place import distance_m
from trackway.model.time import Instant, Span, parse_instant
from trackway.model.vehicle import VehicleKind
from trackway.sim import IncidentKind, Scene, county, simulate
from trackway.sim.incidents import Pass, Scripted, scripted

END = Instant(1_795_352_400_000_000)
SEED = 11


@pytest.fixture(scope="module")
def scene() -> Scene:
    return simulate(county(), END, seed=SEED, vehicles=2000)


@pytest.fixture(scope="module")
def scripts(scene: Scene) -> dict[str, Scripted]:
    return {script.incident.id: script for script in scene.scripts}


def site(number: int) -> str:
    return county().plate_sites[number // 2].site.name


def kmh_between(one: Pass, other: Pass) -> float:
    a, b = (county().plate_sites[p.gate // 2].site.place for p in (one, other))
    return distance_m(a, b) / max(abs(other.at.since(one.at)), 0.001) * 3.6


def driven(script: Scripted, cast: int) -> list[Pass]:
    return sorted((p for p in script.passes if p.cast == cast), key=lambda p: p.at)


def test_one_of_each_kind(scripts: dict[str, Scripted]) -> None:
    assert [s.incident.kind for s in scripts.values()] == list(IncidentKind)


def test_plates_belong_to_one_incident_and_to_nobody_else(scene: Scene) -> None:
    plates = [plate for incident in scene.incidents for plate in incident.plates]
    assert len(plates) == len(set(plates)) == 9
    cast = {c.plate for s in scene.scripts for c in s.cast}
    ordinary = scene.fleet.plate[scene.fleet.use != "scripted"]
    assert not cast & set(ordinary)


def test_no_plate_of_an_incident_is_read_anywhere_else(scene: Scene) -> None:
    cast = {c.plate for s in scene.scripts for c in s.cast}
    owned = np.array([text in cast for text in scene.seen.texts])[scene.seen.plate]
    assert (scene.story[owned] > 0).all()
    for number, script in enumerate(scene.scripts, start=1):
        rows = scene.story == number
        assert rows.sum() == len(script.passes)
        unread = sum(not p.is_read for p in script.passes)
        assert (rows & owned).sum() == len(script.passes) - unread


def test_the_stolen_car_goes_from_north_to_south(scripts: dict[str, Scripted]) -> None:
    script = scripts["stolen-car"]
    south = [p for p in driven(script, 0) if p.at in script.incident.span]
    assert len(south) > 30
    assert "和平" in site(south[0].gate)
    assert "學田" in site(south[-1].gate)
    lat = [county().plate_sites[p.gate // 2].site.place.lat for p in south]
    assert all(a > b - 0.01 for a, b in pairwise(lat))
    gaps = [b.at.since(a.at) for a, b in pairwise(south)]
    assert max(gaps) > 38 * 60


def test_the_cloned_plate_is_at_two_ends_at_once(scripts: dict[str, Scripted]) -> None:
    script = scripts["cloned-plate"]
    assert script.cast[0].plate == script.cast[1].plate
    assert script.cast[0].kind is not script.cast[1].kind
    everything = sorted(script.passes, key=lambda p: p.at)
    impossible = [(a, b) for a, b in pairwise(everything) if kmh_between(a, b) > 300]
    assert len(impossible) >= 4
    assert all(a.cast != b.cast for a, b in impossible)
    for cast in (0, 1):
        own = driven(script, cast)
        assert max(kmh_between(a, b) for a, b in pairwise(own)) < 110


def test_the_convoy_passes_the_same_gates_within_half_a_minute(scripts: dict[str, Scripted]) -> None:
    script = scripts["convoy"]
    at_gate: dict[tuple[int, int], dict[int, Instant]] = defaultdict(dict)
    for each in script.passes:
        at_gate[each.gate, each.at.us // (6 * 3_600_000_000)][each.cast] = each.at
    together = [times for times in at_gate.values() if len(times) == 3]
    assert len(together) >= 20
    assert all(max(t.values()).since(min(t.values())) < 30 for t in together)
    assert len({gate for gate, _ in at_gate}) >= 20


def test_the_racers_are_fast_and_close(scripts: dict[str, Scripted]) -> None:
    script = scripts["racing"]
    races = 0
    for cast in (0, 1):
        own = driven(script, cast)
        for a, b in pairwise(own):
            if {"鹽寮", "水璉"} == {site(a.gate)[-2:], site(b.gate)[-2:]}:
                assert kmh_between(a, b) > 105
                races += 1
    assert races == 8
    close = 0
    for one in driven(script, 0):
        close += any(p.gate == one.gate and abs(p.at.since(one.at)) < 4 for p in driven(script, 1))
    assert close >= 12


def test_the_van_flees_unread_missed_and_home(scripts: dict[str, Scripted], scene: Scene) -> None:
    script = scripts["hit-and-run"]
    van, rider = script.cast
    assert (van.kind, rider.kind) == (VehicleKind.VAN, VehicleKind.SCOOTER)
    seen = driven(script, 0)
    names = [site(p.gate) for p in seen]
    assert [p.is_read for p in seen] == [True] * (len(seen) - 2) + [False, True]
    assert "鯉魚潭" in names[-2]
    assert "中央路" in names[-1]
    assert not any("台9丙線 8.2K" in name for name in names)
    at_lake = np.flatnonzero(scene.seen.true_us == seen[-2].at.us)
    assert [scene.seen.texts[scene.seen.plate[row]] for row in at_lake] == [""]
    last_of_rider = driven(script, 1)[-1]
    assert site(last_of_rider.gate) == names[-3]
    assert abs(last_of_rider.at.since(seen[-3].at)) < 30


def test_what_the_witness_remembers_finds_the_van(scripts: dict[str, Scripted]) -> None:
    incident = scripts["hit-and-run"].incident
    asked = terms(incident.link)
    assert parse_pattern(asked["q.patterns"]).matches(incident.plates[0])
    area = parse_area(asked["q.place"])
    assert isinstance(area, Circle)
    assert (area.centre, area.radius_m) == (incident.place, 300)
    earliest, latest = (parse_instant(text) for text in asked["q.span"].split("~"))
    struck_soon_after = driven(scripts["hit-and-run"], 1)[-1].at
    assert struck_soon_after.plus(-60) in Span(earliest, latest)
    assert struck_soon_after.plus(300) in Span(earliest, latest)


def terms(link: str) -> dict[str, str]:
    return {
        name: unquote(text) for name, _, text in (p.partition("=") for p in link.split("?")[1].split("&"))
    }


def test_each_opens_where_it_is_found(scripts: dict[str, Scripted]) -> None:
    opened = {name: s.incident.link.partition("?")[0] for name, s in scripts.items()}
    assert opened == {
        "stolen-car": f"#/trail/{scripts['stolen-car'].incident.plates[0]}",
        "cloned-plate": "#/analyses/cloned",
        "convoy": "#/analyses/convoy",
        "racing": "#/analyses/racing",
        "hit-and-run": "#/analyses/hit-and-run",
        "night-visitor": "#/analyses/night-visitor",
    }
    for name in ("racing", "hit-and-run", "night-visitor"):
        plates = scripts[name].incident.plates
        assert not any(plate in scripts[name].incident.link for plate in plates), "it gives the answer away"


def test_the_visitor_comes_only_by_night(scripts: dict[str, Scripted]) -> None:
    passes = driven(scripts["night-visitor"], 0)
    hours = {p.at.taipei().hour for p in passes}
    assert hours <= {1, 2, 3}
    nights: set[date] = {p.at.taipei().date() for p in passes}
    assert len(nights) == 5


def test_stories_are_told_in_two_languages(scene: Scene) -> None:
    for incident in scene.incidents:
        told = json.loads(json.dumps(incident.as_json(), ensure_ascii=False))
        assert set(told) == {
            "id", "kind", "title_zh", "title_en", "story_zh", "story_en", "plates", "from", "to", "link",
        }  # fmt: skip
        assert "看:" in told["story_zh"]
        assert "Look:" in told["story_en"]
        assert told["story_en"].isascii()
        assert parse_instant(told["from"]) < parse_instant(told["to"])


@settings(max_examples=6)
@given(st.integers(1_704_067_200, 1_893_456_000))
def test_incidents_lie_within_the_seven_days_before_any_end(end_s: int) -> None:
    end = Instant(end_s * 1_000_000)
    for script in scripted(county(), end, seed=SEED):
        earliest, latest = script.passes[0].at, script.passes[0].at
        for each in script.passes:
            earliest, latest = min(earliest, each.at), max(latest, each.at)
        assert end.plus(-7 * 86_400) <= earliest
        assert latest < end
        assert end.plus(-7 * 86_400) <= script.incident.span.start
        assert script.incident.span.end <= end


def test_the_same_seed_and_end_give_the_same_incidents(scene: Scene) -> None:
    assert scripted(county(), END, seed=SEED) == scene.scripts
    assert scripted(county(), END, seed=SEED + 1) != scene.scripts
