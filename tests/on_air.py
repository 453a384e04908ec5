"""A recorder's live socket with footage made by hand behind it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.recorded_day import FPS, FRAME_TICKS, clip

from trackway.model.time import Instant
from trackway.video.cause import Cause
from trackway.video.mp4 import TrackRun, codecs, fragment, init_segment
from trackway.video.recorder.health import RecorderHealth
from trackway.video.recorder.hub import Hub
from trackway.video.recorder.live import LiveFragment, LiveGap, LiveOpened
from trackway.video.stream import StreamKey, StreamRole

__all__ = ["PATIENCE_S", "OnAir", "on_air"]

PATIENCE_S = 60


class OnAir:
    """A recorder's socket in a thread of its own, and what is sent through it; ``health`` is what it says of
    itself.
    """

    def __init__(self, path: Path, start: Instant) -> None:
        self.path = path
        self.start = start
        self.loop = asyncio.new_event_loop()
        self.health = RecorderHealth(start.us, start.us, (), ())
        self.hub = Hub(lambda: self.health, 32_000_000)
        tracks, self.units = clip()
        self.track = tracks[0]
        self.opened = LiveOpened(1, codecs(tracks), init_segment(tracks))
        self.seconds = 0

    def fragment(self, camera: int = 1, role: StreamRole = StreamRole.MAIN) -> None:
        """The next second is durable."""
        since = self.seconds * FPS
        run = TrackRun(self.track, since * FRAME_TICKS, self.units[since : since + FPS], FRAME_TICKS)
        start = self.start.plus(self.seconds)
        self.seconds += 1
        sent = LiveFragment(
            1,
            since * FRAME_TICKS,
            start.us,
            start.plus(1).us,
            is_key=True,
            data=fragment(self.seconds, [run]),
        )
        file = self.path.parent / f"{self.seconds}.part"
        file.write_bytes(sent.data)
        self._do(lambda: self.hub.publish(StreamKey(camera, role), self.opened, sent, file, 0))

    def gap(self, camera: int = 1) -> None:
        """Nothing comes any more."""
        since = LiveGap(self.start.plus(self.seconds).us, Cause.NETWORK_RESET, "reset by peer")
        self._do(lambda: self.hub.missing(StreamKey(camera), since))

    def _do(self, action: Callable[[], None]) -> None:
        done = threading.Event()
        self.loop.call_soon_threadsafe(action)
        self.loop.call_soon_threadsafe(done.set)
        assert done.wait(PATIENCE_S)


@contextmanager
def on_air(path: Path, start: Instant) -> Iterator[OnAir]:
    """A socket at ``path`` as long as the block lasts; its footage begins at ``start``."""
    air = OnAir(path, start)
    ready, over = threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with air.hub.serving(path):
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: air.loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(PATIENCE_S)
    try:
        yield air
    finally:
        air.loop.call_soon_threadsafe(over.set)
        thread.join()
        air.loop.close()
