"""Nightly: what a running centre does for its passages and footage every night, on a thread of its own.

::

    expire passages that are due ──► merge months that are over ──► look for faults, make anew what can be
    look for files of footage that went or came ──► read some, chosen by lot, against their digests

Footage is expired by the recorder, which must make room by day too. Passages that are due are expired when
the centre starts too, for one that is switched off at night must forget as well.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from trackway.model.errors import TrackwayError
from trackway.model.time import Clock, Instant
from trackway.passages.keeping import Keeper, Upkeep
from trackway.video.catalogue import Keeper as FootageKeeper
from trackway.video.catalogue import repair, verify

__all__ = ["kept_nightly", "tonight"]

_HOUR = 3
"""Taipei: the roads and the officers are at their quietest."""
_PATIENCE_S = 20.0
"""A centre that is told to stop waits so long for a night at work; the next one goes on with the rest."""
_READ_A_NIGHT = 200
"""Files of footage, some 6 GB: a minute or two. It shows a disk that spoils files, not a single one."""
_log = logging.getLogger(__name__)


def tonight(now: Instant) -> Instant:
    """The next three o'clock in the morning in Taipei."""
    here = now.taipei()
    three = here.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    return Instant.of(three if three > here else three + timedelta(days=1))


@contextmanager
def kept_nightly(
    opened: Callable[[], AbstractContextManager[Keeper]],
    footage: Callable[[], AbstractContextManager[FootageKeeper]],
    clock: Clock,
) -> Iterator[None]:
    """Keeps the passages now and every night, and looks after the footage every night, until the block ends.

    ``opened`` and ``footage`` open what a night needs. One that fails is logged, and the next one is tried.
    """
    stop = threading.Event()

    def nights() -> None:
        is_night = False
        while True:
            try:
                with opened() as keeper:
                    _keep(keeper, is_night=is_night)
            except (TrackwayError, OSError):
                _log.exception("keeping.failed")
            try:
                if is_night:
                    with footage() as keeper_of_footage:
                        _look_after(keeper_of_footage, stop)
            except (TrackwayError, OSError):
                _log.exception("keeping.footage_failed")
            if stop.wait(max(tonight(clock.now()).since(clock.now()), 1.0)):
                return
            is_night = True

    thread = threading.Thread(target=nights, name="nightly", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_PATIENCE_S)


def _keep(keeper: Keeper, *, is_night: bool) -> None:
    upkeep = Upkeep(keeper)
    for done in keeper.expire():
        _log.info(
            "keeping.destroyed number=%d kind=%s passages=%d pictures=%d",
            done.number,
            done.kind.value,
            done.rows("passages"),
            done.pictures,
        )
    if is_night:  # by day it would only keep questions from the disk
        for merged in upkeep.settle():
            _log.info("keeping.merged %s", merged)
    for fault in upkeep.repair() if is_night else upkeep.glance():
        _log.error(
            "keeping.fault %s%s", fault.says, "; made anew" if fault.can_be_repaired and is_night else ""
        )


def _look_after(keeper: FootageKeeper, stop: threading.Event) -> None:
    for fault in repair(keeper):
        _log.error("keeping.footage_fault %s%s", fault.says, "; made good" if fault.can_be_repaired else "")
    found = None
    for found in verify(keeper.catalogue, _READ_A_NIGHT):  # noqa: B007  the last one says it all
        if stop.is_set():
            break
    if found is not None:
        _log.info("keeping.footage_read files=%d bytes=%d", found.read, found.bytes)
        for fault in found.faults:
            _log.error("keeping.footage_fault %s", fault.says)
