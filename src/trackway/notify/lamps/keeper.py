"""LampKeeper: every lamp in the state of the open alerts, each on a thread of its own.

A lamp that cannot be reached is tried again, and keeps no other waiting. What each shall show is sent again
every two seconds, for a lamp forgets when its power fails.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace

from trackway.model.errors import TrackwayError
from trackway.model.time import Clock
from trackway.notify.lamps.lamp import Lamp, LampTrouble
from trackway.notify.lamps.lamps import Lamps, SetLamp
from trackway.notify.lamps.signals import DOWN, OpenAlert, signal_of

__all__ = ["LampKeeper"]

_EVERY_S = 2.0
_PAUSE_S = 5.0
"""After a lamp was not reached; it is not asked more often than this."""
_BLIND_S = 15.0
"""When nobody has said for so long what is open, a lamp must not go on as if all were well."""
_STOP_S = 12.0
"""A lamp at work ends within ten seconds."""
_log = logging.getLogger(__name__)


class LampKeeper:
    """Keeps the lamps of one centre. ``step`` is called every second or so, from one thread.

    ``open_alerts`` says what is open now; ``pressed`` is told when a lamp's button is pressed, with the
    alerts that it showed unacknowledged.
    """

    def __init__(
        self,
        lamps: Lamps,
        open_alerts: Callable[[], Collection[OpenAlert]],
        pressed: Callable[[SetLamp, tuple[OpenAlert, ...]], None],
        clock: Clock,
        every_s: float = _EVERY_S,
    ) -> None:
        self._lamps = lamps
        self._open_alerts = open_alerts
        self._pressed = pressed
        self._clock = clock
        self._every_s = every_s
        self._threads: dict[int, _Kept] = {}
        self._alerts: tuple[OpenAlert, ...] = ()
        self._stepped = time.monotonic()

    def step(self) -> None:
        """Look at what is open, and start and end threads as lamps come and go."""
        self._alerts = tuple(self._open_alerts())
        self._stepped = time.monotonic()
        self._lamps.newest_alert = max((alert.id for alert in self._alerts), default=0)
        wanted = {lamp.id: lamp for lamp in self._lamps.all() if lamp.is_enabled}
        for number, kept in list(self._threads.items()):
            if number not in wanted or wanted[number].changed != kept.lamp.changed:
                kept.stop.set()
                kept.wake.set()
                if not kept.thread.is_alive():
                    del self._threads[number]
        for number, lamp in wanted.items():
            if number not in self._threads:
                self._threads[number] = _Kept(self, lamp)
            elif not self._threads[number].stop.is_set():
                self._threads[number].follow(lamp)

    def close(self) -> None:
        """Turn every lamp off and let go: nobody watches any more."""
        for kept in self._threads.values():
            kept.stop.set()
            kept.wake.set()
        for kept in self._threads.values():
            kept.thread.join(_STOP_S)
        self._threads.clear()

    def _alerts_of(self, lamp: SetLamp) -> tuple[OpenAlert, ...]:
        return tuple(alert for alert in self._alerts if lamp.shows(alert))

    def _keep(self, kept: "_Kept") -> None:
        """One lamp, until it is no longer wanted."""
        device: Lamp | None = None
        try:
            while not kept.stop.is_set():
                kept.wake.clear()
                try:
                    if device is None:
                        device = self._lamps.opened(kept.lamp)
                    self._shown(kept, device)
                    pause_s = self._every_s
                except TrackwayError as error:
                    self._troubled(kept.lamp, str(error))
                    if device is not None:
                        device.close()
                        device = None
                    pause_s = max(_PAUSE_S, self._every_s)
                kept.wake.wait(pause_s)
            if device is not None:
                device.off()
        except LampTrouble as error:
            _log.warning("lamp.not_turned_off %s: %s", kept.lamp.name, error)
        finally:
            if device is not None:
                device.close()

    def _shown(self, kept: "_Kept", device: Lamp) -> None:
        lamp = kept.lamp
        alerts = self._alerts_of(lamp)
        is_blind = time.monotonic() - self._stepped > _BLIND_S
        signal = DOWN if is_blind else self._lamps.trial(lamp.id) or signal_of(alerts, lamp.silent_to)
        device.show(signal)
        before, now = self._lamps.state(lamp.id), self._clock.now()
        is_pressed = device.acknowledged()
        if is_pressed and not kept.is_pressed:  # once for each time, however long it is held
            self._lamps.mute(lamp.id)
            self._pressed(lamp, tuple(alert for alert in alerts if not alert.is_acknowledged))
            before = replace(before, pressed=now)
        kept.is_pressed = is_pressed
        if before.trouble:
            _log.info("lamp.reached %s", lamp.name)
        self._lamps.note(lamp.id, replace(before, signal=signal, reached=now, trouble=""))

    def _troubled(self, lamp: SetLamp, why: str) -> None:
        before = self._lamps.state(lamp.id)
        if before.trouble != why:
            _log.warning("lamp.trouble %s: %s", lamp.name, why)
        self._lamps.note(lamp.id, replace(before, trouble=why))


class _Kept:
    """A lamp and the thread that keeps it."""

    def __init__(self, keeper: LampKeeper, lamp: SetLamp) -> None:
        self.lamp = lamp
        self.stop = threading.Event()
        self.wake = threading.Event()
        self.is_pressed = False
        self.thread = threading.Thread(target=keeper._keep, args=(self,), name=f"lamp {lamp.id}", daemon=True)  # noqa: SLF001
        self.thread.start()

    def follow(self, lamp: SetLamp) -> None:
        """Take in a newer state of the same lamp, at once where it was muted."""
        if lamp.silent_to != self.lamp.silent_to:
            self.lamp = lamp
            self.wake.set()
