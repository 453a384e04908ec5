"""Fake cameras in a process of their own, so that what they cost is nobody else's.

``python -m bench.recording.cameras CLIP`` says its port as JSON, then answers each line of input with what
was sent so far, until the input ends.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from trackway.model.errors import Unavailable
from trackway.node.clock import SystemClock
from trackway.sim.cameras import read_clip, running_cameras

__all__ = ["Cameras", "cameras_beside"]


class Cameras:
    """The process, as seen by whoever started it."""

    def __init__(self, asked: IO[str], said: IO[str]) -> None:
        self._asked, self._said = asked, said
        self.port: int = self._answer()["port"]

    def url(self, number: int) -> str:
        """Where camera ``number`` is watched."""
        return f"rtsp://127.0.0.1:{self.port}/cam/{number}"

    def totals(self) -> tuple[int, int, int]:
        """RTP packets sent and kept back, and connections, now."""
        self._asked.write("\n")
        self._asked.flush()
        said = self._answer()
        return said["sent"], said["dropped"], said["watched"]

    def _answer(self) -> dict[str, int]:
        said: dict[str, int] = json.loads(self._said.readline())
        return said


@contextmanager
def cameras_beside(clip: Path) -> Iterator[Cameras]:
    """Cameras that send this clip, until the block ends."""
    arguments = [sys.executable, "-m", "bench.recording.cameras", str(clip)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdin is None or process.stdout is None:
                raise Unavailable("The cameras' process has no pipes.")
            yield Cameras(process.stdin, process.stdout)
        finally:
            process.kill()


def _serve(clip: Path) -> None:
    with running_cameras([read_clip(clip)], clock=SystemClock()) as cameras:
        print(json.dumps({"port": cameras.port}), flush=True)
        for _ in sys.stdin:
            sent, dropped = cameras.totals
            said = {"sent": sent, "dropped": dropped, "watched": len(cameras.playing)}
            print(json.dumps(said), flush=True)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
