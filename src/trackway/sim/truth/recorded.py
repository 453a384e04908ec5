"""Recorded: what truly passed and what was recorded of it, looked up by vehicle."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.place import Point, distance_m
from trackway.model.time import Span
from trackway.sim.county import County
from trackway.sim.traffic import Fleet, Passings, Seen

__all__ = ["Recorded", "recorded"]


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """True passings in order of time and what was recorded, with indices by vehicle.

    ``row`` of each passing in ``seen``, -1 where nothing was recorded; ``is_right`` per passing: recorded and
    its plate read as issued. ``order`` are the passings by vehicle and time, ``first`` where each begins.
    """

    county: County
    span: Span
    fleet: Fleet
    passed: Passings
    seen: Seen
    row: NDArray[np.int64]
    is_right: NDArray[np.bool_]
    order: NDArray[np.intp]
    first: NDArray[np.intp]

    def of(self, vehicle: int) -> NDArray[np.intp]:
        """A vehicle's true passings, oldest first."""
        return self.order[self.first[vehicle] : self.first[vehicle + 1]]

    def within(self, passings: NDArray[np.intp], span: Span) -> NDArray[np.intp]:
        """Those that truly happened within a span."""
        at = self.passed.at_us[passings]
        return passings[(at >= span.start.us) & (at < span.end.us)]

    def during(self, span: Span) -> NDArray[np.intp]:
        """All true passings within a span."""
        return np.arange(*np.searchsorted(self.passed.at_us, [span.start.us, span.end.us]))

    def sites_near(self, place: Point, radius_m: float) -> NDArray[np.intp]:
        """The sites (indices) all of whose cameras lie within a radius of a place."""
        cameras = self.county.cameras
        return np.array(
            [
                i
                for i, at in enumerate(self.county.plate_sites)
                if all(
                    distance_m(place, cameras[at.first_number - 1 + n].place) <= radius_m for n in range(4)
                )
            ],
            np.intp,
        )


def recorded(county: County, span: Span, fleet: Fleet, passed: Passings, seen: Seen) -> Recorded:
    """The indices of what was recorded."""
    row = np.full(len(passed), -1, np.int64)
    row[seen.passing] = np.arange(len(seen))
    is_right = np.zeros(len(passed), bool)
    is_right[seen.passing] = seen.plate == seen.vehicle + 1
    order = np.lexsort((passed.at_us, passed.vehicle))
    first = np.searchsorted(passed.vehicle[order], np.arange(len(fleet) + 1))
    return Recorded(county, span, fleet, passed, seen, row, is_right, order, first)
