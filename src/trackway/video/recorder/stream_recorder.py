"""Stream recorder: one stream from connecting to durable, for ever.

::

    CONNECTING ─► RECORDING ─► STALLED or BROKEN ─► pause of 0, 1, 2, 5, 10, 10 … s ─► CONNECTING
    Feed ─► Grouper ─► Placing ─► Backlog: SegmentWriter ─► Books, Hub
"""

import asyncio
import logging
import random
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from trackway.model.errors import Denied, TrackwayError
from trackway.video.cause import Cause
from trackway.video.recorder.backlog import Backlog, Pool
from trackway.video.recorder.books import Books
from trackway.video.recorder.grouping import Begins, Group, Grouper
from trackway.video.recorder.health import StreamHealth, StreamState
from trackway.video.recorder.hub import Hub
from trackway.video.recorder.live import LiveFragment, LiveGap, LiveOpened
from trackway.video.recorder.placing import Placing
from trackway.video.recorder.segment_writer import NotWritten, SegmentWriter, Written
from trackway.video.recorder.settings import RecorderSettings
from trackway.video.recorder.station_clock import StationClock
from trackway.video.stream import AccessUnit, MakeFeed, StreamEnded, StreamSettings, Track

__all__ = ["StreamRecorder"]

_GOODBYE_S = 3.0
"""A feed that is stopped may say goodbye to the camera; after that it is left behind."""
_STEADY_S = 10.0
"""A connection that recorded for so long was no failure: the next pause is the shortest again."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Ended:
    """The file in hand was closed, and nothing is recorded because of this."""

    digest: str
    cause: Cause
    says: str


class _Connection:
    """One connection's receiver: deaf once it is over, whatever a feed left behind still brings."""

    __slots__ = ("_finish", "grouper", "is_over", "is_stalled")

    def __init__(self, grouper: Grouper, finish: Callable[[Group], None]) -> None:
        self.grouper, self._finish = grouper, finish
        self.is_over = self.is_stalled = False

    def opened(self, tracks: tuple[Track, ...]) -> None:
        """What comes is coded like this."""
        if not self.is_over:
            group = self.grouper.opened(tracks)
            if group is not None:
                self._finish(group)

    def take(self, unit: AccessUnit) -> None:
        """The next unit."""
        if not self.is_over:
            group = self.grouper.take(unit)
            if group is not None:
                self._finish(group)


