"""Duty 值勤: who is told of alerts: groups, rosters with substitutions, quiet hours, and who follows whom."""

from trackway.watch.duty.duty import Duty, Told
from trackway.watch.duty.group import Contact, Group, Person, Shift, Substitution, Turn
from trackway.watch.duty.roster import awake, on_duty, turns, turns_after
from trackway.watch.duty.roster_file import RosterFile, RosterProblem, read_roster

__all__ = [
    "Contact",
    "Duty",
    "Group",
    "Person",
    "RosterFile",
    "RosterProblem",
    "Shift",
    "Substitution",
    "Told",
    "Turn",
    "awake",
    "on_duty",
    "read_roster",
    "turns",
    "turns_after",
]
