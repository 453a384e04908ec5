"""The importer: hands files to worker processes, stores what they find, keeps the ledger.

One process writes: workers send passages, the importer stores them and only then moves a file's
checkpoint. A worker that dies or falls silent takes its file with it, for now, and nothing else.
"""

import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Protocol

from trackway.intake.beside import Stretch
from trackway.intake.recordings.engines import Engines
from trackway.intake.recordings.ledger import Known, Ledger, Tally
from trackway.intake.recordings.messages import (
    Compared,
    Ended,
    Filed,
    FromWorker,
    GoOn,
    Identified,
    Quiet,
    Reached,
    Skip,
    Task,
)
from trackway.intake.recordings.recording import PassageSink, PictureSink, Recording
from trackway.intake.recordings.worker import work
from trackway.model.time import Clock
from trackway.vision import NO_MISREADS, Engine, Misreads

__all__ = ["FileReport", "FileState", "Progress", "import_footage"]

_SILENT_S = 180.0
"""A worker says something twice a second; after so long a decoder hangs."""
_STOP_S = 3.0

MisreadsOf = Callable[[int, str], Misreads]
"""What a camera, by its number, is known to misread with an engine, by its ``model``."""


def _none_known(_camera: int, _engine: str) -> Misreads:
    return NO_MISREADS


class ComparisonSink(Protocol):
    """Where comparisons of two engines go: on disk on return, twice is the same as once."""

    def add(self, stretch: Stretch) -> None:
        """Write down what both made of a stretch of footage."""
        ...


class _NoComparisons:
    """Nobody watches, so there is nothing to keep."""

    def add(self, stretch: Stretch) -> None:
        pass


class FileState(StrEnum):
    """What became of a file."""

    DONE = "done"
    """Read whole."""
    DAMAGED = "damaged"
    """What was readable of it was read and filed."""
    FAILED = "failed"
    """Nothing could be read, or the reader died of it; another import tries again."""
    ALREADY = "already_imported"
    """Read before: the same content, camera and start."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is; ``total_s`` is 0 when the file does not say. Passages since its start."""

    recording: Recording
    done_s: float
    total_s: float
    passages: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came of a file.

    ``passages`` and ``with_plate`` are of the whole file; ``seconds`` of footage and ``cpu_s`` of one
    core are what this import read and took.
    """

    recording: Recording
    state: FileState
    seconds: float
    passages: int
    with_plate: int
    cpu_s: float
    error: str = ""


@dataclass
class _Job:
    """A file in a worker's hands: what was found so far, and up to its checkpoint (``safe``)."""

    recording: Recording
    total_s: float = 0.0
    row: Known | None = None
    tally: Tally = field(default_factory=Tally)
    safe: Tally = field(default_factory=Tally)


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    job: _Job | None = None
    heard: float = field(default_factory=time.monotonic)


def import_footage(
    recordings: Sequence[Recording],
    *,
    ledger: Ledger,
    store: PassageSink,
    pictures: PictureSink,
    engine: Engine,
    clock: Clock,
    workers: int | None = None,
    again: bool = False,
    misreads: MisreadsOf = _none_known,
    named: Mapping[str, Engine] | None = None,
    beside: Engine | None = None,
    comparisons: ComparisonSink | None = None,
) -> Iterator[Progress | FileReport]:
    """Read recordings into the store, several at once; tells how it goes, and of each file what came.

    May be stopped at any moment and called again with the same recordings: finished files are skipped,
    the others go on from their checkpoints. ``again`` reads finished ones anew. ``misreads`` is asked once
    for each file. ``named`` are the engines that cameras ask for by name; ``engine`` reads all other cameras.
    ``beside`` watches the same frames and files nothing; how it stands to the engine that reads goes to
    ``comparisons``. Raises ``Conflict`` when another import runs on this ledger, ``Invalid`` when a camera's
    engine is not among those named, and what the stores raise when they cannot store.
    """
    count = max(1, min(workers or os.cpu_count() or 1, len(recordings)))
    with ledger.importing():
        engines = Engines(engine, named or {}, beside)
        sinks = (store, comparisons or _NoComparisons())
        importer = _Importer(ledger, sinks, clock, (engines, misreads), again=again)
        yield from importer.run(deque(recordings), count, (engines, pictures))


