"""Question and Purpose: what is asked of the passages, by whom and why.

No question without a purpose: the store and the trails answer only when handed a ``Permit``, and a
``Permit`` comes only from ``trackway.trust`` after the audit row is on disk.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from trackway.model.band import Band, Stretch, Weekday, week_stretches
from trackway.model.errors import Denied, WrongUse
from trackway.model.likeness import MAX_LETTERS
from trackway.model.passage import Source
from trackway.model.pattern import PlatePattern
from trackway.model.plate_colours import PlateColours
from trackway.model.time import Span
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = ["Officer", "Order", "Permit", "Purpose", "Question", "Role"]

_MAX_LIMIT = 100_000
_MAX_LANE = 255
_MAX_SPEED_KMH = 6000
"""More than any passage can be filed with."""


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

    ``look_alikes`` is how many letters of the pattern may have been taken for others, 0 to 2: plates that
    fit only so come beside those that fit exactly. ``bands`` are times of the local day, ``weekdays`` the
    local days on which they begin. A bound on the speed, in km/h, leaves out what was not measured.
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
    look_alikes: int = 0
    bands: frozenset[Band] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    lanes: frozenset[int] = frozenset()
    speed_from_kmh: float | None = None
    speed_to_kmh: float | None = None
    order: Order = Order.NEWEST
    limit: int = 500

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= _MAX_LIMIT:
            raise WrongUse(f"The limit {self.limit} is not between 1 and {_MAX_LIMIT:,}.")
        if not 0 <= self.min_confidence <= 1:
            raise WrongUse(f"The least confidence {self.min_confidence} is not between 0 and 1.")
        if not 0 <= self.look_alikes <= MAX_LETTERS:
            raise WrongUse(f"{self.look_alikes} look-alike letters are not between 0 and {MAX_LETTERS}.")
        for lane in self.lanes:
            if not 1 <= lane <= _MAX_LANE:
                raise WrongUse(f"The lane {lane} is not between 1 and {_MAX_LANE}; 1 is the leftmost.")
        low, high = self.speed_from_kmh, self.speed_to_kmh
        for speed in (low, high):
            if speed is not None and not 0 <= speed <= _MAX_SPEED_KMH:
                raise WrongUse(f"The speed {speed} km/h is not between 0 and {_MAX_SPEED_KMH}.")
        if low is not None and high is not None and low > high:
            raise WrongUse(f"The speeds from {low:g} to {high:g} km/h are none; write the lower one first.")

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The minutes of the local week that its bands and weekdays leave; none means any time."""
        return week_stretches(self.bands, self.weekdays)
