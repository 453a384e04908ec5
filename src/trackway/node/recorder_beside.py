"""The recorder beside a centre or a station: started as a process of its own, told what changes, started
again.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import msgspec

import trackway
from trackway.model.errors import TrackwayError
from trackway.node.recorder import ALREADY_RECORDING, Orders

__all__ = ["recorder_beside"]

_LOOK_S = 2.0
"""How soon a camera that was added is recorded."""
_PAUSES_S = (1.0, 2.0, 5.0, 10.0)
_STEADY_S = 60.0
"""A recorder that ran so long was no failure to start."""
_STOP_S = 40.0
"""It makes durable what it has, says goodbye to its cameras, and may have a slow disk."""
_log = logging.getLogger(__name__)


@contextmanager
def recorder_beside(data: Path, orders: Callable[[], Orders]) -> Iterator[None]:
    """A recorder of this data folder until the block ends, whatever happens to it meanwhile.

    ``orders`` says what it shall do; asked every two seconds, in a thread of its own.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_keep, args=(data, orders, stop), name="recorder", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _keep(data: Path, orders: Callable[[], Orders], stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        began = time.monotonic()
        try:
            code = _run(data, orders, stop)
        except OSError as error:  # no memory, no process to be had
            _log.error("recorder.not_started %s", error)
            code = -1
        if stop.is_set():
            return
        failures = 0 if time.monotonic() - began > _STEADY_S else failures
        pause_s = _PAUSES_S[min(failures, len(_PAUSES_S) - 1)]
        failures += 1
        if code == ALREADY_RECORDING:
            _log.error("recorder.already_recording %s", data)
        elif code:
            _log.error("recorder.ended code=%d; started again in %g s", code, pause_s)
        stop.wait(pause_s)


def _run(data: Path, orders: Callable[[], Orders], stop: threading.Event) -> int:
    """Run one recorder until it ends, or shall, or its orders change in more than streams; its exit code."""
    source = str(Path(trackway.__file__).parents[1])
    path = os.pathsep.join(part for part in (source, os.environ.get("PYTHONPATH", "")) if part)
    process = subprocess.Popen(
        [sys.executable, "-m", "trackway.node.recorder", str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path, "TZ": "UTC"},
        start_new_session=True,  # Ctrl-C is for whoever started us; the recorder is stopped in order
    )
    assert process.stdin is not None  # noqa: S101  a pipe was asked for
    told: Orders | None = None
    try:
        while process.poll() is None and not stop.is_set():
            now = _asked(orders, told)
            if now is not None and now != told:
                if told is not None and replace(now, streams=told.streams) != told:
                    break
                process.stdin.write(msgspec.json.encode(now) + b"\n")
                process.stdin.flush()
                told = now
            stop.wait(_LOOK_S)
    except BrokenPipeError:
        _log.debug("recorder.deaf")  # it ended; its exit code says more
    finally:
        with suppress(OSError):
            process.stdin.close()  # that is how it is told to stop
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


def _asked(orders: Callable[[], Orders], told: Orders | None) -> Orders | None:
    """The orders of now; those of before when they cannot be told: the recorder then goes on as it is."""
    try:
        return orders()
    except (TrackwayError, OSError, ValueError) as error:
        _log.error("recorder.no_orders %s", error)
        return told
