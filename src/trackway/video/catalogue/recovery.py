"""Recovery: after a crash, what lies on the disks is taken into the catalogue, and the pause becomes a gap.

::

    open segments ──► scanned, cut after their last whole fragment ──► adopted
    files of the last days whose rows were not written yet ──────────► adopted
    every stream ─────────────────────────────────► gap RECORDER_RESTART from its last durable end

For whoever records, before it records: nobody else may be writing. Killed anywhere, it is done again from
the start.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from trackway.model.errors import Invalid, Lost
from trackway.model.time import Instant
from trackway.video.catalogue.adopting import Adopted, digest_of, examined, set_tail_apart, span_of, start_of
from trackway.video.catalogue.catalogue import Catalogue, segment_of
from trackway.video.catalogue.fragments import packed
from trackway.video.catalogue.paths import Found, days_before, files_of
from trackway.video.catalogue.values import Gap, Segment, Volume
from trackway.video.cause import Cause
from trackway.video.mp4 import codecs
from trackway.video.stream import RetentionClass, StreamKey

__all__ = ["Recovered", "adopt_stray", "is_known", "recover"]

_RECENT_S = 2 * 86_400.0
"""Rows lag their files by a second; two days of folders are looked through for those, whatever the clock
did.
"""
_REBUILD = "`trackway footage rebuild` takes it in. Until then it takes room and is not destroyed in time."
_RESTART = "recording was broken off"
_DAMAGED = "what was durable there cannot be read any more"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a recovery did.

    ``adopted`` files, so many of them (``tails``) with something cut off and kept beside; ``missing`` files
    whose volume is there, but they are not; ``waiting`` files whose volume is not there yet; ``flagged``
    paths that hold nothing whole, or are none of ours, left as they are.
    """

    adopted: int = 0
    tails: int = 0
    missing: int = 0
    waiting: int = 0
    flagged: tuple[str, ...] = ()


@dataclass
class _Tally:
    """What was done so far."""

    adopted: int = 0
    tails: int = 0
    missing: int = 0
    waiting: int = 0
    flagged: list[str] = field(default_factory=list)


def recover(catalogue: Catalogue) -> Recovered:
    """Bring the catalogue and the disks together after the recorder was stopped, however that was.

    No file, however damaged, and no disk, however full, keeps a recorder from recording: what cannot be
    taken in is flagged and waits for the next recovery.
    """
    tally = _Tally()
    volumes = {one.id: one for one in catalogue.volumes.all() if catalogue.volumes.is_there(one)}
    for row in catalogue.file.rows("segments_open"):
        volume = volumes.get(row["volume"])
        if volume is None:
            tally.waiting += 1
            continue
        try:
            _take_open(catalogue, Path(volume.root) / row["path"], row, tally)
        except (Lost, Invalid, OSError, sqlite3.IntegrityError) as error:
            tally.waiting += 1
            tally.flagged.append(f"{row['path']} cannot be taken in yet: {error}")
    _take_strays(catalogue, volumes.values(), tally)
    _open_gaps(catalogue)
    return Recovered(tally.adopted, tally.tails, tally.missing, tally.waiting, tuple(tally.flagged))


def _take_open(catalogue: Catalogue, path: Path, row: sqlite3.Row, tally: _Tally) -> None:
    try:
        found = examined(path)
    except FileNotFoundError:
        _file_gone(catalogue, row)
        tally.missing += bool(row["ticks"])
        return
    if found is None:
        tally.flagged.append(f"{path} holds no whole fragment.")
        _file_gone(catalogue, row)
        return
    tally.tails += set_tail_apart(path, found.scan.whole_bytes)
    _adopt(catalogue, row, found, digest_of(path))
    tally.adopted += 1


def _take_strays(catalogue: Catalogue, volumes: Iterable[Volume], tally: _Tally) -> None:
    since = f"{catalogue.clock.now().plus(-_RECENT_S).utc():%Y-%m-%d}"
    is_empty = not catalogue.file.only("segments_count")["segments"]
    for volume in volumes:
        if is_empty and _has_days(volume, since):
            tally.flagged.append(f"{volume.root} holds footage that the catalogue does not know; {_REBUILD}")
        for stray in _strays(catalogue, volume, since):
            try:
                tally.tails += adopt_stray(catalogue, volume, stray)
                tally.adopted += 1
            except (Lost, Invalid) as error:
                tally.flagged.append(str(error))


def is_known(catalogue: Catalogue, volume: Volume, path: str) -> bool:
    """Whether the catalogue has a row of this file."""
    return bool(catalogue.file.rows("paths_below", volume=volume.id, first=path, end=f"{path}\0"))


