"""Passing: which gate each drive passes and when, as it truly was."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.time import Span
from trackway.sim.county import County
from trackway.sim.traffic.days import Drives
from trackway.sim.traffic.fleet import Fleet
from trackway.sim.traffic.gates import Ways, places, ways

__all__ = ["Passings", "joined", "passings"]

_JITTER_S = 2.0
"""Lights, gaps, a slow lorry: far less than the minute and more between two sites."""


@dataclass(frozen=True, slots=True, eq=False)
class Passings:
    """Vehicles passing gates as it truly was, columns: ``vehicle`` of the fleet, ``gate``, ``at_us`` UTC
    microseconds, ``kmh`` at the gate."""

    vehicle: NDArray[np.intp]
    gate: NDArray[np.int16]
    at_us: NDArray[np.int64]
    kmh: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.vehicle)

    def taken(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Passings":
        """Some of them, in the order given."""
        return Passings(self.vehicle[rows], self.gate[rows], self.at_us[rows], self.kmh[rows])


def joined(parts: list[Passings]) -> Passings:
    """Several as one, in order of time."""
    whole = Passings(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in ("vehicle", "gate", "at_us", "kmh"))
    )
    return whole.taken(np.argsort(whole.at_us, kind="stable"))


def passings(
    county: County, vehicles: Fleet, driven: Drives, span: Span, rng: np.random.Generator
) -> Passings:
    """Every gate that these drives pass within a span, in order of time."""
    old = vehicles.old_road[driven.vehicle]
    parts = [
        _along(ways(county, old_coast_road=is_old), len(places(county).node), driven, rows, rng)
        for is_old, rows in ((False, np.flatnonzero(~old)), (True, np.flatnonzero(old)))
    ]
    whole = joined(parts)
    inside = slice(*np.searchsorted(whole.at_us, [span.start.us, span.end.us]))
    return whole.taken(np.arange(len(whole))[inside])


def _along(
    how: Ways, place_count: int, driven: Drives, rows: NDArray[np.intp], rng: np.random.Generator
) -> Passings:
    pair = driven.start[rows] * place_count + driven.end[rows]
    counts = how.first[pair + 1] - how.first[pair]
    drive = np.repeat(rows, counts)
    # The crossings of each drive stand together in the table of ways: its first, then one after another.
    place = np.arange(len(drive)) - np.repeat(np.cumsum(counts) - counts - how.first[pair], counts)
    pace = driven.pace[drive]
    jitter = rng.standard_normal(len(drive), np.float32) * _JITTER_S
    after_us = np.round((how.after_s[place] * pace + jitter) * 1e6).astype(np.int64)
    spread = 1.0 + 0.09 * rng.standard_normal(len(drive), np.float32)
    kmh = how.usual_kmh[place] / pace.astype(np.float32) * spread
    return Passings(
        vehicle=driven.vehicle[drive],
        gate=how.gate[place],
        at_us=driven.leaves_us[drive] + after_us,
        kmh=np.clip(kmh, 8, 140).astype(np.float32),
    )
