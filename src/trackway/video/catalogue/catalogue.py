"""The catalogue: streams, the segments and gaps of each, and what is asked of them.

::

    recorder ──► open_segment, grow, close_segment, open_gap … ──► footage.sqlite ──► footage(key, span)

Written by the recorder, one transaction a second for all streams; read by everybody. Recorded time and gaps
together are all of wall time; ``account`` proves it.
"""

import sqlite3
import stat
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from trackway.model.errors import Conflict, Invalid, Lost, NotFound
from trackway.model.time import Clock, Instant, Span
from trackway.sqlite import FileKind, SqliteFile
from trackway.video.catalogue.answering import Known, answered
from trackway.video.catalogue.fragments import packed, unpacked
from trackway.video.catalogue.holds import Holds
from trackway.video.catalogue.paths import named
from trackway.video.catalogue.values import (
    Footage,
    Fragment,
    Gap,
    Hold,
    NewSegment,
    Segment,
    SegmentState,
    Transition,
)
from trackway.video.catalogue.volumes import Volumes
from trackway.video.cause import Cause
from trackway.video.stream import RetentionClass, StreamKey, StreamRole

__all__ = ["CATALOGUE_FILE", "Catalogue", "segment_of"]

CATALOGUE_FILE = FileKind("trackway.video.catalogue", "a catalogue of footage", 0x5457_4654)
"""``footage.sqlite`` ("TWFT")."""
_NO_SEGMENT = "There is no segment {}; it may have been destroyed."


