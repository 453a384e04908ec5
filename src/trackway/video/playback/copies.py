"""Viewing copies: what a browser cannot play, made into what it can, while somebody looks; never kept.

::

    original (H.265) ─► group of pictures ─► confined process ─► VP9 ─► fragment, same times ─► a player
                                                                  └─► remembered for a while

觀看用轉檔，非原始影像: a copy is smaller and coded anew. Its own head says that it is one; it is no evidence.
"""

import threading
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from multiprocessing import get_context
from typing import Protocol

import msgspec

from trackway.model.errors import Lost, Unavailable
from trackway.video.catalogue import Segment
from trackway.video.fragment import Fragment
from trackway.video.mp4 import Sample, TrackRun, decoder_setup, fragment, init_segment, samples, scan
from trackway.video.playback.groups import groups_of
from trackway.video.playback.ticket import Ticket, TicketRefused
from trackway.video.playback.timeline import fragments_for
from trackway.video.playback.transcoding import Copied, Job, Shown, work
from trackway.video.stream import AccessUnit, Codec, Track

__all__ = ["COPY_LABEL", "Copies", "CopyFailed"]

COPY_LABEL = "觀看用轉檔，非原始影像 viewing copy, not the original"
"""What a copy says it is, to people and in its own head."""

_HEIGHT = 720
"""No higher: one core copies 2.8 times as fast as H.265 of 1080p runs, at 1080p only 1.7 times."""
_MOST_BYTES = 32 << 20
"""A group of pictures of more, some minute of it, takes longer to copy than anybody waits."""
_ANSWER_S = 60.0
_WAITS_S = 20.0
"""For a process to be free; a player asks again."""
_IDLE_S = 60.0
"""A process that had nothing to do for so long gives its memory back."""
_REMEMBERED_BYTES = 64 << 20
"""Some five minutes of copies: going back a little costs nothing."""
_HZ = 90_000


class CopyFailed(Lost):
    """This footage cannot be decoded, so there is no viewing copy of it; the original is as it was."""


