"""Visit: one stay of one vehicle in a zone, with what of its coming and going was not seen."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.passage import Passage, PassageId
from trackway.model.time import Instant
from trackway.watch.zones.lookout import Move
from trackway.watch.zones.zone import Breach

__all__ = ["Count", "Visit", "VisitKey", "VisitState"]

VisitKey = tuple[int, PassageId, str]
"""Zone, the passage with which it began, and the plate."""


class VisitState(StrEnum):
    """Whether the vehicle is there, and if not, how that is known."""

    INSIDE = "inside"
    LEFT = "left"
    """It was seen leaving."""
    LEFT_UNSEEN = "left_unseen"
    """Nobody saw it leave: it was seen elsewhere later, came in again, or not at all for too long."""
    ZONE_ENDED = "zone_ended"
    """It was there when the zone stopped being in force."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of one vehicle in a zone 停留.

    ``began`` is the passage with which it begins and names it. ``came`` is what that passage told:
    ``THERE``, ``GOES`` and ``UNSURE`` say that its coming was not seen, and ``entered`` is then no later than
    that. ``passage`` is the newest seen in the zone, without readings; ``seen`` counts them. ``left`` is the
    latest moment by which it had left. ``left_as`` is the plate it was read as when it left, where that was a
    look-alike. ``told`` are the breaches that hits were made of.
    """

    zone: int
    plate: str
    began: PassageId
    entered: Instant
    came: Move
    passage: Passage
    seen: int = 1
    state: VisitState = VisitState.INSIDE
    left: Instant | None = None
    left_as: str = ""
    told: frozenset[Breach] = frozenset()

    @property
    def key(self) -> VisitKey:
        """What it is, however often it is looked at."""
        return self.zone, self.began, self.plate

    @property
    def last(self) -> Instant:
        """When it was last seen in the zone."""
        return self.passage.at


@dataclass(frozen=True, slots=True)
class Count:
    """What the cameras of a zone saw in one hour, all vehicles; ``no_plate`` are those of them without one.

    ``hour`` is when it began.
    """

    zone: int
    hour: Instant
    came: int = 0
    went: int = 0
    there: int = 0
    unsure: int = 0
    no_plate: int = 0
