"""The catalogue's words: volumes, runs, segments with their fragments, gaps, holds."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.time import Instant, Span
from trackway.video.cause import Cause
from trackway.video.fragment import Fragment
from trackway.video.stream import RetentionClass, StreamKey

__all__ = [
    "Footage",
    "Fragment",
    "Gap",
    "Hold",
    "NewSegment",
    "Segment",
    "SegmentState",
    "Transition",
    "Volume",
]


class SegmentState(StrEnum):
    """What is known of a segment's file."""

    OPEN = "open"
    """Being written."""
    WHOLE = "whole"
    """Closed in order; its digest is that of the whole file."""
    ADOPTED = "adopted"
    """Found after a crash, cut after its last whole fragment, and kept."""
    MISSING = "missing"
    """Its volume is there, the file is not."""
    GARBAGE = "garbage"
    """To be deleted, or being deleted: never shown."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A disk or folder that holds footage: ``id`` is written in its ``volume.json``, ``root`` is where it
    was last.
    """

    id: str
    root: str


@dataclass(frozen=True, slots=True)
class NewSegment:
    """A segment as it is opened.

    ``path`` is relative to the volume's root. ``run`` numbers an unbroken stretch of one stream: the same
    parameters, no discontinuity, time stamps that follow on. ``first_ticks`` is where its first fragment
    stands in the run, 1/90,000 s. ``previous`` is the SHA-256 of the stream's segment before, hex; empty for
    the first ever. ``codecs`` is the RFC 6381 string for browsers, like ``avc1.640028,mp4a.40.2``.
    """

    key: StreamKey
    volume: str
    path: str
    run: int
    start: Instant
    first_ticks: int
    init_bytes: int
    previous: str
    codecs: str
    width: int
    height: int
    retention: RetentionClass


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of a stream, some 60 s of it, and what is durable of it.

    Footage covers ``span`` by the station's clock; pictures lie evenly in it by their ticks, so a
    slewed clock shows in a span a little longer or shorter than ``ticks`` / 90,000 s. ``sha256`` is of all
    its bytes, empty while it is open. ``camera_delta_us`` is camera's clock minus station's clock at its
    start, ``None`` where the camera does not tell. ``lost`` counts RTP packets that never came.
    """

    id: int
    opened: NewSegment
    span: Span
    ticks: int
    size: int
    sha256: str
    fragments: tuple[Fragment, ...]
    state: SegmentState
    camera_delta_us: int | None = None
    lost: int = 0

    @property
    def key(self) -> StreamKey:
        """Whose it is."""
        return self.opened.key

    def at(self, ticks: int) -> Instant:
        """When, by the station's clock, the picture so many ticks after its start was taken."""
        us = self.span.end.us - self.span.start.us
        return Instant(self.span.start.us + round(us * ticks / self.ticks)) if self.ticks else self.span.start

    def ticks_at(self, at: Instant) -> int:
        """How far into it that moment is, in ticks; before and after it, its ends."""
        us = self.span.end.us - self.span.start.us
        return min(max(round(self.ticks * (at.us - self.span.start.us) / us), 0), self.ticks)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a stream without footage, and why; ``end`` is ``None`` while it lasts."""

    key: StreamKey
    start: Instant
    end: Instant | None
    cause: Cause
    says: str = ""


@dataclass(frozen=True, slots=True)
class Transition:
    """A stream's recording changed its state: for the event list, and for whoever asks why."""

    key: StreamKey
    at: Instant
    state: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Footage of these cameras (numbers, all their streams) that nothing may destroy until the case says so.

    ``released`` says when it ended, by whom; both ``None`` while it holds.
    """

    id: int
    case_no: str
    reason: str
    username: str
    name: str
    approver: str
    audit_id: int
    cameras: frozenset[int]
    span: Span
    until: Instant
    made: Instant
    released: Instant | None = None
    released_by: str | None = None


@dataclass(frozen=True, slots=True)
class Footage:
    """What there is of one stream in a span: segments and gaps, in the order of time, together all of it up
    to ``until``. What comes after that is not over yet, or not durable yet; ``None`` says that the span is
    over.
    """

    key: StreamKey
    span: Span
    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...]
    until: Instant | None = None
