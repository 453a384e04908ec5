"""Analysing: what each analysis finds of what is known, beside what a naive method finds in the same.

A month of simulated traffic with planted cases (``trackway.sim.truth``) is loaded into a store, and each
analysis is asked about each case as an officer would ask. Yardsticks are the methods in common use, on the
same recorded passages (``bench/analysing/naive.py``). A share of 1 is everything.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.analysing.absence import not_seen
from bench.analysing.asking import Asking, asking
from bench.analysing.company import cloned, convoy
from bench.analysing.nights import night_visitor
from bench.analysing.onwards import next_camera
from bench.analysing.places import common, first_seen
from bench.analysing.scenes import hit_and_run
from bench.analysing.speeding import racing, section_speed
from bench.analysing.stitched import stitching
from bench.analysing.travelling import travel_times
from bench.analysing.usual import dwell, habit
from bench.result import Result
from trackway.model.errors import WrongUse
from trackway.model.time import Clock

__all__ = ["analyses"]

MEASURES: dict[str, Callable[[Asking], Iterator[Result]]] = {
    "cloned": cloned,
    "common": common,
    "convoy": convoy,
    "dwell": dwell,
    "first-seen": first_seen,
    "habit": habit,
    "hit-and-run": hit_and_run,
    "next-camera": next_camera,
    "night-visitor": night_visitor,
    "not-seen": not_seen,
    "racing": racing,
    "section-speed": section_speed,
    "stitching": stitching,
    "travel-times": travel_times,
}
"""By the name of the analysis."""
_LEAST = 40_000
"""Fewer passages a month leave most vehicles without a habit."""


def analyses(
    passages: int,
    folder: Path,
    clock: Clock,
    only: tuple[str, ...] = (),
    *,
    seed: int = 1,
    cases: int | None = None,
) -> Iterator[Result]:
    """Ask the analyses about known traffic of about so many passages a month; those named, or all.

    Another ``seed`` gives other traffic and other cases. At most so many ``cases`` of a kind are asked about
    one by one.
    """
    if passages < _LEAST:
        raise WrongUse(f"{passages} passages are too few for a month; ask for {_LEAST:,} or more.")
    for name in only:
        if name not in MEASURES:
            raise WrongUse(f"There is no measure of {name}; there are {', '.join(MEASURES)}.")
    with asking(passages, folder, clock, seed=seed, most=cases) as desk:
        known = desk.known
        dropped = f"{known.dropped} dropped for want of passages"
        print(f"{len(known.seen):,} passages, {len(known.cases)} cases, {dropped}", file=sys.stderr)
        for name in only or MEASURES:
            yield from MEASURES[name](desk)
