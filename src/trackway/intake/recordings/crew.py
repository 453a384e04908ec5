"""The crew: worker processes, what each has in hand, how one is started, told, handed files and stopped."""

import os
import time
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path

from trackway.intake.recordings.channel import Ear, Gone, ends
from trackway.intake.recordings.engines import Engines
from trackway.intake.recordings.identity import Identity
from trackway.intake.recordings.ledger import Known, Tally
from trackway.intake.recordings.messages import Handed, Misspoken, Task
from trackway.intake.recordings.recording import Recording
from trackway.intake.recordings.worker import work
from trackway.model.errors import TrackwayError
from trackway.video import StreamRole, open_file

__all__ = ["STOP_S", "Job", "Worker", "end_of", "hand", "is_silent", "started", "stopped", "tell"]

SILENT_S = 180.0
"""A worker says something twice a second; after so long a decoder hangs."""
STOP_S = 3.0


@dataclass
class Job:
    """A recording in a worker's hands: what was found so far, and up to its checkpoint (``safe``)."""

    recording: Recording
    named: Future[Identity]
    total_s: float = 0.0
    row: Known | None = None
    tally: Tally = field(default_factory=Tally)
    safe: Tally = field(default_factory=Tally)
    earlier: Counter[int] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)
    pictures: int = 0


@dataclass
class Worker:
    """A worker process; ``heard`` is when it was heard last (monotonic), ``fault`` what it did wrong."""

    process: SpawnProcess
    ear: Ear
    job: Job | None = None
    heard: float = field(default_factory=time.monotonic)
    fault: str = ""


def started(engines: Engines) -> Worker:
    """A new worker process, started afresh (not forked: models and locks do not survive a fork)."""
    ear, theirs = ends()
    context = get_context("spawn")
    process = context.Process(target=work, args=(theirs, engines), name="trackway-reader", daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ear)


def tell(worker: Worker, message: Task | Handed, fd: int | None = None) -> None:
    """Send; a worker that is gone is noticed when it is listened to, one that is deaf right now."""
    try:
        worker.ear.tell(message, fd)
    except Gone:
        worker.fault = "" if worker.process.exitcode is not None else "did not listen any more"


def hand(worker: Worker, recording: Recording, role: StreamRole, place: int) -> None:
    """Open a file of its recording for a worker: one of these, and no other. Raises ``Misspoken``."""
    paths = _paths(recording, role)
    if not 0 <= place < len(paths):
        raise Misspoken(f"A worker asked for file {place} of {len(paths)}.")
    try:
        file = open_file(paths[place])
    except TrackwayError as trouble:
        tell(worker, Handed(str(trouble)))
        return
    try:
        tell(worker, Handed(), file.fd)
    finally:
        os.close(file.fd)


def _paths(recording: Recording, role: StreamRole) -> tuple[Path, ...]:
    reel = recording.reel
    if reel is None:
        return (recording.path,) if role is StreamRole.MAIN else ()
    return tuple(piece.path for piece in (reel.main if role is StreamRole.MAIN else reel.sub))


def is_silent(worker: Worker) -> bool:
    """Whether nothing was heard of it for too long."""
    return time.monotonic() - worker.heard > SILENT_S


def end_of(worker: Worker) -> str:
    """How it ended, to go behind "the process that read it"."""
    code = worker.process.exitcode
    if code is None:
        return f"said nothing for {SILENT_S:.0f} s"
    return f"died of signal {-code}" if code < 0 else f"ended with exit code {code}"


def stopped(worker: Worker) -> None:
    """End it, one way or another, and hang up."""
    worker.ear.close()
    if worker.process.exitcode is None:
        worker.process.terminate()
        worker.process.join(STOP_S)
    if worker.process.exitcode is None:
        worker.process.kill()
        worker.process.join()
