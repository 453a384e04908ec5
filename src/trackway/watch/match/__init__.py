"""Matching 比對: which entries of the watch lists a passage fits, a million of them at once.

::

    entry ──► keys ──► Index ──► ListWatcher ──► hit: how it matched, why, what speaks against it
    accepts: what that means, one pattern and one text at a time
"""

from trackway.watch.match.accepts import accepts, texts_of
from trackway.watch.match.hits import Registered, Seen, hit_of, is_meant
from trackway.watch.match.how import how
from trackway.watch.match.index import Index, Wanted
from trackway.watch.match.keys import derived
from trackway.watch.match.list_watcher import EntryLists, ListWatcher, VehicleRegister

__all__ = [
    "EntryLists",
    "Index",
    "ListWatcher",
    "Registered",
    "Seen",
    "VehicleRegister",
    "Wanted",
    "accepts",
    "derived",
    "hit_of",
    "how",
    "is_meant",
    "texts_of",
]
