"""Reel: footage of one camera that follows on, whichever files it lies in, with the small picture beside."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from trackway.model.errors import Invalid
from trackway.model.time import Instant, Span

__all__ = ["Piece", "Reel"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a reel. ``start`` is when its first picture was taken, ``seconds`` how long it runs."""

    path: Path
    start: Instant
    seconds: float


@dataclass(frozen=True, slots=True)
class Reel:
    """Files of a camera in the order of time, none overlapping the one before by more than a frame.

    ``sub`` is the same time in the camera's sub stream, where there is any: its files need not be cut at
    the same places and may leave gaps, in which the main stream is looked at whole. ``within`` is the time
    that is wanted; pictures outside it are decoded only to get there.
    """

    main: tuple[Piece, ...]
    sub: tuple[Piece, ...] = ()
    within: Span | None = None

    def __post_init__(self) -> None:
        if not self.main:
            raise Invalid("A reel needs at least one file.")
        if any(b.start.us < a.start.us for one in (self.main, self.sub) for a, b in pairwise(one)):
            raise Invalid(f"The files of the reel from {self.main[0].path} are not in the order of time.")

    @property
    def start(self) -> Instant:
        """When its first picture was taken."""
        return self.main[0].start

    @property
    def from_s(self) -> float:
        """From where on it is wanted, in seconds from its start."""
        return 0.0 if self.within is None else max(0.0, self.within.start.since(self.start))

    @property
    def to_s(self) -> float:
        """Until where it is wanted, or how long it is."""
        last = self.main[-1]
        ends_s = last.start.since(self.start) + last.seconds
        return ends_s if self.within is None else min(ends_s, self.within.end.since(self.start))
