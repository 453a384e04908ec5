"""Checking: whether disks and catalogue still say the same, and making good what can be.

``check`` looks at names and sizes and at the accounts of all streams: minutes for a station. ``verify``
reads the footage itself against its digests: a day for 8 TB, so a part of it is chosen by lot where all is
too much.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from trackway.model.errors import Invalid, Lost
from trackway.model.fault import Fault
from trackway.model.time import Instant
from trackway.video.catalogue.adopting import digest_of
from trackway.video.catalogue.catalogue import Catalogue, segment_of
from trackway.video.catalogue.keeper import Keeper
from trackway.video.catalogue.paths import Found, files_of
from trackway.video.catalogue.recovery import adopt_stray
from trackway.video.catalogue.values import Segment, SegmentState, Volume

__all__ = ["FaultKind", "Verified", "check", "is_recent", "repair", "verify"]

_MASS, _MASS_SHARE = 20, 0.02
"""More files missing at once than this, and than this share of a volume, is no accident with files: a disk is
mounted wrongly or dying, and its footage is not given up for that."""
_RECENT_S = 600.0
"""A file that young may be the recorder's, whose row is about to be written."""
_HOLE_US = 1_000_000
"""A frame of the slowest camera; shorter ones are found by accounting for a span."""
_LATE_S = 2 * 86_400.0
_SHOWN = 5
"""Places named of each kind of fault; the count says how many there are."""


class FaultKind(StrEnum):
    """What is wrong with footage."""

    CATALOGUE = "catalogue"
    """The catalogue's own file is damaged."""
    VOLUME_MISSING = "volume_missing"
    FILE_MISSING = "file_missing"
    MASS_MISSING = "mass_missing"
    """So many that a disk must be the reason; none of them is marked."""
    FOUND_AGAIN = "found_again"
    """Given up as missing, and there."""
    SIZE = "size"
    """A file that has not the size that it was closed with."""
    UNKNOWN_FILE = "unknown_file"
    """Footage that the catalogue does not know."""
    FOREIGN = "foreign"
    """What is no footage of ours, or nothing whole: never touched."""
    HOLE = "hole"
    """A time that neither footage nor gap speaks of."""
    OVERDUE = "overdue"
    GARBAGE = "garbage"
    """Destroyed, but its file could not be removed."""
    DIGEST = "digest"
    """A file that is not what was recorded."""
    CHAIN = "chain"
    """A segment that does not name the one before it."""

    @property
    def words(self) -> str:
        """What is wrong, in words that a count follows."""
        return _WORDS[self]

    @property
    def can_be_repaired(self) -> bool:
        """Whether looking after it makes it good."""
        return self in _REPAIRED


_WORDS = {
    FaultKind.CATALOGUE: "影像目錄損毀 damages of the catalogue itself",
    FaultKind.VOLUME_MISSING: "磁碟未掛載 volumes that are not mounted",
    FaultKind.FILE_MISSING: "檔案遺失 files that are missing",
    FaultKind.MASS_MISSING: "大量檔案遺失 so many files are missing that a disk must be the reason",
    FaultKind.FOUND_AGAIN: "檔案復得 files given up as missing that are there",
    FaultKind.SIZE: "檔案大小不符 files of another size than they were closed with",
    FaultKind.UNKNOWN_FILE: "未登錄影像 footage that the catalogue does not know",
    FaultKind.FOREIGN: "非本系統檔案 what is no footage of ours, left as it is",
    FaultKind.HOLE: "時間不明 times that neither footage nor a gap speaks of",
    FaultKind.OVERDUE: "逾期未銷毀 segments that are overdue",
    FaultKind.GARBAGE: "無法移除 destroyed, but the file could not be removed",
    FaultKind.DIGEST: "內容不符 files that are not what was recorded",
    FaultKind.CHAIN: "鏈結不符 segments that do not name the one before them",
}
_REPAIRED = {FaultKind.FILE_MISSING, FaultKind.FOUND_AGAIN, FaultKind.UNKNOWN_FILE}
"""Made good by telling the catalogue what is on the disks; no footage is touched."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What reading footage against its digests found; ``skipped`` lay on volumes that were not there."""

    read: int
    bytes: int
    skipped: int
    faults: tuple[Fault[FaultKind], ...]


