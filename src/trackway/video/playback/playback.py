"""Playback: what a viewer with a ticket is given: the timeline, the playlist, and pieces of files."""

import os
from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from trackway.model.errors import Lost
from trackway.model.time import Span
from trackway.video.catalogue import Footage, Gap, Segment
from trackway.video.cause import Cause
from trackway.video.mp4 import for_browser
from trackway.video.playback.copies import Copies
from trackway.video.playback.ticket import Ticket, TicketRefused
from trackway.video.playback.timeline import Timeline, fragments_for, timeline
from trackway.video.stream import StreamKey

__all__ = ["Library", "Playback"]

_MOST_BYTES = 64 << 20
"""A fragment has 8 MB at most; nobody needs several at once."""


class Library(Protocol):
    """Where footage is found: the catalogue."""

    def footage(self, key: StreamKey, span: Span, *, case_no: str) -> Footage:
        """What there is of a stream in a span for who asks under that case."""
        ...

    def segment_for(self, number: int, case_no: str) -> Segment:
        """One segment; ``NotFound`` when there is none for who asks under that case."""
        ...

    def file_of(self, segment: Segment) -> Path:
        """Where its file is; ``Lost`` when it is not there."""
        ...


class Playback:
    """Recorded footage for viewers, and ``copies`` for those who cannot play it. Usable from several threads.

    At most ``most_copies`` are made at once: each takes a third of a core while somebody looks.
    """

    def __init__(self, library: Library, *, most_copies: int = 1) -> None:
        self._library = library
        self.copies = Copies(self, most=most_copies)

    def timeline(self, key: StreamKey, span: Span, *, case_no: str = "") -> Timeline:
        """What there is to be shown of a stream in a span of an hour at most.

        What is held beyond its time is shown to who asks under the hold's case; to others it is a gap. Files
        that the catalogue has and the disk has not become gaps: a player that asked for one would stop.
        """
        footage = self._library.footage(key, span, case_no=case_no)
        there: list[Segment] = []
        gaps = list(footage.gaps)
        for segment in footage.segments:
            try:
                self._library.file_of(segment)
            except Lost as lost:
                start, end = max(segment.span.start, span.start), min(segment.span.end, span.end)
                gaps.append(Gap(key, start, end, Cause.FILE_MISSING, str(lost)))
            else:
                there.append(segment)
        gaps.sort(key=lambda gap: gap.start)
        return timeline(replace(footage, segments=tuple(there), gaps=tuple(gaps)))

    def segment(self, ticket: Ticket, number: int) -> Segment:
        """A segment that the ticket is for. ``TicketRefused`` for any other, ``NotFound`` for none, or for
        one held beyond its time for another case.
        """
        segment = self._library.segment_for(number, ticket.case_no)
        if segment.key != ticket.key or not segment.span.overlaps(ticket.span):
            raise TicketRefused
        return segment

    def piece(self, ticket: Ticket, number: int, offset: int, size: int) -> bytes:
        """These bytes of a segment, which must lie in its head, or in fragments the ticket is for.

        A head that has sound no browser plays comes with that sound hidden. ``TicketRefused`` for other
        bytes, ``Lost`` when the file is shorter than the catalogue says.
        """
        segment = self.segment(ticket, number)
        init = segment.opened.init_bytes
        if offset == 0 and size == init:
            return for_browser(self._read(segment, 0, size))
        if not 0 < size <= _MOST_BYTES or not _is_within(segment, ticket.span, offset, offset + size):
            raise TicketRefused(f"Segment {number} has no such piece for you.")
        return self._read(segment, offset, size)

    def head(self, segment: Segment) -> bytes:
        """The head of a segment's file as it is on the disk."""
        return self._read(segment, 0, segment.opened.init_bytes)

    def _read(self, segment: Segment, offset: int, size: int) -> bytes:
        path = self._library.file_of(segment)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                data = os.pread(descriptor, size, offset)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise Lost(f"The file {path} cannot be read at byte {offset:,}: {error.strerror}.") from error
        if len(data) != size:
            raise Lost(f"The file {path} ends at byte {offset + len(data):,}, before its catalogue says.")
        return data


def _is_within(segment: Segment, span: Span, start: int, end: int) -> bool:
    """Whether these bytes lie in fragments that show the span, and that follow on in the file."""
    allowed = fragments_for(segment, span)
    place = bisect_right(allowed, start, key=lambda one: one.offset) - 1
    if place < 0:
        return False
    reach = allowed[place].offset + allowed[place].size
    for one, after in pairwise(allowed[place:]):
        if after.offset != one.offset + one.size:
            break
        reach = after.offset + after.size
    return start < reach and end <= reach
