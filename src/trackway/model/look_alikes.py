"""Characters that are taken for one another, and what a doubtful reading may really say.

The cost of a confusion is 1 minus the overlap (intersection over union) of the two glyphs of the
official font, scaled to one height: 0 is the same shape. Pairs that readers confuse although nobody
measured their overlap cost ``UNMEASURED``. Nothing here changes a reading: the functions answer with
other texts and say what they changed.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from trackway.model.errors import WrongUse
from trackway.model.plate import plausible
from trackway.model.plate_series import SERIES, Font, Form, Series, SeriesFacts
from trackway.model.reading import Letter

__all__ = [
    "LEAST_COST",
    "LOOK_ALIKES",
    "OVERSURE",
    "UNMEASURED",
    "Fit",
    "LookAlike",
    "Repair",
    "cost",
    "fit",
    "folded",
    "likeness",
    "look_alike_texts",
    "look_alikes_of",
    "same_under_font",
]

UNMEASURED = 0.30
"""The cost of a pair known to be confused but not measured: dearer than any measured pair (0.27 at most)."""

_OVERLAP: dict[Font, dict[str, float]] = {
    Font.F2012: {
        "0O": 0.91, "DO": 0.86, "MN": 0.85, "0D": 0.83, "OU": 0.83, "EF": 0.82, "HM": 0.81, "08": 0.81,
        "CG": 0.80, "HN": 0.79, "0Q": 0.76, "2Z": 0.76, "PR": 0.76, "NW": 0.74, "8B": 0.74, "MW": 0.73,
    },
    Font.F1992: {
        "0O": 1.00, "0D": 0.89, "B8": 0.83, "BD": 0.85, "0Q": 0.82, "MN": 0.78, "CG": 0.78, "EF": 0.77,
        "0G": 0.76, "6B": 0.75, "89": 0.74, "DO": 0.89, "OQ": 0.82, "GO": 0.76,  # O is drawn as 0
    },
}  # fmt: skip
_CONFUSED = "1I 2Z 4A 14 49 5S 56 68 38 89 17 08 DQ OQ KX UV VY MW HM HN PR"
"""Pairs that stay confusable within letters, within digits or between the two, in both fonts."""


def _table(font: Font) -> dict[str, dict[str, float]]:
    pairs = dict.fromkeys(_CONFUSED.split(), UNMEASURED)
    pairs |= {"".join(sorted(pair)): round(1 - overlap, 2) for pair, overlap in _OVERLAP[font].items()}
    table: dict[str, dict[str, float]] = {}
    for pair, amount in sorted(pairs.items(), key=lambda item: item[1]):
        for one, other in ((pair[0], pair[1]), (pair[1], pair[0])):
            table.setdefault(one, {})[other] = amount
    return table


LOOK_ALIKES: dict[Font, dict[str, dict[str, float]]] = {font: _table(font) for font in Font}
"""Per font and character: what it may be taken for, at what cost, cheapest first."""


def look_alikes_of(symbol: str, font: Font) -> dict[str, float]:
    """What a character may be taken for in a font, with the cost of each, cheapest first."""
    return LOOK_ALIKES[font].get(symbol, {})


def cost(read: str, meant: str, font: Font) -> float:
    """The cost of taking ``meant`` for ``read``: 0 for the same, infinite where nobody confuses them."""
    return 0.0 if read == meant else look_alikes_of(read, font).get(meant, math.inf)


def folded(text: str, font: Font) -> str:
    """The text with characters that share one shape in the font written alike: O as 0 in the 1992 font."""
    return text.replace("O", "0") if font is Font.F1992 else text


def same_under_font(one: str, other: str, font: Font = Font.F1992) -> bool:
    """Whether two texts in normal form would be printed alike in this font, so that nobody can tell them."""
    return folded(one, font) == folded(other, font)


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Another text that fits the grammar and could be taken for the one asked; letters' costs add up."""

    text: str
    cost: float
    series: Series


@lru_cache(maxsize=1024)
def look_alike_texts(text: str, max_cost: float = 0.3, limit: int = 500) -> tuple[LookAlike, ...]:
    """Texts that fit a series and could be taken for ``text`` at no more than ``max_cost``, cheapest first.

    Costs are those of the series' own font; ``text`` itself is left out. At most ``limit`` are given.
    """
    if not 0 <= max_cost <= 2:
        raise WrongUse(f"A confusion cost of {max_cost} is not between 0 and 2.")
    found: dict[str, LookAlike] = {}
    for row, form in _forms_of_length(len(text)):
        places = [_other_symbols(s, row.allowed(p), row.font) for s, p in zip(text, form.shape, strict=True)]
        for other, spent in _within(places, max_cost):
            known = found.get(other)
            if other != text and row.regex.fullmatch(other) and (known is None or spent < known.cost):
                found[other] = LookAlike(other, round(spent, 4), plausible(other)[0])
    return tuple(heapq.nsmallest(limit, found.values(), key=lambda alike: (alike.cost, alike.text)))


@dataclass(frozen=True, slots=True)
class Repair:
    """One letter that a fit takes otherwise than it was read: place from 0, read, meant."""

    place: int
    read: str
    meant: str


@dataclass(frozen=True, slots=True)
class Fit:
    """What a reading may say under the grammar.

    ``share`` is its part of the belief spread over all fits of the reading, 0 to 1 (not the chance of
    being right: a plate outside the grammar is not among them); ``split`` where the hyphen stands.
    ``repairs`` are empty when it is the reading as it was.
    """

    text: str
    series: Series
    split: int
    share: float
    repairs: tuple[Repair, ...]


