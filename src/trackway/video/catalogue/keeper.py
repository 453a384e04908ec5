"""Keeper: what becomes of footage that was recorded. Destroyed when its time is over or a disk is full,
never while it is held.

::

    due, unheld ──► marked GARBAGE, gap EXPIRED or EVICTED, counted in a lot ──► file unlinked, folder fsynced
              one transaction                                               ──► row deleted ──► daily proof,
              audit

Every step may be done again: one that was killed anywhere is gone on with by the next.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from trackway.model.errors import TrackwayError
from trackway.model.time import Instant
from trackway.video.catalogue.catalogue import Catalogue
from trackway.video.catalogue.promises import FLOOR_DAYS, LEGAL_DAYS, YIELDING, Forecast, Promises, forecast
from trackway.video.catalogue.removing import Doomed, remove
from trackway.video.catalogue.sweeping import sweep
from trackway.video.catalogue.values import Gap, Volume
from trackway.video.catalogue.volumes import NoVolume
from trackway.video.cause import Cause
from trackway.video.stream import RetentionClass, StreamKey, StreamRole

__all__ = ["Destroyed", "Keeper", "Note", "Tidied"]

_AT_ONCE = 500
"""Segments in one transaction: some 30 ms, in which a recorder waits with its own."""
_DAY_S = 86_400.0
_MASS, _MASS_SHARE = 1_000, 0.05
"""More than this due at once is not a minute's, nor a night's: the machine was off for long, or its clock is
wrong.
"""
_WAIT_S = _DAY_S
"""How long such a mass waits for people to look at the clock; the year of the law leaves that day."""
_FORGET_S = 90 * _DAY_S
"""Events of the recording are asked for in the weeks after; gaps, which say the same for good, stay."""
_RULE = "警察職權行使法第10條：至遲於製作完成時起一年內銷毀 destroyed within a year of being made"

Note = Callable[[str, Mapping[str, object]], object]
"""Writes an act on the audit."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """What one tidying did: segments whose time was over, segments that made room, bytes freed; ``alarms``
    are sentences for people.
    """

    expired: int
    evicted: int
    freed: int
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was destroyed on a day (Taipei) for one cause; ``proof`` is the SHA-256 of the day's proof, empty
    until the day is over.
    """

    day: str
    cause: Cause
    cameras: int
    segments: int
    bytes: int
    first: Instant
    end: Instant
    proof: str