@dataclass(frozen=True, slots=True)
class _Presence:
    """What is on a volume and what should be: ids and paths."""

    volume: Volume
    known: int
    missing: Sequence[tuple[int, str]]
    again: Sequence[tuple[int, str]]
    size: Sequence[str]
    unknown: Sequence[Found]
    foreign: Sequence[str]

    @property
    def is_mass(self) -> bool:
        return len(self.missing) > max(_MASS, self.known * _MASS_SHARE)


def check(keeper: Keeper) -> tuple[Fault[FaultKind], ...]:
    """Every fault that can be seen without reading the footage; nothing is changed."""
    away, present = _presence(keeper.catalogue)
    return _faults(keeper, away, present)


def repair(keeper: Keeper) -> tuple[Fault[FaultKind], ...]:
    """Tell the catalogue what is on the disks; the faults that were found before."""
    catalogue = keeper.catalogue
    away, present = _presence(catalogue)
    faults = _faults(keeper, away, present)
    for one in present:
        again = [number for number, path in one.again if _is_itself(catalogue, one.volume, number, path)]
        with catalogue.transaction():
            for number, _ in () if one.is_mass else one.missing:
                catalogue.file.run("segment_missing", id=number)
            for number in again:
                catalogue.file.run("segment_found", id=number)
        for stray in one.unknown:
            with suppress(Lost, Invalid):  # told as foreign by the next check
                adopt_stray(catalogue, one.volume, stray)
    return faults


def verify(
    catalogue: Catalogue, most: int | None = None, lot: random.Random | None = None
) -> Iterator[Verified]:
    """Read footage against its digests and their chain: ``most`` segments chosen by lot, or all.

    Yields how it stands after every segment; the last says it all.
    """
    ids = [int(row["id"]) for row in catalogue.file.rows("segment_ids")]
    if most is not None and most < len(ids):
        ids = sorted((lot or random.SystemRandom()).sample(ids, most))
    read = size = skipped = 0
    wrong: dict[FaultKind, list[str]] = {
        FaultKind.DIGEST: [],
        FaultKind.CHAIN: [],
        FaultKind.FILE_MISSING: [],
    }
    volumes = {one.id: one for one in catalogue.volumes.all()}
    for number in ids:
        row = catalogue.file.row("segment_of", id=number)
        if row is None or row["state"] not in ("whole", "adopted"):
            continue  # destroyed meanwhile
        segment = segment_of(row)
        volume = volumes[segment.opened.volume]
        if not catalogue.volumes.is_there(volume):
            skipped += 1
        else:
            kind = _read(segment, Path(volume.root))
            if kind is not None:
                wrong[kind].append(segment.opened.path)
            elif not _follows(catalogue, segment, row["stream"]):
                wrong[FaultKind.CHAIN].append(segment.opened.path)
            read += 1
            size += segment.size
        yield Verified(read, size, skipped, _listed(wrong.items()))
    yield Verified(read, size, skipped, _listed(wrong.items()))


def is_recent(path: Path, now: Instant) -> bool:
    """Whether a file was written so lately that its recorder may not have told the catalogue yet."""
    try:
        return now.us / 1e6 - path.lstat().st_mtime < _RECENT_S
    except OSError:
        return True


def _read(segment: Segment, root: Path) -> FaultKind | None:
    path = root / segment.opened.path
    if not path.exists():
        return FaultKind.FILE_MISSING
    try:
        return None if digest_of(path) == segment.sha256 else FaultKind.DIGEST
    except Lost:
        return FaultKind.DIGEST


def _follows(catalogue: Catalogue, segment: Segment, stream: int) -> bool:
    """Whether it names the segment before it, unless one between them was destroyed."""
    before = catalogue.file.row("segment_before", stream=stream, start_us=segment.span.start.us)
    if before is None or not before["sha256"] or before["sha256"] == segment.opened.previous:
        return True
    return bool(
        catalogue.file.rows(
            "destroyed_between", stream=stream, first_us=before["end_us"], end_us=segment.span.start.us
        )
    )


def _is_itself(catalogue: Catalogue, volume: Volume, number: int, path: str) -> bool:
    try:
        return digest_of(Path(volume.root) / path) == catalogue.segment(number).sha256
    except Lost:
        return False


def _presence(catalogue: Catalogue) -> tuple[list[Volume], list[_Presence]]:
    away: list[Volume] = []
    present: list[_Presence] = []
    for volume in catalogue.volumes.all():
        try:
            found = _present(catalogue, volume) if catalogue.volumes.is_there(volume) else None
        except OSError:
            found = None
        if found is None or not catalogue.volumes.is_there(volume):  # it may have gone meanwhile
            away.append(volume)
        else:
            present.append(found)
    return away, present


