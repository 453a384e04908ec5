"""Standing: planned cases after traffic has run: which were recorded well enough, and what was left open."""

from dataclasses import replace

import numpy as np

from trackway.model.place import distance_m
from trackway.sim.truth.cases import Case, CloneCase, CommonCase
from trackway.sim.truth.planned import Planned
from trackway.sim.truth.recorded import Recorded

__all__ = ["standing"]

_CLONE_KMH, _CLONE_WITHIN_S = 150.0, 3600.0


def standing(found: Recorded, planned: list[Planned]) -> list[Case]:
    """The cases of which enough was recorded for somebody who reads everything right."""
    return [
        case
        for each in planned
        if all(
            found.is_right[found.within(found.of(need.vehicle), need.span)].sum() >= need.least
            for need in each.needs
        )
        for case in _completed(found, each)
    ]


def _completed(found: Recorded, planned: Planned) -> list[Case]:
    match planned.case:
        case CloneCase() as case:
            meetings = _meetings(found, planned.vehicles)
            return [replace(case, meetings=meetings)] if meetings else []
        case CommonCase() as case:
            plates = _at_least(found, case)
            return [replace(case, plates=plates)] if case.planted in plates else []
        case case:
            return [case]


def _meetings(found: Recorded, vehicles: tuple[int, ...]) -> int:
    """Right readings of one that followed one of the other too soon, by true times."""
    rows = np.concatenate([found.of(vehicle) for vehicle in vehicles])
    rows = np.sort(rows[found.is_right[rows]])
    meetings = 0
    for one, other in zip(rows[:-1].tolist(), rows[1:].tolist(), strict=True):
        seconds = float(found.passed.at_us[other] - found.passed.at_us[one]) / 1e6
        if found.passed.vehicle[one] != found.passed.vehicle[other] and seconds <= _CLONE_WITHIN_S:
            a, b = (found.county.plate_sites[found.passed.gate[r] // 2].site.place for r in (one, other))
            meetings += distance_m(a, b) / 1000 > _CLONE_KMH * seconds / 3600
    return meetings


def _at_least(found: Recorded, case: CommonCase) -> frozenset[str]:
    """The plates of vehicles recorded with a plate in enough of the places and times."""
    count = np.zeros(len(found.fleet), np.int64)
    for place, radius_m, span in case.visits:
        rows = found.during(span)
        rows = rows[np.isin(found.passed.gate[rows] // 2, found.sites_near(place, radius_m))]
        rows = rows[found.row[rows] >= 0]
        rows = rows[found.seen.plate[found.row[rows]] > 0]
        count[np.unique(found.passed.vehicle[rows])] += 1
    return frozenset(found.fleet.plate[count >= case.least].tolist())
