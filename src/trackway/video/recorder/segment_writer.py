"""Segment writer: groups of one stream into its files. Called by one thread at a time, never by the event
loop.

::

    TimedGroup ─► fragment ─► one write, fdatasync ─► Written (what the catalogue is told)
"""

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from trackway.model.errors import Invalid, TrackwayError, Unavailable
from trackway.model.time import Instant
from trackway.video.catalogue import NewSegment, NoVolume, Volume
from trackway.video.cause import Cause
from trackway.video.fragment import Fragment
from trackway.video.mp4 import TrackRun, codecs, fragment, init_segment
from trackway.video.recorder.grouping import VIDEO, Begins, Group
from trackway.video.recorder.segment_file import SegmentFile
from trackway.video.recorder.sound_line import SoundLine
from trackway.video.stream import RetentionClass, StreamKey, Track

__all__ = ["NotWritten", "Places", "SegmentWriter", "TimedGroup", "Written"]


_ATTEMPTS = 3
"""Whoever fills a disk faster than old footage is destroyed shall not have all of it destroyed."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Places(Protocol):
    """Where files go and how runs are numbered: the catalogue."""

    def volume(self) -> Volume:
        """The volume for the next file; ``NoVolume`` when none is there."""
        ...

    def next_run(self, key: StreamKey) -> int:
        """A number for a new run."""
        ...

    def head(self, key: StreamKey) -> str:
        """The digest of the stream's newest closed file."""
        ...

    def is_there(self, volume: Volume) -> bool:
        """Whether the volume is mounted."""
        ...

    def make_room(self, volume: Volume, size: int) -> bool:
        """The volume is full: have the oldest footage that nobody holds destroyed there; whether there is
        room.
        """
        ...

    def failed(self, volume: Volume, says: str) -> None:
        """The volume refused to be written to; others are better for a while."""
        ...


class NotWritten(Unavailable):
    """A group could not be made durable; ``cause`` is what the gap is put down to.

    ``closed`` is the digest of the file that was closed on the way, empty where none was.
    """

    def __init__(self, cause: Cause, message: str) -> None:
        super().__init__(message)
        self.cause = cause
        self.closed = ""


@dataclass(frozen=True, slots=True)
class TimedGroup:
    """A group with the station's time at its start and end; ``camera_delta_us`` is camera's clock minus
    ours.
    """

    group: Group
    begins: Begins
    start: Instant
    end: Instant
    camera_delta_us: int | None


@dataclass(frozen=True, slots=True)
class Written:
    """A fragment that is durable.

    ``closed`` is the digest of the file before, where this fragment begins a new one, ``opened``. ``ticks``,
    ``size`` and ``lost`` are of the whole file so far. ``path`` is the file; its head is ``init``.
    """

    timed: TimedGroup
    closed: str
    opened: NewSegment | None
    fragment: Fragment
    ticks: int
    size: int
    lost: int
    path: Path
    init: bytes
    codecs: str
    run: int
    run_ticks: int
    data: bytes


@dataclass(slots=True)
class _Open:
    """A file that is being written; it began at ``run_ticks`` of its run, in this turn of rotation."""

    file: SegmentFile
    volume: Volume
    init: bytes
    codecs: str
    run_ticks: int
    slot: int
    lost: int = 0


