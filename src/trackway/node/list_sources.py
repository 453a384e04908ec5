"""Fetching the files of watch lists, beside the page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from trackway.model.time import Clock
from trackway.node.background import repeated
from trackway.video.addresses import Networks
from trackway.watch import Rooms
from trackway.watch.lists import Collector

__all__ = ["lists_fetched_continuously"]

_LOOK_S = 10.0
"""Sources are looked at every minute at most: ten seconds later nobody notices."""


@contextmanager
def lists_fetched_continuously(rooms: Rooms, networks: Networks, clock: Clock) -> Iterator[None]:
    """Looks at the lists' sources when it is time, on a thread of its own until the block ends."""
    stop = threading.Event()

    def wait(seconds: float) -> None:
        stop.wait(seconds)

    collector = Collector(rooms.sources, rooms.imports, networks, clock, wait)
    with repeated("list sources", collector.collect_due, every_s=_LOOK_S, again_s=_LOOK_S):
        try:
            yield
        finally:
            stop.set()  # a file that is being waited for is left for the next time
