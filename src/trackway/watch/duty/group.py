"""Group 通知群組: people who are told together, how each is reached, and which of them is on duty when."""

from dataclasses import dataclass
from datetime import date

from trackway.model.band import Band, Weekday
from trackway.model.time import Span

__all__ = ["Contact", "Group", "Person", "Shift", "Substitution", "Turn"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One way of reaching somebody: an address of a channel. In its ``quiet`` bands only what is most urgent
    is told there at once; the rest waits for their end.
    """

    channel: int
    address: str
    quiet: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is told of alerts, by user name; the same in every group."""

    username: str
    name: str
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """When somebody is on duty, week after week 班次: a band that begins on these days; none is every day."""

    username: str
    band: Band
    weekdays: frozenset[Weekday] = frozenset()


@dataclass(frozen=True, slots=True)
class Substitution:
    """Somebody who takes over another's shifts that begin on one day 代班."""

    day: date
    away: str
    instead: str


@dataclass(frozen=True, slots=True)
class Group:
    """People who are told together.

    Without ``shifts`` all members are always on duty. ``machines`` are told whoever is. ``next_name`` is the
    group that is told too when nobody here answers. ``is_default``: told of what names no group.
    """

    id: int
    name: str
    members: tuple[str, ...] = ()
    machines: tuple[Contact, ...] = ()
    shifts: tuple[Shift, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    next_name: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of duty of one person; ``instead_of`` is whom they stand in for, empty for nobody."""

    username: str
    span: Span
    instead_of: str = ""
