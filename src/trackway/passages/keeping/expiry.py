"""Expiry 屆期銷毀: passages and all that was made of them are destroyed before their year is over.

::

    written down ──► held rows kept apart ──► whole months dropped, the rest of one deleted
         (counts, digests)                ──► plates ──► corrections … ──► pictures ──► proof, audit

Every step may be done again, so that one that was killed anywhere is gone on with from the start and ends in
the same state. What arrives meanwhile from before the time limit goes with the rest, uncounted.
"""

import fcntl
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from trackway.model.errors import Conflict, Lost, NotFound, Unavailable
from trackway.model.passage import PassageId
from trackway.model.time import Clock, Instant
from trackway.passages.keeping.backup import Made, make_backup
from trackway.passages.keeping.deletions import Deletion, DeletionKind, Deletions, Lot, write_proof
from trackway.passages.keeping.holds import Hold, Holds
from trackway.passages.keeping.months import end_of, start_of_day
from trackway.passages.keeping.tables import Tables
from trackway.passages.pictures import Pictures
from trackway.passages.store import PassageStore

__all__ = ["MAX_DAYS", "MIN_DAYS", "Keeper", "Keepsakes", "limit_of"]

MAX_DAYS = 365
"""警察職權行使法 §10: destroyed one year after they were made at the latest."""
MIN_DAYS = 2
"""Today and yesterday: a shorter time than that would destroy what is still being filed."""
_TABLES = ("passages", "evidence")
"""In this order: a passage that can be found has its evidence until it is gone."""
_RULE = "警察職權行使法第10條：至遲於製作完成時起一年內銷毀 destroyed within a year of being made"
_HOUR_MS = 3_600_000
_AT_ONCE = 2_000_000
"""Identities in one answer: 16 MB."""

Forget = Callable[[Instant, Collection[PassageId]], int]
"""Destroys what another room keeps of passages before an instant, but for these; how many that were."""
Note = Callable[[str, Mapping[str, object]], None]
"""Writes an act on the audit."""


class Pictured(Protocol):
    """Another room that refers to pictures."""

    def pictures_before(self, instant: Instant) -> Collection[str]:
        """The digests it refers to for vehicles earlier than this."""
        ...

    def pictures_of(self, digests: Collection[str]) -> Collection[str]:
        """Which of these digests it refers to."""
        ...


@dataclass(frozen=True, slots=True)
class Keepsakes:
    """What else is kept of passages: rooms that forget, by name; rooms that refer to pictures."""

    forget: Mapping[str, Forget]
    pictured: tuple[Pictured, ...] = ()


def limit_of(now: Instant, days: int) -> Instant:
    """What was made before this is destroyed in the night of ``now``.

    Whole days of Taipei: all that would be older than ``days`` before the day after tomorrow, so that a night
    that starts late, or is missed once, keeps nothing too long.
    """
    midnight = now.taipei().replace(hour=0, minute=0, second=0, microsecond=0)
    return Instant.of(midnight + timedelta(days=2 - days))


