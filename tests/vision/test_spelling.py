import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from trackway.vision.alphabet import SEPARATOR, SYMBOLS, in_columns
from trackway.vision.spelling import Spelling, letters, pooled, spell

Steps = NDArray[np.float32]
NOTHING = SEPARATOR + 1


def steps(*chances: dict[str, float]) -> Steps:
    """Rows of probabilities; what is not given is nothing. ``-`` is the raised dot."""
    rows = np.zeros((len(chances), NOTHING + 1), np.float32)
    for row, given_ in zip(rows, chances, strict=True):
        for symbol, chance in given_.items():
            row[SEPARATOR if symbol == "-" else SYMBOLS.index(symbol)] = chance
        row[NOTHING] += 1 - row.sum()
    return rows


def clear(text: str) -> Steps:
    """A clear line: each symbol, then a step of nothing."""
    chances: list[dict[str, float]] = []
    for symbol in text:
        chances += [{symbol: 0.999}, {}]
    return steps(*chances)


@given(st.text(SYMBOLS, min_size=1, max_size=8))
def test_clear_texts_are_spelt_as_they_are(text: str) -> None:
    """Look-alikes of another kind apart (0 and O, 1 and I …), whatever the grammar thinks of it."""
    spelling = spell(clear(text))
    assert len(spelling.best) == len(text)
    kinds = str.maketrans("OIBSZGDQ", "01852600")
    assert spelling.best.translate(kinds) == text.translate(kinds)
    assert 0.9 < sum(weight for _, weight in spelling.texts) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("seen", "spelt"),
    [
        ("BKP2075", "BKP2075"),
        ("BKP2O75", "BKP2075"),  # O where only digits stand
        ("8KP2075", "BKP2075"),
        ("4071QR", "4071QR"),
        ("407IQR", "4071QR"),
        ("BKP2475", "BKP2475"),  # the 4 that no such plate has is kept: nothing looks like it
        ("試7340", "試7340"),
        ("QQQQQQQ", "QQQQQQQ"),
    ],
)
def test_the_grammar_settles_look_alikes_and_forces_nothing(seen: str, spelt: str) -> None:
    assert spell(clear(seen)).best == spelt


def test_a_doubtful_letter_makes_the_reading_doubtful() -> None:
    line = clear("BKP2075")
    line[8] = steps({"0": 0.6, "8": 0.39})[0]  # the fifth symbol
    letter = letters(spell(line))[4]
    assert letter.symbol == "0"
    assert letter.probability == pytest.approx(0.6, abs=0.05)
    assert letter.rivals[0][0] == "8"
    assert letter.rivals[0][1] == pytest.approx(0.39, abs=0.05)


def test_a_letter_that_may_be_missing_makes_all_doubtful() -> None:
    line = clear("MEW8999")
    line[12] = steps({"9": 0.7})[0]
    seen = letters(spell(line))
    assert "".join(letter.symbol for letter in seen) == "MEW8999"
    assert max(letter.probability for letter in seen) < 0.9


def test_repeated_letters_need_nothing_between_them() -> None:
    assert spell(steps({"7": 0.99}, {"7": 0.99}, {"7": 0.99})).best == "7"
    assert spell(steps({"7": 0.99}, {}, {"7": 0.99}, {}, {"7": 0.99})).best == "777"


@pytest.mark.parametrize(
    ("line", "split"),
    [("BKP-2075", 3), ("4071-QR", 4), ("-BKP2075", 0), ("BKP2075-", 0), ("BK-P2-075", 0), ("BKP2075", 0)],
)
def test_the_dot_is_remembered_where_it_stands(line: str, split: int) -> None:
    assert spell(clear(line)).split == split


def test_small_letters_leave_room_for_look_alikes() -> None:
    high, low = (letters(spell(clear("MNH3085"), px)) for px in (40.0, 8.0))
    assert min(letter.probability for letter in high) > 0.98
    assert min(letter.probability for letter in low) < 0.95


def test_looks_that_disagree_leave_doubt() -> None:
    both = pooled([spell(clear("BKP2075")), spell(clear("BKP2076"))])
    assert letters(both)[6].probability == pytest.approx(0.5, abs=0.05)
    agreed = pooled([spell(clear("BKP2075")), spell(clear("BKP-2075"))])
    assert agreed.best == "BKP2075"
    assert agreed.split == 3
    assert letters(agreed)[0].probability > 0.98


def test_nothing_reads_as_nothing() -> None:
    assert spell(steps({}, {}, {})) == Spelling((), 0)
    assert letters(Spelling((), 0)) == ()


def test_the_network_s_outputs_come_in_the_order_of_the_symbols() -> None:
    logits = np.full((3, 44), -20.0, np.float32)
    logits[0, 0] = logits[1, 1] = logits[2, 37] = 20.0  # nothing, the first digit, the dot
    columns = in_columns(logits)
    assert columns.shape == (3, len(SYMBOLS) + 2)
    assert columns.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert columns.argmax(axis=1).tolist() == [NOTHING, SYMBOLS.index("0"), SEPARATOR]
