"""Rebuilding: a catalogue made anew from the volumes, when it was lost, damaged, or is of yesterday.

Each file says what it holds, when that was, and the digest of the one before it; so a file is read whole
only where no later one vouches for it. What the files cannot say is why there is none: those times become
gaps FILE_MISSING.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trackway.model.errors import Invalid, Lost
from trackway.model.time import Instant
from trackway.video.catalogue.adopting import Adopted, examined
from trackway.video.catalogue.catalogue import Catalogue
from trackway.video.catalogue.checking import is_recent
from trackway.video.catalogue.paths import Found, files_of
from trackway.video.catalogue.recovery import adopt_stray, is_known
from trackway.video.catalogue.values import Gap, Volume
from trackway.video.cause import Cause

__all__ = ["Rebuilt", "rebuild"]

_UNKNOWN = "the catalogue was rebuilt; why there is no footage is not known"
_FRAME_US = 40_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How a rebuilding stands: files taken in, files that were known, bytes taken in, holds taken back, and
    what was left as it is, in sentences.
    """

    adopted: int = 0
    known: int = 0
    bytes: int = 0
    holds: int = 0
    flagged: tuple[str, ...] = ()


def rebuild(catalogue: Catalogue) -> Iterator[Rebuilt]:
    """Take into the catalogue all footage of its volumes that it does not know, and their holds first.

    Yields how it stands after every file; the last says it all. Broken off, it is gone on with by another.
    """
    volumes = [one for one in catalogue.volumes.all() if catalogue.volumes.is_there(one)]
    held = sum(catalogue.holds.copy_in(Path(one.root)) for one in volumes)
    adopted = known = size = 0
    flagged: list[str] = []
    for volume in volumes:
        for found, scanned, digest in _with_digests(catalogue, volume):
            if isinstance(scanned, str):
                flagged.append(scanned)
            elif scanned is None:
                known += 1
            else:
                try:
                    adopt_stray(catalogue, volume, found, scanned, digest)
                    adopted += 1
                    size += scanned.scan.whole_bytes
                except (Lost, Invalid) as error:
                    flagged.append(str(error))
            yield Rebuilt(adopted, known, size, held, tuple(flagged))
    if adopted:
        _fill_holes(catalogue)
    yield Rebuilt(adopted, known, size, held, tuple(flagged))


_Scanned = Adopted | str | None
"""A file as it was found, why it is left, or ``None`` for one that is known."""


def _with_digests(catalogue: Catalogue, volume: Volume) -> Iterator[tuple[Found, _Scanned, str]]:
    """The files of a volume, each with its digest where the next one follows right on it and names it."""
    before: tuple[Found, Adopted] | None = None
    for found in files_of(Path(volume.root)):
        scanned = _scanned(catalogue, volume, found)
        if before is not None:
            follows = isinstance(scanned, Adopted) and _follows(before, (found, scanned))
            yield (*before, scanned.scan.previous if follows and isinstance(scanned, Adopted) else "")
        before = None
        if isinstance(scanned, Adopted):
            before = (found, scanned)
        else:
            yield found, scanned, ""
    if before is not None:
        yield (*before, "")


def _scanned(catalogue: Catalogue, volume: Volume, found: Found) -> _Scanned:
    path = Path(volume.root) / found.path
    if found.named is None:
        return f"{path} is none of ours; it was left as it is."
    if is_known(catalogue, volume, found.path):
        return None
    if is_recent(path, catalogue.clock.now()):
        return f"{path} is being written, or was a moment ago; it is left to its recorder."
    try:
        return examined(path) or f"{path} holds no whole fragment; it was left as it is."
    except (Lost, FileNotFoundError) as error:
        return str(error)


def _follows(one: tuple[Found, Adopted], then: tuple[Found, Adopted]) -> bool:
    """Whether two files are of one run and adjoin, and nothing was cut off the first."""
    (first, before), (second, after) = one, then
    return (
        first.named is not None
        and second.named is not None
        and (first.named.key, first.named.run) == (second.named.key, second.named.run)
        and before.scan.first_ticks + before.ticks == after.scan.first_ticks
        and before.size == before.scan.whole_bytes
    )


def _fill_holes(catalogue: Catalogue) -> None:
    now = catalogue.clock.now()
    for key in catalogue.streams():
        reached: int | None = None
        rows = catalogue.file.rows("spans_of", stream=catalogue.stream(key), now_us=now.us)
        with catalogue.transaction():
            for row in rows:
                if reached is not None and row["start_us"] - reached > _FRAME_US:
                    start, end = Instant(reached), Instant(row["start_us"])
                    catalogue.add_gap(Gap(key, start, end, Cause.FILE_MISSING, _UNKNOWN))
                reached = max(reached or 0, row["end_us"])
