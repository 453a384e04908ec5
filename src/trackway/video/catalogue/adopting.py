"""Adopting: what a file of footage holds is read from the file itself, and taken into the catalogue.

Nothing of it is discarded. What was cut off mid-fragment by a crash or a power cut is set apart beside it,
and the file ends with its last whole fragment.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trackway.model.errors import Lost
from trackway.model.time import Instant
from trackway.video.catalogue.removing import TAIL
from trackway.video.mp4 import Scan, scan

__all__ = ["Adopted", "Stretch", "digest_of", "examined", "set_tail_apart", "span_of", "start_of"]

_CHUNK = 1 << 20
_TICKS_PER_S = 90_000
_DRIFT_S = 60.0
"""A file whose own clock contradicts its catalogue row, or its name, by more than a minute is not believed:
a slewed clock parts from its ticks by 30 ms in a minute (500 ppm)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time within a file that has no pictures, in ticks from its start."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Adopted:
    """A file as it was found: its scan, and the bytes behind its last whole fragment."""

    scan: Scan
    size: int

    @property
    def ticks(self) -> int:
        """How long it is."""
        last = self.scan.fragments[-1]
        return last.ticks + last.duration

    @property
    def holes(self) -> Iterator[Stretch]:
        """Times within it of which the fragments are damaged."""
        at = 0
        for one in self.scan.fragments:
            if one.ticks - at > one.duration // max(one.frames, 1):
                yield Stretch(at, one.ticks)
            at = one.ticks + one.duration


def examined(path: Path) -> Adopted | None:
    """What a file holds; ``None`` says that no fragment of it is whole.

    Raises ``FileNotFoundError``, and ``Lost`` for what is no file or cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Lost(f"{path} cannot be read: {error.strerror}.") from error
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise Lost(f"{path} is no file.")
        scanned = scan(file)
    return Adopted(scanned, found.st_size) if scanned.fragments else None


def span_of(found: Adopted, start: Instant, end: Instant | None, ticks: int) -> tuple[Instant, Instant]:
    """When a file starts and ends: by the catalogue's row where it says so (``end`` and ``ticks`` of it),
    from there on by the file's own times, and by its ticks where it tells none.
    """
    last, at = found.scan.fragments[-1], found.scan.starts[-1]
    if end is not None and ticks == found.ticks:
        return start, end
    by_ticks = (
        start.plus(found.ticks / _TICKS_PER_S)
        if end is None or not ticks
        else end.plus((found.ticks - ticks) / _TICKS_PER_S)
    )
    if at is not None:
        by_file = at.plus(last.duration / _TICKS_PER_S)
        if by_file > start and abs(by_file.since(by_ticks)) < _DRIFT_S:
            return start, by_file
    return start, by_ticks


def start_of(found: Adopted, named: Instant) -> Instant:
    """When a file starts: by its own clock, which knows microseconds, where its name agrees."""
    at = found.scan.starts[0]
    return at if at is not None and abs(at.since(named)) < _DRIFT_S else named


def set_tail_apart(path: Path, whole: int) -> bool:
    """Cut a file after its last whole fragment, lastingly; what comes after is kept beside it, unless it is
    all zeros (a disk that lost power may leave those: there is nothing in them). Whether there was anything.

    Doing it again after it was broken off ends the same way.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "r+b") as file:
        size = os.fstat(descriptor).st_size
        if size <= whole:
            return False
        has_bytes = any(chunk.strip(b"\0") for chunk in _chunks(descriptor, whole, size))
        if has_bytes:
            _copy_tail(descriptor, whole, size, path.with_name(path.name + TAIL))
        file.truncate(whole)
        os.fsync(descriptor)
    _sync_folder(path.parent)
    return has_bytes


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, hex. Raises ``Lost`` when it cannot be read."""
    digest = hashlib.sha256()
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise Lost(f"{path} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()


def _chunks(descriptor: int, first: int, end: int) -> Iterator[bytes]:
    while first < end:
        chunk = os.pread(descriptor, min(_CHUNK, end - first), first)
        if not chunk:
            return
        yield chunk
        first += len(chunk)


def _copy_tail(descriptor: int, first: int, end: int, to: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(to, flags, 0o600), "wb") as file:
        for chunk in _chunks(descriptor, first, end):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(to.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
