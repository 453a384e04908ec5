"""NAL units out of RTP payloads: H.264 (RFC 6184) and H.265 (RFC 7798)."""

from collections.abc import Callable

from trackway.video.rtsp.pictures import Pictures

__all__ = ["Depacketise", "h264_payload", "h265_payload", "h265_payload_with_order"]

Depacketise = Callable[[Pictures, memoryview, int, int], bool]
"""Append what one payload, ``view[at:stop]``, holds; ``False`` if it is none of the kinds that are known."""


def h264_payload(pictures: Pictures, view: memoryview, at: int, stop: int) -> bool:
    """Single NAL units, STAP-A and FU-A: what non-interleaved packetisation has (RFC 6184 §5.4)."""
    first = view[at]
    kind = first & 31
    if kind == 28:  # FU-A, §5.8: by far the most
        if stop - at < 3:
            return False
        flags = view[at + 1]
        if flags & 0x80:
            pictures.begin(bytes(((first & 0xE0) | (flags & 0x1F),)))
        if pictures.nal_at >= 0:  # else its beginning was lost
            pictures.data += view[at + 2 : stop]
            if flags & 0x40:
                pictures.end()
        return True
    if 1 <= kind <= 23:
        pictures.whole(view[at:stop])
        return True
    return kind == 24 and _aggregated(pictures, view[at + 1 : stop], 0)


def h265_payload(pictures: Pictures, view: memoryview, at: int, stop: int) -> bool:
    """Single NAL units, aggregation packets and fragmentation units (RFC 7798 §4.4)."""
    return _h265(pictures, view, (at, stop), 0)


def h265_payload_with_order(pictures: Pictures, view: memoryview, at: int, stop: int) -> bool:
    """The same with decoding order numbers (``sprop-max-don-diff``), which are left out."""
    return _h265(pictures, view, (at, stop), 2)


def _h265(pictures: Pictures, view: memoryview, place: tuple[int, int], order: int) -> bool:
    at, stop = place
    if stop - at < 3 + order:
        return False
    first = view[at]
    kind = (first >> 1) & 63
    if kind == 49:  # FU, §4.4.3
        flags = view[at + 2]
        body = at + 3
        if flags & 0x80:
            pictures.begin(bytes(((first & 0x81) | ((flags & 0x3F) << 1), view[at + 1])))
            body += order
        if pictures.nal_at >= 0:
            pictures.data += view[body:stop]
            if flags & 0x40:
                pictures.end()
        return True
    if kind < 48:
        if order:
            pictures.whole(memoryview(bytes(view[at : at + 2]) + bytes(view[at + 4 : stop])))
        else:
            pictures.whole(view[at:stop])
        return True
    return kind == 48 and _aggregated(pictures, view[at + 2 : stop], order)


def _aggregated(pictures: Pictures, view: memoryview, order: int) -> bool:
    """Units behind their sizes of two bytes (RFC 6184 §5.7.1; RFC 7798 §4.4.2, a byte of order between)."""
    at = order
    while at + 2 < len(view):
        size = view[at] << 8 | view[at + 1]
        at += 2
        if not size or at + size > len(view):
            return False
        pictures.whole(view[at : at + size])
        at += size + order // 2
    return True
