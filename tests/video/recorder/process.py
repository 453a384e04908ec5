"""The recorder as the process it is, watching fake cameras, and what it left on disk."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

import msgspec
from tests.video.recorder.made import KEY, RealClock, decoded

from trackway.model.time import Instant, Span
from trackway.node.recorder import Orders
from trackway.video.catalogue import Account, Catalogue, Segment, Transition, account
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

    @cached_property
    def catalogue(self) -> Catalogue:
        """What anybody may ask, opened once."""
        return Catalogue(self.data / "footage.sqlite", self.clock)

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

    def refused(self) -> int:
        """Start it where it must not run; its exit code."""
        done = subprocess.run(
            [sys.executable, "-m", "trackway.node.recorder", str(self.data)],
            input=b"{}\n",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", *sys.path])},
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return done.returncode

    def pause(self, seconds: float) -> None:
        """Stop it (SIGSTOP) for so long, as a machine that swaps or sleeps does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        threading.Event().wait(seconds)
        self.process.send_signal(signal.SIGCONT)

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
            time.sleep(0.2)

    def recorded(self, seconds: float, *keys: StreamKey) -> None:
        """Wait until so much more of each is durable and told to the catalogue."""
        wanted = {key: self.account(key).recorded + seconds for key in keys or (KEY,)}
        for key, much in wanted.items():
            self.until(partial(self._has, key, much), f"{seconds} s of {key}")

    def _has(self, key: StreamKey, seconds: float) -> bool:
        return self.account(key).recorded >= seconds

    def account(self, key: StreamKey = KEY) -> Account:
        """Where the time since the start went."""
        return account(self.catalogue.footage(key, Span(self.started, self.clock.now().plus(0.001))))

    def segments(self, key: StreamKey = KEY) -> tuple[Segment, ...]:
        span = Span(self.started.plus(-86_400), self.clock.now().plus(86_400))
        return self.catalogue.footage(key, span).segments

    def transitions(self, key: StreamKey = KEY) -> tuple[Transition, ...]:
        return self.catalogue.transitions(key, Span(self.started.plus(-60), self.clock.now().plus(60)))

    def pictures(self, key: StreamKey = KEY, *, is_lossy: bool = False) -> int:
        """How many pictures its files hold, every one decoded."""
        return sum(decoded(self.catalogue.file_of(one), is_lossy=is_lossy) for one in self.segments(key))


@contextmanager
def recorder(
    data: Path, *streams: StreamSettings, timing: RecorderSettings = QUICK, volumes: tuple[str, ...] = ()
) -> Iterator[Process]:
    """A running recorder; ended with the block, in order if it still runs."""
    orders = Orders(streams=streams, networks=("127.0.0.1/32",), timing=timing, volumes=volumes)
    process = Process(data, orders)
    process.start()
    try:
        yield process
    finally:
        process.stop()
        process.catalogue.close()
