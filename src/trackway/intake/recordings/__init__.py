"""Recorded footage: files of a camera become passages, and can be stopped and taken up again at any time.

::

    manifest ─► Recording ─► worker (own process): frames ─► passings ─► Passage, pictures put ──┐
                                                                                                ▼
                     ledger ◄── checkpoint, only when all before it is stored ◄── store of passages
"""

from trackway.intake.recordings.from_name import (
    AmbiguousName,
    NamedTimes,
    NoTimeInName,
    start_from_name,
    times_from_name,
)
from trackway.intake.recordings.importing import FileReport, FileState, Progress, import_footage
from trackway.intake.recordings.ledger import Entry, Ledger
from trackway.intake.recordings.listing import Found, Started, by_name, footage_in, in_a_row
from trackway.intake.recordings.manifest import Listed, read_manifest, start_in_zone, zone_named
from trackway.intake.recordings.recording import PictureSink, Recording, with_grounds

__all__ = [
    "AmbiguousName",
    "Entry",
    "FileReport",
    "FileState",
    "Found",
    "Ledger",
    "Listed",
    "NamedTimes",
    "NoTimeInName",
    "PictureSink",
    "Progress",
    "Recording",
    "Started",
    "by_name",
    "footage_in",
    "import_footage",
    "in_a_row",
    "read_manifest",
    "start_from_name",
    "start_in_zone",
    "times_from_name",
    "with_grounds",
    "zone_named",
]
