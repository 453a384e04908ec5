"""A worker process: looks through the footage it is given, one after another, and tells what it finds.

::

    load engines ─► confine ─► Task ─► ask for its files, open ─► decode, follow ─► Found, Quiet … Ended

It is expected to die of what strangers' files do to decoders, or to fall into wrong hands: it holds nothing
that matters and reaches nothing (``trackway.video.confine``), and the importer starts another.
"""

import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from trackway.intake.beside import Onlooker, Stretch, Timed
from trackway.intake.recordings.channel import Gone, Mouth
from trackway.intake.recordings.engines import Engines
from trackway.intake.recordings.messages import (
    Compared,
    Ended,
    Found,
    Handed,
    Length,
    Pictured,
    Quiet,
    Reached,
    Ready,
    Task,
    Wanted,
)
from trackway.intake.recordings.recording import filed
from trackway.intake.recordings.watching import Still, Watch
from trackway.model.errors import TrackwayError, Unavailable
from trackway.video import (
    DamagedFootage,
    Frame,
    Limits,
    OpenFile,
    Reel,
    StreamRole,
    Strip,
    confine,
    footage_facts,
    frames,
    load_decoders,
)
from trackway.vision import Follower, Passing, Remembered, open_for_good

__all__ = ["CHECKPOINT_S", "work"]

CHECKPOINT_S = 10.0
"""Seconds of footage between checkpoints, at least: what is read again after a stop."""
_BUSY_CHECKPOINT_S = 60.0
"""Where the road is never quite empty, a moment with nobody near must do, after so long."""
_LIMITS = Limits(6 * 1024**3, file_bytes=1 << 20)
"""Models, decoder and libraries take some 2.5 GB of a worker's address space. The only file it may write is
what its error output goes to, in which a crash may leave its reason."""
_NICENESS = 10
_SIGN_OF_LIFE_S = 0.5
_JUST_AFTER_S = 1e-4
"""Frames are at least a hundred times as far apart."""


def work(own: socket.socket, engines: Engines) -> None:
    """Serve the importer at the other end of the socket until it has no more footage, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the importer's to handle
    os.nice(_NICENESS)
    mouth, trouble = Mouth(own), ""
    try:
        for engine in engines.every:
            open_for_good(engine)
        load_decoders()
    except TrackwayError as error:
        trouble = str(error)
    _let_go_of_others(mouth.fileno())
    confinement = confine(_LIMITS)
    with suppress(Gone):  # whatever is not in the ledger will be read again
        mouth.say(Ready(confinement.is_sound, str(confinement)))
        while True:
            task, _ = mouth.told()
            if not isinstance(task, Task):
                return
            if trouble:
                mouth.say(Ended(0.0, 0.0, 0.0, trouble, is_readable=False))
            else:
                _read(task, mouth, engines)


def _let_go_of_others(own: int) -> None:
    """Close the pipes that every started process has: to its parent, and to those that clean up after it."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    for link in list(Path("/proc/self/fd").iterdir()):
        fd = int(link.name)
        with suppress(OSError):  # the folder's own descriptor is among them, and closed by now
            if fd > 2 and fd != own and str(link.readlink()).startswith(("pipe:", "socket:")):
                os.close(fd)


def _read(task: Task, mouth: Mouth, engines: Engines) -> None:
    reading: _Reading | None = None
    error, is_readable = "", True
    began_s = time.process_time()
    try:
        reading = _Reading(task, mouth, engines)
        reading.read()
    except DamagedFootage as damage:
        error = str(damage)
    except TrackwayError as trouble:
        if isinstance(trouble, Gone):
            raise
        error, is_readable = str(trouble), False
    except MemoryError:
        error, is_readable = f"{task.recording.path} needs more memory than a worker may take.", False
    start_s, reached_s = (reading.start_s, reading.reached_s) if reading else (0.0, 0.0)
    mouth.say(Ended(start_s, reached_s, time.process_time() - began_s, error[:1000], is_readable))


