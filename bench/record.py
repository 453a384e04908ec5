"""Recording: what one stream costs the recorder, beside ffmpeg copying streams of the same cameras.

::

    cameras (a process) ══ RTSP ══► the recorder's process ──► footage, capped ──► catalogue: what was lost
             ╚═══════════ RTSP ═══► ffmpeg, one process per camera: the yardstick

Fake cameras on this machine send 1080p25 H.264 at 4 Mbit/s. The recorder is the product's own process with
its durable fragments; ffmpeg syncs nothing. Processor time is told as a share of one core.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bench.recording.cameras import Cameras, cameras_beside
from bench.recording.clip import BIT_RATE, bench_clip
from bench.recording.cost import Cost, cost_of
from bench.recording.ffmpeg import ffmpeg_cost
from bench.result import Result, at_least, at_most, measured
from trackway.model.errors import Unavailable, WrongUse
from trackway.model.time import Clock, Span
from trackway.node.recorder import READY, Orders, recorder_socket
from trackway.video.catalogue import Account, Catalogue, account
from trackway.video.recorder import recorder_health
from trackway.video.stream import StreamAddress, StreamKey, StreamSettings

__all__ = ["record"]

_YARDSTICK = 20
"""Streams that ffmpeg copies; more of its processes would only measure the machine's scheduler."""
_WARM_S = 20.0
"""Connecting, first keyframes, pages of the libraries."""
_CORE_PERCENT, _MEMORY_MB = 0.25, 3.0
"""The goals, for one stream."""


def record(
    streams: int, seconds: float, folder: Path, clock: Clock, *, most_gb: float = 8.0
) -> Iterator[Result]:
    """Record so many streams for so long, holding at most ``most_gb`` of footage; then ffmpeg, fewer.

    Raises ``Unavailable`` when the recorder ends or ffmpeg is not there.
    """
    if streams < 1 or seconds < 10:
        raise WrongUse("Give at least one stream and ten seconds.")
    clip = bench_clip(folder)
    data = folder / "record"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    try:
        with cameras_beside(clip) as cameras:
            few = [cameras.url(number) for number in range(1, min(streams, _YARDSTICK) + 1)]
            yardstick = ffmpeg_cost(few, data, _WARM_S, min(seconds, 60.0))
            run = _ran(cameras, data, streams, seconds, most_gb, clock)
        yield from _results(run, data, clock, yardstick)
    finally:
        shutil.rmtree(data, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Run:
    """What was seen while the recorder recorded. Packets are those sent meanwhile."""

    keys: tuple[StreamKey, ...]
    span: Span
    cpu_s: float
    pss: int
    packets: int
    lost: int
    kept_back: int
    watched: int
    most_gb: float


def _ran(  # noqa: PLR0917
    cameras: Cameras, data: Path, streams: int, seconds: float, most_gb: float, clock: Clock
) -> _Run:
    keys = tuple(StreamKey(number) for number in range(1, streams + 1))
    wanted = tuple(StreamSettings(key, StreamAddress(cameras.url(key.camera))) for key in keys)
    orders = Orders(streams=wanted, networks=("127.0.0.0/8",), most_bytes=round(most_gb * 1e9))
    with _recorder(data, orders) as pid:
        time.sleep(_WARM_S)
        sent, dropped, _ = cameras.totals()
        start, before, lost = clock.now(), cost_of([pid]), _lost(data)
        time.sleep(seconds)
        after, end, lost_after = cost_of([pid]), clock.now(), _lost(data)
        sent_after, dropped_after, watched = cameras.totals()
    return _Run(
        keys,
        Span(start, end),
        after.cpu_s - before.cpu_s,
        after.pss,
        sent_after - sent,
        lost_after - lost,
        dropped_after - dropped,
        watched,
        most_gb,
    )


def _results(run: _Run, data: Path, clock: Clock, yardstick: Cost) -> Iterator[Result]:
    streams = len(run.keys)
    share = run.cpu_s / run.span.seconds / streams * 100
    said = (
        f"{streams} streams of {BIT_RATE / 1e6:g} Mbit/s, {run.span.seconds:.0f} s; yardstick: ffmpeg, "
        "one process per stream"
    )
    ffmpeg_share = round(yardstick.cpu_s * 100, 3)
    yield at_most(
        measured("record", "processor per stream", round(share, 3), "% of a core", ffmpeg_share, says=said),
        _CORE_PERCENT,
    )
    yield at_most(
        measured(
            "record",
            "memory per stream",
            round(run.pss / streams / 1e6, 2),
            "MB",
            round(yardstick.pss / 1e6, 2),
            says=f"{run.pss / 1e6:.0f} MB for the whole process; shared pages by their share",
        ),
        _MEMORY_MB,
    )
    with Catalogue(data / "footage.sqlite", clock) as catalogue:
        accounts = [account(catalogue.footage(key, run.span)) for key in run.keys]
        used = sum(one.stat().st_size for one in (data / "footage").rglob("*.mp4"))
    says = (
        f"of {run.packets:,} sent; {run.kept_back:,} kept back by the cameras; "
        f"{run.watched} of {streams} watched"
    )
    yield at_most(measured("record", "packets lost", run.lost, "packets", None, says=says), 0)
    whole = sum(one.is_whole for one in accounts)
    yield at_least(
        measured("record", "streams accounted for", whole, "streams", None, says=_causes(accounts)), streams
    )
    says = f"of footage on the disk at the end, at {run.most_gb:g} GB at most"
    yield measured("record", "footage", round(used / 1e9, 2), "GB", None, says=says)


def _lost(data: Path) -> int:
    """RTP packets that never came, since the recorder started: what was destroyed since counts too."""
    return sum(stream.lost for stream in recorder_health(recorder_socket(data)).streams)


def _causes(accounts: Sequence[Account]) -> str:
    total: dict[str, float] = {}
    for one in accounts:
        for cause, seconds in one.causes.items():
            total[cause.value] = total.get(cause.value, 0.0) + seconds
    recorded = sum(one.recorded for one in accounts)
    gaps = ", ".join(f"{cause} {seconds:,.1f} s" for cause, seconds in sorted(total.items())) or "none"
    unaccounted = sum(one.unaccounted for one in accounts)
    return f"{recorded:,.0f} s of footage; gaps: {gaps}; {unaccounted:.2f} s in slips below a frame"


@contextmanager
def _recorder(data: Path, orders: Orders) -> Iterator[int]:
    """The recorder's process; its number."""
    command = [sys.executable, "-m", "trackway.node.recorder", str(data)]
    log = (data / "recorder.log").open("wb")
    with log, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log) as process:
        try:
            if process.stdin is None or process.stdout is None:
                raise Unavailable("The recorder has no pipes.")
            process.stdin.write(msgspec.json.encode(orders) + b"\n")
            process.stdin.flush()
            if process.stdout.readline().decode().strip() != READY:
                raise Unavailable(f"The recorder did not start: {(data / 'recorder.log').read_text()[-500:]}")
            yield process.pid
            process.stdin.close()
            process.wait(60)
        finally:
            process.kill()
