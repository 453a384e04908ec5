"""Recorder: all streams of one data folder in one event loop.

::

    settings ─► StreamRecorder per stream ─► Lanes (disk) ─► Rows ─► catalogue, once a second
    every half second: was the clock set? does anything still come?
"""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path

from trackway.model.time import Instant
from trackway.video.catalogue import Catalogue
from trackway.video.cause import Cause
from trackway.video.recorder.backlog import Pool
from trackway.video.recorder.books import Books
from trackway.video.recorder.health import RecorderHealth, StreamState
from trackway.video.recorder.hub import Hub
from trackway.video.recorder.places import CataloguePlaces, MakeRoom
from trackway.video.recorder.rows import Rows
from trackway.video.recorder.segment_writer import SegmentWriter
from trackway.video.recorder.settings import RecorderSettings
from trackway.video.recorder.station_clock import StationClock
from trackway.video.recorder.stream_recorder import StreamRecorder
from trackway.video.stream import MakeFeed, StreamKey, StreamSettings

__all__ = ["Recorder"]

_STOP_S = 15.0
"""A disk that hangs must not keep the recorder from stopping; what it holds is adopted at the next start."""
_LATE_S = 1.0
"""The event loop itself stood still for so long: silence then is ours, not the cameras'."""
_LAGS_S = 5.0
_STALE_S = 10.0
"""Recording, yet nothing durable for so long: twice the longest fragment and a busy disk."""
_ALARMS_MOST = 50
_log = logging.getLogger(__name__)


