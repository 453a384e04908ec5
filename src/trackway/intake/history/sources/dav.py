"""Dahua's ``.dav``: the times that its frames carry, without decoding anything.

Each frame begins with ``DHAV``, its type, channel and number, its length and the local time in whole seconds,
packed as 6 bits of years from 2000, 4 of months, 5 of days, 5 of hours, 6 of minutes and 6 of seconds; it
ends with ``dhav`` and its length again (as FFmpeg's ``dhav`` demuxer reads it).
"""

import struct
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from trackway.intake.history.source import Broken

__all__ = ["dav_date", "dav_times", "packed_date"]

_HEAD = struct.Struct("<4sBBBBIIIHBB")
_AREA = 1024 * 1024
"""Where a first and a last frame are looked for; a keyframe of a 4K camera has some 500 kB."""


def dav_times(path: Path) -> tuple[datetime, datetime]:
    """When its first and its last frame were taken, by the recorder's clock, without a zone."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(_AREA)
        file.seek(max(size - _AREA, 0))
        last = file.read(_AREA)
    starts = _dates(first)
    ends = _dates(last)
    if not starts or not ends:
        raise Broken("The recorder sends what is no .dav footage.")
    return starts[0], max(ends[-1], starts[0])


def dav_date(packed: int) -> datetime:
    """The packed time. Raises ``ValueError`` for none."""
    year, month, day = (packed >> 26 & 0x3F) + 2000, packed >> 22 & 0xF, packed >> 17 & 0x1F
    return datetime(year, month, day, packed >> 12 & 0x1F, packed >> 6 & 0x3F, packed & 0x3F)  # noqa: DTZ001


def packed_date(at: datetime) -> int:
    """The reverse."""
    day = (at.year - 2000) << 26 | at.month << 22 | at.day << 17
    return day | at.hour << 12 | at.minute << 6 | at.second


def _dates(area: bytes) -> list[datetime]:
    found: list[datetime] = []
    at = area.find(b"DHAV")
    while at >= 0 and at + _HEAD.size <= len(area):
        packed = _HEAD.unpack_from(area, at)[7]
        with suppress(ValueError):  # these four letters can stand in coded pictures too
            found.append(dav_date(packed))
        at = area.find(b"DHAV", at + 4)
    return found
