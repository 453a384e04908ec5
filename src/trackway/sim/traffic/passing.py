"""Passing: which gate each drive passes and when, as it truly was."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from trackway.model.time import Span
from trackway.sim.county import County
from trackway.sim.traffic.days import Drives
from trackway.sim.traffic.fleet import Fleet
from trackway.sim.traffic.gates import Ways, ways
from trackway.sim.traffic.platoons import Holds

__all__ = ["Passings", "joined", "passings"]

_JITTER_S = 2.0
"""Lights, gaps, a slow lorry: far less than the minute and more between two sites."""


@dataclass(frozen=True, slots=True, eq=False)
class Passings:
    """Vehicles passing gates as it truly was, columns: ``vehicle`` of the fleet, ``gate``, ``at_us`` UTC
    microseconds, ``kmh`` at the gate, and which ``drive`` it was (-1 for a scripted one)."""

    vehicle: NDArray[np.intp]
    gate: NDArray[np.int16]
    at_us: NDArray[np.int64]
    kmh: NDArray[np.float32]
    drive: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.vehicle)

    def taken(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Passings":
        """Some of them, in the order given."""
        return Passings(*(getattr(self, field.name)[rows] for field in fields(Passings)))


def joined(parts: list[Passings]) -> Passings:
    """Several as one, in order of time."""
    whole = Passings(*(np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(Passings)))
    return whole.taken(np.argsort(whole.at_us, kind="stable"))


def passings(
    county: County,
    vehicles: Fleet,
    driven: Drives,
    span: Span,
    rng: np.random.Generator,
    *,
    held: Holds | None = None,
) -> Passings:
    """Every gate that these drives pass within a span, in order of time.

    With ``held`` lights and slow leaders make platoons of them; without, everyone drives alone.
    """
    old = vehicles.old_road[driven.vehicle]
    parts = [
        _along(ways(county, old_coast_road=is_old), driven, rows, rng, held)
        for is_old, rows in ((False, np.flatnonzero(~old)), (True, np.flatnonzero(old)))
    ]
    whole = joined(parts)
    inside = slice(*np.searchsorted(whole.at_us, [span.start.us, span.end.us]))
    return whole.taken(np.arange(len(whole))[inside])


def _along(
    how: Ways,
    driven: Drives,
    rows: NDArray[np.intp],
    rng: np.random.Generator,
    held: Holds | None,
) -> Passings:
    pair = driven.start[rows] * len(how.seconds) + driven.end[rows]
    counts = how.first[pair + 1] - how.first[pair]
    drive = np.repeat(rows, counts)
    # The crossings of each drive stand together in the table of ways: its first, then one after another.
    place = np.arange(len(drive)) - np.repeat(np.cumsum(counts) - counts - how.first[pair], counts)
    pace = driven.pace[drive]
    jitter = rng.standard_normal(len(drive), np.float32) * _JITTER_S
    after_us = np.round((how.after_s[place] * pace + jitter) * 1e6).astype(np.int64)
    spread = 1.0 + 0.09 * rng.standard_normal(len(drive), np.float32)
    kmh = how.usual_kmh[place] / pace.astype(np.float32) * spread
    gate, at_us = how.gate[place], driven.leaves_us[drive] + after_us
    return Passings(
        vehicle=driven.vehicle[drive],
        gate=gate,
        at_us=at_us if held is None else held.delayed(gate, at_us, counts),
        kmh=np.clip(kmh, 8, 140).astype(np.float32),
        drive=drive.astype(np.int32),
    )