class Keeper:
    """Keeps what is held, and destroys what may be kept no longer. One at a time per data folder."""

    def __init__(
        self,
        *,
        tables: Tables,
        open_base: Callable[[str], AbstractContextManager[PassageStore]],
        holds: Holds,
        deletions: Deletions,
        pictures: Pictures,
        keepsakes: Keepsakes,
        note: Note,
        clock: Clock,
        days: int,
        folder: Path,
    ) -> None:
        self.holds = holds
        self.deletions = deletions
        self.tables = tables
        self._open_base = open_base
        self._pictures = pictures
        self._keepsakes = keepsakes
        self._note = note
        self.clock = clock
        self._days = days
        self._folder = folder

    def expire(self) -> tuple[Deletion, ...]:
        """Destroy what is due, and what a lapsed hold kept; the proofs. Goes on with what was broken off.

        Raises ``Unavailable`` while another process does the same, ``Lost`` (before anything is deleted) when
        held passages could not be kept apart.
        """
        with self.alone():
            done = [self._carry_out(deletion) for deletion in self.deletions.open()]
            done += [self._release(hold, "期滿 lapsed") for hold in self.holds.lapsed()]
            plan = self.due()
            begun = self.deletions.begin(plan, self.clock.now(), self._pictures_due(plan))
            done.append(self._carry_out(begun))
        return tuple(deletion for deletion in done if not deletion.is_empty)

    def due(self) -> Deletion:
        """What an expiry would destroy now of passages and evidence; nothing is changed."""
        before = self.due_before()
        rule = f"{_RULE}; {self._days} 日 days"
        lots = tuple(self._lots(self.tables.base, before))
        return Deletion(0, DeletionKind.EXPIRY, rule, before, None, lots)

    def due_before(self) -> Instant:
        """What was made before this is destroyed by an expiry now."""
        return limit_of(self.clock.now(), self._days)

    def overdue_before(self) -> Instant:
        """What was made before this should be gone since the night before last: expiry has failed."""
        return limit_of(self.clock.now().plus(-2 * 86_400), self._days)

    def release(self, number: int, by: str) -> Deletion:
        """End a hold and destroy its copies; the proof. Raises ``Conflict`` when it has ended before."""
        with self.alone():
            for deletion in self.deletions.open():
                self._carry_out(deletion)
            hold = self.holds.of(number)
            if hold.released is not None:
                raise Conflict(f"The hold {number} was released before: {hold.released_by}.")
            return self._release(hold, by)

    def covers(self, hold: Hold) -> int:
        """How many passages a hold covers now: those not expired, and the copies kept before."""
        limit = self.due_before().ms
        everything, _ = self.tables.rows("covered", before=limit, **hold.covered.values())[0]
        kept = self.tables.rows("held", base=hold.base)[0][0] if self._has_base(hold.base) else 0
        return int(everything) + int(kept)

    @contextmanager
    def held(self, hold: Hold) -> Iterator[PassageStore]:
        """The copies of a hold, as a store of their own, laid if there are none yet.

        Raises ``NotFound`` for a hold that was released: its copies are destroyed.
        """
        if hold.released is not None:
            raise NotFound(f"The hold {hold.id} was released: {hold.released_by}.")
        self.tables.do("lay_base", base=hold.base)
        with self._open_base(hold.base) as store:
            yield store

    def back_up(self, to: Path) -> Made:
        """Back the whole data folder up into a new folder in ``to``; passages may be filed meanwhile."""
        with self.alone():
            made = make_backup(self._folder, to, self.tables, self.clock)
            self._note(
                "backed_up",
                {
                    "to": str(made.folder),
                    "rows": dict(made.manifest.rows),
                    "files": made.manifest.files,
                    "list_sha256": made.manifest.list_sha256,
                },
            )
        return made

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The right to keep, held by one process at a time. Raises ``Unavailable`` when it is taken."""
        with (self._folder / "keeping.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Unavailable(
                    f"Somebody else keeps {self._folder} now (expiry, holds, backup); try again later."
                ) from None
            yield

    # What is due

    def _lots(self, base: str, before: Instant) -> Iterator[Lot]:
        for table in _TABLES:
            for day, rows in self.tables.rows("days", base=base, table=table, before=before.ms):
                yield Lot(table, day, int(rows), self._digest(base, table, day, before, int(rows)))

    def _digest(self, base: str, table: str, day: str, before: Instant, rows: int) -> str:
        """Over the identities of a day, some hours at a time so that no day is too large for the memory."""
        start = start_of_day(day).ms
        step = max(1, 24 * _AT_ONCE // max(rows, _AT_ONCE)) * _HOUR_MS
        digest = hashlib.sha256()
        for first in range(start, start + 24 * _HOUR_MS, step):
            end = min(first + step, start + 24 * _HOUR_MS, before.ms)
            if first < end:
                digest.update(
                    self.tables.binary("identities", base=base, table=table, first=first, before=end)
                )
        return digest.hexdigest()

    def _pictures_due(self, plan: Deletion) -> Iterator[Collection[str]]:
        base = self.tables.base if plan.hold is None else self.holds.of(plan.hold).base
        for lot in plan.lots:
            if lot.table == "evidence":
                first = start_of_day(lot.day).ms
                end = min(first + 24 * _HOUR_MS, plan.before.ms)
                rows = self.tables.rows("pictures_before", base=base, first=first, before=end)
                yield {str(digest) for (digest,) in rows}
        if plan.kind is DeletionKind.EXPIRY:
            for room in self._keepsakes.pictured:
                yield set(room.pictures_before(plan.before))

    # Carrying it out

    def _release(self, hold: Hold, by: str) -> Deletion:
        now = self.clock.now()
        lots = tuple(self._lots(hold.base, now)) if self._has_base(hold.base) else ()
        plan = Deletion(0, DeletionKind.RELEASE, by[:200], now, None, lots, hold.id)
        return self._carry_out(self.deletions.begin(plan, now, self._pictures_due(plan)))

    def _carry_out(self, deletion: Deletion) -> Deletion:
        number = deletion.number
        if deletion.hold is not None:
            hold = self.holds.of(deletion.hold)
            if hold.released is None:
                hold = self.holds.release(hold.id, deletion.rule)
            self.tables.do("drop_base", base=hold.base)
        else:
            held = {str(hold.id): self._keep_apart(hold, deletion.before) for hold in self.holds.standing()}
            self.deletions.note_held(number, {hold: count for hold, count in held.items() if count})
            self._delete(deletion)
        self._sweep(number, min(deletion.before.us, self.due_before().us))
        deletion = self.deletions.of(number)
        if deletion.is_empty:
            self.deletions.discard(number)
            return deletion
        return self._prove(deletion)

    def _keep_apart(self, hold: Hold, before: Instant) -> int:
        """Copy what a hold covers and is about to go; how many passages it keeps now."""
        values: dict[str, Any] = hold.covered.values()
        if self.tables.rows("covered", before=before.ms, **values)[0][1]:
            with self.held(hold):  # its tables are there, and of this version
                values["end"] = min(values["end"], before.ms)
                for name in ("hold_passages", "hold_evidence", "hold_plates"):
                    self.tables.do(name, base=hold.base, **values)
                missing = [
                    int(self.tables.rows(name, base=hold.base, **values)[0][0])
                    for name in ("hold_missing", "hold_evidence_missing")
                ]
            if any(missing):
                raise Lost(
                    f"{missing[0]} passages and the evidence of {missing[1]} that the hold {hold.id} "
                    "covers could not be kept apart; nothing was deleted."
                )
        return int(self.tables.rows("held", base=hold.base)[0][0]) if self._has_base(hold.base) else 0

    def _delete(self, deletion: Deletion) -> None:
        before = deletion.before
        gone = self.tables.rows("plates_gone", before=before.ms)[0][0]
        others = dict(deletion.others) | ({"plates": int(gone)} if gone else {})
        self.deletions.note_others(deletion.number, others)
        for table in _TABLES:
            for (month,) in self.tables.rows("months", table=table):
                if end_of(month).us <= before.us:
                    self.tables.do("drop_month", table=table, month=month)
                elif self.tables.rows("is_any_of_month", table=table, month=month, before=before.ms)[0][0]:
                    self.tables.do("delete_from_month", table=table, month=month, before=before.ms)
        if deletion.lots or gone:
            self.renew_plates(before)
        held = self._held_identities()
        for name, forget in self._keepsakes.forget.items():
            others[name] = others.get(name, 0) + forget(before, held)
            self.deletions.note_others(deletion.number, {key: n for key, n in others.items() if n})

    def renew_plates(self, before: Instant) -> None:
        """Make the dictionary of plates anew from the passages that are left; writers may go on meanwhile."""
        for name in ("plates_anew", "plates_carry", "plates_done", "plates_anew", "plates_fill"):
            # The first three finish a renewal that was broken off: what stands there may be the older one.
            self.tables.do(name, before=before.ms)
        self.tables.do("plates_exchange")
        self.tables.do("plates_carry", before=before.ms)
        self.tables.do("plates_done")

    def _held_identities(self) -> frozenset[PassageId]:
        found: set[PassageId] = set()
        for hold in self.holds.standing():
            if self._has_base(hold.base):
                first, last = self.tables.rows("held_span", base=hold.base)[0]
                body = self.tables.binary(
                    "identities", base=hold.base, table="passages", first=first, before=last + 1
                )
                found.update(
                    PassageId(int.from_bytes(body[at : at + 8], "little")) for at in range(0, len(body), 8)
                )
        return frozenset(found)

    def _sweep(self, number: int, limit_us: int) -> None:
        """Remove doomed pictures that nothing refers to any more."""
        while doomed := self.deletions.doomed(number):
            gone = doomed - self._still_shown(doomed, limit_us)
            self._pictures.remove(gone)
            self.deletions.saw_to(number, doomed, len(gone))

    def _still_shown(self, digests: Collection[str], limit_us: int) -> set[str]:
        # A picture that was last put before the limit belongs to passages from before it, and those are gone:
        # only the others, of footage imported late, are looked for in a year of evidence.
        young = [digest for digest in digests if self._pictures.put_at(digest).us >= limit_us]
        shown: set[str] = set()
        for room in self._keepsakes.pictured:
            shown.update(room.pictures_of(digests))
        wanted = {hold.base: list(digests) for hold in self.holds.standing() if self._has_base(hold.base)}
        for base, some in (wanted | {self.tables.base: young}).items():
            if some:
                rows = self.tables.rows("pictures_still", base=base, digests=some)
                shown.update(str(digest) for (digest,) in rows)
        return shown

    def _prove(self, deletion: Deletion) -> Deletion:
        now = self.clock.now()
        finished = Deletion(
            **{name: getattr(deletion, name) for name in Deletion.__slots__ if name != "finished"},
            finished=now,
        )
        sha256 = write_proof(self._folder / "deletions", finished)
        self._note(
            "passages_destroyed",
            {
                "number": deletion.number,
                "kind": deletion.kind.value,
                "before": str(deletion.before),
                "hold": deletion.hold,
                "passages": deletion.rows("passages"),
                "evidence": deletion.rows("evidence"),
                "pictures": deletion.pictures,
                "others": dict(deletion.others),
                "sha256": sha256,
            },
        )
        return self.deletions.finish(deletion.number, now, sha256)

    def _has_base(self, base: str) -> bool:
        return (base,) in {tuple(row) for row in self.tables.rows("bases")}