class StreamRecorder:
    """Records one stream until it is stopped. All of it runs in the event loop but ``writer``'s work."""

    def __init__(
        self,
        *,
        stream: StreamSettings,
        make_feed: MakeFeed,
        timing: RecorderSettings,
        station: StationClock,
        books: Books,
        writer: SegmentWriter,
        pool: Pool,
        hub: Hub,
    ) -> None:
        self.stream = stream
        self._make_feed, self._timing, self._station = make_feed, timing, station
        self._books, self._writer, self._hub = books, writer, hub
        self._backlog = Backlog[Written | _Ended](pool, timing.stream_most_bytes, self._done)
        self._placing = Placing(station, books.to)
        self._connection: _Connection | None = None
        self._feed: asyncio.Task[None] | None = None
        self._over: asyncio.Future[None] | None = None
        self._began_ns = self._recording_ns = 0
        self._state, self._says, self._since = StreamState.CONNECTING, "", station.now()
        self._noted: tuple[StreamState, str] | None = None
        self._durable_us = self._bytes = self._lost = 0
        self._lag_s = 0.0
        self.trouble = ""
        """What is wrong with writing, in a sentence; empty where nothing is."""

    async def run(self, delay_s: float = 0.0) -> None:
        """Record until cancelled, starting so much later."""
        await asyncio.sleep(delay_s)
        tries = 0
        while True:
            self._enter(StreamState.CONNECTING, "")
            ended = await self._fetched()
            if self._recording_ns and self._station.monotonic_ns() - self._recording_ns > _STEADY_S * 1e9:
                tries = 0
            self._end(ended.cause, str(ended))
            is_stalled = ended.cause is Cause.CAMERA_SILENT
            self._enter(StreamState.STALLED if is_stalled else StreamState.BROKEN, str(ended))
            await asyncio.sleep(self._pause_s(ended.cause, tries))
            tries += 1

    async def stopped(self, cause: Cause, says: str) -> None:
        """After ``run`` was cancelled: make durable what is in hand, close the file, say why there is no
        more.
        """
        self._end(cause, says)
        self._enter(StreamState.STOPPED, says)
        await self._backlog.idle()

    def check(self) -> None:
        """Look whether pictures still come; to be called about twice a second."""
        connection, now_ns = self._connection, self._station.monotonic_ns()
        if connection is None or connection.is_over or connection.is_stalled:
            return
        grouper = connection.grouper
        if grouper.last_ns:
            limit_s = max(self._timing.stall_s, 3 * grouper.step_s)
            is_silent = now_ns - grouper.last_ns > limit_s * 1e9
        else:
            is_silent = now_ns - self._began_ns > self._timing.connect_s * 1e9
        if is_silent:
            connection.is_stalled = True
            self._let_go()
        for says in grouper.noted:
            self._books.note(self._station.now(), self._state, says)
        grouper.noted.clear()

    def station_set(self, step_us: int) -> None:
        """The station's clock was set by so much."""
        self._placing.station_set(step_us)
        says = f"The recorder's clock was set by {step_us / 1e6:+.1f} s."
        self._books.note(self._station.now(), self._state, says)
        if self._connection is not None:
            self._connection.grouper.turn(Begins.AFTER_GAP, Cause.CLOCK_STEP, says)

    def health(self) -> StreamHealth:
        """How it is."""
        key = self.stream.key
        return StreamHealth(
            camera=key.camera,
            role=key.role,
            state=self._state,
            says=self._says or self.trouble,
            since_us=self._since.us,
            durable_us=self._durable_us,
            bytes=self._bytes,
            lost=self._lost,
            lag_s=round(self._lag_s, 3),
        )

    async def _fetched(self) -> StreamEnded:
        """Fetch until the stream breaks off; why it did."""
        self._began_ns, self._recording_ns = self._station.monotonic_ns(), 0
        connection = self._connection = _Connection(Grouper(self._timing), self._finish)
        over = self._over = asyncio.get_running_loop().create_future()
        try:
            feed = self._make_feed(self.stream)
        except TrackwayError as error:
            return _ended(error)
        name = f"feed {self.stream.key.camera} {self.stream.key.role}"
        task = self._feed = asyncio.create_task(feed.run(connection), name=name)
        task.add_done_callback(lambda _: _resolve(over))
        try:
            await over
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task}, timeout=_GOODBYE_S)
            raise
        if connection.is_stalled:
            task.add_done_callback(_forget)
            seconds = self._timing.stall_s if connection.grouper.last_ns else self._timing.connect_s
            return StreamEnded(Cause.CAMERA_SILENT, f"No picture came for {seconds:g} s.")
        return _ended(task.exception())

    def _let_go(self) -> None:
        """Stop the feed; it has a moment to say goodbye, and is then left behind."""
        over = self._over
        if self._feed is not None and over is not None:
            self._feed.cancel()
            asyncio.get_running_loop().call_later(_GOODBYE_S, _resolve, over)

    def _end(self, cause: Cause, says: str) -> None:
        """The connection is over: what is in hand becomes durable, then the file is closed."""
        connection, self._connection, self._feed = self._connection, None, None
        if connection is not None:
            connection.is_over = True
            group = connection.grouper.flush()
            if group is not None:
                self._finish(group)
        writer = self._writer
        self._backlog.put(0, lambda: _Ended(writer.close(), cause, says))

    def _finish(self, group: Group) -> None:
        """A group is complete: time it and have it written."""
        timed = self._placing.place(group)
        if timed is None:
            return
        if self._placing.is_off and self._connection is not None:
            says = "The camera's ticks ran away from the station's time."
            self._placing.may_overlap()
            self._connection.grouper.turn(Begins.AFTER_GAP, Cause.DISCONTINUITY, says)
        arrived_us = group.pictures[-1].arrived_ns // 1000 + self._station.offset_us
        self._lag_s = max((arrived_us - timed.end.us) / 1e6, 0.0)
        writer = self._writer
        if self._backlog.has_room(group.size):
            self._backlog.put(group.size, lambda: writer.write(timed))
        else:
            self._backlog.put(0, lambda: writer.skip(timed))

    def _done(self, future: "Future[Written | _Ended]") -> None:
        error = future.exception()
        if isinstance(error, NotWritten):
            if error.closed:
                self._books.closed(error.closed)
            self._missing(error.cause, str(error))
            self.trouble = str(error)
        elif error is not None:
            _log.error("recorder.writing_failed", exc_info=error)
            self.trouble = f"Footage could not be written ({type(error).__name__})."
            self._missing(Cause.DISK_FAILING, self.trouble)
        else:
            done = future.result()
            if isinstance(done, Written):
                self._recorded(done)
            else:
                if done.digest:
                    self._books.closed(done.digest)
                self._missing(done.cause, done.says)

    def _recorded(self, written: Written) -> None:
        self._books.recorded(written)
        self.trouble = ""
        self._durable_us = written.timed.end.us
        self._bytes += len(written.data)
        self._lost += written.timed.group.lost
        if self._connection is not None and not self._recording_ns:
            self._recording_ns = self._station.monotonic_ns()
            self._enter(StreamState.RECORDING, "")
        opened = LiveOpened(written.run, written.codecs, written.init)
        fragment = LiveFragment(
            run=written.run,
            run_ticks=written.run_ticks,
            start_us=written.timed.start.us,
            end_us=written.timed.end.us,
            is_key=written.fragment.is_key,
            data=written.data,
        )
        self._hub.publish(self.stream.key, opened, fragment, written.path, written.fragment.offset)

    def _missing(self, cause: Cause, says: str) -> None:
        now = self._station.now()
        self._books.missing(now, cause, says)
        self._hub.missing(self.stream.key, LiveGap(self._books.to.us, cause, says))

    def _enter(self, state: StreamState, says: str) -> None:
        now = self._station.now()
        self._state, self._says, self._since = state, says, now
        # A camera that is off is tried 8,640 times a day: what is new is noted, not each try.
        if state is StreamState.CONNECTING and self._noted is not None:
            return
        if self._noted != (state, says):
            self._books.note(now, state, says)
            self._noted = (state, says)

    def _pause_s(self, cause: Cause, tries: int) -> float:
        pauses = self._timing.backoff_s
        pause = pauses[min(tries, len(pauses) - 1)]
        if cause is Cause.LOG_IN and tries:
            pause = self._timing.log_in_backoff_s
        # Cameras that broke off together shall not come back together.
        return pause * random.uniform(0.8, 1.2) + random.uniform(0.0, 0.2)  # noqa: S311  no secret


def _resolve(over: "asyncio.Future[None]") -> None:
    if not over.done():
        over.set_result(None)


def _ended(error: BaseException | None) -> StreamEnded:
    """What a feed's error says of the stream; a mistake of ours in it costs this connection, not the
    recorder.
    """
    if error is None:
        return StreamEnded(Cause.CAMERA_CLOSED, "The camera ended the stream.")
    if isinstance(error, StreamEnded):
        return error
    if isinstance(error, Denied):
        return StreamEnded(Cause.REFUSED, str(error))
    if isinstance(error, TrackwayError):
        return StreamEnded(Cause.UNREACHABLE, str(error))
    if isinstance(error, OSError):
        return StreamEnded(Cause.NETWORK_RESET, error.strerror or str(error))
    _log.error("recorder.feed_failed", exc_info=error)
    return StreamEnded(Cause.UNFIT, f"The stream could not be taken in ({type(error).__name__}).")


def _forget(task: "asyncio.Task[None]") -> None:
    """Look at the outcome of a feed that was let go, so that nobody complains about it."""
    if not task.cancelled():
        task.exception()
