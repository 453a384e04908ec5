"""Spelling: what one line of text may say, each text with its weight.

The reader answers with probabilities per step (connectionist temporal classification, Graves 2006);
a prefix beam search (Hannun 2014, arXiv:1408.2873) turns them into the likeliest texts. The grammar of
plates weighs the texts but never replaces one: a text that fits no series keeps its place when the
picture is clear enough.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trackway.model.look_alikes import look_alikes_of
from trackway.model.plate import MAX_LENGTH, plausible
from trackway.model.plate_series import Font, facts_of
from trackway.model.reading import Letter
from trackway.vision.alphabet import SEPARATOR, SYMBOLS

__all__ = ["Spelling", "letters", "pooled", "spell", "weighed"]

_BEAM = 24
_LEAST = 1e-4
"""Symbols less likely than this at a step cannot matter to a weakest letter shown in percent."""
_OFF_GRAMMAR = 0.003
"""How often a clear text that fits no series is met, compared with the standard form: 1 in 300."""
_MIXED_UP = (
    ("0", "O", 0.05), ("1", "I", 0.05), ("8", "B", 0.01), ("5", "S", 0.01), ("2", "Z", 0.01),
    ("6", "G", 0.005), ("0", "D", 0.005), ("0", "Q", 0.005), ("O", "D", 0.01), ("O", "Q", 0.01),
)  # fmt: skip
"""How often the reader takes one for the other although the picture is clear: digits and letters of one
shape, which only their place tells apart, and the O, which nearly no plate has."""
_RARE = 0.03
"""How readily a letter is believed that no known plate of the series has."""
_ALIKE = 0.03
_CLEAR_PX, _BLURRED_PX = 18.0, 8.0
"""The share of each look-alike among letters on a line so low or lower, none from so high on. Measured: at
plates 45 pixels wide the reader takes 3 for 5 and M for H, and is sure of it."""
_ALSO_ALIKE = {"3": "5", "5": "3", "Q": "G", "G": "Q"}
"""Seen among this reader's errors: the flat-topped 3 of Taiwan's plates, the Q whose tail is lost."""
_KEPT = 12
_OFF_CENTRE_TRUST = 0.6
"""The share of lines off their plate's centre that are right all the same."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Texts in normal form with weights that sum to 1, best first.

    ``split`` is how many letters stand before a dot or hyphen (0: none was seen). ``is_off_centre``: the
    line stands so far to one side of its plate that a letter at the other end may not have been seen.
    """

    texts: tuple[tuple[str, float], ...]
    split: int
    is_off_centre: bool = False

    @property
    def best(self) -> str:
        """The likeliest text; empty when nothing was read."""
        return self.texts[0][0] if self.texts else ""


def spell(folded: NDArray[np.float32], high_px: float = 100.0) -> Spelling:
    """The spelling of one line from its probabilities: (steps, symbols and the two columns behind).

    ``high_px`` is how high the line stood in the picture: on small letters the reader is surer than it
    may be, so that look-alikes get a share.
    """
    blurred = round(float(np.clip((_CLEAR_PX - high_px) / (_CLEAR_PX - _BLURRED_PX), 0, 1)), 1)
    symbols = np.einsum("ts,sm->tm", folded[:, :SEPARATOR], _mixing(blurred))  # too small for BLAS's threads
    texts = _beam(symbols, folded[:, SEPARATOR:].sum(axis=1))
    return Spelling(weighed(texts.items()), _split(folded))


def pooled(spellings: Sequence[Spelling]) -> Spelling:
    """Several looks at one line as one: mean weights, so that looks which disagree leave doubt."""
    total: defaultdict[str, float] = defaultdict(float)
    for spelling in spellings:
        for text, weight in spelling.texts:
            total[text] += weight / len(spellings)
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))[: 2 * _KEPT]
    best = ranked[0][0] if ranked else ""
    agreeing = [spelling for spelling in spellings if spelling.best == best] or list(spellings)
    split = max((spelling.split for spelling in agreeing), default=0)
    return Spelling(tuple(ranked), split, all(spelling.is_off_centre for spelling in agreeing))


def letters(spelling: Spelling) -> tuple[Letter, ...]:
    """The best text letter by letter. A letter's probability is the weight of all texts that agree on it.

    Texts of another length agree on nothing, so a letter too many or too few makes all doubtful; so does a
    line off the plate's centre.
    """
    trust = _OFF_CENTRE_TRUST if spelling.is_off_centre else 1.0
    same_length = [(text, weight) for text, weight in spelling.texts if len(text) == len(spelling.best)]
    out = []
    for place, symbol in enumerate(spelling.best):
        weights: defaultdict[str, float] = defaultdict(float)
        for text, weight in same_length:
            weights[text[place]] += weight
        own = weights.pop(symbol)
        rivals = sorted(weights.items(), key=lambda item: -item[1])
        out.append(Letter(symbol, trust * min(own, 1.0), tuple((s, w) for s, w in rivals if w >= 0.001)))
    return tuple(out)


def _split(folded: NDArray[np.float32]) -> int:
    """How many symbols stand before the one separator on the likeliest path; 0 when there is not just one."""
    before, splits, last = 0, set(), -1
    for column in folded.argmax(axis=1).tolist():
        if column != last and column < SEPARATOR:
            before += 1
        elif column == SEPARATOR:
            splits.add(before)
        last = column
    inner = {split for split in splits if 0 < split < before}
    return inner.pop() if len(inner) == 1 else 0


def _beam(symbols: NDArray[np.float64], nothing: NDArray[np.float32]) -> dict[str, float]:
    """Texts and their probabilities, summed over all the ways the steps may spell them."""
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}  # text: ends in nothing, ends in its last letter
    for step, blank in zip(symbols, nothing, strict=True):
        likely = [(SYMBOLS[i], float(step[i])) for i in np.flatnonzero(step > _LEAST)]
        if not likely:
            beam = {text: (open_ + closed, 0.0) for text, (open_, closed) in beam.items()}
            continue
        after: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for text, (open_, closed) in beam.items():
            after[text][0] += (open_ + closed) * float(blank)
            for symbol, chance in likely:
                if text.endswith(symbol):
                    after[text][1] += closed * chance
                    after[text + symbol][1] += open_ * chance
                else:
                    after[text + symbol][1] += (open_ + closed) * chance
        ranked = sorted(after.items(), key=lambda item: -(item[1][0] + item[1][1]))[:_BEAM]
        whole = sum(open_ + closed for _, (open_, closed) in ranked)
        beam = {text: (open_ / whole, closed / whole) for text, (open_, closed) in ranked}
    return {text: open_ + closed for text, (open_, closed) in beam.items()}


def weighed(texts: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Texts and how likely the picture makes each, weighed by the grammar: a dozen, sum 1, best first."""
    found = [(text, chance * _prior(text)) for text, chance in texts if 0 < len(text) <= MAX_LENGTH]
    whole = sum(weight for _, weight in found)
    if whole <= 0:
        return ()
    ranked = sorted(found, key=lambda item: (-item[1], item[0]))[:_KEPT]
    return tuple((text, weight / whole) for text, weight in ranked)


