"""Carrying: asks recorders what they hold, and fetches it, one connection to each at a time.

::

    camera wanted ─► clock, find ─► tasks          task waiting ─► fetch ─► parcel ─► task fetched
          └ no answer: again later                       └ no answer: again later · not held: failed
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from trackway.intake.history.job import Job, Task, TaskState
from trackway.intake.history.jobs import Jobs
from trackway.intake.history.offer import Fetched, common, joined
from trackway.intake.history.parcels import Parcels
from trackway.intake.history.source import Broken, NotHeld, OpenSource
from trackway.model.errors import Denied, NotFound, TrackwayError
from trackway.model.time import Clock, Instant, Span

__all__ = ["Carrier"]

_FIRST_WAIT_S = 20.0
_LONGEST_WAIT_S = 3600.0
_MOST_TRIES = 14
"""From 20 s doubling to an hour: a recorder that was off for the night is still asked in the morning."""
_BROKEN_TRIES = 2
_AHEAD = 8
"""So many tasks lie fetched before those that look at them; more would only fill the disk."""
_SHORT_S = 2.0
"""Files are cut at keyframes; what is missing beyond that is told."""

ModelOf = Callable[[int], str]
"""Which engine, by its ``model``, reads a camera, by its number. Raises ``NotFound``, ``Invalid``."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """Finds and fetches for a queue. ``step`` may run in several threads at once."""

    jobs: Jobs
    open_source: OpenSource
    model_of: ModelOf
    parcels: Parcels
    clock: Clock
    desks: "Desks"

    def step(self) -> bool:
        """Find one camera's footage, or fetch one task; false when there is nothing to do now."""
        with self.desks.camera(self.jobs) as wanted:
            if wanted is not None:
                self._find(*wanted)
                return True
        if len(self.jobs.next_tasks(TaskState.FETCHED, (), _AHEAD)) >= _AHEAD:
            return False
        with self.desks.task(self.jobs, self.parcels) as task:
            if task is not None:
                self._fetch(task)
                return True
        return False

    def _find(self, job: Job, camera: int, tries: int) -> None:
        try:
            where = self.jobs.sources.of(camera)
            source = self.open_source(where)
            clock = self.jobs.clock_of(camera, source.clock())
            found = source.find(job.span, clock)
            model = self.model_of(camera)
        except TrackwayError as error:
            self.jobs.not_found(job, camera, str(error), self._again(error, tries))
            return
        self.jobs.planned(job, camera, found, clock, model=model, desk=where.desk, keeps_days=where.kept_days)

    def _fetch(self, task: Task) -> None:
        began = time.monotonic()
        try:
            source = self.open_source(self.jobs.sources.of(task.camera))
            folder = self.parcels.begun(task)
            fetched = source.fetch(task.offer, task.clock, folder, self.parcels.free_bytes)
            size = self.parcels.close(task, fetched)
        except TrackwayError as error:
            self.parcels.drop(task)
            self.jobs.failed(task, str(error), self._again(error, task.tries))
            return
        short_s = _short(task.span, fetched)
        is_short = short_s > _SHORT_S
        lacks = f"The recorder gave {short_s:.0f} s less than it listed." if is_short else ""
        says = f"{lacks} {fetched.says}".strip()
        self.jobs.fetched(task, size, time.monotonic() - began, short_s if is_short else 0.0, says)

    def _again(self, error: TrackwayError, tries: int) -> Instant | None:
        """When to try again; ``None``: not, for it would lock the account, or ask for what is gone."""
        if isinstance(error, Denied | NotHeld | NotFound) or tries + 1 >= _MOST_TRIES:
            return None
        if isinstance(error, Broken) and tries + 1 >= _BROKEN_TRIES:
            return None
        return self.clock.now().plus(min(_FIRST_WAIT_S * 2**tries, _LONGEST_WAIT_S))


class Desks:
    """Which recorders are being spoken to: one connection each, for they record live meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cameras: set[int] = set()
        self._busy: set[str] = set()

    @contextmanager
    def camera(self, jobs: Jobs) -> Iterator[tuple[Job, int, int] | None]:
        """The next camera to look for, its recorder taken; ``None``: none now."""
        with self._lock:
            wanted = jobs.next_camera(self._occupied(jobs))
            if wanted is not None:
                desk = jobs.sources.of(wanted[1]).desk
                self._cameras.add(wanted[1])
                self._busy.add(desk)
        try:
            yield wanted
        finally:
            if wanted is not None:
                with self._lock:
                    self._cameras.discard(wanted[1])
                    self._busy.discard(desk)

    @contextmanager
    def task(self, jobs: Jobs, parcels: Parcels) -> Iterator[Task | None]:
        """The next task to fetch that there is room for, its recorder taken; ``None``: none now."""
        with self._lock:
            free = parcels.free_bytes
            waiting = jobs.next_tasks(TaskState.WAITING, self._busy, 1)
            task = next((one for one in waiting if (one.offer.size or 0) <= free), None)
            if waiting and task is None and (waiting[0].offer.size or 0) > parcels.most_bytes:
                jobs.failed(
                    waiting[0],
                    f"It is larger than the {parcels.most_bytes:,} bytes that may be fetched.",
                    None,
                )
            if task is not None:
                jobs.turn(task, TaskState.FETCHING)
                self._busy.add(task.desk)
        try:
            yield task
        finally:
            if task is not None:
                with self._lock:
                    self._busy.discard(task.desk)

    def _occupied(self, jobs: Jobs) -> set[int]:
        """Cameras whose recorder is being spoken to."""
        return self._cameras | {one.camera for one in jobs.sources.all() if one.desk in self._busy}


def _short(span: Span, fetched: Fetched) -> float:
    """Seconds of a span that no file covers."""
    held = [Span(one.start, one.start.plus(max(one.seconds, 0.001))) for one in fetched.main]
    covered = (common(one, span) for one in joined(held))
    return max(span.seconds - sum(one.seconds for one in covered if one is not None), 0.0)
