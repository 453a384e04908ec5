"""Watching a reel: the sub stream is looked at all along, the main stream only while something moves.

::

    sub stream ─► trigger ─► quiet: Still …                       most of the time
                     └─► set off: main stream, from the keyframe before ─► frames for the follower
    no sub stream there and then ─► the main stream, whole
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from trackway.video import Frame, Strip
from trackway.vision import Trigger

__all__ = ["Still", "Watch"]

_BEFORE_S = 0.5
"""So long before the trigger is set off the main stream is shown: its background must be learned with the
road empty, and the clocks of the two streams may differ by a few pictures."""
_AFTER_S = 0.3
"""And so long after it is quiet: a vehicle that drives out over the edge is seen out."""
_EVERY_S = 0.15
"""Between looks at the sub stream, at least: with 10 pictures a second, every other. At 100 km/h a vehicle is
in a 25 m view for 0.9 s, and what moved before the look that saw it is shown all the same."""
_HOLE_S = 1.0
"""No picture of the sub stream for so long: there is no sub stream here."""
_TICK_S = 0.25
_STILL_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Still:
    """Nothing worth a look until then."""

    at_s: float


class Watch:
    """A reel being watched from ``from_s`` until ``to_s``.

    ``is_watching`` says whether whoever takes the frames has a plate in view; then it goes on being shown
    though nothing moves, until it is known to stand.
    """

    def __init__(
        self, main: Strip, sub: Strip | None, span: tuple[float, float], is_watching: Callable[[], bool]
    ) -> None:
        self._main, self._sub, self._is_watching = main, sub, is_watching
        self._from_s, self._to_s = span
        self._trigger = Trigger()
        self._late: deque[Frame] = deque()

    def anew(self, at_s: float) -> None:
        """Forget all that was seen until then, as if it had begun there."""
        self._trigger = Trigger()
        for frame in self._late:
            if frame.at_s > at_s:
                self._trigger.is_set_off(frame.luma, frame.at_s)

    def __iter__(self) -> Iterator[Frame | Still]:
        if self._sub is None:
            yield from self._main.between(self._from_s, self._to_s)
            return
        shown_s = still_s = self._from_s
        until_s = float("-inf")
        is_shown = False
        for at_s, small in self._ticks(self._sub):
            if small is None or self._trigger.is_set_off(small.luma, at_s):
                until_s = at_s + _AFTER_S
            if at_s <= until_s or (is_shown and self._is_watching()):
                start_s = shown_s if is_shown else max(shown_s, at_s - _BEFORE_S)
                yield from self._main.between(start_s, at_s)
                is_shown, shown_s = True, at_s
            else:
                is_shown = False
                if at_s - _BEFORE_S - max(still_s, shown_s) >= _STILL_EVERY_S:
                    still_s = at_s - _BEFORE_S
                    yield Still(still_s)
        if is_shown:
            yield from self._main.between(shown_s, self._to_s)

    def _ticks(self, sub: Strip) -> Iterator[tuple[float, Frame | None]]:
        """Moments with the sub stream's picture, or without one where it has none."""
        last_s = self._from_s
        for frame in sub.between(self._from_s, self._to_s):
            if frame.at_s - last_s < _EVERY_S and frame.at_s > self._from_s + _EVERY_S:
                continue
            yield from self._hole(last_s, frame.at_s)
            last_s = frame.at_s
            self._late.append(frame)
            while self._late[0].at_s < last_s - _BEFORE_S - _TICK_S:
                self._late.popleft()
            yield last_s, frame
        yield from self._hole(last_s, self._to_s)

    def _hole(self, from_s: float, to_s: float) -> Iterator[tuple[float, None]]:
        if to_s - from_s > _HOLE_S:
            self._trigger = Trigger()
            at_s = from_s + _TICK_S
            while at_s < to_s:
                yield at_s, None
                at_s += _TICK_S
