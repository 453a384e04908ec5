"""Fit in time: how much likelier a vehicle's passages are if it was at the scene than if it just passed by.

::

    passage before ──► scene at T, anywhere in the given time ──► passage after
         t_i              in_s                     out_s             t_j

    at the scene:  mean over T of f(T - t_i | in_s) f(t_j - T | out_s)
    passing by:    1 / window (it may pass at any time) times g(t_j - t_i | by the direct way)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.trails.desk import Desk
from trackway.trails.ways.around import Around
from trackway.trails.ways.bound import Bounds, bounds
from trackway.trails.ways.gates import Gates

__all__ = ["Fit", "Ring", "fit"]

Floats = NDArray[np.float64]

_STEPS = 41
"""Moments at which it may have happened: of an hour, every 90 s, less than the way to a camera takes."""
_SPREAD, _WIDE_SPREAD, _WIDE_SHARE = 0.30, 0.80, 0.10
"""How far driving times lie from free flow, as standard deviation of their logarithm; one in ten far off.
Who flees drives faster than others and who is shaken drives slower: both lie within."""
_LIGHTS = 1.08
"""Driving takes that much longer than free flow: lights and bends (measured in the simulated county)."""
_LEAST_WAY_S = 15.0
_STOPS, _STOP_S = 0.25, 2400.0
"""One in four of those who pass by stops on the way, for forty minutes on average."""
_HIDES = 0.35
"""How often who fled is not seen again within the time looked at: it hides near by, or was missed."""
_UNMEASURED_S = 30.0
"""A clock that nobody measured is taken to be so far off at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """The gates around a scene, by their indices: free-flow seconds to it and from it."""

    gates: NDArray[np.intp]
    towards: Bounds
    away: Bounds


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """For each vehicle: the ratio, its rows before and after (-1: none), and the share of the ring's vehicles
    that are not seen after (or before) a passage by chance."""

    ratio: Floats
    before: NDArray[np.intp]
    after: NDArray[np.intp]
    vanish: float
    appear: float


def fit(
    desk: Desk, gates: Gates, ring: Ring, seen: Around, *, scene_s: tuple[float, float], window_s: float
) -> Fit:
    """The best place for the scene between two of each vehicle's passages, or at their end.

    ``scene_s`` is when it may have happened, seconds since the origin of ``seen``.
    """
    index = np.full(len(gates.rows), -1)
    index[ring.gates] = np.arange(len(ring.gates))
    at = index[seen.gate]
    n = len(seen.vehicle)
    error = np.where(np.isnan(seen.error_s), _UNMEASURED_S, seen.error_s)
    in_s = np.maximum(ring.towards.flowing_s[at], _LEAST_WAY_S)
    out_s = np.maximum(ring.away.flowing_s[at], _LEAST_WAY_S)
    moments = np.linspace(*scene_s, _STEPS)
    arrives = _driving(moments[None, :] - seen.at_s[:, None], in_s[:, None], error[:, None])
    leaves = _driving(seen.at_s[:, None] - moments[None, :], out_s[:, None], error[:, None])
    is_last = np.append(seen.vehicle[1:] != seen.vehicle[:-1], True) if n else np.zeros(0, bool)
    is_first = np.insert(seen.vehicle[1:] != seen.vehicle[:-1], 0, True) if n else np.zeros(0, bool)
    has_plate = np.array([bool(text) for text in seen.plates])[seen.vehicle]
    vanish = _share(is_last & has_plate, has_plate & (seen.at_s < scene_s[1]))
    appear = _share(is_first & has_plate, has_plate & (seen.at_s > scene_s[0]))
    # A vehicle without a plate says nothing about where it was before or after.
    entering = window_s * arrives.mean(axis=1) * np.where(has_plate, _HIDES / vanish, 1.0)
    leaving = window_s * leaves.mean(axis=1) * np.where(has_plate, _HIDES / appear, 1.0)
    ratio, before, after = np.zeros(seen.count), np.full(seen.count, -1), np.full(seen.count, -1)
    _keep_best(ratio, before, after, seen, (np.flatnonzero(is_last), entering, True))
    _keep_best(ratio, before, after, seen, (np.flatnonzero(is_first), leaving, False))
    pair = np.flatnonzero(~is_last)
    joint = (arrives[pair] * leaves[pair + 1]).mean(axis=1) if len(pair) else np.zeros(0)
    likely = np.flatnonzero(joint > 1e-12)
    pair, joint = pair[likely], joint[likely]
    direct = _direct(desk, gates, seen, pair)
    took = seen.at_s[pair + 1] - seen.at_s[pair]
    between = window_s * joint / np.maximum(_passing_by(took, direct), 1e-9)
    for row, value in zip(pair.tolist(), between.tolist(), strict=True):
        vehicle = int(seen.vehicle[row])
        if value >= ratio[vehicle]:
            ratio[vehicle], before[vehicle], after[vehicle] = value, row, row + 1
    return Fit(ratio, before, after, vanish, appear)


def _share(ends: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    """How many of these rows are a vehicle's last (first); never nothing."""
    return (int((ends & among).sum()) + 1) / (int(among.sum()) + 2)


def _keep_best(
    ratio: Floats,
    before: NDArray[np.intp],
    after: NDArray[np.intp],
    seen: Around,
    ends: tuple[NDArray[np.intp], Floats, bool],
) -> None:
    rows, value, is_before = ends
    better = rows[value[rows] > ratio[seen.vehicle[rows]]]
    vehicles = seen.vehicle[better]
    ratio[vehicles] = value[better]
    before[vehicles], after[vehicles] = (better, -1) if is_before else (-1, better)


def _driving(took: Floats, free_s: Floats, error_s: Floats) -> Floats:
    """Density, per second, of the time a way takes whose free flow is known; clocks' errors widen it."""
    spread = np.sqrt(_SPREAD**2 + (error_s / (free_s + error_s)) ** 2)
    usual = _lognormal(took + error_s / 2, free_s * _LIGHTS, spread)
    wide = _lognormal(took + error_s / 2, free_s * 1.5, np.maximum(spread, _WIDE_SPREAD))
    return (1 - _WIDE_SHARE) * usual + _WIDE_SHARE * wide


def _lognormal(x: Floats, median: Floats, spread: Floats) -> Floats:
    safe = np.maximum(x, 1e-3)
    z = (np.log(safe) - np.log(median)) / spread
    return np.where(x > 0, np.exp(-0.5 * z * z) / (safe * spread * np.sqrt(2 * np.pi)), 0.0)


def _passing_by(took: Floats, direct_s: Floats) -> Floats:
    """Density of the time between two passages of who has nothing to do with it: drives, or stops between."""
    direct = np.maximum(direct_s, _LEAST_WAY_S)
    drives = _lognormal(took, direct * _LIGHTS, np.full(len(took), 0.25))
    stops = np.where(took > direct, np.exp(-np.maximum(took - direct, 0) / _STOP_S) / _STOP_S, 0.0)
    return (1 - _STOPS) * drives + _STOPS * stops


def _direct(desk: Desk, gates: Gates, seen: Around, pair: NDArray[np.intp]) -> Floats:
    """Free-flow seconds from each row's gate to the next row's."""
    found = np.zeros(len(pair))
    for start in np.unique(seen.gate[pair]).tolist():
        rows = np.flatnonzero(seen.gate[pair] == start)
        ends, back = np.unique(seen.gate[pair[rows] + 1], return_inverse=True)
        far = bounds(desk.roads, gates.rows[start].place, [gates.rows[end].place for end in ends.tolist()])
        found[rows] = far.flowing_s[back]
    return found
