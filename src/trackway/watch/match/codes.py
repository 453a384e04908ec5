"""Plates as numbers: ten places of six bits in 64, so that a million of them are sorted and sought at once.

A place holds a character's code, 1 to 42, or 63 for ``?``; the first place has the highest bits and places
after the last character hold 0. The number of a pattern with ``?`` is thus its own, and of a text with some
places set to 63 it is that of the pattern which stands for it and others alike.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trackway.model.plate import MAX_LENGTH
from trackway.model.plate_series import MARKS

__all__ = [
    "ANY",
    "BITS",
    "SYMBOLS",
    "Codes",
    "Keys",
    "keys_of",
    "lengths_of",
    "letter_at",
    "packed",
    "pattern_keys",
    "shift",
]

Keys = NDArray[np.uint64]
Codes = NDArray[np.uint8]
SYMBOLS = f"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789{MARKS}"
"""In order of their codes, from 1."""
BITS = 6
ANY = 63
"""The code of ``?``: every bit of a place."""
_CODES = np.zeros(1 << 16, dtype=np.uint8)
_CODES[[ord(symbol) for symbol in SYMBOLS]] = np.arange(1, len(SYMBOLS) + 1)
_CODES_WILD = _CODES.copy()
_CODES_WILD[ord("?")] = ANY
_OF = {symbol: code for code, symbol in enumerate(SYMBOLS, 1)} | {"?": ANY}


def shift(place: int) -> np.uint64:
    """By how many bits the code at a place, from 0, lies above the lowest."""
    return np.uint64(BITS * (MAX_LENGTH - 1 - place))


def packed(text: str, place: int = 0) -> int:
    """The number of a few characters of the alphabet (``?`` too) that begin at a place."""
    return sum(_OF[symbol] << int(shift(place + n)) for n, symbol in enumerate(text))


def keys_of(texts: Sequence[str]) -> Keys:
    """The numbers of texts, n; 0 for one that is empty, too long or holds another character."""
    return _keys(texts, _CODES)


def pattern_keys(patterns: Sequence[str]) -> Keys:
    """The numbers of patterns without stars; ``?`` is what stands for any character."""
    return _keys(patterns, _CODES_WILD)


def letter_at(keys: Keys, place: int) -> Codes:
    """The code at a place of each."""
    return ((keys >> shift(place)) & np.uint64(ANY)).astype(np.uint8)


def lengths_of(keys: Keys) -> Codes:
    """How many characters each has."""
    lengths = np.zeros(len(keys), dtype=np.uint8)
    for place in range(MAX_LENGTH):
        lengths += letter_at(keys, place) > 0
    return lengths


def _keys(texts: Sequence[str], table: Codes) -> Keys:
    if not texts:
        return np.zeros(0, dtype=np.uint64)
    written = np.array(texts, dtype=f"U{MAX_LENGTH + 1}").view(np.uint32).reshape(len(texts), -1)
    codes = table[np.minimum(written, len(table) - 1)]
    is_text = ((codes > 0) == (written > 0)).all(axis=1) & (written[:, MAX_LENGTH] == 0)
    keys = np.zeros(len(texts), dtype=np.uint64)
    for place in range(MAX_LENGTH):
        keys |= codes[:, place].astype(np.uint64) << shift(place)
    keys[~is_text] = 0
    return keys
