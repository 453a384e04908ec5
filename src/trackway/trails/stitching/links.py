"""Links: how much likelier a vehicle's readable passages are if it was the one seen, than by chance.

::

    h ──► the sighting at s ──► g     the vehicle, if it is the one:  in(h, t - t_h) out(g, t_g - t)
    h ──────── unread ────────► g     any other vehicle there:        rate(h) next(g | h, t_g - t_h)

``in`` and ``out`` are measured: of vehicles seen at s, where each was before and next, and after how long.
``next`` likewise of vehicles seen at h. Where s lies on the way from h to g few go on to g unread, so that
passing s without being read speaks for the link by itself. The sums over all h and g are the shares of
vehicles seen again at all; what is left is that the vehicle was read nowhere near.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.trails.ways.around import Around
from trackway.trails.ways.ways import HORIZON_S, Journeys

__all__ = ["Link", "Links", "links"]

_WIDTH = 0.08
"""Width of the kernel on the logarithm of seconds: 8 %, a few lights; finer follows single journeys."""
_LEAST_S = 1.0
_LEAST_PART = 1e-6
"""What fits a million times worse than the best is not looked into: each gate costs two queries."""
_HALF = 0.5
"""Half a vehicle is counted where none went: what was not seen among some hundred is rare, not impossible."""


@dataclass(frozen=True, slots=True)
class Link:
    """A vehicle (its number), its rows before and after the sighting (-1: none), and the ratio."""

    vehicle: int
    before: int
    after: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Links:
    """All links by vehicle, and the probability that the vehicle was read nowhere near before or after."""

    rows: tuple[Link, ...]
    nowhere: float


def links(
    seen: Around,
    at_s: float,
    came: Journeys,
    went: Journeys,
    onward_of: Callable[[int], Journeys],
) -> Links:
    """The links of vehicles with a plate to a sighting ``at_s`` seconds after the origin of ``seen``.

    ``came`` and ``went`` are the journeys before and after passing that gate, ``onward_of`` gives those
    after passing another one.
    """
    no_in, no_out = _nothing(came), _nothing(went)
    weighed = list(_fitting(seen, at_s, (_Densities(came), no_in), (_Densities(went), no_out)))
    most = max((weight for _, _, _, weight in weighed), default=0.0)
    chance = _Chance(seen, onward_of)
    rows = tuple(
        Link(vehicle, before, after, weight / chance.of(before, after))
        for vehicle, before, after, weight in weighed
        if weight >= _LEAST_PART * most
    )
    return Links(rows, no_in * no_out)


def _fitting(
    seen: Around, at_s: float, came: "tuple[_Densities, float]", went: "tuple[_Densities, float]"
) -> Iterator[tuple[int, int, int, float]]:
    """Vehicles that may be the one, their rows before and after, and how likely it leaves such passages."""
    (into, no_in), (out, no_out) = came, went
    for vehicle in np.flatnonzero([bool(text) for text in seen.plates]).tolist():
        rows = seen.rows(vehicle)
        k = rows.start + int(np.searchsorted(seen.at_s[rows.start : rows.stop], at_s, side="right"))
        before = k - 1 if k > rows.start and at_s - seen.at_s[k - 1] < HORIZON_S else -1
        after = k if k < rows.stop and seen.at_s[k] - at_s < HORIZON_S else -1
        if before < 0 and after < 0:
            continue
        weight = into.at(int(seen.gate[before]), at_s - float(seen.at_s[before])) if before >= 0 else no_in
        weight *= out.at(int(seen.gate[after]), float(seen.at_s[after]) - at_s) if after >= 0 else no_out
        if weight > 0:
            yield vehicle, before, after, weight


def _plated(seen: Around) -> NDArray[np.bool_]:
    return np.array([bool(text) for text in seen.plates], bool)[seen.vehicle]


def _nothing(found: Journeys) -> float:
    """The share of vehicles not seen again (before); never nothing."""
    return (found.count - len(found.nearest()) + _HALF) / (found.count + 2 * _HALF)


class _Chance:
    """How often vehicles that have nothing to do with it leave such passages: per second, or with both sides
    per second squared."""

    def __init__(self, seen: Around, onward_of: Callable[[int], Journeys]) -> None:
        self._seen, self._onward_of = seen, onward_of
        self._onward: dict[int, _Densities] = {}
        gates = int(seen.gate.max(initial=0)) + 1
        plated = _plated(seen)
        count = np.bincount(seen.gate[plated], minlength=gates)
        window_s = float(np.ptp(seen.at_s)) + 1.0 if len(seen.at_s) else 1.0
        self._rate = np.maximum(count, _HALF) / window_s
        change = seen.vehicle[1:] != seen.vehicle[:-1]
        is_first = np.insert(change, 0, True)[: len(seen.vehicle)] & plated
        is_last = np.append(change, True)[: len(seen.vehicle)] & plated
        self._first = (np.bincount(seen.gate[is_first], minlength=gates) + _HALF) / (count + 2 * _HALF)
        self._last = (np.bincount(seen.gate[is_last], minlength=gates) + _HALF) / (count + 2 * _HALF)

    def of(self, before: int, after: int) -> float:
        """For the rows before and after (-1: none)."""
        gate = self._seen.gate
        if after < 0:
            return float(self._rate[gate[before]] * self._last[gate[before]])
        if before < 0:
            return float(self._rate[gate[after]] * self._first[gate[after]])
        start = int(gate[before])
        if start not in self._onward:
            self._onward[start] = _Densities(self._onward_of(start))
        took = float(self._seen.at_s[after] - self._seen.at_s[before])
        on = self._onward[start]
        return float(self._rate[start]) * max(on.at(int(gate[after]), took), on.least(took))


class _Densities:
    """Of journeys: how likely it is to be seen next at a gate after so many seconds, per second."""

    def __init__(self, found: Journeys) -> None:
        rows = found.nearest()
        self._count = found.count
        self._logs = {
            int(gate): np.log(np.maximum(found.seconds[rows[found.gate[rows] == gate]], _LEAST_S))
            for gate in np.unique(found.gate[rows])
        }

    def at(self, gate: int, seconds: float) -> float:
        """A sum of log-normal kernels over the measured times, 0 for a gate nobody went to."""
        logs = self._logs.get(gate)
        if logs is None or seconds < _LEAST_S:
            return 0.0
        z = (np.log(seconds) - logs) / _WIDTH
        return float(np.exp(-0.5 * z * z).sum() / (seconds * _WIDTH * np.sqrt(2 * np.pi) * self._count))

    def least(self, seconds: float) -> float:
        """The density where none of the vehicles went: half of one, anywhere within the horizon."""
        return _HALF / (self._count + 1) / max(HORIZON_S, seconds)
