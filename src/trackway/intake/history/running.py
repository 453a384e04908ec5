"""Running: works through the queue until told to stop, at low priority, in this process.

::

    carriers (threads): find, fetch ──► parcels ──► reader (this thread): look, file ──► jobs done
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from trackway.intake.history.carrying import Carrier
from trackway.intake.history.job import JobState
from trackway.intake.history.jobs import Jobs
from trackway.intake.history.parcels import Parcels
from trackway.intake.history.reading import Reader
from trackway.model.errors import TrackwayError

__all__ = ["Runner"]

_CARRIERS = 4
"""Recorders spoken to at once. Fetching is waiting; four keep two cores busy from recorders of 100 Mbit/s."""
_IDLE_S = 1.0
"""How soon a new job is seen."""
_FAILED_S = 30.0


@dataclass(frozen=True, slots=True)
class Runner:
    """Works through a queue. One process at a time may; the lock is the queue's."""

    jobs: Jobs
    parcels: Parcels
    carrier: Carrier
    reader: Reader
    trouble: Callable[[TrackwayError | OSError], None]
    """Told what went wrong outside any task: a full disk, a store that does not answer."""

    def run(self, stop: threading.Event, *, until_idle: bool = False) -> None:
        """Work until ``stop`` is set or, if so wanted, no job has anything left to do.

        Raises ``Conflict`` when another process works through this queue.
        """
        with self.jobs.running():
            self.parcels.sweep(self.jobs.with_folders())
            with self._carried(stop) as busy:
                while not stop.is_set():
                    try:
                        did = self.reader.step(stop.is_set)
                        self.jobs.close_finished()
                    except (TrackwayError, OSError) as error:
                        self.trouble(error)
                        stop.wait(_FAILED_S)
                        continue
                    if not did and until_idle and not busy() and not self._is_running():
                        return
                    if not did:
                        stop.wait(_IDLE_S)

    def _is_running(self) -> bool:
        return any(job.state is JobState.RUNNING for job in self.jobs.all())

    @contextmanager
    def _carried(self, stop: threading.Event) -> Iterator[Callable[[], bool]]:
        """Carriers at work until the block ends; whether any is."""
        over = threading.Event()
        at_work: set[int] = set()

        def carry(number: int) -> None:
            while not (over.is_set() or stop.is_set()):
                at_work.add(number)
                try:
                    did = self.carrier.step()
                except (TrackwayError, OSError) as error:
                    self.trouble(error)
                    did = False
                    over.wait(_FAILED_S)
                at_work.discard(number)
                if not did:
                    over.wait(_IDLE_S)

        threads = [
            threading.Thread(target=carry, args=(number,), name=f"history-carrier-{number}")
            for number in range(_CARRIERS)
        ]
        for thread in threads:
            thread.start()
        try:
            yield lambda: bool(at_work)
        finally:
            over.set()
            for thread in threads:
                thread.join()
