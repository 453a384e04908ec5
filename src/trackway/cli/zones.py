"""`trackway zones list | add | approve | end`, and by `zone_inside` who may be in one, and who is."""

from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from trackway.cli.found import print_lines, print_table
from trackway.cli.house import House
from trackway.cli.why import asker
from trackway.cli.zone_inside import Json, add_allowed, add_visits, listed, read_bytes
from trackway.model.area import Area, Polygon, area_text, parse_area
from trackway.model.band import parse_band, parse_weekday
from trackway.model.errors import Invalid, WrongUse
from trackway.model.place import Point
from trackway.model.time import Instant, parse_instant
from trackway.watch import Category, Terms
from trackway.watch.zones import (
    Lasting,
    Rule,
    VehicleGroup,
    Zone,
    ZonePlan,
    timetable_of,
)

__all__ = ["commands", "zone_object"]

_HELP = "管制區 Restricted areas: who may be where and when, and who is there."
Groups = Annotated[list[VehicleGroup] | None, Parameter(negative="")]
_MAX_GEOJSON = 4 * 2**20
"""A polygon of 10,000 corners has some 400 kB."""


def commands(house: House) -> App:
    """The commands about restricted areas."""
    app, zones = App(), App(name="zones", help=_HELP)
    app.command(zones)
    _add_listing(zones, house)
    _add_asking(zones, house)
    _add_deciding(zones, house)
    add_allowed(zones, house)
    add_visits(zones, house)
    return app


def _add_listing(zones: App, house: House) -> None:
    @zones.command(name="list")
    def list_(*, data: Path, officer: str = "", json: Json = False) -> None:
        """清單 The restricted areas, the newest first; the covert ones of others are left out.

        Parameters
        ----------
        data
            The data folder.
        officer
            Who asks, if not the account this runs under.
        """
        with house.trust(data) as trust, house.watch(data) as rooms:
            found = rooms.zones.seen_by(asker(trust, officer))
            inside = {zone.id: rooms.zones.inside_count(zone.id) for zone in found}
        now = house.clock.now()
        if json:
            print_lines(zone_object(zone, now) | {"inside": inside[zone.id]} for zone in found)
            return
        table = Table("號 No", "管制區 Zone", "案號 Case", "起 From", "迄 To", "狀態 State", "區內 Inside")
        for zone in found:
            plan = zone.plan
            ends = f"{plan.ends.taipei():%Y-%m-%d %H:%M}" if plan.ends else "永久 for good"
            cells = (
                plan.name,
                plan.case_no,
                f"{plan.starts.taipei():%Y-%m-%d %H:%M}",
                ends,
                _state(zone, now),
            )
            table.add_row(str(zone.id), *map(Text, cells), str(inside[zone.id]))
        print_table(table)


def _add_asking(zones: App, house: House) -> None:
    @zones.command
    def add(
        name: str,
        /,
        *,
        data: Path,
        area: str = "",
        geojson: Path | None = None,
        cameras: str = "",
        from_: Annotated[str, Parameter(name="--from")] = "now",
        to: str = "",
        for_good: Annotated[bool, Parameter(negative="")] = False,
        allowed_only: Annotated[bool, Parameter(negative="")] = False,
        forbid: Groups = None,
        exempt: Groups = None,
        oneway: float | None = None,
        max_stay_min: float | None = None,
        bands: str = "",
        weekdays: str = "",
        off: str = "",
        legal_basis: str,
        case: str,
        owner: str,
        priority: int = 3,
        covert: Annotated[bool, Parameter(negative="")] = False,
        recipients: str = "",
        emergency: Annotated[bool, Parameter(negative="")] = False,
        json: Json = False,
    ) -> None:
        """新增管制區 Ask for a restricted area; it holds when somebody else has approved it.

        Parameters
        ----------
        name
            What it is called.
        data
            The data folder.
        area
            circle:LON,LAT,METRES, rectangle:WEST,SOUTH,EAST,NORTH or polygon:LON,LAT LON,LAT LON,LAT.
        geojson
            A file with one polygon, instead of an area.
        cameras
            Ids of cameras, with commas between them, instead of an area.
        from_
            When it begins.
        to
            When it ends; needed unless --for-good.
        for_good
            It has no end.
        allowed_only
            Only plates of its allowed list may be there.
        forbid
            Classes that may not be there, such as large or scooter; may be repeated.
        exempt
            Classes that may, such as bus or taxi; may be repeated.
        oneway
            The compass bearing in which its road is driven.
        max_stay_min
            The longest stay in minutes.
        bands
            Times of the day at which its rules hold, such as 22:00-05:00, with commas between them.
        weekdays
            Days on which those begin, such as sat,sun.
        off
            Days such as 2027-01-01 on which they never hold, with commas between them.
        legal_basis
            法源依據 On what law or order it rests.
        case
            案號或專案編號 The case or operation number.
        owner
            Who is responsible for it.
        priority
            1, the most urgent, to 5.
        covert
            Only its recipients, who asks and who approves know of it.
        recipients
            Groups that are told, with commas between them.
        emergency
            It holds at once, for a day unless approved.
        """
        clock = house.clock
        with house.registry(data) as registry:
            chosen = frozenset(registry.camera(one).number for one in listed(cameras))
        plan = ZonePlan(
            name=name,
            rule=Rule(
                allowed_only,
                frozenset(forbid or ()),
                frozenset(exempt or ()),
                oneway,
                max_stay_min * 60 if max_stay_min is not None else None,
            ),
            starts=parse_instant(from_, clock.now),
            ends=parse_instant(to, clock.now) if to else None,
            legal_basis=legal_basis,
            case_no=case,
            owner=owner,
            lasting=Lasting.PERMANENT if for_good else Lasting.TEMPORARY,
            area=_area(area, geojson),
            chosen=chosen,
            timetable=timetable_of(
                [parse_band(one) for one in listed(bands)],
                [parse_weekday(one) for one in listed(weekdays)],
                [_day(one) for one in listed(off)],
            ),
            terms=Terms(
                Category.RESTRICTED_AREA, priority, covert=covert, recipients=tuple(listed(recipients))
            ),
        )
        with house.trust(data) as trust, house.watch(data) as rooms:
            who = asker(trust, "")
            made = rooms.zones.add(who, plan, emergency=emergency)
            trust.note(who, "zone_added", {"zone": made.id, "name": name, "case": case})
        if json:
            print_lines([zone_object(made, clock.now())])
        else:
            print(f"管制區 {made.id} 待另一人核准 Zone {made.id} waits for somebody else's approval.")


