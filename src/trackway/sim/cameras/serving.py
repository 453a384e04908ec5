"""Serving: all cameras on one port, in a thread with an event loop of its own."""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache

from trackway.model.time import Clock
from trackway.sim.cameras.clip import Clip
from trackway.sim.cameras.faults import Faults
from trackway.sim.cameras.log_in import LogIn
from trackway.sim.cameras.packets import Packed, packed, round_of
from trackway.sim.cameras.playing import Playing
from trackway.sim.cameras.recorded import Recorded
from trackway.sim.cameras.session import Session
from trackway.sim.cameras.stream import Stream

__all__ = ["RunningCameras", "running_cameras"]

_TICK_S = 0.01
_ROUNDS_KEPT = 6
"""Rounds of clips whose bytes are kept: cameras that began together are in the same one or the next."""


class RunningCameras:
    """The cameras of one port. Paths are ``/cam/N`` and ``/cam/N/sub``; recordings have the paths given.

    ``faults(n)`` may be changed while camera ``n`` sends; ``kick`` breaks its connections, ``sent`` counts
    the packets that left in its present connections, ``watched`` those connections.
    """

    def __init__(
        self,
        clips: Sequence[Clip],
        sub: Sequence[Clip],
        clock: Clock,
        recordings: Mapping[str, Recorded],
        *,
        log_in: LogIn | None,
        zone_s: float,
    ) -> None:
        self.clock, self.log_in, self.zone_s = clock, log_in, zone_s
        self.playing: dict[Session, Playing] = {}
        self.port = 0
        self.recordings = dict(recordings)
        self._clips = {"main": tuple(clips), "sub": tuple(sub)}
        self._packed: dict[str, tuple[Packed, ...]] = {
            role: tuple(packed(clip) for clip in some) for role, some in self._clips.items()
        }
        self._streams: dict[str, Stream] = {}
        self._faults: dict[tuple[int, str], Faults] = {}
        self._loop = asyncio.new_event_loop()
        self._rounds = {
            role: lru_cache(maxsize=_ROUNDS_KEPT)(
                lambda clip, turn, ticks, numbers, some=some: round_of(some[clip], turn, ticks, numbers)
            )
            for role, some in self._packed.items()
        }

    def url(self, camera: int, role: str = "main") -> str:
        """Where a camera is watched."""
        return f"rtsp://127.0.0.1:{self.port}/cam/{camera}" + ("/sub" if role == "sub" else "")

    def faults(self, camera: int, role: str = "main") -> Faults:
        """What is wrong with a camera's stream, to be changed in place."""
        return self._faults.setdefault((camera, role), Faults())

    def kick(self, camera: int, role: str = "main") -> None:
        """Break all connections to a camera's stream at once (TCP reset)."""
        self._loop.call_soon_threadsafe(self._kick, self._path(camera, role))

    def watched(self, camera: int, role: str = "main") -> int:
        """How many connections play it now."""
        path = self._path(camera, role)
        return sum(one.stream is not None and one.stream.name == path for one in tuple(self.playing))

    def sent(self, camera: int, role: str = "main") -> int:
        """RTP packets sent in its present connections."""
        path = self._path(camera, role)
        return sum(
            playing.sent
            for one, playing in tuple(self.playing.items())
            if one.stream is not None and one.stream.name == path
        )

    @property
    def totals(self) -> tuple[int, int]:
        """RTP packets sent and kept back (faults, a network that took no more) in present connections."""
        all_ = tuple(self.playing.values())
        return sum(one.sent for one in all_), sum(one.dropped for one in all_)

    def stream(self, path: str) -> Stream | None:
        """The live stream of a path; made when first asked for."""
        pieces = path.strip("/").split("/")
        if pieces[0] != "cam" or len(pieces) not in {2, 3} or not pieces[1].isdecimal():
            return None
        role = "sub" if pieces[2:] == ["sub"] else "main"
        if not self._clips[role]:
            return None
        if path not in self._streams:
            faults = self.faults(int(pieces[1]), role)
            clips = self._clips[role]
            self._streams[path] = Stream(path, clips, self._packed[role], self._rounds[role], faults)
        return self._streams[path]

    def recorded(self, path: str) -> Recorded | None:
        """The recording of a path."""
        return self.recordings.get(path)

    def _path(self, camera: int, role: str) -> str:
        return f"/cam/{camera}" + ("/sub" if role == "sub" else "")

    def _kick(self, path: str) -> None:
        for session in tuple(self.playing):
            if session.stream is not None and session.stream.name == path:
                session.abort()

    async def _serve(self, host: str, port: int, ready: threading.Event, stop: asyncio.Event) -> None:
        server = await self._loop.create_server(lambda: Session(self), host, port, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        ticking = self._loop.create_task(self._tick())
        await stop.wait()
        ticking.cancel()
        server.close()
        for session in tuple(self.playing):
            session.abort()

    async def _tick(self) -> None:
        while True:
            now_s = self._loop.time()
            for session, playing in tuple(self.playing.items()):
                playing.advance(now_s)
                if session.stream is not None and session.stream.faults.is_refusing:
                    session.abort()
            await asyncio.sleep(_TICK_S)

    def run(self, host: str, port: int, ready: threading.Event, stopping: list[asyncio.Event]) -> None:
        """Serve until the event in ``stopping`` is set; for the thread of ``running_cameras``."""
        asyncio.set_event_loop(self._loop)
        stop = asyncio.Event()
        stopping.append(stop)
        try:
            self._loop.run_until_complete(self._serve(host, port, ready, stop))
            self._loop.run_until_complete(asyncio.sleep(0))
        finally:
            ready.set()
            self._loop.close()

    def stop(self, stopping: list[asyncio.Event]) -> None:
        """End ``run`` from another thread."""
        if stopping and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(stopping[0].set)


@contextmanager
def running_cameras(
    clips: Sequence[Clip] = (),
    *,
    clock: Clock,
    sub: Sequence[Clip] = (),
    log_in: LogIn | None = None,
    recordings: Mapping[str, Recorded] | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    zone_s: float = 0.0,
) -> Iterator[RunningCameras]:
    """Cameras that send ``clips`` (and ``sub``) until the block ends; any number of them, on one port.

    ``recordings`` are served by ``Range``, by path; times in their URLs without a Z are ``zone_s`` seconds
    ahead of UTC.
    """
    cameras = RunningCameras(clips, sub, clock, recordings or {}, log_in=log_in, zone_s=zone_s)
    ready, stopping = threading.Event(), list[asyncio.Event]()
    thread = threading.Thread(
        target=cameras.run, args=(host, port, ready, stopping), name="cameras", daemon=True
    )
    thread.start()
    ready.wait()
    try:
        yield cameras
    finally:
        cameras.stop(stopping)
        thread.join()
