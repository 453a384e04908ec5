"""Watch lists 布控名單 and ignore lists: who is watched for, on whose word, until when.

::

    officer ──► draft ──► entry, waiting ──► another officer approves ──► matchable ──► trackway.watch.match
    file ──► reading ──► difference to what is there ──► import, waiting ──┘
"""

from trackway.watch.lists.draft import LEAST_CERTAIN, LONGEST_S, Draft, TooWide, check_pattern
from trackway.watch.lists.lists import Lists, NotAnothers
from trackway.watch.lists.matchable import MOST_CHANGES, Changes, Matchable
from trackway.watch.lists.showing import EntryState, GroupsOf, Page, PageAsked, Shown, sees, state_of

__all__ = [
    "LEAST_CERTAIN",
    "LONGEST_S",
    "MOST_CHANGES",
    "Changes",
    "Draft",
    "EntryState",
    "GroupsOf",
    "Lists",
    "Matchable",
    "NotAnothers",
    "Page",
    "PageAsked",
    "Shown",
    "TooWide",
    "check_pattern",
    "sees",
    "state_of",
]
