"""A gateway of these tests on a real socket, and the channel that speaks to it: one line there, one back.

Request: key, address, title; answers: ``OK number``, ``NO words``, ``BUSY``; ``FATE number`` gives a word.
"""

import socket
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify import ChannelKind, Fate, Message, NotSent, Receipt, Refused, Unclear
from trackway.video.addresses import Networks


class Gateway:
    """Takes messages until closed; ``faults`` says what goes wrong with the next ones."""

    def __init__(self, port: int = 0) -> None:
        self.faults: deque[str] = deque()
        self.taken: list[tuple[str, str, str]] = []
        """Key, address and title of each message it took, those sent again too."""
        self.sent: dict[str, str] = {}
        """What went on to telephones: the first of each key."""
        self.fates: dict[str, str] = {}
        self.came = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._hanging: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # A connection of our own wakes the thread that accepts, whatever the platform.
        self.faults.clear()
        self._is_closing = True
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        self._thread.join(10)
        self._listener.close()
        for one in self._hanging:
            one.close()

    _is_closing = False

    def wait_for(self, count: int, seconds: float = 60.0) -> None:
        """Wait until so many messages were taken."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.taken) >= count, seconds), self.taken

    def _serve(self) -> None:
        while not self._is_closing:
            sock, _ = self._listener.accept()
            if self._is_closing:
                sock.close()
                return
            with sock.makefile("rb") as lines:
                line = lines.readline().decode().rstrip("\n")
            if not line:
                sock.close()
                continue
            fault = self.faults.popleft() if self.faults else ""
            if fault == "hangs":
                self._take(line)
                self._hanging.append(sock)
                continue
            with sock:
                self._answer(sock, line, fault)

    def _answer(self, sock: socket.socket, line: str, fault: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "FATE":
            sock.sendall(f"{self.fates.get(rest, 'under_way')}\n".encode())
        elif fault == "busy":
            sock.sendall(b"BUSY\n")
        elif fault == "no":
            sock.sendall("NO 空號 no such number\n".encode())
        elif fault == "breaks off":
            self._take(line)
        elif fault == "rubbish":
            self._take(line)
            sock.sendall(b"\x00\xff<html>nonsense\n")
        else:
            number = self._take(line)
            sock.sendall(f"OK {number}\n".encode() * (2 if fault == "twice" else 1))

    def _take(self, line: str) -> str:
        key, address, title = line.split(" ", 2)
        with self.came:
            self.taken.append((key, address, title))
            self.sent.setdefault(key, address)
            self.came.notify_all()
        return f"n{list(self.sent).index(key)}"


@dataclass(frozen=True, slots=True)
class LineSettings:
    port: Annotated[int, Field(title="埠", description="Port.")]
    host: Annotated[str, Field(title="主機", description="Host.")] = "127.0.0.1"
    password: Annotated[str, Field(title="密碼", description="Password.")] = ""
    patience_s: float = 5.0


class LineChannel:
    def __init__(self, settings: LineSettings, networks: Networks, clock: Clock) -> None:
        del networks, clock
        self._settings = settings

    def send(self, message: Message, address: str) -> Receipt:
        answer = self._ask(f"{message.key} {address} {message.title.zh}\n")
        word, _, rest = answer.partition(" ")
        if word == "OK":
            return Receipt(rest, answer)
        if word == "NO":
            raise Refused(rest)
        if word == "BUSY":
            raise NotSent("The gateway is busy.")
        raise Unclear("The gateway took it and said nothing that can be understood.")

    def fate(self, number: str, address: str) -> Fate:
        del address
        return Fate(self._ask(f"FATE {number}\n"))

    def close(self) -> None:
        pass

    def _ask(self, line: str) -> str:
        try:
            sock = socket.create_connection((self._settings.host, self._settings.port), 5)
        except OSError as error:
            raise NotSent("The gateway does not answer.") from error
        with sock:
            sock.settimeout(self._settings.patience_s)
            sock.sendall(line.encode())
            try:
                with sock.makefile("rb") as lines:
                    return lines.readline().decode(errors="replace").rstrip("\n")
            except OSError as error:
                raise Unclear("The gateway took it and gave no answer.") from error


def _mobile(address: str) -> str:
    if not address.startswith("09"):
        raise Invalid(f"{address!r} is no number.")
    return address


def line_kind(*, is_idempotent: bool = False) -> ChannelKind[LineSettings]:
    return ChannelKind(
        name="line",
        title=Said("測試管道", "Test line"),
        settings=LineSettings,
        address=Said("號碼", "Number"),
        check=_mobile,
        make=LineChannel,
        secrets=frozenset({"password"}),
        is_idempotent=is_idempotent,
    )
