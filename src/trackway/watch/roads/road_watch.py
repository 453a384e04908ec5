"""RoadWatch: a stretch of road that is watched for speed, or roads that are watched for races."""

from dataclasses import dataclass, field
from enum import StrEnum

from trackway.model.area import Area
from trackway.model.band import Band, Stretch, Weekday, week_stretches
from trackway.model.errors import Invalid
from trackway.model.plate import Plate
from trackway.model.time import Instant, Span
from trackway.watch.entry import EMERGENCY_S, Approval, Category, Terms

__all__ = ["RoadPlan", "RoadTest", "RoadWatch"]

_LONGEST_S = 366 * 86_400.0
"""Whoever wants a road watched for longer than a year says so again, and somebody approves it again."""
_MOST_M = 60_000.0
"""On more than sixty kilometres a stop hides any speed."""
_MOST_CAMERAS = 200
_MOST_LEFT_OUT = 500
_TEXTS = {"name": 100, "reason": 1_000, "legal_basis": 1_000, "case_no": 100}


class RoadTest(StrEnum):
    """What a road is watched for."""

    STRETCH = "stretch"
    """Section speed: from one end to the other in less time than it takes at the speed named."""
    RACING = "racing"
    """Vehicles that are fast together, again and again, to and fro."""


@dataclass(frozen=True, slots=True)
class RoadPlan:
    """What an officer asks for: everything of a road watch but who asked, who approved, and when.

    ``least_kmh`` is the speed from which a vehicle counts, for certain: errors of clocks are taken off first.
    A stretch leads from the cameras ``one_end`` (numbers) to those at ``other_end``, and back, over
    ``length_m`` of road; races are looked for at cameras in ``area``, at all plate cameras without one.
    ``headway_s`` is how close behind one another racers are. ``leave_out`` are plates of ambulances, police.
    ``certified`` names who certified clocks and length, without which a speed is a lead and never proof.
    """

    name: str
    test: RoadTest
    force: Span
    least_kmh: float
    reason: str
    legal_basis: str
    case_no: str
    one_end: frozenset[int] = frozenset()
    other_end: frozenset[int] = frozenset()
    length_m: float = 0.0
    area: Area | None = None
    headway_s: float = 15.0
    bands: frozenset[Band] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    leave_out: frozenset[Plate] = frozenset()
    certified: str = ""
    terms: Terms = field(default_factory=lambda: Terms(Category.RACING))

    def __post_init__(self) -> None:
        for what, most in _TEXTS.items():
            if not 0 < len(getattr(self, what).strip()) <= most:
                raise Invalid(f"A road watch needs a {what.replace('_', ' ')} of 1 to {most} characters.")
        if len(self.certified) > 200 or len(self.leave_out) > _MOST_LEFT_OUT:
            raise Invalid(
                f"At most {_MOST_LEFT_OUT} plates are left out, and 200 characters say who certified."
            )
        if self.terms.covert:
            raise Invalid("A road is watched openly; what is covert is an entry of a watch list.")
        if not 40 <= self.least_kmh <= 250:
            raise Invalid(f"A speed of {self.least_kmh} km/h is not between 40 and 250.")
        if not 1 <= self.headway_s <= 120:
            raise Invalid(f"A headway of {self.headway_s} s is not between 1 and 120.")
        if self.force.seconds > _LONGEST_S:
            raise Invalid("A road is watched for a year at most; ask again then.")
        if self.test is RoadTest.STRETCH:
            self._check_stretch()
        elif self.one_end or self.other_end or self.length_m:
            raise Invalid("Races are looked for in an area; only a stretch has ends and a length.")

    def _check_stretch(self) -> None:
        if not self.one_end or not self.other_end or self.one_end & self.other_end:
            raise Invalid("A stretch needs cameras at either end, none of them at both.")
        if len(self.one_end | self.other_end) > _MOST_CAMERAS:
            raise Invalid(f"A stretch has at most {_MOST_CAMERAS} cameras at its ends.")
        if not 200 <= self.length_m <= _MOST_M:
            raise Invalid(f"A stretch of {self.length_m:.0f} m is not between 200 m and {_MOST_M:.0f} m.")
        if self.area is not None:
            raise Invalid("A stretch has ends, not an area.")

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The minutes of the local week in which it holds; none for any time."""
        return week_stretches(self.bands, self.weekdays)


@dataclass(frozen=True, slots=True)
class RoadWatch:
    """A road that is watched 路段監控.

    ``requester`` and ``approval.by`` are user names and never the same (four eyes). Until approved it holds
    only in an ``emergency``, for ``EMERGENCY_S``. ``ended`` is when somebody ended it before its time.
    """

    id: int
    plan: RoadPlan
    requester: str
    added: Instant
    approval: Approval | None = None
    emergency: bool = False
    ended: Instant | None = None

    @property
    def rule(self) -> str:
        """What its hits are hits of."""
        return f"road:{self.id}"

    def holds(self, at: Instant) -> bool:
        """Whether it is in force at a moment, whatever the time of day."""
        if self.ended is not None and self.ended <= at:
            return False
        if self.approval is None and not (self.emergency and at.since(self.added) < EMERGENCY_S):
            return False
        return at in self.plan.force
