"""What officers say of an alert: the three answers of a verification, how it ended, why it was rejected."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Answers", "Outcome", "Rejection"]


@dataclass(frozen=True, slots=True)
class Answers:
    """Three answers, given while looking at the picture 查證. Each is said; none is a default."""

    plate_right: bool
    """The plate in the picture is the one that was read."""
    vehicle_matches: bool
    """The vehicle in the picture is the one that is wanted: kind, colour, make."""
    still_valid: bool
    """The entry still stands: whoever asked still looks for it."""

    @property
    def all_yes(self) -> bool:
        """Whether nothing speaks against it."""
        return self.plate_right and self.vehicle_matches and self.still_valid


class Outcome(StrEnum):
    """What came of an alert 結果."""

    STOPPED = "stopped"
    """Found and stopped."""
    LOST = "lost"
    """Seen, and lost again."""
    NOT_FOUND = "not_found"
    """Those who were sent did not see it."""
    FALSE = "false"
    """Found, and it was not the vehicle that is wanted."""
    HANDED_OVER = "handed_over"
    """Another unit goes on with it."""
    INFORMED = "informed"
    """Taken note of; nobody was sent."""


class Rejection(StrEnum):
    """Why an alert was rejected 駁回. It feeds back: shares of misreadings are counted by camera and list."""

    MISREAD = "misread"
    """The plate reads otherwise."""
    WRONG_VEHICLE = "wrong_vehicle"
    """The plate is right and the vehicle is another one."""
    STALE_ENTRY = "stale_entry"
    """The entry is out of date."""
    DUPLICATE = "duplicate"
    """Another alert tells of the same."""
    OTHER = "other"
    """Something else; it is written down what."""
