"""Question and Purpose: what is asked of the passages, by whom and why.

No question without a purpose: the store and the trails answer only when handed a ``Permit``, and a
``Permit`` comes only from ``trackway.trust`` after the audit row is on disk.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from trackway.model.errors import Denied, WrongUse
from trackway.model.passage import Source
from trackway.model.pattern import PlatePattern
from trackway.model.plate_colours import PlateColours
from trackway.model.time import Span
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = ["Officer", "Order", "Permit", "Purpose", "Question", "Role"]

_MAX_LIMIT = 100_000


class Role(StrEnum):
    """What an officer may do."""

    INVESTIGATOR = "investigator"
    """Ask questions and see pictures, with a purpose."""
    ADMINISTRATOR = "administrator"
    """Also keep officers and the register of cameras."""
    AUDITOR = "auditor"
    """Read the audit, ask nothing."""


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who is signed in 使用者. The command line is its operating-system user."""

    id: int
    username: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why something is asked 用途: under which case, for what reason, by whom."""

    officer: Officer
    case_no: str
    reason: str

    def __post_init__(self) -> None:
        if not _says_something(self.case_no):
            raise Denied("A question needs a case number 案號 (--case); nothing is asked without one.")
        if not _says_something(self.reason):
            raise Denied("A question needs a reason 事由 (--reason); nothing is asked without one.")
        if len(self.case_no) > 100 or len(self.reason) > 1000:
            raise WrongUse("A case number has at most 100 characters and a reason at most 1,000.")


def _says_something(text: str) -> bool:
    return re.search(r"[^\W_]", text) is not None


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to ask: the number of the audit row that says who asked what and why.

    Made by ``trackway.trust`` alone (a test reads the source to be sure), after the row is on disk.
    """

    audit_id: int
    purpose: Purpose


class Order(StrEnum):
    """Which passages come first."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Question:
    """Which passages are wanted. Every part that is given must hold; an empty set means any.

    ``cameras`` are camera numbers: an area is turned into them first, by the register. ``None`` means
    any camera; an empty set means the area holds none, and the answer is empty. ``colours`` are the
    vehicle's own, ``plate_colours`` those of its plate.
    """

    span: Span
    pattern: PlatePattern | None = None
    cameras: frozenset[int] | None = None
    colours: frozenset[Colour] = frozenset()
    plate_colours: frozenset[PlateColours] = frozenset()
    kinds: frozenset[VehicleKind] = frozenset()
    headings: frozenset[Heading] = frozenset()
    sources: frozenset[Source] = frozenset()
    min_confidence: float = 0.0
    has_plate: bool | None = None
    order: Order = Order.NEWEST
    limit: int = 500

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= _MAX_LIMIT:
            raise WrongUse(f"The limit {self.limit} is not between 1 and {_MAX_LIMIT:,}.")
        if not 0 <= self.min_confidence <= 1:
            raise WrongUse(f"The least confidence {self.min_confidence} is not between 0 and 1.")
