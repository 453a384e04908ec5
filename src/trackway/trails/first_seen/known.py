"""Known plates that a new text may be a misreading of: one look-alike letter off.

A plate that is worn is misread at the same letter again and again, so how often a text came back proves
nothing. What tells is the way: a misreading lies in the trail of its plate, with the plate itself read before
or behind it; another vehicle goes its own ways.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from trackway.model.likeness import variants
from trackway.model.pattern import PlatePattern
from trackway.model.time import Span
from trackway.trails.common.visits import lifetimes
from trackway.trails.desk import Desk
from trackway.trails.first_seen.passed import Passed, passages_of

__all__ = ["alike_known", "misread"]

_SAME_WAY_MS = 45 * 60_000
"""A drive through the county's longest gap between two sites takes this long."""
_PART = 0.5
"""Of its passages, that lie in the other's trail: by chance a stranger shares a fifth of its hours."""
_MOST_PASSAGES = 60_000

Lives = Mapping[str, tuple[int, int]]


def alike_known(desk: Desk, lives: Lives) -> Mapping[str, tuple[str, ...]]:
    """For each text (with its first and last time) the plates one look-alike letter off that were about then
    or before, those with the longest lives first; texts without any are left out."""
    near = {text: [one.pattern.text for one in variants(PlatePattern(text), 1)] for text in lives}
    others = {other for some in near.values() for other in some}
    if not others:
        return {}
    known = lifetimes(desk, others)
    found = {}
    for text, (first, last) in lives.items():
        longer = [
            other
            for other in near[text]
            if other in known
            and known[other][0] <= last + _SAME_WAY_MS
            and known[other][1] - known[other][0] >= last - first
        ]
        longer.sort(key=lambda other: (known[other][0] - known[other][1], other))
        if longer:
            found[text] = tuple(longer)
    return found


def misread(
    desk: Desk, passed: Mapping[str, Sequence[Passed]], alike: Mapping[str, Sequence[str]], span: Span
) -> Mapping[str, str]:
    """Texts that are misreadings of a look-alike, with the plate they are.

    Those are texts read once, and those of which half the passages lie within a drive of the other's.
    """
    around = Span(span.start.plus(-_SAME_WAY_MS / 1000), span.end.plus(_SAME_WAY_MS / 1000))
    others = sorted({other for some in alike.values() for other in some})
    seen = passages_of(desk, others, around, _MOST_PASSAGES)
    known = {plate: [one.ms for one in some] for plate, some in seen.items()}
    found = {}
    for text, some in alike.items():
        mine = passed.get(text, ())
        for other in some:
            times = known.get(other, [])
            beside = sum(_is_near(one.ms, times) for one in mine)
            if mine and (len(mine) == 1 or (beside >= _PART * len(mine) and len(times) >= beside)):
                found[text] = other
                break
    return found


def _is_near(ms: int, times: Sequence[int]) -> bool:
    place = bisect_left(times, ms - _SAME_WAY_MS)
    return place < len(times) and times[place] <= ms + _SAME_WAY_MS
