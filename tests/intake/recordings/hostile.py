"""Engines that misbehave as a decoder would that a stranger's file has taken over."""

import os
import pickle
import socket
import time
from collections.abc import Callable
from pathlib import Path

from trackway.model.reading import Reading
from trackway.vision import Luma, PlateEngine

REHEARSED = (96, 160)
"""The picture that engines are shown before the worker is confined."""
GAVE_IN = 42
"""The exit code of a worker that got what it must not get."""


class HostileEngine(PlateEngine):
    """Does its deed at the first picture of footage."""

    def deed(self) -> None:
        raise AssertionError("Each hostile engine does a deed of its own.")

    def __reduce__(self) -> tuple[type["HostileEngine"], tuple[int]]:
        return type(self), (1,)

    def glance(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        if picture.shape != REHEARSED:
            self.deed()
        return super().glance(picture, at_s)


class Disobedient(HostileEngine):
    """Reaches for files, network and programs, and gives itself away when it gets any of them."""

    def deed(self) -> None:
        attempts: tuple[Callable[[], object], ...] = (
            lambda: Path("/etc/shadow").read_bytes(),
            lambda: Path("/etc/hostname").read_bytes(),
            lambda: Path("/tmp/trackway-hostile").write_text("here"),  # noqa: S108 (a stranger would)
            lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
            lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
            lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
            os.fork,
            lambda: os.kill(os.getppid(), 0),
        )
        for attempt in attempts:
            try:
                attempt()
            except OSError:
                continue
            os._exit(GAVE_IN)


class Hanging(HostileEngine):
    def deed(self) -> None:
        while True:
            time.sleep(1)


class Greedy(HostileEngine):
    def deed(self) -> None:
        held = bytearray(8 << 30)
        os._exit(GAVE_IN if held else 0)


class Boom:
    """Whoever unpickles it, runs it."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return Path.touch, (Path(os.environ.get("HOSTILE_MARK", "/tmp/trackway-boom")),)  # type: ignore[return-value] # noqa: S108


class Lying(HostileEngine):
    """Sends the importer what only a Python that trusts it would open."""

    def deed(self) -> None:
        content = pickle.dumps(Boom())
        for fd in range(3, 64):
            try:
                os.write(fd, len(content).to_bytes(4, "big") + content)
            except OSError:
                continue
