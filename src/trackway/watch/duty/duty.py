"""Duty 值勤: groups and rosters in the file of the watch, and who is to be told at this moment."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trackway.model.band import Weekday, parse_band
from trackway.model.errors import Conflict, Invalid, NotFound
from trackway.model.time import Clock, Instant
from trackway.sqlite import SqliteFile, Value
from trackway.watch.duty.group import Contact, Group, Person, Shift, Substitution
from trackway.watch.duty.roster import awake, on_duty
from trackway.watch.duty.roster_file import RosterFile

__all__ = ["Duty", "Told"]

_MOST = 200
"""Members of a group, machines, and shifts of each; more is a slip."""
_MOST_CONTACTS = 10
_KEPT_DAYS = 366


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is to be told, and how: ``username`` is empty for a machine.

    ``not_before`` is the end of quiet hours; the moment asked for where there are none. ``is_in_gap``: nobody
    of the group is on duty now, so that all of it is told.
    """

    group: str
    username: str
    contact: Contact
    not_before: Instant
    is_in_gap: bool = False


class Duty:
    """Everybody who is told of alerts. Usable from several threads and processes."""

    def __init__(self, database: SqliteFile, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # People

    def people(self) -> Mapping[str, Person]:
        """Everybody, by user name."""
        contacts: dict[str, list[Contact]] = defaultdict(list)
        for row in self._database.rows("duty_contacts_all"):
            quiet = tuple(map(parse_band, filter(None, row["quiet"].split(","))))
            contacts[row["username"]].append(Contact(row["channel"], row["address"], quiet))
        return {
            row["username"]: Person(row["username"], row["name"], tuple(contacts[row["username"]]))
            for row in self._database.rows("duty_people_all")
        }

    def put_person(self, person: Person) -> None:
        """Say how somebody is reached. Addresses are in their channels' normal form already."""
        if len(person.contacts) > _MOST_CONTACTS:
            raise Invalid(f"Somebody is reached in at most {_MOST_CONTACTS} ways.")
        if len({(one.channel, one.address) for one in person.contacts}) < len(person.contacts):
            raise Invalid(f"{person.username} has the same address twice.")
        with self._database.transaction():
            self._database.run("duty_person_put", username=person.username, name=person.name)
            self._database.run("duty_contacts_drop", username=person.username)
            for position, one in enumerate(person.contacts):
                self._database.run(
                    "duty_contact_add",
                    username=person.username,
                    position=position,
                    channel=one.channel,
                    address=one.address,
                    quiet=",".join(map(str, one.quiet)),
                )

    def drop_person(self, username: str) -> None:
        """Tell somebody nothing any more. Raises ``NotFound``; ``Conflict`` while on a roster."""
        with self._database.transaction():
            for group in self.groups():
                if any(username == shift.username for shift in group.shifts):
                    raise Conflict(
                        f"{username} has shifts in {group.name}; give them to somebody else first."
                    )
            if not self._database.run("duty_person_drop", username=username):
                raise NotFound(f"Nobody with the user name {username[:64]!r} is told of alerts.")

    # Groups

    def groups(self) -> tuple[Group, ...]:
        """Every group, by name."""
        since = (self._clock.now().taipei().date() - timedelta(days=31)).isoformat()
        members, machines, shifts, substitutions = (
            _by_group(self._database.rows(query, **values))
            for query, values in (
                ("duty_members_all", {}),
                ("duty_machines_all", {}),
                ("duty_shifts_all", {}),
                ("duty_substitutions_all", {"since": since}),
            )
        )
        return tuple(
            Group(
                row["id"],
                row["name"],
                tuple(one["username"] for one in members[row["id"]]),
                tuple(Contact(one["channel"], one["address"]) for one in machines[row["id"]]),
                tuple(map(_shift, shifts[row["id"]])),
                tuple(map(_substitution, substitutions[row["id"]])),
                row["next_name"],
                bool(row["is_default"]),
            )
            for row in self._database.rows("duty_groups_all")
        )

    def group(self, number: int) -> Group:
        """One group. Raises ``NotFound``."""
        for group in self.groups():
            if group.id == number:
                return group
        raise NotFound(f"There is no group with the number {number}.")

    def put_group(self, group: Group) -> Group:
        """Make a group (with the number 0) or change one: all but its substitutions.

        Raises ``Invalid``, ``Conflict`` for a name that there is, ``NotFound``.
        """
        name = " ".join(group.name.split())
        if not 1 <= len(name) <= 100 or not name.isprintable() or "," in name:
            raise Invalid("A group's name has 1 to 100 characters and no comma.")
        if max(len(group.members), len(group.machines), len(group.shifts)) > _MOST:
            raise Invalid(f"A group has at most {_MOST} members, machines and shifts.")
        with self._database.transaction():
            others = {one.name: one for one in self.groups() if one.id != group.id}
            if name in others:
                raise Conflict(f"There is a group {name!r} already.")
            _check_chain(replace(group, name=name), others)
            self._check_members(group)
            number = self._written(replace(group, name=name))
        return self.group(number)

    def _written(self, group: Group) -> int:
        facts: dict[str, Value] = {
            "name": group.name,
            "next_name": group.next_name,
            "is_default": int(group.is_default),
        }
        if group.id:
            old = self.group(group.id)
            self._database.run("duty_group_change", id=group.id, **facts)
            self._database.run("duty_groups_follow", name=group.name, old=old.name)
            number = group.id
        else:
            number = self._database.only("duty_group_add", **facts)["id"]
        for query in ("duty_members_drop", "duty_machines_drop", "duty_shifts_drop"):
            self._database.run(query, group=number)
        for position, username in enumerate(group.members):
            self._database.run("duty_member_add", group=number, position=position, username=username)
        for position, one in enumerate(group.machines):
            self._database.run(
                "duty_machine_add", group=number, position=position, channel=one.channel, address=one.address
            )
        for shift in group.shifts:
            self._database.run(
                "duty_shift_add",
                group=number,
                username=shift.username,
                weekdays=",".join(day for day in Weekday if day in shift.weekdays),
                band=str(shift.band),
            )
        return number

    def drop_group(self, number: int) -> None:
        """Take a group away. Raises ``NotFound``, and ``Conflict`` while another leads to it."""
        with self._database.transaction():
            group = self.group(number)
            for other in self.groups():
                if other.next_name == group.name:
                    raise Conflict(f"{other.name} leads to {group.name}; change that first.")
            self._database.run("duty_group_drop", id=number)

    def substitute(self, number: int, substitution: Substitution) -> None:
        """Have somebody stand in for another on one day. Raises ``NotFound``, ``Invalid``."""
        group = self.group(number)
        for username in (substitution.away, substitution.instead):
            if username not in group.members:
                raise Invalid(f"{username} is no member of {group.name}.")
        with self._database.transaction():
            gone = (self._clock.now().taipei().date() - timedelta(days=_KEPT_DAYS)).isoformat()
            self._database.run("duty_substitutions_forget", before=gone)
            self._database.run(
                "duty_substitution_put",
                group=number,
                day=substitution.day.isoformat(),
                away=substitution.away,
                instead=substitution.instead,
            )

    def drop_substitution(self, number: int, day: date, away: str) -> None:
        """Have nobody stand in after all. Raises ``NotFound``."""
        if not self._database.run("duty_substitution_drop", group=number, day=day.isoformat(), away=away):
            raise NotFound(f"Nobody stands in for {away[:64]!r} on {day}.")

    def take_roster(self, file: RosterFile) -> None:
        """Give every group that a file names the shifts it says, and its substitutions; all or nothing.

        Raises ``Invalid`` for a file with rows that cannot be used, ``NotFound`` for a group.
        """
        if file.problems:
            first = file.problems[0]
            raise Invalid(f"Row {first.row} of the roster: {first.says}")
        with self._database.transaction():
            by_name = {group.name: group for group in self.groups()}
            for name in [*file.shifts, *file.substitutions]:
                if name not in by_name:
                    raise NotFound(f"There is no group {name[:100]!r}.")
            for name, shifts in file.shifts.items():
                self.put_group(replace(by_name[name], shifts=shifts))
            for name, substitutions in file.substitutions.items():
                for one in substitutions:
                    self.substitute(by_name[name].id, one)

    def _check_members(self, group: Group) -> None:
        known = self.people()
        if len(set(group.members)) < len(group.members):
            raise Invalid(f"{group.name} has the same member twice.")
        for username in group.members:
            if username not in known:
                raise Invalid(f"It is not said how {username} is reached.")
        for shift in group.shifts:
            if shift.username not in group.members:
                raise Invalid(f"{shift.username} has a shift and is no member of {group.name}.")

    # Who is told

    def groups_of(self, username: str) -> frozenset[str]:
        """The groups as one of which somebody may be told: their own, and those that lead to these."""
        every = self.groups()
        return frozenset(
            group.name
            for group in every
            if any(username in one.members for one in _chained(every, [group.name], levels=None))
        )

    def wakes(self, username: str, channel: int, address: str, at: Instant) -> Instant:
        """When somebody may be told at an address, as its quiet hours have it."""
        person = self.people().get(username)
        for contact in person.contacts if person else ():
            if (contact.channel, contact.address) == (channel, address):
                return awake(contact.quiet, at)
        return at

    def told(self, groups: Sequence[str], at: Instant, *, priority: int, level: int = 0) -> tuple[Told, ...]:
        """Whom to tell now: of these groups, or the default ones where none is named; with each level of
        escalation the group that follows too. Quiet hours never hold up the first priority.
        """
        every = self.groups()
        names = groups or [group.name for group in every if group.is_default]
        people = self.people()
        found: dict[tuple[int, str], Told] = {}
        for group in _chained(every, names, levels=level):
            turns = on_duty(group, at)
            is_in_gap = bool(group.shifts) and not turns
            who = dict.fromkeys(turn.username for turn in turns) or dict.fromkeys(group.members)
            reached = [(name, one) for name in who if name in people for one in people[name].contacts]
            for username, contact in [*reached, *(("", one) for one in group.machines)]:
                wakes = at if priority == 1 else awake(contact.quiet, at)
                told = Told(group.name, username, contact, wakes, is_in_gap)
                found.setdefault((contact.channel, contact.address), told)
        return tuple(found.values())


def _chained(every: Iterable[Group], names: Sequence[str], *, levels: int | None) -> tuple[Group, ...]:
    """These groups, and so many that follow each; all that follow for ``None``."""
    by_name = {group.name: group for group in every}
    found: dict[str, Group] = {}
    for name in names:
        following, left = by_name.get(name), levels
        while following is not None:  # it ends: a group that would lead to itself is refused
            found.setdefault(following.name, following)
            if left == 0:
                break
            left = None if left is None else left - 1
            following = by_name.get(following.next_name)
    return tuple(found.values())


def _check_chain(group: Group, others: Mapping[str, Group]) -> None:
    seen = {group.name}
    following = group.next_name
    while following:
        if following in seen:
            raise Invalid(f"{group.name} would lead to itself.")
        if following not in others:
            raise Invalid(f"There is no group {following[:100]!r} to lead to.")
        seen.add(following)
        following = others[following].next_name


def _by_group(rows: Iterable[sqlite3.Row]) -> Mapping[int, list[sqlite3.Row]]:
    found: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        found[row["group_id"]].append(row)
    return found


def _shift(row: sqlite3.Row) -> Shift:
    days = frozenset(map(Weekday, filter(None, row["weekdays"].split(","))))
    return Shift(row["username"], parse_band(row["band"]), days)


def _substitution(row: sqlite3.Row) -> Substitution:
    return Substitution(date.fromisoformat(row["day"]), row["away"], row["instead"])
