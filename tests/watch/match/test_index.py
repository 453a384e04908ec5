"""Index: the same as the specification, pattern by pattern and text by text."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.watch.match.wanted import ODD_TEXTS, TEXTS, expected, nearly, patterns, some_pattern, some_text

from trackway.model.pattern import PlatePattern
from trackway.watch import Exactness
from trackway.watch.match import Index, Wanted, accepts
from trackway.watch.match.accepts import nearest
from trackway.watch.match.keys import keyed
from trackway.watch.match.table import Table

E = Exactness
WANTED = st.tuples(patterns(), st.sampled_from(E))
ASKED = st.lists(TEXTS | ODD_TEXTS, max_size=12)


def index(wanted: Sequence[tuple[str, E]]) -> Index:
    ids = np.arange(len(wanted), dtype=np.int64)
    return Index(ids, [pattern for pattern, _ in wanted], [exactness for _, exactness in wanted])


def found(of: Index, texts: Sequence[str]) -> list[tuple[int, int]]:
    pairs = of.find(texts)
    return list(zip(pairs.texts.tolist(), pairs.ids.tolist(), strict=True))


@pytest.mark.parametrize(
    ("pattern", "exactness", "takes", "leaves"),
    [
        ("BKP2075", E.EXACT, ["BKP2075"], ["8KP2075", "BKP207", "BKP20755", "KBP2075"]),
        ("BKP2075", E.LOOK_ALIKE, ["BKP2075", "8KP2075", "BKP2O75"], ["XKP2075", "8KP2O75", "BKP207"]),
        ("BKP2075", E.ONE_LETTER, ["BKP2075", "XKP2075", "KP2075", "BKP22075"], ["KBP2075", "XKP207"]),
        ("BK?2*", E.EXACT, ["BKP2", "BKP2075"], ["BK2075", "BKP"]),
        ("BK?2*", E.ONE_LETTER, ["BKP", "BK2", "KP2075", "BKPP2", "XKP2"], ["XX92", "K", "KXX75"]),
        ("*2075", E.LOOK_ALIKE, ["2075", "BKPZ075"], ["BKPZ0I5", "BKP207"]),
        ("試?", E.ONE_LETTER, ["試1", "試", "1", "試12", "AB試1"[2:]], ["123", "A試12"]),
        ("*", E.EXACT, ["A", "BKP2075XXX"], ["", "BKP2075XXXX", "bkp2075"]),
    ],
)
def test_what_is_accepted(pattern: str, exactness: E, takes: list[str], leaves: list[str]) -> None:
    for text in takes:
        assert accepts(PlatePattern(pattern), exactness, [text]), text
    assert not accepts(PlatePattern(pattern), exactness, leaves)
    of = index([(pattern, exactness)])
    assert found(of, [*takes, *leaves]) == [(n, 0) for n in range(len(takes))]


@given(patterns(), TEXTS)
def test_letters_that_differ_are_the_fewest(pattern: str, text: str) -> None:
    """Undoing what differs gives a text that the pattern stands for, and nothing shorter does."""
    few = nearest(PlatePattern(pattern), text)
    assert (few == ()) == PlatePattern(pattern).matches(text)
    assert (len(few) <= 1) == accepts(PlatePattern(pattern), E.ONE_LETTER, [text])
    if len(few) == 1:
        (one,) = few
        assert text[one.at : one.at + len(one.read)] == one.read
        mended = text[: one.at] + one.asked.replace("?", "X") + text[one.at + len(one.read) :]
        assert PlatePattern(pattern).matches(mended)


def test_wider_takes_in_narrower() -> None:
    rng = random.Random(3)
    for _ in range(300):
        pattern = some_pattern(rng)
        text = nearly(rng, pattern)
        taken = [accepts(PlatePattern(pattern), exactness, [text]) for exactness in E]
        assert taken == sorted(taken), (pattern, text)


@settings(max_examples=60)
@given(st.lists(WANTED, max_size=6), ASKED)
def test_as_specified(wanted: list[tuple[str, E]], texts: list[str]) -> None:
    assert found(index(wanted), texts) == sorted(expected(wanted, texts))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 8), st.none() | WANTED), max_size=10), st.integers(0, 9), ASKED)
def test_changes_as_if_made_anew(
    changes: list[tuple[int, tuple[str, E] | None]], merged: int, texts: list[str]
) -> None:
    there: dict[int, tuple[str, E] | None] = dict.fromkeys(range(5), ("A?B0", E.ONE_LETTER))
    of = index([("A?B0", E.ONE_LETTER)] * 5)
    for step, (identity, one) in enumerate(changes):
        there[identity] = one
        of.change([] if one is None else [Wanted(identity, *one)], [identity] if one is None else [])
        if step == merged:
            of = merged_index(of)
    left = [(identity, one) for identity, one in sorted(there.items()) if one is not None]
    wanted = [(n, left[row][0]) for n, row in expected([one for _, one in left], texts)]
    assert found(of, texts) == sorted(wanted)
    assert len(of) == len(left)


def merged_index(of: Index) -> Index:
    """The index as it is after so many changes that they are merged into the large table."""
    many = [Wanted(1_000 + n, "QQA0123", E.EXACT) for n in range(20_001)]
    of.change(many)
    assert not of._changed
    of.change([], [one.id for one in many])
    return of


def test_patterns_with_too_many_keys_are_matched_all_the_same() -> None:
    wanted = [("*A*B*D*O*", E.ONE_LETTER), ("8*0*", E.ONE_LETTER), ("*A*B*D*O*", E.EXACT)]
    of = index(wanted)
    assert of.wide == 1
    rng = random.Random(5)
    texts = [nearly(rng, rng.choice(wanted)[0])[:12] for _ in range(300)]
    assert found(of, texts) == sorted(expected(wanted, texts))
    table = Table.of(np.arange(3), [one for one, _ in wanted], [one for _, one in wanted])
    assert not table.without(np.array([0])).wide
    of.change([Wanted(0, "A", E.EXACT)])
    assert found(of, ["A", "AXBXDXO", "AXBXDXX"]) == [(0, 0), (1, 2)]


def test_keys_of_one_wrong_letter_are_few() -> None:
    assert len(keyed(["BKP2075"], [E.ONE_LETTER]).keys) == 1 + 7 + 7 + 8
    assert len(keyed(["ABC*"], [E.EXACT]).keys) == 8
    assert len(keyed(["*B12*"], [E.EXACT]).keys) == 36


def compared(seed: int, patterns_: int, texts_: int) -> int:
    """How many cases, all of them the same both ways."""
    rng = random.Random(seed)
    wanted = [(some_pattern(rng), rng.choice(list(E))) for _ in range(patterns_)]
    texts = [nearly(rng, rng.choice(wanted)[0]) for _ in range(texts_)]
    texts += [some_text(rng) for _ in range(texts_ // 4)]
    should = expected(wanted, texts)
    assert len(should) > patterns_ / 2, "the cases test nothing"
    assert found(index(wanted), texts) == sorted(should)
    return len(wanted) * len(texts)


def test_many_at_once() -> None:
    assert compared(seed=1, patterns_=100, texts_=100) == 12_500


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(4))
def test_a_hundred_thousand_cases(seed: int) -> None:
    assert compared(seed, patterns_=400, texts_=400) >= 100_000
