"""Stated probabilities: the mending keeps order, keeps sums, and leaves certainty alone."""

from hypothesis import given
from hypothesis import strategies as st

from trackway.model.reading import Letter
from trackway.vision.calibration import calibrated

CHANCES = st.floats(0.001, 0.999)
WIDTHS = st.floats(20, 300)


@given(CHANCES, CHANCES, WIDTHS)
def test_the_surer_is_never_stated_less_sure(one: float, other: float, width: float) -> None:
    low, high = sorted((one, other))
    mended = calibrated((Letter("A", low), Letter("B", high)), width)
    assert mended[0].probability <= mended[1].probability


@given(CHANCES, st.floats(0, 1), WIDTHS)
def test_letter_and_rivals_still_sum_to_what_they_did(chance: float, part: float, width: float) -> None:
    letter = Letter("8", chance, (("B", (1 - chance) * part), ("6", (1 - chance) * (1 - part))))
    (mended,) = calibrated((letter,), width)
    assert abs(mended.probability + sum(chance for _, chance in mended.rivals) - 1) < 1e-9
    assert (mended.symbol, [s for s, _ in mended.rivals]) == ("8", ["B", "6"])


def test_certainty_and_its_opposite_stay() -> None:
    letters = (Letter("A", 1.0), Letter("B", 0.0, (("C", 1.0),)))
    assert calibrated(letters, 30) == letters


def test_what_is_likelier_than_not_becomes_surer_and_what_is_not_less() -> None:
    high, low = calibrated((Letter("A", 0.9), Letter("B", 0.3)), 100)
    assert high.probability > 0.95
    assert low.probability < 0.25


def test_a_small_plate_must_be_surer_to_be_stated_at_90_percent() -> None:
    letters = (Letter("6", 0.87),)
    assert calibrated(letters, 100)[0].probability > 0.95
    assert calibrated(letters, 40)[0].probability < 0.9
    assert calibrated((Letter("6", 0.97),), 40)[0].probability > 0.98
