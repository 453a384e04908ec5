"""Restricted areas 管制區: rules on who may be where and when, and who is there.

::

    plan ──► zone (four eyes) ──► lookouts: cameras that tell who comes, goes and is there
                                    │
    passages ───────────────────────┴──► presence ──► visits (who is inside now), counts
                                            │
    allowed list, timetable, classes ───────┴──► breach ──► hit
"""

from trackway.watch.zones.allowed_file import MAX_BYTES, AllowedFile, BadRow, read_allowed, write_allowed
from trackway.watch.zones.allowed_plates import AllowedPlates
from trackway.watch.zones.group import GROUPS, VehicleGroup
from trackway.watch.zones.lookout import Lookout, Move, lookouts, lookouts_of
from trackway.watch.zones.presence import Changes, Placed, Presence
from trackway.watch.zones.preview import Preview, preview
from trackway.watch.zones.timetable import Timetable, timetable_of
from trackway.watch.zones.visit import Count, Visit, VisitState
from trackway.watch.zones.zone import (
    LEFT_AFTER_S,
    Allowed,
    AllowedAs,
    Breach,
    Lasting,
    Rule,
    SetSide,
    Side,
    Zone,
    ZonePlan,
)
from trackway.watch.zones.zone_watcher import ZoneWatcher
from trackway.watch.zones.zones import MAX_ALLOWED, NewAllowed, Zones, may_see

__all__ = [
    "GROUPS",
    "LEFT_AFTER_S",
    "MAX_ALLOWED",
    "MAX_BYTES",
    "Allowed",
    "AllowedAs",
    "AllowedFile",
    "AllowedPlates",
    "BadRow",
    "Breach",
    "Changes",
    "Count",
    "Lasting",
    "Lookout",
    "Move",
    "NewAllowed",
    "Placed",
    "Presence",
    "Preview",
    "Rule",
    "SetSide",
    "Side",
    "Timetable",
    "VehicleGroup",
    "Visit",
    "VisitState",
    "Zone",
    "ZonePlan",
    "ZoneWatcher",
    "Zones",
    "lookouts",
    "lookouts_of",
    "may_see",
    "preview",
    "read_allowed",
    "timetable_of",
    "write_allowed",
]
