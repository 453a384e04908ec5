"""The gate before dispatch: what must be settled before anybody is sent.

Aurora, Colorado, 2020: a reader's hit was of a motorcycle of another state; a family's car was stopped and
children lay on the road. Hence nobody is sent while the vehicle that was seen is not the one wanted,
unless a named officer says why.
"""

from dataclasses import dataclass
from enum import StrEnum

from trackway.model.said import Said
from trackway.watch.alerts.alert import Alert, AlertState
from trackway.watch.alerts.rule import Rule
from trackway.watch.entry import Act

__all__ = ["Bar", "BarKind", "bars", "can_override"]


class BarKind(StrEnum):
    """What bars dispatch."""

    RULE_ENDED = "rule_ended"
    """What it was a hit of holds no longer. Nobody can override that: there is no ground left."""
    UNVERIFIED = "unverified"
    """Nobody has answered the three questions. They can be answered, not overridden."""
    ANSWERED_NO = "answered_no"
    CONFLICT = "conflict"
    """The vehicle that was seen is not what it should be."""
    NOTIFY_ONLY = "notify_only"
    """Whoever asked wants to be told; nobody is to be sent."""


_FIRM = frozenset({BarKind.RULE_ENDED, BarKind.UNVERIFIED})


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that bars dispatch, in words."""

    kind: BarKind
    says: Said

    @property
    def is_firm(self) -> bool:
        """Whether nobody can override it."""
        return self.kind in _FIRM


def bars(alert: Alert, rule: Rule) -> tuple[Bar, ...]:
    """What bars the dispatch of an alert now; none when somebody may be sent."""
    found: list[Bar] = []
    if rule.ended is not None:
        found.append(Bar(BarKind.RULE_ENDED, rule.ended))
    if alert.answers is None:
        says = Said("尚未查證：三個問題都要看著照片回答。", "Nobody has answered the three questions yet.")
        found.append(Bar(BarKind.UNVERIFIED, says))
    if alert.is_overridden:
        return tuple(found)
    if alert.answers is not None and not alert.answers.all_yes:
        says = Said("查證時有一項答否。", "One of the three questions was answered with no.")
        found.append(Bar(BarKind.ANSWERED_NO, says))
    if alert.conflicts:
        says = Said("看到的車輛與應有的不符。", "The vehicle that was seen is not what it should be.")
        found.append(Bar(BarKind.CONFLICT, says))
    if alert.hit.terms.act is not Act.DISPATCH:
        says = Said("此項只要求通知，不派遣。", "Whoever asked wants to be told; nobody is to be sent.")
        found.append(Bar(BarKind.NOTIFY_ONLY, says))
    return tuple(found)


def can_override(alert: Alert, rule: Rule) -> bool:
    """Whether there is something to override, and nothing that nobody can."""
    found = bars(alert, rule)
    return (
        alert.state in (AlertState.SHOWN, AlertState.VERIFIED)
        and bool(found)
        and not any(bar.is_firm for bar in found)
    )
