"""Books: up to when every moment of a stream is either recorded or a gap, and the rows that say so."""

from trackway.model.time import Instant
from trackway.video.catalogue import Catalogue, Gap, Transition
from trackway.video.cause import Cause
from trackway.video.recorder.rows import Row, Rows
from trackway.video.recorder.segment_writer import TimedGroup, Written
from trackway.video.stream import StreamKey

__all__ = ["Books"]


class _Segment:
    """The row of a file; its id is known when it has been written."""

    __slots__ = ("id",)

    def __init__(self) -> None:
        self.id = 0


class Books:
    """The books of one stream. ``to`` is up to when they are kept; ``has_gap``: nothing is recorded since
    then.
    """

    def __init__(self, key: StreamKey, rows: Rows, to: Instant, *, has_gap: bool) -> None:
        self.key = key
        self.to = to
        self.has_gap = has_gap
        self._rows = rows
        self._segment: _Segment | None = None

    def recorded(self, written: Written) -> None:
        """A fragment is durable."""
        timed, opened = written.timed, written.opened
        if written.closed:
            self.closed(written.closed)
        if opened is not None:
            if not self.has_gap and timed.start.us - self.to.us > _frame_us(timed):
                gap = Gap(self.key, self.to, timed.start, timed.group.why, timed.group.says)
                self._rows.add(lambda catalogue: catalogue.add_gap(gap))
            self._segment = segment = _Segment()

            def begin(catalogue: Catalogue) -> None:
                segment.id = catalogue.open_segment(opened)

            self._rows.add(begin)
        if self._segment is not None:
            self._rows.add(_growth(self._segment, written))
        self.to, self.has_gap = timed.end, False

    def closed(self, digest: str) -> None:
        """The file in hand is complete."""
        segment = self._segment
        if segment is not None:
            self._rows.add(lambda catalogue: catalogue.close_segment(segment.id, digest))
            self._segment = None

    def missing(self, now: Instant, cause: Cause, says: str) -> None:
        """Nothing is recorded since the books were kept last, and this is why; or why it still is not, from
        now.
        """
        key = self.key
        start = now if self.has_gap else min(self.to, now)
        self._rows.add(lambda catalogue: catalogue.open_gap(key, start, cause, says))
        self.has_gap = True

    def note(self, at: Instant, state: str, says: str) -> None:
        """The stream's recording changed its state."""
        transition = Transition(self.key, at, state, says)
        self._rows.add(lambda catalogue: catalogue.note(transition))


def _frame_us(timed: TimedGroup) -> int:
    """How long a picture lasts: where a run follows on with a slip below that, nothing is missing."""
    return (timed.end.us - timed.start.us) // len(timed.group.pictures)


def _growth(segment: _Segment, written: Written) -> Row:
    # Not the whole of ``written``: its bytes must not wait for the catalogue.
    end, ticks, size, lost = written.timed.end, written.ticks, written.size, written.lost
    fragments, delta = (written.fragment,), written.timed.camera_delta_us

    def grow(catalogue: Catalogue) -> None:
        catalogue.grow(segment.id, end, ticks, size, fragments, lost=lost, camera_delta_us=delta)

    return grow
