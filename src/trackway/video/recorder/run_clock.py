"""Run clock: when, by the station's clock, the pictures of a stream were taken.

A camera's ticks are even but of unknown zero and not quite of the stated rate; arrivals are of our clock but
late by an unknown, changing time. The least late arrival is the best witness (Moonfire NVR, design/time.md)::

    raw = arrival - ticks;  where ticks are zero = the least raw of late;  pursued at 500 ppm, never in a step
"""

from collections import deque

__all__ = ["RunClock"]

_MOST_SLEW = 500e-6
"""Of NTP (RFC 5905, adjtime): small enough that no speed measured from pictures is off by more than 0.05
%.
"""
_PURSUIT_S = 10.0
"""An error is made good over so long: 5 ms and more at the full 500 ppm, less in proportion."""
_WINDOW_US = 30_000_000
"""Arrivals of so long ago still tell: long enough to hold an arrival that was hardly late."""


class RunClock:
    """Maps ticks, in 1/90,000 s, to wall time in microseconds; strictly increasing, never stepped.

    ``ticks`` and ``raw_us`` begin it: the first picture's ticks and the least of (arrival - ticks) over its
    first pictures, in microseconds.
    """

    def __init__(self, ticks: int, raw_us: int, not_before_us: int | None = None) -> None:
        start = raw_us + _us(ticks)
        self._ticks = ticks
        self._us = float(start if not_before_us is None else max(start, not_before_us))
        self._rate = 0.0
        self._seen: deque[tuple[int, int]] = deque()
        self.error_us = 0.0

    def at_us(self, ticks: int) -> int:
        """When the picture of these ticks was taken, microseconds UTC; for ticks after the last
        ``follow``.
        """
        return round(self._us + _us(ticks - self._ticks) * (1.0 + self._rate))

    def follow(self, ticks: int, raw_us: int) -> None:
        """Go on from ``ticks``, having seen (arrival - ticks) be at least ``raw_us`` since the last time."""
        self._us, self._ticks = float(self._us + _us(ticks - self._ticks) * (1.0 + self._rate)), ticks
        now_us = _us(ticks)
        while self._seen and self._seen[-1][1] >= raw_us:
            self._seen.pop()
        self._seen.append((now_us, raw_us))
        while self._seen[0][0] < now_us - _WINDOW_US:
            self._seen.popleft()
        self.error_us = self._seen[0][1] + now_us - self._us
        self._rate = min(max(self.error_us / (_PURSUIT_S * 1e6), -_MOST_SLEW), _MOST_SLEW)


def _us(ticks: int) -> int:
    return ticks * 100 // 9
