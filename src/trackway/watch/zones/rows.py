"""Rows of zones, allowed plates and visits: what stands in the file, as values again."""

import sqlite3
from datetime import date

import msgspec

from trackway.model.area import area_text, parse_area
from trackway.model.band import Stretch, Weekday, parse_band
from trackway.model.errors import Lost
from trackway.model.passage import Passage, PassageId
from trackway.model.pattern import PlatePattern
from trackway.model.time import Instant
from trackway.watch.entry import Approval, Terms
from trackway.watch.zones.lookout import Move
from trackway.watch.zones.timetable import Timetable
from trackway.watch.zones.visit import Count, Visit, VisitState
from trackway.watch.zones.zone import (
    Allowed,
    AllowedAs,
    Breach,
    Lasting,
    Rule,
    SetSide,
    Zone,
    ZonePlan,
)

__all__ = [
    "allowed_of",
    "count_of",
    "packed_plan",
    "packed_visit",
    "visit_of",
    "zone_of",
]

_PASSAGE = msgspec.msgpack.Decoder(Passage)


class _Hours(msgspec.Struct, frozen=True):
    stretches: tuple[Stretch, ...] = ()
    off: tuple[date, ...] = ()
    full: tuple[date, ...] = ()


class _Plan(msgspec.Struct, frozen=True):
    """A plan as JSON: its area as text, its times as microseconds."""

    name: str
    rule: Rule
    starts_us: int
    ends_us: int | None
    legal_basis: str
    case_no: str
    owner: str
    lasting: Lasting
    area: str
    chosen: tuple[int, ...]
    sides: tuple[SetSide, ...]
    timetable: _Hours
    terms: Terms
    left_after_s: float
    note: str


def packed_plan(plan: ZonePlan) -> str:
    """A plan as JSON."""
    kept = _Plan(
        name=plan.name,
        rule=plan.rule,
        starts_us=plan.starts.us,
        ends_us=plan.ends.us if plan.ends else None,
        legal_basis=plan.legal_basis,
        case_no=plan.case_no,
        owner=plan.owner,
        lasting=plan.lasting,
        area=area_text(plan.area) if plan.area else "",
        chosen=tuple(sorted(plan.chosen)),
        sides=plan.sides,
        timetable=_hours(plan.timetable),
        terms=plan.terms,
        left_after_s=plan.left_after_s,
        note=plan.note,
    )
    return msgspec.json.encode(kept).decode()


def zone_of(row: sqlite3.Row) -> Zone:
    """A zone. Raises ``Lost`` for a row that ``packed_plan`` did not make."""
    approval = None
    if row["approved_by"] is not None:
        approval = Approval(row["approved_by"], Instant(row["approved_us"]))
    return Zone(
        id=row["id"],
        plan=_plan(row["id"], row["plan"]),
        requester=row["requester"],
        added=Instant(row["added_us"]),
        approval=approval,
        emergency=bool(row["emergency"]),
        ended=None if row["ended_us"] is None else Instant(row["ended_us"]),
        version=row["version"],
    )


def allowed_of(row: sqlite3.Row) -> Allowed:
    """A plate that may be there."""
    return Allowed(
        id=row["id"],
        zone=row["zone"],
        pattern=PlatePattern(row["pattern"]),
        as_=AllowedAs(row["kept_as"]),
        name=row["name"],
        starts=Instant(row["starts_us"]),
        ends=None if row["ends_us"] is None else Instant(row["ends_us"]),
        bands=frozenset(map(parse_band, row["bands"].split())),
        weekdays=frozenset(map(Weekday, row["weekdays"].split())),
        note=row["note"],
        added_by=row["added_by"],
        added=Instant(row["added_us"]),
    )


def packed_visit(visit: Visit) -> dict[str, str | int | bytes | None]:
    """A visit as the values of its row."""
    return {
        "zone": visit.zone,
        "plate": visit.plate,
        "began": visit.began,
        "entered_us": visit.entered.us,
        "came": visit.came.value,
        "last_us": visit.last.us,
        "camera": visit.passage.camera,
        "passage": msgspec.msgpack.encode(visit.passage),
        "seen": visit.seen,
        "state": visit.state.value,
        "left_us": visit.left.us if visit.left else None,
        "left_as": visit.left_as,
        "told": msgspec.json.encode(sorted(visit.told)).decode(),
    }


def visit_of(row: sqlite3.Row) -> Visit:
    """A visit. Raises ``Lost`` for a row that ``packed_visit`` did not make."""
    try:
        return Visit(
            zone=row["zone"],
            plate=row["plate"],
            began=PassageId(row["began"]),
            entered=Instant(row["entered_us"]),
            came=Move(row["came"]),
            passage=_PASSAGE.decode(row["passage"]),
            seen=row["seen"],
            state=VisitState(row["state"]),
            left=None if row["left_us"] is None else Instant(row["left_us"]),
            left_as=row["left_as"],
            told=frozenset(msgspec.json.decode(row["told"], type=tuple[Breach, ...])),
        )
    except (msgspec.MsgspecError, ValueError) as error:
        raise Lost(f"A visit of zone {row['zone']} is damaged: {error}") from error


def count_of(row: sqlite3.Row) -> Count:
    """The counts of an hour."""
    numbers = (row[name] for name in ("came", "went", "there", "unsure", "no_plate"))
    return Count(row["zone"], Instant(row["hour_us"]), *numbers)


def _plan(number: int, text: str) -> ZonePlan:
    try:
        kept = msgspec.json.decode(text, type=_Plan)
    except msgspec.MsgspecError as error:
        raise Lost(f"The plan of zone {number} is damaged: {error}") from error
    return ZonePlan(
        name=kept.name,
        rule=kept.rule,
        starts=Instant(kept.starts_us),
        ends=None if kept.ends_us is None else Instant(kept.ends_us),
        legal_basis=kept.legal_basis,
        case_no=kept.case_no,
        owner=kept.owner,
        lasting=kept.lasting,
        area=parse_area(kept.area) if kept.area else None,
        chosen=frozenset(kept.chosen),
        sides=kept.sides,
        timetable=_timetable(kept.timetable),
        terms=kept.terms,
        left_after_s=kept.left_after_s,
        note=kept.note,
    )


def _hours(timetable: Timetable) -> _Hours:
    return _Hours(timetable.stretches, tuple(sorted(timetable.off)), tuple(sorted(timetable.full)))


def _timetable(hours: _Hours) -> Timetable:
    return Timetable(hours.stretches, frozenset(hours.off), frozenset(hours.full))
