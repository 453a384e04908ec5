"""The channel between an importer and a worker: whole messages, and open files that are handed over.

A message is its length in four bytes, most significant first, and so many bytes. The importer never waits for
the rest of a message: a worker that stops in the middle of one is heard no more, and missed in time.
"""

import array
import os
import pickle
import socket
from collections.abc import Iterator

from trackway.intake.recordings.messages import (
    MOST_BYTES,
    FromWorker,
    Handed,
    Misspoken,
    Task,
    decoded,
    encoded,
)
from trackway.model.errors import Lost

__all__ = ["Ear", "Gone", "Mouth", "ends"]

_HEAD = 4
_CHUNK = 1 << 20
_AT_ONCE = 32
"""Messages taken in one go, so that a worker that talks without end does not drown the others out."""
_TELL_S = 20.0
"""A worker that has not taken a few kilobytes in after so long is not listening."""


class Gone(Lost):
    """The other end of the channel is gone."""


def ends() -> "tuple[Ear, socket.socket]":
    """The importer's end, and the socket that a worker makes its ``Mouth`` of."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    return Ear(ours), theirs


class Ear:
    """The importer's end."""

    def __init__(self, own: socket.socket) -> None:
        self._socket = own
        self._socket.settimeout(0)  # listening never waits; telling does, for a while
        self._buffer = bytearray()
        self._is_gone = False

    @property
    def own(self) -> socket.socket:
        """To wait on."""
        return self._socket

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    @property
    def has_more(self) -> bool:
        """Whether a whole message lies here already, or nonsense, so that nothing need be waited for."""
        try:
            return self._whole() is not None
        except Misspoken:
            return True

    def tell(self, message: Task | Handed, fd: int | None = None) -> None:
        """Send a message, and an open file with it. Raises ``Gone`` when nobody takes it."""
        content = pickle.dumps(message)
        carried = [] if fd is None else [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))]
        whole = len(content).to_bytes(_HEAD, "big") + content
        self._socket.settimeout(_TELL_S)
        try:
            sent = self._socket.sendmsg([whole], carried)
            self._socket.sendall(whole[sent:])
        except OSError as error:
            raise Gone("A worker does not listen any more.") from error
        finally:
            self._socket.settimeout(0)

    def heard(self) -> Iterator[FromWorker]:
        """What the worker has said so far, at most some messages. Raises ``Gone`` and ``Misspoken``."""
        self._take_in()
        for _ in range(_AT_ONCE):
            size = self._whole()
            if size is None:
                break
            content = bytes(memoryview(self._buffer)[_HEAD : _HEAD + size])
            del self._buffer[: _HEAD + size]
            yield decoded(content)
        if self._is_gone and not self.has_more:
            raise Gone("A worker hung up.")

    def _take_in(self) -> None:
        while not self._is_gone and len(self._buffer) < MOST_BYTES and self._whole() is None:
            try:
                content = self._socket.recv(_CHUNK)
            except BlockingIOError:
                return
            except OSError:
                content = b""
            self._is_gone = not content
            self._buffer += content

    def _whole(self) -> int | None:
        """The size of the first message, when all of it is here."""
        if len(self._buffer) < _HEAD:
            return None
        size = int.from_bytes(self._buffer[:_HEAD], "big")
        if size > MOST_BYTES:
            raise Misspoken(f"A worker announced a message of {size:,} bytes.")
        return size if len(self._buffer) >= _HEAD + size else None


class Mouth:
    """The worker's end. Raises ``Gone`` when the importer is."""

    def __init__(self, own: socket.socket) -> None:
        self._socket = own

    def fileno(self) -> int:
        """Its descriptor, which must stay open."""
        return self._socket.fileno()

    def say(self, message: FromWorker) -> None:
        """Send a message."""
        content = encoded(message)
        try:
            self._socket.sendall(len(content).to_bytes(_HEAD, "big") + content)
        except OSError as error:
            raise Gone("The importer is gone.") from error

    def told(self) -> tuple[object, int | None]:
        """The importer's next message, and the descriptor of the file that came with it, if one did."""
        head, fd = self._exactly(_HEAD)
        content, late = self._exactly(int.from_bytes(head, "big"))
        return pickle.loads(content), fd if fd is not None else late  # noqa: S301 (the importer's own)

    def _exactly(self, size: int) -> tuple[bytes, int | None]:
        content, found = bytearray(), None
        while len(content) < size:
            try:
                some, fds, _, _ = socket.recv_fds(self._socket, size - len(content), 1)
            except OSError as error:
                raise Gone("The importer is gone.") from error
            if not some:
                raise Gone("The importer is gone.")
            content += some
            for fd in fds:
                if found is not None:
                    os.close(found)
                found = fd
        return bytes(content), found
