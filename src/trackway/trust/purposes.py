"""Purposes: why an officer asks. Stated once, then named by number with every question."""

from dataclasses import dataclass

from trackway.model.errors import Denied
from trackway.model.question import Officer, Purpose
from trackway.model.time import Clock
from trackway.sqlite import SqliteFile

__all__ = ["Purposes", "StatedPurpose"]


@dataclass(frozen=True, slots=True)
class StatedPurpose:
    """A purpose with the number it is named by."""

    id: int
    purpose: Purpose


class Purposes:
    """The purposes officers have stated."""

    def __init__(self, database: SqliteFile, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def state(self, officer: Officer, case_no: str, reason: str) -> StatedPurpose:
        """State a purpose; the same one again keeps its number. Raises ``Denied`` when it says nothing."""
        purpose = Purpose(officer, case_no.strip(), reason.strip())
        with self._database.transaction():
            row = self._database.only(
                "purpose_state",
                officer_id=officer.id,
                case_no=purpose.case_no,
                reason=purpose.reason,
                now_us=self._clock.now().us,
            )
        return StatedPurpose(row["id"], purpose)

    def of(self, officer: Officer, number: int) -> Purpose:
        """The officer's purpose of that number. Another officer's is refused like one that is not there."""
        row = self._database.row("purpose_of", id=number, officer_id=officer.id)
        if row is None:
            raise Denied(
                f"{officer.username} has stated no purpose {number}; state a case number and a reason."
            )
        return Purpose(officer, row["case_no"], row["reason"])

    def recent(self, officer: Officer, limit: int = 20) -> tuple[StatedPurpose, ...]:
        """The officer's own, last stated first."""
        rows = self._database.rows("purposes_recent", officer_id=officer.id, limit=limit)
        return tuple(
            StatedPurpose(row["id"], Purpose(officer, row["case_no"], row["reason"])) for row in rows
        )
