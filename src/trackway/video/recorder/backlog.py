"""Backlog: work on the disk, some threads for all streams, each stream's in its order, what waits bounded."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

__all__ = ["Backlog", "Pool"]

T = TypeVar("T")

_THREADS = 32
"""At most. One is made only when all others are at work, usually some four; a disk that hangs holds one for
each of its streams, and streams of other disks need theirs.
"""


class Pool:
    """The threads of all backlogs; ``queued`` bytes wait for them, and ``most`` may."""

    def __init__(self, loop: asyncio.AbstractEventLoop, most: int) -> None:
        self.loop, self.most = loop, most
        self.queued = 0
        self.threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="disk")

    def close(self) -> None:
        """End the threads; what waits is done first."""
        self.threads.shutdown()


class Backlog(Generic[T]):
    """The work of one stream: one piece after another; ``done`` hears of each, in the event loop."""

    def __init__(self, pool: Pool, most: int, done: Callable[["Future[T]"], None]) -> None:
        self._pool, self._most, self._done = pool, most, done
        self._waiting: deque[tuple[int, Callable[[], T]]] = deque()
        self._queued = 0
        self._is_busy = False
        self._idle = asyncio.Event()
        self._idle.set()

    def has_room(self, size: int) -> bool:
        """Whether so many bytes may wait, too."""
        return self._queued + size <= self._most and self._pool.queued + size <= self._pool.most

    def put(self, size: int, work: Callable[[], T]) -> None:
        """Have this done after what waits."""
        self._waiting.append((size, work))
        self._queued += size
        self._pool.queued += size
        self._idle.clear()
        if not self._is_busy:
            self._begin()

    async def idle(self) -> None:
        """Wait until all is done."""
        await self._idle.wait()

    def _begin(self) -> None:
        self._is_busy = True
        size, work = self._waiting.popleft()
        future = self._pool.threads.submit(work)
        future.add_done_callback(lambda one: self._pool.loop.call_soon_threadsafe(self._finished, size, one))

    def _finished(self, size: int, future: "Future[T]") -> None:
        self._queued -= size
        self._pool.queued -= size
        self._is_busy = False
        self._done(future)
        if self._waiting:
            self._begin()
        else:
            self._idle.set()
