"""Patterns and texts that are often, and often nearly, what the other means."""

import random
import re
from collections.abc import Sequence

from hypothesis import strategies as st

from trackway.model.pattern import PlatePattern
from trackway.watch import Exactness
from trackway.watch.match import accepts

LETTERS = "ABDO08B1I45SZ2試外"
"""Few, and most of them look-alikes."""
TEXTS = st.text(LETTERS, min_size=1, max_size=10)
ODD_TEXTS = st.sampled_from(["", "ABCDEFGHIJK", "a1", "A-1", "A?", "A*", "Ａ１", "A\n", "😀"])


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A pattern in normal form of at most ten symbols beside its stars."""
    symbols = draw(st.lists(st.sampled_from([*LETTERS, "?", "?"]), min_size=1, max_size=10))
    for place in draw(st.lists(st.integers(0, 10), max_size=3)):
        symbols.insert(min(place, len(symbols)), "*")
    return re.sub(r"\*+", "*", "".join(symbols))


def some_text(rng: random.Random) -> str:
    return "".join(rng.choices(LETTERS, k=rng.choice([1, 2, 3, 5, 6, 7, 7, 8, 10])))


def some_pattern(rng: random.Random) -> str:
    symbols = list(some_text(rng))
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        place = rng.randrange(len(symbols))
        if rng.random() < 0.5:
            symbols[place] = "*" if symbols[place] == "*" else "?"
        else:
            symbols.insert(place, "*")
    return re.sub(r"\*+", "*", "".join(symbols))


def nearly(rng: random.Random, pattern: str) -> str:
    """A text that a pattern stands for, with none, one or two letters wrong."""
    text = "".join(_letters(rng, symbol) for symbol in pattern)
    for _ in range(rng.choice([0, 1, 1, 2])):
        place, way = rng.randrange(len(text) + 1), rng.randrange(3)
        text = text[:place] + ("" if way == 2 else rng.choice(LETTERS)) + text[place + (way > 0) :]
    return text


def _letters(rng: random.Random, symbol: str) -> str:
    many = {"?": 1, "*": rng.randrange(3)}
    return "".join(rng.choices(LETTERS, k=many[symbol])) if symbol in many else symbol


def expected(wanted: Sequence[tuple[str, Exactness]], texts: Sequence[str]) -> set[tuple[int, int]]:
    """By the specification: which text (its place) each of these (their places) accepts."""
    return {
        (n, row)
        for row, (pattern, exactness) in enumerate(wanted)
        for n, text in enumerate(texts)
        if accepts(PlatePattern(pattern), exactness, [text])
    }
