"""The desk at which alerts are worked: every look and act is an audit row first."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated

from fastapi import Path

from trackway.model.question import Officer, Purpose, Role
from trackway.watch.alerts import Alert, Alerts, Sight
from trackway.web.alert_json import AlertOut, OpenedAlertOut, alert_out, opened_alert
from trackway.web.parts import Caller, Parts, need

__all__ = ["AlertDesk", "AlertId"]

AlertId = Annotated[int, Path(ge=1, le=2**53 - 1, description="The alert's number.")]


class AlertDesk:
    """Alerts for the handlers of the API."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def alerts(self) -> Alerts:
        """All of them. Raises ``Unavailable`` where nothing is watched."""
        return self._parts.watching.alerts

    def sight_of(self, who: Caller) -> Sight:
        """The alerts as the caller may see them."""
        need(who, Role.INVESTIGATOR, Role.ADMINISTRATOR)
        return self.alerts.seen_by(who.officer)

    def lines(self, sight: Sight, alerts: Iterable[Alert]) -> list[AlertOut]:
        """Alerts as lines of a list."""
        cameras = self._parts.registry.snapshot().by_number
        return [alert_out(one, cameras, sight.rule(one).watch_list) for one in alerts]

    def act(
        self,
        who: Caller,
        alert_id: int,
        action: str,
        said: Mapping[str, object],
        do: Callable[[], Alert],
    ) -> OpenedAlertOut:
        """Do something about an alert under an audit row; the alert after it."""
        sight = self.sight_of(who)
        purpose = _purpose(who.officer, sight, sight.alert(alert_id))
        return self.under(who, purpose, action, {"alert": alert_id, **said}, do)

    def under(
        self,
        who: Caller,
        purpose: Purpose,
        action: str,
        details: Mapping[str, object],
        do: Callable[[], Alert],
    ) -> OpenedAlertOut:
        """The same for a purpose of any kind."""
        with self._parts.trust.asking(purpose, action, details, address=who.address) as asked:
            alert = do()
            sight = self.sight_of(who)
            cameras = self._parts.registry.snapshot().by_number
            asked.found(1)
            return opened_alert(alert, sight, sight.rule(alert), cameras, asked.permit.audit_id)


def _purpose(officer: Officer, sight: Sight, alert: Alert) -> Purpose:
    """Why an officer looks at an alert: the entry's case. A covert one's is not written where others read."""
    entry = sight.rule(alert).entry
    case_no = entry.case_no if entry and not alert.hit.terms.covert else ""
    return Purpose(officer, case_no or f"警示 alert {alert.id}", f"警示 alert {alert.id}")
