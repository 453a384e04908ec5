"""Hub: durable fragments to whoever watches, over a Unix socket. Slow viewers are dropped, never waited for.

::

    fragment durable ─► publish ─► each viewer's socket buffer ─► watch_live
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from trackway.video.recorder.health import RecorderHealth
from trackway.video.recorder.live import (
    LENGTH_BYTES,
    LiveFragment,
    LiveGap,
    LiveOpened,
    packed,
    size_of,
    wanted,
)
from trackway.video.stream import StreamKey

__all__ = ["Hub", "short_address"]

_VIEWERS_MOST = 512
_REQUEST_MOST = 256
_REQUEST_S = 5.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Shown:
    """What a viewer who comes now must know of a stream; where its last fragment lies, not its bytes."""

    opened: LiveOpened | None = None
    gap: LiveGap | None = None
    last: LiveFragment | None = None
    path: Path = Path()
    offset: int = 0
    size: int = 0


class Hub:
    """Viewers and what they are sent. ``health`` is asked when somebody wants to know how the recorder
    is. A viewer may be ``buffered_most`` bytes behind."""

    def __init__(self, health: Callable[[], RecorderHealth], buffered_most: int) -> None:
        self._health, self._buffered_most = health, buffered_most
        self._shown: dict[StreamKey, _Shown] = {}
        self._viewers: dict[StreamKey, set[asyncio.StreamWriter]] = {}
        self._count = 0
        self.dropped = 0

    def publish(
        self, key: StreamKey, opened: LiveOpened, fragment: LiveFragment, path: Path, offset: int
    ) -> None:
        """A fragment is durable; it lies in that file at ``offset``."""
        shown = self._shown.setdefault(key, _Shown())
        viewers = self._viewers.get(key, ())
        if shown.opened is None or shown.opened.init is not opened.init:
            shown.opened = opened
            if viewers:
                self._send(key, packed(opened))
        shown.gap = None
        shown.path, shown.offset, shown.size = path, offset, len(fragment.data)
        shown.last = msgspec.structs.replace(fragment, data=b"")
        if viewers:
            self._send(key, packed(fragment))

    def missing(self, key: StreamKey, gap: LiveGap) -> None:
        """Nothing comes any more."""
        shown = self._shown.setdefault(key, _Shown())
        shown.gap, shown.last = gap, None
        self._send(key, packed(gap))

    @asynccontextmanager
    async def serving(self, path: Path) -> AsyncIterator[None]:
        """Listen at ``path`` until the block ends."""
        path.unlink(missing_ok=True)
        with short_address(path) as address:
            server = await asyncio.start_unix_server(self._meet, address, limit=_REQUEST_MOST)
        path.chmod(0o600)
        try:
            yield
        finally:
            server.close()
            for writers in tuple(self._viewers.values()):
                for writer in tuple(writers):
                    writer.transport.abort()
            path.unlink(missing_ok=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._count += 1
        try:
            if self._count > _VIEWERS_MOST:
                return
            async with asyncio.timeout(_REQUEST_S):
                size = size_of(await reader.readexactly(LENGTH_BYTES))
                if size > _REQUEST_MOST:
                    return
                request = wanted(await reader.readexactly(size))
            if not request.camera:
                writer.write(packed(self._health()))
                async with asyncio.timeout(_REQUEST_S):
                    await writer.drain()
                return
            await self._show(StreamKey(request.camera, request.role), reader, writer)
        except (OSError, EOFError, TimeoutError, msgspec.MsgspecError) as error:
            _log.debug("recorder.viewer_gone %s", type(error).__name__)
        finally:
            self._count -= 1
            writer.close()

    async def _show(self, key: StreamKey, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        shown = self._shown.get(key, _Shown())
        if shown.opened is not None:
            writer.write(packed(shown.opened))
        if shown.gap is not None:
            writer.write(packed(shown.gap))
        if shown.last is not None and shown.last.is_key:
            # From the page cache, where it was put a moment ago: no waiting for the disk.
            data = _read(shown.path, shown.offset, shown.size)
            if data:
                writer.write(packed(msgspec.structs.replace(shown.last, data=data)))
        viewers = self._viewers.setdefault(key, set())
        viewers.add(writer)
        try:
            while await reader.read(_REQUEST_MOST):
                pass  # A viewer has nothing more to say; this ends when it goes.
        finally:
            viewers.discard(writer)
            if not viewers:
                self._viewers.pop(key, None)

    def _send(self, key: StreamKey, message: bytes) -> None:
        for writer in tuple(self._viewers.get(key, ())):
            if writer.transport.get_write_buffer_size() + len(message) > self._buffered_most:
                self.dropped += 1
                writer.transport.abort()
                self._viewers[key].discard(writer)
            else:
                writer.write(message)


def _read(path: Path, offset: int, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(size)
    except OSError:
        return b""
    return data if len(data) == size else b""


@contextmanager
def short_address(path: Path) -> Iterator[str]:
    """A Unix socket's path in the 107 bytes there are for it, however long it is, while the block lasts.

    By way of an open folder: ``/proc/self/fd/N/name``.
    """
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
