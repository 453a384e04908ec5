"""Access units put into RTP packets, in every way that the RFCs allow: the other side of ours."""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Choose", "aac_payloads", "h264_payloads", "h265_payloads", "interleaved", "rtp"]

Choose = Callable[[int, int], int]
"""A number between the two, both included: who packs decides by it how."""


def rtp(
    payload: bytes, sequence: int, stamp: int, *, marker: bool = False, extra: "Extra | None" = None
) -> bytes:
    """One packet (RFC 3550 §5.1), with sources, extension and padding if wanted."""
    added = extra or Extra()
    first = 0x80 | len(added.sources) | (0x10 if added.extension else 0) | (0x20 if added.padding else 0)
    head = struct.pack(">BBHII", first, marker << 7 | 96, sequence & 0xFFFF, stamp & 0xFFFFFFFF, added.ssrc)
    sources = b"".join(struct.pack(">I", one) for one in added.sources)
    padding = bytes(added.padding - 1) + bytes((added.padding,)) if added.padding else b""
    return head + sources + added.extension + payload + padding


@dataclass(frozen=True)
class Extra:
    """What a packet's header may have besides."""

    ssrc: int = 0x5EED
    sources: tuple[int, ...] = ()
    extension: bytes = b""
    padding: int = 0


def interleaved(channel: int, packet: bytes) -> bytes:
    """A packet as it lies in the RTSP connection (RFC 2326 §10.12)."""
    return struct.pack(">BBH", 0x24, channel, len(packet)) + packet


def h264_payloads(nals: Sequence[bytes], choose: Choose) -> list[bytes]:
    """Single NAL units, STAP-A and FU-A, as ``choose`` decides."""

    def fragments(nal: bytes, pieces: list[bytes]) -> Iterator[bytes]:
        for number, piece in enumerate(pieces):
            flags = (number == 0) << 7 | (number == len(pieces) - 1) << 6 | nal[0] & 31
            yield bytes(((nal[0] & 0xE0) | 28, flags)) + piece

    return list(
        _packed(nals, choose, 1, lambda some: bytes((max(n[0] & 0x60 for n in some) | 24,)), fragments)
    )


def h265_payloads(nals: Sequence[bytes], choose: Choose) -> list[bytes]:
    """Single NAL units, aggregation packets and fragmentation units, as ``choose`` decides."""

    def fragments(nal: bytes, pieces: list[bytes]) -> Iterator[bytes]:
        for number, piece in enumerate(pieces):
            flags = (number == 0) << 7 | (number == len(pieces) - 1) << 6 | nal[0] >> 1 & 63
            yield bytes(((nal[0] & 0x81) | 49 << 1, nal[1], flags)) + piece

    return list(_packed(nals, choose, 2, lambda _some: bytes((48 << 1, 1)), fragments))


def _packed(
    nals: Sequence[bytes],
    choose: Choose,
    header: int,
    aggregate: Callable[[Sequence[bytes]], bytes],
    fragments: Callable[[bytes, list[bytes]], Iterator[bytes]],
) -> Iterator[bytes]:
    left = list(nals)
    while left:
        way = choose(0, 2)
        if way == 0 and len(left) > 1:
            some = [left.pop(0) for _ in range(choose(2, min(len(left), 5)))]
            yield aggregate(some) + b"".join(struct.pack(">H", len(nal)) + nal for nal in some)
        elif way == 1 and len(left[0]) > header + 1:
            nal = left.pop(0)
            body = nal[header:]
            size = choose(1, len(body) - 1)
            yield from fragments(nal, [body[i : i + size] for i in range(0, len(body), size)])
        else:
            yield left.pop(0)


def aac_payloads(frames: Sequence[bytes], choose: Choose) -> list[tuple[int, list[bytes]]]:
    """Packets of AAC-hbr (RFC 3640 §3.3.6): how many frames, and payloads, several if they share one."""
    found: list[tuple[int, list[bytes]]] = []
    left = list(frames)
    while left:
        if choose(0, 2) == 0 and len(left[0]) > 1:
            frame = left.pop(0)
            size = choose(1, len(frame) - 1)
            head = struct.pack(">HH", 16, len(frame) << 3)
            found.append((1, [head + frame[i : i + size] for i in range(0, len(frame), size)]))
        else:
            some = [left.pop(0) for _ in range(choose(1, min(len(left), 5)))]
            head = struct.pack(">H", 16 * len(some)) + b"".join(
                struct.pack(">H", len(one) << 3) for one in some
            )
            found.append((len(some), [head + b"".join(some)]))
    return found
