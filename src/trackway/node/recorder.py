"""The recorder's process: ``python -m trackway.node.recorder DATA``, started by ``recorder_beside``.

::

    standard input: a line of JSON (``Orders``), and another whenever something changes; its end means stop
    DATA/footage.sqlite, DATA/footage/…   what is recorded
    DATA/recorder.sock                    live footage, and how the recorder is

Passwords come by standard input, so that no list of processes shows them. Exit code 75: another recorder has
the folder.
"""

import asyncio
import fcntl
import logging
import os
import resource
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from trackway.model.errors import Invalid, TrackwayError
from trackway.model.time import Clock
from trackway.node.clock import SystemClock
from trackway.node.footage import keeper_of
from trackway.video.addresses import PRIVATE, Networks
from trackway.video.catalogue import Catalogue, Keeper, Promises, recover
from trackway.video.library_feed import LibraryFeed
from trackway.video.recorder import Recorder, RecorderSettings, StationClock
from trackway.video.rtsp import RtspFeed, paced_loop
from trackway.video.stream import Feed, StreamSettings, Transport

__all__ = ["ALREADY_RECORDING", "READY", "Orders", "main", "recorder_socket"]

ALREADY_RECORDING = 75
"""The exit code EX_TEMPFAIL."""
READY = "recording"
"""The line on standard output that says so."""
_TIDY_S = 60.0
_LINE_MOST = 64_000_000
"""Bytes of orders: 5,000 cameras with two streams of 2 kB each take 20 MB."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Orders:
    """What the recorder is told. Of all but ``streams`` the first counts."""

    streams: tuple[StreamSettings, ...] = ()
    networks: tuple[str, ...] = PRIVATE
    volumes: tuple[str, ...] = ()
    reserve_percent: float = 2.0
    promises: Promises = field(default_factory=Promises)
    most_bytes: int = 0
    timing: RecorderSettings = field(default_factory=RecorderSettings)


def recorder_socket(data: Path) -> Path:
    """Where the recorder of a data folder is to be asked."""
    return data / "recorder.sock"


def main(arguments: Sequence[str]) -> int:
    """Record until told to stop; returns the exit code."""
    data = Path(arguments[0])
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
    # A stream takes two descriptors, and the usual limit of 1,024 would end at 500 streams.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    lock = os.open(data / "recorder.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"Another recorder has {data}.", file=sys.stderr)
        return ALREADY_RECORDING
    try:
        with asyncio.Runner(loop_factory=paced_loop) as runner:
            runner.run(_obey_and_record(data))
    except TrackwayError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


async def _obey_and_record(data: Path) -> None:
    orders = asyncio.StreamReader(limit=_LINE_MOST)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    if line := await orders.readline():
        await _record(data, _decoded(line), orders)


def _decoded(line: bytes) -> Orders:
    try:
        return msgspec.json.decode(line, type=Orders)
    except msgspec.MsgspecError as error:
        # Without the error's own words, which might show what is in it.
        raise Invalid("The recorder cannot make anything of its orders.") from error


async def _record(data: Path, orders: Orders, more: asyncio.StreamReader) -> None:
    clock = SystemClock()
    networks = Networks(orders.networks)

    def make_feed(stream: StreamSettings) -> Feed:
        if stream.transport is Transport.OWN:
            return RtspFeed(stream.address, networks)
        return LibraryFeed(stream.address, networks, transport=stream.transport)

    with Catalogue(
        data / "footage.sqlite",
        clock,
        reserve_percent=orders.reserve_percent,
        most_bytes=orders.most_bytes,
    ) as catalogue:
        _open_volumes(catalogue, data, orders.volumes)
        done = await asyncio.to_thread(recover, catalogue)
        _log.info("recorder.recovered adopted=%d tails=%d missing=%d", done.adopted, done.tails, done.missing)
        for says in done.flagged:
            _log.error("recorder.flagged %s", says)
        keeper = keeper_of(catalogue, data, orders.promises)
        recorder = Recorder(catalogue, make_feed, StationClock(clock), keeper.evict, orders.timing)
        recorder.follow(orders.streams)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        reading = asyncio.create_task(_obey(more, recorder, stop), name="orders")
        tidying = asyncio.create_task(_tidy(keeper, recorder, clock), name="tidy")
        print(READY, flush=True)
        await recorder.run(stop, recorder_socket(data))
        reading.cancel()
        tidying.cancel()


async def _tidy(keeper: Keeper, recorder: Recorder, clock: Clock) -> None:
    """Destroy what is due and make room ahead, every minute; what goes wrong is an alarm, and tried again."""
    while True:
        try:
            done = await asyncio.to_thread(keeper.tidy, clock.now())
            alarms = done.alarms
        except (TrackwayError, OSError) as error:
            alarms = (f"影像保存工作失敗 Footage could not be tidied: {error}",)
        recorder.alarm(alarms)
        await asyncio.sleep(_TIDY_S)


async def _obey(orders: asyncio.StreamReader, recorder: Recorder, stop: asyncio.Event) -> None:
    """Follow the orders that come; when nobody gives any more, stop."""
    while line := await orders.readline():
        try:
            recorder.follow(_decoded(line).streams)
        except Invalid as error:
            _log.error("recorder.orders_unreadable %s", error)
    stop.set()


def _open_volumes(catalogue: Catalogue, data: Path, named: Sequence[str]) -> None:
    """The volumes to record on: those named, else a folder in the data folder. One that is not there is no
    reason not to record on the others, or to wait for it.
    """
    if not named:
        catalogue.volumes.add_default(data / "footage")
    for root in named:
        try:
            catalogue.volumes.add(Path(root))
        except TrackwayError as error:
            _log.error("recorder.volume_missing %s", error)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # What is durable is durable. A thread that still hangs in a disk must not keep the process from ending.
    os._exit(code)
