"""Ledger: alerts and their steps written down, each step with the version it makes."""

import json
from dataclasses import replace

from trackway.model.errors import NotFound
from trackway.model.time import Instant
from trackway.sqlite import SqliteFile
from trackway.watch.alerts.alert import Alert, Event, EventKind
from trackway.watch.alerts.rows import Kept, event_of, kept_of
from trackway.watch.alerts.rule import Rule, RuleBook
from trackway.watch.hit import Hit

__all__ = ["PUBLIC", "Ledger"]

_MOST = 2**63 - 1
"""The largest number that a table holds; nobody's alert has a larger one."""
PUBLIC = 0
"""The scope of what is not covert."""


class Ledger:
    """The tables of alerts. What writes is called inside a transaction."""

    def __init__(self, database: SqliteFile, rules: RuleBook) -> None:
        self.database = database
        self._rules = rules

    # Who may see what

    def rule(self, alert: Alert) -> Rule:
        """How what an alert is a hit of stands now."""
        return self._rules(alert.hit.rule, alert.hit.terms.recipients)

    def scope_of(self, hit: Hit) -> int:
        """The scope of a hit, made where it is new."""
        if not hit.terms.covert:
            return PUBLIC
        groups = json.dumps(sorted(hit.terms.recipients), ensure_ascii=False)
        self.database.run("alert_scope_add", rule=hit.rule, groups=groups)
        return int(self.database.only("alert_scope_of", rule=hit.rule, groups=groups)["id"])

    def sees(self, scope: int, username: str) -> bool:
        """Whether a user name may see what is in a scope."""
        if scope == PUBLIC:
            return True
        row = self.database.row("alert_scope", id=scope)
        return row is not None and self._rules(row["rule"], tuple(json.loads(row["groups"]))).sees(username)

    def scopes_open_to(self, username: str) -> tuple[int, ...]:
        """The covert scopes that this user name may see."""
        return tuple(
            row["id"]
            for row in self.database.rows("alert_scopes_all")
            if self._rules(row["rule"], tuple(json.loads(row["groups"]))).sees(username)
        )

    # Reading

    def kept(self, alert_id: int) -> Kept:
        """One alert with all that is kept of it. Raises ``NotFound``."""
        row = self.database.row("alert", id=alert_id) if 0 < alert_id <= _MOST else None
        if row is None:
            raise NotFound(f"There is no alert {alert_id}.")
        return kept_of(row)

    def last_act(self, alert_id: int) -> Event | None:
        """The last step of an officer that changed where the alert stands; ``None`` where nobody acted."""
        row = self.database.row("alert_last_act", alert=alert_id)
        return None if row is None else event_of(row)

    # Writing

    def step(
        self, kept: Kept, kind: EventKind, at: Instant, *, by: str = "", says: str = "", decides: bool = False
    ) -> Kept:
        """Write an alert down as it is after a step, and the step.

        ``decides``: whoever acts next must have seen it.
        """
        version = kept.alert.version + 1
        alert = replace(kept.alert, version=version, changed=at)
        after = replace(kept, alert=alert, acted=version if decides else kept.acted)
        self.database.run("alert_save", **after.values())
        self.event(alert, kind, at, by=by, says=says)
        return after

    def event(self, alert: Alert, kind: EventKind, at: Instant, *, by: str = "", says: str = "") -> None:
        """Append a step."""
        self.database.run(
            "alert_event_add",
            alert=alert.id,
            kind=kind.value,
            at_us=at.us,
            by=by,
            says=says,
            level=alert.level,
        )
