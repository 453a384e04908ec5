"""Alerts 警示: what people are told of hits, and every step of what they do about them."""

from trackway.watch.alerts.alert import OPEN, Alert, AlertState, Event, EventKind, Origin
from trackway.watch.alerts.alerts import Alerts, Barred, TakenMeanwhile
from trackway.watch.alerts.answers import Answers, Outcome, Rejection
from trackway.watch.alerts.gate import Bar, BarKind
from trackway.watch.alerts.pace import Pace
from trackway.watch.alerts.rule import Rule, RuleBook, unknown_rule
from trackway.watch.alerts.sight import Past, Sight

__all__ = [
    "OPEN",
    "Alert",
    "AlertState",
    "Alerts",
    "Answers",
    "Bar",
    "BarKind",
    "Barred",
    "Event",
    "EventKind",
    "Origin",
    "Outcome",
    "Pace",
    "Past",
    "Rejection",
    "Rule",
    "RuleBook",
    "Sight",
    "TakenMeanwhile",
    "unknown_rule",
]
