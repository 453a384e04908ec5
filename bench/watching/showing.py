"""Showing: a month of known traffic shown to a watcher, page by page, and what it told when."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.analysing.asking import Asking
from bench.watching.passing import pages
from trackway.model.time import Instant
from trackway.trails.live import Timing
from trackway.watch import Hit, Watcher
from trackway.watch.cloned import by_map, measured

__all__ = ["Told", "show"]

_PAGE = 500
"""Passages at once: a second of 500 a second, so that hits are timed to it."""
_MEASURED_US = 6 * 3_600_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """A hit, and the microsecond at which the last passage of its page truly passed."""

    hit: Hit
    at_us: int


def show(asking: Asking, watcher: Callable[[Callable[[], Timing]], Watcher]) -> tuple[list[Told], float]:
    """Everything that a watcher tells of a month, and the processor seconds that it took.

    ``watcher`` is made with what gives the newest measured ways and clocks.
    """
    known = [by_map(asking.desk.cameras)]
    one = watcher(lambda: known[0])
    told: list[Told] = []
    spent, due = 0.0, 0
    for passages, true_us in pages(asking.known.seen, _PAGE):
        now = Instant(true_us[-1])
        if now.us >= due:
            due = now.us + _MEASURED_US
            known[0] = measured(replace(asking.desk, now=now))
        began = time.process_time()
        hits = [*one.tick(now), *one.look(passages)]
        spent += time.process_time() - began
        told += [Told(hit, now.us) for hit in hits]
    return told, spent
