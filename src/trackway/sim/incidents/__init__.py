"""Scripted incidents, planted in the traffic; each tells its story and where to look."""

import numpy as np

from trackway.model.time import Instant
from trackway.sim.county import County
from trackway.sim.incidents.encounters import convoy, hit_and_run, racing
from trackway.sim.incidents.incident import Cast, Incident, IncidentKind, Pass, Scripted
from trackway.sim.incidents.journeys import cloned_plate, night_visitor, stolen_car
from trackway.sim.incidents.stage import Stage

__all__ = ["Cast", "Incident", "IncidentKind", "Pass", "Scripted", "scripted"]


def scripted(county: County, end: Instant, *, seed: int) -> tuple[Scripted, ...]:
    """The six incidents of the seven days before ``end``; the same seed and end give the same."""
    stage = Stage(county, end, np.random.default_rng([seed, 6]))
    plays = (stolen_car, cloned_plate, convoy, racing, hit_and_run, night_visitor)
    return tuple(play(stage) for play in plays)