class Keeper:
    """Keeps the footage of one catalogue as promised. ``proofs`` is the folder where proofs of destroying go.

    Several may tidy at once; each segment is destroyed once.
    """

    def __init__(self, catalogue: Catalogue, promises: Promises, *, proofs: Path, note: Note) -> None:
        self.catalogue = catalogue
        self.promises = promises
        self._file = catalogue.file
        self._proofs = proofs
        self._note = note

    def tidy(self, now: Instant) -> Tidied:
        """Release holds that lapsed, destroy what is due, make room ahead, and prove what was destroyed on
        days that are over. To be called every minute or so, from a thread that may wait for disks.
        """
        alarms: list[str] = []
        self.catalogue.holds.release_lapsed(now)
        expired = self._expire(now, alarms)
        freed = sum(self._remove(volume, now, alarms) for volume in self._volumes_there(alarms))
        evicted = 0
        for volume in self._volumes_there([]):
            try:
                left = self.catalogue.volumes.room(volume).left
            except NoVolume:
                continue
            if left < 0:
                count, size = self._evict(volume, -left, now)
                evicted += count
                freed += size
                alarms += _full(volume, count, size, -left)
        self._prove(now, alarms)
        self._daily(now, alarms)
        return Tidied(expired, evicted, freed, tuple(alarms))

    def evict(self, volume: Volume, size: int) -> bool:
        """Make room on a volume that is full, at once: the oldest footage that is not held goes, in the order
        in which classes yield. Whether so many bytes were freed; if not, the rest is held or being written.

        Raises ``NoVolume`` when it is not there.
        """
        if not self.catalogue.volumes.is_there(volume):
            raise NoVolume(f"The volume {volume.root} is not mounted.")
        return self._evict(volume, size, self.catalogue.clock.now())[1] >= size

    def forecast(self, now: Instant) -> Forecast:
        """How long the footage of each stream will really be kept, at the rates of the last day."""
        capacity = free = 0
        for volume in self.catalogue.volumes.all():
            try:
                room = self.catalogue.volumes.room(volume)
            except NoVolume:
                continue
            capacity += room.free - room.reserve + self._file.only("used_on", volume=volume.id)["bytes"]
            free += room.left
        limits = {f"{one.value}_us": self.promises.limit(one, now).us for one in RetentionClass}
        capacity -= self._file.only("held_beyond", **limits)["bytes"]
        day_ago = now.plus(-_DAY_S)
        streams = [
            (
                StreamKey(row["camera"], StreamRole(row["role"])),
                RetentionClass(row["retention"]),
                row["bytes"] * _DAY_S / max(now.since(Instant(row["first_us"])), 60.0)
                if row["first_us"]
                else 0.0,
                Instant(row["oldest_us"]) if row["oldest_us"] is not None else None,
            )
            for row in self._file.rows("rates", first_us=day_ago.us)
            if row["retention"] is not None
        ]
        return forecast(now, streams, self.promises, max(capacity, 0), free)

    def destroyed(self) -> tuple[Destroyed, ...]:
        """What was destroyed on each day, the newest first."""
        return tuple(
            Destroyed(
                row["on_day"],
                Cause(row["cause"]),
                row["cameras"],
                row["segments"],
                row["bytes"],
                Instant(row["first_us"]),
                Instant(row["end_us"]),
                row["proof"],
            )
            for row in self._file.rows("lots_all")
        )

    def overdue(self, before: Instant) -> int:
        """How many segments that are not held should have been destroyed by then."""
        return sum(
            self._file.only(
                "due_count",
                volume=volume.id,
                retention=one.value,
                before_us=self.promises.limit(one, before).us,
            )["segments"]
            for volume in self.catalogue.volumes.all()
            for one in RetentionClass
        )

    # What is due

    def _volumes_there(self, alarms: list[str]) -> list[Volume]:
        volumes = self.catalogue.volumes
        alarms += [
            f"磁碟未掛載 The volume {one.root} is not mounted."
            for one in volumes.all()
            if not volumes.is_there(one)
        ]
        return [one for one in volumes.all() if volumes.is_there(one)]

    def _expire(self, now: Instant, alarms: list[str]) -> int:
        due = self.overdue(now)
        # Counting all is for the day that something is odd: it takes a second at a large station.
        everything = self._file.only("segments_count")["segments"] if due > _MASS else 0
        if everything and due > everything * _MASS_SHARE:
            with self._file.transaction():
                self._file.run("mark_put", name="mass_due", at_us=now.us)
                since = Instant(self._file.only("mark_of", name="mass_due")["at_us"])
            if 0 <= now.since(since) < _WAIT_S:
                alarms.append(
                    f"大量屆期 {due:,} of {everything:,} segments are due at once. Is the clock right? "
                    f"They are destroyed after {since.plus(_WAIT_S)}."
                )
                return 0
        else:
            with self._file.transaction():
                self._file.run("mark_drop", name="mass_due")
        count = 0
        for volume in self.catalogue.volumes.all():
            for retention in YIELDING:
                count += self._expire_class(volume, retention, now)
                with self._file.transaction():
                    self._file.run(
                        "keep_apart",
                        volume=volume.id,
                        retention=retention.value,
                        before_us=self.promises.limit(retention, now).us,
                    )
        return count

    def _expire_class(self, volume: Volume, retention: RetentionClass, now: Instant) -> int:
        count = 0
        while rows := self._due(volume, retention, self.promises.limit(retention, now)):
            marked, _ = self._mark(rows, now)
            count += marked
            if not marked:
                break  # all of them were held meanwhile
        return count

    def _due(self, volume: Volume, retention: RetentionClass, before: Instant) -> list[sqlite3.Row]:
        return self._file.rows(
            "due_by_age", volume=volume.id, retention=retention.value, before_us=before.us, most=_AT_ONCE
        )

    def _evict(self, volume: Volume, size: int, now: Instant) -> tuple[int, int]:
        """How many segments went, and the bytes that freed."""
        freed = self._remove(volume, now, [])
        marked = count = 0
        for floor_days in (FLOOR_DAYS, 0.0):
            for retention in YIELDING:
                while freed + marked < size:
                    rows = self._due(volume, retention, now.plus(-floor_days * _DAY_S))
                    enough = _up_to(rows, size - freed - marked)
                    some, some_bytes = self._mark(enough, now)
                    if not some:
                        break
                    count += some
                    marked += some_bytes
        return count, freed + self._remove(volume, now, [])

    def _mark(self, rows: Sequence[sqlite3.Row], now: Instant) -> tuple[int, int]:
        """Mark what is not held as garbage, with its gap and its lot; how many, and how many bytes."""
        count = size = 0
        today = f"{now.taipei():%Y-%m-%d}"
        with self._file.transaction():
            for one in rows:
                row = self._file.row("garbage_mark", id=one["id"])
                if row is None:
                    continue
                start, end = Instant(row["start_us"]), Instant(row["end_us"])
                limit = self.promises.limit(RetentionClass(row["retention"]), now)
                cause = Cause.EXPIRED if end <= limit else Cause.EVICTED
                key = StreamKey(row["camera"], StreamRole(row["role"]))
                self.catalogue.add_gap(Gap(key, start, end, cause))
                lot = {
                    "on_day": today,
                    "cause": cause.value,
                    "camera": key.camera,
                    "role": key.role.value,
                    "day": f"{start.taipei():%Y-%m-%d}",
                }
                before = self._file.row("lot_of", **lot)
                chained = ("" if before is None else before["sha256"]) + row["sha256"]
                self._file.run(
                    "lot_add",
                    **lot,
                    size=row["size"],
                    first_us=start.us,
                    end_us=end.us,
                    sha256=hashlib.sha256(chained.encode()).hexdigest(),
                )
                count += 1
                size += one["size"]
        return count, size

    # Carrying it out

    def _remove(self, volume: Volume, now: Instant, alarms: list[str]) -> int:
        """Remove the files that are marked on a volume; the bytes that freed."""
        freed = 0
        # The recorder makes files in the folders of today and, a moment past midnight, of yesterday.
        today = f"{now.plus(-_DAY_S).utc():%Y-%m-%d}"
        while rows := self._file.rows("garbage_next", volume=volume.id, most=_AT_ONCE):
            doomed = [Doomed(row["id"], row["path"], row["size"]) for row in rows]
            try:
                gone = remove(volume, doomed, today=today)
            except NoVolume:
                return freed
            with self._file.transaction():
                for one in gone:
                    self._file.run("garbage_done", id=one.id)
            freed += sum(one.size for one in gone)
            if len(gone) < len(doomed):
                alarms.append(f"{len(doomed) - len(gone)} files on {volume.root} cannot be removed.")
                break
        return freed

    def _daily(self, now: Instant, alarms: list[str]) -> None:
        """What need not be done every minute."""
        last = self._file.row("mark_of", name="daily")
        if last is not None and 0 <= now.us - last["at_us"] < _DAY_S * 1e6:
            return
        self.catalogue.holds.copy_out()  # on disks that were added, or away, when they were placed
        for volume in self._volumes_there([]):
            try:
                sweep(self.catalogue, volume, now.plus(-LEGAL_DAYS * _DAY_S))
            except (NoVolume, OSError) as error:
                alarms.append(f"{volume.root} could not be swept: {error}")
        with self._file.transaction():
            self._file.run("transitions_forget", before_us=now.plus(-_FORGET_S).us)
            self._file.run("mark_move", name="daily", at_us=now.us)

    def _prove(self, now: Instant, alarms: list[str]) -> None:
        for row in self._file.rows("lots_unproven", today=f"{now.taipei():%Y-%m-%d}"):
            lots = [dict(lot) for lot in self._file.rows("lots_of", on_day=row["on_day"])]
            try:
                proof = self._prove_day(row["on_day"], lots)
            except (TrackwayError, OSError) as error:
                alarms.append(f"What was destroyed on {row['on_day']} could not be proved: {error}")
                continue
            with self._file.transaction():
                self._file.run("lots_prove", on_day=row["on_day"], proof=proof)

    def _prove_day(self, day: str, lots: Sequence[Mapping[str, object]]) -> str:
        told = [
            {
                "camera": lot["camera"],
                "stream": lot["role"],
                "day": lot["day"],
                "cause": lot["cause"],
                "segments": lot["segments"],
                "bytes": lot["bytes"],
                "from": str(Instant(int(str(lot["first_us"])))),
                "to": str(Instant(int(str(lot["end_us"])))),
                "sha256": lot["sha256"],
            }
            for lot in lots
        ]
        text = msgspec.json.format(
            msgspec.json.encode({"kind": "footage", "destroyed_on": day, "rule": _RULE, "lots": told}),
            indent=1,
        )
        sha256 = hashlib.sha256(text).hexdigest()
        _write_lastingly(self._proofs / f"footage-{day}.json", text)
        totals = {
            cause.value: sum(int(str(lot["segments"])) for lot in lots if lot["cause"] == cause)
            for cause in (Cause.EXPIRED, Cause.EVICTED)
        }
        size = sum(int(str(lot["bytes"])) for lot in lots)
        self._note("footage_destroyed", {"day": day, **totals, "bytes": size, "sha256": sha256})
        return sha256


def _up_to(rows: Sequence[sqlite3.Row], size: int) -> list[sqlite3.Row]:
    """The first of them that together free as much."""
    taken: list[sqlite3.Row] = []
    for row in rows:
        if size <= 0:
            break
        taken.append(row)
        size -= row["size"]
    return taken


def _full(volume: Volume, count: int, size: int, wanted: int) -> list[str]:
    said = []
    if count:
        said.append(f"磁碟空間不足 {volume.root} was full: {count:,} segments were destroyed to make room.")
    if size < wanted:
        said.append(f"磁碟已滿 {volume.root} is full, and all that is left there is held or being written.")
    return said


def _write_lastingly(path: Path, text: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