class _Importer:
    """One import being run."""

    def __init__(
        self,
        ledger: Ledger,
        sinks: tuple[PassageSink, ComparisonSink],
        clock: Clock,
        reading: tuple[Engines, MisreadsOf],
        *,
        again: bool,
    ) -> None:
        self._ledger, self._clock = ledger, clock
        (self._store, self._comparisons), (self._engines, self._misreads) = sinks, reading
        self._again = again
        self._taken: set[tuple[str, int, int]] = set()

    def run(
        self, waiting: deque[Recording], count: int, tools: tuple[Engines, PictureSink]
    ) -> Iterator[Progress | FileReport]:
        crew: list[_Worker] = []
        try:
            while waiting or any(worker.job for worker in crew):
                while waiting and len(crew) < count:
                    crew.append(_started(tools))
                for worker in crew:
                    if waiting and worker.job is None:
                        worker.job, worker.heard = _Job(waiting.popleft()), time.monotonic()
                        _tell(worker, self._task(worker.job.recording))
                wait([worker.pipe for worker in crew if worker.job], timeout=5.0)
                for worker in [worker for worker in crew if worker.job]:
                    yield from self._hear(worker)
                    if worker.process.exitcode is not None or _is_silent(worker):
                        yield from self._lost(worker)
                        crew.remove(worker)
        finally:
            for worker in crew:
                if worker.job and worker.job.row:
                    self._ledger.stop(worker.job.row.id, self._clock.now())
                _stopped(worker)

    def _task(self, recording: Recording) -> Task:
        return Task(recording, self._misreads(recording.camera.number, self._model(recording)))

    def _model(self, recording: Recording) -> str:
        return self._engines.of(recording.camera).model

    def _hear(self, worker: _Worker) -> Iterator[Progress | FileReport]:
        """Take all that a worker has said so far."""
        try:
            while worker.job is not None and worker.pipe.poll():
                message: FromWorker = worker.pipe.recv()
                worker.heard = time.monotonic()
                yield from self._take(worker, worker.job, message)
        except (EOFError, ConnectionResetError):
            worker.process.join(_STOP_S)

    def _take(self, worker: _Worker, job: _Job, message: FromWorker) -> Iterator[Progress | FileReport]:
        match message:
            case Identified():
                report = self._identified(worker, job, message)
                if report is not None:
                    yield report
                    worker.job = None
            case Filed(passage):
                self._store.add((passage,))
                found = job.tally
                job.tally = replace(
                    found,
                    passages=found.passages + 1,
                    with_plate=found.with_plate + (passage.plate is not None),
                )
                yield _progress(job)
            case Compared(stretch):
                self._comparisons.add(stretch)
            case Reached(at_s):
                job.tally = replace(job.tally, done_s=max(job.tally.done_s, at_s))
                yield _progress(job)
            case Quiet(at_s, memory, cpu_s):
                if job.row is not None:
                    job.tally = replace(job.tally, done_s=at_s, cpu_s=job.row.tally.cpu_s + cpu_s)
                    self._ledger.checkpoint(job.row.id, job.tally, memory, self._clock.now())
                    job.safe = job.tally
                yield _progress(job)
            case Ended():
                yield self._ended(job, message)
                worker.job = None

    def _identified(self, worker: _Worker, job: _Job, found: Identified) -> FileReport | None:
        """Begin the file, go on with it, or leave it: then its report."""
        recording, job.total_s = job.recording, found.total_s
        key = (found.sha256, recording.camera.number, recording.start.us)
        known = self._ledger.known(recording, found.sha256)
        if key in self._taken or (known is not None and known.is_finished and not self._again):
            _tell(worker, Skip())
            before = known.tally if known else Tally()
            said = f"already imported ({known.error})" if known and known.error else "already imported"
            return FileReport(
                recording, FileState.ALREADY, 0.0, before.passages, before.with_plate, 0.0, said
            )
        self._taken.add(key)
        if known is None or self._again:
            job.row = self._ledger.begin(recording, found, self._model(recording), self._clock.now())
        else:
            job.row = known
            self._ledger.take_up(known, recording, self._clock.now())
        job.tally = job.safe = job.row.tally
        _tell(worker, GoOn(job.row.tally.done_s, job.row.memory))
        return None

    def _ended(self, job: _Job, ended: Ended) -> FileReport:
        """The worker is through with the file, one way or another."""
        state = FileState.DAMAGED if ended.error else FileState.DONE
        if not ended.is_readable:
            state = FileState.FAILED
        now = self._clock.now()
        if job.row is None:  # it could not even be opened: noted under its name
            unread = Identified(_by_name(job.recording), 0, 0.0)
            job.row = self._ledger.begin(job.recording, unread, self._model(job.recording), now)
        spent_s = job.row.tally.cpu_s + ended.cpu_s
        reached = replace(job.tally, done_s=ended.end_s, cpu_s=spent_s)
        kept = reached if state is not FileState.FAILED else replace(job.safe, cpu_s=spent_s)
        self._ledger.finish(job.row.id, state.value, kept, ended.error or None, now)
        return FileReport(
            job.recording,
            state,
            max(ended.end_s - ended.start_s, 0.0),
            reached.passages,
            reached.with_plate,
            ended.cpu_s,
            ended.error,
        )

    def _lost(self, worker: _Worker) -> Iterator[FileReport]:
        """A worker died or hangs: its file failed, its checkpoint stays."""
        job = worker.job
        how = _end_of(worker)
        _stopped(worker)
        if job is None:
            return
        error = (
            f"{job.recording.path}: the process that read it {how} at {job.tally.done_s:.1f} s; "
            "what was found before is kept."
        )
        ended = Ended(job.safe.done_s, job.tally.done_s, 0.0, error, is_readable=False)
        worker.job = None
        yield self._ended(job, ended)


def _started(tools: tuple[Engines, PictureSink]) -> _Worker:
    """A new worker process, started afresh (not forked: models and locks do not survive a fork)."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, *tools), name="trackway-reader", daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _tell(worker: _Worker, message: Task | GoOn | Skip) -> None:
    """Send; a worker that is gone is noticed when it is listened to."""
    with suppress(BrokenPipeError, ConnectionResetError):
        worker.pipe.send(message)


def _is_silent(worker: _Worker) -> bool:
    return time.monotonic() - worker.heard > _SILENT_S


def _end_of(worker: _Worker) -> str:
    code = worker.process.exitcode
    if code is None:
        return f"said nothing for {_SILENT_S:.0f} s"
    return f"died of signal {-code}" if code < 0 else f"ended with exit code {code}"


def _stopped(worker: _Worker) -> None:
    worker.pipe.close()
    if worker.process.exitcode is None:
        worker.process.terminate()
        worker.process.join(_STOP_S)
    if worker.process.exitcode is None:
        worker.process.kill()
        worker.process.join()


def _progress(job: _Job) -> Progress:
    return Progress(job.recording, job.tally.done_s, job.total_s, job.tally.passages)


def _by_name(recording: Recording) -> str:
    return (
        "path:"
        + hashlib.sha256(str(recording.path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()
    )
