"""Road watches: stretches and roads watched for speed and races, asked for, approved, ended."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from trackway.model.area import area_text
from trackway.model.band import Weekday, parse_band
from trackway.model.plate import parse_plate
from trackway.model.question import Role
from trackway.model.time import Instant, Span, parse_instant
from trackway.watch import Act, Category, Terms
from trackway.watch.roads import RoadPlan, RoadTest, RoadWatch
from trackway.web.areas import AreaBody, area_of
from trackway.web.parts import Caller, Parts, Who, need
from trackway.web.passages import Moment

__all__ = ["routes"]

Number = Annotated[int, Path(ge=1, le=2**53 - 1)]
_Cameras = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=200)]


class RoadWatchState(StrEnum):
    """How a road watch stands."""

    WAITING = "waiting"
    """For another officer's approval."""
    EMERGENCY = "emergency"
    """In force for a day without one."""
    IN_FORCE = "in_force"
    COMING = "coming"
    OVER = "over"


class RoadWatchBody(BaseModel):
    """What is asked for. A stretch has cameras at both ends (ids) and a length; races an area, or none."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=100)
    test: RoadTest
    least_kmh: FiniteFloat
    starts: Moment = "now"
    ends: Moment
    reason: str = Field(max_length=1_000)
    legal_basis: str = Field(max_length=1_000)
    case_no: str = Field(max_length=100)
    one_end: _Cameras = []
    other_end: _Cameras = []
    length_m: FiniteFloat = 0.0
    area: AreaBody | None = None
    headway_s: FiniteFloat = 15.0
    bands: list[Annotated[str, Field(max_length=32)]] = Field(default=[], max_length=24)
    weekdays: list[Weekday] = Field(default=[], max_length=7)
    leave_out: list[Annotated[str, Field(max_length=20)]] = Field(default=[], max_length=500)
    certified: str = Field(default="", max_length=200)
    priority: int = Field(default=3, ge=1, le=5)
    act: Act = Act.NOTIFY
    recipients: list[Annotated[str, Field(max_length=100)]] = Field(default=[], max_length=50)
    emergency: bool = False


class RoadWatchOut(BaseModel):
    """A road watch. Times are ISO 8601 in UTC, ``area`` is text as in addresses, plates in display form."""

    id: int
    name: str
    test: RoadTest
    state: RoadWatchState
    least_kmh: float
    starts: str
    ends: str
    reason: str
    legal_basis: str
    case_no: str
    one_end: list[str]
    other_end: list[str]
    length_m: float
    area: str
    headway_s: float
    bands: list[str]
    weekdays: list[Weekday]
    leave_out: list[str]
    certified: str
    priority: int
    act: Act
    recipients: list[str]
    requester: str
    approved_by: str | None
    ended: str | None


class RoadWatchesOut(BaseModel):
    """Every road watch, the newest first."""

    watches: list[RoadWatchOut]


def routes(parts: Parts) -> APIRouter:
    """``/road-watches``."""
    router = APIRouter(tags=["road watches"])
    registry, trust = parts.registry, parts.trust

    def shown(watch: RoadWatch) -> RoadWatchOut:
        known = registry.snapshot().by_number
        names = {number: camera.id for number, camera in known.items()}
        return _out(watch, names, parts.clock.now())

    def noted(who: Caller, action: str, watch: RoadWatch) -> None:
        details = {"road_watch": watch.id, "name": watch.plan.name, "case": watch.plan.case_no}
        trust.note(who.officer, action, details, address=who.address)

    @router.get("/road-watches")
    def list_road_watches(_: Who) -> RoadWatchesOut:
        """Every road watch, those that are over too."""
        return RoadWatchesOut(watches=[shown(watch) for watch in parts.watching.roads.all()])

    @router.post("/road-watches", status_code=201)
    def add_road_watch(body: RoadWatchBody, who: Who) -> RoadWatchOut:
        """Ask for one; it holds when another officer has approved it."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        watch = parts.watching.roads.add(who.officer, _plan(body, parts), emergency=body.emergency)
        noted(who, "road_watch_added", watch)
        return shown(watch)

    @router.post("/road-watches/{number}/approve")
    def approve_road_watch(number: Number, who: Who) -> RoadWatchOut:
        """Say yes to one that another officer asked for."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        watch = parts.watching.roads.approve(who.officer, number)
        noted(who, "road_watch_approved", watch)
        return shown(watch)

    @router.post("/road-watches/{number}/end")
    def end_road_watch(number: Number, who: Who) -> RoadWatchOut:
        """End one now."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        watch = parts.watching.roads.end(who.officer, number)
        noted(who, "road_watch_ended", watch)
        return shown(watch)

    return router


def _plan(body: RoadWatchBody, parts: Parts) -> RoadPlan:
    def numbers(ids: list[str]) -> frozenset[int]:
        return frozenset(parts.registry.camera(one).number for one in ids)

    return RoadPlan(
        name=body.name,
        test=body.test,
        force=Span(parse_instant(body.starts, parts.clock.now), parse_instant(body.ends, parts.clock.now)),
        least_kmh=body.least_kmh,
        reason=body.reason,
        legal_basis=body.legal_basis,
        case_no=body.case_no,
        one_end=numbers(body.one_end),
        other_end=numbers(body.other_end),
        length_m=body.length_m,
        area=area_of(body.area) if body.area else None,
        headway_s=body.headway_s,
        bands=frozenset(map(parse_band, body.bands)),
        weekdays=frozenset(body.weekdays),
        leave_out=frozenset(map(parse_plate, body.leave_out)),
        certified=body.certified,
        terms=Terms(Category.RACING, body.priority, body.act, recipients=tuple(body.recipients)),
    )


def _out(watch: RoadWatch, names: dict[int, str], now: Instant) -> RoadWatchOut:
    plan = watch.plan
    return RoadWatchOut(
        id=watch.id,
        name=plan.name,
        test=plan.test,
        state=_state(watch, now),
        least_kmh=plan.least_kmh,
        starts=str(plan.force.start),
        ends=str(plan.force.end),
        reason=plan.reason,
        legal_basis=plan.legal_basis,
        case_no=plan.case_no,
        one_end=[names.get(n, str(n)) for n in sorted(plan.one_end)],
        other_end=[names.get(n, str(n)) for n in sorted(plan.other_end)],
        length_m=plan.length_m,
        area=area_text(plan.area) if plan.area else "",
        headway_s=plan.headway_s,
        bands=[str(band) for band in sorted(plan.bands)],
        weekdays=sorted(plan.weekdays),
        leave_out=[plate.display for plate in sorted(plan.leave_out, key=lambda one: one.text)],
        certified=plan.certified,
        priority=plan.terms.priority,
        act=plan.terms.act,
        recipients=list(plan.terms.recipients),
        requester=watch.requester,
        approved_by=watch.approval.by if watch.approval else None,
        ended=str(watch.ended) if watch.ended else None,
    )


def _state(watch: RoadWatch, now: Instant) -> RoadWatchState:
    if watch.ended is not None or watch.plan.force.end <= now:
        return RoadWatchState.OVER
    if watch.approval is None:
        return RoadWatchState.EMERGENCY if watch.holds(now) else RoadWatchState.WAITING
    return RoadWatchState.IN_FORCE if watch.holds(now) else RoadWatchState.COMING
