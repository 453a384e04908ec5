"""Watch lists as JSON: lists and entries, as asked for and as shown."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from trackway.model.area import area_text, parse_area
from trackway.model.band import Weekday, parse_band
from trackway.model.errors import Invalid
from trackway.model.pattern import PlatePattern, parse_pattern
from trackway.model.plate import Plate
from trackway.model.time import Clock, Instant, parse_instant
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.watch import EMERGENCY_S, Act, Category, Exactness, Expected, ListKind, Terms, WatchList
from trackway.watch.lists import Draft, EntryState, Shown

__all__ = [
    "DraftBody",
    "EntryOut",
    "ListBody",
    "ListOut",
    "TermsBody",
    "TermsOut",
    "display_of",
    "draft_of",
    "list_of",
]


class TermsBody(BaseModel):
    """How a hit is told and to whom; ``recipients`` are names of groups, none for the list's own."""

    model_config = ConfigDict(extra="forbid")

    category: Category = Category.OTHER
    priority: int = Field(default=3, ge=1, le=5)
    act: Act = Act.NOTIFY
    covert: bool = False
    recipients: list[str] = Field(default=[], max_length=20)
    danger: str = Field(default="", max_length=500)

    def terms(self) -> Terms:
        """The same in the watch's words."""
        return Terms(self.category, self.priority, self.act, self.covert, tuple(self.recipients), self.danger)


class TermsOut(BaseModel):
    """How a hit is told and to whom."""

    category: Category
    priority: int
    act: Act
    covert: bool
    recipients: list[str]
    danger: str

    @classmethod
    def of(cls, terms: Terms) -> "TermsOut":
        """Terms as JSON."""
        return cls(
            category=terms.category,
            priority=terms.priority,
            act=terms.act,
            covert=terms.covert,
            recipients=list(terms.recipients),
            danger=terms.danger,
        )


