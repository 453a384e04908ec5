"""Comparison: what two engines made of the same vehicle, going by the same camera in the same footage."""

from collections.abc import Sequence
from dataclasses import dataclass

from trackway.model.reading import Reading

__all__ = ["Account", "Comparison", "Cost", "paired"]

_TIME_S = 0.6
"""Two looks so near in time show the vehicle at nearly the same place."""
_NEAR_WIDTHS = 1.5
"""How far apart, in widths of the wider plate, two engines may put one plate; a lane is further."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one engine made of a passing: the text it voted for, how sure of it, how many looks agree."""

    text: str
    confidence: float
    looks: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One vehicle: what the first engine made of it and the second, ``None`` for one that read no plate.

    ``at_s``, in seconds of the footage, and ``picture``, a digest, are the first engine's where it read one;
    ``passage`` is the identity under which it was filed, 0 when it was not.
    """

    at_s: float
    picture: str
    passage: int
    first: Account | None
    second: Account | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What looking cost an engine: pictures (regions of frames, mostly) and seconds of one core."""

    pictures: int = 0
    cpu_s: float = 0.0


def paired(
    firsts: Sequence[Sequence[Reading]], seconds: Sequence[Sequence[Reading]]
) -> list[tuple[int, int]]:
    """Which account of the first engine's, by its looks, is of the same vehicle as which of the second's.

    The nearest in time and place belong together; -1 stands where the other engine has none.
    """
    distances = sorted(
        (apart, i, j)
        for i, first in enumerate(firsts)
        for j, second in enumerate(seconds)
        if (apart := _apart(first, second)) < _NEAR_WIDTHS
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in distances:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return [(i, partner.get(i, -1)) for i in range(len(firsts))] + [
        (-1, j) for j in range(len(seconds)) if j not in taken
    ]


def _apart(first: Sequence[Reading], second: Sequence[Reading]) -> float:
    """How far apart two accounts put the plate where they are nearest, in widths of it; infinite when never
    in view together."""
    nearest = float("inf")
    for one in first:
        for other in second:
            if abs(one.at_s - other.at_s) <= _TIME_S:
                (x, y), (u, v) = one.box.centre, other.box.centre
                wide = max(one.box.width, other.box.width, 1)
                nearest = min(nearest, ((x - u) ** 2 + (y - v) ** 2) ** 0.5 / wide)
    return nearest
