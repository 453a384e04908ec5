"""A worker process: reads the files it is given, one after another, and tells what it finds.

It is expected to die of what strangers' files do to decoders: it holds nothing that matters, runs at low
priority within a limit of memory, and the importer starts another.
"""

import hashlib
import os
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from trackway.intake.beside import Onlooker, Stretch, Timed
from trackway.intake.recordings.engines import Engines
from trackway.intake.recordings.messages import (
    Compared,
    Ended,
    Filed,
    FromWorker,
    GoOn,
    Identified,
    Quiet,
    Reached,
    Task,
)
from trackway.intake.recordings.recording import PictureSink, filed
from trackway.model.errors import TrackwayError, Unavailable
from trackway.video import DamagedFootage, footage_facts, frames
from trackway.vision import Follower, Passing, Remembered

__all__ = ["CHECKPOINT_S", "work"]

CHECKPOINT_S = 10.0
"""Seconds of footage between checkpoints, at least: what is read again after a stop."""
_BUSY_CHECKPOINT_S = 60.0
"""Where the road is never quite empty, a moment with nobody near must do, after so long."""
_MEMORY_BYTES = 6 * 1024**3
"""Address space of a worker: models, decoder and libraries take some 2.5 GB of it."""
_NICENESS = 10
_SIGN_OF_LIFE_S = 0.5
_CHUNK = 4 * 1024 * 1024
_JUST_AFTER_S = 1e-4
"""Frames are at least a hundred times as far apart."""

Send = Callable[[FromWorker], None]


def work(pipe: Connection, engines: Engines, pictures: PictureSink) -> None:
    """Serve the importer at the other end of the pipe until it has no more files, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the importer's to handle
    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        while isinstance(task := pipe.recv(), Task):
            _read_file(task, pipe, engines, pictures)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the importer is gone; whatever is not in the ledger will be read again


def _read_file(task: Task, pipe: Connection, engines: Engines, pictures: PictureSink) -> None:
    recording = task.recording
    reading: _Reading | None = None
    error, is_readable = "", True
    began_s = time.process_time()
    try:
        pipe.send(_identified(recording.path, pipe.send))
        answer = pipe.recv()
        if not isinstance(answer, GoOn):
            return
        reading = _Reading(task, (engines, pictures), pipe.send, answer)
        reading.read()
    except DamagedFootage as damage:
        error = str(damage)
    except TrackwayError as trouble:
        error, is_readable = str(trouble), False
    except MemoryError:
        error, is_readable = f"{recording.path} needs more memory than a worker may take.", False
    start_s, reached_s = (reading.start_s, reading.reached_s) if reading else (0.0, 0.0)
    pipe.send(Ended(start_s, reached_s, time.process_time() - began_s, error, is_readable))


class _Reading:
    """One file being read from a checkpoint on."""

    def __init__(self, task: Task, tools: tuple[Engines, PictureSink], send: Send, go_on: GoOn) -> None:
        self._recording, self._misreads, self._send = task.recording, task.misreads, send
        engines, self._pictures = tools
        self._engine, self._beside = Timed(engines.of(task.recording.camera)), engines.beside
        self._began_s = time.process_time()
        self._memory = go_on.memory
        self._onlooker = self._watching(go_on.memory)
        self.start_s = self.reached_s = go_on.done_s

    def read(self) -> None:
        """Read to the end. Raises as ``frames`` does, after filing what was readable.

        After each checkpoint everything starts anew from what the checkpoint holds, so that a stretch
        read again after a stop gives the same passages as it did, or would have.
        """
        follower, earlier = self._follower(self._memory), Counter[int]()
        since_s, told = self.reached_s, time.monotonic()
        from_s = since_s + _JUST_AFTER_S if self._memory is not None else 0.0
        try:
            for frame in frames(self._recording.path, from_s):
                self.reached_s = frame.at_s
                if self._onlooker is not None:
                    self._onlooker.see(frame)
                for passing in follower.see(frame):
                    self._file(passing, earlier)
                unsafe_s = frame.at_s - since_s
                if (follower.is_idle and unsafe_s >= CHECKPOINT_S) or (
                    follower.is_clear and unsafe_s >= _BUSY_CHECKPOINT_S
                ):
                    for passing in follower.close():
                        self._file(passing, earlier)
                    self._compare(since_s, frame.at_s)
                    self._send(Quiet(frame.at_s, follower.memory, time.process_time() - self._began_s))
                    follower = self._follower(follower.memory)
                    earlier = Counter()
                    since_s = frame.at_s
                if time.monotonic() - told >= _SIGN_OF_LIFE_S:
                    self._send(Reached(frame.at_s))
                    told = time.monotonic()
        finally:
            for passing in follower.close():  # what was readable is kept, damaged or not
                self._file(passing, earlier)
            self._compare(since_s, self.reached_s)

    def _follower(self, memory: tuple[Remembered, ...] | None) -> Follower:
        return Follower(self._engine, memory, self._misreads, self._recording.outlook)

    def _file(self, passing: Passing, earlier: Counter[int]) -> None:
        digest = self._pictures.put(passing.picture)
        passage = filed(self._recording, passing, digest, earlier)
        self._send(Filed(passage))
        if self._onlooker is not None:
            self._onlooker.told(passing, passage)

    def _watching(self, memory: tuple[Remembered, ...] | None) -> Onlooker | None:
        """The second engine at its place, if there is one."""
        return None if self._beside is None else Onlooker(self._beside, self._pictures.put, memory)

    def _compare(self, start_s: float, end_s: float) -> None:
        """Hold what the second engine saw in this stretch against the first, and let it begin the next."""
        if self._onlooker is None:
            return
        found = tuple(self._onlooker.close())
        stretch = Stretch(
            self._recording.camera.number,
            self._recording.start,
            start_s,
            end_s,
            self._engine.model,
            self._onlooker.model,
            self._engine.spent(),
            self._onlooker.spent(),
            found,
        )
        self._send(Compared(stretch))
        self._onlooker = self._watching(self._onlooker.memory)


def _identified(path: Path, send: Send) -> Identified:
    """The file's digest, size and length. Raises what opening it raises."""
    facts = footage_facts(path)
    digest, size, told = hashlib.sha256(), 0, time.monotonic()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                if time.monotonic() - told >= _SIGN_OF_LIFE_S:
                    send(Reached(0.0))
                    told = time.monotonic()
    except OSError as error:
        raise Unavailable(f"{path} cannot be read to its end: {error.strerror}.") from error
    return Identified(digest.hexdigest(), size, facts.duration_s)
