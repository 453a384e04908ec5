"""Traffic of which everything is known: it can be driven, and the planted cases are what they say."""

import numpy as np
import pytest

from trackway.model.errors import WrongUse
from trackway.model.place import distance_m
from trackway.model.plate import Plate
from trackway.model.plate_check import conflicts
from trackway.model.plate_colours import PlateColours
from trackway.model.time import Instant, Span
from trackway.passages.columns import parse_columns
from trackway.sim import county
from trackway.sim.county.plane import to_plane
from trackway.sim.traffic import Clocks, clocks, eyes
from trackway.sim.truth import (
    AloneCase,
    Case,
    CloneCase,
    CommonCase,
    ConvoyCase,
    DwellCase,
    FirstSeenCase,
    HabitCase,
    HitAndRunCase,
    KnownTraffic,
    NextCase,
    NightVisitorCase,
    NotSeenCase,
    RaceCase,
    SpeederCase,
    StitchCase,
    truth,
)
from trackway.sim.truth.recorded import Recorded, recorded

END = Instant(1_795_276_800_000_000)
DAY_US, HOUR_US = 86_400_000_000, 3_600_000_000
KINDS: tuple[type[Case], ...] = (
    AloneCase,
    CloneCase,
    CommonCase,
    ConvoyCase,
    DwellCase,
    FirstSeenCase,
    HabitCase,
    HitAndRunCase,
    NextCase,
    NightVisitorCase,
    NotSeenCase,
    RaceCase,
    SpeederCase,
    StitchCase,
)


@pytest.fixture(scope="module")
def known() -> KnownTraffic:
    return truth(county(), END, scale=0.05)


@pytest.fixture(scope="module")
def found(known: KnownTraffic) -> Recorded:
    return recorded(known.county, known.span, known.fleet, known.passed, known.seen)


def vehicles_of(known: KnownTraffic, plate: str) -> list[int]:
    return np.flatnonzero(known.fleet.plate == plate).tolist()


def test_there_is_as_much_as_expected_and_a_store_takes_it(known: KnownTraffic) -> None:
    assert 80_000 < len(known.seen) < 160_000
    assert sum(len(parse_columns(table)) for table in known.tables()) == len(known.seen)
    for kind in KINDS:
        assert len(known.of(kind)) >= 3, kind
    assert known.dropped < 10


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    one, same, other = (truth(county(), END, days=10, scale=0.02, seed=seed) for seed in (5, 5, 6))
    assert one.cases == same.cases
    for first, second in zip(one.tables(), same.tables(), strict=True):
        assert first.equals(second)
    assert one.cases != other.cases


def test_too_little_or_too_much_is_refused() -> None:
    for days, scale in ((3, 1.0), (30, 0.0), (30, 99.0)):
        with pytest.raises(WrongUse, match="days or more"):
            truth(county(), END, days=days, scale=scale)