class Recorder:
    """Records what ``follow`` was given last, from ``run`` until it is told to stop."""

    def __init__(
        self,
        catalogue: Catalogue,
        make_feed: MakeFeed,
        station: StationClock,
        evict: MakeRoom,
        timing: RecorderSettings | None = None,
    ) -> None:
        self._catalogue, self._make_feed, self._station = catalogue, make_feed, station
        self._timing = timing if timing is not None else RecorderSettings()
        self._places = CataloguePlaces(catalogue, evict)
        self._rows = Rows(catalogue)
        self._hub = Hub(self.health, self._timing.viewer_most_bytes)
        self._wanted: tuple[StreamSettings, ...] = ()
        self._recorders: dict[StreamKey, StreamRecorder] = {}
        self._running: dict[StreamKey, asyncio.Task[None]] = {}
        self._started = station.now()
        self._volume_alarms: tuple[str, ...] = ()
        self._keeping_alarms: tuple[str, ...] = ()
        self._pool: Pool | None = None

    @property
    def dropped_viewers(self) -> int:
        """How many viewers were too slow."""
        return self._hub.dropped

    def follow(self, streams: Iterable[StreamSettings]) -> None:
        """Record these from now on. To be called in the event loop, as often as one likes."""
        self._wanted = tuple(one for one in streams if one.is_recorded)

    def alarm(self, sentences: tuple[str, ...]) -> None:
        """What whoever keeps the footage has to say to people, in place of what was said before."""
        self._keeping_alarms = sentences

    def health(self) -> RecorderHealth:
        """How all of it is."""
        now = self._station.now()
        streams = tuple(self._recorders[key].health() for key in sorted(self._recorders))
        return RecorderHealth(now.us, self._started.us, streams, tuple(self._alarms(now))[:_ALARMS_MOST])

    async def run(self, stop: asyncio.Event, socket: Path) -> None:
        """Record until ``stop`` is set, then make everything durable and end."""
        loop = asyncio.get_running_loop()
        pool = self._pool = Pool(loop, self._timing.queued_most_bytes)
        try:
            async with self._hub.serving(socket):
                await self._tick(stop, pool)
                await self._stop_all(tuple(self._recorders), Cause.RECORDER_STOPPED, "")
                await asyncio.to_thread(self._rows.write)
        finally:
            pool.threads.shutdown(wait=False)

    async def _tick(self, stop: asyncio.Event, pool: Pool) -> None:
        loop = asyncio.get_running_loop()
        following: asyncio.Task[None] | None = None
        writing: asyncio.Task[None] | None = None
        written_s = last_s = loop.time()
        while not stop.is_set():
            if following is None or following.done():
                _look_at(following)
                following = asyncio.create_task(self._follow(pool), name="follow")
            now_s = loop.time()
            step_us = self._station.look()
            is_late = now_s - last_s > self._timing.tick_s + _LATE_S
            for one in tuple(self._recorders.values()):
                if step_us:
                    one.station_set(step_us)
                if not is_late:
                    one.check()
            if now_s - written_s >= self._timing.commit_s and (writing is None or writing.done()):
                _look_at(writing)
                written_s = now_s
                writing = asyncio.create_task(asyncio.to_thread(self._write), name="write")
            last_s = now_s
            try:
                await asyncio.wait_for(stop.wait(), self._timing.tick_s)
            except TimeoutError:
                continue
        for task in (following, writing):
            if task is not None:
                await asyncio.wait({task}, timeout=_STOP_S)
                if task.done():
                    _look_at(task)

    def _write(self) -> None:
        self._rows.write()
        self._volume_alarms = self._places.alarms()

    async def _follow(self, pool: Pool) -> None:
        """Stop what is no longer wanted, or wanted otherwise; start what is new."""
        wanted = {one.key: one for one in self._wanted}
        gone = tuple(key for key in self._recorders if key not in wanted)
        await self._stop_all(gone, Cause.NOT_ASKED, "")
        changed = tuple(key for key, one in self._recorders.items() if one.stream != wanted[key])
        await self._stop_all(changed, Cause.RECORDER_STOPPED, "Its settings were changed.")
        new = [one for key, one in wanted.items() if key not in self._recorders]
        if not new:
            return
        tails = await asyncio.to_thread(lambda: [self._catalogue.tail(one.key) for one in new])
        for number, (one, tail) in enumerate(zip(new, tails, strict=True)):
            self._start(one, tail, pool, number * self._timing.stagger_s)

    def _start(
        self, stream: StreamSettings, tail: tuple[Instant, bool] | None, pool: Pool, delay_s: float
    ) -> None:
        key, now = stream.key, self._station.now()
        # A catalogue that reaches beyond now was written before the clock was set back.
        to, has_gap = (now, False) if tail is None else (min(tail[0], now), tail[1])
        books = Books(key, self._rows, to, has_gap=has_gap)
        if not has_gap:
            is_first = tail is None
            books.missing(
                now,
                Cause.NOT_ASKED if is_first else Cause.RECORDER_RESTART,
                "Recording begins." if is_first else "",
            )
        recorder = StreamRecorder(
            stream=stream,
            make_feed=self._make_feed,
            timing=self._timing,
            station=self._station,
            books=books,
            writer=SegmentWriter(key, stream.retention, self._places, self._timing.segment_s),
            pool=pool,
            hub=self._hub,
        )
        self._recorders[key] = recorder
        name = f"stream {key.camera} {key.role}"
        self._running[key] = asyncio.create_task(recorder.run(delay_s), name=name)

    async def _stop_all(self, keys: tuple[StreamKey, ...], cause: Cause, says: str) -> None:
        if not keys:
            return
        tasks = {self._running.pop(key) for key in keys}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_STOP_S)
        for task in tasks:
            _look_at(task)
        ending = {asyncio.create_task(self._recorders.pop(key).stopped(cause, says)) for key in keys}
        await asyncio.wait(ending, timeout=_STOP_S)
        for task in ending:
            _look_at(task)

    def _alarms(self, now: Instant) -> Iterable[str]:
        if self._rows.trouble:
            yield f"影像目錄無法寫入 The catalogue cannot be written: {self._rows.trouble}"
        yield from self._volume_alarms
        yield from self._keeping_alarms
        for one in self._recorders.values():
            about, key = one.health(), one.stream.key
            name = f"{key.camera} {key.role}"
            if one.trouble:
                yield f"未能寫入 Camera {name} is not being written: {one.trouble}"
            elif about.state is StreamState.RECORDING:
                stale_s = (now.us - max(about.durable_us, about.since_us)) / 1e6
                if stale_s > _STALE_S:
                    yield f"錄影停滯 Camera {name}: nothing durable for {stale_s:.0f} s."
                elif about.lag_s > _LAGS_S:
                    yield f"線路壅塞 Camera {name} comes {about.lag_s:.0f} s late."
            elif about.state is not StreamState.CONNECTING or about.since_us < now.us - _STALE_S * 1e6:
                yield f"無影像 Camera {name} is not recorded: {about.says or about.state}"
        for key, task in self._running.items():
            if task.done():
                yield f"Camera {key.camera} {key.role}: its recording ended by a mistake of ours."


def _look_at(task: "asyncio.Task[None] | None") -> None:
    """A task of ours that failed is a mistake of ours: the process ends, and is started anew."""
    if task is not None and not task.cancelled() and task.done():
        error = task.exception()
        if error is not None:
            _log.error("recorder.failed %s", task.get_name())
            raise error
