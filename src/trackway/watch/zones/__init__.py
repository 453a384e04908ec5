"""Restricted areas 管制區: rules on who may be where and when, and who is there.

::

    plan ──► zone (four eyes) ──► gates: cameras that tell who comes, goes and is there
                                    │
    passages ───────────────────────┴──► presence ──► visits (who is inside now), counts
                                            │
    allowed list, timetable, classes ───────┴──► breach ──► hit
"""

from trackway.watch.zones.allowed_plates import AllowedPlates
from trackway.watch.zones.group import GROUPS, VehicleGroup
from trackway.watch.zones.permit_file import MAX_BYTES, BadRow, PermitFile, read_permits, write_permits
from trackway.watch.zones.presence import Changes, Placed, Presence
from trackway.watch.zones.preview import Preview, preview
from trackway.watch.zones.rows import area_text
from trackway.watch.zones.side import Gate, Move, gates, gates_of
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
    "AllowedPlates",
    "BadRow",
    "Breach",
    "Changes",
    "Count",
    "Gate",
    "Lasting",
    "Move",
    "NewAllowed",
    "PermitFile",
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
    "area_text",
    "gates",
    "gates_of",
    "may_see",
    "preview",
    "read_permits",
    "timetable_of",
    "write_permits",
]
