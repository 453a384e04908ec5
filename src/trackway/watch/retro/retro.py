"""Retro: looking back for what is wanted, when an entry is approved or somebody asks.

::

    entry ──► estimate: rows it would read ──► too dear? refused with a sentence
                                               else: an audit row of that case ──► past passages ──► hits
                                                                                 ──► alerts, marked retro
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from trackway.model.camera import Camera
from trackway.model.errors import Conflict, Invalid
from trackway.model.passage import Passage
from trackway.model.question import Officer, Purpose
from trackway.model.said import Said
from trackway.model.time import Clock, Instant, Span
from trackway.passages import PassageStore
from trackway.sqlite import SqliteFile
from trackway.trust import Trust
from trackway.watch.alerts import Alerts, Origin
from trackway.watch.entry import Entry
from trackway.watch.hit import Hit
from trackway.watch.lists import Lists
from trackway.watch.match import Seen, VehicleRegister, hit_of, is_meant_there
from trackway.watch.retro.past import Estimate, estimate, past

__all__ = ["MOST_DAYS", "Retro", "RetroRun"]

MOST_DAYS = 366
"""Passages are kept for a year."""
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class RetroRun:
    """A search of past passages for one entry.

    ``found`` is how many passages, ``None`` where it was refused, and ``refused`` says why; ``is_cut``:
    there were more, and the newest are told of.
    """

    id: int
    entry: int
    by: str
    at: Instant
    span: Span
    rows: int
    found: int | None
    is_cut: bool = False
    refused: str = ""


class Retro:
    """Searches of past passages for entries of watch lists. Usable from several threads."""

    def __init__(
        self,
        database: SqliteFile,
        clock: Clock,
        lists: Lists,
        vehicles: VehicleRegister,
        alerts: Alerts,
    ) -> None:
        self._database = database
        self._clock = clock
        self._lists = lists
        self._vehicles = vehicles
        self._alerts = alerts

    def estimate(
        self,
        store: PassageStore,
        trust: Trust,
        officer: Officer,
        *,
        entry_id: int,
        days: int,
        address: str = "",
    ) -> Estimate:
        """What looking back so many days for an entry would read; no passage is looked at.

        Raises ``NotFound`` for an entry that this officer does not see, ``Conflict`` for one that is not in
        force, ``Invalid`` for days that are none.
        """
        entry = self._wanted(officer, entry_id)
        span = self._span(days)
        with trust.asking(
            _purpose(officer, entry), "retro_estimate", _said(entry, span), address=address
        ) as asked:
            found = estimate(store, asked.permit, span)
            asked.found(0)
        return found

    def foresee(
        self, store: PassageStore, trust: Trust, purpose: Purpose, *, days: int, address: str = ""
    ) -> Estimate:
        """What looking back so many days would read for an entry that is not asked for yet.

        Raises ``Invalid`` for days that are none.
        """
        span = self._span(days)
        said = {"from": str(span.start), "to": str(span.end)}
        with trust.asking(purpose, "retro_estimate", said, address=address) as asked:
            found = estimate(store, asked.permit, span)
            asked.found(0)
        return found

    def search(
        self,
        store: PassageStore,
        trust: Trust,
        officer: Officer,
        *,
        entry_id: int,
        days: int,
        cameras: Callable[[], Mapping[int, Camera]],
        address: str = "",
    ) -> RetroRun:
        """Look back, and tell of what is found: alerts that are marked as found among past passages.

        Searching again tells of nothing twice. Where it is too dear nothing is looked at, and the run says
        why. Raises as ``estimate`` does.
        """
        entry = self._wanted(officer, entry_id)
        span = self._span(days)
        with trust.asking(
            _purpose(officer, entry), "retro_search", _said(entry, span), address=address
        ) as asked:
            cost = estimate(store, asked.permit, span)
            if cost.refused is not None:
                asked.found(0)
                return self._note(entry, officer, cost, None, refused=str(cost.refused))
            found = past(store, asked.permit, entry, span)
            hits = tuple(self._hits(entry, found.passages, cameras()))
            asked.found(len(hits))
            with self._database.transaction():
                self._alerts.take(hits, Origin.RETRO)
                return self._note(
                    entry, officer, cost, len(hits), is_cut=found.is_cut, audit=asked.permit.audit_id
                )

    def runs(self, entry_id: int) -> tuple[RetroRun, ...]:
        """The searches for an entry, newest first."""
        return tuple(map(_run_of, self._database.rows("retro_runs_of", entry=entry_id)))

    def follow(self, search: Callable[[Entry], None]) -> None:
        """Have past passages searched for entries that came into force since this was last called.

        ``search`` is called for each that asks for it and has not been searched for; when it raises, those
        left come again with the next call. Of an import of more entries than the lists name one by one
        none comes: a million searches are nobody's wish.
        """
        followed = int(self._database.only("retro_version")["version"])
        if self._lists.version() == followed:
            return
        changes = self._lists.changes(followed)
        now = self._clock.now()
        for entry in changes.entries:
            if entry.retro_days and entry.holds(now) and not self.runs(entry.id):
                search(entry)
        with self._database.transaction():
            self._database.run("retro_follow", version=changes.version)

    def _wanted(self, officer: Officer, entry_id: int) -> Entry:
        entry = self._lists.shown(entry_id, officer.username).entry
        if not entry.holds(self._clock.now()):
            raise Conflict(f"Entry {entry_id} is not in force; past passages are searched for what is.")
        return entry

    def _span(self, days: int) -> Span:
        if not 1 <= days <= MOST_DAYS:
            raise Invalid(f"Past passages can be searched 1 to {MOST_DAYS} days back, not {days}.")
        now = self._clock.now()
        return Span(now.plus(-days * _DAY_S), now)

    def _hits(
        self, entry: Entry, passages: tuple[Passage, ...], cameras: Mapping[int, Camera]
    ) -> Iterator[Hit]:
        list_ = self._lists.list_(entry.list_id)
        plates = {one.plate.text for one in passages if one.plate is not None} | {entry.pattern.text}
        facts = self._vehicles.facts(plates)
        for passage in passages:
            camera = cameras.get(passage.camera)
            if passage.plate is None or not is_meant_there(entry, passage, camera):
                continue
            wanted = entry.pattern.text if entry.pattern.is_exact else passage.plate.text
            hit = hit_of(entry, list_, Seen(passage, camera, facts.get(wanted)))
            if hit is not None:
                yield replace(hit, says=(_PAST, *hit.says))

    def _note(
        self,
        entry: Entry,
        officer: Officer,
        cost: Estimate,
        found: int | None,
        *,
        is_cut: bool = False,
        audit: int | None = None,
        refused: str = "",
    ) -> RetroRun:
        now = self._clock.now()
        with self._database.transaction():
            row = self._database.only(
                "retro_run_add",
                entry=entry.id,
                by=officer.username,
                at_us=now.us,
                start_us=cost.span.start.us,
                end_us=cost.span.end.us,
                rows=cost.rows,
                found=found,
                is_cut=int(is_cut),
                audit=audit,
                refused=refused,
            )
        return RetroRun(
            row["id"], entry.id, officer.username, now, cost.span, cost.rows, found, is_cut, refused
        )


_PAST = Said(
    "回溯比中：布控之前的過車紀錄，不是現在的位置",
    "Found among past passages, from before it was watched for: not where it is now",
)


def _purpose(officer: Officer, entry: Entry) -> Purpose:
    """It is a search of that entry's case, for its reason."""
    return Purpose(officer, entry.case_no, entry.reason)


def _said(entry: Entry, span: Span) -> dict[str, object]:
    """What was asked, for the audit."""
    return {
        "entry": entry.id,
        "pattern": entry.pattern.text,
        "exactness": entry.exactness.value,
        "from": str(span.start),
        "to": str(span.end),
    }


def _run_of(row: sqlite3.Row) -> RetroRun:
    return RetroRun(
        row["id"],
        row["entry"],
        row["by"],
        Instant(row["at_us"]),
        Span(Instant(row["start_us"]), Instant(row["end_us"])),
        row["rows"],
        row["found"],
        bool(row["is_cut"]),
        row["refused"],
    )
