"""Middles: the packets that only continue a NAL unit, nine of ten, taken with as little as possible.

A picture of 20 KB comes in some 15 packets, and all but the first and the last say nothing but "more of the
same". Whatever is not exactly so goes the long way, through ``Reception.packet``; both ways come to the same
units.
"""

from collections.abc import Callable
from dataclasses import dataclass
from struct import Struct

from trackway.video.rtsp.pictures import Pictures
from trackway.video.rtsp.reception import Reception

__all__ = ["H264_MIDDLE", "H265_MIDDLE", "Middle", "Run", "run_of"]

_BOTH_HEADERS = Struct(">BBHBBHII").unpack_from  # of the interleaved frame and of the RTP packet in it
_BOTH = 16

Run = Callable[[memoryview, int, int, int], int]
"""Takes the packets that begin at ``view[at]`` and lie whole before ``end``; says where the rest begins."""


@dataclass(frozen=True, slots=True)
class Middle:
    """What continues a NAL unit: a payload whose ``[0] & mask`` is ``value``, no flag at ``flags_at``."""

    mask: int
    value: int
    flags_at: int


H264_MIDDLE = Middle(31, 28, 1)
"""FU-A, RFC 6184 §5.8."""
H265_MIDDLE = Middle(63 << 1, 49 << 1, 2)
"""FU, RFC 7798 §4.4.3."""


def run_of(reception: Reception, pictures: Pictures, middle: Middle) -> Run:
    """What takes a track's packets for as long as they follow each other in what has come."""
    mask, value, flags_at = middle.mask, middle.value, middle.flags_at
    packet = reception.packet

    def run(view: memoryview, at: int, end: int, now_ns: int) -> int:
        channel = view[at + 1]
        expected, stamp, ssrc = reception.expected, reception.stamp, reception.ssrc
        while end - at >= _BOTH + 4:
            dollar, other, size, first, second, sequence, at_stamp, source = _BOTH_HEADERS(view, at)
            stop = at + 4 + size
            if stop > end or other != channel or dollar != 0x24:
                break
            body = at + _BOTH
            if (
                sequence == expected
                and at_stamp == stamp
                and first == 0x80
                and second < 0x80
                and source == ssrc
                and size > 15
                and view[body] & mask == value
                and not view[body + flags_at] & 0xC0
                and pictures.nal_at >= 0
                and (sequence + 1) & 0xFF  # the long way looks after wraps and sizes
            ):
                pictures.data += view[body + flags_at + 1 : stop]
                reception.expected = expected = sequence + 1
                reception.last_ns = now_ns
            else:
                packet(view, at + 4, stop, now_ns)
                expected, stamp, ssrc = reception.expected, reception.stamp, reception.ssrc
            at = stop
        return at

    return run
