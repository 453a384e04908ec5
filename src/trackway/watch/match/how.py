"""How an entry fits a passage: = or ≈, by which text, which letters differ, and how likely that makes it."""

import math
from collections.abc import Iterator

from trackway.model.likeness import Differs, Match, MatchedBy, alike, decades, fonts_of, swap_cost
from trackway.model.look_alikes import OVERSURE
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.watch.entry import Exactness
from trackway.watch.match.accepts import is_accepted, is_plate_accepted, nearest, texts_of

__all__ = ["OTHER_LETTER", "how", "letters_of"]

OTHER_LETTER = 0.4
"""The cost of a letter that is no look-alike, is missing or is one too many: dearer than any look-alike
(0.3 at most). Of 19 letters that the shipped reader misread in photographs one was outside all known pairs
(see ``model.likeness``); spread over the 35 letters it may have been, that is a few in ten thousand each."""
_OTHER_DECADES = 4.0
"""The same in powers of ten, as ``likeness`` has it for a cost of 0.4."""


def how(pattern: PlatePattern, exactness: Exactness, passage: Passage) -> Match | None:
    """The likeliest way in which a passage fits; ``None`` where no text of its reading is accepted.

    The likelihood of the voted text letter by letter is the reading's confidence; of another text that the
    looks allow it is half of what the reading leaves unsaid, of the next half of the rest; for a letter
    that differs it is less by that letter's likeness and as much as the reading was sure of it.
    """
    return max(_ways(pattern, exactness, passage), key=_rank, default=None)


def _rank(way: Match) -> tuple[bool, float]:
    return way.is_exact, way.likelihood


def _ways(pattern: PlatePattern, exactness: Exactness, passage: Passage) -> Iterator[Match]:
    sure = passage.confidence
    for rank, text in enumerate(texts_of(passage)):
        if not (is_accepted if rank else is_plate_accepted)(pattern, exactness, text):
            continue
        cost, differs, decades_less = letters_of(pattern, text)
        less: float = 10**-decades_less
        if rank:
            share = max(1.0 - sure, OVERSURE) * 0.5**rank * less
            yield Match(cost, _of_vote(pattern, passage), MatchedBy.ALTERNATIVE, share)
        elif differs:
            yield Match(cost, differs, MatchedBy.VOTE, min(1.0, 1.0 + OVERSURE - sure) * less)
        else:
            yield Match(cost, differs, MatchedBy.VOTE, sure)


_Letters = tuple[float, tuple[Differs, ...], float]


def letters_of(pattern: PlatePattern, text: str) -> _Letters:
    """The cost of taking an accepted text for the pattern, the letters, what that weighs in powers of ten."""
    if pattern.matches(text):
        return 0.0, (), 0.0
    fonts = fonts_of(pattern)
    if "*" in pattern.text:  # the fewest letters are not always the cheapest: there are several ways
        cost, differs = alike(pattern, text, 1)
        differs = differs or nearest(pattern, text)
    else:
        differs = nearest(pattern, text)
        cost = swap_cost(differs[0].asked, differs[0].read, fonts)
    if math.isfinite(cost):
        return round(cost, 4), differs, decades(differs, fonts)
    return OTHER_LETTER, differs, _OTHER_DECADES


def _of_vote(pattern: PlatePattern, passage: Passage) -> tuple[Differs, ...]:
    """Where what was voted is not what is asked: what people see on the picture beside the entry."""
    return nearest(pattern, passage.plate.text) if passage.plate is not None else ()
