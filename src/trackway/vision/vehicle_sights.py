"""Sights: the few frames in which something is seen best, kept while it is followed."""

from typing import Generic, TypeVar

from trackway.video import Frame

__all__ = ["Sights"]

_MOST = 3
"""More looks cost more and hardly change the vote."""
_APART_S = 0.3
"""Frames nearer in time than this show the same thing twice."""

Seen = TypeVar("Seen")


class Sights(Generic[Seen]):
    """Up to three frames, apart in time, with what was seen in each; the worthiest are kept."""

    def __init__(self) -> None:
        self._kept: list[tuple[float, Frame, Seen]] = []

    def offer(self, worth: float, frame: Frame, seen: Seen) -> None:
        """Keep this frame if it is worth more than those that are kept, or than the one next to it."""
        near = [kept for kept in self._kept if abs(kept[1].at_s - frame.at_s) < _APART_S]
        if any(kept[0] >= worth for kept in near):
            return
        others = [kept for kept in self._kept if kept not in near]
        ranked = sorted([*others, (worth, frame, seen)], key=lambda kept: -kept[0])
        self._kept = ranked[:_MOST]

    @property
    def best_first(self) -> tuple[tuple[Frame, Seen], ...]:
        """What is kept, worthiest first."""
        return tuple((frame, seen) for _, frame, seen in self._kept)
