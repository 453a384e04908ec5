"""Habit on its cases: where a commuter is, and when."""

from collections import Counter
from collections.abc import Iterator
from typing import cast

import numpy as np

from bench.analysing.asking import Asking, span_text
from bench.analysing.tally import share
from bench.result import Result
from trackway.sim.truth import HabitCase

__all__ = ["habit"]


def habit(asking: Asking) -> Iterator[Result]:
    """Of the places and hours of working days that are usual, how many stand at the top of the answer."""
    right = other = wanted = 0
    for case in asking.cases(HabitCase):
        report = asking.ask("habit", plate=case.plate, span=span_text(case.span), limit=200)
        cells: Counter[tuple[str, int]] = Counter()
        for finding in report.findings:
            by_hour = (
                np.array(cast("list[int]", finding.facts["hours_of_week"])).reshape(7, 24)[:5].sum(axis=0)
            )
            for hour, times in enumerate(by_hour.tolist()):
                cells[str(finding.facts["place"]), hour] += times
        right += len(case.usual & {cell for cell, _ in cells.most_common(len(case.usual))})
        other += len(case.usual & _of_all(asking, case))
        wanted += len(case.usual)
    yield share(
        "habit · usual places and hours found",
        (right, wanted),
        (other, wanted),
        says=f"yardstick: busiest hour of the most visited places; {asking.took('habit')}",
    )


def _of_all(asking: Asking, case: HabitCase) -> set[tuple[str, int]]:
    """The most visited places, each with its one busiest hour of all days."""
    seen, sites = asking.seen, asking.known.county.plate_sites
    rows = seen.of(case.plate)
    hour = ((seen.at[rows] + 8 * 3600) % 86_400 // 3600).astype(int)
    found = set()
    for site, _ in Counter(seen.site[rows].tolist()).most_common(len(case.usual)):
        (busiest, _), *_ = Counter(hour[seen.site[rows] == site].tolist()).most_common(1)
        found.add((sites[site].site.id, busiest))
    return found
