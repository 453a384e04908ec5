"""Live: what viewers are sent, and how it looks on the socket.

Each message is its length in four bytes, big-endian, then msgpack. A viewer first says what it wants.
"""

import struct

import msgspec

from trackway.video.cause import Cause
from trackway.video.recorder.health import RecorderHealth
from trackway.video.stream import StreamRole

__all__ = [
    "LiveFragment",
    "LiveGap",
    "LiveMessage",
    "LiveOpened",
    "Wanted",
    "packed",
    "size_of",
    "unpacked",
    "wanted",
]

_LENGTH = struct.Struct(">I")
LENGTH_BYTES = _LENGTH.size
MOST_BYTES = 64_000_000
"""Of one message: a fragment is cut at 8 MB and by one picture more."""


class LiveOpened(msgspec.Struct, frozen=True, tag="opened"):
    """What follows is coded so: ``codecs`` for browsers (RFC 6381), ``init`` the head of the file."""

    run: int
    codecs: str
    init: bytes


class LiveFragment(msgspec.Struct, frozen=True, tag="fragment"):
    """A fragment that has become durable: from ``start_us`` to ``end_us`` by the station's clock, UTC; its
    first picture is decoded ``run_ticks`` / 90,000 s after the start of the run.
    """

    run: int
    run_ticks: int
    start_us: int
    end_us: int
    is_key: bool
    data: bytes


class LiveGap(msgspec.Struct, frozen=True, tag="gap"):
    """Nothing comes since ``start_us``, and why."""

    start_us: int
    cause: Cause
    says: str


LiveMessage = LiveOpened | LiveFragment | LiveGap


class Wanted(msgspec.Struct, frozen=True):
    """What a viewer wants: a stream, or with camera 0 how the recorder is."""

    camera: int
    role: StreamRole = StreamRole.MAIN


def packed(message: LiveMessage | RecorderHealth | Wanted) -> bytes:
    """A message as it goes over the socket."""
    body = msgspec.msgpack.encode(message)
    return _LENGTH.pack(len(body)) + body


def size_of(head: bytes) -> int:
    """How long the message behind these four bytes is."""
    return int(_LENGTH.unpack(head)[0])


_messages: msgspec.msgpack.Decoder[LiveMessage] = msgspec.msgpack.Decoder(LiveMessage)
_wanted = msgspec.msgpack.Decoder(Wanted)


def unpacked(body: bytes) -> LiveMessage:
    """A message that a viewer was sent; ``msgspec.MsgspecError`` for anything else."""
    return _messages.decode(body)


def wanted(body: bytes) -> Wanted:
    """What a viewer wants; ``msgspec.MsgspecError`` for anything else."""
    return _wanted.decode(body)
