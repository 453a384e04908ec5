"""Zone: an area with rules on who may be there and when, for days or for good."""

from dataclasses import dataclass, field
from enum import StrEnum

from trackway.model.area import Area
from trackway.model.band import Band, Weekday, is_within, week_stretches
from trackway.model.errors import Invalid
from trackway.model.pattern import PlatePattern
from trackway.model.time import Instant, Span
from trackway.watch.entry import EMERGENCY_S, Approval, Category, Terms
from trackway.watch.zones.group import VehicleGroup
from trackway.watch.zones.timetable import Timetable

__all__ = [
    "LEFT_AFTER_S",
    "Allowed",
    "AllowedAs",
    "Breach",
    "Lasting",
    "Rule",
    "SetSide",
    "Side",
    "Zone",
    "ZonePlan",
]

LEFT_AFTER_S = 24 * 3600.0
"""Unseen for so long, a vehicle is taken to have left by a way without a camera, unless the zone differs."""
_MAX_LEFT_AFTER_S = 31 * 86_400.0
"""A month unseen is no longer a stay that anybody measures."""
_MAX_NAME = 100
_MAX_TEXT = 1_000
_MAX_CAMERAS = 2_000
"""Cameras chosen one by one; an area may hold more."""


class Lasting(StrEnum):
    """For how long a zone is meant."""

    TEMPORARY = "temporary"
    """For an operation or an event: its end is mandatory."""
    PERMANENT = "permanent"
    """Until somebody ends it."""


class Side(StrEnum):
    """What passing a camera of a zone means."""

    BOTH = "both"
    """On the border: the vehicle comes or goes, its heading says which."""
    ENTRY = "entry"
    """On the border: the vehicle comes, unless its heading says otherwise."""
    EXIT = "exit"
    """On the border: the vehicle goes, unless its heading says otherwise."""
    INSIDE = "inside"
    """The vehicle is there."""
    LEFT_OUT = "left_out"
    """Nothing: the camera looks elsewhere."""


class Breach(StrEnum):
    """Which rule a vehicle breaks."""

    NOT_ALLOWED = "not_allowed"
    """It is not on the allowed list."""
    FORBIDDEN_TIME = "forbidden_time"
    """It is on the allowed list, but not now."""
    FORBIDDEN_KIND = "forbidden_kind"
    WRONG_WAY = "wrong_way"
    OVERSTAY = "overstay"


@dataclass(frozen=True, slots=True)
class SetSide:
    """What somebody says of a camera of the zone; ``inward_deg`` is the compass bearing that leads in."""

    camera: int
    side: Side
    inward_deg: float | None = None

    def __post_init__(self) -> None:
        if self.inward_deg is not None and not 0 <= self.inward_deg < 360:
            raise Invalid(f"The bearing {self.inward_deg} is not in [0, 360) degrees.")


