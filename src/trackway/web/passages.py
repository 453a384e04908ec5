"""Asking for passages. Each question is an audit row before it is a question."""

import time
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from trackway.model.band import Weekday, parse_band
from trackway.model.errors import NotFound
from trackway.model.likeness import MAX_LETTERS, variants
from trackway.model.passage import PassageId
from trackway.model.pattern import parse_pattern
from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.question import Order, Question
from trackway.model.time import Clock, Span, parse_instant
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.passages import EmptyBecause
from trackway.registry import Registry
from trackway.web.areas import AreaBody, area_of
from trackway.web.found_json import DiffersOut, FoundOut, found_out
from trackway.web.parts import Parts, Who
from trackway.web.passage_json import OpenedPassageOut, opened
from trackway.web.purposes import PurposeId

__all__ = ["Moment", "cameras_asked", "routes", "span_of"]

Moment = Annotated[
    str,
    Field(max_length=64, description="ISO 8601 with a zone, or now, now-6h, now-7d.", examples=["now-6h"]),
]


class SearchBody(BaseModel):
    """Which passages are wanted. Every part that is given must hold."""

    model_config = ConfigDict(extra="forbid")

    purpose_id: PurposeId
    pattern: str | None = Field(default=None, max_length=200, description="? is one character, * any run.")
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    area: AreaBody | None = None
    cameras: list[str] | None = Field(default=None, max_length=65_535, description="Ids; with an area, both.")
    colours: list[Colour] = []
    plate_colours: list[PlateColours] = []
    kinds: list[VehicleKind] = []
    headings: list[Heading] = []
    has_plate: bool | None = None
    look_alikes: int = Field(
        default=MAX_LETTERS,
        ge=0,
        le=MAX_LETTERS,
        description="Letters that may be look-alikes; 0 is exact only.",
    )
    bands: list[Annotated[str, Field(max_length=32)]] = Field(
        default=[], max_length=12, description="Times of the local day.", examples=[["22:00-05:00"]]
    )
    weekdays: list[Weekday] = Field(default=[], description="Local days on which the bands begin.")
    lanes: list[int] = Field(default=[], max_length=16)
    speed_from_kmh: FiniteFloat | None = None
    speed_to_kmh: FiniteFloat | None = None
    min_confidence: FiniteFloat = Field(default=0.0, ge=0, le=1)
    order: Order = Order.NEWEST
    limit: int = Field(default=500, ge=1, le=10_000)


class LookAlikesBody(BaseModel):
    """A pattern whose look-alikes are shown."""

    model_config = ConfigDict(extra="forbid")

    pattern: str = Field(max_length=200)
    look_alikes: int = Field(default=1, ge=1, le=MAX_LETTERS)


class LookAlikeOut(BaseModel):
    """A text that is looked for too, as printed, with the letters that differ and their cost."""

    text: str
    display: str
    cost: float
    differs: list[DiffersOut]


class LookAlikesOut(BaseModel):
    """The cheapest look-alikes of a pattern, and how many there are in all."""

    pattern: str
    look_alikes: list[LookAlikeOut]
    count: int


_SHOWN = 60
"""More variants than these nobody reads; they are counted."""


class SearchOut(BaseModel):
    """What was found, under which audit row, and if nothing, why.

    ``rows`` are those that fit exactly, in the order asked, then ``near`` more that fit by look-alikes or by
    their alternatives, the likeliest first, of which the last ``less_likely`` lie below the fold. ``more``
    and ``near_more`` say that the limit cut some off of either.
    """

    audit_id: int
    rows: list[FoundOut]
    near: int
    less_likely: int
    more: bool
    near_more: bool
    cameras_asked: int | None
    empty_because: EmptyBecause | None
    elapsed_ms: float


