"""Sight: the alerts as one officer may see them; what is covert is not there for others, nor counted."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from trackway.model.errors import Denied, NotFound
from trackway.model.question import Officer, Role
from trackway.model.time import Instant
from trackway.watch.alerts.alert import Alert, AlertState, Event, Origin
from trackway.watch.alerts.figures import MOST_MEASURED, Figures, figures_of
from trackway.watch.alerts.gate import Bar, bars
from trackway.watch.alerts.ledger import PUBLIC, Ledger
from trackway.watch.alerts.packing import unpack_hit
from trackway.watch.alerts.rows import Kept, alert_of, event_of
from trackway.watch.alerts.rule import Rule
from trackway.watch.entry import LOWEST, Category, WatchList
from trackway.watch.hit import Hit

__all__ = ["News", "Past", "Sight", "is_known"]

_MOST_OPEN = 1_000
"""Open alerts shown at once; who has more has no use for a list of them."""
_MOST_HITS = 50
"""Hits of one alert that are shown, the newest."""
_START, _END = Instant(0), Instant(2**62)


@dataclass(frozen=True, slots=True)
class Past:
    """Which alerts are looked up. Empty parts mean any; ``before`` is the number to go on from."""

    since: Instant = _START
    until: Instant = _END
    states: frozenset[AlertState] = frozenset()
    categories: frozenset[Category] = frozenset()
    origins: frozenset[Origin] = frozenset()
    priority: int = LOWEST
    list_id: int | None = None
    plate: str = ""
    before: int = 2**62


@dataclass(frozen=True, slots=True)
class News:
    """A step, its alert as it is now with its list, and whose eyes it is for: a scope, 0 for everybody's."""

    event: Event
    alert: Alert
    scope: int
    watch_list: WatchList | None


def is_known(officer: Officer) -> bool:
    """Whether an officer has an account; the command line's may have the name of one by chance."""
    return officer.id > 0


class Sight:
    """What one officer may see now. Raises ``Denied`` for auditors: they read the audit."""

    def __init__(self, ledger: Ledger, officer: Officer) -> None:
        if officer.role is Role.AUDITOR:
            raise Denied(f"{officer.username} is an auditor: auditors read the audit and see no alerts.")
        self._ledger = ledger
        self._database = ledger.database
        open_to = ledger.scopes_open_to(officer.username) if is_known(officer) else ()
        self._scopes = frozenset(open_to)

    def may_see(self, kept: Kept) -> bool:
        """Whether an alert is there for this officer."""
        return kept.scope == PUBLIC or kept.scope in self._scopes

    def alert(self, alert_id: int) -> Alert:
        """One alert. Raises ``NotFound``, for what may not be seen too."""
        kept = self._ledger.kept(alert_id)
        if not self.may_see(kept):
            raise NotFound(f"There is no alert {alert_id}.")
        return kept.alert

    def steps(self, alert_id: int) -> tuple[Event, ...]:
        """All that happened to an alert, in order. Raises ``NotFound``."""
        self.alert(alert_id)
        return tuple(map(event_of, self._database.rows("alert_events_of", alert=alert_id)))

    def hits(self, alert_id: int) -> tuple[Hit, ...]:
        """Its newest hits, the newest first. Raises ``NotFound``."""
        self.alert(alert_id)
        rows = self._database.rows("alert_hits_of", alert=alert_id, limit=_MOST_HITS)
        return tuple(unpack_hit(row["packed"]) for row in rows)

    def bars(self, alert: Alert) -> tuple[Bar, ...]:
        """What bars its dispatch now."""
        return bars(alert, self.rule(alert))

    def rule(self, alert: Alert) -> Rule:
        """How what it is a hit of stands now."""
        return self._ledger.rule(alert)

    def open(self) -> tuple[Alert, ...]:
        """Open alerts, the most urgent first: what nobody has taken, then by priority and age."""
        rows = self._database.rows("alerts_open", scopes=self._json(), limit=_MOST_OPEN)
        return tuple(map(alert_of, rows))

    def past(self, wanted: Past, limit: int = 100) -> tuple[Alert, ...]:
        """Alerts that fit, newest first, open ones too."""
        rows = self._database.rows(
            "alerts_past",
            scopes=self._json(),
            from_us=wanted.since.us,
            to_us=wanted.until.us,
            states=_list(wanted.states),
            categories=_list(wanted.categories),
            origins=_list(wanted.origins),
            priority=wanted.priority,
            list_id=wanted.list_id,
            plate=wanted.plate,
            before=wanted.before,
            limit=limit,
        )
        return tuple(map(alert_of, rows))

    def counts(self) -> dict[AlertState, int]:
        """How many are open, by state."""
        found = dict.fromkeys(
            (AlertState.NEW, AlertState.SHOWN, AlertState.VERIFIED, AlertState.DISPATCHED), 0
        )
        for row in self._database.rows("alerts_count", scopes=self._json()):
            found[AlertState(row["state"])] += row["count"]
        return found

    def figures(self, since: Instant, until: Instant) -> Figures:
        """How alerts of a time went, by week, camera and list."""
        rows = self._database.rows(
            "alerts_measured",
            scopes=self._json(),
            from_us=since.us,
            to_us=until.us,
            limit=MOST_MEASURED + 1,
        )
        return figures_of(rows)

    def _json(self) -> str:
        return json.dumps(sorted(self._scopes))


def _list(words: Collection[str]) -> str:
    return json.dumps(sorted(words))
