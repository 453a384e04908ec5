"""Passages by the million, for benchmarks: the same traffic, as many days and vehicles as it takes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from trackway.model.errors import WrongUse
from trackway.model.time import Instant, Span
from trackway.sim.county import County
from trackway.sim.traffic.days import drives
from trackway.sim.traffic.fleet import fleet
from trackway.sim.traffic.gates import places, ways
from trackway.sim.traffic.passing import passings
from trackway.sim.traffic.seeing import see

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["bulk_tables"]

_PER_VEHICLE_DAY = 4.3
"""Passages a vehicle makes in a day, a little less than measured (5.1), so that the days suffice."""
_MOST_VEHICLES = 120_000
_STEP_DAYS = 7
_STEP_VEHICLE_DAYS = _MOST_VEHICLES * _STEP_DAYS
"""A week of 120,000 vehicles at a time, less of more: 4 million passages, half a gigabyte in the making."""


def bulk_tables(
    county: County, end: Instant, rows: int, *, seed: int = 1, most_vehicles: int = _MOST_VEHICLES
) -> Iterator["pa.Table"]:
    """Exactly ``rows`` passages before ``end``, oldest first, in tables of a week each, or of fewer days.

    As many vehicles as make them in a week, at most ``most_vehicles``; then more days. The tables have the
    columns that a store of passages takes. Two vehicles never share a plate; the same seed, end, number of
    rows and of vehicles give the same passages.
    """
    if rows < 1:
        raise WrongUse(f"{rows} passages cannot be made; ask for one or more.")
    count = int(np.clip(rows / (_PER_VEHICLE_DAY * _STEP_DAYS), 500, most_vehicles))
    step = int(np.clip(_STEP_VEHICLE_DAYS // count, 1, _STEP_DAYS))
    days = int(np.ceil(rows / (_PER_VEHICLE_DAY * count))) + 1
    rng = np.random.default_rng([seed, rows])
    where, how = places(county), ways(county)
    vehicles = fleet(count, where, how, rng, set())
    start = end.plus(-days * 86_400)
    left = rows
    for first in range(0, days, step):
        last = min(first + step, days)
        span = Span(start.plus(first * 86_400), start.plus(last * 86_400))
        seen = see(
            county, vehicles, passings(county, vehicles, drives(county, vehicles, span, rng), span, rng), rng
        )
        table = seen.table(slice(0, left))
        left -= table.num_rows
        yield table
        if not left:
            return
    raise WrongUse(f"{rows} passages need more than {days} days of {count} vehicles.")
