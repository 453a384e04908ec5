"""Boxes: what an MP4 file is made of, ISO/IEC 14496-12 §4.2: a length, four letters, and what is inside."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

from trackway.model.errors import Lost

__all__ = ["BadBox", "Box", "box", "boxes_in", "full_box", "number", "only"]

_HEADER = Struct(">I4s")
_MOST_CHILDREN = 4096
"""Boxes inside one box. Ours hold a handful; more is somebody's joke."""


class BadBox(Lost):
    """A box of the file is damaged."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box that was found: its four letters, and from where to where its content lies."""

    kind: bytes
    start: int
    end: int


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box with these parts inside."""
    return _HEADER.pack(8 + sum(map(len, parts)), kind) + b"".join(parts)


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box that begins with a version and flags."""
    return box(kind, (version << 24 | flags).to_bytes(4, "big"), *parts)


def boxes_in(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes one after another from ``start`` to ``end``; ``BadBox`` at the first that does not fit."""
    for _ in range(_MOST_CHILDREN):
        if start == end:
            return
        if end - start < 8:
            raise BadBox(f"{end - start} bytes are left where a box was to begin.")
        size, kind = _HEADER.unpack_from(data, start)
        if not 8 <= size <= end - start:
            raise BadBox(f"A box {kind!r} says it has {size:,} bytes where {end - start:,} are.")
        yield Box(kind, start + 8, start + size)
        start += size
    raise BadBox(f"A box holds more than {_MOST_CHILDREN:,} others.")


def only(data: bytes, within: Box, kind: bytes) -> Box:
    """The first box of that kind directly inside another; ``BadBox`` when there is none."""
    for found in boxes_in(data, within.start, within.end):
        if found.kind == kind:
            return found
    raise BadBox(f"The box {within.kind!r} holds no {kind!r}.")


def number(data: bytes, at: int, size: int, end: int) -> int:
    """The unsigned number of ``size`` bytes at ``at``, which must end before ``end``."""
    if at + size > end:
        raise BadBox(f"A number was to stand at byte {at:,}, where its box has ended.")
    return int.from_bytes(data[at : at + size], "big")
