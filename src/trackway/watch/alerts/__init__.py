"""Alerts 警示: what people are told of hits, and every step of what they do about them."""

from trackway.watch.alerts.alert import OPEN, Alert, AlertState, Event, EventKind, Origin

__all__ = ["OPEN", "Alert", "AlertState", "Event", "EventKind", "Origin"]
