"""Reports: RTCP as cameras send it and as they like to get it (RFC 3550 §6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct, pack

__all__ = ["Bye", "SenderReport", "receiver_report", "reports", "unix_us"]

_SENDER = Struct(">IIIIII").unpack_from
_SINCE_1900 = 2_208_988_800  # seconds from 1900, where NTP counts from, to 1970


@dataclass(frozen=True, slots=True)
class SenderReport:
    """The camera's clock at one RTP time stamp; ``us`` is UTC, ``None`` if it does not know the time.

    ``middle`` is the middle 32 bits of its NTP time, which receivers send back.
    """

    ssrc: int
    us: int | None
    stamp: int
    middle: int


@dataclass(frozen=True, slots=True)
class Bye:
    """The camera says that it will send no more."""


def reports(view: memoryview) -> Iterator[SenderReport | Bye]:
    """What one compound packet holds of use. What is broken ends it."""
    at = 0
    while at + 8 <= len(view) and view[at] >> 6 == 2:
        size = 4 + 4 * (view[at + 2] << 8 | view[at + 3])
        if at + size > len(view):
            return
        kind = view[at + 1]
        if kind == 200 and size >= 28:
            ssrc, seconds, fraction, stamp, _packets, _octets = _SENDER(view, at + 4)
            middle = ((seconds & 0xFFFF) << 16) | fraction >> 16
            yield SenderReport(ssrc, unix_us(seconds, fraction), stamp, middle)
        elif kind == 203 and view[at] & 31:
            yield Bye()
        at += size


def unix_us(seconds: int, fraction: int) -> int | None:
    """NTP time as UTC microseconds since 1970; ``None`` for the zero of a camera that does not know the time.

    Below 2^31 it counts from 2036 (RFC 4330 §3).
    """
    if not seconds:
        return None
    if seconds < 1 << 31:
        seconds += 1 << 32
    return (seconds - _SINCE_1900) * 1_000_000 + (fraction * 1_000_000 >> 32)


def receiver_report(ours: int, theirs: int, lost: int, highest: int, last: tuple[int, int]) -> bytes:
    """A receiver report with one block, and the name that RFC 3550 §6.5 wants with it.

    ``last`` is the sender report's middle bits and how long ago it came, in 1/65,536 s; zeros without one.
    Jitter is not measured here (a TCP connection hides it) and said to be zero, and so is the fraction
    lost.
    """
    block = pack(">IIIIII", theirs, min(lost, 0x7FFFFF), highest, 0, *last)
    name = b"trackway"
    # SSRC, item CNAME, its length, its bytes, and zeros to the next multiple of four, one at least.
    items = pack(">IBB", ours, 1, len(name)) + name + b"\x00" * (4 - (6 + len(name)) % 4)
    return pack(">BBHI", 0x81, 201, 7, ours) + block + pack(">BBH", 0x81, 202, len(items) // 4) + items
