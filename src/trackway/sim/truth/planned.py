"""Planned: a case before traffic starts, and what must come of it for the case to stand."""

from dataclasses import dataclass

from trackway.model.time import Span
from trackway.sim.truth.cases import Case

__all__ = ["Need", "Planned"]


@dataclass(frozen=True, slots=True)
class Need:
    """At least so many passages of a vehicle (its number) with its plate read right within a span."""

    vehicle: int
    span: Span
    least: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A case that stands if everything it needs was recorded; chance may deny it that."""

    case: Case
    needs: tuple[Need, ...]
    vehicles: tuple[int, ...]
