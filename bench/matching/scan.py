"""The yardstick: every entry looked at for every passage, each as plainly as it allows."""

from collections.abc import Sequence

from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.watch import Exactness
from trackway.watch.match import accepts, texts_of

__all__ = ["scanned"]


def scanned(
    patterns: Sequence[tuple[int, PlatePattern, Exactness]], passages: Sequence[Passage]
) -> set[tuple[int, int]]:
    """Which passage (its place) fits which entry (its number)."""
    found = set()
    for n, passage in enumerate(passages):
        texts = texts_of(passage)
        for identity, pattern, exactness in patterns:
            if exactness is Exactness.EXACT and pattern.is_exact:
                fits = pattern.text in texts
            else:
                fits = accepts(pattern, exactness, texts)
            if fits:
                found.add((n, identity))
    return found
