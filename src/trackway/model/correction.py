"""Correction: what an officer who looked at a passage says its plate is. The reading itself stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from trackway.model.passage import PassageId, camera_of
from trackway.model.plate import Plate
from trackway.model.time import Instant

__all__ = ["Correction", "CorrectionKind", "standing"]


class CorrectionKind(StrEnum):
    """What the officer says."""

    PLATE = "plate"
    """It reads otherwise: the plate is given."""
    CONFIRMED = "confirmed"
    """It is right as read."""
    UNREADABLE = "unreadable"
    """There is no plate, or nobody can read it."""
    WITHDRAWN = "withdrawn"
    """What was said before no longer holds; only the reading does."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What one officer said of one passage's plate 改正. It is appended; a later one takes its place.

    ``id`` counts up over all corrections; ``username`` and ``name`` are the officer's as they were then,
    and ``audit_id`` the row on the audit that says under which case and why. ``plate`` is what stands on
    the vehicle (``None`` when unreadable or withdrawn). ``read`` is the text the engine had read by
    itself, in normal form, empty for none, and ``engine`` that engine's fingerprint: what a camera
    misreads is learned from the two.
    """

    id: int
    passage: PassageId
    at: Instant
    username: str
    name: str
    audit_id: int
    kind: CorrectionKind
    plate: Plate | None
    read: str
    engine: str

    @property
    def camera(self) -> int:
        """The number of the camera that saw it."""
        return camera_of(self.passage)


def standing(corrections: Iterable[Correction]) -> dict[PassageId, Correction]:
    """The correction that holds for each passage: its last, unless that one withdraws."""
    last: dict[PassageId, Correction] = {}
    for correction in sorted(corrections, key=lambda one: one.id):
        last[correction.passage] = correction
    return {
        passage: correction
        for passage, correction in last.items()
        if correction.kind is not CorrectionKind.WITHDRAWN
    }
