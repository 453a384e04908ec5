"""Background: what a centre does again and again beside the page, each on a thread of its own."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["repeated"]

_log = logging.getLogger(__name__)


@contextmanager
def repeated(name: str, step: Callable[[], object], *, every_s: float, again_s: float) -> Iterator[None]:
    """Take a step again and again until the block ends, so many seconds after one another.

    Whatever goes wrong in one is logged, and the next is taken after ``again_s``: nobody else would do it.
    A step that takes long must end soon by itself; the end of the block waits for it.
    """
    stop = threading.Event()

    def work() -> None:
        wait_s = 0.0
        while not stop.wait(wait_s):
            try:
                step()
                wait_s = every_s
            except Exception:  # a thread that ended would be missed by nobody until it is too late
                _log.exception("background.failed", extra={"what": name})
                wait_s = again_s

    thread = threading.Thread(target=work, name=name)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
