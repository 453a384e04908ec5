"""Reading: fetched tasks are looked at by the importer's confined workers, and filed while it goes on."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from trackway.intake.filing import PassageSink
from trackway.intake.history.job import Task, TaskState
from trackway.intake.history.jobs import Jobs
from trackway.intake.history.parcels import Parcels
from trackway.intake.history.planning import MARGIN_S, with_margin
from trackway.intake.recordings import FileReport, FileState, Progress, Recording
from trackway.model.errors import TrackwayError
from trackway.model.passage import Passage
from trackway.model.time import Clock, Instant
from trackway.video.reel import Reel

__all__ = ["Reader", "Reading"]

_CANDIDATES = 64
_TOLD_S = 1.0

Reading = Callable[[Sequence[Recording], PassageSink], Iterator[Progress | FileReport]]
"""Looks at recordings and files what is in them; may be closed at any moment, and called again to go on."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Looks at what was fetched for a queue."""

    jobs: Jobs
    parcels: Parcels
    recording_of: Callable[[Task, Reel], Recording]
    """A recording of a task's camera; raises ``NotFound`` when the camera is gone."""
    read: Reading
    store: PassageSink
    clock: Clock
    at_once: int

    def step(self, is_stopped: Callable[[], bool]) -> bool:
        """Look at a batch of tasks; false when there is none."""
        batch = self._batch()
        if not batch:
            return False
        recordings: list[tuple[Recording, Task]] = []
        for task in batch:
            fetched = self.parcels.opened(task)
            if fetched is None:
                self.jobs.failed(task, "", self.clock.now())
                continue
            try:
                reel = Reel(fetched.main, fetched.sub, with_margin(task.span))
                recordings.append((self.recording_of(_as_fetched(task, fetched.error_s), reel), task))
            except TrackwayError as error:  # the camera was taken off the register meanwhile
                self.jobs.failed(task, str(error), None)
                self.parcels.drop(task)
                continue
            self.jobs.turn(task, TaskState.READING)
        if recordings:
            self._read(recordings, is_stopped)
        return True

    def _read(self, recordings: list[tuple[Recording, Task]], is_stopped: Callable[[], bool]) -> None:
        sink = _Sink(self.store, self.jobs, tuple(task for _, task in recordings))
        open_tasks = {task.id: task for _, task in recordings}
        events = self.read([recording for recording, _ in recordings], sink)
        told = time.monotonic()
        try:
            for event in events:
                task = next(task for recording, task in recordings if recording == event.recording)
                if isinstance(event, FileReport):
                    self._ended(task, event)
                    del open_tasks[task.id]
                elif time.monotonic() - told >= _TOLD_S:
                    told = time.monotonic()
                    self.jobs.reached(task, min(event.done_s, task.span.seconds))
                    if is_stopped() or self._is_unwanted(open_tasks):
                        break
        finally:
            # Closing stops the workers; checkpoints stay, and so do the files of what is taken up again.
            if hasattr(events, "close"):
                events.close()
            for task in open_tasks.values():
                self.jobs.turn(task, TaskState.FETCHED)

    def _is_unwanted(self, tasks: dict[int, Task]) -> bool:
        """Whether somebody stopped the job of one of these."""
        return bool(tasks) and len(self.jobs.wanted_of(list(tasks.values()))) < len(tasks)

    def _ended(self, task: Task, report: FileReport) -> None:
        if report.state is FileState.FAILED:
            self.jobs.failed(task, report.error, None)
        else:
            says = report.error if report.state is FileState.DAMAGED else ""
            self.jobs.done(task, cpu_s=report.cpu_s, says=says)
        self.parcels.drop(task)

    def _batch(self) -> list[Task]:
        """The next tasks that may be looked at side by side: none near another of its camera."""
        batch: list[Task] = []
        for task in self.jobs.next_tasks(TaskState.FETCHED, (), _CANDIDATES):
            if all(_far(task, other) for other in batch):
                batch.append(task)
            if len(batch) >= self.at_once:
                break
        return batch


def _as_fetched(task: Task, more_s: float) -> Task:
    """The task with the clock that its files have: further off where fetching them made it so."""
    if task.clock.error_s is None:
        return task
    return replace(task, clock=replace(task.clock, error_s=task.clock.error_s + more_s))


def _far(task: Task, other: Task) -> bool:
    if task.camera != other.camera:
        return True
    apart = max(task.span.start.since(other.span.end), other.span.start.since(task.span.end))
    return apart > 2 * MARGIN_S


@dataclass(frozen=True, slots=True)
class _Sink:
    """Files what falls into the tasks' own time; what lies in a margin is another task's."""

    store: PassageSink
    jobs: Jobs
    tasks: tuple[Task, ...]

    def add(self, passages: Sequence[Passage]) -> None:
        """File passages with their evidence."""
        for passage in passages:
            task = self._task_of(passage.camera, passage.stamp.at)
            if task is not None:
                self.store.add((passage,))
                self.jobs.filed(task, passage.id, has_plate=passage.plate is not None)

    def _task_of(self, camera: int, at: Instant) -> Task | None:
        return next((one for one in self.tasks if one.camera == camera and at in one.span), None)
