"""Several plates at once: for each of a list when and where it was seen, or why it was not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trackway.model.passage import Passage
from trackway.model.plate import Plate
from trackway.model.question import Permit
from trackway.model.time import Span
from trackway.passages import PassageStore

__all__ = ["NotSeen", "SeenPlate", "several"]


class NotSeen(StrEnum):
    """Why a plate of the list has no passages."""

    IN_SPAN = "not_in_span"
    """No camera filed it in that time."""
    AT_CAMERAS = "not_at_cameras"
    """It was seen in that time, but at other cameras."""


@dataclass(frozen=True, slots=True)
class SeenPlate:
    """One plate of the list with its passages, oldest first; those at other cameras are only counted."""

    plate: Plate
    passages: tuple[Passage, ...]
    elsewhere: int = 0

    @property
    def not_seen(self) -> NotSeen | None:
        """Why there are no passages; ``None`` where there are."""
        if self.passages:
            return None
        return NotSeen.AT_CAMERAS if self.elsewhere else NotSeen.IN_SPAN


def several(
    store: PassageStore,
    permit: Permit,
    plates: Sequence[Plate],
    span: Span,
    cameras: Collection[int] | None = None,
) -> tuple[SeenPlate, ...]:
    """What is known of each plate, in the order of the list; at these cameras, ``None`` being any.

    Raises ``TooMany`` when they were seen more often than anyone can look at.
    """
    histories = store.histories(permit, [plate.text for plate in plates], span)
    found = []
    for plate in plates:
        seen = histories.get(plate.text, ())
        there = seen if cameras is None else tuple(p for p in seen if p.camera in cameras)
        found.append(SeenPlate(plate, there, len(seen) - len(there)))
    return tuple(found)
