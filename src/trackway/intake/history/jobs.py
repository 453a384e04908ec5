"""Jobs: the queue of searches of old footage. A SQLite file, fsynced; a kill loses nothing, repeats nothing.

::

    add ─► job + cameras wanted ─► next_camera ─► planned ─► tasks ─► next_tasks(waiting) ─► fetched
                                                                └──► next_tasks(fetched) ─► done ─► job done
"""

import fcntl
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from trackway.intake.history.job import CameraProgress, CameraState, Job, JobState, Task, TaskState, Wanted
from trackway.intake.history.offer import Found, Missing, Offer
from trackway.intake.history.planning import pieces
from trackway.intake.history.source import SourceClock
from trackway.intake.history.sources_table import SourcesTable
from trackway.model.errors import Conflict, NotFound, WrongUse
from trackway.model.passage import PassageId
from trackway.model.time import Clock, ClockOwner, Instant, Span
from trackway.sqlite import FileKind, SqliteFile

__all__ = ["Jobs", "Speed"]

_FILE = FileKind("trackway.intake.history", "a queue of searches of old footage", 0x5457_4849)  # "TWHI"
_MOST_JOBS = 1_000
_SOON_US = 86_400_000_000
"""What a recorder writes over within a day is fetched before everything else of the same priority."""
_NEVER_US = 1 << 62


class Speed(msgspec.Struct, frozen=True):
    """What past tasks of a camera took in all: seconds of footage, of one core, bytes, fetching."""

    camera: int
    read_s: float
    cpu_s: float
    passages: int
    bytes: int
    fetch_s: float


