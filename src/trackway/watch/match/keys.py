"""The keys of an entry: a few numbers, one of which every accepted text has when some places are masked.

A plate has at most ten characters, so ``*`` stands for so many ``?``, or one fewer, or ... or none: every
pattern is a small set of patterns of fixed length, and those accepted around it are too. ``ABC*`` has 8 keys,
``*B12*`` 36, a plate of seven letters with any one wrong 23::

    pattern ──► without stars ──► exact: itself
                                  look-alike: and with each letter swapped for each of its look-alikes
                                  one letter: and with each letter as ?, left out, and a ? at each gap

Patterns of which there would be more than ``MOST_KEYS`` have none and are matched one by one (``wide``).
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trackway.model.likeness import swap_cost, variants
from trackway.model.pattern import PlatePattern
from trackway.model.plate import MAX_LENGTH
from trackway.model.plate_series import SERIES, Font
from trackway.watch.entry import Exactness
from trackway.watch.match.codes import (
    ANY,
    BITS,
    SYMBOLS,
    Codes,
    Keys,
    lengths_of,
    letter_at,
    packed,
    pattern_keys,
    shift,
)

__all__ = ["MOST_KEYS", "Keyed", "derived", "keyed"]

MOST_KEYS = 1_024
"""Twice what any exact pattern needs (462, of four letters between five stars). Beyond it are only patterns
of several stars with a letter wrong, which stand for so many plates that nobody should want them."""
_FONTS = tuple(Font)
_BOTH = (1 << len(_FONTS)) - 1


@dataclass(frozen=True, slots=True)
class Keyed:
    """The keys of several entries and to which row of them each belongs, unsorted and some of them twice.

    ``wide`` are the rows that have no keys because they would have too many.
    """

    keys: Keys
    rows: NDArray[np.int32]
    wide: tuple[int, ...]


def keyed(patterns: Sequence[str], exactness: Sequence[Exactness]) -> Keyed:
    """The keys of patterns in normal form, each with how exact it wants to be matched."""
    keys: list[Keys] = []
    rows: list[NDArray[np.int32]] = []
    wide: list[int] = []
    for wanted in Exactness:
        fixed = [n for n, one in enumerate(exactness) if one is wanted and "*" not in patterns[n]]
        for start in range(0, len(fixed), _AT_ONCE):
            some = np.array(fixed[start : start + _AT_ONCE], dtype=np.int32)
            own = pattern_keys([patterns[n] for n in some])
            for found, of in _around(own, wanted):
                keys.append(found)
                rows.append(some[of])
    starred: list[int] = []
    starred_rows: list[int] = []
    for row, (pattern, wanted) in enumerate(zip(patterns, exactness, strict=True)):
        if "*" in pattern:
            few = _starred(pattern, wanted)
            if few is None:
                wide.append(row)
            else:
                starred += few
                starred_rows += [row] * len(few)
    keys.append(np.array(starred, dtype=np.uint64))
    rows.append(np.array(starred_rows, dtype=np.int32))
    return Keyed(np.concatenate(keys), np.concatenate(rows), tuple(wide))


_AT_ONCE = 100_000
"""Patterns turned into keys at once: some 20 MB while they are."""


def derived(pattern: PlatePattern, exactness: Exactness) -> frozenset[str]:
    """Patterns that together stand exactly for what a pattern accepts; stars in a row count as one."""
    text = pattern.text
    found = {text}
    match exactness:
        case Exactness.EXACT:
            pass
        case Exactness.LOOK_ALIKE:
            found |= {one.pattern.text for one in variants(pattern, 1)}
        case Exactness.ONE_LETTER:
            for n, symbol in enumerate(text):
                if symbol != "*":
                    found |= {text[:n] + "?" + text[n + 1 :], (text[:n] + text[n + 1 :]).replace("**", "*")}
            found |= {text[:n] + "?" + text[n:] for n in range(len(text) + 1)}
    return frozenset(one for one in found if one)


Found = tuple[Keys, NDArray[np.intp]]


def _around(own: Keys, exactness: Exactness) -> Iterator[Found]:
    """The keys of patterns without stars, and which of them each belongs to."""
    all_ = np.arange(len(own))
    yield own, all_
    match exactness:
        case Exactness.EXACT:
            return
        case Exactness.LOOK_ALIKE:
            yield from _look_alikes(own)
        case Exactness.ONE_LETTER:
            yield from _one_letter(own)


def _one_letter(own: Keys) -> Iterator[Found]:
    lengths = lengths_of(own)
    for place in range(MAX_LENGTH):
        above = ~np.uint64((1 << BITS * (MAX_LENGTH - place)) - 1)
        below = np.uint64((1 << BITS * (MAX_LENGTH - 1 - place)) - 1)
        any_here = np.uint64(ANY) << shift(place)
        longer = np.flatnonzero(lengths > place)
        yield own[longer] | any_here, longer
        shorter = np.flatnonzero((lengths > place) & (lengths > 1))
        yield (own[shorter] & above) | ((own[shorter] & below) << np.uint64(BITS)), shorter
        room = np.flatnonzero((lengths >= place) & (lengths < MAX_LENGTH))
        yield (own[room] & above) | any_here | ((own[room] & ~above) >> np.uint64(BITS)), room


def _look_alikes(own: Keys) -> Iterator[Found]:
    fonts = _fonts(own)
    for chosen in np.unique(fonts):
        table = _swaps(int(chosen))
        rows = np.flatnonzero(fonts == chosen)
        for place in range(MAX_LENGTH):
            others = table[letter_at(own[rows], place)]
            without = own[rows] & ~(np.uint64(ANY) << shift(place))
            for n in range(others.shape[1]):
                swapped = np.flatnonzero(others[:, n])
                yield (
                    without[swapped] | (others[swapped, n].astype(np.uint64) << shift(place)),
                    rows[swapped],
                )


@cache
def _swaps(fonts: int) -> Codes:
    """For each code the codes that it may be taken for in these fonts, then noughts."""
    chosen = frozenset(font for n, font in enumerate(_FONTS) if fonts >> n & 1)
    rows = [
        [
            code
            for code, read in enumerate(SYMBOLS, 1)
            if read != asked and swap_cost(asked, read, chosen) < math.inf
        ]
        for asked in SYMBOLS
    ]
    table = np.zeros((ANY + 1, max(len(row) for row in rows)), dtype=np.uint8)
    for code, row in enumerate(rows, 1):
        table[code, : len(row)] = row
    return table


def _fonts(own: Keys) -> NDArray[np.uint8]:
    """The fonts of plates of these patterns, a bit each: ``likeness.fonts_of`` of many."""
    lengths = lengths_of(own)
    codes = [letter_at(own, place) for place in range(MAX_LENGTH)]
    fonts = np.zeros(len(own), dtype=np.uint8)
    for shape, allowed, bit in _forms():
        fits = lengths == len(shape)
        for place, symbols in enumerate(allowed):
            fits &= symbols[codes[place]]
        fonts[fits] |= bit
    fonts[fonts == 0] = _BOTH
    return fonts


@cache
def _forms() -> tuple[tuple[str, tuple[NDArray[np.bool_], ...], int], ...]:
    forms = []
    for row in SERIES:
        for form in row.forms:
            allowed = []
            for symbol in form.shape:
                places = np.zeros(ANY + 1, dtype=np.bool_)
                places[[SYMBOLS.index(one) + 1 for one in row.allowed(symbol)]] = True
                places[ANY] = True
                allowed.append(places)
            forms.append((form.shape, tuple(allowed), 1 << _FONTS.index(row.font)))
    return tuple(forms)


def _starred(text: str, exactness: Exactness) -> set[int] | None:
    """The keys of a pattern with stars; ``None`` where they are too many."""
    patterns = {text} if exactness is Exactness.EXACT else derived(PlatePattern(text), exactness)
    if sum(_ways(one) for one in patterns) > MOST_KEYS:
        return None
    return {key for one in patterns for key in _filled(one)}


def _ways(text: str) -> int:
    """How many patterns of fixed length a pattern with stars is."""
    stars = text.count("*")
    room = MAX_LENGTH - (len(text) - stars)
    return math.comb(room + stars, stars) if room >= 0 else 0


def _filled(text: str) -> Iterator[int]:
    """The keys of a pattern with each star replaced by no ``?``, one, two and so on."""
    parts = text.split("*")
    room = MAX_LENGTH - sum(len(part) for part in parts)
    for fill in itertools.product(range(room + 1), repeat=len(parts) - 1):
        if (filled := sum(fill)) <= room and filled + MAX_LENGTH - room > 0:
            place, key = len(parts[0]), packed(parts[0])
            for many, part in zip(fill, parts[1:], strict=True):
                key |= _anys(place, many) | packed(part, place + many)
                place += many + len(part)
            yield key


@cache
def _anys(place: int, many: int) -> int:
    return packed("?" * many, place)
