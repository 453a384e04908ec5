"""A local server on a real socket that misbehaves when told to: base of the gateways in these tests."""

import socket
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import TypeVar


class Fault(StrEnum):
    """What goes wrong with the next request."""

    HANGS = "hangs"
    """It says nothing, and keeps the connection."""
    BREAKS_OFF = "breaks_off"
    """It has taken the request and closes without a word."""
    BREAKS_IN_ANSWER = "breaks_in_answer"
    RUBBISH = "rubbish"
    EMPTY = "empty"
    TWICE = "twice"
    """The answer comes two times."""
    DRIPS = "drips"
    """The answer comes byte by byte."""


class Faulty:
    """Accepts connections, each in a thread, until it is closed."""

    def __init__(self, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.faults: deque[Fault] = deque()
        self.connections = 0
        self.stopping = threading.Event()
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def serve(self, sock: socket.socket) -> None:
        raise NotImplementedError

    def fault(self) -> Fault | None:
        return self.faults.popleft() if self.faults else None

    def answer(self, sock: socket.socket, data: bytes, fault: Fault | None) -> bool:
        """Send an answer as the fault has it; whether the connection may go on."""
        match fault:
            case Fault.HANGS:
                self.stopping.wait()
                return False
            case Fault.BREAKS_OFF:
                return False
            case Fault.BREAKS_IN_ANSWER:
                sock.sendall(data[: len(data) - 4])
                return False
            case Fault.RUBBISH:
                sock.sendall(b"\x00\xff rubbish \x17" * 40)
                return False
            case Fault.TWICE:
                sock.sendall(data + data)
            case Fault.DRIPS:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for i in range(len(data)):
                    sock.sendall(data[i : i + 1])
            case _:
                sock.sendall(data)
        return True

    def drop(self) -> None:
        """Cut every connection, as a restart of the gateway would."""
        for sock in self._open:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def close(self) -> None:
        self.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes whoever accepts; closing would not
        self._listener.close()
        self.drop()
        self._thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        try:
            sock = self._tls.wrap_socket(plain, server_side=True) if self._tls else plain
        except OSError:
            plain.close()
            return
        self._open.append(sock)
        try:
            self.serve(sock)
        except OSError:
            pass  # whoever asked has gone
        finally:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


S = TypeVar("S", bound=Faulty)


@contextmanager
def closing_down(server: S) -> Iterator[S]:
    """A server, closed when the block ends."""
    try:
        yield server
    finally:
        server.close()


def exactly(sock: socket.socket, size: int) -> bytes:
    """So many bytes; fewer at the end of the connection."""
    found = b""
    while len(found) < size and (part := sock.recv(size - len(found))):
        found += part
    return found
