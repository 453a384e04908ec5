"""Legs judged: truth tables, and laws that hold for any leg."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackway.model.trail import LegStatus
from trackway.passages import Usual
from trackway.trails.trail.legs import FASTEST_KMH, Between, judge

USUAL, GAP = LegStatus.USUAL, LegStatus.GAP
UNKNOWN, IMPOSSIBLE = LegStatus.UNKNOWN, LegStatus.IMPOSSIBLE
MIN = 60.0


@pytest.mark.parametrize(
    ("seconds", "usual_s", "status", "says"),
    [
        (18 * MIN, 18 * MIN, USUAL, "as usual: 18 min"),
        (20 * MIN, 18 * MIN, USUAL, "as usual: 20 min"),
        (27 * MIN, 18 * MIN, USUAL, "as usual: 27 min"),
        (27.1 * MIN, 18 * MIN, GAP, "not seen 27 min; usual 18 min"),
        (42 * MIN, 18 * MIN, GAP, "not seen 42 min; usual 18 min"),
        (13 * MIN, 18 * MIN, USUAL, "as usual: 13 min"),
        (11 * MIN, 18 * MIN, USUAL, "quicker than usual: 11 min; usual 18 min"),
        (42 * MIN, None, UNKNOWN, "not seen 42 min; no usual time known"),
        (30, None, IMPOSSIBLE, "impossible: 12.0 km in 30 s; misread, clock or clone"),
        (30, 18 * MIN, IMPOSSIBLE, "impossible: 12.0 km in 30 s; misread, clock or clone"),
        (0, None, IMPOSSIBLE, "impossible: 12.0 km in 0.0 s; misread, clock or clone"),
        (3 * 3600 + 5 * MIN, 18 * MIN, GAP, "not seen 3 h 5 min; usual 18 min"),
        (52 * 3600, 18 * MIN, GAP, "not seen 2 d 4 h; usual 18 min"),
    ],
)
def test_twelve_kilometres(seconds: float, usual_s: float | None, status: LegStatus, says: str) -> None:
    leg = judge(Between(12_000, seconds, 0.0), Usual(usual_s, 9) if usual_s else None)
    assert (leg.status, leg.says) == (status, says)
    assert (leg.distance_m, leg.seconds, leg.usual_s, leg.error_s) == (12_000, seconds, usual_s, 0.0)


@pytest.mark.parametrize(
    ("seconds", "usual_s", "status"), [(90, 20, USUAL), (140, 20, USUAL), (141, 20, GAP), (10, 20, USUAL)]
)
def test_a_red_light_is_no_gap(seconds: float, usual_s: float, status: LegStatus) -> None:
    assert judge(Between(300, seconds, 0.0), Usual(usual_s, 9)).status is status


@pytest.mark.parametrize(("sample", "status"), [(4, UNKNOWN), (5, GAP), (500, GAP)])
def test_what_is_usual_needs_five_journeys(sample: int, status: LegStatus) -> None:
    leg = judge(Between(12_000, 42 * MIN, 0.0), Usual(18 * MIN, sample))
    assert leg.status is status
    assert (leg.usual_s is None) == (status is UNKNOWN)


@pytest.mark.parametrize(
    ("seconds", "error_s", "status", "clocks"),
    [
        # 12 km less what both cameras see is 11.9 km: 238 s at 180 km/h.
        (238.1, 0.0, UNKNOWN, ""),
        (237.9, 0.0, IMPOSSIBLE, "; misread"),
        (200, 37, IMPOSSIBLE, ", clocks at most 37 s off; misread"),
        (200, 39, UNKNOWN, ""),
        (0, 240, UNKNOWN, ""),
        (200, None, IMPOSSIBLE, "clock (not measured)"),
        (240, None, UNKNOWN, ""),
    ],
)
def test_clocks_are_granted_their_errors(
    seconds: float, error_s: float | None, status: LegStatus, clocks: str
) -> None:
    leg = judge(Between(12_000, seconds, error_s), None)
    assert leg.status is status
    assert clocks in leg.says
    assert leg.error_s == error_s


def test_a_late_clock_is_no_gap() -> None:
    usual = Usual(18 * MIN, 9)
    assert judge(Between(12_000, 30 * MIN, 0.0), usual).status is GAP
    assert judge(Between(12_000, 30 * MIN, 200.0), usual).status is USUAL


@pytest.mark.parametrize(
    ("facts", "status", "says"),
    [
        (Between(0, 3, 0.0, is_same_camera=True), UNKNOWN, "seen again by the same camera after 3.0 s"),
        (
            Between(0, 7200, 0.0, is_same_camera=True, is_same_site=True),
            UNKNOWN,
            "seen again by the same camera",
        ),
        (Between(40, 0, 0.0, is_same_site=True), USUAL, "at the same site 0.0 s later"),
        (Between(40, 90, None, is_same_site=True), USUAL, "at the same site 90 s later"),
        (Between(40, 7200, 0.0, is_same_site=True), UNKNOWN, "seen again at the same site after 2 h 0 min"),
        # A junction half a kilometre wide: within the clocks' error, or with clocks unknown, it is no wonder.
        (Between(500, 1, 2.0, is_same_site=True), USUAL, "at the same site"),
        (Between(500, 1, None, is_same_site=True), USUAL, "at the same site"),
        (Between(500, 3, 2.0, is_same_site=True), IMPOSSIBLE, "impossible: 0.5 km"),
        (Between(500, 1, 2.0), IMPOSSIBLE, "impossible: 0.5 km in 1.0 s, clocks at most 2.0 s off"),
        (Between(None, 60, 0.0), UNKNOWN, "not seen 60 s; where one of the cameras stands is not known"),
        (Between(90, 0, 0.0), UNKNOWN, "not seen 0.0 s; no usual time known"),
    ],
)
def test_near_and_nowhere(facts: Between, status: LegStatus, says: str) -> None:
    leg = judge(facts, None)
    assert leg.status is status
    assert leg.says.startswith(says)


METRES = st.floats(0, 500_000)
SECONDS = st.floats(0, 1e6)
ERRORS = st.none() | st.floats(0, 1e4)
USUALS = st.none() | st.builds(Usual, st.floats(0.1, 1e5), st.integers(1, 100))


@given(METRES, SECONDS, ERRORS, USUALS)
def test_impossible_is_faster_than_anything_and_nothing_else(
    metres: float, seconds: float, error_s: float | None, usual: Usual | None
) -> None:
    leg = judge(Between(metres, seconds, error_s), usual)
    granted = seconds + (error_s or 0.0)
    if leg.status is IMPOSSIBLE:
        assert metres > FASTEST_KMH / 3.6 * granted
    elif metres > 100:
        assert metres - 100 <= FASTEST_KMH / 3.6 * granted * (1 + 1e-9)


@given(METRES, SECONDS, st.floats(0, 1e4), st.floats(0, 1e4), USUALS)
def test_a_larger_doubt_never_makes_a_leg_worse(
    metres: float, seconds: float, less: float, more: float, usual: Usual | None
) -> None:
    first = judge(Between(metres, seconds, min(less, more)), usual).status
    second = judge(Between(metres, seconds, max(less, more)), usual).status
    assert second is not IMPOSSIBLE or first is IMPOSSIBLE
    assert second is not GAP or first in (GAP, IMPOSSIBLE)


@given(METRES, SECONDS, ERRORS, USUALS)
def test_what_is_said_fits_what_is_meant(
    metres: float, seconds: float, error_s: float | None, usual: Usual | None
) -> None:
    leg = judge(Between(metres, seconds, error_s), usual)
    starts = {
        USUAL: ("as usual", "quicker than usual"),
        GAP: ("not seen",),
        UNKNOWN: ("not seen",),
        IMPOSSIBLE: ("impossible",),
    }
    assert leg.says.startswith(starts[leg.status])
    assert (leg.usual_s is None) or (usual is not None and usual.sample >= 5)
