"""What one camera is known to misread, learned from what officers said of its passages.

::

    corrections ─► learned ─► Misreads: how often this was read and that was meant
                                 │
    verdict over the looks ──────┴─► reconsidered ─► the same, with what this camera mixes up among it

A pure function of the corrections: nothing is kept, so that forgetting a correction forgets what was
learned of it. It is applied after the vote, once: the looks at one vehicle go through one lens, whose
fault no number of looks averages out.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from trackway.model.correction import Correction, CorrectionKind, standing
from trackway.model.look_alikes import cost
from trackway.model.passage import Passage
from trackway.model.plate_series import Font
from trackway.model.reading import Letter
from trackway.model.share import Share
from trackway.vision.alphabet import SYMBOLS
from trackway.vision.spelling import Spelling, weighed
from trackway.vision.spelling import letters as letters_of
from trackway.vision.vote import Verdict, texts_of, vote

__all__ = [
    "Confusion",
    "Misreads",
    "engine_of",
    "engine_text",
    "learned",
    "model_of",
    "reconsidered",
    "reweighed",
]

_MARK = "+c"
"""Between the engine's fingerprint and the last correction that was used, in a passage's ``model``."""
_PRIOR = 20.0
"""The general confusions weigh as much as so many judged letters."""
_MIXED_UP, _ANYTHING = 0.02, 0.001
"""Of a letter read by any camera, how much is believed to be a look-alike, and how much anything at all."""
_MOST_LENT = 0.45
"""Officers correct what is wrong and seldom confirm what is right, so the corrections of a camera lean:
they may take not quite half of a letter's belief away. What decides is the picture and the grammar.
Measured on 200 rendered plates with a lens that turns half of all 3 into 8, after 40 corrections and no
confirmation: a limit of 0.5 mended 37 readings and spoilt 54; this one changes none of them, has the
right text among the alternatives and states no wrong one with 0.9 or more (51 before)."""
_ANOTHER_PLATE = 3
"""So many letters apart, the officer read another plate and not other letters."""
_KEPT = 6
_LEAST = 0.001
_ALTERNATIVES = 5


_NOBODY_JUDGED = Share(0, 0)


@dataclass(frozen=True, slots=True)
class Confusion:
    """One letter taken for another: how often, of how often it was read, and how likely that makes it.

    ``chance`` is the belief that ``meant`` stands on the plate where this camera's engine read ``read``.
    """

    read: str
    meant: str
    share: Share
    chance: float


@dataclass(frozen=True, slots=True)
class Misreads:
    """What is known of the misreads of one camera with one engine.

    ``counts`` are triples of a letter read, the letter meant and how often, the right ones too;
    ``right`` is the share of readings that officers found right, over those they could judge;
    ``unreadable`` readings had no plate or none a person could read, ``missed`` plates no reading.
    ``version`` is the id of the last correction used, 0 for none.
    """

    counts: tuple[tuple[str, str, int], ...] = ()
    right: Share = _NOBODY_JUDGED
    unreadable: int = 0
    missed: int = 0
    version: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known: then nothing changes."""
        return not self.counts

    def chance(self, meant: str, read: str) -> float:
        """The belief that ``meant`` stands there where ``read`` was read; over all ``meant`` it sums to 1."""
        n, of = _row(self.counts, read)
        return (_PRIOR * _general(read)[meant] + n[meant]) / (_PRIOR + of)

    def lent(self, read: str) -> dict[str, float]:
        """What of a letter's belief goes to others, beyond the confusions that every engine reckons with.

        Empty where this camera is not known to misread the letter.
        """
        n, _ = _row(self.counts, read)
        general = _general(read)
        more = {meant: self.chance(meant, read) - general[meant] for meant in n if meant != read}
        lent = {meant: share for meant, share in more.items() if share > 0}
        whole = sum(lent.values())
        scale = _MOST_LENT / whole if whole > _MOST_LENT else 1.0
        return {meant: share * scale for meant, share in lent.items()}

    @property
    def confusions(self) -> tuple[Confusion, ...]:
        """Every letter known to have been misread, the likeliest confusions first."""
        found = [
            Confusion(read, meant, Share(n, _row(self.counts, read)[1]), self.chance(meant, read))
            for read, meant, n in self.counts
            if read != meant
        ]
        return tuple(sorted(found, key=lambda one: (-one.chance, one.read, one.meant)))


NO_MISREADS = Misreads()
"""Nothing is known of the camera."""


def learned(corrections: Iterable[Correction], engine: str) -> Misreads:
    """What the corrections of one camera tell of this engine there; those of other engines do not count."""
    counts: Counter[tuple[str, str]] = Counter()
    right = judged = unreadable = missed = version = 0
    for correction in standing(corrections).values():
        if correction.engine != engine:
            continue
        version = max(version, correction.id)
        if correction.plate is None:
            unreadable += correction.kind is CorrectionKind.UNREADABLE
        elif not correction.read:
            missed += 1
        else:
            judged += 1
            right += correction.read == correction.plate.text
            counts.update(_pairs(correction.read, correction.plate.text))
    triples = tuple(sorted((read, meant, n) for (read, meant), n in counts.items()))
    return Misreads(triples, Share(right, judged), unreadable, missed, version)


