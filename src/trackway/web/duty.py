"""Duty over HTTP: who is told of alerts, by what, and when; rosters and who stands in."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Response
from pydantic import Field

from trackway.model.band import parse_band
from trackway.model.question import Role
from trackway.model.time import TAIPEI, Instant, Span
from trackway.watch import LOWEST
from trackway.watch.duty import Contact, Group, Person, Shift, Substitution, read_roster, turns
from trackway.web.duty_json import (
    ChannelNameOut,
    ContactBody,
    DutyGroupBody,
    DutyGroupOut,
    DutyOut,
    DutyWeekOut,
    MachineBody,
    PersonBody,
    PersonOut,
    RosterOut,
    RosterProblemOut,
    SubstitutionBody,
    ToldOut,
    WhoIsToldOut,
    group_out,
    person_out,
    turn_out,
)
from trackway.web.parts import Caller, Parts, Who, need

__all__ = ["routes"]

Number = Annotated[int, Path(ge=1, le=2**53 - 1)]
Username = Annotated[str, Path(max_length=64)]
_READERS = (Role.INVESTIGATOR, Role.ADMINISTRATOR, Role.AUDITOR)
_WEEK_S = 7 * 86_400.0


def routes(parts: Parts) -> APIRouter:
    """``/duty``."""
    router = APIRouter(tags=["duty"], prefix="/duty")

    @router.get("")
    def show_duty(who: Who) -> DutyOut:
        """Groups, who is on duty now and next, and who would be told if an alert came now."""
        need(who, *_READERS)
        rooms, now = parts.watching, parts.clock.now()
        people = rooms.duty.people().values()
        return DutyOut(
            at=str(now),
            people=[person_out(one, who) for one in people],
            groups=[group_out(one, now, who) for one in rooms.duty.groups()],
            channels=[
                ChannelNameOut(id=one.id, name=one.name, kind=one.kind, is_enabled=one.is_enabled)
                for one in rooms.channels.all()
            ],
            who_is_told=[
                WhoIsToldOut(priority=priority, told=_told(parts, [], now, priority))
                for priority in range(1, LOWEST + 1)
            ],
        )

    @router.get("/told")
    def who_is_told(
        who: Who,
        group: Annotated[list[Annotated[str, Field(max_length=100)]], Query(max_length=20)] = [],  # noqa: B006
        priority: Annotated[int, Query(ge=1, le=LOWEST)] = 1,
        level: Annotated[int, Query(ge=0, le=50)] = 0,
    ) -> WhoIsToldOut:
        """Whom an alert for these groups would be told to, if it came or escalated now."""
        need(who, *_READERS)
        told = _told(parts, group, parts.clock.now(), priority, level)
        return WhoIsToldOut(priority=priority, told=told)

    @router.put("/people/{username}")
    def put_person(username: Username, body: PersonBody, who: Who) -> PersonOut:
        """Say how an officer is reached."""
        need(who, Role.ADMINISTRATOR)
        officer = parts.trust.officers.account(username).officer
        person = Person(officer.username, officer.name, tuple(_contact(parts, one) for one in body.contacts))
        parts.watching.duty.put_person(person)
        ways: list[object] = [
            {"channel": one.channel, "address": one.address, "quiet": list(map(str, one.quiet))}
            for one in person.contacts
        ]
        _note(parts, who, "duty_person_changed", {"username": officer.username, "contacts": ways})
        return person_out(person, who)

    @router.delete("/people/{username}", status_code=204, response_class=Response)
    def drop_person(username: Username, who: Who) -> None:
        """Tell an officer nothing any more."""
        need(who, Role.ADMINISTRATOR)
        parts.watching.duty.drop_person(username)
        _note(parts, who, "duty_person_removed", {"username": username})

    @router.post("/roster")
    def take_roster(
        who: Who,
        content: Annotated[bytes, Body(media_type="text/csv")],
        is_dry: Annotated[bool, Query(alias="dry_run")] = False,  # noqa: FBT002
    ) -> RosterOut:
        """Give groups the shifts and substitutions of a CSV file; ``dry_run`` only says what it would do."""
        need(who, Role.ADMINISTRATOR)
        found = read_roster(content)
        is_taken = not is_dry and not found.problems
        if is_taken:
            parts.watching.duty.take_roster(found)
            shifts = {name: len(rows) for name, rows in found.shifts.items()}
            _note(parts, who, "duty_roster_imported", {"shifts": shifts})
        return RosterOut(
            shifts={name: len(rows) for name, rows in found.shifts.items()},
            substitutions={name: len(rows) for name, rows in found.substitutions.items()},
            problems=[RosterProblemOut(row=one.row, says=one.says) for one in found.problems],
            is_taken=is_taken,
        )

    _group_routes(router, parts)
    return router


def _group_routes(router: APIRouter, parts: Parts) -> None:
    """``/duty/groups``."""

    @router.post("/groups", status_code=201)
    def add_group(body: DutyGroupBody, who: Who) -> DutyGroupOut:
        """Make a group."""
        need(who, Role.ADMINISTRATOR)
        found = parts.watching.duty.put_group(_group_of(parts, body, 0))
        _note(parts, who, "duty_group_added", _noted(found))
        return group_out(found, parts.clock.now(), who)

    @router.put("/groups/{number}")
    def change_group(number: Number, body: DutyGroupBody, who: Who) -> DutyGroupOut:
        """Change a group: members, machines, shifts, and who follows."""
        need(who, Role.ADMINISTRATOR)
        parts.watching.duty.group(number)
        found = parts.watching.duty.put_group(_group_of(parts, body, number))
        _note(parts, who, "duty_group_changed", _noted(found))
        return group_out(found, parts.clock.now(), who)

    @router.delete("/groups/{number}", status_code=204, response_class=Response)
    def drop_group(number: Number, who: Who) -> None:
        """Take a group away."""
        need(who, Role.ADMINISTRATOR)
        found = parts.watching.duty.group(number)
        parts.watching.duty.drop_group(number)
        _note(parts, who, "duty_group_removed", {"group": found.name})

    @router.get("/groups/{number}/week")
    def show_week(number: Number, who: Who, start: date | None = None) -> DutyWeekOut:
        """A group's turns in the seven days from a day; from today where none is named."""
        need(who, *_READERS)
        group = parts.watching.duty.group(number)
        day = start or parts.clock.now().taipei().date()
        begins = Instant.of(datetime(day.year, day.month, day.day, tzinfo=TAIPEI))
        found = turns(group, Span(begins, begins.plus(_WEEK_S)))
        return DutyWeekOut(start=str(begins), turns=[turn_out(one) for one in found])

    @router.put("/groups/{number}/substitutions")
    def substitute(number: Number, body: SubstitutionBody, who: Who) -> DutyGroupOut:
        """Have somebody stand in for another on one day."""
        need(who, Role.ADMINISTRATOR)
        duty = parts.watching.duty
        duty.substitute(number, Substitution(body.day, body.away, body.instead))
        found = duty.group(number)
        _note(parts, who, "duty_substituted", {"group": found.name, **body.model_dump(mode="json")})
        return group_out(found, parts.clock.now(), who)

    @router.delete("/groups/{number}/substitutions/{day}/{away}")
    def drop_substitution(number: Number, day: date, away: Username, who: Who) -> DutyGroupOut:
        """Have nobody stand in after all."""
        need(who, Role.ADMINISTRATOR)
        duty = parts.watching.duty
        duty.drop_substitution(number, day, away)
        found = duty.group(number)
        _note(parts, who, "duty_substitution_removed", {"group": found.name, "day": str(day), "away": away})
        return group_out(found, parts.clock.now(), who)


