"""Senders: a thread for each channel, so that one gateway that is down holds up nobody else.

::

    take ──► channel.send ──► accepted | refused | unclear | again, later
      └ nothing is due ──► channel.fate of what was taken ──► wait

A sender that dies takes nobody along: its channel gets a new one, and what it was sending is unclear.
"""

import fcntl
import logging
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeGuard, cast

from trackway.model.errors import NotFound, TrackwayError, Unavailable
from trackway.model.time import Clock, Instant
from trackway.notify.channel import Channel, Confirming, Fate, NotSent, Unclear
from trackway.notify.credit import Charging
from trackway.notify.outbox.channels import Channels, SetUp
from trackway.notify.outbox.delivery import Delivery, DeliveryState
from trackway.notify.outbox.outbox import Outbox
from trackway.notify.outbox.pace import again_after, rest_after

__all__ = ["Chance", "Sender", "Senders"]

_GLANCE_S = 0.5
"""How often a sender looks for what other processes put (the command line); a look costs 0.1 ms."""
_PATIENCE_S = 5.0
"""How long the end waits for a gateway at work; what it was sending is unclear at the next start."""
_REOPEN_S = 10.0
"""After a channel could not be opened."""
_CREDIT_S = 3600.0
"""Credit is asked for once an hour: it pays for text messages, which are counted in days."""
_KEEP_S = 3600.0
_log = logging.getLogger(__name__)

Chance = Callable[[], float]
"""A number from 0 to 1, for waits that differ."""


def _any_chance() -> float:
    return secrets.SystemRandom().random()


class Sender:
    """Sends what is due on one channel. Called from one thread."""

    def __init__(
        self, outbox: Outbox, channels: Channels, set_up: SetUp, clock: Clock, chance: Chance
    ) -> None:
        self._outbox = outbox
        self._channels = channels
        self._set_up = set_up
        self._clock = clock
        self._chance = chance
        self._is_idempotent = channels.kind(set_up.kind).is_idempotent
        self._failures = 0
        self._rests_until = clock.now()
        self._credit_at = clock.now()
        self._channel = channels.opened(set_up.id)

    def close(self) -> None:
        """Let go of the gateway."""
        self._channel.close()

    def recover(self) -> int:
        """Decide what becomes of deliveries that a sender died over; how many."""
        found = self._outbox.interrupted(self._set_up.id)
        for delivery in found:
            self._unclear(delivery, "送出途中中斷 Interrupted while it was being sent.")
        return len(found)

    def step(self) -> bool:
        """Send one delivery, or ask for the fate of one; whether there was anything to do."""
        if self._clock.now() < self._rests_until:
            return False
        delivery = self._outbox.take(self._set_up.id)
        if delivery is not None:
            self._send(delivery)
            return True
        return self._ask() or self._count()

    def _send(self, delivery: Delivery) -> None:
        try:
            receipt = self._channel.send(self._outbox.message(delivery), delivery.address)
        except NotSent as error:
            self._failed(error.wait_s)
            wait_s = max(error.wait_s, again_after(delivery.tries, self._chance()))
            self._outbox.again(delivery, str(error), wait_s)
        except Unclear as error:
            self._failed(0.0)
            self._unclear(delivery, str(error))
        except Unavailable as error:  # of our own making: a name that cannot be resolved, a full disk
            self._failed(0.0)
            self._outbox.again(delivery, str(error), again_after(delivery.tries, self._chance()))
        except TrackwayError as error:
            self._failures = 0
            self._outbox.ended(delivery, DeliveryState.REFUSED, str(error))
        else:
            self._failures = 0
            self._outbox.accepted(delivery, receipt, asks=_confirms(self._channel))

    def _unclear(self, delivery: Delivery, says: str) -> None:
        if self._is_idempotent:  # the gateway drops what it has seen
            self._outbox.again(delivery, says, again_after(delivery.tries, self._chance()))
        else:
            self._outbox.ended(delivery, DeliveryState.UNCLEAR, says)

    def _failed(self, wait_s: float) -> None:
        self._failures += 1
        self._rests_until = self._clock.now().plus(
            max(min(wait_s, _MOST_ASKED_REST_S), rest_after(self._failures, self._chance()))
        )

    def _ask(self) -> bool:
        if not _confirms(self._channel):
            return False
        delivery = self._outbox.to_ask(self._set_up.id)
        if delivery is None:
            return False
        try:
            fate = self._channel.fate(delivery.number, delivery.address)
        except TrackwayError as error:  # it stays taken, whatever the gateway says now
            self._outbox.asked(delivery, Fate.UNKNOWN, str(error))
        else:
            self._outbox.asked(delivery, fate)
        return True

    def _count(self) -> bool:
        """Ask what is left on the account, now and then."""
        credit = getattr(self._channel, "credit", None)
        if not callable(credit) or self._clock.now() < self._credit_at:
            return False
        self._credit_at = self._clock.now().plus(_CREDIT_S)
        try:
            self._channels.credited(self._set_up.id, cast("Charging", self._channel).credit())
        except TrackwayError as error:
            _log.info("channel.credit_unknown channel=%d %s", self._set_up.id, error)
        return True


