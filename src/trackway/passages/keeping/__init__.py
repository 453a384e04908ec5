"""Keeping: what becomes of stored passages. Holds, expiry with its proofs, backups, upkeep."""

from trackway.passages.keeping.backup import Made, make_backup, verify_backup
from trackway.passages.keeping.deletions import Deletion, DeletionKind, Deletions, Lot
from trackway.passages.keeping.expiry import MAX_DAYS, MIN_DAYS, Keeper, Keepsakes, limit_of
from trackway.passages.keeping.holds import Covered, Hold, Holds
from trackway.passages.keeping.listed import Manifest
from trackway.passages.keeping.restoring import restore_backup
from trackway.passages.keeping.tables import Tables
from trackway.passages.keeping.upkeep import FaultKind, Upkeep
from trackway.sqlite import FileKind

__all__ = [
    "KEEPING_FILE",
    "MAX_DAYS",
    "MIN_DAYS",
    "Covered",
    "Deletion",
    "DeletionKind",
    "Deletions",
    "FaultKind",
    "Hold",
    "Holds",
    "Keeper",
    "Keepsakes",
    "Lot",
    "Made",
    "Manifest",
    "Tables",
    "Upkeep",
    "limit_of",
    "make_backup",
    "restore_backup",
    "verify_backup",
]

KEEPING_FILE = FileKind(
    "trackway.passages.keeping", "a file of holds and deletions", 0x5457_4B45, erases=True
)
"""``keeping.sqlite`` ("TWKE")."""