def _present(catalogue: Catalogue, volume: Volume) -> _Presence:
    root = Path(volume.root)
    missing: list[tuple[int, str]] = []
    again: list[tuple[int, str]] = []
    size: list[str] = []
    known = 0
    for row in catalogue.file.rows("cameras_on", volume=volume.id):
        # One camera at a time: its names fit into memory, those of all might not.
        first, end = f"{row['camera']}/", f"{row['camera']}0"  # 0 comes right after / in the order of letters
        for one in catalogue.file.rows("closed_below", volume=volume.id, first=first, end=end):
            known += 1
            try:
                found = (root / one["path"]).lstat().st_size
            except (FileNotFoundError, NotADirectoryError):
                if one["state"] != SegmentState.MISSING:
                    missing.append((one["id"], one["path"]))
                continue
            if one["state"] == SegmentState.MISSING:
                again.append((one["id"], one["path"]))
            elif found != one["size"]:
                size.append(one["path"])
    unknown, foreign = _strangers(catalogue, volume)
    return _Presence(volume, known, missing, again, size, unknown, foreign)


def _strangers(catalogue: Catalogue, volume: Volume) -> tuple[list[Found], list[str]]:
    """Footage on a volume that the catalogue does not know, and what is none of ours."""
    root, now = Path(volume.root), catalogue.clock.now()
    unknown: list[Found] = []
    foreign: list[str] = []
    folder, known = "", frozenset[str]()
    for found in files_of(root):
        above = found.path.rpartition("/")[0]
        if above != folder:
            rows = catalogue.file.rows("paths_below", volume=volume.id, first=f"{above}/", end=f"{above}0")
            folder, known = above, frozenset(row["path"] for row in rows)
        if found.path in known:
            continue
        if found.named is None or not (root / found.path).lstat().st_size:
            foreign.append(found.path)
        elif not is_recent(root / found.path, now):
            unknown.append(found)
    return unknown, foreign


def _faults(
    keeper: Keeper, away: Sequence[Volume], present: Sequence[_Presence]
) -> tuple[Fault[FaultKind], ...]:
    catalogue = keeper.catalogue
    now = catalogue.clock.now()
    damages = [str(row[0]) for row in catalogue.file.rows("integrity")]
    kinds: list[tuple[FaultKind, list[str]]] = [
        (FaultKind.CATALOGUE, [] if damages == ["ok"] else damages),
        (FaultKind.VOLUME_MISSING, [one.root for one in away]),
        (FaultKind.MASS_MISSING, [path for one in present if one.is_mass for _, path in one.missing]),
        (FaultKind.FILE_MISSING, [path for one in present if not one.is_mass for _, path in one.missing]),
        (FaultKind.FOUND_AGAIN, [path for one in present for _, path in one.again]),
        (FaultKind.SIZE, [path for one in present for path in one.size]),
        (FaultKind.UNKNOWN_FILE, [found.path for one in present for found in one.unknown]),
        (FaultKind.FOREIGN, [path for one in present for path in one.foreign]),
        (FaultKind.HOLE, list(_holes(catalogue, now))),
    ]
    late = keeper.overdue(now.plus(-_LATE_S))
    stuck = catalogue.file.only("garbage_count")["segments"]
    counted = [
        Fault(kind, count) for kind, count in ((FaultKind.OVERDUE, late), (FaultKind.GARBAGE, stuck)) if count
    ]
    return (*_listed(kinds), *counted)


def _holes(catalogue: Catalogue, now: Instant) -> Iterator[str]:
    for key in catalogue.streams():
        reached: int | None = None
        rows = catalogue.file.rows("spans_of", stream=catalogue.stream(key), now_us=now.us)
        for row in rows:
            if reached is not None and row["start_us"] - reached > _HOLE_US:
                yield f"{key.camera} {key.role} {Instant(reached)} – {Instant(row['start_us'])}"
            reached = max(reached or 0, row["end_us"])


def _listed(kinds: Iterable[tuple[FaultKind, list[str]]]) -> tuple[Fault[FaultKind], ...]:
    return tuple(Fault(kind, len(where), tuple(where[:_SHOWN])) for kind, where in kinds if where)
