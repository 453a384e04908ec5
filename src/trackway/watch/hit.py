"""Hit: a passage that fits what is watched for. A lead, not a ground."""

from dataclasses import dataclass, field
from enum import StrEnum

from trackway.model.likeness import Match
from trackway.model.passage import Passage
from trackway.model.said import Said
from trackway.watch.entry import Terms

__all__ = ["Cause", "Conflict", "Hit"]


class Cause(StrEnum):
    """What kind of watch found it."""

    LISTED = "listed"
    """An entry of a watch list."""
    CLONED = "cloned"
    """One plate where one vehicle cannot be: AB plates."""
    MISMATCH = "mismatch"
    """A vehicle that is not what its plate belongs to: kind, colour, series, front against rear."""
    ZONE = "zone"
    """Somebody in a restricted area who may not be there, or not now, or not so long."""
    SPEED = "speed"
    """A road stretch passed faster than its watch allows."""
    RACING = "racing"
    """Vehicles that race one another."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something seen of the vehicle that is not what it should be: it bars dispatch until somebody decides.

    ``what`` is ``kind``, ``colour``, ``make``, ``series`` or ``plate_colours``; ``expected`` and ``seen`` are
    values of those; ``confidence`` is how sure the seeing was, 0 to 1.
    """

    what: str
    expected: tuple[str, ...]
    seen: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that fits what is watched for 比中.

    ``key`` follows from what it is a hit of and the passages it rests on: looking again gives the same.
    ``rule`` names what it is a hit of, such as ``entry:12`` or ``zone:3``; hits of one rule and one plate
    within minutes of each other are one alert. ``passage`` is the newest it rests on, ``others`` the rest,
    oldest first, all without readings. ``strength`` is 0 to 1, what it means says its watch. ``title`` is one
    line; ``says`` why, weightiest first; ``caveats`` what speaks against it. ``list_id`` is an entry's.
    """

    key: str
    cause: Cause
    rule: str
    passage: Passage
    title: Said
    says: tuple[Said, ...]
    terms: Terms
    strength: float = 1.0
    caveats: tuple[Said, ...] = ()
    others: tuple[Passage, ...] = ()
    match: Match | None = None
    conflicts: tuple[Conflict, ...] = field(default=())
    list_id: int | None = None

    @property
    def plate(self) -> str:
        """The plate it is about, in normal form; empty for none."""
        return self.passage.plate.text if self.passage.plate else ""
