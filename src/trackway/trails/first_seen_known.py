"""Known plates that a new text may be a misreading of: one look-alike letter off, and seen before."""

from collections.abc import Collection, Mapping

from trackway.model.likeness import variants
from trackway.model.pattern import PlatePattern
from trackway.trails.common_visits import lifetimes
from trackway.trails.desk import Desk

__all__ = ["known_alike"]

_ESTABLISHED_MS = 24 * 3_600_000
"""A plate that was seen over more than a day is no misreading: the same slip seldom comes on two days. (Of a
worn plate it does; then the two stand beside each other, and the pictures decide.)"""


def known_alike(desk: Desk, plates: Collection[str], before_ms: int) -> Mapping[str, str]:
    """For each text that may be a misreading, the likeliest plate that was known before that moment."""
    near = {text: [one.pattern.text for one in variants(PlatePattern(text), 1)] for text in plates if text}
    others = {other for some in near.values() for other in some}
    if not others:
        return {}
    lives = lifetimes(desk, others)
    known = {
        other
        for other, (first, last) in lives.items()
        if first < before_ms and last - first > _ESTABLISHED_MS
    }
    found = {text: next((one for one in some if one in known), "") for text, some in near.items()}
    return {text: other for text, other in found.items() if other}
