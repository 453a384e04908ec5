"""Trail: the passages of one vehicle in order, with the gaps between them admitted."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.passage import Passage
from trackway.model.plate import Plate

__all__ = ["Leg", "LegStatus", "Trail"]


class LegStatus(StrEnum):
    """What is known of the way between two passages."""

    USUAL = "usual"
    """The time it took is what others need between these two cameras."""
    GAP = "gap"
    """Longer than usual: it stopped, or went another way, or a camera missed it."""
    UNKNOWN = "unknown"
    """Nobody knows what is usual between these two cameras."""
    IMPOSSIBLE = "impossible"
    """Faster than any vehicle: a misread, a clock error or a cloned plate, in that order of likelihood."""


@dataclass(frozen=True, slots=True)
class Leg:
    """The way from one passage to the next: how far (straight line), how long, and what it means.

    ``usual_s`` is the median time others took between the two cameras, if enough did;
    ``error_s`` how wrong ``seconds`` may be because of the two clocks, if both are known.
    """

    status: LegStatus
    distance_m: float
    seconds: float
    usual_s: float | None
    error_s: float | None
    says: str
    """The sentence a person reads, e.g. ``not seen 42 min; usual 18``."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The passages of one plate, oldest first, and the legs between them (one fewer)."""

    plate: Plate
    passages: tuple[Passage, ...]
    legs: tuple[Leg, ...]