class SegmentWriter:
    """Writes the files of one stream. ``segment_s`` is how long one is; rotation is staggered by camera."""

    def __init__(
        self,
        key: StreamKey,
        retention: RetentionClass,
        places: Places,
        segment_s: float,
    ) -> None:
        self._key, self._retention, self._places = key, retention, places
        self._segment_us = round(segment_s * 1_000_000)
        # The golden ratio spreads cameras of any numbering evenly; main and sub of one turn apart, too.
        share = (key.camera * 2 + (key.role == "sub")) * 0.6180339887498949 % 1.0
        self._phase_us = round(share * self._segment_us)
        self._open: _Open | None = None
        self._previous: str | None = None
        self._run = 0
        self._run_from: int | None = None
        self._sound: SoundLine | None = None
        self._number = 0
        self._why = (Cause.DISCONTINUITY, "The stream begins without a keyframe.")

    def write(self, timed: TimedGroup) -> Written:
        """Make a group durable. Raises ``NotWritten``; then a keyframe must come before anything is written
        again.
        """
        closed = ""
        if self._open is not None and self._ends(self._open, timed):
            closed = self.close()
        try:
            return self._write(timed, closed)
        except NotWritten as error:
            self._run_from, self._why = None, (error.cause, str(error))
            error.closed = closed or self.close()
            raise
        except NoVolume as error:
            raise self._not_written(Cause.VOLUME_MISSING, error, closed) from error
        except Invalid as error:
            raise self._not_written(Cause.UNFIT, error, closed) from error
        except (TrackwayError, OSError) as error:
            raise self._not_written(Cause.DISK_FAILING, error, closed) from error

    def skip(self, timed: TimedGroup) -> Written:
        """Leave a group out, for too much waits. Raises ``NotWritten``, as ``write`` does."""
        error = Unavailable(f"The disk is too slow: footage from {timed.start} on was dropped.")
        raise self._not_written(Cause.DISK_FAILING, error, "")

    def close(self) -> str:
        """Close the file in hand; its digest, empty where there is none."""
        if self._open is None:
            return ""
        self._previous = self._open.file.close()
        self._open = None
        return self._previous

    def _not_written(self, cause: Cause, error: Exception, closed: str) -> NotWritten:
        self._run_from = None
        self._why = (cause, str(error))
        failed = NotWritten(*self._why)
        failed.closed = closed or self.close()
        return failed

    def _ends(self, to: _Open, timed: TimedGroup) -> bool:
        """Whether the file in hand ends before this group."""
        return timed.begins is not Begins.FOLLOWS or (timed.group.is_key and self._slot(timed) != to.slot)

    def _slot(self, timed: TimedGroup) -> int:
        return (timed.start.us + self._phase_us) // self._segment_us

    def _write(self, timed: TimedGroup, closed: str) -> Written:
        if self._open is not None:
            data = self._fragment(timed)
            self._add(self._open, data, is_new=False)
            return self._told(self._open, timed, closed, None, data)
        if not timed.group.is_key:
            # Still the same trouble, until a keyframe comes.
            raise NotWritten(*self._why)
        return self._begin(timed, closed)

    def _begin(self, timed: TimedGroup, closed: str) -> Written:
        """The first fragment of a new file, written together with the file's head."""
        group = timed.group
        if timed.begins is not Begins.FOLLOWS or self._run_from is None:
            self._run = self._places.next_run(self._key)
            self._run_from = group.ticks
            sound = next((track for track in group.tracks if track.id != VIDEO), None)
            self._sound = SoundLine(group, sound) if sound is not None else None
        if self._previous is None:
            self._previous = self._places.head(self._key)
        video = _video(group)
        init = init_segment(group.tracks, self._previous)
        names = codecs(group.tracks)
        data = self._fragment(timed)
        volume = self._places.volume()
        path = _path(self._key, timed.start, self._run)
        opened = NewSegment(
            key=self._key,
            volume=volume.id,
            path=path,
            run=self._run,
            start=timed.start,
            first_ticks=self._run_ticks(group),
            init_bytes=len(init),
            previous=self._previous,
            codecs=names,
            width=video.width,
            height=video.height,
            retention=self._retention,
        )
        file = self._made(volume, path, len(init) + len(data))
        self._open = _Open(file, volume, init, names, self._run_ticks(group), self._slot(timed))
        self._add(self._open, init + data, is_new=True)
        return self._told(self._open, timed, closed, opened, data)

    def _told(
        self, to: _Open, timed: TimedGroup, closed: str, opened: NewSegment | None, data: bytes
    ) -> Written:
        group = timed.group
        to.lost += group.lost
        ticks = self._run_ticks(group) - to.run_ticks
        lasts = group.end - group.ticks
        offset = to.file.size - len(data)
        return Written(
            timed=timed,
            closed=closed,
            opened=opened,
            fragment=Fragment(offset, len(data), ticks, lasts, len(group.pictures), group.is_key),
            ticks=ticks + lasts,
            size=to.file.size,
            lost=to.lost,
            path=to.file.path,
            init=to.init,
            codecs=to.codecs,
            run=self._run,
            run_ticks=self._run_ticks(group),
            data=data,
        )

    def _run_ticks(self, group: Group) -> int:
        """Where a group stands in the run."""
        return group.ticks - self._run_from if self._run_from is not None else 0

    def _fragment(self, timed: TimedGroup) -> bytes:
        self._number += 1
        group = timed.group
        return fragment(self._number, self._runs(group, self._run_ticks(group)), timed.start)

    def _runs(self, group: Group, run_ticks: int) -> list[TrackRun]:
        video = _video(group)
        last = max(unit.ticks for unit in group.pictures)
        runs = [TrackRun(video, run_ticks, group.pictures, group.end - last)]
        sound = self._sound.run_of(group) if self._sound is not None else None
        return runs if sound is None else [*runs, sound]

    def _made(self, volume: Volume, path: str, size: int) -> SegmentFile:
        for attempt in range(_ATTEMPTS):
            try:
                return SegmentFile(Path(volume.root), path)
            except OSError as error:
                self._make_way(volume, size, error, attempt)
        raise AssertionError  # the last attempt raised

    def _add(self, to: _Open, data: bytes, *, is_new: bool) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                to.file.append(data)
            except OSError as error:
                try:
                    self._make_way(to.volume, len(data), error, attempt)
                except NotWritten:
                    if is_new:  # nothing durable is in it
                        to.file.abandon()
                        self._open = None
                    raise
            else:
                return

    def _make_way(self, volume: Volume, size: int, error: OSError, attempt: int) -> None:
        """Do what can be done about an error, so that it may be tried again; raises ``NotWritten`` if
        nothing.
        """
        says = f"{volume.root}: {error.strerror}."
        if error.errno in _FULL:
            if attempt + 1 < _ATTEMPTS and self._places.make_room(volume, size):
                return
            raise NotWritten(Cause.DISK_FULL, says) from error
        if not self._places.is_there(volume):
            raise NotWritten(Cause.VOLUME_MISSING, f"The volume {volume.root} is not mounted.") from error
        self._places.failed(volume, says)
        raise NotWritten(Cause.DISK_FAILING, says) from error


def _video(group: Group) -> Track:
    return next(track for track in group.tracks if track.id == VIDEO)


def _path(key: StreamKey, start: Instant, run: int) -> str:
    at = start.utc()
    return f"{key.camera}/{key.role}/{at:%Y-%m-%d}/{at:%H%M%S}.{at.microsecond // 1000:03d}-{run}.mp4"
