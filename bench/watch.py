"""Watching: what live tests find of what is known, as it passes, beside what the analyses find afterwards.

A month of simulated traffic with planted cases (``trackway.sim.truth``) is shown to the real watchers in the
order in which it truly happened, ways and clocks measured anew every six hours from what was there by then,
as the centre does. Yardsticks are the batch analysis of the whole month, which knows what came after, and for
the rest a plain method.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.analysing.asking import Asking, asking
from bench.result import Result
from bench.watching.ab_plates import ab_plates
from bench.watching.racers import racers
from trackway.model.errors import WrongUse
from trackway.model.time import Clock

__all__ = ["watch"]

MEASURES: dict[str, Callable[[Asking], Iterator[Result]]] = {
    "cloned": ab_plates,
    "racing": racers,
}
"""By the name of the watcher."""
_LEAST = 40_000
"""Fewer passages a month leave no ways to measure."""


def watch(
    passages: int, folder: Path, clock: Clock, only: tuple[str, ...] = (), *, seed: int = 1
) -> Iterator[Result]:
    """Show known traffic of about so many passages a month to the watchers named, or to all.

    Another ``seed`` gives other traffic and other cases.
    """
    if passages < _LEAST:
        raise WrongUse(f"{passages} passages are too few for a month; ask for {_LEAST:,} or more.")
    for name in only:
        if name not in MEASURES:
            raise WrongUse(f"There is no measure of {name}; there are {', '.join(MEASURES)}.")
    with asking(passages, folder, clock, seed=seed) as desk:
        print(f"{len(desk.known.seen):,} passages, {len(desk.known.cases)} cases", file=sys.stderr)
        for name in only or MEASURES:
            yield from MEASURES[name](desk)