class Jobs:
    """An open queue. Usable from several threads and processes; one process at a time works through it."""

    sources: SourcesTable

    def __init__(self, path: Path, clock: Clock) -> None:
        self._file = SqliteFile(path, _FILE)
        self._clock = clock
        self.sources = SourcesTable(self._file, clock, path.parent / "keys" / "recorder-passwords.key")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self._file.close()

    # What officers do

    def add(self, wanted: Wanted) -> Job:
        """A new job, running from now on."""
        purpose = wanted.permit.purpose
        with self._file.transaction():
            job = self._file.only(
                "job_add",
                now_us=self._clock.now().us,
                username=purpose.officer.username,
                case_no=purpose.case_no,
                reason=purpose.reason,
                audit_id=wanted.permit.audit_id,
                start_us=wanted.span.start.us,
                end_us=wanted.span.end.us,
                priority=wanted.priority,
            )["id"]
            for camera in dict.fromkeys(wanted.cameras):
                self._file.run("job_camera_add", job=job, camera=camera)
        return self.job(job)

    def job(self, number: int) -> Job:
        """The job of that number. Raises ``NotFound``."""
        row = self._file.row("job", job=number)
        if row is None:
            raise NotFound(f"There is no search of old footage with the number {number}.")
        return _job(row)

    def all(self) -> tuple[Job, ...]:
        """Every job, the newest first; at most 1,000."""
        return tuple(_job(row) for row in self._file.rows("jobs", most=_MOST_JOBS))

    def stop(self, number: int) -> Job:
        """Stop a job: what was found stays. One that is done stays done."""
        return self._turn(number, JobState.STOPPED)

    def resume(self, number: int) -> Job:
        """Take a job up again, with what failed in it."""
        with self._file.transaction():
            self._file.run("failed_again", job=self.job(number).id)
            self._file.run("cameras_again", job=number)
            self._file.run("job_state", job=number, state=JobState.RUNNING.value, finished_us=None)
        return self.job(number)

    def prioritise(self, number: int, priority: int) -> Job:
        """Give a job another priority, 0 to 9; 9 comes first."""
        if not 0 <= priority <= 9:
            raise WrongUse(f"The priority {priority} is not between 0 and 9; 9 comes first.")
        with self._file.transaction():
            self._file.run("job_priority", job=self.job(number).id, priority=priority)
        return self.job(number)

    def progress(self, number: int) -> tuple[CameraProgress, ...]:
        """How far each camera of a job is, by camera number."""
        job = self.job(number)
        tallies = {
            row["camera_number"]: row
            for row in self._file.rows(
                "progress", job=number, start_us=job.span.start.us, end_us=job.span.end.us
            )
        }
        rows = self._file.rows("job_cameras", job=number)
        return tuple(_progress(row, tallies.get(row["camera_number"])) for row in rows)

    def cameras(self, number: int) -> tuple[int, ...]:
        """The numbers of a job's cameras."""
        return tuple(row["camera_number"] for row in self._file.rows("job_cameras", job=number))

    def speeds(self) -> tuple[Speed, ...]:
        """What past tasks of each camera took on this machine."""
        return tuple(
            Speed(
                row["camera_number"],
                row["read_s"],
                row["cpu_s"],
                row["passages"],
                row["bytes"],
                row["fetch_s"],
            )
            for row in self._file.rows("speeds")
        )

    def backlog_s(self, priority: int) -> float:
        """Seconds of footage that wait before a job of this priority."""
        return float(self._file.only("backlog", priority=priority)["seconds"])

    def looked_at(self, camera: int, model: str, span: Span) -> tuple[Span, ...]:
        """Stretches of a camera's time that this engine looked at already."""
        return tuple(
            Span(Instant(row["start_us"]), Instant(row["end_us"]))
            for row in self._over(camera, model, span)
            if row["state"] == "done"
        )

    def forget_before(self, before: Instant) -> int:
        """Forget searches of times that ended before then, and who asked for them; how many."""
        with self._file.transaction():
            forgotten = self._file.run("forget", before_us=before.us)
            self._file.run("forget_tasks", before_us=before.us)
        return forgotten

    # What the runner does

    @contextmanager
    def running(self) -> Iterator[None]:
        """The right to work through the queue, held by one process. Raises ``Conflict`` when it is taken."""
        with self._file.path.with_suffix(".lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Conflict(
                    f"Another process works through {self._file.path}; let it go on, or stop it first."
                ) from None
            self._file.run("fetching_again")
            yield

    def next_camera(self, busy: Collection[int]) -> tuple[Job, int, int] | None:
        """The next camera to look for, its job, how often it was tried; ``None``: nothing to do now."""
        row = self._file.row(
            "next_camera", now_us=self._clock.now().us, busy=msgspec.json.encode(sorted(busy)).decode()
        )
        return None if row is None else (self.job(row["job_id"]), row["camera_number"], row["tries"])

    def planned(
        self,
        job: Job,
        camera: int,
        found: Found,
        clock: SourceClock,
        *,
        model: str,
        desk: str,
        keeps_days: float | None,
    ) -> None:
        """A camera's footage was found: make the tasks nobody made yet, and want those that others made."""
        now = self._clock.now()
        with self._file.transaction():
            taken: list[Span] = []
            for row in self._over(camera, model, job.span):
                self._file.run("task_again", task=row["id"])
                self._file.run("task_wanted", job=job.id, task=row["id"])
                taken.append(Span(Instant(row["start_us"]), Instant(row["end_us"])))
            for span, offer in pieces(found.offers, job.span, taken):
                error_s = clock.error_at(span.start, now)
                task = self._file.only(
                    "task_add",
                    camera=camera,
                    start_us=span.start.us,
                    end_us=span.end.us,
                    model=model,
                    desk=desk,
                    offer=msgspec.json.encode(offer).decode(),
                    bytes=offer.size or 0,
                    offset_s=clock.offset_s,
                    error_s=error_s,
                    owner=clock.owner.value,
                    deadline_us=_NEVER_US if keeps_days is None else span.start.plus(keeps_days * 86_400).us,
                    now_us=now.us,
                )["id"]
                self._file.run("task_wanted", job=job.id, task=task)
            self._file.run(
                "camera_found",
                job=job.id,
                camera=camera,
                found_s=found.seconds,
                offset_s=clock.offset_s,
                error_s=clock.error_s,
                owner=clock.owner.value,
                clock_says=clock.says,
                missing=msgspec.json.encode(found.missing).decode(),
            )

    def clock_of(self, camera: int, asked: SourceClock) -> SourceClock:
        """The clock to go by, when a source was asked just now: the one it had before, if both agree.

        Each answer differs by some milliseconds; the same footage shall have the same times in every job.
        """
        row = self._file.row("clock_used", camera=camera)
        if row is None or row["owner"] != asked.owner.value or asked.error_s is None:
            return asked
        is_same = abs(row["offset_s"] - asked.offset_s) <= asked.error_s
        if not is_same or row["error_s"] is None:
            return asked
        return replace(asked, offset_s=row["offset_s"], error_s=row["error_s"], says=row["clock_says"])

    def not_found(self, job: Job, camera: int, says: str, again: Instant | None) -> None:
        """A camera's source could not be asked: it is asked again then, or never (``None``)."""
        state = CameraState.FAILED if again is None else CameraState.WANTED
        self._file.run(
            "camera_failed",
            job=job.id,
            camera=camera,
            state=state.value,
            again_us=0 if again is None else again.us,
            says=says,
        )

    def next_tasks(self, state: TaskState, busy: Collection[str], most: int) -> tuple[Task, ...]:
        """The next tasks in a state, best first: priority, what is soon written over, fairness, age."""
        now = self._clock.now()
        rows = self._file.rows(
            "next_tasks",
            state=state.value,
            now_us=now.us,
            soon_us=now.us + _SOON_US,
            busy=msgspec.json.encode(sorted(busy)).decode(),
            most=most,
        )
        return tuple(_task(row) for row in rows)

    def turn(self, task: Task, state: TaskState) -> None:
        """A task goes on to another state."""
        with self._file.transaction():
            now_us = self._clock.now().us
            self._file.run("task_state", task=task.id, state=state.value, now_us=now_us)
            if state is TaskState.READING:
                self._file.run("job_served", task=task.id, now_us=now_us)

    def fetched(self, task: Task, size: int, fetch_s: float, short_s: float, says: str) -> None:
        """Its files lie here."""
        self._file.run(
            "task_fetched",
            task=task.id,
            bytes=size,
            fetch_s=fetch_s,
            short_s=short_s,
            says=says,
            now_us=self._clock.now().us,
        )

    def failed(self, task: Task, says: str, again: Instant | None) -> None:
        """It did not work; it is tried again then, or not until somebody asks (``None``)."""
        self._file.run(
            "task_failed",
            task=task.id,
            state=TaskState.FAILED.value if again is None else TaskState.WAITING.value,
            again_us=0 if again is None else again.us,
            says=says,
            now_us=self._clock.now().us,
        )

    def reached(self, task: Task, read_s: float) -> None:
        """How far it is; for people."""
        self._file.run("task_reached", task=task.id, read_s=read_s, now_us=self._clock.now().us)

    def filed(self, task: Task, passage: PassageId, *, has_plate: bool) -> None:
        """A passage of it is in the store."""
        self._file.run("task_filed", task=task.id, passage=passage, has_plate=has_plate)

    def done(self, task: Task, *, cpu_s: float, says: str = "") -> None:
        """All that is in it is in the store."""
        self._file.run(
            "task_done",
            task=task.id,
            read_s=task.span.seconds,
            cpu_s=cpu_s,
            says=says,
            now_us=self._clock.now().us,
        )

    def wanted_of(self, tasks: Sequence[Task]) -> frozenset[int]:
        """Which of these tasks, by id, a running job still wants."""
        ids = msgspec.json.encode([task.id for task in tasks]).decode()
        return frozenset(row["id"] for row in self._file.rows("tasks_wanted_of", tasks=ids))

    def with_folders(self) -> frozenset[int]:
        """Tasks, by id, whose files are still needed."""
        return frozenset(row["id"] for row in self._file.rows("task_folders"))

    def close_finished(self) -> tuple[int, ...]:
        """Call jobs done in which nothing is left to do; their numbers."""
        with self._file.transaction():
            ended = [row["id"] for row in self._file.rows("jobs_that_ended")]
            for job in ended:
                self._file.run(
                    "job_state", job=job, state=JobState.DONE.value, finished_us=self._clock.now().us
                )
        return tuple(ended)

    def _turn(self, number: int, state: JobState) -> Job:
        job = self.job(number)
        if job.state is not JobState.DONE:
            self._file.run("job_state", job=number, state=state.value, finished_us=None)
        return self.job(number)

    def _over(self, camera: int, model: str, span: Span) -> list[sqlite3.Row]:
        return self._file.rows(
            "tasks_over", camera=camera, model=model, start_us=span.start.us, end_us=span.end.us
        )