class _Reading:
    """One recording being looked through from a checkpoint on."""

    def __init__(self, task: Task, mouth: Mouth, engines: Engines) -> None:
        self._recording, self._misreads, self._mouth = task.recording, task.misreads, mouth
        self._engine, self._beside = Timed(engines.of(task.recording.camera)), engines.beside
        self._began_s = time.process_time()
        self._memory = task.memory
        self._onlooker = self._watching(task.memory)
        self._follower, self._earlier = self._following(task.memory), Counter[int]()
        reel = task.recording.reel
        self.start_s = self.reached_s = reel.from_s if reel and task.memory is None else task.done_s

    def read(self) -> None:
        """Read to the end. Raises as ``frames`` does, after telling what was readable.

        After each checkpoint everything starts anew from what the checkpoint holds, so that a stretch
        read again after a stop gives the same passages as it did, or would have.
        """
        reel, after_s = self._recording.reel, self.reached_s + _JUST_AFTER_S
        if reel is None:
            file = self._open(StreamRole.MAIN, 0, self._recording.path)
            try:
                self._mouth.say(Length(footage_facts(file).duration_s))
                self._look(frames(file, after_s if self._memory is not None else 0.0), None)
            finally:
                os.close(file.fd)
            return
        main, sub = self._strip(reel, StreamRole.MAIN), self._strip(reel, StreamRole.SUB)
        span = (after_s if self._memory is not None else reel.from_s, reel.to_s)
        watch = Watch(main, sub if reel.sub else None, span, lambda: self._follower.is_watching)
        try:
            self._look(iter(watch), watch)
        finally:
            main.close()
            sub.close()
        self.reached_s = max(self.reached_s, reel.to_s)
        main.raise_damage()

    def _look(self, shown: Iterator[Frame | Still], watch: Watch | None) -> None:
        since_s, told = self.reached_s, time.monotonic()
        try:
            for one in shown:
                self.reached_s = one.at_s
                self._see(one)
                unsafe_s = one.at_s - since_s
                if (self._follower.is_idle and unsafe_s >= CHECKPOINT_S) or (
                    self._follower.is_clear and unsafe_s >= _BUSY_CHECKPOINT_S
                ):
                    self._check(since_s, one.at_s)
                    since_s = one.at_s
                    if watch is not None:
                        watch.anew(since_s)
                if time.monotonic() - told >= _SIGN_OF_LIFE_S:
                    self._mouth.say(Reached(one.at_s))
                    told = time.monotonic()
        finally:
            self._tell(self._follower.close())  # what was readable is kept, damaged or not
            self._compare(since_s, self.reached_s)

    def _see(self, one: Frame | Still) -> None:
        if isinstance(one, Still):
            self._tell(self._follower.skip(one.at_s))
            if self._onlooker is not None:
                self._onlooker.skip(one.at_s)
            return
        if self._onlooker is not None:
            self._onlooker.see(one)
        self._tell(self._follower.see(one))

    def _check(self, since_s: float, at_s: float) -> None:
        """All before is told of; begin anew from what is remembered."""
        self._tell(self._follower.close())
        self._compare(since_s, at_s)
        memory = self._follower.memory
        self._mouth.say(Quiet(at_s, memory, time.process_time() - self._began_s))
        self._follower, self._earlier = self._following(memory), Counter()

    def _following(self, memory: tuple[Remembered, ...] | None) -> Follower:
        return Follower(self._engine, memory, self._misreads, self._recording.outlook)

    def _tell(self, passings: list[Passing]) -> None:
        for passing in passings:
            self._mouth.say(Found(passing))
            if self._onlooker is not None:  # the importer files it alike
                digest = sha256(passing.picture).hexdigest()
                self._onlooker.told(passing, filed(self._recording, passing, self._earlier, digest))

    def _strip(self, reel: Reel, role: StreamRole) -> Strip:
        pieces = reel.main if role is StreamRole.MAIN else reel.sub
        return Strip(
            pieces,
            reel.start,
            lambda place: self._open(role, place, pieces[place].path),
            is_rough=role is StreamRole.SUB,
        )

    def _open(self, role: StreamRole, place: int, path: Path) -> OpenFile:
        """Ask the importer for a file. Raises ``Unavailable`` with what keeps it from being opened."""
        self._mouth.say(Wanted(role, place))
        answer, fd = self._mouth.told()
        if not isinstance(answer, Handed) or fd is None:
            raise Unavailable(answer.error if isinstance(answer, Handed) else "")
        return OpenFile(fd, path)

    def _watching(self, memory: tuple[Remembered, ...] | None) -> Onlooker | None:
        """The second engine at its place, if there is one."""
        return None if self._beside is None else Onlooker(self._beside, self._kept, memory)

    def _kept(self, picture: bytes) -> str:
        self._mouth.say(Pictured(picture))
        return sha256(picture).hexdigest()

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
        self._mouth.say(Compared(stretch))
        self._onlooker = self._watching(self._onlooker.memory)
