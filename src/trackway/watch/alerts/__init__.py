"""Alerts 警示: what people are told of hits, and every step of what they do about them."""

from trackway.watch.alerts.alert import OPEN, Alert, AlertState, Event, EventKind, Origin
from trackway.watch.alerts.alerts import Alerts, Barred, TakenMeanwhile
from trackway.watch.alerts.answers import Answers, Outcome, Rejection
from trackway.watch.alerts.drill import invented_hit
from trackway.watch.alerts.figures import Figures, Judged, Week
from trackway.watch.alerts.gate import Bar, BarKind
from trackway.watch.alerts.pace import Pace
from trackway.watch.alerts.rule import Rule, RuleBook, unknown_rule
from trackway.watch.alerts.sight import News, Past, Sight

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
    "Figures",
    "Judged",
    "News",
    "Origin",
    "Outcome",
    "Pace",
    "Past",
    "Rejection",
    "Rule",
    "RuleBook",
    "Sight",
    "TakenMeanwhile",
    "Week",
    "invented_hit",
    "unknown_rule",
]
