"""Who is in a zone and which rules that breaks: pairing with missed reads, look-alikes, time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.watch.zones.street import (
    CAMERAS,
    EAST,
    FAR,
    IN_EAST,
    IN_WEST,
    INSIDE,
    OUT_EAST,
    OUT_WEST,
    START,
    WEST,
    allowed,
    placed,
    plan,
    seen,
    taipei,
    zone,
)

from trackway.model.passage import Passage
from trackway.model.time import Span
from trackway.model.vehicle import Heading, VehicleKind
from trackway.watch import Hit
from trackway.watch.zones import (
    Breach,
    Changes,
    Move,
    Placed,
    Presence,
    Rule,
    SetSide,
    Side,
    Timetable,
    VehicleGroup,
    Visit,
    VisitState,
    lookouts,
)

ONLY = Rule(allowed_only=True)
STAY = Rule(max_stay_s=1800.0)


def run(presence: Presence, *passages: Passage) -> list[Hit]:
    return [hit for one in passages for hit in presence.see(one)]


def breaches(hits: list[Hit]) -> list[str]:
    return [hit.key.split(":")[2] for hit in hits]


def test_gates_are_found_from_place_and_heading() -> None:
    found = lookouts(plan(ONLY), CAMERAS)
    assert {number: lookout.side for number, lookout in found.items()} == {
        WEST: Side.BOTH,
        EAST: Side.BOTH,
        INSIDE: Side.INSIDE,
    }
    assert (found[WEST].inward_deg, found[EAST].inward_deg) == (90.0, 270.0)


def test_a_camera_that_looks_along_the_border_is_inside_and_people_may_say_otherwise() -> None:
    along = {**CAMERAS, WEST: replace(CAMERAS[WEST], heading_deg=10.0)}
    assert lookouts(plan(ONLY), along)[WEST].side is Side.INSIDE
    said = plan(
        ONLY, sides=(SetSide(WEST, Side.EXIT, 95.0), SetSide(EAST, Side.LEFT_OUT), SetSide(FAR, Side.ENTRY))
    )
    found = lookouts(said, along)
    assert (found[WEST].side, found[WEST].inward_deg, found[WEST].is_set) == (Side.EXIT, 95.0, True)
    assert FAR not in found  # it is not in the area
    presence = Presence([placed(zone(said))])
    assert run(presence, seen(EAST, "ABC1235", 0, IN_EAST)) == []


def test_chosen_cameras_have_their_gates_outside() -> None:
    chosen = plan(ONLY, area=None, chosen=frozenset({WEST, EAST, INSIDE}))
    found = lookouts(chosen, CAMERAS)
    assert found[INSIDE].side is Side.INSIDE
    assert found[WEST].side is Side.BOTH
    assert found[WEST].inward_deg == 90.0


def test_a_visit_is_paired_and_one_breach_is_told_once() -> None:
    presence = Presence([placed(zone(plan(ONLY)))])
    hits = run(
        presence,
        seen(WEST, "ABC1235", 0, IN_WEST),
        seen(INSIDE, "ABC1235", 60, Heading.N),
        seen(EAST, "ABC1235", 300, OUT_EAST),
        seen(EAST, "ABC1235", 303, OUT_EAST),  # the second camera of the junction
    )
    assert breaches(hits) == ["not_allowed"]
    assert hits[0].rule == "zone:3"
    (visit,) = presence.changes().visits
    assert (visit.state, visit.seen, visit.left) == (VisitState.LEFT, 3, START.plus(300))
    again = run(presence, seen(WEST, "ABC1235", 3600, IN_WEST))
    assert breaches(again) == ["not_allowed"]
    assert again[0].key != hits[0].key


def test_allowed_plates_may_be_there_in_their_time_only() -> None:
    presence = Presence([placed(zone(plan(ONLY)), allowed("ABC1235"), allowed("XY*", hours="06:00-10:00"))])
    assert run(presence, seen(WEST, "ABC1235", 0, IN_WEST)) == []
    hits = run(presence, seen(WEST, "XY1235", 5, IN_WEST))
    assert breaches(hits) == ["forbidden_time"]
    assert "中正路 12 號" in hits[0].says[0].zh
    over = Presence([placed(zone(plan(ONLY)), allowed("ABC1235", Span(START.plus(-9), START.plus(9))))])
    assert breaches(run(over, seen(WEST, "ABC1235", 10, IN_WEST))) == ["forbidden_time"]


@pytest.mark.parametrize(
    "passage",
    [
        seen(WEST, "ABC1Z35", 0, IN_WEST),
        seen(WEST, "ABC9999", 0, IN_WEST, alternatives=("ABC1235",)),
    ],
)
def test_a_look_alike_of_an_allowed_plate_is_told_with_its_doubt(passage: Passage) -> None:
    sure = run(Presence([placed(zone(plan(ONLY)))]), passage)
    doubtful = run(Presence([placed(zone(plan(ONLY)), allowed("ABC1235"))]), passage)
    assert breaches(doubtful) == ["not_allowed"]
    assert doubtful[0].strength < sure[0].strength
    assert "ABC1235" in doubtful[0].caveats[0].en
    assert not any("ABC1235" in one.en for one in sure[0].caveats)


def test_a_missed_exit_is_admitted_when_the_vehicle_is_seen_elsewhere() -> None:
    presence = Presence([placed(zone(plan(STAY)))])
    run(presence, seen(WEST, "ABC1235", 0, IN_WEST))
    run(presence, seen(FAR, "ABC1235", 600, looks=1), seen(FAR, "ABC1235", 600, confidence=0.3))
    assert len(presence.inside(3)) == 1  # a doubtful reading ends nothing
    run(presence, seen(FAR, "ABC1235", 601))
    (visit,) = presence.changes().visits
    assert (visit.state, visit.left) == (VisitState.LEFT_UNSEEN, START.plus(601))
    assert list(presence.tick(START.plus(7200))) == []


def test_a_missed_exit_is_admitted_when_it_comes_again_and_after_a_stated_time() -> None:
    presence = Presence([placed(zone(plan(ONLY, left_after_s=7200.0)))])
    run(presence, seen(WEST, "ABC1235", 0, IN_WEST), seen(WEST, "ABC1235", 3600, IN_WEST))
    states = {visit.entered: visit.state for visit in presence.changes().visits}
    assert states == {START: VisitState.LEFT_UNSEEN, START.plus(3600): VisitState.INSIDE}
    assert list(presence.tick(START.plus(3600 + 7199))) == []
    assert len(presence.inside(3)) == 1
    list(presence.tick(START.plus(3600 + 7200)))
    assert len(presence.inside(3)) == 0


def test_a_missed_entry_is_admitted() -> None:
    presence = Presence([placed(zone(plan(ONLY)))])
    (hit,) = run(presence, seen(EAST, "ABC1235", 0, OUT_EAST))
    (visit,) = presence.changes().visits
    assert (visit.came, visit.state) == (Move.GOES, VisitState.LEFT)
    assert any("not seen" in one.en for one in hit.caveats)


def test_a_plate_misread_on_the_way_out_ends_the_visit_under_its_own_name() -> None:
    presence = Presence([placed(zone(plan(STAY)))])
    run(presence, seen(WEST, "ABC1235", 0, IN_WEST), seen(EAST, "A8C1235", 900, OUT_EAST))
    (visit,) = presence.changes().visits
    assert (visit.plate, visit.left_as, visit.state) == ("ABC1235", "A8C1235", VisitState.LEFT)


def test_the_way_of_a_vehicle_without_heading_follows_from_what_was_seen_before() -> None:
    presence = Presence([placed(zone(plan(STAY)))])
    run(presence, seen(WEST, "ABC1235", 0), seen(WEST, "ABC1235", 5))
    assert [one.came for one in presence.inside(3)] == [Move.UNSURE]
    run(presence, seen(EAST, "ABC1235", 900))
    assert len(presence.inside(3)) == 0


def test_overstaying_is_told_once_by_time_alone() -> None:
    presence = Presence([placed(zone(plan(STAY)), allowed("XY1235"))])
    run(presence, seen(WEST, "ABC1235", 0, IN_WEST), seen(WEST, "XY1235", 1, IN_WEST))
    assert list(presence.tick(START.plus(1799))) == []
    (hit,) = presence.tick(START.plus(1800))
    assert breaches([hit]) == ["overstay"]
    assert hit.passage == seen(WEST, "ABC1235", 0, IN_WEST)
    assert list(presence.tick(START.plus(90_000))) == []


def test_kinds_are_forbidden_by_what_was_seen_and_never_without_confidence() -> None:
    presence = Presence([placed(zone(plan(Rule(forbidden=frozenset({VehicleGroup.LARGE})))))])
    hinted = seen(WEST, "KNA1235", 0, IN_WEST, kind=VehicleKind.TRUCK)
    assert run(presence, hinted) == []
    assert run(presence, seen(WEST, "KNB1235", 0, IN_WEST, kind=VehicleKind.TRUCK, sure=0.3)) == []
    (hit,) = run(presence, seen(WEST, "KNC1235", 0, IN_WEST, kind=VehicleKind.TRUCK, sure=0.9))
    assert (breaches([hit]), hit.strength, hit.conflicts) == (["forbidden_kind"], 0.9, ())
    (odd,) = run(presence, seen(WEST, "MAA1235", 0, IN_WEST, kind=VehicleKind.COACH, sure=0.9))
    assert [(one.what, one.seen) for one in odd.conflicts] == [("kind", "coach")]


def test_exempt_classes_by_kind_or_by_plate() -> None:
    rule = Rule(allowed_only=True, exempt=frozenset({VehicleGroup.TAXI, VehicleGroup.BUS}))
    presence = Presence([placed(zone(plan(rule)))])
    assert run(presence, seen(WEST, "TAB1235", 0, IN_WEST)) == []  # taxis' letters
    assert run(presence, seen(WEST, "ABC1235", 0, IN_WEST, kind=VehicleKind.BUS, sure=0.8)) == []
    scooter = seen(WEST, "TAC1235", 0, IN_WEST, kind=VehicleKind.SCOOTER, sure=0.8)
    assert breaches(run(presence, scooter)) == ["not_allowed"]  # letters that the vehicle belies
    unseen = seen(WEST, "ABD1235", 0, IN_WEST, kind=VehicleKind.BUS)
    assert breaches(run(presence, unseen)) == ["not_allowed"]


def test_driving_against_the_one_way_is_told_of_residents_too() -> None:
    presence = Presence([placed(zone(plan(Rule(oneway_deg=90.0))), allowed("ABC1235"))])
    headings = {Heading.E: [], Heading.NE: [], Heading.N: [], Heading.UNKNOWN: [], Heading.SW: ["wrong_way"]}
    for n, (heading, said) in enumerate(headings.items()):
        assert breaches(run(presence, seen(INSIDE, f"ABC123{n}", n, heading))) == said


def test_vehicles_without_plate_are_counted() -> None:
    presence = Presence([placed(zone(plan(ONLY)))])
    run(presence, seen(WEST, "", 0, IN_WEST), seen(WEST, "ABC1235", 1, IN_WEST), seen(EAST, "", 2, OUT_EAST))
    (count,) = presence.changes().counts
    assert (count.came, count.went, count.there, count.unsure, count.no_plate) == (2, 1, 0, 0, 2)
    assert count.hour == taipei("2026-11-23 12:00:00")


def test_a_zone_that_is_not_in_force_sees_nothing_and_one_that_ends_lets_go() -> None:
    waiting = replace(zone(plan(ONLY)), approval=None)
    assert run(Presence([placed(waiting)]), seen(WEST, "ABC1235", 0, IN_WEST)) == []
    hurried = replace(waiting, emergency=True, added=START)
    assert len(run(Presence([placed(hurried)]), seen(WEST, "ABC1235", 0, IN_WEST))) == 1
    assert run(Presence([placed(hurried)]), seen(WEST, "ABC1235", 86_400, IN_WEST)) == []
    presence = Presence([placed(zone(plan(ONLY)))])
    run(presence, seen(WEST, "ABC1235", 0, IN_WEST))
    presence.follow([placed(replace(zone(plan(ONLY)), ended=START.plus(60)))])
    list(presence.tick(START.plus(60)))
    (visit,) = presence.changes().visits
    assert (visit.state, visit.left) == (VisitState.ZONE_ENDED, None)


def test_a_night_crosses_midnight_in_taipei() -> None:
    friday_night = Timetable(stretches=((4 * 1440 + 22 * 60, 5 * 1440 + 5 * 60),))
    presence = Presence([placed(zone(plan(ONLY, friday_night)))])
    for n, (text, is_told) in enumerate(
        [
            ("2026-11-27 21:59:59", False),
            ("2026-11-27 22:00:00", True),
            ("2026-11-27 23:59:59", True),
            ("2026-11-28 00:00:00", True),
            ("2026-11-28 04:59:59", True),
            ("2026-11-28 05:00:00", False),
            ("2026-11-28 22:00:00", False),
        ]
    ):
        passage = seen(WEST, f"ABC123{n}", 0, IN_WEST, since=taipei(text))
        assert bool(run(presence, passage)) is is_told, text


PLATES = ("ABC1235", "A8C1235", "XYZ5678", "")
HEADINGS = (Heading.E, Heading.W, Heading.N, Heading.UNKNOWN)
STEPS = st.lists(
    st.tuples(
        st.sampled_from((WEST, EAST, INSIDE, FAR)),
        st.sampled_from(PLATES),
        st.sampled_from((1, 20, 70, 130, 2000)),
        st.sampled_from(HEADINGS),
    ),
    max_size=30,
)


@given(STEPS, st.integers(0, 30))
def test_starting_over_at_any_moment_changes_nothing(
    steps: list[tuple[int, str, int, Heading]], cut: int
) -> None:
    rule = Rule(allowed_only=True, oneway_deg=90.0, max_stay_s=1800.0)
    here = [placed(zone(plan(rule, left_after_s=7200.0)), allowed("XYZ5678"))]
    passages, at = [], 0
    for camera, plate, wait, heading in steps:
        at += wait
        passages.append(seen(camera, plate, at, heading))
    whole = Presence(here)
    kept: dict[object, Visit] = {}
    told = _told(whole, passages, kept)
    first = Presence(here)
    kept_twice: dict[object, Visit] = {}
    told_twice = _told(first, passages[:cut], kept_twice)
    # As from the file: those that go on, and all that ended within the hour before the newest.
    newest = max((one.last for one in kept_twice.values()), default=START)
    back = [
        one for one in kept_twice.values() if one.state is VisitState.INSIDE or newest.since(one.last) <= 3600
    ]
    told_twice += _told(Presence(here, sorted(back, key=lambda one: one.last)), passages[cut:], kept_twice)
    assert told_twice == told
    assert kept_twice == kept
    inside = [one.plate for one in kept.values() if one.state is VisitState.INSIDE]
    assert len(inside) == len(set(inside))  # nobody is there twice
    assert len(told) == len(set(told))


def _told(presence: Presence, passages: list[Passage], kept: dict[object, Visit]) -> list[str]:
    told = []
    for one in passages:
        told += [hit.key for hit in presence.tick(one.at)]
        told += [hit.key for hit in presence.see(one)]
        changes: Changes = presence.changes()
        kept.update({visit.key: visit for visit in changes.visits})
    return told


def test_a_zone_with_many_inside_lets_the_first_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trackway.watch.zones.presence._MOST_INSIDE", 2)
    presence = Presence([placed(zone(plan(ONLY)))])
    run(presence, *(seen(WEST, f"ABC{n}235", n, IN_WEST) for n in (1, 5, 9)))
    assert [one.plate for one in presence.inside(3)] == ["ABC5235", "ABC9235"]


def test_breaches_have_their_own_keys() -> None:
    rule = Rule(allowed_only=True, forbidden=frozenset({VehicleGroup.SCOOTER}), oneway_deg=90.0)
    here: Placed = placed(zone(plan(rule)))
    hits = run(Presence([here]), seen(EAST, "ABC1235", 0, IN_EAST, kind=VehicleKind.SCOOTER, sure=0.9))
    assert breaches(hits) == [Breach.NOT_ALLOWED, Breach.FORBIDDEN_KIND, Breach.WRONG_WAY]
    assert len({hit.key for hit in hits}) == 3
    assert OUT_WEST is Heading.W
