"""Likeness: plates that a camera, or a witness, may take for the one that is asked.

::

    pattern ──► variants: the same with one or two letters swapped for look-alikes, with their cost
    pattern + passage ──► match_of: = or ≈, which letters differ, what that costs, how likely it is

What was read is never held to the grammar here: ``8KP2075`` is no plate and yet the likeliest misreading of
``BKP2075``.
"""

import heapq
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from trackway.model.look_alikes import LEAST_COST, OVERSURE, UNMEASURED, likeness, look_alikes_of
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.model.plate import Plate
from trackway.model.plate_series import SERIES, Font, Form, SeriesFacts

__all__ = [
    "FOLD",
    "MAX_LETTERS",
    "Differs",
    "Match",
    "MatchedBy",
    "Variant",
    "alike",
    "decades",
    "fonts_of",
    "match_of",
    "swap_cost",
    "variants",
]

MAX_LETTERS = 2
"""So many letters may be look-alikes at once: a reading with three wrong ones is seldom (vehicle, camera and
grammar rule it out first), and the number of other vehicles that fit grows a hundredfold with each."""
_READ_FOR = "HR BR AN AK AX 6G 7Z 7T 35 37 39 69 09 06"
"""Pairs that the shipped reader took for one another although their glyphs overlap little: every one it did
twice or more on 231 photographs with their harder variants and 2,600 rendered scenes (`trackway bench read`,
November 2026), and 39 once. Of 19 letters misread in the photographs the glyphs' own pairs hold 7, with these
18. They are for finding only: what a reading means is not changed by them."""
FOLD = 1e-5
"""Likelihoods below this sit below the fold. One swapped letter of any known pair stays above it however sure
the reading was (0.02 lent, a thousandth for the dearest pair); two do only where glyphs are nearly the same
or the reading was doubtful."""


class MatchedBy(StrEnum):
    """What of a passage matched."""

    VOTE = "vote"
    """The plate it was filed under."""
    ALTERNATIVE = "alternative"
    """Another text that the looks at it allow."""
    CORRECTION = "correction"
    """What an officer says it reads."""


