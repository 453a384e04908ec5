"""What people see of lists: how far an entry is, who may see a covert one, pages of many."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from trackway.model.time import Instant
from trackway.watch.entry import EMERGENCY_S, Entry

__all__ = ["EntryState", "GroupsOf", "Page", "PageAsked", "Shown", "nobodys_groups", "sees", "state_of"]

GroupsOf = Callable[[str], Collection[str]]
"""The names of the groups that a user is in."""


def nobodys_groups(username: str) -> Collection[str]:
    """For a place without groups: nobody is in any."""
    return ()


class EntryState(StrEnum):
    """How far an entry is, at a moment."""

    WAITING = "waiting"
    """For a second officer's approval; it does not hold."""
    EMERGENCY = "emergency"
    """It holds without approval, for a day at most."""
    PLANNED = "planned"
    """Approved, and still to begin."""
    IN_FORCE = "in_force"
    ENDED = "ended"
    """Its time is over, or nobody approved its emergency."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as people see it. ``asked`` is who was asked to approve, ``supersedes`` the entry that ends
    when this one is approved, ``batch`` the import that it came with."""

    entry: Entry
    state: EntryState
    list_name: str
    asked: str = ""
    supersedes: int | None = None
    batch: int | None = None
    withdrawn_by: str = ""


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Which entries to show: of a list, in some states (none: any), whose plate, case or number holds a text.

    ``before`` is the entry to go on from.
    """

    list_id: int | None = None
    states: frozenset[EntryState] = frozenset()
    text: str = ""
    before: int | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; ``has_more`` says whether older ones fit too."""

    entries: tuple[Shown, ...]
    has_more: bool


def state_of(entry: Entry, now: Instant) -> EntryState:
    """How far it is."""
    if entry.withdrawn is not None:
        return EntryState.WITHDRAWN
    if entry.force.end <= now:
        return EntryState.ENDED
    if entry.approval is None:
        if not entry.emergency:
            return EntryState.WAITING
        return EntryState.EMERGENCY if now.since(entry.added) < EMERGENCY_S else EntryState.ENDED
    return EntryState.PLANNED if now < entry.force.start else EntryState.IN_FORCE


def sees(entry: Entry, username: str, groups_of: GroupsOf, asked: str = "") -> bool:
    """Whether an officer may know of an entry: a covert one is for those it concerns alone."""
    if not entry.terms.covert or username in {entry.requester, asked}:
        return True
    if entry.approval is not None and entry.approval.by == username:
        return True
    return bool(entry.terms.recipients) and not set(entry.terms.recipients).isdisjoint(groups_of(username))
