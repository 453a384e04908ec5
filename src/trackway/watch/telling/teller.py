"""Teller: every step of an alert that people must hear of, to whoever is on duty, once.

::

    events after its position ──► who, by what ──► one transaction: deliveries in the outbox, and the position
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from trackway.model.errors import NotFound
from trackway.model.passage import Passage
from trackway.model.time import Instant
from trackway.notify.outbox import Channels, Outbox, Recipient
from trackway.watch.alerts import Alert, Event, EventKind
from trackway.watch.duty import Duty
from trackway.watch.telling.texts import Spot, message_of

__all__ = ["READER", "Alerting", "Facts", "Teller"]

READER = "alerts"
"""Its name among those who put things into the outbox."""
_MOST = 20
"""Events in one transaction, a tenth of a second: of a flood of alerts the first is told at once. With 200
the first of 300 alerts was at its gateway after 1.4 s."""
_QUIET_S = 300.0
"""A vehicle that is seen again is told of at most so often: in a town it passes a camera every minute."""
_TOO_OLD_S = 24 * 3600.0
"""What happened longer ago is nobody's news: a centre that was off, or an outbox begun anew."""
_TELLS = frozenset({EventKind.OPENED, EventKind.SEEN_AGAIN, EventKind.ESCALATED})
_TELLS_THE_TOLD = frozenset({EventKind.DISPATCHED, EventKind.CLOSED, EventKind.REJECTED, EventKind.EXPIRED})
_log = logging.getLogger(__name__)


class Alerting(Protocol):
    """Where alerts and their steps are read."""

    def events(self, after: int, limit: int = ...) -> Sequence[Event]:
        """Steps of all alerts after one, in order."""
        ...

    def alert(self, alert_id: int) -> Alert:
        """One alert. Raises ``NotFound``."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told besides: where a camera stands, a picture of a passage (empty for none), where an alert is
    opened (empty where nobody said), and which groups an alert is for that names none itself.
    """

    spot: Callable[[int], Spot]
    picture: Callable[[Passage], bytes]
    link: Callable[[int], str]
    groups: Callable[[Alert], Sequence[str]]


class Teller:
    """Tells. Called from one thread; another process may take over at any moment, by the same position."""

    def __init__(
        self, alerts: Alerting, duty: Duty, outbox: Outbox, channels: Channels, facts: Facts
    ) -> None:
        self._alerts = alerts
        self._duty = duty
        self._outbox = outbox
        self._channels = channels
        self._facts = facts

    def tell(self, now: Instant) -> int:
        """Put what is new into the outbox; how many deliveries that made."""
        made = 0
        while events := self._alerts.events(self._outbox.position(READER), _MOST):
            with self._outbox.transaction():
                for event in events:
                    made += self._tell(event, now)
                self._outbox.move(READER, events[-1].id)
        return made

    def _tell(self, event: Event, now: Instant) -> int:
        if event.kind not in _TELLS | _TELLS_THE_TOLD or now.since(event.at) > _TOO_OLD_S:
            return 0
        try:
            alert = self._alerts.alert(event.alert)
        except NotFound:  # destroyed since
            return 0
        last = self._outbox.last_told(alert.id)
        if event.kind in _TELLS:
            if not alert.is_open:
                return 0
            if event.kind is EventKind.SEEN_AGAIN and last is not None and event.at.since(last) < _QUIET_S:
                return 0
            recipients = self._on_duty(event, alert, now)
        else:
            if event.kind is not EventKind.DISPATCHED:
                self._outbox.withdraw(alert.id)
            recipients = self._told(event, alert, now)
        return self._put(event, alert, recipients, is_first=last is None)

    def _on_duty(self, event: Event, alert: Alert, now: Instant) -> tuple[Recipient, ...]:
        """Those whom it concerns now: quiet hours hold up what is less than most urgent."""
        groups = alert.hit.terms.recipients or tuple(self._facts.groups(alert))
        if not groups and alert.hit.terms.covert:
            return ()  # nobody's but its requester's and approver's, who see it on screen
        priority = alert.hit.terms.priority
        level = event.level if event.kind is EventKind.ESCALATED else alert.level
        told = self._duty.told(groups, now, priority=priority, level=level)
        if not told:
            _log.warning("telling.nobody alert=%d priority=%d", alert.id, priority)
        return tuple(
            Recipient(one.contact.channel, one.contact.address, one.username, one.not_before) for one in told
        )

    def _told(self, event: Event, alert: Alert, now: Instant) -> tuple[Recipient, ...]:
        """Those who were told before, but for whoever did it; that nothing came of it only machines."""
        is_urgent = alert.hit.terms.priority == 1
        return tuple(
            replace(
                one,
                not_before=now if is_urgent else self._duty.wakes(one.member, one.channel, one.address, now),
            )
            for one in self._outbox.told(event.alert)
            if (event.kind is not EventKind.EXPIRED or not one.member)
            and not (one.member and one.member == event.by)
        )

    def _put(self, event: Event, alert: Alert, recipients: Iterable[Recipient], *, is_first: bool) -> int:
        enabled = {one.id: one for one in self._channels.all() if one.is_enabled}
        made = 0
        for with_plate in (True, False):
            here = [
                one
                for one in recipients
                if one.channel in enabled and enabled[one.channel].is_plate_allowed is with_plate
            ]
            if not here:
                continue
            message = message_of(
                event,
                alert,
                self._facts.spot,
                with_plate=with_plate,
                is_first=is_first,
                link=self._facts.link(alert.id),
                picture=self._facts.picture(alert.hit.passage) if with_plate else b"",
            )
            made += self._outbox.put(message, here)
        return made
