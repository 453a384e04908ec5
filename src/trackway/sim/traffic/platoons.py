"""Platoons: red lights and slow leaders hold vehicles up and let them go together.

At every gate time is cut into cycles. Who would come by in the first part of one is held; all who were held
come by one after another in a quarter of the time, and who comes later is not delayed. Nobody overtakes and
nobody comes earlier: whatever could be driven without the hold can be driven with it.

::

    cycle      |<----------- period ----------->|
    come by    |· ·  ·   ·  ·   |   ·    ·      |
    let go     |          ·····(·)  ·    ·      |
                <---- hold --->
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.time import Instant

__all__ = ["MOST_DELAY_S", "Holds", "holds"]

MOST_DELAY_S = 180.0
"""Nobody is held for longer than this on one drive: the shortest stay between two drives is four minutes,
and the next drive begins on time."""
_TOWN_PERIOD_S, _ROAD_PERIOD_S = (80.0, 150.0), (180.0, 480.0)
"""Cycles of lights in town; between two slow leaders on a road without overtaking, by eye."""
_IN_TOWN_KMH = 48.0
_HOLD = (0.25, 0.6)
"""The part of a cycle that is red, or that a leader makes others wait."""
_LONGEST_HOLD_S = 110.0
_LET_GO = 1.3
"""Who comes within 1.3 holds of a cycle's start is let go in the last 0.3 of them."""
_CYCLES = 1009
"""How many different cycles a gate has before they repeat; a prime, so that they do not repeat by the day."""
_QUIET_H = (5.5, 22.5)
"""Outside these hours in Taipei lights flash and few are slow: nobody is held."""
_TAIPEI_AHEAD_S = 8 * 3600


@dataclass(frozen=True, slots=True, eq=False)
class Holds:
    """Per gate: ``period_s`` and ``offset_s`` of its cycles; ``share`` (gates x cycles) is the part held."""

    period_s: NDArray[np.float64]
    offset_s: NDArray[np.float64]
    share: NDArray[np.float32]
    origin_us: int

    def let_go(self, gate: NDArray[np.int16], at_us: NDArray[np.int64]) -> NDArray[np.int64]:
        """When who would pass a gate at these times does pass it: the same or a little later."""
        since = (at_us - self.origin_us) / 1e6 + self.offset_s[gate]
        period = self.period_s[gate]
        cycle = np.floor(since / period)
        hour = (self.origin_us / 1e6 + cycle * period + _TAIPEI_AHEAD_S) % 86_400 / 3600
        is_busy = (hour > _QUIET_H[0]) & (hour < _QUIET_H[1])
        share = self.share[gate, cycle.astype(np.int64) % _CYCLES]
        hold = np.where(is_busy, np.minimum(period * share, _LONGEST_HOLD_S), 0.0)
        within = since - cycle * period
        is_held = within < _LET_GO * hold
        later = np.where(is_held, hold + within * (1 - 1 / _LET_GO) - within, 0.0)
        return at_us + np.round(later * 1e6).astype(np.int64)

    def delayed(
        self, gate: NDArray[np.int16], at_us: NDArray[np.int64], counts: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The times at which drives pass their gates, each delayed by what held it before.

        The crossings of a drive stand together in driving order, ``counts`` of them for each drive.
        """
        first = np.cumsum(counts) - counts
        delay = np.zeros(len(counts), np.int64)
        held = at_us.copy()
        for k in range(int(counts.max(initial=0))):
            drive = np.flatnonzero(counts > k)
            rows = first[drive] + k
            before = at_us[rows] + delay[drive]
            after = self.let_go(gate[rows], before)
            delay[drive] = np.minimum(after - at_us[rows], int(MOST_DELAY_S * 1e6))
            held[rows] = at_us[rows] + delay[drive]
        return held


def holds(usual_kmh: NDArray[np.float64], origin: Instant, rng: np.random.Generator) -> Holds:
    """What holds traffic up at each gate by how fast it usually runs there: lights in town, else leaders."""
    n = len(usual_kmh)
    in_town = usual_kmh < _IN_TOWN_KMH
    period = np.where(in_town, rng.uniform(*_TOWN_PERIOD_S, n), rng.uniform(*_ROAD_PERIOD_S, n))
    share = rng.uniform(*_HOLD, (n, _CYCLES)).astype(np.float32)
    return Holds(period, rng.uniform(0, period), share, origin.us)