class ListBody(BaseModel):
    """A list as it shall be; ``refresh_within_s`` is null where entries are kept by hand."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    kind: ListKind = ListKind.WATCH
    owner: str = Field(default="", max_length=100)
    terms: TermsBody = TermsBody()
    refresh_within_s: float | None = Field(default=None, ge=60, le=366 * 86_400)
    sound: str = Field(default="", max_length=40)
    colour: str = Field(default="", max_length=7)


class ListOut(BaseModel):
    """A list: ``entries`` are those not over that one may know of; ``age_s`` since it was last right."""

    id: int
    name: str
    kind: ListKind
    owner: str
    terms: TermsOut
    refreshed: str
    age_s: float
    refresh_within_s: float | None
    is_overdue: bool
    sound: str
    colour: str
    entries: int

    @classmethod
    def of(cls, one: WatchList, now: Instant) -> "ListOut":
        """A list as JSON."""
        age_s = max(0.0, now.since(one.refreshed))
        return cls(
            id=one.id,
            name=one.name,
            kind=one.kind,
            owner=one.owner,
            terms=TermsOut.of(one.terms),
            refreshed=str(one.refreshed),
            age_s=round(age_s, 3),
            refresh_within_s=one.refresh_within_s,
            is_overdue=one.refresh_within_s is not None and age_s > one.refresh_within_s,
            sound=one.sound,
            colour=one.colour,
            entries=one.entries,
        )


class DraftBody(BaseModel):
    """What shall be watched for. ``terms`` are the list's when left out; ``start`` is now.

    ``bands`` are times of the local day like ``22:00-05:00``; ``area`` is a circle, rectangle or polygon in
    text. ``asked`` is who shall approve: needed for a covert entry.
    """

    model_config = ConfigDict(extra="forbid")

    pattern: str = Field(max_length=64)
    start: datetime | None = None
    end: datetime
    reason: str = Field(max_length=1000)
    legal_basis: str = Field(default="", max_length=300)
    case_no: str = Field(default="", max_length=100)
    exactness: Exactness = Exactness.EXACT
    kinds: list[VehicleKind] = Field(default=[], max_length=20)
    colours: list[Colour] = Field(default=[], max_length=20)
    make: str = Field(default="", max_length=100)
    terms: TermsBody | None = None
    bands: list[str] = Field(default=[], max_length=20)
    weekdays: list[Weekday] = Field(default=[], max_length=7)
    area: str = Field(default="", max_length=100_000)
    headings: list[Heading] = Field(default=[], max_length=9)
    retro_days: int = Field(default=0, ge=0, le=366)
    note: str = Field(default="", max_length=2000)
    asked: str = Field(default="", max_length=64)


class EntryOut(BaseModel):
    """An entry. ``emergency_ends``: when an unapproved emergency does; ``batch``: the import it came with."""

    id: int
    list_id: int
    list_name: str
    state: EntryState
    pattern: str
    display: str
    exactness: Exactness
    kinds: list[VehicleKind]
    colours: list[Colour]
    make: str
    start: str
    end: str
    reason: str
    legal_basis: str
    case_no: str
    requester: str
    added: str
    asked: str
    approver: str
    approved: str | None
    emergency: bool
    emergency_ends: str | None
    terms: TermsOut
    bands: list[str]
    weekdays: list[Weekday]
    area: str
    headings: list[Heading]
    retro_days: int
    note: str
    source_ref: str
    withdrawn: str | None
    withdrawn_by: str
    supersedes: int | None
    batch: int | None

    @classmethod
    def of(cls, shown: Shown) -> "EntryOut":
        """An entry as JSON."""
        one = shown.entry
        ends = str(one.added.plus(EMERGENCY_S)) if one.emergency and one.approval is None else None
        return cls(
            id=one.id,
            list_id=one.list_id,
            list_name=shown.list_name,
            state=shown.state,
            pattern=one.pattern.text,
            display=display_of(one.pattern),
            exactness=one.exactness,
            kinds=sorted(one.expected.kinds),
            colours=sorted(one.expected.colours),
            make=one.expected.make,
            start=str(one.force.start),
            end=str(one.force.end),
            reason=one.reason,
            legal_basis=one.legal_basis,
            case_no=one.case_no,
            requester=one.requester,
            added=str(one.added),
            asked=shown.asked,
            approver=one.approval.by if one.approval else "",
            approved=str(one.approval.at) if one.approval else None,
            emergency=one.emergency,
            emergency_ends=ends,
            terms=TermsOut.of(one.terms),
            bands=[str(band) for band in sorted(one.bands)],
            weekdays=sorted(one.weekdays),
            area="" if one.area is None else area_text(one.area),
            headings=sorted(one.headings),
            retro_days=one.retro_days,
            note=one.note,
            source_ref=one.source_ref,
            withdrawn=None if one.withdrawn is None else str(one.withdrawn),
            withdrawn_by=shown.withdrawn_by,
            supersedes=shown.supersedes,
            batch=shown.batch,
        )


def list_of(body: ListBody, identity: int, now: Instant) -> WatchList:
    """The list that a body asks for."""
    return WatchList(
        identity,
        body.name,
        body.kind,
        body.owner,
        body.terms.terms(),
        now,
        body.refresh_within_s,
        body.sound,
        body.colour,
    )


def draft_of(body: DraftBody, clock: Clock) -> Draft:
    """The draft that a body asks for. Raises ``Invalid`` for times without a zone."""
    return Draft(
        pattern=parse_pattern(body.pattern),
        start=clock.now() if body.start is None else _instant(body.start),
        end=_instant(body.end),
        reason=body.reason.strip(),
        legal_basis=body.legal_basis.strip(),
        case_no=body.case_no.strip(),
        exactness=body.exactness,
        expected=Expected(
            frozenset(body.kinds) - {VehicleKind.UNKNOWN},
            frozenset(body.colours) - {Colour.UNKNOWN},
            body.make.strip(),
        ),
        terms=None if body.terms is None else body.terms.terms(),
        bands=frozenset(parse_band(one) for one in body.bands),
        weekdays=frozenset(body.weekdays),
        area=parse_area(body.area) if body.area else None,
        headings=frozenset(body.headings) - {Heading.UNKNOWN},
        retro_days=body.retro_days,
        note=body.note.strip(),
    )


def display_of(pattern: PlatePattern) -> str:
    """A pattern as people write it; with its hyphen where it names one plate."""
    return Plate(pattern.text).display if pattern.is_exact else pattern.text


def _instant(at: datetime) -> Instant:
    if at.tzinfo is None:
        raise Invalid(f"The time {at.isoformat()} has no time zone; write +08:00 or Z behind it.")
    return parse_instant(at.isoformat())
