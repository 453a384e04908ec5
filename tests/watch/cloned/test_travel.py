"""Impossible journeys, live: what is told, and what never is. Plates here are invented."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.watch.cloned.driving import CAMERAS, NOBODY, NORTH, SOUTH, drive, in_order, passed, shown

from trackway.model.passage import Passage
from trackway.model.reading import Box, Reading
from trackway.model.vehicle import Colour, VehicleKind
from trackway.trails.live import Timing
from trackway.watch import Category, Cause
from trackway.watch.cloned import ClonedWatcher, by_map
from trackway.watch.cloned.travel import LEAST, Travel

MAP = by_map(CAMERAS)


def watcher(timing: Timing = MAP) -> ClonedWatcher:
    return ClonedWatcher(lambda: timing, lambda: CAMERAS, NOBODY)


def two_lives(text: str = "ABC1235") -> list[Passage]:
    """One number in the south and in the north, at the same hours."""
    south = [*drive(text, 0, SOUTH), *drive(text, 9000, SOUTH[::-1])]
    north = [*drive(text, 450, NORTH), *drive(text, 9450, NORTH[::-1])]
    return in_order(south, north)


def test_two_lives_under_one_number_are_told_while_they_drive() -> None:
    passages = two_lives()
    hits = shown(watcher(), passages, page=1)
    first = hits[0]
    assert first.cause is Cause.CLONED
    assert first.plate == "ABC1235"
    assert first.terms.category is Category.CLONED_PLATE
    assert first.strength >= 0.5
    assert first.passage.at <= passages[6].at, "before the first drive is over"
    sides = {one.camera > 12 for one in (first.passage, *first.others)}
    assert sides == {True, False}, "the two side by side"
    assert all(not one.readings for one in (first.passage, *first.others))
    assert first.says[0].en.startswith("Misread ")
    assert [first.says[0].en.index(word) for word in ("Misread", "clock error", "cloned plate")] == sorted(
        first.says[0].en.index(word) for word in ("Misread", "clock error", "cloned plate")
    )
    assert len({hit.key for hit in hits}) == len(hits)
    assert hits[-1].strength > first.strength, "it grows surer as they go on"


def test_one_reading_elsewhere_is_never_told_however_sure() -> None:
    usual = drive("ABC1235", 0, SOUTH)
    for confidence, looks in ((0.99, 11), (0.65, 5), (0.99, 1)):
        odd = passed("ABC1235", 700, NORTH[0], confidence=confidence, looks=looks)
        assert not shown(watcher(), in_order(usual, [odd]))


def test_doubtful_readings_are_never_told_however_many() -> None:
    odd = [replace(one, confidence=0.7) for one in drive("ABC1235", 450, NORTH)]
    assert not shown(watcher(), in_order(drive("ABC1235", 0, SOUTH), odd))
    odd = [replace(one, looks=1) for one in drive("ABC1235", 450, NORTH)]
    assert not shown(watcher(), in_order(drive("ABC1235", 0, SOUTH), odd))


def test_a_passage_comes_twice_and_late_and_nothing_changes() -> None:
    passages = two_lives()
    keys = {hit.key for hit in shown(watcher(), passages, page=1)}
    assert {hit.key for hit in shown(watcher(), [one for one in passages for _ in (1, 2)], page=1)} == keys
    late = [*passages[:4], *passages[5:9], passages[4], *passages[9:]]
    assert shown(watcher(), late), "one that comes late is put where it belongs"


def test_readings_are_not_kept() -> None:
    some = [replace(one, readings=(Reading((), 0.9, Box(0, 0, 9, 9), 0.0, "none"),)) for one in two_lives()]
    for hit in shown(watcher(), some):
        assert all(not one.readings for one in (hit.passage, *hit.others))


def measured_map() -> Timing:
    """The same road as if many had driven it at 70 km/h."""
    usual = MAP.sites.least_m / (70 / 3.6) + 20.0
    np.fill_diagonal(usual, np.nan)
    legs = replace(
        MAP.legs,
        usual_s=usual,
        quick_s=usual * 0.9,
        sample=np.full(usual.shape, 50),
        claimed_s=np.full(12, 0.5),
    )
    return replace(MAP, legs=legs, bounds=replace(MAP.bounds, usual_s=usual))


def test_a_clock_that_steps_is_no_clone() -> None:
    """One that was in the north three times while it was in the south; and all of them, by one clock."""
    wrong, laps, shift_s = NORTH[2], (0, 20_000, 40_000), 8500.0
    traffic = [one for n in range(60) for one in drive(f"XYZ{4000 + n}", 900.0 * n, NORTH)]
    loops = []
    for n in range(8):
        for lap in laps:
            start = 400.0 * n + lap
            loops += drive(f"KLM{4000 + n}", start, SOUTH) + drive(f"KLM{4000 + n}", start + 9000, NORTH)

    def late(one: Passage) -> Passage:
        after_s = one.stamp.at.us / 1e6 - 1_790_000_000 - shift_s
        return passed(one.plate.text, after_s, wrong) if one.plate and one.camera == 2 * wrong + 1 else one

    clone = [late(one) if one.plate == loops[0].plate else one for one in loops]
    hits = shown(watcher(measured_map()), in_order(traffic, clone), page=1)
    assert {hit.plate for hit in hits} == {"KLM4000"}, "where the others vouch for the clock"
    stepped = sorted(traffic + loops, key=lambda one: one.stamp.at)
    assert not shown(watcher(measured_map()), [late(one) for one in stepped], page=1)


def test_a_kind_that_nobody_saw_tells_nothing() -> None:
    """A kind with confidence 0 follows from the letters: the same finding as with no kind at all."""
    hints = [replace(one, kind=VehicleKind.TRUCK, kind_confidence=0.0) for one in two_lives()]
    blind = [replace(one, kind=VehicleKind.UNKNOWN, kind_confidence=0.0) for one in two_lives()]
    assert [h.strength for h in shown(watcher(), hints)] == [h.strength for h in shown(watcher(), blind)]


def test_two_that_look_different_are_told_as_surely_or_surer() -> None:
    same = two_lives()
    different = [
        replace(one, kind=VehicleKind.SCOOTER, colour=Colour.RED) if one.camera > 12 else one for one in same
    ]
    told = [hit for hit in shown(watcher(), different) if hit.cause is Cause.CLONED]
    assert told[-1].strength >= shown(watcher(), same)[-1].strength


def honest(off: list[float], error_s: float, pauses: list[float]) -> list[Passage]:
    """One vehicle that goes to and fro at 150 km/h, by clocks that say how far off they may be, and are."""
    at, found, before = 0.0, [], SOUTH[3]
    for n, pause in enumerate(pauses):
        for site in (SOUTH[3:] if n % 2 else NORTH[:3])[:: -1 if n % 4 > 1 else 1]:
            straight_m = abs(CAMERAS[2 * site + 1].place.lat - CAMERAS[2 * before + 1].place.lat) * 110_900
            at, before = at + straight_m / (150 / 3.6) + 1.0, site
            found.append((at, passed("ABC1235", at + off[site] * error_s, site, error_s=error_s)))
        at += pause
    return [one for _, one in sorted(found, key=lambda each: each[0])]


def test_clocks_far_off_that_claim_to_be_right_look_like_a_clone() -> None:
    """So that the next test can fail."""
    off = [0.0] * 6 + [-1.0] * 6
    lying = [replace(one, stamp=replace(one.stamp, error_s=0.5)) for one in honest(off, 1500.0, [1.0] * 8)]
    assert shown(watcher(), lying, page=1)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.lists(st.floats(-1, 1), min_size=12, max_size=12),
        st.just([0.0] * 6 + [-1.0] * 6),
        st.just([1.0] * 12),
    ),
    st.sampled_from([0.5, 5.0, 120.0, 1500.0]),
    st.lists(st.sampled_from([1.0, 1.0, 600.0]), min_size=2, max_size=8),
)
def test_clocks_as_wrong_as_they_claim_never_fire(
    off: list[float], error_s: float, pauses: list[float]
) -> None:
    assert not shown(watcher(), honest(off, error_s, pauses), page=1)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.sampled_from(["ABC1236", "A8C1235", "ABG1235"]), st.booleans())
def test_a_misread_neighbour_alone_never_fires(which: int, truly: str, twice: bool) -> None:
    """A vehicle in the north is misread as one of the south, in the midst of its drive."""
    north = drive(truly, 450, NORTH)
    odd = {which, which % 5 + 1} if twice else {which}
    misread = [passed("ABC1235", 450 + 300 * n, NORTH[n]) if n in odd else one for n, one in enumerate(north)]
    assert not shown(watcher(), in_order(drive("ABC1235", 0, SOUTH), misread))


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 40), st.integers(0, 80_000))
def test_a_start_in_the_midst_tells_what_would_have_been_told(where: int, pause_s: int) -> None:
    others = [drive(f"KLM{4000 + n}", 250.0 * n, (SOUTH + NORTH)[n % 7 :]) for n in range(6)]
    again = [
        passed("ABC1235", one.stamp.at.us / 1e6 - 1_790_000_000 + pause_s, (one.camera - 1) // 2)
        for one in two_lives()
    ]
    passages = list({one.id: one for one in in_order(two_lives(), *others, again)}.values())
    where = where * len(passages) // 40
    whole, anew = watcher(), watcher()
    shown(whole, passages[:where])
    anew.remember(passages[:where])
    assert shown(anew, passages[where:], page=1) == shown(whole, passages[where:], page=1)


def test_no_more_is_remembered_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A camera that makes up a new plate for every vehicle, and suspects by the hundred."""
    monkeypatch.setattr("trackway.watch.cloned.plates._MOST_PLATES", 20)
    monkeypatch.setattr("trackway.watch.cloned.travel._MOST_SUSPECTS", 5)
    travel = Travel(MAP, LEAST)
    for n in range(200):
        for site in (SOUTH[0], NORTH[0]):
            one = passed(f"ABC{1000 + n}", 10.0 * n, site)
            list(travel.look(f"ABC{1000 + n}", one)[2])
        travel.look(f"BKP{1000 + n}", passed(f"BKP{1000 + n}", 10.0 * n, SOUTH[1]))
    assert sum(bool(travel.seen(f"BKP{1000 + n}")) for n in range(200)) <= 40
    is_seen = [bool(travel.seen(f"ABC{1000 + n}")) for n in (0, 194, 195, 199)]
    assert is_seen == [False, False, True, True], "each was a suspect from its second reading on"


def test_cameras_come_and_go_while_it_watches() -> None:
    """The last two sites of the north are taken off the register, and later put back."""
    less = by_map({number: one for number, one in CAMERAS.items() if number <= 20})
    now = [MAP]
    one = ClonedWatcher(lambda: now[0], lambda: CAMERAS, NOBODY)
    passages = [*two_lives(), *drive("BKP1235", 100, NORTH[::-1])]
    passages.sort(key=lambda each: each.stamp.at)
    half = len(passages) // 2
    assert shown(one, passages[:half], page=1)
    now[0] = less
    hits = shown(one, passages[half:], page=1)
    assert hits
    assert all(each.camera <= 20 for hit in hits for each in (hit.passage, *hit.others))
    now[0] = MAP
    assert not shown(one, [passed("BKP1235", 30_000, NORTH[5])])