def _add_deciding(zones: App, house: House) -> None:
    @zones.command
    def approve(number: int, /, *, data: Path) -> None:
        """核准 Approve a zone that somebody else asked for.

        Parameters
        ----------
        number
            Its number.
        data
            The data folder.
        """
        with house.trust(data) as trust, house.watch(data) as rooms:
            who = asker(trust, "")
            seen = rooms.zones.one(who, number)
            done = rooms.zones.approve(who, number, seen.version)
            trust.note(who, "zone_approved", {"zone": number, "version": done.version})
        print(f"管制區 {number} 已核准 Zone {number} is approved.")

    @zones.command
    def end(number: int, /, *, data: Path, officer: str = "") -> None:
        """結束 End a zone now.

        Parameters
        ----------
        number
            Its number.
        data
            The data folder.
        officer
            Who ends it, if not the account this runs under.
        """
        with house.trust(data) as trust, house.watch(data) as rooms:
            who = asker(trust, officer)
            rooms.zones.end(who, number)
            trust.note(who, "zone_ended", {"zone": number})
        print(f"管制區 {number} 已結束 Zone {number} has ended.")


def zone_object(zone: Zone, now: Instant) -> dict[str, object]:
    """A zone with the names that the HTTP interface uses."""
    plan = zone.plan
    return {
        "id": zone.id,
        "name": plan.name,
        "area": area_text(plan.area) if plan.area else None,
        "case_no": plan.case_no,
        "legal_basis": plan.legal_basis,
        "owner": plan.owner,
        "starts": str(plan.starts),
        "ends": str(plan.ends) if plan.ends else None,
        "lasting": plan.lasting.value,
        "requester": zone.requester,
        "approved_by": zone.approval.by if zone.approval else None,
        "ended": str(zone.ended) if zone.ended else None,
        "forbidden": sorted(plan.rule.forbidden),
        "exempt": sorted(plan.rule.exempt),
        "allowed_only": plan.rule.allowed_only,
        "max_stay_s": plan.rule.max_stay_s,
        "holds": zone.holds(now),
        "version": zone.version,
    }


def _state(zone: Zone, now: Instant) -> str:
    if zone.ended is not None or (zone.plan.ends is not None and zone.plan.ends <= now):
        return "已結束 over"
    if zone.approval is None:
        return "緊急生效 emergency" if zone.holds(now) else "待核准 waiting"
    return "生效中 in force" if zone.holds(now) else "未開始 not yet"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{text!r} is no day; write it like 2027-01-01.") from None


def _area(text: str, file: Path | None) -> Area | None:
    if file is None:
        return parse_area(text) if text else None
    if text:
        raise WrongUse("Give --area or --geojson, not both.")
    try:
        whole = msgspec.json.decode(read_bytes(file, _MAX_GEOJSON), type=object)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Invalid(f"{file} is no JSON: {error}.") from None
    match whole:
        case {"type": "FeatureCollection", "features": [{"geometry": geometry}]}:
            pass
        case {"type": "Feature", "geometry": geometry}:
            pass
        case _:
            geometry = whole
    try:
        corners = msgspec.convert(geometry, type=_Ring).coordinates
        if len(corners) != 1:
            raise Invalid(f"The polygon in {file} has holes; a zone has none.")
        return Polygon(tuple(Point(lon, lat) for lon, lat in corners[0]))
    except msgspec.ValidationError as error:
        raise Invalid(f"{file} does not hold one GeoJSON polygon: {error}.") from None


class _Ring(msgspec.Struct, tag="Polygon", tag_field="type"):
    coordinates: list[list[tuple[float, float]]]
