"""The importer: hands files to worker processes, stores what they find, keeps the ledger.

One process writes: workers send passages, the importer stores them and only then moves a file's
checkpoint. A worker that dies or falls silent takes its file with it, for now, and nothing else.
"""

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing.connection import wait
from threading import Event
from typing import Protocol

from trackway.intake.beside import Stretch
from trackway.intake.filing import PassageSink
from trackway.intake.recordings.channel import Gone
from trackway.intake.recordings.crew import (
    STOP_S,
    Job,
    Worker,
    end_of,
    hand,
    is_silent,
    started,
    stopped,
    tell,
)
from trackway.intake.recordings.engines import Engines
from trackway.intake.recordings.identity import identity, nameless
from trackway.intake.recordings.ledger import Ledger, Tally
from trackway.intake.recordings.messages import (
    Compared,
    Ended,
    Found,
    FromWorker,
    Length,
    Misspoken,
    Pictured,
    Quiet,
    Reached,
    Ready,
    Task,
    Wanted,
)
from trackway.intake.recordings.recording import PictureSink, Recording, filed
from trackway.model.errors import Invalid, TrackwayError
from trackway.model.passage import Passage, Picture
from trackway.model.time import Clock
from trackway.vision import NO_MISREADS, Engine, Misreads, Passing

__all__ = ["FileReport", "FileState", "Progress", "import_footage"]

_MOST_AT_ONCE, _MOST_A_SECOND = 2_000, 200
"""Pictures: a busy road, looked through at 100 times real time, has 100 vehicles a second."""
_NAMING_S, _LOOK_ROUND_S = 0.02, 5.0
"""How long to wait for a word before looking whether a file has its name, or a worker still lives."""

MisreadsOf = Callable[[int, str], Misreads]
"""What a camera, by its number, is known to misread with an engine, by its ``model``."""


def _none_known(_camera: int, _engine: str) -> Misreads:
    return NO_MISREADS


def _ignores_none(_passage: Passage) -> bool:
    return False


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
    ignores: Callable[[Passage], bool] = _ignores_none,
) -> Iterator[Progress | FileReport]:
    """Read recordings into the store, several at once; tells how it goes, and of each file what came.

    May be stopped at any moment and called again with the same recordings: finished files are skipped,
    the others go on from their checkpoints. ``again`` reads finished ones anew. ``misreads`` is asked once
    for each file. ``named`` are the engines that cameras ask for by name; ``engine`` reads all other cameras.
    ``beside`` watches the same frames and files nothing; how it stands to the engine that reads goes to
    ``comparisons``. Of what ``ignores`` says yes to, not even a picture is kept.

    Raises ``Conflict`` when another import runs on this ledger, ``Invalid`` when a camera's
    engine is not among those named, and what the stores raise when they cannot store.
    """
    count = max(1, min(workers or os.cpu_count() or 1, len(recordings)))
    with ledger.importing():
        engines = Engines(engine, named or {}, beside)
        sinks = _Sinks(store, pictures, comparisons or _NoComparisons(), ignores)
        importer = _Importer(ledger, sinks, clock, (engines, misreads), again=again)
        yield from importer.run(deque(recordings), count, engines)


@dataclass(frozen=True, slots=True)
class _Sinks:
    passages: PassageSink
    pictures: PictureSink
    comparisons: ComparisonSink
    ignores: Callable[[Passage], bool]


