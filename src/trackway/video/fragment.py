"""Fragment: the piece of a file that becomes durable at once, in the words of files and catalogue alike."""

from dataclasses import dataclass

__all__ = ["Fragment"]


@dataclass(frozen=True, slots=True)
class Fragment:
    """One ``moof`` + ``mdat`` of a segment: what is durable as a whole, and what a player fetches at once.

    ``offset`` and ``size`` in bytes of the file; ``ticks`` is when it starts, counted in 1/90,000 s from
    the start of the segment, ``duration`` how long it lasts; ``frames`` are its pictures. It starts with a
    keyframe if ``is_key``: long groups of pictures are cut, and the later pieces do not.
    """

    offset: int
    size: int
    ticks: int
    duration: int
    frames: int
    is_key: bool
