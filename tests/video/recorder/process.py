"""The recorder as the process it is, watching fake cameras, and what it left on disk."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from tests.video.recorder.made import KEY, RealClock, decoded

from trackway.model.time import Instant, Span
from trackway.node.recorder import Orders
from trackway.video.catalogue import Account, Catalogue, Segment, account
from trackway.video.recorder import RecorderSettings
from trackway.video.stream import StreamAddress, StreamKey, StreamSettings

QUICK = RecorderSettings(segment_s=3.0, stall_s=1.0, backoff_s=(0.0, 0.3, 0.6), tick_s=0.1, commit_s=0.2)
PATIENCE_S = 90.0


def stream(url: str, key: StreamKey = KEY) -> StreamSettings:
    return StreamSettings(key, StreamAddress(url))


@dataclass
class Process:
    """A recorder process of a data folder; started again with ``start``."""

    data: Path
    orders: Orders
    prefix: tuple[str, ...] = ()
    clock: RealClock = field(default_factory=RealClock)
    started: Instant = field(default_factory=lambda: RealClock().now())
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*self.prefix, sys.executable, "-m", "trackway.node.recorder", str(self.data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", *sys.path])},
        )
        assert self.process.stdin is not None
        self.tell(self.orders)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"recording\n"

    def tell(self, orders: Orders) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode(orders) + b"\n")
        self.process.stdin.flush()

    def stop(self) -> int:
        """Stop it in order: nobody gives orders any more."""
        if self.process is None:
            return 0
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        code = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        self.process = None
        return code

    def kill(self) -> None:
        """As a power cut does it."""
        if self.process is not None:
            self.process.kill()
            self.stop()

    def until(self, what: Callable[[], bool], says: str) -> None:
        give_up = time.monotonic() + PATIENCE_S
        while not what():
            assert time.monotonic() < give_up, f"waited too long: {says}; {self.account()}"
            assert self.process is None or self.process.poll() is None, "the recorder ended"
            time.sleep(0.05)

    def recorded(self, seconds: float, key: StreamKey = KEY) -> None:
        """Wait until so much more is durable and told to the catalogue."""
        before = self.account(key).recorded
        self.until(lambda: self.account(key).recorded >= before + seconds, f"{seconds} s recorded")

    def account(self, key: StreamKey = KEY) -> Account:
        """Where the time since the start went."""
        with Catalogue(self.data / "footage.sqlite", self.clock) as catalogue:
            return account(catalogue.footage(key, Span(self.started, self.clock.now().plus(0.001))))

    def segments(self, key: StreamKey = KEY) -> tuple[Segment, ...]:
        with Catalogue(self.data / "footage.sqlite", self.clock) as catalogue:
            span = Span(self.started.plus(-86_400), self.clock.now().plus(86_400))
            return catalogue.footage(key, span).segments

    def pictures(self, key: StreamKey = KEY) -> int:
        """How many pictures its files hold, every one decoded."""
        with Catalogue(self.data / "footage.sqlite", self.clock) as catalogue:
            return sum(decoded(catalogue.file_of(one)) for one in self.segments(key))


@contextmanager
def recorder(data: Path, *streams: StreamSettings, timing: RecorderSettings = QUICK) -> Iterator[Process]:
    """A running recorder; ended with the block, in order if it still runs."""
    orders = Orders(streams=streams, networks=("127.0.0.1/32",), timing=timing)
    process = Process(data, orders)
    process.start()
    try:
        yield process
    finally:
        process.stop()