class _Process:
    """One confined process that makes copies, one after another."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs,), name="trackway-copy", daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._ready = self._answer()
        except Unavailable:
            self.end()
            raise
        if self._ready != b"sound":
            self.end()
            raise Unavailable(f"Footage cannot be decoded safely on this machine: {self._ready.decode()}.")

    def copied(self, job: Job) -> Copied:
        """The answer to a job; ``Unavailable`` when the process died of it or took too long."""
        try:
            self._pipe.send_bytes(msgspec.msgpack.encode(job))
        except OSError as error:
            raise Unavailable("The process that makes viewing copies is gone; try again.") from error
        return msgspec.msgpack.decode(self._answer(), type=Copied)

    def _answer(self) -> bytes:
        try:
            if self._pipe.poll(_ANSWER_S):
                return self._pipe.recv_bytes(_MOST_BYTES)
        except (EOFError, OSError) as error:
            raise Unavailable("The process that makes viewing copies died of this footage.") from error
        raise Unavailable(f"A viewing copy took longer than {_ANSWER_S:.0f} s; look at a shorter stretch.")

    def end(self) -> None:
        """Stop it."""
        self._pipe.close()
        self._process.kill()
        self._process.join()


class Originals(Protocol):
    """Where the recorded footage is had: ``Playback``."""

    def segment(self, ticket: Ticket, number: int) -> Segment:
        """A segment that the ticket is for."""
        ...

    def piece(self, ticket: Ticket, number: int, offset: int, size: int) -> bytes:
        """Bytes of it."""
        ...

    def head(self, segment: Segment) -> bytes:
        """The head of its file."""
        ...


class Copies:
    """Viewing copies for players; at most ``most`` are made at once. Usable from several threads."""

    def __init__(self, originals: Originals, *, most: int = 1) -> None:
        self._originals = originals
        self._free = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._made: OrderedDict[tuple[int, int, int], bytes] = OrderedDict()
        self._timer: threading.Timer | None = None

    def head(self, ticket: Ticket, number: int) -> bytes:
        """The head of a segment's copy. ``TicketRefused`` for what the ticket is not for."""
        return init_segment(self._tracks(self._segment(ticket, number)), label=COPY_LABEL)

    def group(self, ticket: Ticket, number: int, offset: int, size: int) -> bytes:
        """The copy of a group of pictures, as a fragment that is shown when the original is.

        ``TicketRefused`` for what is no whole group that the ticket is for, ``Unavailable`` when too many are
        being made, ``CopyFailed`` when it cannot be decoded.
        """
        segment = self._segment(ticket, number)
        group = _group(segment, ticket, offset, size)
        with self._lock:
            if (number, offset, size) in self._made:
                self._made.move_to_end((number, offset, size))
                return self._made[number, offset, size]
        data = self._originals.piece(ticket, number, offset, size)
        made = self._copied(segment, group, data)
        with self._lock:
            self._made[number, offset, size] = made
            while sum(map(len, self._made.values())) > _REMEMBERED_BYTES:
                self._made.popitem(last=False)
        return made

    def close(self) -> None:
        """Stop the processes; copies that are being made are let go."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            for process in self._idle:
                process.end()
            self._idle.clear()

    def _segment(self, ticket: Ticket, number: int) -> Segment:
        if not ticket.is_copy:
            raise TicketRefused
        return self._originals.segment(ticket, number)

    def _original(self, segment: Segment) -> tuple[Track, ...]:
        return scan(BytesIO(self._originals.head(segment))).tracks

    def _tracks(self, segment: Segment) -> tuple[Track, ...]:
        """The copy's tracks: pictures as VP9, AAC as it is; other sound is left out."""
        width, height = _size(segment)
        sound = (one for one in self._original(segment) if one.codec is Codec.AAC)
        return (Track(1, Codec.VP9, _HZ, (), width, height), *sound)

    def _copied(self, segment: Segment, group: list[Fragment], data: bytes) -> bytes:
        original = {one.id: one for one in self._original(segment)}
        moved = (Fragment(one.offset - group[0].offset, one.size, 0, 0, 0, one.is_key) for one in group)
        found = [sample for one in moved for sample in samples(BytesIO(data), one)]
        pictures = [one for one in found if original[one.track].codec.is_video]
        video = original[pictures[0].track]
        width, height = _size(segment)
        shown = [Shown(one.decoded, one.delay, one.is_key, one.data) for one in pictures]
        with self._process() as process:
            copied = process.copied(Job(video.codec, decoder_setup(video), width, height, shown))
        if not copied.pictures:
            raise CopyFailed(f"Segment {segment.id}, byte {group[0].offset:,}: {copied.says}")
        ends = max(one.decoded + one.duration for one in pictures)
        units = [AccessUnit(1, one.decoded, one.is_key, one.data, 0) for one in copied.pictures]
        track = Track(1, Codec.VP9, _HZ, (), width, height)
        runs = [TrackRun(track, units[0].ticks, units, max(ends - units[-1].ticks, 0))]
        for one in original.values():
            sound = [sample for sample in found if sample.track == one.id]
            if one.codec is Codec.AAC and sound:
                runs.append(_sound(one, sound))
        return fragment(1, runs)

    @contextmanager
    def _process(self) -> Generator[_Process]:
        """A process to make a copy with; it is let go after what went wrong with it."""
        if not self._free.acquire(timeout=_WAITS_S):
            raise Unavailable("Too many viewing copies are being made at once; try again.")
        try:
            with self._lock:
                process = self._idle.pop() if self._idle else None
            process = process or _Process()
            try:
                yield process
            except Unavailable:
                process.end()
                raise
            self._keep(process)
        finally:
            self._free.release()

    def _keep(self, process: _Process) -> None:
        with self._lock:
            self._idle.append(process)
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(_IDLE_S, self.close)
            self._timer.daemon = True
            self._timer.start()


def _size(segment: Segment) -> tuple[int, int]:
    """The size of a segment's copy: the same shape, no higher than ``_HEIGHT``, even both ways."""
    width, height = segment.opened.width, segment.opened.height
    if height > _HEIGHT:
        width, height = round(width * _HEIGHT / height), _HEIGHT
    return max(width & ~1, 2), max(height & ~1, 2)


def _group(segment: Segment, ticket: Ticket, offset: int, size: int) -> list[Fragment]:
    """The fragments that lie there, if they are a group, or its beginning, that the ticket is for."""
    for group in groups_of(fragments_for(segment, ticket.span)):
        if group[0].offset == offset:
            found = [one for one in group if one.offset + one.size <= offset + size]
            if found and found[-1].offset + found[-1].size == offset + size <= offset + _MOST_BYTES:
                return found
    raise TicketRefused(f"Segment {segment.id} has no such group of pictures for you.")


def _sound(track: Track, sound: list[Sample]) -> TrackRun:
    units = [AccessUnit(track.id, one.decoded, is_key=True, data=one.data, arrived_ns=0) for one in sound]
    return TrackRun(track, sound[0].decoded, units, sound[-1].duration)