def adopt_stray(
    catalogue: Catalogue, volume: Volume, stray: Found, found: Adopted | None = None, sha256: str = ""
) -> bool:
    """Take a file into the catalogue that it does not know; whether something was cut off and kept beside it.

    ``found`` and ``sha256`` where they are known. Gaps that were only put down to nobody knowing of the file
    go. Raises ``Lost`` and ``Invalid`` for one that is left as it is: gone, unreadable, with nothing whole
    in it.
    """
    path = Path(volume.root) / stray.path
    if stray.named is None:
        raise Invalid(f"{path} is none of ours; it was left as it is.")
    try:
        found = found or examined(path)
        if found is None:
            raise Invalid(f"{path} holds no whole fragment; it was left as it is.")
        name = codecs(found.scan.tracks)
        has_tail = set_tail_apart(path, found.scan.whole_bytes)
        digest = sha256 or digest_of(path)
    except OSError as error:
        raise Lost(f"{path} cannot be taken in: {error.strerror}.") from error
    start = start_of(found, stray.named.start)
    _, end = span_of(found, start, None, 0)
    key = stray.named.key
    videos = [track for track in found.scan.tracks if track.codec.is_video]
    with catalogue.transaction():
        stream = catalogue.stream(key)
        try:
            row = catalogue.file.only(
                "segment_insert",
                stream=stream,
                volume=volume.id,
                path=stray.path,
                run=stray.named.run,
                start_us=start.us,
                end_us=end.us,
                first_ticks=found.scan.first_ticks,
                ticks=found.ticks,
                size=found.scan.whole_bytes,
                init_bytes=found.scan.init_bytes,
                sha256=digest,
                previous=found.scan.previous,
                codecs=name,
                width=videos[0].width if videos else 0,
                height=videos[0].height if videos else 0,
                retention=_retention(catalogue, key).value,
                fragments=packed(found.scan.fragments),
            )
        except sqlite3.IntegrityError as error:
            raise Invalid(f"{path} does not fit the catalogue: {error}.") from error
        catalogue.file.run("stream_known_from", stream=stream, at_us=start.us)
        catalogue.file.run("stream_runs_at_least", stream=stream, run=stray.named.run)
        _carve(catalogue, key, stream, start, end)
        segment = segment_of(catalogue.file.only("segment_of", id=row["id"]))
        _note_holes(catalogue, segment, found)
        _renew_head(catalogue, stream)
    return has_tail


def _strays(catalogue: Catalogue, volume: Volume, since: str) -> list[Found]:
    try:
        found = list(files_of(Path(volume.root), since))
    except OSError:
        return []
    return [one for one in found if one.named is not None and not is_known(catalogue, volume, one.path)]


def _has_days(volume: Volume, before: str) -> bool:
    try:
        return next(days_before(Path(volume.root), before), "") != ""
    except OSError:
        return False


def _retention(catalogue: Catalogue, key: StreamKey) -> RetentionClass:
    """As the stream was promised last: a file does not say."""
    newest = catalogue.newest(key)
    return RetentionClass.ORDINARY if newest is None else newest.opened.retention


def _file_gone(catalogue: Catalogue, row: sqlite3.Row) -> None:
    if row["ticks"]:
        catalogue.file.run("segment_missing", id=row["id"])
    else:
        catalogue.file.run("segment_forget", id=row["id"])


def _adopt(catalogue: Catalogue, row: sqlite3.Row, found: Adopted, sha256: str) -> None:
    was_end = Instant(row["end_us"])
    start, end = span_of(found, Instant(row["start_us"]), was_end, row["ticks"])
    with catalogue.transaction():
        catalogue.file.run(
            "segment_adopt",
            id=row["id"],
            sha256=sha256,
            end_us=end.us,
            ticks=found.ticks,
            size=found.scan.whole_bytes,
            init_bytes=found.scan.init_bytes,
            fragments=packed(found.scan.fragments),
        )
        segment = segment_of(catalogue.file.only("segment_of", id=row["id"]))
        _note_holes(catalogue, segment, found)
        if end < was_end:
            catalogue.add_gap(Gap(segment.key, end, was_end, Cause.FILE_DAMAGED, _DAMAGED))
        _carve(catalogue, segment.key, row["stream"], start, end)
        _renew_head(catalogue, row["stream"])


def _note_holes(catalogue: Catalogue, segment: Segment, found: Adopted) -> None:
    for hole in found.holes:
        start, end = segment.at(hole.first), segment.at(hole.end)
        if start < end:
            catalogue.add_gap(Gap(segment.key, start, end, Cause.FILE_DAMAGED, found.scan.damage[:200]))


def _carve(catalogue: Catalogue, key: StreamKey, stream: int, start: Instant, end: Instant) -> None:
    """Take a time that turned out to be recorded out of the gaps that only said that nobody knew of it."""
    now = catalogue.clock.now().us
    rows = catalogue.file.rows("gaps_to_carve", stream=stream, start_us=start.us, end_us=end.us, now_us=now)
    for row in rows:
        catalogue.file.run("gap_delete", id=row["id"])
        cause, says = Cause(row["cause"]), row["says"]
        if row["start_us"] < start.us:
            catalogue.add_gap(Gap(key, Instant(row["start_us"]), start, cause, says))
        if row["end_us"] is None or row["end_us"] > end.us:
            after = None if row["end_us"] is None else Instant(row["end_us"])
            catalogue.add_gap(Gap(key, end, after, cause, says))


def _renew_head(catalogue: Catalogue, stream: int) -> None:
    row = catalogue.file.row("stream_newest_head", stream=stream)
    if row is not None:
        catalogue.file.run("stream_head", stream=stream, head=row["sha256"], size=row["size"])


def _open_gaps(catalogue: Catalogue) -> None:
    """Where nothing is known from some moment on, recording was broken off there."""
    now = catalogue.clock.now()
    with catalogue.transaction():
        for key in catalogue.streams():
            stream = catalogue.stream(key)
            tail = catalogue.file.only("stream_tail", stream=stream)
            if not tail["lasts"] and 0 < tail["until_us"] < now.us:
                catalogue.open_gap(key, Instant(tail["until_us"]), Cause.RECORDER_RESTART, _RESTART)
