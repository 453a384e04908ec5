"""How long an MPEG program stream runs, by the times its pictures carry, without decoding anything.

A video PES packet (ISO/IEC 13818-1 §2.4.3.6) begins with ``00 00 01 E0``; where the flag is set, its time of
presentation stands in 33 bits of 90 kHz behind the head.
"""

from pathlib import Path

__all__ = ["program_stream_seconds"]

_AREA = 2 * 1024 * 1024
"""Where the first and the last time are looked for: several pictures, even of a 4K camera."""
_START = b"\0\0\1\xe0"
_HZ = 90_000
_WRAP = 1 << 33


def program_stream_seconds(path: Path) -> float | None:
    """Seconds from the first picture to the last; ``None`` where it carries no such times."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = _times(file.read(_AREA))
        file.seek(max(size - _AREA, 0))
        last = _times(file.read(_AREA))
    if not first or not last:
        return None
    # Pictures may be sent in another order than shown, by less than a second.
    return (max(one - first[0] for one in last[-4:]) % _WRAP) / _HZ


def _times(area: bytes) -> list[int]:
    found: list[int] = []
    at = area.find(_START)
    while at >= 0 and at + 14 <= len(area):
        head = area[at + 6 : at + 14]
        # '10' in front, the flag of a time, and its marks: chance bytes in pictures do not have them all.
        is_time = head[0] >> 6 == 2 and head[1] & 0x80 and head[3] >> 4 in (2, 3)
        if is_time and head[3] & head[5] & head[7] & 1:
            high, middle, low = head[3] >> 1 & 7, (head[4] << 8 | head[5]) >> 1, (head[6] << 8 | head[7]) >> 1
            found.append(high << 30 | middle << 15 | low)
        at = area.find(_START, at + 4)
    return found
