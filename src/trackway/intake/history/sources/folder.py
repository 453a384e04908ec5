"""A folder or a USB copy as a source: files that a recorder wrote, with its times in their names.

A camera's files lie in a folder of their own (the address, or below it the folder that ``channel`` names);
or a manifest in the folder (``manifest.csv``) says of each file which camera it is from and when it starts.
What neither tells is asked about, never guessed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from trackway.intake.history.offer import Fetched, Found, Offer
from trackway.intake.history.source import Broken, NotHeld, SourceClock, Unreached, Whereabouts
from trackway.intake.history.sources.telling import accounted, stated_clock
from trackway.intake.recordings import NoTimeInName, read_manifest, times_from_name, zone_named
from trackway.model.camera import Camera
from trackway.model.time import ClockOwner, Instant, Span
from trackway.video import is_footage
from trackway.video.reel import Piece

__all__ = ["MANIFEST", "Folder"]

MANIFEST = "manifest.csv"
_MOST_FILES = 200_000
"""A year of one camera's files of three minutes each; more is not one camera's folder."""
_MOST_UNCLEAR = 20
_UNKNOWN_S = 3600.0
"""How long a file is taken to be whose name tells no end and that no other follows: recorders write an
hour."""
_FOREVER = Instant(1 << 62)
_ARCHIVES = {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".iso", ".bz2", ".xz"}


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    start: Instant
    end: Instant | None


@dataclass(frozen=True, slots=True)
class Folder:
    """One camera's files in a folder."""

    where: Whereabouts
    camera: Camera

    def clock(self) -> SourceClock:
        """As a person measured it; else nobody did, and how wrong it is is unknown."""
        return stated_clock(self.where) or SourceClock(
            0.0, None, ClockOwner.IMPORT, "as the names say; nobody measured it"
        )

    def find(self, span: Span, clock: SourceClock) -> Found:
        """The files that share time with the span. Raises ``Unreached`` where the folder is not there."""
        files, unclear = self._files()
        offers = []
        for i, one in enumerate(files):
            end = one.end or min(
                one.start.plus(_UNKNOWN_S),
                next((later.start for later in files[i + 1 :] if later.start > one.start), _FOREVER),
            )
            held = Span(clock.ours(one.start), clock.ours(end))
            where = os.path.relpath(one.path, self._root)
            offers.append(Offer(held, f"{one.start.us} {where}", size=0, is_whole=True))
        return accounted(span, offers, unclear, says="No file in the folder is of this time.")

    def fetch(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        """The file where it lies; nothing is copied."""
        _ = folder, most_bytes
        start, _, name = offer.where.partition(" ")
        path = self._root / name
        if not start.lstrip("-").isdigit() or not path.resolve().is_relative_to(self._root.resolve()):
            raise Broken(f"{name!r} is no file in {self._root}.")
        if not path.is_file():
            raise NotHeld(f"{path} is not there any more; is the disk still plugged in?")
        began = clock.ours(Instant(int(start)))
        return Fetched((Piece(path, began, max(offer.span.end.since(began), 1.0)),))

    @property
    def _root(self) -> Path:
        return Path(self.where.address)

    def _files(self) -> tuple[list[_File], list[str]]:
        if not self._root.is_dir():
            raise Unreached(f"The folder {self._root} is not there; is the disk plugged in?")
        zone = zone_named(self.where.zone)
        manifest = self._root / MANIFEST
        files, unclear = self._listed(manifest, zone) if manifest.is_file() else self._named(zone)
        files.sort(key=lambda one: (one.start.us, str(one.path)))
        if len(unclear) > _MOST_UNCLEAR:
            unclear = [*unclear[:_MOST_UNCLEAR], f"… and {len(unclear) - _MOST_UNCLEAR} files more."]
        return files, unclear

    def _listed(self, manifest: Path, zone: tzinfo) -> tuple[list[_File], list[str]]:
        listed = read_manifest(manifest, [self.camera], zone=zone)
        files = [_File(one.path, one.start, None) for one in listed.recordings]
        # Rows of other cameras are no problem of this one.
        return files, [said for said in listed.problems if "is not on the register" not in said]

    def _named(self, zone: tzinfo) -> tuple[list[_File], list[str]]:
        files: list[_File] = []
        unclear: list[str] = []
        for path in _footage(self._below()):
            if path.suffix.lower() in _ARCHIVES:
                unclear.append(f"{path} is an archive; unpack it first.")
                continue
            try:
                times = times_from_name(path, zone)
            except NoTimeInName as error:
                unclear.append(str(error))
                continue
            files.append(_File(path, times.start, times.end))
        return files, unclear

    def _below(self) -> Path:
        """The camera's own folder."""
        if self.where.channel in ("", "."):
            return self._root
        below = self._root / self.where.channel
        if not below.resolve().is_relative_to(self._root.resolve()):
            raise Broken(f"The folder {self.where.channel!r} does not lie below {self._root}.")
        if not below.is_dir():
            raise NotHeld(f"There is no folder {self.where.channel!r} below {self._root}.")
        return below


def _footage(folder: Path) -> Iterator[Path]:
    """Files of footage below a folder in the order of their names, and archives; links are not followed."""
    count = 0
    troubles: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=troubles.append):
        folders.sort()
        for name in sorted(names):
            path = Path(here) / name
            if path.suffix.lower() in _ARCHIVES or (is_footage(path) and not path.is_symlink()):
                count += 1
                if count > _MOST_FILES:
                    raise Broken(
                        f"{folder} holds more than {_MOST_FILES:,} files; name a folder of one camera."
                    )
                yield path
    if troubles and not count:
        raise Unreached(f"The folder {troubles[0].filename} cannot be read ({troubles[0].strerror}).")
