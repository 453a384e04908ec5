"""Restoring a backup: with real folders of passages, and a row on the audit that came back with it."""

from getpass import getuser
from pathlib import Path

from trackway.model.time import Clock
from trackway.passages import open_passages
from trackway.passages.keeping import Manifest, restore_backup
from trackway.trust import Trust

__all__ = ["restore"]


def restore(backup: Path, data: Path, clock: Clock) -> Manifest:
    """Make a data folder anew from a backup; see ``restore_backup``."""
    manifest = restore_backup(backup, data, lambda folder, base: open_passages(folder, database=base))
    with Trust(data / "trust.sqlite", clock) as trust:
        officer = trust.command_line_officer(getuser())
        trust.note(officer, "restored", {"from": str(backup), "list_sha256": manifest.list_sha256})
    return manifest