class _Importer:
    """One import being run."""

    def __init__(
        self,
        ledger: Ledger,
        sinks: _Sinks,
        clock: Clock,
        reading: tuple[Engines, MisreadsOf],
        *,
        again: bool,
    ) -> None:
        self._ledger, self._clock, self._sinks = ledger, clock, sinks
        self._engines, self._misreads = reading
        self._again = again
        self._taken: set[tuple[str, int, int]] = set()
        self._stopped = Event()

    def run(self, waiting: deque[Recording], count: int, engines: Engines) -> Iterator[Progress | FileReport]:
        crew: list[Worker] = []
        with ThreadPoolExecutor(count, "trackway-naming") as naming:
            try:
                while waiting or any(worker.job for worker in crew):
                    while waiting and len(crew) < count:
                        crew.append(started(engines))
                    for worker in crew:
                        if waiting and worker.job is None:
                            worker.job = self._job(waiting.popleft(), naming)
                    self._wait([worker for worker in crew if worker.job])
                    for worker in [worker for worker in crew if worker.job]:
                        yield from self._attend(worker)
                        if worker.fault or worker.process.exitcode is not None or is_silent(worker):
                            yield from self._lost(worker)
                            crew.remove(worker)
            finally:
                self._stopped.set()
                for worker in crew:
                    if worker.job and worker.job.row:
                        self._ledger.stop(worker.job.row.id, self._clock.now())
                    stopped(worker)

    def _job(self, recording: Recording, naming: ThreadPoolExecutor) -> Job:
        self._model(recording)  # raises when its camera's engine is not at hand
        footage = recording.reel or recording.path
        return Job(recording, naming.submit(identity, footage, self._stopped.is_set))

    def _wait(self, busy: Sequence[Worker]) -> None:
        """Until a worker has something to say, or a recording has got its name."""
        if any(worker.ear.has_more for worker in busy):
            return
        if any(worker.job and worker.job.row is None for worker in busy):
            naming = [worker.job.named for worker in busy if worker.job and worker.job.row is None]
            if all(one.done() for one in naming):
                return
            wait([worker.ear.own for worker in busy], timeout=_NAMING_S)
        else:
            wait([worker.ear.own for worker in busy], timeout=_LOOK_ROUND_S)

    def _attend(self, worker: Worker) -> Iterator[Progress | FileReport]:
        """Start its recording as soon as that has a name; take what it has said."""
        job = worker.job
        if job is not None and job.row is None:
            worker.heard = time.monotonic()
            if not job.named.done():
                return
            report = self._begun(worker, job)
            if report is not None:
                worker.job = None
                yield report
                return
        yield from self._hear(worker)

    def _model(self, recording: Recording) -> str:
        return self._engines.of(recording.camera).model

    def _begun(self, worker: Worker, job: Job) -> FileReport | None:
        """Begin the recording, go on with it, or leave it: then its report."""
        recording = job.recording
        try:
            found = job.named.result()
        except TrackwayError as trouble:
            return self._ended(job, Ended(0.0, 0.0, 0.0, str(trouble), is_readable=False))
        job.total_s = found.total_s
        key = (found.sha256, recording.camera.number, recording.start.us)
        known = self._ledger.known(recording, found)
        if key in self._taken or (known is not None and known.is_finished and not self._again):
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
        misreads = self._misreads(recording.camera.number, self._model(recording))
        tell(worker, Task(recording, misreads, job.row.tally.done_s, job.row.memory))
        return None

    def _hear(self, worker: Worker) -> Iterator[Progress | FileReport]:
        """Take what a worker has said so far."""
        try:
            for message in worker.ear.heard():
                if worker.job is None:
                    raise Misspoken("A worker spoke of a recording that it had done with.")
                if not isinstance(message, Reached) or message.at_s > worker.job.tally.done_s:
                    worker.heard = time.monotonic()  # who speaks but does not get on hangs, too
                yield from self._take(worker, worker.job, message)
        except Gone:
            worker.process.join(STOP_S)
            worker.fault = worker.fault or end_of(worker)
        except Misspoken as nonsense:
            worker.fault = f"said what no reader says ({nonsense})"

    def _take(self, worker: Worker, job: Job, message: FromWorker) -> Iterator[Progress | FileReport]:
        match message:
            case Ready():
                pass
            case Wanted(role, place):
                hand(worker, job.recording, role, place)
            case Length(total_s):
                if job.row is not None and job.recording.reel is None:
                    job.total_s = total_s
                    self._ledger.length(job.row.id, total_s)
            case Pictured(picture):
                self._put(job, picture)
            case Found(passing):
                self._file(job, passing)
                yield _progress(job)
            case Compared(stretch):
                recording = job.recording
                own = replace(stretch, camera=recording.camera.number, zero=recording.start)
                self._sinks.comparisons.add(own)
            case Reached(at_s):
                job.tally = replace(job.tally, done_s=max(job.tally.done_s, at_s))
                yield _progress(job)
            case Quiet(at_s, memory, cpu_s):
                if job.row is not None:
                    job.tally = replace(job.tally, done_s=at_s, cpu_s=job.row.tally.cpu_s + cpu_s)
                    self._ledger.checkpoint(job.row.id, job.tally, memory, self._clock.now())
                    job.safe, job.earlier = job.tally, Counter()
                yield _progress(job)
            case Ended():
                yield self._ended(job, message)
                worker.job = None

    def _file(self, job: Job, passing: Passing) -> None:
        """Its identity, camera and time are told here, of what the worker saw."""
        try:
            passage = filed(job.recording, passing, job.earlier)
        except Invalid as impossible:
            raise Misspoken(str(impossible)) from impossible
        self._expect_picture(job)
        if self._sinks.ignores(passage):
            return
        picture = Picture(self._sinks.pictures.put(passing.picture), passing.at_s, passing.plate_box)
        self._sinks.passages.add((replace(passage, pictures=(picture,)),))
        found = job.tally
        job.tally = replace(
            found,
            passages=found.passages + 1,
            with_plate=found.with_plate + (passage.plate is not None),
        )

    def _put(self, job: Job, picture: bytes) -> str:
        self._expect_picture(job)
        return self._sinks.pictures.put(picture)

    def _expect_picture(self, job: Job) -> None:
        job.pictures += 1
        if job.pictures > _MOST_AT_ONCE + _MOST_A_SECOND * (time.monotonic() - job.began):
            raise Misspoken("A worker found more vehicles than there can be.")

    def _ended(self, job: Job, ended: Ended) -> FileReport:
        """The worker is through with the file, one way or another."""
        state = FileState.DAMAGED if ended.error else FileState.DONE
        if not ended.is_readable:
            state = FileState.FAILED
        now = self._clock.now()
        if job.row is None:  # it could not even be opened: noted under its name
            unread = nameless(job.recording.path)
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

    def _lost(self, worker: Worker) -> Iterator[FileReport]:
        """A worker died or hangs: its file failed, its checkpoint stays."""
        job = worker.job
        how = worker.fault or end_of(worker)
        stopped(worker)
        if job is None:
            return
        error = (
            f"{job.recording.path}: the process that read it {how} at {job.tally.done_s:.1f} s; "
            "what was found before is kept."
        )
        ended = Ended(job.safe.done_s, job.tally.done_s, 0.0, error, is_readable=False)
        worker.job = None
        yield self._ended(job, ended)


def _progress(job: Job) -> Progress:
    return Progress(job.recording, job.tally.done_s, job.total_s, job.tally.passages)
