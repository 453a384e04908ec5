"""The register: small facts about stations, sites and cameras, in SQL."""

from trackway.registry.register import Change, ImportedFile, Registry
from trackway.registry.selection import MAX_CAMERAS, Nearby, Selection, StationCount

__all__ = [
    "MAX_CAMERAS",
    "Change",
    "ImportedFile",
    "Nearby",
    "Registry",
    "Selection",
    "StationCount",
]
