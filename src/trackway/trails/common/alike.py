"""Plates by the hundred thousand that differ in one look-alike letter: one vehicle, misread once.

::

    texts ──► codes, six bits a letter ──► one letter blanked, sorted ──► neighbours ──► look-alikes only

Blanking each place in turn and sorting finds every pair in eight sorts; comparing all with all would take
hours.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trackway.model.look_alikes import LOOK_ALIKES
from trackway.model.plate import MAX_LENGTH
from trackway.model.plate_series import MARKS

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["alike_pairs", "codes"]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + MARKS
_BITS = 6
_MOST_ALIKE = 36
"""Neighbours with one letter blanked: no more than there are letters and digits."""

Codes = NDArray[np.uint64]


def codes(plates: "pa.ChunkedArray[Any]") -> Codes:
    """A number for each plate text in normal form, the same for the same text only."""
    import pyarrow as pa  # noqa: PLC0415  the command line starts sooner without it

    if not len(plates):
        return np.zeros(0, np.uint64)
    texts = pa.concat_arrays(plates.chunks).cast(pa.large_string())
    _, starts, letters = texts.buffers()
    begin = np.frombuffer(starts, np.int64, len(texts) + 1, texts.offset * 8)
    written = np.append(np.frombuffer(letters, np.uint8), np.zeros(MAX_LENGTH, np.uint8))
    length = np.diff(begin)
    found = np.zeros(len(texts), np.uint64)
    is_plain = np.ones(len(texts), np.bool_)
    for place, shift in enumerate(_shifts()):
        letter = np.where(place < length, written[begin[:-1] + place], 0)
        found |= _of_points()[letter].astype(np.uint64) << shift
        is_plain &= letter < 128
    for row in np.flatnonzero(~is_plain):  # Han marks take three bytes each; they are rare
        points = np.array([ord(letter) for letter in texts[int(row)].as_py()])
        found[row] = (_of_points()[points].astype(np.uint64) << _shifts()[: len(points)]).sum()
    return found


def alike_pairs(known: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of these (all different) differ from which in one letter that is taken for the other's.

    Two lists of indices of equal length, each pair once.
    """
    ones: list[NDArray[np.int64]] = []
    others: list[NDArray[np.int64]] = []
    six = np.uint64((1 << _BITS) - 1)
    table = _confused()
    for shift in _shifts():
        letter = ((known >> shift) & six).astype(np.int64)
        blanked = known & ~(six << shift)
        order = np.argsort(blanked, kind="stable")
        order = order[letter[order] > 0]
        ordered = blanked[order]
        for step in range(1, _MOST_ALIKE):
            if len(order) <= step:
                break
            near = np.flatnonzero(ordered[step:] == ordered[:-step])
            if not len(near):
                break
            one, other = order[near], order[near + step]
            is_alike = table[letter[one], letter[other]]
            ones.append(one[is_alike])
            others.append(other[is_alike])
    if not ones:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(ones), np.concatenate(others)


@cache
def _shifts() -> Codes:
    return np.arange(MAX_LENGTH, dtype=np.uint64) * np.uint64(_BITS)


@cache
def _of_points() -> NDArray[np.uint8]:
    """The number of each character, by its code point; 0 for none."""
    numbers = np.zeros(0x10000, np.uint8)
    for number, letter in enumerate(_LETTERS, start=1):
        numbers[ord(letter)] = number
    return numbers


@cache
def _confused() -> NDArray[np.bool_]:
    """Which characters (by number) are taken for which, in any font."""
    table = np.zeros((1 << _BITS, 1 << _BITS), np.bool_)
    for font in LOOK_ALIKES.values():
        for letter, others in font.items():
            for other in others:
                table[_LETTERS.index(letter) + 1, _LETTERS.index(other) + 1] = True
    return table | table.T
