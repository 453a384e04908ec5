"""The yardstick: one ffmpeg per camera, copying into fragmented MP4 segments of 60 s, as many do."""

import shutil
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.recording.cost import Cost, cost_of
from trackway.model.errors import Unavailable

__all__ = ["ffmpeg_cost"]

_START_S = 0.25
"""Between two starts: a hundred ffmpegs started at once probe each other to death."""


def ffmpeg_cost(urls: Sequence[str], folder: Path, warm_s: float, seconds: float) -> Cost:
    """Processor share of one core and memory of one stream, each the mean over these; files go to the folder.

    Raises ``Unavailable`` when ffmpeg is not installed or one of them dies.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise Unavailable("ffmpeg is not installed, so there is no yardstick; install the package ffmpeg.")
    with ExitStack() as stack:
        pids = []
        for number, url in enumerate(urls):
            place = folder / f"ffmpeg-{number}"
            place.mkdir(parents=True, exist_ok=True)
            process = subprocess.Popen(_command(program, url, place), stdin=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            pids.append(process.pid)
            time.sleep(_START_S)
        time.sleep(warm_s)
        before, began_s = cost_of(pids), time.monotonic()
        time.sleep(seconds)
        after, took_s = cost_of(pids), time.monotonic() - began_s
    return Cost((after.cpu_s - before.cpu_s) / took_s / len(urls), after.pss // len(urls))


def _command(program: str, url: str, place: Path) -> list[str]:
    fragments = "movflags=+frag_keyframe+empty_moov+default_base_moof"
    return [
        *(program, "-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-timeout", "5000000", "-i", url),
        *("-map", "0:v", "-c", "copy", "-f", "segment", "-segment_time", "60", "-segment_format", "mp4"),
        *("-segment_format_options", fragments, "-reset_timestamps", "1", "-strftime", "1"),
        str(place / "%s.mp4"),
    ]
