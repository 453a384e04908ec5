"""Telling 通知發送: steps of alerts become messages to whoever is on duty, each once."""

from trackway.watch.telling.teller import READER, Alerting, Facts, Teller
from trackway.watch.telling.texts import CATEGORIES, GOOD_S, Spot, message_of

__all__ = ["CATEGORIES", "GOOD_S", "READER", "Alerting", "Facts", "Spot", "Teller", "message_of"]
