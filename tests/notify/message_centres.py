"""HiAir and an SMPP centre on this machine, written from the layouts and not with the client's own code."""

import socket
import struct
import threading
from dataclasses import dataclass, field

from tests.notify.faulty import Fault, Faulty, exactly


@dataclass
class HiAirServer(Faulty):
    """One account; frames of 266 bytes in, of 244 out."""

    at: int = 0
    username: str = "87654321"
    password: str = "notreal1"
    code: int = 0
    log_in_code: int = 0
    frames: list[bytes] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    log_ins: int = 0
    late: bytes = b""

    def __post_init__(self) -> None:
        Faulty.__init__(self, port=self.at)

    def serve(self, sock: socket.socket) -> None:
        is_logged_in = False
        while len(frame := exactly(sock, 266)) == 266:
            kind, filled = frame[0], frame[6 : 6 + frame[4]]
            parts = filled.split(b"\0")
            if kind == 0:
                self.log_ins += 1
                code = self.log_in_code or self._checked(parts)
                is_logged_in = code == 0
                sock.sendall(answer(code, b"log in"))
                continue
            self.frames.append(frame)
            code, words = self._done(kind, frame, parts) if is_logged_in else (50, b"")
            if self.late:
                sock.sendall(self.late)
                self.late = b""
                return
            if not self.answer(sock, answer(code, words), self.fault()):
                return

    def _checked(self, parts: list[bytes]) -> int:
        if parts[0] != self.username.encode():
            return 2
        return 0 if parts[1] == self.password.encode() else 1

    def _done(self, kind: int, frame: bytes, parts: list[bytes]) -> tuple[int, bytes]:
        if kind == 2:
            return self.states.get(parts[0].decode(), 2), b""
        if self.code:
            return self.code, "錯誤".encode("cp950")
        if len(parts[2]) != 4 or not parts[2].isdigit():
            return 8, b""
        if frame[5] > 159 or frame[5] % 2:
            return 4, b""
        number = f"A{len(self.states):06d}"
        self.states[number] = 4
        return 0, number.encode()


def answer(code: int, words: bytes) -> bytes:
    """244 bytes; the length counts the closing NUL, as one of the page's two sentences has it."""
    content = words + b"\0"
    return bytes((code, 1, 0, len(content))) + bytes(80) + content.ljust(160, b"\0")


@dataclass
class SmppServer(Faulty):
    """A short message centre: binds, takes, sends receipts, answers questions."""

    at: int = 0
    password: str = "notreal1"
    status: int = 0
    bind_status: int = 0
    refuses_part: int = 0
    answers_queries: bool = True
    pdus: list[tuple[int, bytes]] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    bound: list[socket.socket] = field(default_factory=list)
    answered: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        Faulty.__init__(self, port=self.at)

    def commands(self, command: int) -> list[bytes]:
        return [body for found, body in self.pdus if found == command]

    def serve(self, sock: socket.socket) -> None:
        while len(head := exactly(sock, 16)) == 16:
            length, command, _, sequence = struct.unpack(">4I", head)
            body = exactly(sock, length - 16)
            self.pdus.append((command, body))
            if command & 0x80000000:
                self.answered.set()
                continue
            if not self._answered(sock, command, sequence, body):
                return

    def _answered(self, sock: socket.socket, command: int, sequence: int, body: bytes) -> bool:
        match command:
            case 0x00000009:  # bind_transceiver
                _, password, *_ = body.split(b"\0")
                status = self.bind_status or (0 if password == self.password.encode() else 0x0E)
                sock.sendall(pdu(0x80000009, status, sequence, b"centre\0"))
                self.bound.append(sock)
            case 0x00000004:  # submit_sm
                number = f"{len(self.states) + 0xA0:x}"
                status = self.status
                if self.refuses_part and len(self.commands(4)) == self.refuses_part:
                    status = 0x45
                if not status:
                    self.states[number] = 1
                said = b"" if status else number.encode() + b"\0"
                return self.answer(sock, pdu(0x80000004, status, sequence, said), self.fault())
            case 0x00000003:  # query_sm
                number = body.split(b"\0")[0].decode()
                if not self.answers_queries:
                    sock.sendall(pdu(0x80000000, 3, sequence, b""))  # generic_nack: unknown command
                else:
                    state = self.states.get(number, 7)
                    sock.sendall(pdu(0x80000003, 0, sequence, number.encode() + b"\0\0" + bytes((state, 0))))
            case 0x00000015:  # enquire_link
                return self.answer(sock, pdu(0x80000015, 0, sequence, b""), self.fault())
            case 0x00000006:  # unbind
                sock.sendall(pdu(0x80000006, 0, sequence, b""))
                return False
        return True

    def receipt(self, number: str, word: str) -> None:
        """Tell the newest connection what became of a message, and ask whether it lives."""
        dates = "submit date:2611222100 done date:2611222101"
        text = f"id:{number} sub:001 dlvrd:001 {dates} stat:{word} err:000 text:"
        body = b"\0\1\1886912345678\0\1\1\0" + b"\x04\0\0\0\0\0\0\0\0" + bytes((len(text),)) + text.encode()
        self.answered.clear()
        self.bound[-1].sendall(pdu(0x00000005, 0, 77, body) + pdu(0x00000015, 0, 78, b""))


def pdu(command: int, status: int, sequence: int, body: bytes) -> bytes:
    return struct.pack(">4I", 16 + len(body), command, status, sequence) + body


__all__ = ["Fault", "HiAirServer", "SmppServer", "answer", "pdu"]
