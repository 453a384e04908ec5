"""Matching 比對: which entries of the watch lists a passage fits, a million of them at once.

::

    entry ──► keys ──► Index ──► ListWatcher ──► hit: how it matched, why, what speaks against it
    accepts: what that means, one pattern and one text at a time
"""

from trackway.watch.match.accepts import accepts, texts_of
from trackway.watch.match.false_alerts import FalseAlerts, Widest, false_alerts
from trackway.watch.match.hits import Registered, Seen, hit_of, is_meant, is_meant_there
from trackway.watch.match.how import how
from trackway.watch.match.index import Index, Wanted
from trackway.watch.match.keys import derived
from trackway.watch.match.list_watcher import EntryLists, ListWatcher, VehicleRegister
from trackway.watch.match.preview import Example, Preview, preview
from trackway.watch.match.traffic import Traffic, traffic_of

__all__ = [
    "EntryLists",
    "Example",
    "FalseAlerts",
    "Index",
    "ListWatcher",
    "Preview",
    "Registered",
    "Seen",
    "Traffic",
    "VehicleRegister",
    "Wanted",
    "Widest",
    "accepts",
    "derived",
    "false_alerts",
    "hit_of",
    "how",
    "is_meant",
    "is_meant_there",
    "preview",
    "texts_of",
    "traffic_of",
]
