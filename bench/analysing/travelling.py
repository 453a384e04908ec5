"""Travel times against those truly needed."""

from collections.abc import Iterator
from itertools import islice
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bench.analysing.asking import Asking, circle, span_text
from bench.analysing.tally import BENCH
from bench.result import Result, measured

__all__ = ["pairs_of_sites", "travel_times"]

_PAIRS, _LEAST = 24, 60
_WITHIN_S, _KMH, _RADIUS_M = 7200.0, 40.0, 60.0


def travel_times(asking: Asking) -> Iterator[Result]:
    """How far the stated median is from the true one, for pairs of sites that many drive between."""
    ours, other = [], []
    for start, end in islice(pairs_of_sites(asking), asking.most):
        places = [asking.known.county.plate_sites[site].site.place for site in (start, end)]
        report = asking.ask(
            "travel-times", places=[circle(p, _RADIUS_M) for p in places], span=span_text(asking.known.span)
        )
        true = float(np.median(_took(asking, start, end)))
        for finding in report.findings:
            if (finding.facts["start"], finding.facts["finish"]) == (1, 2) and "p50_s" in finding.facts:
                ours.append(abs(cast("float", finding.facts["p50_s"]) / true - 1))
                other.append(abs(asking.seen.metres[start, end] / _KMH * 3.6 / true - 1))
    yield measured(
        BENCH,
        "travel times · median off by",
        round(float(np.mean(ours)), 3),
        "share",
        round(float(np.mean(other)), 3),
        says=f"mean of {len(ours)} pairs; yardstick: straight line at 40 km/h; {asking.took('travel-times')}",
    )


def pairs_of_sites(asking: Asking) -> Iterator[tuple[int, int]]:
    """Some two dozen pairs of sites (indices) that many vehicles pass one after the other."""
    passed = asking.known.passed
    order = np.lexsort((passed.at_us, passed.vehicle))
    site = passed.gate[order].astype(np.int64) // 2
    same = np.diff(passed.vehicle[order]) == 0
    key = (site[:-1] * 1000 + site[1:])[same & (site[:-1] != site[1:])]
    keys, counts = np.unique(key, return_counts=True)
    busy = keys[counts >= _LEAST]
    for one in busy[:: max(1, len(busy) // _PAIRS)][:_PAIRS].tolist():
        yield one // 1000, one % 1000


def _took(asking: Asking, start: int, end: int) -> NDArray[np.float64]:
    """The true seconds from one site to the next of the two, whatever else was passed on the way."""
    passed = asking.known.passed
    rows = np.flatnonzero(np.isin(passed.gate // 2, [start, end]))
    rows = rows[np.lexsort((passed.at_us[rows], passed.vehicle[rows]))]
    here, there = rows[:-1], rows[1:]
    seconds = (passed.at_us[there] - passed.at_us[here]) / 1e6
    same = (passed.vehicle[here] == passed.vehicle[there]) & (seconds < _WITHIN_S)
    same &= (passed.gate[here] // 2 == start) & (passed.gate[there] // 2 == end)
    return np.asarray(seconds[same])