def _note(parts: Parts, who: Caller, action: str, details: dict[str, object]) -> None:
    parts.trust.note(who.officer, action, details, address=who.address)


def _contact(parts: Parts, body: ContactBody | MachineBody) -> Contact:
    channel = parts.watching.channels.one(body.channel)
    address = parts.watching.channels.kind(channel.kind).check(body.address)
    quiet = body.quiet if isinstance(body, ContactBody) else []
    return Contact(body.channel, address, tuple(map(parse_band, quiet)))


def _group_of(parts: Parts, body: DutyGroupBody, number: int) -> Group:
    return Group(
        number,
        body.name,
        tuple(body.members),
        tuple(_contact(parts, one) for one in body.machines),
        tuple(Shift(one.username, parse_band(one.band), frozenset(one.weekdays)) for one in body.shifts),
        (),
        body.next_name,
        body.is_default,
    )


def _told(parts: Parts, groups: list[str], now: Instant, priority: int, level: int = 0) -> list[ToldOut]:
    # A channel that is off or gone tells nobody, whoever has an address there.
    enabled = {one.id for one in parts.watching.channels.all() if one.is_enabled}
    return [
        ToldOut(
            group=one.group,
            username=one.username,
            channel=one.contact.channel,
            not_before=str(one.not_before) if one.not_before > now else None,
            is_in_gap=one.is_in_gap,
        )
        for one in parts.watching.duty.told(groups, now, priority=priority, level=level)
        if one.contact.channel in enabled
    ]


def _noted(one: Group) -> dict[str, object]:
    return {
        "group": one.name,
        "members": list(one.members),
        "shifts": len(one.shifts),
        "next": one.next_name,
        "is_default": one.is_default,
    }