def test_everything_seen_could_be_driven(known: KnownTraffic, found: Recorded) -> None:
    """No vehicle is at two gates at once; in a straight line ordinary ones stay below 110 km/h."""
    sites = np.array([[at.site.place.lon, at.site.place.lat] for at in known.county.plate_sites])
    here = to_plane(sites)[known.passed.gate[found.order] // 2]
    vehicle = known.passed.vehicle[found.order]
    same = np.diff(vehicle) == 0
    seconds = np.diff(known.passed.at_us[found.order])[same] / 1e6
    assert seconds.min() > 0
    kmh = np.hypot(*np.diff(here, axis=0).T)[same] / seconds * 3.6
    fast = {known.fleet.plate[v] for v in vehicle[1:][same][kmh > 110].tolist()}
    racers = {plate for case in known.of(RaceCase) for plate in case.plates}
    assert fast
    assert fast <= racers | {case.plate for case in known.of(SpeederCase)}
    assert kmh.max() < 175


def test_clocks_lie_and_step_and_say_nothing(known: KnownTraffic) -> None:
    off_s = np.abs(known.seen.at_us - known.seen.true_us) / 1e6
    bound = known.seen.error_s
    lies = off_s > bound + 0.01
    assert 0.005 < lies.mean() < 0.12
    assert off_s[lies].max() > 300
    honest = clocks(known.county)
    assert np.sum(known.clocks.ahead_s != honest.ahead_s) == 3
    np.testing.assert_array_equal(known.clocks.bound_s, honest.bound_s)
    step = known.clocks.steps[0]
    alone = Clocks(known.clocks.ahead_s, known.clocks.bound_s)
    site, during = np.array([step.site], np.int16), np.array([step.span.start.us + 1])
    assert known.clocks.shown_us(site, during) != alone.shown_us(site, during)
    assert known.clocks.shown_us(site, during - 2) == alone.shown_us(site, during - 2)


def test_nothing_is_recorded_by_a_camera_that_is_out(known: KnownTraffic) -> None:
    assert len(known.outages) > 30
    for outage in known.outages:
        at = known.seen.at_us
        during = (at >= outage.span.start.us) & (at < outage.span.end.us)
        assert not np.isin(known.seen.camera[during], outage.cameras).any()


def test_cameras_differ_in_what_they_miss_and_misread(known: KnownTraffic) -> None:
    seen = known.seen
    wrong = (seen.plate > 0) & (seen.plate != seen.vehicle + 1)
    assert 0.02 < wrong.mean() < 0.05
    share = np.bincount(seen.camera, wrong, minlength=241)[1:] / np.maximum(
        np.bincount(seen.camera, minlength=241)[1:], 1
    )
    busy = np.bincount(seen.camera, minlength=241)[1:] > 200
    assert np.quantile(share[busy], 0.95) > 2.5 * np.quantile(share[busy], 0.5)
    missed = 1 - len(seen) / len(known.passed)
    assert 0.02 < missed < 0.08


def test_a_worn_plate_is_misread_at_the_same_letter_by_every_camera() -> None:
    through = eyes(40, 2000, np.random.default_rng(8))
    worn = int(np.flatnonzero(~np.isnan(through.worn))[0])
    one = np.array([worn, np.flatnonzero(np.isnan(through.worn))[0]])
    chance = through.misread_chance(np.array([7, 7], np.uint16), one, np.zeros(2, bool))
    assert chance[0] > 4 * chance[1] > 0
    texts = {
        through.misread_as("BKP2085", camera, 0.6, what)
        for camera in range(1, 41)
        for what in (0.0, 0.4, 0.99)
    }
    assert {text[:4] + text[5:] for text in texts} == {"BKP285"}
    assert {"BKP2O85", "BKP2D85"} <= texts
    assert through.misread_as("3", 1, 0.5, 0.5) == "8"
    assert through.misread_as("XXX", 1, 0.5, 0.0) == "XKX"


def test_convoys_drive_together_and_live_apart(known: KnownTraffic, found: Recorded) -> None:
    for case in known.of(ConvoyCase):
        one, other = (vehicles_of(known, plate)[0] for plate in case.plates[:2])
        assert len(case.outings) >= 2
        together = 0
        for outing in case.outings:
            rows = found.within(found.of(one), outing)
            for row in rows.tolist():
                at = Instant(int(known.passed.at_us[row]))
                near = found.within(found.of(other), Span(at.plus(-120), at.plus(120)))
                together += bool((known.passed.gate[near] == known.passed.gate[row]).any())
        assert together >= 8
        assert len(found.of(one)) > 1.1 * together


def test_crews_share_so_much_that_counting_finds_company(known: KnownTraffic, found: Recorded) -> None:
    shared = []
    for case in known.of(AloneCase):
        (one,) = vehicles_of(known, case.plate)
        counts = []
        for mate in case.mates:
            (other,) = vehicles_of(known, mate)
            rows, theirs = found.of(one), found.of(other)
            for row in rows.tolist():
                near = np.abs(known.passed.at_us[theirs] - known.passed.at_us[row]) <= 60_000_000
                counts.append(bool((near & (known.passed.gate[theirs] == known.passed.gate[row])).any()))
        shared.append(sum(counts) / len(case.mates))
    assert np.median(shared) > 8


def test_clones_meet_beyond_driving(known: KnownTraffic, found: Recorded) -> None:
    odd = 0
    for case in known.of(CloneCase):
        true, clone = vehicles_of(known, case.plate)
        assert case.meetings >= 1
        assert case.looks == tuple((known.fleet.kind[v], known.fleet.colour[v]) for v in (true, clone))
        assert all(found.is_right[found.of(v)].sum() >= 5 for v in (true, clone))
        if case.is_conflict:
            odd += 1
            assert conflicts(Plate(case.plate), PlateColours.UNKNOWN, known.fleet.kind[clone])
            assert not conflicts(Plate(case.plate), PlateColours.UNKNOWN, known.fleet.kind[true])
    assert odd


def test_races_are_fast_and_close(known: KnownTraffic, found: Recorded) -> None:
    for case in known.of(RaceCase):
        assert 85 < case.kmh < 160
        assert case.runs >= 2 * len(case.nights)
        for night in case.nights:
            rows = [found.within(found.of(vehicles_of(known, plate)[0]), night) for plate in case.plates]
            assert all(len(each) >= 2 for each in rows)
            gaps = known.passed.at_us[rows[0][0]] - known.passed.at_us[rows[1][0]]
            assert abs(gaps) < 60_000_000
    for alone in known.of(SpeederCase):
        assert len(vehicles_of(known, alone.plate)) == 1


def test_who_fled_was_at_the_scene(known: KnownTraffic, found: Recorded) -> None:
    for case in known.of(HitAndRunCase):
        (vehicle,) = vehicles_of(known, case.plate)
        assert case.at in case.between
        around = Span(case.at.plus(-3600), case.at.plus(3600))
        assert found.is_right[found.within(found.of(vehicle), around)].any()
        later = found.within(found.of(vehicle), Span(case.at, case.at.plus(4 * 3600)))
        assert bool(len(later)) or case.stays
        for row in found.within(found.of(vehicle), around).tolist():
            site = known.county.plate_sites[known.passed.gate[row] // 2].site
            seconds = abs(known.passed.at_us[row] - case.at.us) / 1e6
            assert distance_m(site.place, case.scene) <= 35 * seconds + 50


def test_visitors_come_by_night_and_footholds_are_kept(known: KnownTraffic, found: Recorded) -> None:
    for case in known.of(NightVisitorCase):
        (vehicle,) = vehicles_of(known, case.plate)
        hour = (known.passed.at_us[found.of(vehicle)] + 8 * HOUR_US) // HOUR_US % 24
        assert ((hour >= 22) | (hour < 6)).mean() > 0.6
        assert len(case.nights) >= 4
    for stay in known.of(DwellCase):
        (vehicle,) = vehicles_of(known, stay.plate)
        for span in stay.stays:
            assert len(found.within(found.of(vehicle), span)) == 0
        assert min(span.seconds for span in stay.stays) > 2 * 3600


def test_common_and_first_seen_answers_hold(known: KnownTraffic, found: Recorded) -> None:
    for case in known.of(CommonCase):
        assert case.planted in case.plates
        assert len({visit[0] for visit in case.visits}) == len(case.visits) >= case.least
    for new in known.of(FirstSeenCase):
        assert new.plates
        assert not new.plates & new.residents
        sites = found.sites_near(new.place, new.radius_m)
        assert len(sites)
        for plate in sorted(new.plates)[:5]:
            for vehicle in vehicles_of(known, plate):
                rows = found.within(found.of(vehicle), Span(new.since, new.span.start))
                assert not np.isin(known.passed.gate[rows] // 2, sites).any()


def test_drawn_cases_are_what_happened(known: KnownTraffic, found: Recorded) -> None:
    seen = known.seen
    for case in known.of(NextCase):
        row = np.flatnonzero((seen.at_us == case.at.us) & (seen.camera == case.camera))[0]
        assert known.fleet.plate[seen.vehicle[row]] == case.plate
        rows = found.of(int(seen.vehicle[row]))
        later = rows[known.passed.at_us[rows] > seen.true_us[row]][:1]
        is_soon = bool((known.passed.at_us[later] < seen.true_us[row] + 2 * HOUR_US).any())
        assert (case.next_at is None) is not is_soon
        assert case.next_at is None or case.next_at.us == known.passed.at_us[later[0]]
        assert bool(case.next_cameras) is is_soon
    for stitch in known.of(StitchCase):
        row = np.flatnonzero(
            (seen.at_us == stitch.at.us) & (seen.camera == stitch.camera) & (seen.sequence == stitch.sequence)
        )[0]
        assert seen.plate[row] == 0
        assert known.fleet.plate[seen.vehicle[row]] == stitch.plate
    share = np.mean([case.was_seen for case in known.of(NotSeenCase)])
    assert 0.4 < share < 0.97
    for gone in known.of(NotSeenCase):
        passed = [found.within(found.of(v), gone.span) for v in vehicles_of(known, gone.plate)]
        assert sum(len(each) for each in passed) >= 1
    for habit in known.of(HabitCase):
        assert all(0 <= hour < 24 and site.startswith("D") for site, hour in habit.usual)
