"""Walking a file's outermost boxes by hand, and finding the way again behind damage."""

from collections.abc import Iterator
from typing import BinaryIO

from trackway.model.errors import Lost
from trackway.video.mp4.boxes import BadBox, Box

__all__ = ["bytes_at", "next_moof", "size_of", "top_boxes"]

_CHUNK = 1 << 20
_MOOF = b"moof\0\0\0\x10mfhd"
"""How a fragment's table begins, behind its length: chance does not write this into pictures."""


def size_of(file: BinaryIO) -> int:
    """How many bytes the file has."""
    try:
        return file.seek(0, 2)
    except OSError as error:
        raise Lost(f"A file of footage cannot be read: {error.strerror}.") from error


def bytes_at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Exactly these bytes of the file; ``BadBox`` where it ends before, ``Lost`` where the disk fails."""
    try:
        file.seek(offset)
        data = file.read(size)
    except OSError as error:
        raise Lost(f"A file of footage cannot be read at byte {offset:,}: {error.strerror}.") from error
    if len(data) != size:
        raise BadBox(f"The file ends at byte {offset + len(data):,}, before what was to stand there.")
    return data


def top_boxes(file: BinaryIO, start: int, end: int, most: int) -> Iterator[Box]:
    """The outermost boxes from ``start`` on, content from ``Box.start``; ``BadBox`` where the chain breaks.

    A size of 1 means a 64-bit size follows. A size of 0, which may mean "up to the end", is damage here: what
    a crash leaves behind is zeros, and we never write such a box.
    """
    for _ in range(most):
        if start >= end:
            return
        if end - start < 8:
            raise BadBox(f"Byte {start:,}: {end - start} bytes are left where a box was to begin.")
        head = bytes_at(file, start, min(16, end - start))
        size, kind, skip = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1 and len(head) == 16:
            size, skip = int.from_bytes(head[8:], "big"), 16
        if not kind.isascii() or not kind.isalnum() or size < skip:
            raise BadBox(f"Byte {start:,}: no box begins here.")
        if size > end - start:
            raise BadBox(
                f"Byte {start:,}: a box of {size:,} bytes begins, the file has {end - start:,} more."
            )
        yield Box(kind, start + skip, start + size)
        start += size
    raise BadBox(f"Byte {start:,}: the file holds more than {most:,} boxes.")


def next_moof(file: BinaryIO, start: int, end: int) -> int:
    """Where the next ``moof`` like ours may begin, from ``start`` on; ``end`` where there is none."""
    at = start
    while at < end:
        chunk = bytes_at(file, at, min(_CHUNK, end - at))
        found = chunk.find(_MOOF, 4)
        if found >= 0:
            return at + found - 4
        if at + len(chunk) >= end:
            return end
        at += len(chunk) - 3 - len(_MOOF)
    return end
