"""Stated probabilities: the mending keeps order, keeps sums, and leaves certainty alone."""

from hypothesis import given
from hypothesis import strategies as st

from trackway.model.reading import Letter
from trackway.vision.calibration import calibrated

CHANCES = st.floats(0.001, 0.999)


@given(CHANCES, CHANCES)
def test_the_surer_stays_the_surer(one: float, other: float) -> None:
    low, high = sorted((one, other))
    mended = calibrated((Letter("A", low), Letter("B", high)))
    assert mended[0].probability <= mended[1].probability


@given(CHANCES, st.floats(0, 1))
def test_letter_and_rivals_still_sum_to_what_they_did(chance: float, part: float) -> None:
    letter = Letter("8", chance, (("B", (1 - chance) * part), ("6", (1 - chance) * (1 - part))))
    (mended,) = calibrated((letter,))
    assert abs(mended.probability + sum(chance for _, chance in mended.rivals) - 1) < 1e-9
    assert (mended.symbol, [s for s, _ in mended.rivals]) == ("8", ["B", "6"])


def test_certainty_and_its_opposite_stay() -> None:
    letters = (Letter("A", 1.0), Letter("B", 0.0, (("C", 1.0),)))
    assert calibrated(letters) == letters


def test_what_is_likelier_than_not_becomes_surer_and_what_is_not_less() -> None:
    high, low = calibrated((Letter("A", 0.9), Letter("B", 0.3)))
    assert high.probability > 0.95
    assert low.probability < 0.25
