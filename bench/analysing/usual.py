"""Habit and dwell on their cases: where a commuter is, and when; where a vehicle stays for hours."""

from collections import Counter
from collections.abc import Iterator
from typing import cast

import numpy as np

from bench.analysing.asking import Asking, span_text
from bench.analysing.tally import BENCH, share
from bench.result import Result, measured
from trackway.model.place import Point, distance_m
from trackway.sim.truth import DwellCase, HabitCase

__all__ = ["dwell", "habit"]


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


def dwell(asking: Asking) -> Iterator[Result]:
    """Whether the foothold is found, between which sites; how many of its stays; how far off it is placed."""
    cases = asking.cases(DwellCase)
    found, others, stays, told, off_m = 0, 0, 0, 0, []
    for case in cases:
        report = asking.ask("dwell", plate=case.plate, span=span_text(asking.known.span), limit=200)
        ends = {case.before, case.after}
        right = [one for one in report.findings if ends & {one.facts["before"], one.facts["after"]}]
        right = [one for one in right if one.facts["kind"] != "home"]
        found += bool(right)
        for one in right[:1]:
            at = Point(cast("float", one.facts["lon"]), cast("float", one.facts["lat"]))
            off_m.append(distance_m(at, case.place))
            told += min(cast("int", one.facts["times"]), len(case.stays))
        stays += len(case.stays)
        rows = asking.seen.of(case.plate)
        most = Counter(asking.seen.site[rows].tolist()).most_common(1)
        others += any(asking.known.county.plate_sites[site].site.id in ends for site, _ in most)
    says = f"yardstick: the place where it was read most often; {asking.took('dwell')}"
    yield share("dwell · foothold found", (found, len(cases)), (others, len(cases)), says=says)
    yield share("dwell · stays found", (told, stays), None, says="of those planted at the footholds")
    if off_m:
        middle = round(float(np.median(off_m)) / 1000, 2)
        yield measured(
            BENCH, "dwell · placed off by", middle, "km", None, says="median, from where it truly was"
        )