class Catalogue:
    """An open catalogue. Usable from several threads; several processes may have it open.

    Raises ``Unavailable``, ``Lost`` and ``Conflict`` as ``SqliteFile`` does.
    """

    def __init__(
        self, path: Path, clock: Clock, *, reserve_percent: float = 2.0, most_bytes: int = 0
    ) -> None:
        self.file = SqliteFile(path, CATALOGUE_FILE)
        self.clock = clock
        self.volumes = Volumes(self.file, clock, reserve_percent=reserve_percent, most_bytes=most_bytes)
        self.holds = Holds(self.file, self.volumes, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self.file.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """What is written inside is durable when the block ends, or undone if it raised."""
        with self.file.transaction():
            yield

    # Writing

    def next_run(self, key: StreamKey) -> int:
        """A number for a new unbroken stretch of a stream; never given twice."""
        with self.transaction():
            return int(self.file.only("stream_next_run", stream=self.stream(key))["runs"])

    def head(self, key: StreamKey) -> str:
        """The SHA-256 of the stream's newest closed segment, even if that was destroyed since: what the next
        one names as its previous. Empty before the first.
        """
        stream = self._found(key)
        return "" if stream is None else str(stream["head"])

    def newest(self, key: StreamKey) -> Segment | None:
        """The newest segment of a stream that is not destroyed."""
        stream = self._found(key)
        found = None if stream is None else self.file.row("segment_newest", stream=stream["id"])
        return None if found is None else segment_of(found)

    def open_segment(self, new: NewSegment) -> int:
        """A file that has been begun; its id. The gap that lasts, if any, ends where it starts.

        Raises ``Invalid`` for a path that is none of ours, ``Conflict`` when the file is known already.
        """
        _check_path(new)
        with self.transaction():
            stream = self._known_from(new.key, new.start)
            self._end_gap(stream, new.start)
            try:
                row = self.file.only(
                    "segment_open",
                    stream=stream,
                    volume=new.volume,
                    path=new.path,
                    run=new.run,
                    start_us=new.start.us,
                    first_ticks=new.first_ticks,
                    init_bytes=new.init_bytes,
                    previous=new.previous,
                    codecs=new.codecs,
                    width=new.width,
                    height=new.height,
                    retention=new.retention.value,
                )
            except sqlite3.IntegrityError as error:
                raise Conflict(
                    f"The segment {new.path} cannot be opened in the catalogue: {error}."
                ) from error
        return int(row["id"])

    def grow(
        self,
        number: int,
        end: Instant,
        ticks: int,
        size: int,
        fragments: Sequence[Fragment],
        *,
        lost: int = 0,
        camera_delta_us: int | None = None,
    ) -> None:
        """More of an open segment is durable: up to ``end``, so many ticks and bytes of it altogether, with
        these fragments added. ``lost`` packets are those of the whole segment so far; ``camera_delta_us``
        counts when it is told first.

        Raises ``Conflict`` when it is not open.
        """
        try:
            changed = self.file.run(
                "segment_grow",
                id=number,
                end_us=end.us,
                ticks=ticks,
                size=size,
                lost=lost,
                camera_delta_us=camera_delta_us,
                fragments=packed(fragments),
            )
        except sqlite3.IntegrityError as error:
            raise Invalid(
                f"The segment {number} cannot grow to {end}, {ticks} ticks, {size} bytes: {error}."
            ) from error
        if not changed:
            raise Conflict(f"The segment {number} is not open; nothing can be added.")

    def close_segment(self, number: int, sha256: str) -> None:
        """An open segment is complete, and this is the digest of its file.

        Raises ``Conflict`` when it is not open, or holds no fragment: that one is dropped.
        """
        with self.transaction():
            row = self.file.row("segment_close", id=number, sha256=sha256)
            if row is None:
                raise Conflict(f"The segment {number} cannot be closed: it is not open, or holds nothing.")
            self.file.run("stream_head", stream=row["stream"], head=sha256, size=row["size"])

    def drop_segment(self, number: int) -> None:
        """An open segment that nothing came for is forgotten; removing its file is the caller's.

        Raises ``Conflict`` when something came, or it is not open.
        """
        if not self.file.run("segment_drop", id=number):
            raise Conflict(f"The segment {number} holds footage, or is not open; it is kept.")

    def open_gap(self, key: StreamKey, start: Instant, cause: Cause, says: str = "") -> None:
        """From here on there is no footage. A gap that lasts goes on if it has this cause and these words,
        and ends here if not.
        """
        with self.transaction():
            stream = self._known_from(key, start)
            lasting = self.file.row("gap_lasting", stream=stream)
            if lasting is not None:
                if lasting["cause"] == cause and lasting["says"] == says:
                    return
                start = max(start, Instant(lasting["start_us"]))
                self._end_gap(stream, start)
            self.file.run("gap_open", stream=stream, start_us=start.us, cause=cause.value, says=says)

    def close_gap(self, key: StreamKey, end: Instant) -> None:
        """Footage goes on here: the gap that lasts, if any, ends. ``open_segment`` does the same."""
        with self.transaction():
            self._end_gap(self.stream(key), end)

    def add_gap(self, gap: Gap) -> None:
        """A stretch without footage that is over; one that goes on where another of its cause ended joins
        it.
        """
        if gap.end is None:
            self.open_gap(gap.key, gap.start, gap.cause, gap.says)
            return
        with self.transaction():
            stream = self._known_from(gap.key, gap.start)
            values = {
                "stream": stream,
                "start_us": gap.start.us,
                "end_us": gap.end.us,
                "cause": gap.cause.value,
                "says": gap.says,
            }
            if not self.file.run("gap_lengthen", **values):
                self.file.run("gap_insert", **values)

    def note(self, transition: Transition) -> None:
        """The recording of a stream changed its state."""
        with self.transaction():
            self.file.run(
                "transition_note",
                stream=self.stream(transition.key),
                at_us=transition.at.us,
                state=transition.state,
                says=transition.says,
            )

    # Asking

    def footage(self, key: StreamKey, span: Span, *, case_no: str = "") -> Footage:
        """What there is of a stream in a span, and why there is none of the rest.

        What is held beyond its time is shown only to who asks under the case number of its hold; to others
        it is a gap EXPIRED, as it would be without the hold.
        """
        return self._footage(key, span, "segments_between", case_no)

    def outline(self, key: StreamKey, span: Span, *, case_no: str = "") -> Footage:
        """The same with segments that do not tell their fragments: for a time line of days or weeks."""
        return self._footage(key, span, "segments_outline", case_no)

    def held(self, hold: Hold) -> tuple[Segment, ...]:
        """What a hold keeps, in the order of streams and time; the segments do not tell their fragments."""
        return tuple(map(segment_of, self.file.rows("held_segments", id=hold.id)))

    def has_footage(self, key: StreamKey, span: Span) -> bool:
        """Whether there is any in a span, whether its volume is there or not: for a calendar."""
        stream = self._found(key)
        if stream is None:
            return False
        values = {"stream": stream["id"], "first_us": span.start.us, "end_us": span.end.us}
        return self.file.row("segment_within", **values) is not None

    def _footage(self, key: StreamKey, span: Span, query: str, case_no: str) -> Footage:
        stream = self._found(key)
        if stream is None or stream["first_us"] is None:
            return answered(key, span, Known(self.clock.now()))
        values = {"stream": stream["id"], "first_us": span.start.us, "end_us": span.end.us}
        # In this order, without a transaction that would keep the recorder waiting: what becomes a gap
        # between two of these questions is told twice, never not at all.
        segments = self.file.rows(query, **values, camera=key.camera, role=key.role.value)
        gaps = self.file.rows("gaps_between", **values)
        tail = self.file.only("stream_tail", stream=stream["id"])
        used = {found["volume"] for found in segments}
        known = Known(
            now=self.clock.now(),
            segments=tuple(map(segment_of, segments)),
            gaps=tuple(_gap(key, found) for found in gaps),
            volumes=frozenset(
                one.id for one in self.volumes.all() if one.id in used and self.volumes.is_there(one)
            ),
            first=Instant(stream["first_us"]),
            until=Instant(tail["until_us"]),
            lasts=bool(tail["lasts"]),
            apart=self._apart(key, segments, case_no),
        )
        return answered(key, span, known)

    def tail(self, key: StreamKey) -> tuple[Instant, bool] | None:
        """Up to when anything is known of a stream, and whether a gap lasts; ``None`` for nothing at all."""
        stream = self._found(key)
        if stream is None or stream["first_us"] is None:
            return None
        tail = self.file.only("stream_tail", stream=stream["id"])
        return Instant(tail["until_us"]), bool(tail["lasts"])

    def transitions(self, key: StreamKey, span: Span) -> tuple[Transition, ...]:
        """What became of the recording of a stream in a span."""
        stream = self._found(key)
        if stream is None:
            return ()
        rows = self.file.rows(
            "transitions_between", stream=stream["id"], first_us=span.start.us, end_us=span.end.us
        )
        return tuple(Transition(key, Instant(row["at_us"]), row["state"], row["says"]) for row in rows)

    def segment(self, number: int) -> Segment:
        """One segment, with its fragments. Raises ``NotFound`` when it was destroyed, or holds nothing
        yet.
        """
        return segment_of(self._whole(number))

    def segment_for(self, number: int, case_no: str) -> Segment:
        """The same for who asks under that case number: what is held beyond its time for others is
        ``NotFound``, as it would be without the hold.
        """
        row = self._whole(number)
        segment = segment_of(row)
        if self._apart(segment.key, (row,), case_no):
            raise NotFound(_NO_SEGMENT.format(number))
        return segment

    def file_of(self, segment: Segment) -> Path:
        """Where its file is now. Raises ``Lost`` when the volume or the file is not there."""
        volume = self.volumes.of(segment.opened.volume)
        if not self.volumes.is_there(volume):
            raise Lost(f"The volume {volume.root} that {segment.opened.path} lies on is not mounted.")
        path = Path(volume.root) / segment.opened.path
        try:
            is_file = stat.S_ISREG(path.lstat().st_mode)
        except OSError as error:
            raise Lost(f"The file {path} is not there: {error.strerror}.") from error
        if not is_file:
            raise Lost(f"{path} is no file; nothing is read from it.")
        return path

    def streams(self) -> tuple[StreamKey, ...]:
        """Every stream that was ever recorded, or tried."""
        return tuple(
            StreamKey(row["camera"], StreamRole(row["role"])) for row in self.file.rows("streams_all")
        )

    def _whole(self, number: int) -> sqlite3.Row:
        row = self.file.row("segment_of", id=number)
        if row is None or row["state"] == SegmentState.GARBAGE or not row["ticks"]:
            raise NotFound(_NO_SEGMENT.format(number))
        return row

    def _apart(self, key: StreamKey, rows: Sequence[sqlite3.Row], case_no: str) -> frozenset[int]:
        """Those whose time is over, but for what the case holds."""
        apart = [row for row in rows if row["kept_apart"]]
        if not apart:
            return frozenset()
        spans = self.file.rows("held_spans", camera=key.camera, case_no=case_no.strip())
        return frozenset(
            int(row["id"])
            for row in apart
            if not any(one["first_us"] < row["end_us"] and one["end_us"] > row["start_us"] for one in spans)
        )

    # Streams

    def _found(self, key: StreamKey) -> sqlite3.Row | None:
        return self.file.row("stream_of", camera=key.camera, role=key.role.value)

    def stream(self, key: StreamKey) -> int:
        """The number of a stream's rows; it gets one when it has none."""
        found = self._found(key)
        if found is None:
            self.file.run("stream_add", camera=key.camera, role=key.role.value)
            found = self.file.only("stream_of", camera=key.camera, role=key.role.value)
        return int(found["id"])

    def _known_from(self, key: StreamKey, at: Instant) -> int:
        stream = self.stream(key)
        self.file.run("stream_known_from", stream=stream, at_us=at.us)
        return stream

    def _end_gap(self, stream: int, end: Instant) -> None:
        """The gap that lasts ends; one that would be empty, or end before it began, never was."""
        if not self.file.run("gap_close", stream=stream, end_us=end.us):
            self.file.run("gap_drop", stream=stream)


def _check_path(new: NewSegment) -> None:
    said = named(new.path)
    if said is None or (said.key, said.run) != (new.key, new.run):
        raise Invalid(
            f"{new.path!r} is no name for a segment of camera {new.key.camera}: write "
            "CAMERA/main|sub/YYYY-MM-DD/HHMMSS.mmm-RUN.mp4."
        )


def segment_of(row: sqlite3.Row) -> Segment:
    """A segment of a row of the catalogue that has its stream's camera and role."""
    start = Instant(row["start_us"])
    return Segment(
        id=row["id"],
        opened=NewSegment(
            key=StreamKey(row["camera"], StreamRole(row["role"])),
            volume=row["volume"],
            path=row["path"],
            run=row["run"],
            start=start,
            first_ticks=row["first_ticks"],
            init_bytes=row["init_bytes"],
            previous=row["previous"],
            codecs=row["codecs"],
            width=row["width"],
            height=row["height"],
            retention=RetentionClass(row["retention"]),
        ),
        span=Span(start, Instant(row["end_us"])),
        ticks=row["ticks"],
        size=row["size"],
        sha256=row["sha256"],
        fragments=unpacked(row["fragments"]),
        state=SegmentState(row["state"]),
        camera_delta_us=row["camera_delta_us"],
        lost=row["lost"],
    )


def _gap(key: StreamKey, row: sqlite3.Row) -> Gap:
    end = row["end_us"]
    return Gap(
        key, Instant(row["start_us"]), None if end is None else Instant(end), Cause(row["cause"]), row["says"]
    )
