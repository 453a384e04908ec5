"""The vote over all looks at one plate: per character, with doubts, and the grammar weighing in last.

Looks that saw the same number of characters vote place by place with the probabilities they gave; a
look that sees nothing of a symbol still leaves it a little, so that one bad look cannot veto. Looks at
one vehicle share light, angle and blur, so n of them count as less than n independent ones.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from trackway.model.reading import Letter, Reading
from trackway.vision.spelling import Spelling, letters, weighed

__all__ = ["Verdict", "distance", "texts_of", "vote"]

_FLOOR = 0.01
"""What a look leaves to each symbol it did not name."""
_DEPENDENCE = 0.6
"""n looks weigh as n ** 0.6 independent ones; chosen so that confidence after the vote stays honest."""
_WIDE_ENOUGH_PX = 80
_TEXTS = 64
_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the looks agree on: letters with their doubts, other texts they allow, how many looks agree."""

    letters: tuple[Letter, ...]
    alternatives: tuple[str, ...]
    looks: int
    split: int

    @property
    def text(self) -> str:
        """The likeliest characters in a row, normal form."""
        return "".join(letter.symbol for letter in self.letters)

    @property
    def confidence(self) -> float:
        """The weakest letter decides."""
        return min((letter.probability for letter in self.letters), default=0.0)


def vote(looks: Sequence[Reading]) -> Verdict:
    """The verdict over one or more looks at one plate."""
    if len(looks) == 1:
        return Verdict(looks[0].letters, _others(looks[0].letters), 1, looks[0].seen_split)
    length = _length(looks)
    voters = [look for look in looks if len(look.letters) == length]
    weights = [_weight(look) for look in voters]
    scale = max(sum(weights), 1.0) ** (_DEPENDENCE - 1)
    places = [
        _place([look.letters[i] for look in voters], [weight * scale for weight in weights])
        for i in range(length)
    ]
    spelling = Spelling(weighed(texts_of(places)), 0)
    agreeing = [look for look in voters if look.text == spelling.best]
    splits = [look.seen_split for look in agreeing or voters if look.seen_split]
    unlike = 1 - sum(weights) / max(sum(map(_weight, looks)), 1e-9)
    return Verdict(
        tuple(
            Letter(letter.symbol, letter.probability * (1 - unlike / 2), letter.rivals)
            for letter in letters(spelling)
        ),
        tuple(text for text, weight in spelling.texts[1 : 1 + _ALTERNATIVES] if weight >= 0.001),
        len(agreeing),
        max(splits, key=splits.count, default=0),
    )


def distance(one: str, other: str) -> int:
    """Fewest characters to change, add or drop between two texts (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, symbol in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, rival in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (symbol != rival))
    return row[-1]


def _weight(look: Reading) -> float:
    """How much a look counts: surer that it is a plate, wider, clearer."""
    return look.found * min(1.0, look.box.width / _WIDE_ENOUGH_PX) * (0.2 + 0.8 * look.confidence)


def _length(looks: Sequence[Reading]) -> int:
    """The number of characters that the looks, by weight, saw."""
    weights: defaultdict[int, float] = defaultdict(float)
    for look in looks:
        weights[len(look.letters)] += _weight(look)
    return max(weights, key=lambda length: (weights[length], length))


def _place(seen: Sequence[Letter], weights: Sequence[float]) -> list[tuple[str, float]]:
    """The belief in each symbol named for this place, best first."""
    named = {letter.symbol for letter in seen} | {s for letter in seen for s, _ in letter.rivals}
    logs = dict.fromkeys(named, 0.0)
    for letter, weight in zip(seen, weights, strict=True):
        given = {**dict(letter.rivals), letter.symbol: letter.probability}
        for symbol in named:
            logs[symbol] += weight * math.log(max(given.get(symbol, 0.0), _FLOOR))
    top = max(logs.values())
    beliefs = {symbol: math.exp(log - top) for symbol, log in logs.items()}
    whole = sum(beliefs.values()) + _FLOOR
    return sorted(((s, belief / whole) for s, belief in beliefs.items()), key=lambda item: -item[1])[:4]


def _others(seen: Sequence[Letter]) -> tuple[str, ...]:
    """What one look may also say: its likeliest texts but the first."""
    places = [[(letter.symbol, letter.probability), *letter.rivals] for letter in seen]
    return tuple(text for text, belief in texts_of(places)[1 : 1 + _ALTERNATIVES] if belief >= 0.001)


def texts_of(places: Sequence[Sequence[tuple[str, float]]]) -> list[tuple[str, float]]:
    """The likeliest choices of one symbol per place with their beliefs."""
    texts = [("", 1.0)]
    for place in places:
        longer = [(text + symbol, belief * more) for text, belief in texts for symbol, more in place]
        texts = sorted(longer, key=lambda item: -item[1])[:_TEXTS]
    return texts
