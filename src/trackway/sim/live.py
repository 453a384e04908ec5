"""Live: the county's traffic as it goes on, passage by passage as the clock moves."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from trackway.model.time import Instant
from trackway.sim.county import County
from trackway.sim.scene import Scene, Shown, Truth, simulate

__all__ = ["LiveTraffic"]

_AHEAD_S = 6 * 3600.0
"""So much traffic is invented at a time: two seconds of work and 100 MB."""


class LiveTraffic:
    """Ordinary traffic from a moment on; the same county and start give the same traffic.

    The vehicles are those of the county's simulated week; incidents do not happen again.
    """

    def __init__(self, county: County, start: Instant) -> None:
        self._county = county
        self._told = start
        self._scene, self._rows = self._invented(start)

    def until(self, now: Instant) -> Iterator[Shown]:
        """The passages since this was last asked, oldest first, without pictures."""
        while self._told < now:
            end = min(now, self._scene.span.end)
            times = self._scene.seen.at_us[self._rows]
            first, last = np.searchsorted(times, [self._told.us, end.us])
            for row in self._rows[first:last].tolist():
                yield Shown(self._scene.passage(row), self._scene.truth(row))
            self._told = end
            if end == self._scene.span.end:
                self._scene, self._rows = self._invented(end)

    def busiest(self, count: int, within_s: float) -> tuple[Truth, ...]:
        """The vehicles that will be read most often in the next seconds: worth a demonstration's watch."""
        seen = self._scene.seen
        first, last = np.searchsorted(seen.at_us[self._rows], [self._told.us, self._told.plus(within_s).us])
        rows = [row for row in self._rows[first:last].tolist() if seen.texts[seen.plate[row]]]
        often = Counter(int(seen.vehicle[row]) for row in rows)
        one_of = {int(seen.vehicle[row]): row for row in rows}
        return tuple(self._scene.truth(one_of[vehicle]) for vehicle, _ in often.most_common(count))

    def _invented(self, start: Instant) -> tuple[Scene, "np.ndarray[tuple[int], np.dtype[np.intp]]"]:
        scene = simulate(self._county, start.plus(_AHEAD_S), days=1, sample=0)
        ordinary = np.flatnonzero((scene.seen.at_us >= start.us) & (scene.story == 0))
        return scene, ordinary[np.argsort(scene.seen.at_us[ordinary], kind="stable")]
