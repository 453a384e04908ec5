"""The warning lamps beside a centre: kept in the state of the open alerts, and turned to "down" when it dies.

::

    alerts ──► LampKeeper ──► lamps
      └── a beat every second ──► watchdog, a process of its own ──► no beat: lamps show that nobody watches
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import trackway
from trackway.model.errors import TrackwayError
from trackway.model.question import Officer, Role
from trackway.model.time import Clock
from trackway.notify.lamps import LampKeeper, Lamps, OpenAlert, SetLamp
from trackway.registry import Registry
from trackway.video.addresses import Networks
from trackway.watch import Rooms
from trackway.watch.alerts import Alert

__all__ = ["lamps_kept", "open_alerts"]

_STEP_S = 1.0
_STOP_S = 10.0
_STRANGER = Officer(0, "lamp", "警示燈 Warning lamp", Role.INVESTIGATOR)
"""Sees what everybody may see: a lamp on the wall tells of no covert alert."""
_log = logging.getLogger(__name__)


def open_alerts(rooms: Rooms, registry: Registry) -> tuple[OpenAlert, ...]:
    """What lamps show: the open alerts that everybody may see."""
    cameras = registry.snapshot().by_number

    def station_of(alert: Alert) -> str:
        camera = cameras.get(alert.hit.passage.camera)
        return (camera.station_id or "") if camera else ""

    return tuple(
        OpenAlert(
            id=alert.id,
            priority=alert.hit.terms.priority,
            is_acknowledged=alert.acknowledged is not None,
            is_drill=alert.is_drill,
            groups=alert.hit.terms.recipients,
            station=station_of(alert),
        )
        for alert in rooms.alerts.seen_by(_STRANGER).open()
    )


@contextmanager
def lamps_kept(rooms: Rooms, clock: Clock, networks: Networks, registry: Registry) -> Iterator[None]:
    """Keep the lamps until the block ends, then turn them off; "down" where we die before that."""
    stop = threading.Event()

    def pressed(lamp: SetLamp, alerts: tuple[OpenAlert, ...]) -> None:
        """Write it down with each alert. A button names nobody, so it takes no alert over."""
        for alert in alerts:
            with suppress(TrackwayError):  # somebody closed it in this very moment
                seen = rooms.alerts.alert(alert.id)
                says = f"確認鈕 Button pressed: {lamp.name}"
                rooms.alerts.note(alert.id, _STRANGER, seen.version, says)

    keeper = LampKeeper(rooms.lamps, lambda: open_alerts(rooms, registry), pressed, clock)
    watchdog = _Watchdog(rooms.lamps, networks)

    def work() -> None:
        while not stop.is_set():
            try:
                keeper.step()
                watchdog.beat()
            except (TrackwayError, OSError):
                _log.exception("lamps.failed")
            stop.wait(_STEP_S)

    thread = threading.Thread(target=work, name="lamps", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_STOP_S)
        watchdog.dismiss()
        keeper.close()


class _Watchdog:
    """The process that outlives us. It is started with the first lamp, and again whenever it is gone."""

    def __init__(self, lamps: Lamps, networks: Networks) -> None:
        self._lamps = lamps
        self._networks = networks
        self._process: subprocess.Popen[bytes] | None = None
        self._told = b""

    def beat(self) -> None:
        """Tell it that we live, and which lamps there are."""
        wanted = [
            {"id": lamp.id, "kind": lamp.kind, "settings": dict(lamp.settings)}
            for lamp in self._lamps.all()
            if lamp.is_enabled
        ]
        orders = json.dumps({"lamps": wanted, "networks": self._networks.allowed}).encode()
        if self._process is None or self._process.poll() is not None:
            if not wanted:
                return
            self._process, self._told = _started(), b""
        assert self._process.stdin is not None  # noqa: S101  a pipe was asked for
        try:
            self._process.stdin.write(b"\n" if orders == self._told else orders + b"\n")
            self._process.stdin.flush()
            self._told = orders
        except BrokenPipeError:
            _log.warning("lamps.watchdog_gone")

    def dismiss(self) -> None:
        """Let it go: we end in order."""
        if self._process is None:
            return
        assert self._process.stdin is not None  # noqa: S101  a pipe was asked for
        with suppress(OSError):
            self._process.stdin.write(b"bye\n")
            self._process.stdin.close()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _started() -> subprocess.Popen[bytes]:
    source = str(Path(trackway.__file__).parents[1])
    path = os.pathsep.join(part for part in (source, os.environ.get("PYTHONPATH", "")) if part)
    return subprocess.Popen(
        [sys.executable, "-m", "trackway.node.lamp_watchdog"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,  # whatever kills us and our group must not kill it
    )
