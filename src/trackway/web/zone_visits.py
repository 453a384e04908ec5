"""Who is and was in a restricted area, how many came and went, and what a zone would have told."""

from collections.abc import Iterator, Mapping
from typing import Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.camera import Camera
from trackway.model.passage import Passage
from trackway.model.plate import Plate
from trackway.model.question import Order, Permit, Question, Role
from trackway.model.time import Instant, Span, parse_instant
from trackway.passages import PassageStore
from trackway.watch.zones import Breach, Count, Move, Visit, VisitState, lookouts, preview
from trackway.web.parts import Parts, Who, need
from trackway.web.passage_json import PassageOut, PlateOut, SeenByOut, passage_out, seen_by
from trackway.web.passages import Moment
from trackway.web.purposes import PurposeId
from trackway.web.report_json import SaidOut
from trackway.web.zone_json import ZoneBody, in_use, plan_of
from trackway.web.zones import ZoneNumber

__all__ = ["routes"]

_CHANGERS = (Role.INVESTIGATOR, Role.ADMINISTRATOR)
_DAY_S = 86_400.0
_MOST_A_DAY = 20_000
"""Passages of one day that a preview looks at: twice what the busiest group of four cameras sees."""
_COUNTED_S = 31 * _DAY_S


class VisitsBody(BaseModel):
    """Which stays, and why they are looked at."""

    model_config = ConfigDict(extra="forbid")

    purpose_id: PurposeId
    which: Literal["inside", "all"] = "inside"
    before: Moment | None = Field(default=None, description="Last seen before then; now when left out.")
    limit: int = Field(default=200, ge=1, le=500)


class VisitOut(BaseModel):
    """One stay. ``came`` is what its first passage told; ``left`` the latest moment by which it had left."""

    plate: PlateOut
    entered: str
    came: Move
    last: str
    camera: SeenByOut
    passage: PassageOut
    seen: int
    state: VisitState
    left: str | None
    left_as: str
    stayed_s: float
    told: list[Breach]
    allowed_as: str


class VisitsOut(BaseModel):
    """Stays, whoever came last first, under the audit row of the question; ``inside`` counts who is there."""

    audit_id: int
    visits: list[VisitOut]
    inside: int


class ZoneCountOut(BaseModel):
    """What the cameras of a zone saw in one hour; ``no_plate`` of them had none that could be read."""

    hour: str
    came: int
    went: int
    there: int
    unsure: int
    no_plate: int

    @classmethod
    def of(cls, count: Count) -> "ZoneCountOut":
        """Counts as JSON."""
        return cls(
            hour=str(count.hour),
            came=count.came,
            went=count.went,
            there=count.there,
            unsure=count.unsure,
            no_plate=count.no_plate,
        )


class ZoneCountsOut(BaseModel):
    """Hours in which anything was seen, oldest first."""

    counts: list[ZoneCountOut]


class ZonePreviewBody(BaseModel):
    """A zone that is thought of, and why past passages are looked at for it.

    ``number`` is the zone whose allowed list is taken, none for an empty one.
    """

    model_config = ConfigDict(extra="forbid")

    purpose_id: PurposeId
    zone: ZoneBody
    number: int | None = Field(default=None, ge=1, le=2**53 - 1)
    days: int = Field(default=7, ge=1, le=14)


class ZonePreviewHitOut(BaseModel):
    """One hit there would have been."""

    title: SaidOut
    passage: PassageOut
    strength: float


class ZonePreviewOut(BaseModel):
    """How often the zone would have told; ``is_cut``: some day had more passages than it looked at."""

    audit_id: int
    days: int
    passages: int
    no_plate: int
    hits: int
    doubtful: int
    vehicles: int
    by_breach: dict[Breach, int]
    by_day: dict[str, int]
    examples: list[ZonePreviewHitOut]
    is_cut: bool


