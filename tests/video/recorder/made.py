"""Streams fed by hand: units of a real clip, sent in real time or all at once, with faults between."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import av
from tests.footage import footage as coded

from trackway.model.time import Clock, Instant, Span
from trackway.sim.cameras import Clip, read_clip
from trackway.video.catalogue import Account, Catalogue, Segment, account
from trackway.video.recorder import Recorder, RecorderSettings, StationClock
from trackway.video.stream import (
    AccessUnit,
    Codec,
    MakeFeed,
    Receiver,
    StreamAddress,
    StreamKey,
    StreamSettings,
    Track,
)

KEY = StreamKey(7)
QUICK = RecorderSettings(
    segment_s=3.0, stall_s=1.0, backoff_s=(0.0, 0.3, 0.6), stagger_s=0.0, tick_s=0.1, commit_s=0.2
)
"""Times short enough for a test."""


QUICK_VALUES = {name: getattr(QUICK, name) for name in QUICK.__slots__}


class RealClock:
    """The wall clock, which a test may set by ``step_s``."""

    def __init__(self) -> None:
        self.step_s = 0.0

    def now(self) -> Instant:
        return Instant(time.time_ns() // 1000 + round(self.step_s * 1e6))


def clip(
    codec: str = "h264", size: tuple[int, int] = (320, 180), gop: int = 12, seconds: float = 2.4
) -> Clip:
    return read_clip(coded(codec, seconds=seconds, gop=gop, size=size))


def track_of(shown: Clip) -> Track:
    return Track(1, Codec(shown.codec), 90_000, shown.sets, shown.width, shown.height)


def units_of(shown: Clip, *, first_ticks: int = 0) -> Iterator[AccessUnit]:
    """Its pictures over and over, 25 a second; ``arrived_ns`` is left to whoever sends them."""
    pictures = [one for one in shown.coded if not one.is_sound]
    for number in count():
        one = pictures[number % len(pictures)]
        data = b"".join(len(unit).to_bytes(4, "big") + unit for unit in one.units)
        yield AccessUnit(1, first_ticks + number * 3600, one.is_key, data, 0)


@dataclass
class HandFeed:
    """A feed that sends a clip in real time; ``script`` may change or drop a unit, or raise."""

    shown: Clip
    script: Callable[[int, AccessUnit], AccessUnit | None] = lambda _, unit: unit
    sent: int = 0
    tracks: tuple[Track, ...] = field(default=())

    async def run(self, receiver: Receiver) -> None:
        receiver.opened(self.tracks or (track_of(self.shown),))
        began = time.monotonic_ns()
        for number, unit in enumerate(units_of(self.shown, first_ticks=4_000_000_000)):
            due = began + number * 40_000_000
            await asyncio.sleep(max(due - time.monotonic_ns(), 0) / 1e9)
            arrived = replace(unit, arrived_ns=time.monotonic_ns())
            changed = self.script(number, arrived)
            if changed is not None:
                receiver.take(changed)
                self.sent += 1


@dataclass
class Running:
    """A recorder at work, and its catalogue."""

    recorder: Recorder
    catalogue: Catalogue
    clock: Clock
    socket: Path
    started: Instant
    stopping: asyncio.Event
    task: "asyncio.Task[None] | None" = None

    async def stop(self) -> None:
        """Stop the recorder in order."""
        self.stopping.set()
        if self.task is not None:
            await self.task

    async def until(self, what: Callable[[], bool], says: str) -> None:
        """Wait until that is so."""
        give_up = time.monotonic() + 60
        while not what():
            assert time.monotonic() < give_up, f"waited too long: {says}"
            await asyncio.sleep(0.02)

    async def recorded(self, seconds: float, key: StreamKey = KEY) -> None:
        """Wait until so much more is durable and told to the catalogue."""
        before = self.account(key).recorded
        await self.until(lambda: self.account(key).recorded >= before + seconds, f"{seconds} s recorded")

    def span(self) -> Span:
        return Span(self.started, self.clock.now())

    def segments(self, key: StreamKey = KEY) -> tuple[Segment, ...]:
        return self.catalogue.footage(
            key, Span(self.started.plus(-7200), self.clock.now().plus(7200))
        ).segments

    def newest(self, key: StreamKey = KEY) -> Segment:
        """The segment that was begun last."""
        return max(self.segments(key), key=lambda one: one.id)

    def account(self, key: StreamKey = KEY) -> Account:
        return account(self.catalogue.footage(key, self.span()))


def settings(key: StreamKey = KEY, url: str = "rtsp://10.0.0.1/cam") -> StreamSettings:
    return StreamSettings(key, StreamAddress(url))


@asynccontextmanager
async def recording(
    data: Path,
    make_feed: MakeFeed,
    *,
    clock: Clock | None = None,
    timing: RecorderSettings = QUICK,
    streams: tuple[StreamSettings, ...] = (settings(),),
    footage: Path | None = None,
) -> AsyncIterator[Running]:
    """A recorder in this process; stopped in order when the block ends."""
    clock = clock if clock is not None else RealClock()
    with Catalogue(data / "footage.sqlite", clock) as catalogue:
        catalogue.volumes.add_default(footage if footage is not None else data / "footage")
        recorder = Recorder(catalogue, make_feed, StationClock(clock), lambda volume, size: False, timing)
        recorder.follow(streams)
        stop = asyncio.Event()
        running = Running(recorder, catalogue, clock, data / "recorder.sock", clock.now(), stop)
        running.task = asyncio.create_task(recorder.run(stop, running.socket))
        try:
            yield running
        finally:
            await running.stop()


def decoded(path: Path, *, is_lossy: bool = False) -> int:
    """How many pictures of a file can be decoded; without one error, unless it is known to have lost
    packets.
    """
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        if not is_lossy:
            stream.codec_context.options = {"err_detect": "explode"}
        return sum(1 for _ in container.decode(stream))
