"""The station: the recorder alone, in the foreground, for the computer in a police station."""

import signal
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from trackway.model.errors import Unavailable
from trackway.model.time import Clock, Instant
from trackway.node.recorder import Orders, recorder_socket
from trackway.node.recorder_beside import recorder_beside
from trackway.registry import Registry
from trackway.video.recorder import RecorderHealth, StreamState, recorder_health
from trackway.web import read_settings

__all__ = ["orders_of", "station"]

_EVERY_S = 60.0
_FIRST_S = 5.0
"""The first line comes sooner: somebody is watching who has just started it."""
_ALARMS_SHOWN = 5


def orders_of(data: Path, registry: Registry) -> Orders:
    """What the recorder of a data folder shall do, as its register and its settings say."""
    settings = read_settings(data / "trackway.toml")
    footage = settings.footage
    return Orders(
        streams=registry.streams(),
        networks=settings.cameras.networks,
        volumes=footage.volumes,
        reserve_percent=footage.reserve_percent,
        most_bytes=footage.most_bytes,
        promises=footage.promises,
    )


def station(data: Path, clock: Clock) -> None:
    """Record what the register says until SIGTERM or Ctrl-C, with a line a minute on how it goes."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    registry = Registry(data / "registry.sqlite")
    try:
        read_settings(data / "trackway.toml")  # said now, to whoever started it, not only logged
        with recorder_beside(data, lambda: orders_of(data, registry)):
            _say(f"錄影中 Recording: {data}  (Ctrl-C 停止 to stop)")
            pause_s = _FIRST_S
            while not stop.wait(pause_s):
                pause_s = _EVERY_S
                for line in _lines(data, clock.now()):
                    _say(line)
            _say("停止中 Stopping …")
    finally:
        registry.close()


def _lines(data: Path, now: Instant) -> Iterable[str]:
    try:
        health = recorder_health(recorder_socket(data))
    except Unavailable as error:
        yield str(error)
        return
    yield status_line(health, now)
    yield from (f"  ! {says}" for says in health.alarms[:_ALARMS_SHOWN])
    if len(health.alarms) > _ALARMS_SHOWN:
        yield f"  … 另有 and {len(health.alarms) - _ALARMS_SHOWN} 則 more"


def status_line(health: RecorderHealth, now: Instant) -> str:
    """How the recorder is, in one line."""
    recording = [one for one in health.streams if one.state is StreamState.RECORDING]
    behind = max((now.us - one.durable_us for one in recording), default=0) / 1e6
    return (
        f"{now.taipei():%Y-%m-%d %H:%M:%S}  錄影 recording {len(recording)}/{len(health.streams)}"
        f"  已寫入至 durable to {behind:.0f} s ago  {sum(one.bytes for one in health.streams) / 1e9:.2f} GB"
        f"  遺失封包 lost packets {sum(one.lost for one in health.streams)}"
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