def _job(row: sqlite3.Row) -> Job:
    return Job(
        row["id"],
        Instant(row["created_us"]),
        row["username"],
        row["case_no"],
        row["reason"],
        row["audit_id"],
        Span(Instant(row["start_us"]), Instant(row["end_us"])),
        row["priority"],
        JobState(row["state"]),
        None if row["finished_us"] is None else Instant(row["finished_us"]),
    )


def _task(row: sqlite3.Row) -> Task:
    return Task(
        row["id"],
        row["camera_number"],
        Span(Instant(row["start_us"]), Instant(row["end_us"])),
        row["model"],
        msgspec.json.decode(row["offer"], type=Offer),
        row["desk"],
        SourceClock(row["offset_s"], row["error_s"], ClockOwner(row["owner"])),
        Instant(row["deadline_us"]),
        TaskState(row["state"]),
        row["tries"],
    )


def _progress(row: sqlite3.Row, tally: sqlite3.Row | None) -> CameraProgress:
    def of(name: str) -> float:
        return 0.0 if tally is None else float(tally[name])

    said = "" if tally is None else tally["says"] or ""
    return CameraProgress(
        camera=row["camera_number"],
        state=CameraState(row["state"]),
        found_s=row["found_s"],
        fetched_s=of("fetched_s"),
        read_s=of("read_s"),
        wanted_s=of("wanted_s"),
        bytes=int(of("bytes")),
        short_s=of("short_s"),
        passages=int(of("passages")),
        with_plate=int(of("with_plate")),
        failed=int(of("failed")),
        clock=SourceClock(
            row["offset_s"], row["error_s"], ClockOwner(row["owner"] or "import"), row["clock_says"]
        ),
        missing=msgspec.json.decode(row["missing"], type=tuple[Missing, ...]),
        says=row["says"] or said,
    )
