"""Film: coded pictures that a fake recorder keeps, and the two containers that recorders hand them out in.

MPEG program stream (ISO/IEC 13818-1 §2.5) behind Hikvision's ``IMKH`` head, and Dahua's ``DHAV``, as FFmpeg's
demuxers read them. H.264 only.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from trackway.intake.history.sources import packed_date
from trackway.sim.cameras import Clip

__all__ = ["Coded", "Film", "dav", "film_of", "program_stream"]

_START = b"\0\0\0\1"
_IMKH = b"IMKH" + bytes([1, 1, 0, 0]) + bytes(32)
_VIDEO_ID = 0xE0
_H264 = 0x1B
_PES_BYTES = 65_000
_HZ = 90_000


@dataclass(frozen=True, slots=True)
class Coded:
    """A picture: when it is shown, in seconds from the film's start, and its bytes with start codes."""

    at_s: float
    is_key: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Film:
    """A stretch of pictures that the recorder began at ``start``, by its own clock, without a zone."""

    start: datetime
    coded: tuple[Coded, ...]
    fps: float
    size: tuple[int, int]

    @property
    def seconds(self) -> float:
        """How long it runs."""
        return len(self.coded) / self.fps

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.start + timedelta(seconds=self.seconds)

    def between(self, start: datetime, end: datetime) -> "Film":
        """What is played for a time: from the keyframe at or before it."""
        from_s, to_s = (start - self.start).total_seconds(), (end - self.start).total_seconds()
        first = max((one.at_s for one in self.coded if one.is_key and one.at_s <= from_s + 1e-6), default=0.0)
        kept = tuple(
            Coded(one.at_s - first, one.is_key, one.data) for one in self.coded if first <= one.at_s < to_s
        )
        return Film(self.start + timedelta(seconds=first), kept, self.fps, self.size)


def film_of(clip: Clip, start: datetime, times: int = 1) -> Film:
    """A clip of H.264, kept from ``start`` on and so many times in a row."""
    sets = b"".join(_START + one for one in clip.sets)
    pictures = [one for one in clip.coded if not one.is_sound]
    coded = [
        Coded(
            one.at_s + turn * clip.seconds,
            one.is_key,
            (sets if one.is_key else b"") + b"".join(_START + unit for unit in one.units),
        )
        for turn in range(times)
        for one in pictures
    ]
    return Film(start, tuple(coded), clip.fps, (clip.width, clip.height))


def program_stream(film: Film) -> bytes:
    """As a Hikvision recorder hands it out."""
    parts = [_IMKH]
    for one in film.coded:
        pts = round(one.at_s * _HZ) + _HZ
        parts.append(_pack(pts))
        if one.is_key:
            parts.append(_stream_map())
        for i in range(0, len(one.data), _PES_BYTES):
            parts.append(_pes(one.data[i : i + _PES_BYTES], pts if i == 0 else None))
    return b"".join(parts)


def dav(film: Film) -> bytes:
    """As a Dahua recorder hands it out."""
    return b"".join(_dav_frames(film, film.coded))


def _pack(clock: int) -> bytes:
    """pack_header() of MPEG-2: the system clock, a mux rate, no stuffing."""
    bits = 0b01 << 46 | _marked(clock) << 10 | 1 << 9 | 1
    return b"\0\0\1\xba" + bits.to_bytes(6, "big") + (25_000 << 2 | 3).to_bytes(3, "big") + b"\xf8"


def _marked(clock: int) -> int:
    """33 bits with a marker behind each part, as pack_header has them: 36 bits."""
    return (
        (clock >> 30 & 7) << 33 | 1 << 32 | (clock >> 15 & 0x7FFF) << 17 | 1 << 16 | (clock & 0x7FFF) << 1 | 1
    )


def _stream_map() -> bytes:
    """program_stream_map(): one stream, H.264."""
    body = struct.pack(">BBHHBBH", 0xE0, 0xFF, 0, 4, _H264, _VIDEO_ID, 0)
    return b"\0\0\1\xbc" + struct.pack(">H", len(body) + 4) + body + bytes(4)


def _pes(data: bytes, pts: int | None) -> bytes:
    """PES_packet(), with its time where it begins a picture."""
    stamp = b""
    if pts is not None:
        value = 0x2 << 36 | (pts >> 30 & 7) << 33 | 1 << 32 | (pts >> 15 & 0x7FFF) << 17 | 1 << 16
        stamp = (value | (pts & 0x7FFF) << 1 | 1).to_bytes(5, "big")
    flags = 0x80 if stamp else 0
    head = struct.pack(">BBB", 0x80, flags, len(stamp)) + stamp
    return b"\0\0\1" + bytes([_VIDEO_ID]) + struct.pack(">H", len(head) + len(data)) + head + data


def _dav_frames(film: Film, coded: Iterable[Coded]) -> Iterator[bytes]:
    width, height = film.size
    extra = bytes([0x81, 0, 0x2, round(film.fps)]) + struct.pack("<BBBBHH", 0x82, 0, 0, 0, width, height)
    for number, one in enumerate(coded):
        size = 24 + len(extra) + len(one.data) + 8
        at = packed_date(film.start + timedelta(seconds=one.at_s))
        kind = 0xFD if one.is_key else 0xFC
        ms = round(one.at_s * 1000) & 0xFFFF
        head = struct.pack("<4sBBBBIIIHB", b"DHAV", kind, 0, 0, 0, number, size, at, ms, len(extra))
        yield head + bytes([sum(head) & 0xFF]) + extra + one.data + b"dhav" + struct.pack("<I", size)
