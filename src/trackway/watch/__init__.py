"""The watch 布控: lists, zones and live tests that look at every passage once, and the alerts that follow.

::

    journal ──► watch ──┬── match     entries of watch lists ──┐
                        ├── cloned    AB plates                ├──► hit ──► alerts ──► duty ──► notify
                        ├── zones     restricted areas         │             │
                        └── roads     stretches, racing ───────┘             └──► officers on screen
"""

from trackway.watch.entry import (
    EMERGENCY_S,
    LOWEST,
    Act,
    Approval,
    Category,
    Entry,
    Exactness,
    Expected,
    ListKind,
    Terms,
    WatchList,
)
from trackway.watch.file import WATCH_FILE
from trackway.watch.hit import Cause, Conflict, Hit
from trackway.watch.pulse import Beat, Pulse
from trackway.watch.rooms import Rooms
from trackway.watch.watch import READER, HitSink, Progress, Watch
from trackway.watch.watcher import Watcher

__all__ = [
    "EMERGENCY_S",
    "LOWEST",
    "READER",
    "WATCH_FILE",
    "Act",
    "Approval",
    "Beat",
    "Category",
    "Cause",
    "Conflict",
    "Entry",
    "Exactness",
    "Expected",
    "Hit",
    "HitSink",
    "ListKind",
    "Progress",
    "Pulse",
    "Rooms",
    "Terms",
    "Watch",
    "WatchList",
    "Watcher",
]