@dataclass(frozen=True, slots=True)
class Differs:
    """A letter that was read otherwise than asked: its place in what was read, from 0.

    Where the two are not of one length, a run of letters, or none at all, on either side.
    """

    at: int
    asked: str
    read: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A pattern that is looked for beside the one asked, with the letters that differ and their cost."""

    pattern: PlatePattern
    cost: float
    differs: tuple[Differs, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """How a passage fits a pattern 相符: exactly (``=``) or by look-alikes or alternatives (``≈``).

    ``cost`` is the sum of its letters' costs, 0 for an exact one and for what the looks themselves allow;
    ``likelihood`` orders matches: how likely the plate was the one asked, as far as the reading tells.
    """

    cost: float
    differs: tuple[Differs, ...]
    by: MatchedBy
    likelihood: float

    @property
    def is_exact(self) -> bool:
        """Whether it is what was asked, letter by letter."""
        return not self.differs

    @property
    def sign(self) -> str:
        """``=`` or ``≈``."""
        return "=" if self.is_exact else "≈"

    @property
    def is_likely(self) -> bool:
        """Whether it stands above the fold."""
        return self.is_exact or self.likelihood >= FOLD


@lru_cache(maxsize=1024)
def fonts_of(pattern: PlatePattern) -> frozenset[Font]:
    """The fonts that a plate of this pattern may be written in; all of them when it fits no series."""
    if "*" in pattern.text:
        found = {row.font for row in SERIES for form in row.forms if _may_be(pattern.text, row, form)}
    else:
        found = {
            font
            for font, places in _PLACES.get(len(pattern.text), ())
            if all(symbol in place for symbol, place in zip(pattern.text, places, strict=True))
        }
    return frozenset(found or Font)


@lru_cache(maxsize=256)
def variants(pattern: PlatePattern, letters: int = MAX_LETTERS) -> tuple[Variant, ...]:
    """The pattern with one to ``letters`` of its letters swapped for look-alikes, cheapest first.

    Costs are those of the fonts its plates are written in, the cheaper where there are two. Some 150 for a
    whole plate, 1,100 at most.
    """
    costs = _costs(fonts_of(pattern))
    places = [n for n, symbol in enumerate(pattern.text) if symbol in costs]
    found = [
        variant
        for many in range(1, letters + 1)
        for chosen in itertools.combinations(places, many)
        for variant in _swapped(pattern, chosen, costs)
    ]
    return tuple(sorted(found, key=lambda one: (one.cost, one.pattern.text)))


def alike(pattern: PlatePattern, text: str, letters: int = MAX_LETTERS) -> tuple[float, tuple[Differs, ...]]:
    """The cheapest way to take ``text`` for the pattern: its cost and the letters that differ.

    The cost is 0 where nothing differs and infinite where at most ``letters`` look-alikes do not lead there.
    """
    return _alike(pattern, text, letters)


def swap_cost(asked: str, read: str, fonts: frozenset[Font]) -> float:
    """What it costs to take one letter for another in any of these fonts; infinite for no look-alikes."""
    return 0.0 if asked == read else _costs(fonts).get(asked, {}).get(read, math.inf)


def decades(differs: tuple[Differs, ...], fonts: frozenset[Font]) -> float:
    """Powers of ten by which these letters make a match less likely, apart from how sure the reading was."""
    shares = [likeness(max(swap_cost(d.asked, d.read, fonts), LEAST_COST)) for d in differs]
    return -sum(math.log10(share) if share > 0 else -math.inf for share in shares)


def match_of(
    pattern: PlatePattern, passage: Passage, letters: int = 0, corrected: Plate | None = None
) -> Match | None:
    """How a passage fits a pattern, the likeliest way; ``None`` when it does not.

    ``corrected`` is what an officer says it reads, which is taken for sure.

    With ``letters`` of 0 only what was asked exactly; above that a whole plate may also be among the
    alternatives of the vote. The likelihood of an exact match is the reading's confidence. A letter read for
    another may be that other with what the reading leaves unsaid, plus a little because readers are surer
    than right, by their likeness; the first alternative takes half of what is unsaid, the next half of the
    rest.
    """
    ways: list[Match] = []
    if passage.plate is not None:
        ways += _by_reading(pattern, passage.plate.text, passage, letters)
    if corrected is not None:
        ways += _by_letters(pattern, corrected.text, 1.0, letters, MatchedBy.CORRECTION)
    return max(ways, key=lambda way: (way.is_exact, way.likelihood), default=None)


def _by_reading(pattern: PlatePattern, text: str, passage: Passage, letters: int) -> Iterator[Match]:
    yield from _by_letters(pattern, text, passage.confidence, letters, MatchedBy.VOTE)
    if letters and pattern.text != text and pattern.text in passage.alternatives:
        rank = passage.alternatives.index(pattern.text)
        share = max(1.0 - passage.confidence, OVERSURE) * 0.5 ** (rank + 1)
        yield Match(0.0, _between(pattern.text, text), MatchedBy.ALTERNATIVE, share)


def _by_letters(
    pattern: PlatePattern, text: str, sure: float, letters: int, by: MatchedBy
) -> Iterator[Match]:
    if pattern.matches(text):
        yield Match(0.0, (), by, sure)
    elif letters and math.isfinite((found := alike(pattern, text, letters))[0]):
        cost, differs = found
        lent = min(1.0, 1.0 + OVERSURE - sure)
        yield Match(cost, differs, by, lent ** len(differs) * 10 ** -decades(differs, fonts_of(pattern)))


def _swapped(
    pattern: PlatePattern, chosen: tuple[int, ...], costs: Mapping[str, Mapping[str, float]]
) -> Iterator[Variant]:
    for taken in itertools.product(*(costs[pattern.text[place]].items() for place in chosen)):
        text = list(pattern.text)
        for place, (other, _) in zip(chosen, taken, strict=True):
            text[place] = other
        yield Variant(
            PlatePattern("".join(text)),
            round(sum(cost for _, cost in taken), 4),
            tuple(
                Differs(place, pattern.text[place], other)
                for place, (other, _) in zip(chosen, taken, strict=True)
            ),
        )


@lru_cache(maxsize=8)
def _costs(fonts: frozenset[Font]) -> Mapping[str, Mapping[str, float]]:
    """Per character what it may be taken for at what cost, the cheapest of these fonts."""
    table: dict[str, dict[str, float]] = {}
    for pair in _READ_FOR.split():
        table.setdefault(pair[0], {})[pair[1]] = UNMEASURED
        table.setdefault(pair[1], {})[pair[0]] = UNMEASURED
    for font in sorted(fonts):
        for symbol in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
            for other, cost in look_alikes_of(symbol, font).items():
                row = table.setdefault(symbol, {})
                row[other] = min(cost, row.get(other, math.inf))
    return table


Way = tuple[float, tuple[Differs, ...]]
_NO_WAY: Way = (math.inf, ())


@lru_cache(maxsize=16_384)
def _alike(pattern: PlatePattern, text: str, letters: int) -> Way:
    """Over places of the pattern and of the text, and the letters that differ so far: the cheapest way."""
    costs = _costs(fonts_of(pattern))
    before: list[list[Way]] = [[_NO_WAY] * (letters + 1) for _ in range(len(text) + 1)]
    before[0][0] = (0.0, ())
    for symbol in pattern.text:
        now: list[list[Way]] = [[_NO_WAY] * (letters + 1) for _ in range(len(text) + 1)]
        for end in range(len(text) + 1):
            for many in range(letters + 1):
                if symbol == "*":
                    shorter = now[end - 1][many] if end else _NO_WAY
                    now[end][many] = min(before[end][many], shorter, key=_by_cost)
                elif end and symbol in {"?", text[end - 1]}:
                    now[end][many] = before[end - 1][many]
                elif end and many and (cost := costs.get(symbol, {}).get(text[end - 1])) is not None:
                    spent, differs = before[end - 1][many - 1]
                    other = Differs(end - 1, symbol, text[end - 1])
                    now[end][many] = (spent + cost, (*differs, other))
        before = now
    spent, differs = heapq.nsmallest(1, before[-1], key=_by_cost)[0]
    return round(spent, 4), differs


def _by_cost(way: Way) -> tuple[float, int]:
    return way[0], len(way[1])


def _between(asked: str, read: str) -> tuple[Differs, ...]:
    """Where two texts differ, letter by letter when they are of one length."""
    if len(asked) == len(read):
        pairs = enumerate(zip(asked, read, strict=True))
        return tuple(Differs(at, one, other) for at, (one, other) in pairs if one != other)
    steps = SequenceMatcher(None, asked, read, autojunk=False).get_opcodes()
    return tuple(Differs(c, asked[a:b], read[c:d]) for tag, a, b, c, d in steps if tag != "equal")


def _may_be(pattern: str, row: SeriesFacts, form: Form) -> bool:
    """Whether a text of this form may fit the pattern; the pair of a rental car's code is not looked at."""
    ends = {0}
    for symbol in pattern:
        if symbol == "*":
            ends = set(range(min(ends), len(form.shape) + 1)) if ends else ends
        else:
            ends = {
                end + 1
                for end in ends
                if end < len(form.shape) and (symbol == "?" or symbol in row.allowed(form.shape[end]))
            }
    return len(form.shape) in ends


def _places() -> Mapping[int, tuple[tuple[Font, tuple[frozenset[str], ...]], ...]]:
    """By their length the forms of all series: their font, and what may stand at each place, ``?`` too."""
    forms = [
        (row.font, tuple(frozenset(row.allowed(symbol) + "?") for symbol in form.shape))
        for row in SERIES
        for form in row.forms
    ]
    lengths = {len(places) for _, places in forms}
    return {length: tuple(one for one in forms if len(one[1]) == length) for length in lengths}


_PLACES = _places()
