"""Restricted areas as JSON: what is asked for, and what there is."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from trackway.model.area import Area, Circle, Rectangle
from trackway.model.camera import Camera, CameraKind
from trackway.model.time import Clock, Instant, parse_instant
from trackway.registry import Registry
from trackway.watch import Act, Category, Terms
from trackway.watch.zones import (
    LEFT_AFTER_S,
    Lasting,
    Lookout,
    Rule,
    SetSide,
    Side,
    Timetable,
    VehicleGroup,
    Zone,
    ZonePlan,
    Zones,
)
from trackway.web.areas import AreaBody, CircleBody, PolygonBody, RectangleBody, area_of
from trackway.web.passages import Moment

__all__ = [
    "LookoutOut",
    "OpenZoneOut",
    "ZoneBody",
    "ZoneOut",
    "ZonePlaceBody",
    "ZoneState",
    "in_use",
    "lookouts_out",
    "plan_of",
    "sides_of",
    "zone_out",
]

Bearing = Annotated[FiniteFloat, Field(ge=0, lt=360, description="Compass degrees, 0 north.")]


class SideBody(BaseModel):
    """What somebody says of a camera of the zone."""

    model_config = ConfigDict(extra="forbid")

    camera: str = Field(max_length=200, description="Its id.")
    side: Side
    inward_deg: Bearing | None = None


class ZonePlaceBody(BaseModel):
    """Where a zone is: an area, or cameras by their ids."""

    model_config = ConfigDict(extra="forbid")

    area: AreaBody | None = None
    cameras: list[Annotated[str, Field(max_length=200)]] = Field(default=[], max_length=2_000)
    sides: list[SideBody] = Field(default=[], max_length=2_000)


class ZoneTimetableBody(BaseModel):
    """When the rules hold: minutes of the local week from Monday 00:00; none is any time."""

    model_config = ConfigDict(extra="forbid")

    stretches: list[tuple[int, int]] = Field(default=[], max_length=336)
    off: list[date] = Field(default=[], max_length=400, description="Days on which they never hold.")
    full: list[date] = Field(default=[], max_length=400, description="Days on which they always hold.")


class ZoneRuleBody(BaseModel):
    """What is not allowed while the timetable holds."""

    model_config = ConfigDict(extra="forbid")

    allowed_only: bool = False
    forbidden: list[VehicleGroup] = []
    exempt: list[VehicleGroup] = []
    oneway_deg: Bearing | None = None
    max_stay_s: FiniteFloat | None = None


class ZoneTermsBody(BaseModel):
    """How its hits are told and to whom."""

    model_config = ConfigDict(extra="forbid")

    priority: int = Field(default=3, ge=1, le=5)
    act: Act = Act.NOTIFY
    covert: bool = False
    recipients: list[Annotated[str, Field(max_length=100)]] = Field(default=[], max_length=50)
    danger: str = Field(default="", max_length=500)


class ZoneBody(ZonePlaceBody):
    """A zone that is asked for."""

    name: str = Field(max_length=100)
    rule: ZoneRuleBody
    timetable: ZoneTimetableBody = ZoneTimetableBody()
    starts: Moment = "now"
    ends: Moment | None = Field(default=None, description="Mandatory for a temporary zone.")
    lasting: Lasting = Lasting.TEMPORARY
    legal_basis: str = Field(max_length=1_000)
    case_no: str = Field(max_length=100)
    owner: str = Field(max_length=100)
    terms: ZoneTermsBody = ZoneTermsBody()
    left_after_s: FiniteFloat = LEFT_AFTER_S
    note: str = Field(default="", max_length=1_000)


class LookoutOut(BaseModel):
    """A camera of a zone: what passing it means, and whether somebody said so."""

    camera: str
    number: int
    name: str
    kind: CameraKind
    lon: float
    lat: float
    side: Side
    inward_deg: float | None
    is_set: bool


class ZoneState(StrEnum):
    """How far a zone is."""

    WAITING = "waiting"
    """For a second officer."""
    EMERGENCY = "emergency"
    """In force without one, for a day at most."""
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    OVER = "over"


class ZoneOut(BaseModel):
    """A zone; ``holds_now`` says whether its timetable holds this minute."""

    id: int
    version: int
    name: str
    area: AreaBody | None
    cameras: list[str]
    sides: list[SideBody]
    rule: ZoneRuleBody
    timetable: ZoneTimetableBody
    starts: str
    ends: str | None
    lasting: Lasting
    legal_basis: str
    case_no: str
    owner: str
    terms: ZoneTermsBody
    left_after_s: float
    note: str
    requester: str
    added: str
    approved_by: str | None
    approved: str | None
    ended: str | None
    state: ZoneState
    holds_now: bool
    inside: int
    allowed: int


class OpenZoneOut(ZoneOut):
    """A zone with its cameras, those on the border first."""

    lookouts: list[LookoutOut]


def plan_of(body: ZoneBody, registry: Registry, clock: Clock) -> ZonePlan:
    """The plan meant. Raises ``Invalid``, and ``NotFound`` for a camera that is not on the register."""
    terms = body.terms
    return ZonePlan(
        name=body.name.strip(),
        rule=Rule(
            body.rule.allowed_only,
            frozenset(body.rule.forbidden),
            frozenset(body.rule.exempt),
            body.rule.oneway_deg,
            body.rule.max_stay_s,
        ),
        starts=parse_instant(body.starts, clock.now),
        ends=parse_instant(body.ends, clock.now) if body.ends is not None else None,
        legal_basis=body.legal_basis.strip(),
        case_no=body.case_no.strip(),
        owner=body.owner.strip(),
        lasting=body.lasting,
        area=area_of(body.area) if body.area is not None else None,
        chosen=frozenset(registry.camera(one).number for one in body.cameras),
        sides=sides_of(body, registry),
        timetable=Timetable(
            tuple(sorted(body.timetable.stretches)),
            frozenset(body.timetable.off),
            frozenset(body.timetable.full),
        ),
        terms=Terms(
            Category.RESTRICTED_AREA,
            terms.priority,
            terms.act,
            terms.covert,
            tuple(terms.recipients),
            terms.danger,
        ),
        left_after_s=body.left_after_s,
        note=body.note,
    )


def sides_of(body: ZonePlaceBody, registry: Registry) -> tuple[SetSide, ...]:
    """What is said of cameras. Raises ``NotFound`` for one that is not on the register."""
    return tuple(SetSide(registry.camera(s.camera).number, s.side, s.inward_deg) for s in body.sides)


def in_use(registry: Registry) -> Mapping[int, Camera]:
    """The cameras in use by their numbers."""
    return {camera.number: camera for camera in registry.snapshot().cameras}


def zone_out(rooms: Zones, zone: Zone, cameras: Mapping[int, Camera], now: Instant) -> ZoneOut:
    """A zone as JSON; ``cameras`` are those on the register."""
    plan, rule, terms = zone.plan, zone.plan.rule, zone.plan.terms
    return ZoneOut(
        id=zone.id,
        version=zone.version,
        name=plan.name,
        area=_area_body(plan.area) if plan.area else None,
        cameras=[cameras[number].id for number in sorted(plan.chosen) if number in cameras],
        sides=[
            SideBody(camera=cameras[one.camera].id, side=one.side, inward_deg=one.inward_deg)
            for one in plan.sides
            if one.camera in cameras
        ],
        rule=ZoneRuleBody(
            allowed_only=rule.allowed_only,
            forbidden=sorted(rule.forbidden),
            exempt=sorted(rule.exempt),
            oneway_deg=rule.oneway_deg,
            max_stay_s=rule.max_stay_s,
        ),
        timetable=ZoneTimetableBody(
            stretches=list(plan.timetable.stretches),
            off=sorted(plan.timetable.off),
            full=sorted(plan.timetable.full),
        ),
        starts=str(plan.starts),
        ends=str(plan.ends) if plan.ends else None,
        lasting=plan.lasting,
        legal_basis=plan.legal_basis,
        case_no=plan.case_no,
        owner=plan.owner,
        terms=ZoneTermsBody(
            priority=terms.priority,
            act=terms.act,
            covert=terms.covert,
            recipients=list(terms.recipients),
            danger=terms.danger,
        ),
        left_after_s=plan.left_after_s,
        note=plan.note,
        requester=zone.requester,
        added=str(zone.added),
        approved_by=zone.approval.by if zone.approval else None,
        approved=str(zone.approval.at) if zone.approval else None,
        ended=str(zone.ended) if zone.ended else None,
        state=_state(zone, now),
        holds_now=zone.holds(now) and plan.timetable.holds(now),
        inside=rooms.inside_count(zone.id),
        allowed=rooms.allowed_count(zone.id),
    )


def lookouts_out(found: Mapping[int, Lookout], cameras: Mapping[int, Camera]) -> list[LookoutOut]:
    """The cameras of a zone as JSON, those on the border first."""
    order = {Side.BOTH: 0, Side.ENTRY: 0, Side.EXIT: 0, Side.INSIDE: 1, Side.LEFT_OUT: 2}
    return [
        LookoutOut(
            camera=cameras[lookout.camera].id,
            number=lookout.camera,
            name=cameras[lookout.camera].name,
            kind=cameras[lookout.camera].kind,
            lon=cameras[lookout.camera].place.lon,
            lat=cameras[lookout.camera].place.lat,
            side=lookout.side,
            inward_deg=lookout.inward_deg,
            is_set=lookout.is_set,
        )
        for lookout in sorted(found.values(), key=lambda one: (order[one.side], one.camera))
    ]


def _state(zone: Zone, now: Instant) -> ZoneState:
    if zone.ended is not None or (zone.plan.ends is not None and zone.plan.ends <= now):
        return ZoneState.OVER
    if zone.approval is None:
        return ZoneState.EMERGENCY if zone.holds(now) else ZoneState.WAITING
    return ZoneState.IN_FORCE if zone.holds(now) else ZoneState.NOT_YET


def _area_body(area: Area) -> CircleBody | RectangleBody | PolygonBody:
    match area:
        case Circle(centre, radius_m):
            return CircleBody(shape="circle", lon=centre.lon, lat=centre.lat, radius_m=radius_m)
        case Rectangle(west, south, east, north):
            return RectangleBody(shape="rectangle", west=west, south=south, east=east, north=north)
        case _:
            return PolygonBody(shape="polygon", ring=[(corner.lon, corner.lat) for corner in area.ring])