def routes(parts: Parts) -> APIRouter:
    """``/zones/{number}/visits``, ``/zones/{number}/counts`` and ``/zones/preview``."""
    router = APIRouter(tags=["zones"])
    trust, registry, clock = parts.trust, parts.registry, parts.clock

    @router.post("/zones/preview")
    def preview_zone(body: ZonePreviewBody, who: Who) -> ZonePreviewOut:
        """What a zone would have told in the last days, had it been in force."""
        need(who, *_CHANGERS)
        purpose = trust.purposes.of(who.officer, body.purpose_id)
        zones, now = parts.watching.zones, clock.now()
        if body.number is not None:
            zones.one(who.officer, body.number)
        plan = plan_of(body.zone, registry, clock)
        span = Span(now.plus(-body.days * _DAY_S), now)
        asked_for = {"zone": body.number, "name": plan.name, "days": body.days}
        with trust.asking(purpose, "zone_preview", asked_for, address=who.address) as asked:
            sides = lookouts(plan, in_use(registry))
            days = _Days(parts.passages, asked.permit, frozenset(sides), span)
            allowed = zones.allowed(body.number) if body.number is not None else ()
            found = preview(plan, sides, allowed, days.passages(), span)
            asked.found(found.passages)
        cameras, audit_id = registry.snapshot().by_number, asked.permit.audit_id
        return ZonePreviewOut(
            audit_id=audit_id,
            days=body.days,
            passages=found.passages,
            no_plate=found.no_plate,
            hits=found.hits,
            doubtful=found.doubtful,
            vehicles=found.vehicles,
            by_breach=dict(found.by_breach),
            by_day={str(day): many for day, many in found.by_day.items()},
            examples=[
                ZonePreviewHitOut(
                    title=SaidOut(zh=hit.title.zh, en=hit.title.en),
                    passage=passage_out(hit.passage, cameras, audit_id, {}),
                    strength=hit.strength,
                )
                for hit in found.examples
            ],
            is_cut=days.is_cut,
        )

    @router.post("/zones/{number}/visits")
    def list_visits(number: ZoneNumber, body: VisitsBody, who: Who) -> VisitsOut:
        """Who is in a zone now and since when, or who was."""
        need(who, *_CHANGERS)
        zones = parts.watching.zones
        zone = zones.one(who.officer, number)
        purpose = trust.purposes.of(who.officer, body.purpose_id)
        asked_for = {"zone": number, "name": zone.plan.name, "which": body.which, "before": body.before}
        with trust.asking(purpose, "zone_visits", asked_for, address=who.address) as asked:
            now = clock.now()
            if body.which == "inside":
                found = zones.inside(number, body.limit)
            else:
                before = parse_instant(body.before, clock.now) if body.before is not None else now.plus(60)
                found = zones.visits(number, before, body.limit)
            asked.found(len(found))
        cameras, audit_id = registry.snapshot().by_number, asked.permit.audit_id
        names = {one.pattern.text: one.name for one in zones.allowed(number) if one.pattern.is_exact}
        return VisitsOut(
            audit_id=audit_id,
            visits=[_visit_out(one, cameras, audit_id, now, names) for one in found],
            inside=zones.inside_count(number),
        )

    @router.get("/zones/{number}/counts")
    def count_hours(
        number: ZoneNumber, who: Who, start: str = Query("now-24h", alias="from")
    ) -> ZoneCountsOut:
        """How many came and went, hour by hour. Names no vehicle."""
        zones = parts.watching.zones
        zones.one(who.officer, number)
        at = max(parse_instant(start[:64], clock.now), clock.now().plus(-_COUNTED_S))
        return ZoneCountsOut(counts=[ZoneCountOut.of(one) for one in zones.counts(number, at)])

    return router


class _Days:
    """The passages of some cameras day by day, oldest first, so that not all of them are held at once."""

    def __init__(self, store: PassageStore, permit: Permit, cameras: frozenset[int], span: Span) -> None:
        self._store, self._permit, self._cameras, self._span = store, permit, cameras, span
        self.is_cut = False

    def passages(self) -> Iterator[Passage]:
        start = self._span.start
        while start < self._span.end:
            end = min(start.plus(_DAY_S), self._span.end)
            question = Question(
                Span(start, end), cameras=self._cameras, order=Order.OLDEST, limit=_MOST_A_DAY
            )
            answer = self._store.find(self._permit, question)
            self.is_cut |= answer.more
            yield from answer.rows
            start = end


def _visit_out(
    visit: Visit, cameras: Mapping[int, Camera], audit_id: int, now: Instant, names: Mapping[str, str]
) -> VisitOut:
    until = now if visit.state is VisitState.INSIDE else visit.left or visit.last
    return VisitOut(
        plate=PlateOut.of(Plate(visit.plate)),
        entered=str(visit.entered),
        came=visit.came,
        last=str(visit.last),
        camera=seen_by(visit.passage.camera, cameras),
        passage=passage_out(visit.passage, cameras, audit_id, {}),
        seen=visit.seen,
        state=visit.state,
        left=str(visit.left) if visit.left else None,
        left_as=visit.left_as,
        stayed_s=max(0.0, until.since(visit.entered)),
        told=sorted(visit.told),
        allowed_as=names.get(visit.plate, ""),
    )
