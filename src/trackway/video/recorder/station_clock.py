"""Station clock: the wall clock of this machine, carried from the monotonic clock, its steps found out.

::

    wall = monotonic + offset; the offset creeps while NTP slews, and jumps when somebody sets the clock
"""

import time
from collections.abc import Callable

from trackway.model.time import Clock, Instant

__all__ = ["StationClock"]

_STEP_US = 500_000
"""NTP slews at 500 ppm, 500 µs between two looks: half a second is somebody setting the clock."""


class StationClock:
    """Wall time for moments that were taken by the monotonic clock.

    ``offset_us`` is wall minus monotonic as last looked at.
    """

    def __init__(self, clock: Clock, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._clock = clock
        self._monotonic_ns = monotonic_ns
        self.offset_us = self._offset_us()

    def now(self) -> Instant:
        """The present by the wall clock."""
        return self._clock.now()

    def monotonic_ns(self) -> int:
        """The present by the clock that nobody sets."""
        return self._monotonic_ns()

    def look(self) -> int:
        """Look at the wall clock; by how many microseconds it was set since the last look, 0 for not at
        all.
        """
        offset = self._offset_us()
        moved = offset - self.offset_us
        self.offset_us = offset
        return moved if abs(moved) > _STEP_US else 0

    def _offset_us(self) -> int:
        # Put to sleep between the two readings, the pair is worthless: of three, the closest pair counts.
        best = (1 << 62, 0)
        for _ in range(3):
            before = self._monotonic_ns()
            wall = self._clock.now().us
            after = self._monotonic_ns()
            best = min(best, (after - before, wall - (before + after) // 2000))
        return best[1]
