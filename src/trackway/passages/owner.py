"""The owner process: opens the folder of passages and answers everyone else.

``python -m trackway.passages.owner FOLDER [--leased]``. A line on standard output says that it is ready, one
before it that passages of an earlier version are being brought to this one, where they are.
Stops in order on SIGTERM or SIGINT; with ``--leased`` also when nobody has the store open any more.
Exit code 75: another owner has the folder.
"""

import fcntl
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from trackway.passages.engine import Engine
from trackway.passages.front import Front
from trackway.passages.places import ALREADY_OWNED, READY, UPGRADING, Endpoint, Places, locked
from trackway.passages.upgrades import lay

__all__ = ["main"]

_PATIENCE_S = 10.0
"""The owner before may still be closing its files."""
_FINISH_S = 30.0
"""What is running gets this long for its answer when the owner is told to stop."""


def main(arguments: Sequence[str]) -> int:
    """Own the folder until told to stop; returns the exit code."""
    leased = "--leased" in arguments
    (folder,) = [argument for argument in arguments if argument != "--leased"]
    os.umask(0o077)
    places = Places(Path(folder))
    places.folder.mkdir(parents=True, exist_ok=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    lock = os.open(places.owner_lock, os.O_RDWR | os.O_CREAT, 0o600)
    if not _owned(lock):
        return ALREADY_OWNED
    engine = Engine(places.folder)
    lay(lambda statement: engine.run(statement, "TSVRaw", {}, {}).body.decode(), lambda: _say(UPGRADING))
    _answer(places, engine, stop, leased=leased)
    engine.close()
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _owned(lock: int) -> bool:
    give_up = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                return False
            time.sleep(0.02)  # flock cannot wait with a time limit
        else:
            return True


def _answer(places: Places, engine: Engine, stop: threading.Event, *, leased: bool) -> None:
    token = secrets.token_urlsafe(32)
    front = Front(engine, token)
    threading.Thread(target=front.serve_forever, name="front", daemon=True).start()
    if leased:
        threading.Thread(target=_outlive, args=(places, stop), name="lease", daemon=True).start()
    places.publish(Endpoint(front.port, token, os.getpid()))
    _say(READY)
    stop.wait()
    places.withdraw()
    front.finish(_FINISH_S)


def _outlive(places: Places, stop: threading.Event) -> None:
    """Wait until nobody holds the lease, then stop. Who comes meanwhile waits for this process to end."""
    with locked(places.lease_lock):
        stop.set()
        threading.Event().wait()  # the lock goes with the process


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is closed; the engine's own threads have been seen to abort in the interpreter's tidying up.
    os._exit(code)
