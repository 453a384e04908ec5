"""What a ledger of comparisons is told, and what it answers."""

from dataclasses import dataclass

from trackway.intake.beside.comparison import Account, Comparison, Cost
from trackway.model.passage import PassageId
from trackway.model.time import Instant

__all__ = ["Agreement", "Disagreement", "Filed", "Stretch"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of one camera's footage that both engines have watched, and what came of it.

    ``comparisons`` carry seconds since ``zero``, the start of the footage; the stretch is from ``start_s``
    to ``end_s`` of it.
    """

    camera: int
    zero: Instant
    start_s: float
    end_s: float
    first_model: str
    second_model: str
    first_cost: Cost
    second_cost: Cost
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two engines stood to each other: vehicles of which both read the same, both but differently, or
    only one read a plate.

    Confidences are means where both read one; ``…_surer`` counts among those that differ. ``seconds`` of
    footage were watched, at these costs.
    """

    first_model: str
    second_model: str
    vehicles: int
    agree: int
    differ: int
    only_first: int
    only_second: int
    first_confidence: float
    second_confidence: float
    first_surer: int
    second_surer: int
    seconds: float
    first_cost: Cost
    second_cost: Cost


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A vehicle of which two engines say different things; ``passage`` is 0 where it was not filed."""

    camera: int
    at: Instant
    first_model: str
    second_model: str
    passage: int
    picture: str
    first: Account | None
    second: Account | None


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed passage and what both engines read of it, empty for nothing."""

    passage: PassageId
    first_model: str
    second_model: str
    first_text: str
    second_text: str