_KEEP = 8
"""Fits kept per form; the sum of independent letters makes the best eight of a prefix enough."""


def fit(letters: Sequence[Letter], seen_split: int = 0) -> tuple[Fit, ...]:
    """What these letters say under the grammar, likeliest first; empty when nothing fits.

    Bayes over every form of that length: the prior of the text times, for each place, the probability
    the reader gave a character, or a part of that of a character it could be taken for. A reading
    that fits and is sure stays as it is; one that fits nothing is mended where glyphs are alike
    (``8KP2O75`` → ``BKP2075``). Forms whose hyphen is where one was seen (``seen_split``, 0 for unseen)
    go ahead of the rest. The reading itself is never changed; keep both.
    """
    scored: dict[str, tuple[float, SeriesFacts, Form]] = {}
    for row, form in _forms_of_length(len(letters)):
        agrees = not seen_split or form.split == seen_split
        places = [
            _beliefs(letter, row.allowed(p), row.font) for letter, p in zip(letters, form.shape, strict=True)
        ]
        for text, belief in _likeliest(places):
            if not row.regex.fullmatch(text):
                continue
            score = belief + math.log(row.prior(text)) + (0.0 if agrees else math.log(_WRONG_SPLIT))
            if text not in scored or score > scored[text][0]:
                scored[text] = (score, row, form)
    if not scored:
        return ()
    ranked = sorted(scored.items(), key=lambda item: (-item[1][0], item[0]))[:_KEEP]
    top = ranked[0][1][0]
    total = sum(math.exp(score - top) for score, _, _ in (value for _, value in ranked))
    return tuple(
        Fit(text, row.series, form.split, math.exp(score - top) / total, _repairs(letters, text))
        for text, (score, row, form) in ranked
    )


_WRONG_SPLIT = 0.01
"""How often a hyphen is seen at the wrong place, ours: the dot is small, but its place is coarse."""


def _forms_of_length(length: int) -> tuple[tuple[SeriesFacts, Form], ...]:
    return _FORMS.get(length, ())


def _by_length() -> dict[int, tuple[tuple[SeriesFacts, Form], ...]]:
    pairs = [(row, form) for row in SERIES for form in row.forms]
    return {n: tuple(p for p in pairs if len(p[1].shape) == n) for n in {len(f.shape) for _, f in pairs}}


_FORMS = _by_length()


def _other_symbols(symbol: str, allowed: str, font: Font) -> list[tuple[str, float]]:
    """The characters allowed at a place that ``symbol`` could be, itself included, with their costs."""
    same = [(symbol, 0.0)] if symbol in allowed else []
    return same + [(other, c) for other, c in look_alikes_of(symbol, font).items() if other in allowed]


def _within(places: Sequence[list[tuple[str, float]]], budget: float) -> Iterator[tuple[str, float]]:
    """Every choice of one character per place whose costs sum to no more than the budget."""
    if not places:
        yield "", 0.0
        return
    for symbol, spent in places[0]:
        if spent <= budget + 1e-9:
            for rest, more in _within(places[1:], budget - spent):
                yield symbol + rest, spent + more


def _beliefs(letter: Letter, allowed: str, font: Font) -> list[tuple[str, float]]:
    """The logarithm of belief in each allowed character at a place, likeliest first."""
    read = {symbol: max(p, _LEAST) for symbol, p in (*letter.rivals, (letter.symbol, letter.probability))}
    unsaid = OVERSURE + max(0.0, 1.0 - sum(read.values()))
    beliefs: dict[str, float] = {}
    for symbol, probability in read.items():
        for meant, spent in _other_symbols(symbol, allowed, font):
            share = 1.0 if meant == symbol else unsaid * likeness(spent)
            beliefs[meant] = beliefs.get(meant, 0.0) + probability * share
    return sorted(((s, math.log(p)) for s, p in beliefs.items()), key=lambda item: -item[1])


def likeness(spent: float) -> float:
    """How much of a letter's doubt goes to another at this cost, 0 to 1; nothing at an infinite one."""
    return math.pow(10, -_DECADES_PER_COST * max(spent, LEAST_COST))


_LEAST = 1e-6
"""No reader's zero is taken as impossible."""
OVERSURE = 0.02
"""How much of a sure letter's belief is still lent to its look-alikes: readers are surer than right.

With what the reader left unsaid it goes to them by likeness. It is enough to mend a reading that fits
nothing, and too little to turn one that fits and is sure into another.
"""
_DECADES_PER_COST = 10.0
"""A confusion of cost 0.1 is believed ten times less than one of cost 0, of 0.3 a thousand times."""
LEAST_COST = 0.05
"""Of two characters drawn alike the one that was read is still the likelier."""


def _likeliest(places: Sequence[list[tuple[str, float]]]) -> list[tuple[str, float]]:
    """The best few choices of one character per place; exact, for places are independent."""
    best: list[tuple[str, float]] = [("", 0.0)]
    for options in places:
        longer = ((text + symbol, sum_ + more) for text, sum_ in best for symbol, more in options)
        best = heapq.nlargest(_KEEP, longer, key=lambda item: item[1])
    return best


def _repairs(letters: Sequence[Letter], text: str) -> tuple[Repair, ...]:
    pairs = enumerate(zip((letter.symbol for letter in letters), text, strict=True))
    return tuple(Repair(place, read, meant) for place, (read, meant) in pairs if read != meant)
