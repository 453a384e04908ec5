"""Ways between cameras, measured again now and then for the live tests that hold passages against them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import getuser

from trackway.model.question import Purpose
from trackway.model.time import Clock
from trackway.node.background import repeated
from trackway.passages import PassageStore
from trackway.registry import Registry
from trackway.trails.desk import Desk
from trackway.trails.live import Timing
from trackway.trust import Trust
from trackway.watch.cloned import by_map, measured

__all__ = ["ways_measured"]

_EVERY_S = 6 * 3600.0
"""Roadworks and clocks change over days; measuring takes a second."""
_AGAIN_S = 300.0


@contextmanager
def ways_measured(
    registry: Registry, passages: PassageStore, trust: Trust, clock: Clock
) -> Iterator[Callable[[], Timing]]:
    """What is known of the ways at any moment: by the map at first, measured soon after.

    Measuring reads passages, so each time leaves its audit row, in the name of who runs the centre.
    """
    known = [by_map(registry.snapshot().by_number)]
    purpose = Purpose(
        trust.command_line_officer(getuser()),
        "系統 system",
        "量測鏡頭間行車時間與時鐘 ways and clocks measured for the live tests",
    )

    def measure() -> None:
        with trust.asking(purpose, "ways_measured", {}) as asked:
            cameras = registry.snapshot().by_number
            known[0] = measured(Desk(passages, asked.permit, cameras, clock.now()))

    with repeated("ways", measure, every_s=_EVERY_S, again_s=_AGAIN_S):
        yield lambda: known[0]
