"""Watch lists 布控名單 and ignore lists: who is watched for, on whose word, until when.

::

    officer ──► draft ──► entry, waiting ──► another officer approves ──► matchable ──► trackway.watch.match
    file ──► reading ──► difference to what is there ──► import, waiting ──┘
"""

from trackway.watch.lists.collecting import Collector
from trackway.watch.lists.columns import COLUMNS
from trackway.watch.lists.difference import Change, ImportAsk, ImportReport, Line, MassLoss, Taken
from trackway.watch.lists.draft import LEAST_CERTAIN, LONGEST_S, Draft, TooWide, check_pattern
from trackway.watch.lists.exporting import export_csv
from trackway.watch.lists.imports import Imports
from trackway.watch.lists.lists import Lists, NotAnothers
from trackway.watch.lists.matchable import MOST_CHANGES, Changes, Matchable
from trackway.watch.lists.reading import Defaults
from trackway.watch.lists.showing import EntryState, GroupsOf, Page, PageAsked, Shown, sees, state_of
from trackway.watch.lists.sources import LIST_SECRETS, FetchedFile, GivenSource, ListSource, Sources

__all__ = [
    "COLUMNS",
    "LEAST_CERTAIN",
    "LIST_SECRETS",
    "LONGEST_S",
    "MOST_CHANGES",
    "Change",
    "Changes",
    "Collector",
    "Defaults",
    "Draft",
    "EntryState",
    "FetchedFile",
    "GivenSource",
    "GroupsOf",
    "ImportAsk",
    "ImportReport",
    "Imports",
    "Line",
    "ListSource",
    "Lists",
    "MassLoss",
    "Matchable",
    "NotAnothers",
    "Page",
    "PageAsked",
    "Shown",
    "Sources",
    "Taken",
    "TooWide",
    "check_pattern",
    "export_csv",
    "sees",
    "state_of",
]
