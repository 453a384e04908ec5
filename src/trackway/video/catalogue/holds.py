"""Holds 保全: footage that nothing may destroy, for which case, ordered and approved by whom, until when.

Kept in the catalogue, and once more on every volume beside the footage: a catalogue that is lost must not
take with it what keeps evidence from being destroyed.
"""

import json
import os
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from trackway.model.errors import Conflict, NotFound, WrongUse
from trackway.model.question import Permit
from trackway.model.time import Clock, Instant, Span
from trackway.sqlite import SqliteFile
from trackway.video.catalogue.values import Hold
from trackway.video.catalogue.volumes import Volumes

__all__ = ["HOLDS", "Covers", "Holds"]

HOLDS = "holds.json"
_LONGEST_S = 10 * 366 * 86_400
"""A hold can be made anew; one that nobody looks at for ten years is one that was forgotten."""
_MOST_BYTES = 64 << 20
"""Of the copy on a volume: some 100,000 holds."""


@dataclass(frozen=True, slots=True)
class Covers:
    """How much a hold keeps now; ``bytes`` of its files as a whole."""

    segments: int
    bytes: int


_Whole = Annotated[int, msgspec.Meta(ge=0, le=1 << 62)]
_Words = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
_Number = Annotated[int, msgspec.Meta(ge=1, le=65_535)]


class _Copy(msgspec.Struct, frozen=True):
    """A hold as it lies on a volume; times in microseconds."""

    id: _Whole
    case_no: _Words
    reason: _Words
    username: _Words
    name: _Words
    approver: _Words
    audit_id: _Whole
    cameras: tuple[_Number, ...]
    first_us: _Whole
    end_us: _Whole
    until_us: _Whole
    made_us: _Whole


class Holds:
    """The holds on footage of one catalogue. Usable from several threads."""

    def __init__(self, file: SqliteFile, volumes: Volumes, clock: Clock) -> None:
        self._file = file
        self._volumes = volumes
        self._clock = clock

    def place(
        self, permit: Permit, cameras: Collection[int], span: Span, *, approver: str, until: Instant
    ) -> Hold:
        """Hold all footage of these cameras in this time for the permit's case; on disk when it returns.

        What of it is being destroyed already cannot be saved; ``covers`` says what is kept. Raises
        ``WrongUse`` when nobody else approved it, it names no camera, or it would end before now or in ten
        years.
        """
        purpose, now = permit.purpose, self._clock.now()
        approved = approver.strip()
        if not approved or approved.casefold() in (
            purpose.officer.username.casefold(),
            purpose.officer.name.casefold(),
        ):
            raise WrongUse("A hold is approved by somebody else than who orders it; name the approver.")
        if not 0 < until.since(now) <= _LONGEST_S:
            raise WrongUse(f"A hold ends after now and within ten years, not at {until}.")
        if not cameras:
            raise WrongUse("A hold on footage names its cameras; it cannot hold everything there is.")
        with self._file.transaction():
            row = self._file.only(
                "hold_place",
                case_no=purpose.case_no.strip(),
                reason=purpose.reason.strip(),
                username=purpose.officer.username,
                name=purpose.officer.name,
                approver=approved[:100],
                audit_id=permit.audit_id,
                cameras=json.dumps(sorted(cameras)),
                first_us=span.start.us,
                end_us=span.end.us,
                until_us=until.us,
                made_us=now.us,
            )
            self._file.run("hold_cameras", id=row["id"])
        self.copy_out()
        return _hold(row)

    def of(self, number: int) -> Hold:
        """One hold. Raises ``NotFound``."""
        row = self._file.row("hold_of", id=number)
        if row is None:
            raise NotFound(f"There is no hold {number} on footage.")
        return _hold(row)

    def all(self) -> tuple[Hold, ...]:
        """Every hold, released ones too, the newest first."""
        return tuple(map(_hold, self._file.rows("holds_all")))

    def standing(self) -> tuple[Hold, ...]:
        """Those not released yet; one whose end has come protects until the keeper releases it."""
        return tuple(map(_hold, self._file.rows("holds_standing")))

    def covers(self, hold: Hold) -> Covers:
        """How much a hold keeps now; nothing once it is released."""
        row = self._file.only("hold_covers", id=hold.id)
        return Covers(row["segments"], row["bytes"])

    def release(self, number: int, by: str) -> Hold:
        """End a hold: what it kept beyond its time goes with the next tidying.

        Raises ``Conflict`` when it has ended before.
        """
        with self._file.transaction():
            hold = self.of(number)
            if not self._file.run(
                "hold_release", id=number, released_us=self._clock.now().us, released_by=by[:200]
            ):
                raise Conflict(f"The hold {number} was released before: {hold.released_by}.")
            self._file.run("hold_cameras_free", id=number)
            self._file.run("let_go")
        self.copy_out()
        return self.of(number)

    def release_lapsed(self, now: Instant) -> tuple[Hold, ...]:
        """End those whose end has come; they."""
        lapsed = [hold for hold in self.standing() if hold.until <= now]
        return tuple(self.release(hold.id, "期滿 lapsed") for hold in lapsed)

    def copy_out(self) -> None:
        """Write those that stand beside the footage on every volume that is there, lastingly.

        A disk that cannot be written keeps its old copy: the catalogue is what counts while it is there.
        """
        body = msgspec.json.encode([_copy(hold) for hold in self.standing()])
        for volume in self._volumes.all():
            if self._volumes.is_there(volume):
                try:
                    _write(Path(volume.root), body)
                except OSError:
                    continue

    def copy_in(self, root: Path) -> int:
        """Take back the holds that a volume remembers and the catalogue does not know; how many.

        Called when a catalogue is rebuilt. A hold that was released later is held again: better too much. One
        whose number is another's here gets a number of its own.
        """
        known = {msgspec.structs.replace(_copy(hold), id=0) for hold in self.all()}
        taken = {hold.id for hold in self.all()}
        fresh = [copy for copy in _read(root) if msgspec.structs.replace(copy, id=0) not in known]
        with self._file.transaction():
            for copy in fresh:
                values = msgspec.structs.asdict(copy) | {"cameras": json.dumps(copy.cameras)}
                values["id"] = copy.id if copy.id and copy.id not in taken else None
                number = self._file.only("hold_restore", **values)["id"]
                taken.add(number)
                self._file.run("hold_cameras", id=number)
        return len(fresh)


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
        cameras=frozenset(json.loads(row["cameras"])),
        span=Span(Instant(row["first_us"]), Instant(row["end_us"])),
        until=Instant(row["until_us"]),
        made=Instant(row["made_us"]),
        released=None if released is None else Instant(released),
        released_by=row["released_by"],
    )


def _copy(hold: Hold) -> _Copy:
    return _Copy(
        hold.id,
        hold.case_no,
        hold.reason,
        hold.username,
        hold.name,
        hold.approver,
        hold.audit_id,
        tuple(sorted(hold.cameras)),
        hold.span.start.us,
        hold.span.end.us,
        hold.until.us,
        hold.made.us,
    )


def _write(root: Path, body: bytes) -> None:
    part = root / f"{HOLDS}.part"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(root / HOLDS)
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(root: Path) -> Iterable[_Copy]:
    try:
        descriptor = os.open(root / HOLDS, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            found = msgspec.json.decode(file.read(_MOST_BYTES), type=list[_Copy], strict=True)
    except (OSError, msgspec.DecodeError):
        return ()
    return [copy for copy in dict.fromkeys(found) if copy.end_us > copy.first_us and copy.cameras]