def reweighed(letters: Sequence[Letter], misreads: Misreads) -> tuple[Letter, ...]:
    """The letters with what this camera is known to confuse among their rivals, best first.

    Without corrections they are given back as they are.
    """
    return tuple(_reweighed(letter, misreads) for letter in letters)


def reconsidered(verdict: Verdict, misreads: Misreads) -> Verdict:
    """The verdict with this camera's misreads and then the grammar weighing in again."""
    anew = reweighed(verdict.letters, misreads)
    if anew == verdict.letters:
        return verdict
    places = [[(letter.symbol, letter.probability), *letter.rivals] for letter in anew]
    spelling = Spelling(weighed(texts_of(places)), verdict.split)
    said = [min(sum(chance for _, chance in place), 1.0) for place in places]
    return Verdict(
        tuple(
            Letter(letter.symbol, letter.probability * whole, letter.rivals)
            for letter, whole in zip(letters_of(spelling), said, strict=True)
        ),
        tuple(text for text, weight in spelling.texts[1 : 1 + _ALTERNATIVES] if weight >= _LEAST),
        verdict.looks,
        verdict.split,
    )


def engine_of(model: str) -> str:
    """The engine's own fingerprint in a passage's ``model``."""
    return model.partition(_MARK)[0]


def model_of(engine: str, misreads: Misreads) -> str:
    """What a passage's ``model`` says when these misreads were weighed in."""
    return engine if misreads.is_empty else f"{engine}{_MARK}{misreads.version}"


def engine_text(passage: Passage) -> str:
    """What the engine read in a passage by itself, before any misreads were weighed in; empty for nothing."""
    if _MARK in passage.model and passage.readings:
        return vote(passage.readings).text
    return passage.plate.text if passage.plate else ""


def _reweighed(letter: Letter, misreads: Misreads) -> Letter:
    given = {**dict(letter.rivals), letter.symbol: letter.probability}
    lent = {read: misreads.lent(read) for read in given}
    if not any(lent.values()):
        return letter
    beliefs: defaultdict[str, float] = defaultdict(float)
    for read, probability in given.items():
        for meant, share in lent[read].items():
            beliefs[meant] += probability * share
        beliefs[read] += probability * (1 - sum(lent[read].values()))
    ranked = sorted(beliefs.items(), key=lambda item: (-item[1], item[0] != letter.symbol, item[0]))
    (symbol, probability), *rivals = ranked[:_KEPT]
    return Letter(symbol, min(probability, 1.0), tuple((s, p) for s, p in rivals if p >= _LEAST))


def _pairs(read: str, meant: str) -> list[tuple[str, str]]:
    """Which letter was read for which, the right ones too; none where the two are not the same plate.

    Of one length place by place; otherwise along a cheapest way from one text to the other, letters too
    many or too few left out.
    """
    if len(read) == len(meant):
        pairs = list(zip(read, meant, strict=True))
        return pairs if sum(one != other for one, other in pairs) < _ANOTHER_PLATE else []
    ways: dict[tuple[int, int], tuple[int, list[tuple[str, str]]]] = {}
    for i, j in itertools.product(range(len(read) + 1), range(len(meant) + 1)):
        ends: list[tuple[int, list[tuple[str, str]]]] = [] if i or j else [(0, [])]
        if i and j:
            spent, before = ways[i - 1, j - 1]
            ends.append((spent + (read[i - 1] != meant[j - 1]), [*before, (read[i - 1], meant[j - 1])]))
        ends += [(ways[i - 1, j][0] + 1, ways[i - 1, j][1])] if i else []
        ends += [(ways[i, j - 1][0] + 1, ways[i, j - 1][1])] if j else []
        ways[i, j] = min(ends, key=lambda end: end[0])
    spent, found = ways[len(read), len(meant)]
    return found if spent < _ANOTHER_PLATE else []


@lru_cache(maxsize=4096)
def _row(counts: tuple[tuple[str, str, int], ...], read: str) -> tuple[Counter[str], int]:
    """What was meant where this was read, and how often it was read in all."""
    row = Counter({meant: n for was, meant, n in counts if was == read})
    return row, row.total()


@lru_cache(maxsize=64)
def _general(read: str) -> dict[str, float]:
    """What any engine's letter may be: itself, its look-alikes by likeness, a little of everything."""
    alike = {
        meant: max(10 ** (-10 * cost(read, meant, font)) for font in Font)
        for meant in SYMBOLS
        if meant != read
    }
    whole = sum(alike.values())
    others = {
        meant: _ANYTHING / (len(SYMBOLS) - 1) + (_MIXED_UP * weight / whole if whole else 0.0)
        for meant, weight in alike.items()
    }
    return {**others, read: 1 - sum(others.values())}
