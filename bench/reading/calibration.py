"""Calibration: whether what is stated 90 % sure is right nine times in ten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.reading.scoring import Tally
from bench.reading.wilson import Share

__all__ = ["Bin", "error", "reliability", "stated"]

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Readings of like confidence: the mean of what they state, and how many of them are right."""

    mean: float
    right: Share


def stated(tallies: Iterable[Tally]) -> list[tuple[float, bool]]:
    """Every reading's confidence and whether it is a plate of its picture."""
    found = []
    for tally in tallies:
        for outcome in tally.outcomes:
            said = [s for _, s in outcome.pairs if s is not None] + list(outcome.extras)
            found += [(s.confidence, outcome.is_right(s)) for s in said]
    return found


def reliability(points: Sequence[tuple[float, bool]], bins: int = BINS) -> tuple[Bin, ...]:
    """So many bins of equal mass, least sure first; fewer when there are fewer readings."""
    ranked = sorted(points)
    bins = min(bins, len(ranked))
    cuts = [i * len(ranked) // bins for i in range(bins + 1)] if bins else []
    found = []
    for low, high in pairwise(cuts):
        part = ranked[low:high]
        right = Share(sum(is_right for _, is_right in part), len(part))
        found.append(Bin(sum(sure for sure, _ in part) / len(part), right))
    return tuple(found)


def error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Naeini et al. 2015): the mean gap between stated and true, by mass."""
    mass = sum(b.right.of for b in bins)
    return sum(b.right.of * abs(b.mean - b.right.value) for b in bins) / mass if mass else 0.0
