"""Who may be in a restricted area: its allowed list, one by one and as files."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.band import Weekday, parse_band
from trackway.model.errors import Invalid
from trackway.model.pattern import parse_pattern
from trackway.model.plate import Plate
from trackway.model.question import Role
from trackway.model.time import parse_instant
from trackway.watch.zones import (
    MAX_BYTES,
    Allowed,
    AllowedAs,
    NewAllowed,
    read_allowed,
    write_allowed,
)
from trackway.web.parts import Caller, Parts, Who, need
from trackway.web.passages import Moment
from trackway.web.zones import ZoneNumber

__all__ = ["routes"]

AllowedNumber = Annotated[int, Path(ge=1, le=2**53 - 1)]


class AllowBody(BaseModel):
    """A plate, or a pattern of plates, that may be there."""

    model_config = ConfigDict(extra="forbid")

    plate: str = Field(max_length=64, description="? is one character, * any run.")
    name: str = Field(max_length=100, description="Whose it is.")
    kind: AllowedAs = AllowedAs.RESIDENT
    starts: Moment = "now"
    ends: Moment | None = None
    bands: list[Annotated[str, Field(max_length=32)]] = Field(default=[], max_length=12)
    weekdays: list[Weekday] = []
    note: str = Field(default="", max_length=1_000)


class AllowedOut(BaseModel):
    """One of the allowed; ``holds_now`` says whether it allows anything this minute."""

    id: int
    plate: str
    display: str
    name: str
    kind: AllowedAs
    starts: str
    ends: str | None
    bands: list[str]
    weekdays: list[Weekday]
    note: str
    added_by: str
    added: str
    holds_now: bool


class AllowedListOut(BaseModel):
    """The allowed list, the newest first."""

    allowed: list[AllowedOut]


class BadRowOut(BaseModel):
    """A row of a file that cannot be used, and why."""

    row: int
    zh: str
    en: str


class ImportedAllowedOut(BaseModel):
    """What came of a file: how many allowed it holds, how many were added, what could not be used."""

    allowed: int
    added: int
    bad: list[BadRowOut]


_CHANGERS = (Role.INVESTIGATOR, Role.ADMINISTRATOR)
_MOST_BAD = 200
"""Rows of trouble that are told; a file with more is of another kind."""


def routes(parts: Parts) -> APIRouter:
    """``/zones/{number}/allowed``."""
    router = APIRouter(tags=["zones"])
    trust, clock = parts.trust, parts.clock

    def noted(who: Caller, action: str, **details: object) -> None:
        trust.note(who.officer, action, details, address=who.address)

    @router.get("/zones/{number}/allowed")
    def list_allowed(number: ZoneNumber, who: Who) -> AllowedListOut:
        """Who may be in a zone."""
        need(who, *_CHANGERS)
        zones = parts.watching.zones
        zones.one(who.officer, number)
        noted(who, "zone_allowed_read", zone=number)
        return AllowedListOut(allowed=[_allowed_out(one, parts) for one in zones.allowed(number)])

    @router.post("/zones/{number}/allowed", status_code=201)
    def allow(number: ZoneNumber, body: AllowBody, who: Who) -> AllowedListOut:
        """Put a plate on the allowed list."""
        need(who, *_CHANGERS)
        wanted = NewAllowed(
            pattern=parse_pattern(body.plate),
            name=body.name,
            as_=body.kind,
            starts=parse_instant(body.starts, clock.now),
            ends=parse_instant(body.ends, clock.now) if body.ends is not None else None,
            bands=frozenset(map(parse_band, body.bands)),
            weekdays=frozenset(body.weekdays),
            note=body.note,
        )
        zones = parts.watching.zones
        (added,) = zones.allow(who.officer, number, [wanted])
        noted(who, "zone_allowed_added", zone=number, allowed=added, plate=wanted.pattern.text)
        return AllowedListOut(allowed=[_allowed_out(one, parts) for one in zones.allowed(number)])

    @router.delete("/zones/{number}/allowed/{allowed}", status_code=204)
    def disallow(number: ZoneNumber, allowed: AllowedNumber, who: Who) -> None:
        """Take a plate off the allowed list."""
        need(who, *_CHANGERS)
        parts.watching.zones.disallow(who.officer, number, allowed)
        noted(who, "zone_allowed_removed", zone=number, allowed=allowed)

    @router.post("/zones/{number}/allowed/import")
    def import_allowed(
        number: ZoneNumber, who: Who, file: UploadFile, dry_run: Annotated[Literal["true", "false"], Form()]
    ) -> ImportedAllowedOut:
        """Put the plates of a CSV file on the allowed list; nothing is added where a row cannot be used."""
        need(who, *_CHANGERS)
        zones = parts.watching.zones
        zones.one(who.officer, number)
        content = file.file.read(MAX_BYTES + 1)
        found = read_allowed(content, clock.now())
        added = 0
        if dry_run == "false":
            if found.bad:
                raise Invalid(f"{found.bad[0].why.en} Nothing was added; mend {len(found.bad)} rows first.")
            added = len(zones.allow(who.officer, number, found.allowed))
            noted(who, "zone_allowed_added", zone=number, allowed=added, file=(file.filename or "")[:200])
        bad = [BadRowOut(row=one.row, zh=one.why.zh, en=one.why.en) for one in found.bad[:_MOST_BAD]]
        return ImportedAllowedOut(allowed=len(found.allowed), added=added, bad=bad)

    @router.get(
        "/zones/{number}/allowed/export",
        response_class=Response,
        responses={200: {"content": {"text/csv": {}}}},
    )
    def export_allowed(number: ZoneNumber, who: Who) -> Response:
        """The allowed list as a CSV file."""
        need(who, *_CHANGERS)
        zones = parts.watching.zones
        zones.one(who.officer, number)
        noted(who, "zone_allowed_exported", zone=number)
        name = f"zone-{number}-allowed-{clock.now().taipei():%Y%m%d-%H%M}.csv"
        return Response(
            write_allowed(zones.allowed(number)),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return router


def _allowed_out(one: Allowed, parts: Parts) -> AllowedOut:
    return AllowedOut(
        id=one.id,
        plate=one.pattern.text,
        display=Plate(one.pattern.text).display if one.pattern.is_exact else one.pattern.text,
        name=one.name,
        kind=one.as_,
        starts=str(one.starts),
        ends=str(one.ends) if one.ends else None,
        bands=[str(band) for band in sorted(one.bands)],
        weekdays=[day for day in Weekday if day in one.weekdays],
        note=one.note,
        added_by=one.added_by,
        added=str(one.added),
        holds_now=one.holds(parts.clock.now()),
    )
