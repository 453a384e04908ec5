"""Finding and Report: what an analysis answers. Every row is a lead, never a ground.

::

    question ──► analysis ──► Report ─┬─ findings   each with score, reasons, caveats and passages as evidence
                                      ├─ coverage   how much of what was asked could have been seen at all
                                      └─ caveats    what holds for the answer as a whole
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from trackway.model.errors import Invalid
from trackway.model.passage import PassageId
from trackway.model.said import Said

__all__ = ["MAX_EVIDENCE", "Coverage", "Fact", "Finding", "Report"]

MAX_EVIDENCE = 200
"""Passages one finding may name: more is a history, which is a question of its own."""

Fact: TypeAlias = "str | int | float | bool | Sequence[Fact] | Mapping[str, Fact] | None"
"""A figure as JSON has it; names end in their unit (``_s``, ``_m``, ``_kmh``), times are ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of an answer: a lead 線索, never a ground for acting.

    ``score`` is 0 to 1, higher is stronger; what it means stands with the analysis. ``says`` are the reasons,
    weightiest first; ``caveats`` what speaks against it. ``plates`` in normal form, none for a vehicle whose
    plate is not known. ``evidence`` are the passages behind it, oldest first; ``cameras`` are numbers of
    cameras that the map shows for it without a passage there. ``facts`` are its figures under stable names.
    """

    score: float
    says: tuple[Said, ...]
    plates: tuple[str, ...] = ()
    evidence: tuple[PassageId, ...] = ()
    caveats: tuple[Said, ...] = ()
    cameras: tuple[int, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 1:
            raise Invalid(f"A finding's score of {self.score} is not between 0 and 1.")
        if len(self.evidence) > MAX_EVIDENCE:
            raise Invalid(f"A finding names {len(self.evidence)} passages, more than {MAX_EVIDENCE}.")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was asked could have been seen at all 涵蓋.

    ``cameras`` were asked. ``share`` is the part of their hours (0 to 1) in which they filed what they
    usually do, None where their hours were not looked at; ``down`` are numbers of cameras with hours in
    which nothing came, ``unclocked`` those whose clock nobody measured or that was far off, ``weak``
    those that read clearly worse than they usually do. ``says`` puts it into words.
    """

    cameras: int
    share: float | None
    down: tuple[int, ...] = ()
    unclocked: tuple[int, ...] = ()
    says: tuple[Said, ...] = ()
    weak: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of an analysis: findings by falling score, and how far to trust them.

    ``more`` says that the limit cut some off. ``empty`` says why there are none, and what to do next; it is
    set when there are none, and only then. ``facts`` are figures of the answer as a whole: the null of a
    convoy, a travel-time matrix.
    """

    findings: tuple[Finding, ...]
    coverage: Coverage
    caveats: tuple[Said, ...] = ()
    more: bool = False
    empty: Said | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.empty is None) is not bool(self.findings):
            raise Invalid("A report says why it is empty when it is, and only then.")
