"""Readers of any make: their characters and outputs turned into the columns that spelling works on.

Everything a reader may have meant by a plate's symbol counts for that symbol: lower case and full width,
the simplified form of a Han mark, a bare bar for 1. Dots, hyphens and spaces are separators. All else is
strange: other writing, not a plate.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trackway.vision.alphabet import SEPARATOR, SYMBOLS

__all__ = ["NOTHING", "STRANGE", "Characters", "as_steps", "probabilities", "strangers"]

NOTHING, STRANGE = SEPARATOR + 1, SEPARATOR + 2
"""Columns behind the separator's: no character here (CTC's blank, a slot's padding), other writing."""

_ALSO = {
    **dict.fromkeys("l|ıι", "1"),
    **dict.fromkeys("Øø〇○", "0"),
    **dict(zip("试领临军", "試領臨軍", strict=True)),
}


class Characters:
    """Turns probabilities over a reader's characters into probabilities over plate symbols."""

    def __init__(self, characters: Sequence[str]) -> None:
        """``characters`` in the order of the reader's outputs; an empty one means no character at all."""
        columns = np.array([_column(character) for character in characters])
        known = np.flatnonzero(columns != STRANGE)
        self._kept = known[np.argsort(columns[known], kind="stable")]
        self._present, self._starts = np.unique(columns[self._kept], return_index=True)
        self.count = len(characters)

    def fold(self, odds: NDArray[np.float32]) -> NDArray[np.float32]:
        """(steps, characters) to (steps, symbols and the three columns behind them); rows sum to 1."""
        folded = np.zeros((len(odds), STRANGE + 1), dtype=np.float32)
        folded[:, self._present] = np.add.reduceat(odds[:, self._kept], self._starts, axis=1)
        folded[:, STRANGE] = np.clip(1 - folded.sum(axis=1), 0, 1)
        return np.asarray(folded / folded.sum(axis=1, keepdims=True), dtype=np.float32)


def probabilities(answers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows that are probabilities as they are, any other as logits (their softmax)."""
    if answers.min(initial=0.0) >= 0 and np.allclose(answers.sum(axis=1), 1, atol=0.02):
        return answers
    with np.errstate(invalid="ignore"):  # numbers that are none stay none
        odds = np.exp(answers - answers.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


def as_steps(slots: NDArray[np.float32]) -> NDArray[np.float32]:
    """One row per place on the plate as rows of steps: with nothing between, a repeated letter stays two."""
    steps = np.zeros((2 * len(slots), slots.shape[1]), dtype=np.float32)
    steps[::2] = slots
    steps[1::2, NOTHING] = 1
    return steps


def strangers(folded: NDArray[np.float32]) -> int:
    """How many characters of other writing stand on the likeliest path."""
    path = folded.argmax(axis=1)
    fresh = np.diff(path, prepend=NOTHING) != 0
    return int(np.count_nonzero(fresh & (path == STRANGE)))


def _column(character: str) -> int:
    if not character:
        return NOTHING
    plain = _ALSO.get(character) or unicodedata.normalize("NFKC", character).upper()
    if len(plain) != 1:
        return STRANGE
    if plain in SYMBOLS:
        return SYMBOLS.index(plain)
    return SEPARATOR if unicodedata.category(plain)[0] in "PSZ" else STRANGE