def routes(parts: Parts) -> APIRouter:
    """``/passages``."""
    router = APIRouter(tags=["passages"])
    trust, registry, store = parts.trust, parts.registry, parts.passages

    @router.post("/passages/search")
    def search_passages(body: SearchBody, who: Who) -> SearchOut:
        """Find passages by plate, time, place and looks."""
        began = time.monotonic()
        purpose = trust.purposes.of(who.officer, body.purpose_id)
        asked_for = body.model_dump(mode="json", by_alias=True, exclude={"purpose_id"}, exclude_unset=True)
        with trust.asking(purpose, "search", asked_for, address=who.address) as asked:
            question = _question(body, registry, parts.clock)
            answer = store.find(asked.permit, question)
            found = (*answer.rows, *answer.near)
            corrected = parts.corrections.standing([row.id for row in found])
            asked.found(len(found))
        cameras = registry.snapshot().by_number
        audit_id = asked.permit.audit_id
        rows = [found_out(row, question, cameras, audit_id, corrected) for row in found]
        return SearchOut(
            audit_id=audit_id,
            rows=rows,
            near=len(answer.near),
            less_likely=sum(not row.is_likely for row in rows),
            more=answer.more,
            near_more=answer.near_more,
            cameras_asked=None if question.cameras is None else len(question.cameras),
            empty_because=answer.empty_because,
            elapsed_ms=round((time.monotonic() - began) * 1000, 1),
        )

    @router.post("/passages/look-alikes")
    def show_look_alikes(body: LookAlikesBody, who: Who) -> LookAlikesOut:
        """What a search for this pattern takes for it too. Looks at no passage, so it needs no purpose."""
        del who  # signed in is enough
        pattern = parse_pattern(body.pattern)
        found = variants(pattern, body.look_alikes)
        return LookAlikesOut(
            pattern=pattern.text,
            look_alikes=[
                LookAlikeOut(
                    text=one.pattern.text,
                    display=Plate(one.pattern.text).display if one.pattern.is_exact else one.pattern.text,
                    cost=one.cost,
                    differs=[DiffersOut(at=d.at, asked=d.asked, read=d.read) for d in one.differs],
                )
                for one in found[:_SHOWN]
            ],
            count=len(found),
        )

    @router.get("/passages/{passage_id}")
    def open_passage(
        passage_id: Annotated[str, Path(pattern=r"^[0-9]{1,19}$")],
        purpose_id: Annotated[PurposeId, Query()],
        who: Who,
    ) -> OpenedPassageOut:
        """One passage with every look at its plate and every correction; a view, written to the audit."""
        purpose = trust.purposes.of(who.officer, purpose_id)
        with trust.asking(purpose, "view", {"passage": passage_id}, address=who.address) as asked:
            if int(passage_id) >= 2**63:
                raise NotFound(f"There is no passage {passage_id}.")
            passage = store.get(asked.permit, PassageId(int(passage_id)))
            said = parts.corrections.of_passage(passage.id)
            asked.found(1)
        return opened(passage, registry.snapshot().by_number, asked.permit.audit_id, said)

    return router


def span_of(start: str, end: str, clock: Clock) -> Span:
    """The stretch of time meant."""
    return Span(parse_instant(start, clock.now), parse_instant(end, clock.now))


def _question(body: SearchBody, registry: Registry, clock: Clock) -> Question:
    return Question(
        span=span_of(body.start, body.end, clock),
        pattern=parse_pattern(body.pattern) if body.pattern is not None else None,
        cameras=cameras_asked(body.area, body.cameras, registry),
        colours=frozenset(body.colours),
        plate_colours=frozenset(body.plate_colours),
        kinds=frozenset(body.kinds),
        headings=frozenset(body.headings),
        min_confidence=body.min_confidence,
        has_plate=body.has_plate,
        look_alikes=body.look_alikes,
        bands=frozenset(map(parse_band, body.bands)),
        weekdays=frozenset(body.weekdays),
        lanes=frozenset(body.lanes),
        speed_from_kmh=body.speed_from_kmh,
        speed_to_kmh=body.speed_to_kmh,
        order=body.order,
        limit=body.limit,
    )


def cameras_asked(
    area: AreaBody | None, cameras: Sequence[str] | None, registry: Registry
) -> frozenset[int] | None:
    """The numbers of the cameras in the area, of those named, or of both; ``None`` for any camera."""
    chosen: frozenset[int] | None = None
    if area is not None:
        chosen = registry.inside(area_of(area)).numbers
    if cameras is not None:
        known = registry.snapshot().by_id
        # An id that is not known is looked up once more for its sentence.
        named = frozenset((known.get(one) or registry.camera(one)).number for one in cameras)
        chosen = named if chosen is None else chosen & named
    return chosen
