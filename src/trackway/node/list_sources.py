"""Fetching the files of watch lists, beside the page."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from trackway.model.time import Clock
from trackway.video.addresses import Networks
from trackway.watch import Rooms
from trackway.watch.lists import Collector

__all__ = ["lists_fetched_continuously"]

_LOOK_S = 10.0
"""Sources are looked at every minute at most: ten seconds later nobody notices."""
_log = logging.getLogger(__name__)


@contextmanager
def lists_fetched_continuously(rooms: Rooms, networks: Networks, clock: Clock) -> Iterator[None]:
    """Looks at the lists' sources when it is time, on a thread of its own until the block ends."""
    stop = threading.Event()

    def wait(seconds: float) -> None:
        stop.wait(seconds)

    collector = Collector(rooms.sources, rooms.imports, networks, clock, wait)

    def work() -> None:
        while not stop.wait(_LOOK_S):
            try:
                collector.collect_due()
            except Exception:  # whatever it was, nobody else would fetch the next file
                _log.exception("lists.not_fetched")

    thread = threading.Thread(target=work, name="list-sources")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
