"""WatchList and Entry: what is watched for, on whose word, until when."""

from dataclasses import dataclass, field
from enum import StrEnum

from trackway.model.area import Area
from trackway.model.band import Band, Stretch, Weekday, week_stretches
from trackway.model.errors import Invalid
from trackway.model.pattern import PlatePattern
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = [
    "EMERGENCY_S",
    "LOWEST",
    "Act",
    "Approval",
    "Category",
    "Entry",
    "Exactness",
    "Expected",
    "ListKind",
    "Terms",
    "WatchList",
]

EMERGENCY_S = 24 * 3600.0
"""An entry that nobody else has approved may be in force for so long, and only in an emergency."""
LOWEST = 5
"""Priorities are 1, the most urgent, to this."""


class ListKind(StrEnum):
    """What a list is for."""

    WATCH = "watch"
    """Its vehicles are wanted: a passage that fits is a hit."""
    IGNORE = "ignore"
    """Its vehicles are none of our business: their passages are never stored."""


class Category(StrEnum):
    """Why a vehicle is watched for; each has a sound, a colour and a usual priority of its own."""

    STOLEN_VEHICLE = "stolen_vehicle"
    STOLEN_PLATE = "stolen_plate"
    CANCELLED_PLATE = "cancelled_plate"
    WANTED_PERSON = "wanted_person"
    MISSING_PERSON = "missing_person"
    HIT_AND_RUN = "hit_and_run"
    CLONED_PLATE = "cloned_plate"
    RACING = "racing"
    RESTRICTED_AREA = "restricted_area"
    INVESTIGATION = "investigation"
    OTHER = "other"


class Exactness(StrEnum):
    """How exact a match must be. Wider ones take in the narrower."""

    EXACT = "exact"
    """Letter by letter, of what was voted or is among a reading's alternatives."""
    LOOK_ALIKE = "look_alike"
    """One letter may have been taken for a look-alike (``model.likeness``)."""
    ONE_LETTER = "one_letter"
    """Any one letter may be another, missing or too many."""


class Act(StrEnum):
    """What a hit asks for."""

    NOTIFY = "notify"
    """Tell the recipients; nobody is sent."""
    DISPATCH = "dispatch"
    """Tell them so that somebody is sent, once verified."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the vehicle is known to look like; empty where it is not known."""

    kinds: frozenset[VehicleKind] = frozenset()
    colours: frozenset[Colour] = frozenset()
    make: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a hit is to be told and to whom.

    ``priority`` is 1 (most urgent) to 5. ``covert``: invisible to everybody but its recipients, requester and
    approver. ``recipients`` are names of groups (``watch.duty``), none for the list's own. ``danger`` is what
    whoever approaches the vehicle must know first.
    """

    category: Category = Category.OTHER
    priority: int = 3
    act: Act = Act.NOTIFY
    covert: bool = False
    recipients: tuple[str, ...] = ()
    danger: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.priority <= LOWEST:
            raise Invalid(f"A priority of {self.priority} is not between 1 (most urgent) and {LOWEST}.")


@dataclass(frozen=True, slots=True)
class Approval:
    """Who, other than the requester, said yes, and when."""

    by: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Entry:
    """One vehicle that is watched for, or one description of a plate 名單項.

    ``requester`` and ``approval.by`` are user names and never the same (four eyes). ``force`` is from when to
    when it holds; no entry is without an end. An ``emergency`` entry holds at once, for ``EMERGENCY_S`` at
    most unless approved; any other only when approved. ``bands`` and ``weekdays`` are times of the local day
    on which it holds (none: any), ``area`` and ``headings`` where and which way (none: any).
    ``source_ref`` is its number in the file or system that it came from.
    """

    id: int
    list_id: int
    pattern: PlatePattern
    force: Span
    reason: str
    legal_basis: str
    case_no: str
    requester: str
    added: Instant
    approval: Approval | None = None
    emergency: bool = False
    exactness: Exactness = Exactness.EXACT
    expected: Expected = field(default_factory=Expected)
    terms: Terms = field(default_factory=Terms)
    bands: frozenset[Band] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    area: Area | None = None
    headings: frozenset[Heading] = frozenset()
    retro_days: int = 0
    note: str = ""
    source_ref: str = ""
    withdrawn: Instant | None = None

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The minutes of the local week in which it holds; none for any time."""
        return week_stretches(self.bands, self.weekdays)

    def holds(self, at: Instant) -> bool:
        """Whether it is in force at a moment: approved or in its emergency, begun, not ended or withdrawn."""
        if self.withdrawn is not None and self.withdrawn <= at:
            return False
        if self.approval is None and not (self.emergency and at.since(self.added) < EMERGENCY_S):
            return False
        return at in self.force


@dataclass(frozen=True, slots=True)
class WatchList:
    """Entries of one owner and purpose 布控名單.

    ``terms`` are those of entries that say nothing else. ``refreshed`` is when its entries were last known to
    be right: the age that every hit shows. ``refresh_within_s`` is how old that may be (``None``: entries are
    kept by hand). ``sound`` and ``colour`` are how its hits sound and look: a shipped sound by name, and
    a colour as ``#rrggbb``.
    """

    id: int
    name: str
    kind: ListKind
    owner: str
    terms: Terms
    refreshed: Instant
    refresh_within_s: float | None = None
    sound: str = ""
    colour: str = ""
    entries: int = 0
