"""Strength: a calibrated guess that the plate that passed really is the one that is wanted.

By Bayes, in odds::

    reading ──► chance that the plate reads as asked ──► × what its kind says ──► × what its colour says
"""

import math

from trackway.model.likeness import Match, MatchedBy
from trackway.model.look_alikes import OVERSURE, likeness, look_alike_texts
from trackway.model.passage import Passage
from trackway.model.plate import plausible
from trackway.watch.match.conflicts import Agreement

__all__ = ["strength"]

_MOST = 0.997
"""Of the shipped reader's plates with a confidence of 0.9 or more at most 0.3 % are wrong
(`trackway bench read`): nothing is surer than that."""
_SINGLE_LOOK = 1.0 - OVERSURE
"""One look without another that agrees."""
_SAME = 3.0
"""A kind or colour that is expected and seen for sure: some third of the traffic has any given one of the
common ones, so strangers show it three times less often."""
_OTHER = 0.05
"""At least so much is left of the odds where the vehicle looks like another: the look may be mistaken and
the plate may be on another vehicle, which is just what is wanted then."""


def strength(match: Match, passage: Passage, kind: Agreement, colour: Agreement) -> float:
    """How likely the plate is the one asked, 0 to 1."""
    chance = min(_by_reading(match, passage), _SINGLE_LOOK if passage.is_single_look else _MOST)
    odds = chance / (1.0 - chance)
    odds *= _factor(kind, passage.kind_confidence) * _factor(colour, passage.colour_confidence)
    return round(odds / (1.0 + odds), 4)


def _by_reading(match: Match, passage: Passage) -> float:
    """The match's likelihood; more where what was read fits no plate, for then it is surely misread."""
    if match.is_exact or passage.plate is None or plausible(passage.plate.text):
        return match.likelihood
    if match.by is MatchedBy.ALTERNATIVE:
        return min(1.0, match.likelihood / max(1.0 - passage.confidence, OVERSURE))
    others = sum(likeness(one.cost) for one in look_alike_texts(passage.plate.text))
    own = likeness(match.cost)
    return own / (own + others) if math.isfinite(match.cost) else match.likelihood


def _factor(seen: Agreement, sure: float) -> float:
    match seen:
        case Agreement.SAME:
            return 1.0 + (_SAME - 1.0) * sure
        case Agreement.OTHER:
            return max(_OTHER, 1.0 - sure)
        case Agreement.LIKE | Agreement.UNSEEN:
            return 1.0
