"""Holds 保全: what must outlive its year, for which case, ordered and approved by whom, until when."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from trackway.model.errors import Conflict, NotFound, WrongUse
from trackway.model.passage import PassageId, at_of, camera_of
from trackway.model.question import Permit
from trackway.model.time import Clock, Instant, Span
from trackway.passages.store import need_permit
from trackway.sqlite import SqliteFile

__all__ = ["Covered", "Hold", "Holds"]

_MOST = 10_000
"""Plates, or passages, named by one hold; who needs more holds a place and a time."""
_LONGEST_S = 10 * 366 * 86_400
"""A hold can be made anew; one that nobody looks at for ten years is one that was forgotten."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What a hold covers: passages of a span with any of these plates (normal form) at any of these cameras
    (numbers), an empty set meaning any; or just these passages.
    """

    span: Span
    plates: frozenset[str] = frozenset()
    cameras: frozenset[int] = frozenset()
    passages: frozenset[PassageId] = frozenset()

    def __post_init__(self) -> None:
        if not (self.plates or self.cameras or self.passages):
            raise WrongUse("A hold names plates, cameras or passages; it cannot hold everything there is.")
        if max(len(self.plates), len(self.passages)) > _MOST:
            raise WrongUse(f"One hold names at most {_MOST:,} plates or passages.")

    @classmethod
    def of_passages(cls, passages: frozenset[PassageId]) -> "Covered":
        """Just these passages."""
        if not passages:
            raise WrongUse("A hold of passages names at least one.")
        first, last = at_of(min(passages)), at_of(max(passages))
        return cls(Span(first, last.plus(0.001)), passages=passages)

    def values(self) -> dict[str, Any]:
        """The same as parameters of the questions about it."""
        ordered = sorted(self.passages)
        return {
            "first": self.span.start.us // 1000,
            "end": -(-self.span.end.us // 1000),
            "plates": sorted(self.plates),
            "cameras": sorted(self.cameras),
            "times": [at_of(identity).ms for identity in ordered],
            "places": [camera_of(identity) for identity in ordered],
            "sequences": [identity & 0x3F for identity in ordered],
        }


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold. ``released`` says when it ended, by whom; both ``None`` while it holds."""

    id: int
    case_no: str
    reason: str
    username: str
    name: str
    approver: str
    audit_id: int
    covered: Covered
    until: Instant
    made: Instant
    released: Instant | None = None
    released_by: str | None = None

    @property
    def base(self) -> str:
        """The database of its copies."""
        return f"held_{self.id}"


class Holds:
    """The holds of one data folder. Usable from several threads."""

    def __init__(self, file: SqliteFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    def place(self, permit: Permit, covered: Covered, *, approver: str, until: Instant) -> Hold:
        """Hold this for the permit's case; on disk when it returns.

        Raises ``WrongUse`` when nobody else approved it, or when it would end before now or in ten years.
        """
        need_permit(permit)
        purpose, now = permit.purpose, self._clock.now()
        approved = approver.strip()
        if not approved or approved.casefold() in (
            purpose.officer.username.casefold(),
            purpose.officer.name.casefold(),
        ):
            raise WrongUse("A hold is approved by somebody else than who orders it; name the approver.")
        if not 0 < until.since(now) <= _LONGEST_S:
            raise WrongUse(f"A hold ends after now and within ten years, not at {until}.")
        with self._file.transaction():
            row = self._file.only(
                "hold_place",
                case_no=purpose.case_no.strip(),
                reason=purpose.reason.strip(),
                username=purpose.officer.username,
                name=purpose.officer.name,
                approver=approved[:100],
                audit_id=permit.audit_id,
                plates=json.dumps(sorted(covered.plates)),
                cameras=json.dumps(sorted(covered.cameras)),
                passages=json.dumps(sorted(covered.passages)),
                first_us=covered.span.start.us,
                end_us=covered.span.end.us,
                until_us=until.us,
                made_us=now.us,
            )
        return _hold(row)

    def of(self, number: int) -> Hold:
        """One hold. Raises ``NotFound``."""
        row = self._file.row("hold_of", id=number)
        if row is None:
            raise NotFound(f"There is no hold {number}.")
        return _hold(row)

    def all(self) -> tuple[Hold, ...]:
        """Every hold, released ones too, the newest first."""
        return tuple(map(_hold, self._file.rows("holds_all")))

    def standing(self) -> tuple[Hold, ...]:
        """Those not released yet; one whose end has come protects until the next expiry releases it."""
        return tuple(map(_hold, self._file.rows("holds_standing")))

    def lapsed(self) -> tuple[Hold, ...]:
        """Those not released yet whose end has come."""
        now = self._clock.now()
        return tuple(hold for hold in self.standing() if hold.until.us <= now.us)

    def release(self, number: int, by: str) -> Hold:
        """End a hold; what it kept is the caller's to destroy. Raises ``Conflict`` when it has ended."""
        with self._file.transaction():
            hold = self.of(number)
            if not self._file.run(
                "hold_release", id=number, released_us=self._clock.now().us, released_by=by
            ):
                raise Conflict(f"The hold {number} was released before, by {hold.released_by}.")
            return self.of(number)


def _hold(row: sqlite3.Row) -> Hold:
    released = row["released_us"]
    return Hold(
        id=row["id"],
        case_no=row["case_no"],
        reason=row["reason"],
        username=row["username"],
        name=row["name"],
        approver=row["approver"],
        audit_id=row["audit_id"],
        covered=Covered(
            Span(Instant(row["first_us"]), Instant(row["end_us"])),
            frozenset(json.loads(row["plates"])),
            frozenset(json.loads(row["cameras"])),
            frozenset(map(PassageId, json.loads(row["passages"]))),
        ),
        until=Instant(row["until_us"]),
        made=Instant(row["made_us"]),
        released=None if released is None else Instant(released),
        released_by=row["released_by"],
    )
