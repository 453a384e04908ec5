"""Fragment tables as they lie in the catalogue: 20 bytes each, in order, so that one is added at the end.

Little-endian unsigned 32-bit: offset, size, ticks, duration, and frames times two plus one for a keyframe.
That bounds a segment to 4 GiB and 13 hours; ours are 60 s.
"""

import struct
from collections.abc import Sequence

from trackway.model.errors import Invalid, Lost
from trackway.video.catalogue.values import Fragment

__all__ = ["packed", "unpacked"]

_ONE = struct.Struct("<5I")


def packed(fragments: Sequence[Fragment]) -> bytes:
    """As bytes. Raises ``Invalid`` for one that is out of bounds."""
    try:
        return b"".join(
            _ONE.pack(one.offset, one.size, one.ticks, one.duration, one.frames * 2 + one.is_key)
            for one in fragments
        )
    except struct.error as error:
        raise Invalid(f"A fragment does not fit the catalogue: {error}.") from error


def unpacked(table: bytes) -> tuple[Fragment, ...]:
    """Those bytes again. Raises ``Lost`` when they are cut short."""
    if len(table) % _ONE.size:
        raise Lost(f"A fragment table of {len(table)} bytes in the catalogue is cut short.")
    return tuple(
        Fragment(offset, size, ticks, duration, frames >> 1, bool(frames & 1))
        for offset, size, ticks, duration, frames in _ONE.iter_unpack(table)
    )
