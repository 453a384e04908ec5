"""Watching a feed until enough has come, and servers that say what a script tells them."""

import asyncio
import socket
import ssl
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from trackway.model.time import Instant
from trackway.video.addresses import Networks
from trackway.video.rtsp import Patience
from trackway.video.stream import AccessUnit, Feed, StreamEnded, Track

__all__ = ["HERE", "LONG", "Running", "Script", "Watch", "ended", "refused", "reset", "serving", "watched"]

HERE = Networks(("127.0.0.0/8", "::1"))
LONG = Patience(30, 30, 30, 30, 60)
"""Nothing is to time out, however slow the machine."""
_DEADLINE_S = 60.0


class Running:
    """A clock that began at 2026-11-22T13:00Z and goes."""

    def __init__(self) -> None:
        self._began_ns = time.monotonic_ns()

    def now(self) -> Instant:
        return Instant(1_795_352_400_000_000 + (time.monotonic_ns() - self._began_ns) // 1000)


class Watch:
    """A receiver that keeps everything and says when it has seen enough."""

    def __init__(self, enough: Callable[["Watch"], bool]) -> None:
        self.opened_with: list[tuple[Track, ...]] = []
        self.units: list[AccessUnit] = []
        self.order: list[str] = []
        self.is_enough = asyncio.Event()
        self._enough = enough

    def opened(self, tracks: tuple[Track, ...]) -> None:
        self.opened_with.append(tracks)
        self.order.append("opened")

    def take(self, unit: AccessUnit) -> None:
        self.units.append(unit)
        self.order.append("key" if unit.is_key else "unit")
        if self._enough(self):
            self.is_enough.set()

    def of(self, track: int) -> list[AccessUnit]:
        return [unit for unit in self.units if unit.track == track]


async def watched(
    feed: Feed,
    enough: Callable[[Watch], bool],
    meanwhile: Callable[[Watch], Awaitable[None]] | None = None,
) -> Watch:
    """Run a feed until enough has come; then it is cancelled and says goodbye."""
    watch = Watch(enough)
    async with asyncio.timeout(_DEADLINE_S):
        running = asyncio.create_task(feed.run(watch), name="feed")
        waiting = asyncio.create_task(watch.is_enough.wait(), name="enough")
        if meanwhile is not None:
            await meanwhile(watch)
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        running.cancel()
        await asyncio.wait({running})
    if not running.cancelled() and not watch.is_enough.is_set():
        running.result()
    return watch


async def ended(feed: Feed, receiver: Watch | None = None) -> StreamEnded:
    """Run a feed until it ends by itself; says why."""
    async with asyncio.timeout(_DEADLINE_S):
        try:
            await feed.run(receiver or Watch(lambda _watch: False))
        except StreamEnded as why:
            return why
    raise AssertionError("A feed ended without a reason.")


Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on this machine that does with each connection what the script says; its port."""
    running: set[asyncio.Task[None]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            running.add(task)
        try:
            await script(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def reset(writer: asyncio.StreamWriter) -> None:
    """Break a connection by RST."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def refused() -> int:
    """A port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