_MOST_ASKED_REST_S = 300.0
"""A gateway may ask to be left alone, but not for longer: an alert is of use for minutes."""


def _confirms(channel: Channel) -> TypeGuard[Confirming]:
    return callable(getattr(channel, "fate", None))


class Senders:
    """A sender for every channel that is enabled, until closed.

    One process at a time sends from a file: two would tell people twice. Another waits until it is gone.
    """

    def __init__(
        self,
        outbox: Outbox,
        channels: Channels,
        clock: Clock,
        lock: Path,
        chance: Chance = _any_chance,
    ) -> None:
        self._outbox = outbox
        self._channels = channels
        self._clock = clock
        self._chance = chance
        self._stop = threading.Event()
        self._working: dict[int, threading.Thread] = {}
        self._path = lock
        self._lock: int | None = None
        self._keeper = threading.Thread(target=self._keep, name="notify", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._keeper.start()

    def close(self) -> None:
        """End, once what is being sent is through or was waited for."""
        self._stop.set()
        self._outbox.wake()
        threads = [self._keeper, *self._working.values()]
        for thread in threads:
            if thread.is_alive():
                thread.join(_PATIENCE_S)
        if self._lock is not None and not any(thread.is_alive() for thread in threads):
            os.close(self._lock)  # else it holds until this process ends, and the sender with it

    def _keep(self) -> None:
        """Have every enabled channel served; destroy what is old."""
        forgets: Instant | None = None
        while not self._stop.is_set():
            try:
                if self._lock is None and (lock := _locked(self._path)) >= 0:
                    self._lock = lock
                for set_up in self._channels.all() if self._lock is not None else ():
                    thread = self._working.get(set_up.id)
                    if set_up.is_enabled and (thread is None or not thread.is_alive()):
                        self._serve(set_up)
                now = self._clock.now()
                if forgets is None or now >= forgets:
                    self._outbox.expire()
                    self._outbox.forget()
                    forgets = now.plus(_KEEP_S)
            except TrackwayError:
                _log.exception("notify.keeping_failed")
            self._stop.wait(_GLANCE_S)

    def _serve(self, set_up: SetUp) -> None:
        thread = threading.Thread(target=self._work, args=(set_up,), name=f"notify-{set_up.id}", daemon=True)
        self._working[set_up.id] = thread
        thread.start()

    def _work(self, set_up: SetUp) -> None:
        """Serve one channel as it is set up now; ends when that changes."""
        try:
            sender = Sender(self._outbox, self._channels, set_up, self._clock, self._chance)
        except TrackwayError as error:
            self._note(set_up.id, str(error))
            self._stop.wait(_REOPEN_S)
            return
        seen = 0
        try:
            self._note(set_up.id, "")
            sender.recover()
            while not self._stop.is_set() and self._is_still(set_up):
                if not sender.step():
                    seen = self._outbox.wait(seen, _GLANCE_S)
        except TrackwayError:  # the file itself: full, damaged; the next one tries again
            _log.exception("notify.sender_failed channel=%d", set_up.id)
            self._stop.wait(_REOPEN_S)
        finally:
            sender.close()

    def _is_still(self, set_up: SetUp) -> bool:
        try:
            now = self._channels.one(set_up.id)
        except NotFound:
            return False
        return now.is_enabled and now.version == set_up.version

    def _note(self, channel: int, why: str) -> None:
        try:
            self._channels.trouble(channel, why)
        except TrackwayError:
            _log.exception("notify.note_failed channel=%d", channel)


def _locked(path: Path) -> int:
    """A lock that ends with the process; -1 while another has it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return -1
    return descriptor
