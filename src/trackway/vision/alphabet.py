"""The symbols of plates among the thousands of characters that the reader knows.

The reader is left to decode freely; afterwards everything it may have meant by a plate's symbol is
counted for that symbol: lower case and full width, the simplified form of a Han mark, a bare bar for 1.
Dots, hyphens and spaces are separators. All else is strange: other writing, not a plate.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trackway.model.plate_series import MARKS

__all__ = ["NOTHING", "SEPARATOR", "STRANGE", "SYMBOLS", "Alphabet"]

SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + MARKS
"""What stands on plates."""
NOTHING, SEPARATOR, STRANGE = len(SYMBOLS), len(SYMBOLS) + 1, len(SYMBOLS) + 2
"""Columns behind those of the symbols: no character here (CTC blank), a separator, other writing."""

_ALSO = {
    **dict.fromkeys("l|ıι", "1"),
    **dict.fromkeys("Øø〇○", "0"),
    **dict(zip("试领临军", "試領臨軍", strict=True)),
}


class Alphabet:
    """Turns probabilities over the reader's characters into probabilities over plate symbols."""

    def __init__(self, characters: Sequence[str]) -> None:
        """``characters`` in the order of the reader's outputs; the first is CTC's blank."""
        columns = np.array([_column(c) if i else NOTHING for i, c in enumerate(characters)])
        known = np.flatnonzero(columns != STRANGE)
        self._kept = known[np.argsort(columns[known], kind="stable")]
        self._present, self._starts = np.unique(columns[self._kept], return_index=True)

    def fold(self, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
        """(steps, characters) to (steps, symbols and the three columns behind them); rows sum to 1."""
        folded = np.zeros((len(probabilities), STRANGE + 1), dtype=np.float32)
        folded[:, self._present] = np.add.reduceat(probabilities[:, self._kept], self._starts, axis=1)
        folded[:, STRANGE] = np.clip(1 - folded.sum(axis=1), 0, 1)
        return np.asarray(folded / folded.sum(axis=1, keepdims=True), dtype=np.float32)


def _column(character: str) -> int:
    plain = _ALSO.get(character) or unicodedata.normalize("NFKC", character).upper()
    if len(plain) != 1:
        return STRANGE
    if plain in SYMBOLS:
        return SYMBOLS.index(plain)
    return SEPARATOR if unicodedata.category(plain)[0] in "PSZ" else STRANGE
