"""Matching: what an entry would accept, how many strangers that brings, past passages of what is wanted."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.likeness import Differs
from trackway.model.pattern import parse_pattern
from trackway.model.plate import Plate
from trackway.model.question import Role
from trackway.model.time import Span
from trackway.watch import Exactness
from trackway.watch.lists import EntryState, PageAsked
from trackway.watch.match import FalseAlerts, Wanted, false_alerts, preview, traffic_of
from trackway.watch.retro import MOST_DAYS, Estimate, RetroRun
from trackway.web.parts import Caller, Parts, Who, need
from trackway.web.purposes import PurposeId
from trackway.web.report_json import SaidOut

__all__ = ["routes"]

_OFFICERS = (Role.INVESTIGATOR, Role.ADMINISTRATOR)
_PAGE = 1_000
_MOST_ENTRIES = 50_000
"""Entries of a list that are weighed, the newest: some seconds of work."""
_DAYS = 7
"""A week has every day of the week once."""
Days = Annotated[int, Query(ge=1, le=31, description="How many days of traffic it rests on.")]
EntryId = Annotated[int, Field(ge=1, le=2**53 - 1)]


class WatchedLetterOut(BaseModel):
    """A letter read otherwise than asked: its place in what was read, from 0; empty for none."""

    at: int
    asked: str
    read: str

    @classmethod
    def of(cls, one: Differs) -> "WatchedLetterOut":
        """A letter as JSON."""
        return cls(at=one.at, asked=one.asked, read=one.read)


class ExampleOut(BaseModel):
    """A reading that would be a hit; ``is_plate`` is false for one that fits no series of plates."""

    text: str
    display: str
    cost: float
    differs: list[WatchedLetterOut]
    is_plate: bool


class WidestOut(BaseModel):
    """An entry that brings many strangers: hits a day."""

    entry: int
    pattern: str
    hits_per_day: float


class FalseAlertsOut(BaseModel):
    """Hits of strangers a day that the entries will bring, by the traffic of so many days.

    ``vehicles_per_day`` is how many different strangers, at least so many alerts. Without any traffic
    (``days`` 0) nothing is known.
    """

    audit_id: int
    entries: int
    days: float
    hits_per_day: float
    within_reach_per_day: float
    misread_per_day: float
    vehicles_per_day: float
    widest: list[WidestOut]

    @classmethod
    def of(cls, found: FalseAlerts, audit_id: int) -> "FalseAlertsOut":
        """As JSON."""
        return cls(
            audit_id=audit_id,
            entries=found.entries,
            days=round(found.days, 2),
            hits_per_day=round(found.hits, 4),
            within_reach_per_day=round(found.within_reach, 4),
            misread_per_day=round(found.misread, 4),
            vehicles_per_day=round(found.vehicles, 4),
            widest=[
                WidestOut(entry=one.entry, pattern=one.pattern, hits_per_day=round(one.hits, 4))
                for one in found.widest
            ],
        )


class PreviewOut(BaseModel):
    """What a pattern would accept: how many plates of known series, existing or not; the nearest readings.

    ``expected`` is given when a purpose is: it looks at traffic.
    """

    pattern: str
    exactness: Exactness
    plates: int
    examples: list[ExampleOut]
    says: list[SaidOut]
    expected: FalseAlertsOut | None = None


class RetroBody(BaseModel):
    """How many days to look back."""

    model_config = ConfigDict(extra="forbid")

    days: int = Field(ge=1, le=MOST_DAYS)


class RetroEstimateOut(BaseModel):
    """What looking back would read; ``refused`` says why it will not be done, if so."""

    rows: int
    most_rows: int
    refused: SaidOut | None

    @classmethod
    def of(cls, cost: Estimate) -> "RetroEstimateOut":
        """An estimate as JSON."""
        refused = None if cost.refused is None else SaidOut.of(cost.refused)
        return cls(rows=cost.rows, most_rows=cost.most_rows, refused=refused)


class RetroRunOut(BaseModel):
    """A search of past passages: ``found`` passages (null where it was refused, and why)."""

    id: int
    by: str
    at: str
    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    rows: int
    found: int | None
    is_cut: bool
    refused: str

    @classmethod
    def of(cls, run: RetroRun) -> "RetroRunOut":
        """A run as JSON."""
        return cls(
            id=run.id,
            by=run.by,
            at=str(run.at),
            start=str(run.span.start),
            end=str(run.span.end),
            rows=run.rows,
            found=run.found,
            is_cut=run.is_cut,
            refused=run.refused,
        )


def routes(parts: Parts) -> APIRouter:
    """``/watch/preview``, ``/watch/retro`` and what is asked of a list or of an entry."""
    router = APIRouter(prefix="/watch", tags=["watch"])
    trust = parts.trust

    def expected(entries: Sequence[Wanted], who: Caller, purpose_id: int, days: int) -> FalseAlertsOut:
        purpose = trust.purposes.of(who.officer, purpose_id)
        now = parts.clock.now()
        details = {"entries": len(entries), "days": days}
        with trust.asking(purpose, "false_alerts", details, address=who.address) as asked:
            traffic = traffic_of(parts.passages, asked.permit, Span(now.plus(-days * 86_400.0), now))
            found = false_alerts(entries, traffic)
            asked.found(0)
        return FalseAlertsOut.of(found, asked.permit.audit_id)

    @router.get("/preview")
    def preview_pattern(
        who: Who,
        pattern: Annotated[str, Query(max_length=64)],
        exactness: Exactness = Exactness.EXACT,
        purpose_id: PurposeId | None = None,
        days: Days = _DAYS,
    ) -> PreviewOut:
        """What an entry of this pattern would accept; with a purpose also how many strangers a day."""
        need(who, *_OFFICERS)
        wanted = parse_pattern(pattern)
        shown = preview(wanted, exactness)
        return PreviewOut(
            pattern=wanted.text,
            exactness=exactness,
            plates=shown.plates,
            examples=[
                ExampleOut(
                    text=one.text,
                    display=Plate(one.text).display,
                    cost=one.cost,
                    differs=[WatchedLetterOut.of(letter) for letter in one.differs],
                    is_plate=one.is_plate,
                )
                for one in shown.examples
            ],
            says=[SaidOut.of(one) for one in shown.says],
            expected=None
            if purpose_id is None
            else expected([Wanted(0, wanted.text, exactness)], who, purpose_id, days),
        )

    @router.get("/lists/{list_id}/expected")
    def expect_of_list(
        list_id: EntryId, who: Who, purpose_id: PurposeId, days: Days = _DAYS
    ) -> FalseAlertsOut:
        """How many strangers a day the entries in force of a list bring, of those the officer may know."""
        need(who, *_OFFICERS)
        lists = parts.watching.lists
        lists.list_(list_id)
        in_force = frozenset({EntryState.IN_FORCE, EntryState.EMERGENCY})
        entries: list[Wanted] = []
        before: int | None = None
        while len(entries) < _MOST_ENTRIES:
            page = lists.page(PageAsked(list_id, in_force, "", before, _PAGE), who.officer.username)
            entries += [
                Wanted(one.entry.id, one.entry.pattern.text, one.entry.exactness) for one in page.entries
            ]
            if not page.has_more:
                break
            before = entries[-1].id
        return expected(entries, who, purpose_id, days)

    @router.get("/entries/{entry_id}/retro")
    def past_searches(entry_id: EntryId, who: Who) -> list[RetroRunOut]:
        """The searches of past passages for an entry, newest first."""
        need(who, *_OFFICERS)
        parts.watching.lists.shown(entry_id, who.officer.username)
        return [RetroRunOut.of(run) for run in parts.watching.retro.runs(entry_id)]

    @router.post("/entries/{entry_id}/retro/estimate")
    def estimate_past(entry_id: EntryId, body: RetroBody, who: Who) -> RetroEstimateOut:
        """What looking back so many days for an entry would read; no passage is looked at."""
        need(who, *_OFFICERS)
        cost = parts.watching.retro.estimate(
            parts.passages, trust, who.officer, entry_id=entry_id, days=body.days, address=who.address
        )
        return RetroEstimateOut.of(cost)

    @router.get("/retro/estimate")
    def foresee_past(
        who: Who,
        purpose_id: PurposeId,
        days: Annotated[int, Query(ge=1, le=MOST_DAYS, description="How many days to look back.")],
    ) -> RetroEstimateOut:
        """What looking back so many days would read for an entry that is not asked for yet."""
        need(who, *_OFFICERS)
        purpose = trust.purposes.of(who.officer, purpose_id)
        cost = parts.watching.retro.foresee(parts.passages, trust, purpose, days=days, address=who.address)
        return RetroEstimateOut.of(cost)

    @router.post("/entries/{entry_id}/retro")
    def search_past(entry_id: EntryId, body: RetroBody, who: Who) -> RetroRunOut:
        """Look back for an entry, as a search of its case; what is found becomes alerts marked as past."""
        need(who, *_OFFICERS)
        run = parts.watching.retro.search(
            parts.passages,
            trust,
            who.officer,
            entry_id=entry_id,
            days=body.days,
            cameras=lambda: parts.registry.snapshot().by_number,
            address=who.address,
        )
        return RetroRunOut.of(run)

    return router
