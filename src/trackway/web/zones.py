"""Restricted areas: asked for, approved by another officer, changed, ended."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.question import Role
from trackway.watch.zones import Zone, lookouts, lookouts_of
from trackway.web.areas import area_of
from trackway.web.parts import Caller, Parts, Who, need
from trackway.web.zone_json import (
    LookoutOut,
    OpenZoneOut,
    ZoneBody,
    ZoneOut,
    ZonePlaceBody,
    in_use,
    lookouts_out,
    plan_of,
    sides_of,
    zone_out,
)

__all__ = ["ZoneNumber", "routes"]

ZoneNumber = Annotated[int, Path(ge=1, le=2**53 - 1)]
Version = Annotated[int, Field(ge=1, le=2**53 - 1)]


class NewZoneBody(ZoneBody):
    """A new zone; in an emergency it holds for a day before somebody else has approved it."""

    emergency: bool = False


class ChangedZoneBody(NewZoneBody):
    """Another plan for a zone, made from this version of it; it needs a new approval."""

    version: Version


class ZoneVersionBody(BaseModel):
    """The version that was looked at."""

    model_config = ConfigDict(extra="forbid")

    version: Version


class ZonesOut(BaseModel):
    """The zones one may know of, the newest first."""

    zones: list[ZoneOut]


class LookoutsOut(BaseModel):
    """The cameras that a zone would have, and what passing them would mean."""

    lookouts: list[LookoutOut]


def routes(parts: Parts) -> APIRouter:
    """``/zones``."""
    router = APIRouter(tags=["zones"])
    registry, trust = parts.registry, parts.trust

    def shown(zone: Zone) -> OpenZoneOut:
        rooms, cameras = parts.watching.zones, in_use(registry)
        return OpenZoneOut(
            **dict(zone_out(rooms, zone, cameras, parts.clock.now())),
            lookouts=lookouts_out(lookouts(zone.plan, cameras), cameras),
        )

    def noted(who: Caller, action: str, zone: Zone) -> None:
        details = {
            "zone": zone.id,
            "version": zone.version,
            "name": zone.plan.name,
            "case": zone.plan.case_no,
        }
        trust.note(who.officer, action, details, address=who.address)

    @router.get("/zones")
    def list_zones(who: Who) -> ZonesOut:
        """Every restricted area one may know of, those that are over too."""
        rooms, cameras, now = parts.watching.zones, in_use(registry), parts.clock.now()
        return ZonesOut(zones=[zone_out(rooms, zone, cameras, now) for zone in rooms.seen_by(who.officer)])

    @router.post("/zones", status_code=201)
    def add_zone(body: NewZoneBody, who: Who) -> OpenZoneOut:
        """Ask for a zone; it holds when another officer has approved it."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        plan = plan_of(body, registry, parts.clock)
        zone = parts.watching.zones.add(who.officer, plan, emergency=body.emergency)
        noted(who, "zone_added", zone)
        return shown(zone)

    @router.post("/zones/lookouts")
    def show_lookouts(body: ZonePlaceBody, who: Who) -> LookoutsOut:
        """The cameras of an area or a choice, and what passing each would mean. Looks at no passage."""
        del who  # signed in is enough
        area = area_of(body.area) if body.area is not None else None
        chosen = [registry.camera(one).number for one in body.cameras]
        cameras = in_use(registry)
        found = lookouts_of(area, chosen, sides_of(body, registry), cameras)
        return LookoutsOut(lookouts=lookouts_out(found, cameras))

    @router.get("/zones/{number}")
    def open_zone(number: ZoneNumber, who: Who) -> OpenZoneOut:
        """One zone."""
        return shown(parts.watching.zones.one(who.officer, number))

    @router.put("/zones/{number}")
    def change_zone(number: ZoneNumber, body: ChangedZoneBody, who: Who) -> OpenZoneOut:
        """Another plan for a zone, to be approved anew; 409 when somebody was first."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        plan = plan_of(body, registry, parts.clock)
        zone = parts.watching.zones.change(who.officer, number, body.version, plan, emergency=body.emergency)
        noted(who, "zone_changed", zone)
        return shown(zone)

    @router.post("/zones/{number}/approve")
    def approve_zone(number: ZoneNumber, body: ZoneVersionBody, who: Who) -> OpenZoneOut:
        """Say yes to a zone that another officer asked for."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        zone = parts.watching.zones.approve(who.officer, number, body.version)
        noted(who, "zone_approved", zone)
        return shown(zone)

    @router.post("/zones/{number}/end")
    def end_zone(number: ZoneNumber, who: Who) -> OpenZoneOut:
        """End a zone now."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        zone = parts.watching.zones.end(who.officer, number)
        noted(who, "zone_ended", zone)
        return shown(zone)

    return router
