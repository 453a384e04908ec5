"""The watch kept going: a thread that shows it what is new, and starts it anew when something fails."""

import fcntl
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from trackway.journal import Journal
from trackway.model.time import Clock
from trackway.watch import Beat, Pulse, Rooms, Watch, Watcher

__all__ = ["watched_continuously"]

_WAIT_S = 0.5
"""How long the watch waits for passages before time alone is looked at: escalations, overstays."""
_TICK_S = 1.0
_AGAIN_S = 5.0
_ANOTHER = "Another process watches this data folder."
_log = logging.getLogger(__name__)


@contextmanager
def watched_continuously(
    data: Path,
    clock: Clock,
    *,
    journal: Journal,
    rooms: Rooms,
    watchers: Callable[[], Sequence[Watcher]],
    pulse: Pulse,
) -> Iterator[None]:
    """Watch until the block ends, on a thread of its own.

    One process at a time watches a data folder; another waits until it is gone. After an error, new watchers
    start over from what was last written down. ``pulse`` says how it goes.
    """
    stop = threading.Event()

    def work() -> None:
        with (data / "watch.lock").open("wb") as lock:
            while not stop.is_set():
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pulse.beat = Beat(clock.now(), trouble=_ANOTHER)
                    stop.wait(_AGAIN_S)
                    continue
                try:
                    watch = Watch(rooms.database, journal, watchers(), rooms.alerts, clock)
                    _watch(watch, rooms, clock, stop, pulse)
                except Exception as error:  # whatever it is: nobody else would look at what comes next
                    _log.exception("watch.failed")
                    pulse.beat = Beat(clock.now(), trouble=f"{type(error).__name__}: {error}"[:500])
                    stop.wait(_AGAIN_S)

    thread = threading.Thread(target=work, name="watch")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _watch(watch: Watch, rooms: Rooms, clock: Clock, stop: threading.Event, pulse: Pulse) -> None:
    watch.remember()
    ticked = 0.0
    while not stop.is_set():
        watch.step(_WAIT_S)
        pulse.beat = Beat(clock.now(), watch.behind_s)
        if time.monotonic() - ticked >= _TICK_S:
            ticked = time.monotonic()
            rooms.alerts.tick(clock.now())
