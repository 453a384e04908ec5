"""Duty as JSON: people and how they are reached, groups with their rosters, turns, and who would be told."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trackway.model.band import Weekday
from trackway.model.question import Role
from trackway.model.time import Instant
from trackway.watch.duty import Group, Person, Shift, Turn, on_duty, turns_after
from trackway.web.parts import Caller

__all__ = [
    "ChannelNameOut",
    "ContactBody",
    "DutyGroupBody",
    "DutyGroupOut",
    "DutyOut",
    "DutyWeekOut",
    "MachineBody",
    "PersonBody",
    "PersonOut",
    "RosterOut",
    "RosterProblemOut",
    "ShiftBody",
    "SubstitutionBody",
    "ToldOut",
    "TurnOut",
    "WhoIsToldOut",
    "group_out",
    "person_out",
    "turn_out",
]


class ContactBody(BaseModel):
    """One way of reaching somebody; ``quiet`` are bands like 22:00-07:00."""

    model_config = ConfigDict(extra="forbid")

    channel: int
    address: str = Field(min_length=1, max_length=2000)
    quiet: list[str] = Field(default=[], max_length=10)


class PersonBody(BaseModel):
    """How an officer is reached."""

    model_config = ConfigDict(extra="forbid")

    contacts: list[ContactBody] = Field(max_length=10)


class ShiftBody(BaseModel):
    """When somebody is on duty, week after week; no weekdays is every day."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(max_length=64)
    band: str = Field(max_length=32)
    weekdays: list[Weekday] = Field(default=[], max_length=7)


class MachineBody(BaseModel):
    """An address that is told whoever is on duty."""

    model_config = ConfigDict(extra="forbid")

    channel: int
    address: str = Field(min_length=1, max_length=2000)


class DutyGroupBody(BaseModel):
    """People who are told together."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    members: list[Annotated[str, Field(max_length=64)]] = Field(default=[], max_length=200)
    machines: list[MachineBody] = Field(default=[], max_length=50)
    shifts: list[ShiftBody] = Field(default=[], max_length=200)
    next_name: str = Field(default="", max_length=100)
    is_default: bool = False


class SubstitutionBody(BaseModel):
    """Somebody who takes over another's shifts that begin on one day."""

    model_config = ConfigDict(extra="forbid")

    day: date
    away: str = Field(max_length=64)
    instead: str = Field(max_length=64)


class TurnOut(BaseModel):
    """One stretch of duty; ``instead_of`` is whom they stand in for, empty for nobody."""

    username: str
    start: str
    end: str
    instead_of: str


class DutyGroupOut(BaseModel):
    """A group, who of it is on duty now, and who comes next."""

    id: int
    name: str
    members: list[str]
    machines: list[MachineBody]
    shifts: list[ShiftBody]
    substitutions: list[SubstitutionBody]
    next_name: str
    is_default: bool
    now: list[TurnOut]
    next: list[TurnOut]
    is_gap: bool = Field(description="It has shifts, and nobody is on duty now: all of it is told.")


class PersonOut(BaseModel):
    """Somebody who is told of alerts. Addresses are shown to administrators, and to each their own."""

    username: str
    name: str
    contacts: list[ContactBody]
    ways: int


class ToldOut(BaseModel):
    """Somebody who would be told now, by which channel; later where ``not_before`` says so."""

    group: str
    username: str
    channel: int
    not_before: str | None
    is_in_gap: bool


class WhoIsToldOut(BaseModel):
    """Whom an alert of a priority that names no group would be told to, if it came now."""

    priority: int
    told: list[ToldOut]


class ChannelNameOut(BaseModel):
    """A channel, as those see it who set up nothing."""

    id: int
    name: str
    kind: str
    is_enabled: bool


class DutyOut(BaseModel):
    """Who is told of alerts, as of ``at``."""

    at: str
    people: list[PersonOut]
    groups: list[DutyGroupOut]
    channels: list[ChannelNameOut]
    who_is_told: list[WhoIsToldOut]


class DutyWeekOut(BaseModel):
    """A group's turns of duty in the seven days from ``start``."""

    start: str
    turns: list[TurnOut]


class RosterProblemOut(BaseModel):
    """A row that cannot be used, and why."""

    row: int
    says: str


class RosterOut(BaseModel):
    """What a roster would change, or changed: shifts of each group, substitutions, bad rows."""

    shifts: dict[str, int]
    substitutions: dict[str, int]
    problems: list[RosterProblemOut]
    is_taken: bool


def person_out(one: Person, who: Caller) -> PersonOut:
    """Somebody as JSON, with addresses for those who may see them."""
    is_shown = who.officer.role is Role.ADMINISTRATOR or who.officer.username == one.username
    return PersonOut(
        username=one.username,
        name=one.name,
        contacts=[
            ContactBody(channel=way.channel, address=way.address, quiet=list(map(str, way.quiet)))
            for way in one.contacts
            if is_shown
        ],
        ways=len(one.contacts),
    )


def group_out(one: Group, now: Instant, who: Caller) -> DutyGroupOut:
    """A group as JSON, and who of it is on duty now."""
    present = on_duty(one, now)
    is_administrator = who.officer.role is Role.ADMINISTRATOR
    return DutyGroupOut(
        id=one.id,
        name=one.name,
        members=list(one.members),
        machines=[
            MachineBody(channel=way.channel, address=way.address if is_administrator else "•")
            for way in one.machines
        ],
        shifts=[
            ShiftBody(username=shift.username, band=str(shift.band), weekdays=_days(shift))
            for shift in one.shifts
        ],
        substitutions=[
            SubstitutionBody(day=each.day, away=each.away, instead=each.instead) for each in one.substitutions
        ],
        next_name=one.next_name,
        is_default=one.is_default,
        now=[turn_out(turn) for turn in present],
        next=[turn_out(turn) for turn in turns_after(one, now)],
        is_gap=bool(one.shifts) and not present,
    )


def _days(shift: Shift) -> list[Weekday]:
    return [day for day in Weekday if day in shift.weekdays]


def turn_out(one: Turn) -> TurnOut:
    """A turn as JSON."""
    return TurnOut(
        username=one.username,
        start=str(one.span.start),
        end=str(one.span.end),
        instead_of=one.instead_of,
    )
