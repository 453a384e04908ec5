"""Journal: what every log of passages does, whoever keeps it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

from trackway.model.passage import Passage
from trackway.model.time import Instant

__all__ = ["MOST_AT_ONCE", "START", "Journal", "Page", "Position", "waited"]

Position = NewType("Position", int)
"""A place in the journal, between two passages. Later ones are greater; nothing else can be told from it."""
START = Position(0)
MOST_AT_ONCE = 5_000
"""Passages appended or read at once: a quarter of a second of the heaviest traffic planned for, some 5 MB."""


@dataclass(frozen=True, slots=True)
class Page:
    """Passages in the order in which they were appended, and the position after the last of them.

    ``appended`` is when the last of them was on disk; ``missed`` counts passages between the position asked
    for and the first one here that had been forgotten already.
    """

    passages: tuple[Passage, ...]
    end: Position
    appended: Instant | None = None
    missed: int = 0


_GLANCE_S = 0.05
"""How often a waiting reader looks: another process's append wakes nobody, and a look costs 20 µs where the
journal is a file, a round trip where it is a server."""


def waited(end: Callable[[], Position], after: Position, seconds: float) -> bool:
    """Look at a journal's end again and again until something follows a position; whether anything does."""
    until = time.monotonic() + seconds
    while not (found := end() > after) and (left := until - time.monotonic()) > 0:
        time.sleep(min(_GLANCE_S, left))
    return found


class Journal(Protocol):
    """A durable, ordered log of passages. Usable from several threads and processes.

    Raises ``Unavailable`` when it does not answer (try again: what reads it takes the same passage twice as
    once), ``Lost`` when what should be there is damaged.
    """

    def append(self, passages: Sequence[Passage]) -> Position:
        """Write passages down, all or none; they are on disk on return. The position after them.

        Raises ``WrongUse`` beyond ``MOST_AT_ONCE``.
        """
        ...

    def read(self, after: Position, most: int = MOST_AT_ONCE, until: Position | None = None) -> Page:
        """What follows a position, at most so many passages and none beyond ``until``.

        An empty page, whose end is ``after``, where nothing does.
        """
        ...

    def wait(self, after: Position, seconds: float) -> bool:
        """Wait until something follows a position; whether anything does."""
        ...

    def end(self) -> Position:
        """The position after the newest passage."""
        ...

    def since(self, at: Instant) -> Position:
        """The position before the first passage that was appended at or after a moment."""
        ...

    def reached(self, reader: str, position: Position) -> None:
        """Note that a reader is through up to here. It never goes back."""
        ...

    def position(self, reader: str) -> Position:
        """How far a reader has noted to be through; the start where it never did."""
        ...

    def forget(self, before: Instant) -> int:
        """Destroy what was appended before a moment and every reader is through; how many passages."""
        ...