@dataclass(frozen=True, slots=True)
class Rule:
    """What is not allowed while the timetable holds. Each part that is given is checked by itself.

    ``allowed_only``: only plates of the allowed list may be there. ``forbidden`` may not be there unless
    allowed; ``exempt`` may be there, any way round and as long as they like. ``oneway_deg`` is the compass
    bearing in which the road is to be driven, for everybody else, allowed or not. ``max_stay_s`` is for
    those that are not on the allowed list.
    """

    allowed_only: bool = False
    forbidden: frozenset[VehicleGroup] = frozenset()
    exempt: frozenset[VehicleGroup] = frozenset()
    oneway_deg: float | None = None
    max_stay_s: float | None = None

    def __post_init__(self) -> None:
        if both := self.forbidden & self.exempt:
            raise Invalid(f"The class {min(both)} is both forbidden and exempt.")
        if self.oneway_deg is not None and not 0 <= self.oneway_deg < 360:
            raise Invalid(f"The one-way bearing {self.oneway_deg} is not in [0, 360) degrees.")
        if self.max_stay_s is not None and not 60 <= self.max_stay_s <= _MAX_LEFT_AFTER_S:
            raise Invalid("The longest stay is between one minute and 31 days.")
        if not (
            self.allowed_only or self.forbidden or self.oneway_deg is not None or self.max_stay_s is not None
        ):
            raise Invalid(
                "A zone needs a rule: an allowed list, forbidden classes, one way, or a longest stay."
            )


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """What an officer asks for: everything of a zone but who asked, who approved, and when.

    Its cameras are those in ``area``, or those ``chosen`` by number; ``sides`` are what people say of some
    of them, the others' follow from place and heading. ``force`` ends for a temporary zone, and for a
    permanent one ``ends`` is ``None``. ``left_after_s``: unseen for so long, a vehicle has left unseen.
    """

    name: str
    rule: Rule
    starts: Instant
    ends: Instant | None
    legal_basis: str
    case_no: str
    owner: str
    lasting: Lasting = Lasting.TEMPORARY
    area: Area | None = None
    chosen: frozenset[int] = frozenset()
    sides: tuple[SetSide, ...] = ()
    timetable: Timetable = field(default_factory=Timetable)
    terms: Terms = field(default_factory=lambda: Terms(Category.RESTRICTED_AREA))
    left_after_s: float = LEFT_AFTER_S
    note: str = ""

    def __post_init__(self) -> None:
        for what, text, most in (
            ("name", self.name, _MAX_NAME),
            ("legal basis", self.legal_basis, _MAX_TEXT),
            ("case or operation number", self.case_no, _MAX_NAME),
            ("owner", self.owner, _MAX_NAME),
        ):
            if not 0 < len(text.strip()) <= most:
                raise Invalid(f"A zone needs a {what} of 1 to {most} characters.")
        if len(self.note) > _MAX_TEXT:
            raise Invalid(f"The note of a zone has at most {_MAX_TEXT:,} characters.")
        if (self.area is None) == (not self.chosen):
            raise Invalid("A zone is either drawn as an area or made of chosen cameras, one of the two.")
        if len(self.chosen) > _MAX_CAMERAS or len(self.sides) > _MAX_CAMERAS:
            raise Invalid(f"A zone names at most {_MAX_CAMERAS:,} cameras one by one; draw an area instead.")
        if len({one.camera for one in self.sides}) != len(self.sides):
            raise Invalid("A camera of the zone is named twice.")
        if self.lasting is Lasting.TEMPORARY and self.ends is None:
            raise Invalid("A temporary zone needs an end.")
        if self.ends is not None:
            Span(self.starts, self.ends)
        if not 60 <= self.left_after_s <= _MAX_LEFT_AFTER_S:
            raise Invalid("After how long unseen a vehicle has left is between one minute and 31 days.")
        if self.rule.max_stay_s is not None and self.rule.max_stay_s >= self.left_after_s:
            raise Invalid(
                "The longest stay must be shorter than the time after which an unseen vehicle is taken to "
                "have left; otherwise nobody would ever overstay."
            )


@dataclass(frozen=True, slots=True)
class Zone:
    """An area with rules on who may be there and when 管制區.

    ``requester`` and ``approval.by`` are user names and never the same (four eyes). Until approved it holds
    only in an ``emergency``, for ``EMERGENCY_S``. ``ended`` is when somebody ended it before its time.
    ``version`` grows with every change; a change of the plan needs a new approval.
    """

    id: int
    plan: ZonePlan
    requester: str
    added: Instant
    approval: Approval | None = None
    emergency: bool = False
    ended: Instant | None = None
    version: int = 1

    @property
    def rule(self) -> str:
        """What its hits are hits of."""
        return f"zone:{self.id}"

    def holds(self, at: Instant) -> bool:
        """Whether it is in force at a moment, whatever its timetable says."""
        if self.ended is not None and self.ended <= at:
            return False
        if self.approval is None and not (self.emergency and at.since(self.added) < EMERGENCY_S):
            return False
        return self.plan.starts <= at and (self.plan.ends is None or at < self.plan.ends)


class AllowedAs(StrEnum):
    """Why a vehicle is on the allowed list."""

    RESIDENT = "resident"
    WORKS = "works"
    EMERGENCY = "emergency"
    """Police, fire brigade, ambulance: their plates are ordinary ones."""
    OFFICIAL = "official"
    DELIVERY = "delivery"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A plate, or a pattern of plates, that may be in a zone 通行許可.

    ``name`` says whose it is; ``ends`` is ``None`` for as long as the zone lasts; ``bands`` and ``weekdays``
    are when, none for any time.
    """

    id: int
    zone: int
    pattern: PlatePattern
    as_: AllowedAs
    name: str
    starts: Instant
    added_by: str
    added: Instant
    ends: Instant | None = None
    bands: frozenset[Band] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    note: str = ""

    def holds(self, at: Instant) -> bool:
        """Whether it allows anything at a moment."""
        is_valid = self.starts <= at and (self.ends is None or at < self.ends)
        return is_valid and is_within(at, week_stretches(self.bands, self.weekdays))