@lru_cache(maxsize=65_536)
def _prior(text: str) -> float:
    """How readily this text is believed: the square root of its series' odds, less when it fits none.

    The root, because the reader's own probabilities are overconfident and rare plates must stay readable.
    """
    fits = plausible(text)
    if not fits:
        return _OFF_GRAMMAR
    facts = facts_of(fits[0])
    return float(facts.odds**0.5) * (_RARE if set(facts.rare) & set(text) else 1.0)


@lru_cache(maxsize=16)
def _mixing(blurred: float) -> NDArray[np.float64]:
    """What was read (row) to what it may be (column); every row sums to 1."""
    mixing = np.zeros((len(SYMBOLS), len(SYMBOLS)))
    for read in SYMBOLS:
        alike = {
            s: _ALIKE * blurred for s in look_alikes_of(read, Font.F2012) if s.isdigit() == read.isdigit()
        }
        for one, other, share in _MIXED_UP:
            if read in (one, other):
                meant = other if read == one else one
                alike[meant] = max(share, alike.get(meant, 0.0))
        for meant, share in alike.items():
            mixing[SYMBOLS.index(read), SYMBOLS.index(meant)] = share
        mixing[SYMBOLS.index(read), SYMBOLS.index(read)] = 1 - sum(alike.values())
    return mixing
