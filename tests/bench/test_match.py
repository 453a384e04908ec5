"""The benchmark of matching, small: it measures what it says, and the index finds what a plain scan does."""

from bench.match import match
from tests.conftest import FakeClock


def test_every_case_is_measured(clock: FakeClock) -> None:
    results = {one.case: one for one in match(1_000, clock, passages=2_000)}
    equal = results["other than the plain scan"]
    assert (equal.value, equal.met) == (0, True)
    assert results["passages matched"].yardstick
    assert {"index made", "memory", "passages watched", "1 entries changed"} <= results.keys()
