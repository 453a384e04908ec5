"""Lamps 警示燈: lights and buzzers kept in the state of the open alerts.

::

    open alerts ──► signal ──► keeper (a thread for each lamp, every two seconds) ──► lamp
                                └── its button ──► whoever acknowledges
"""

from trackway.notify.lamps.keeper import LampKeeper
from trackway.notify.lamps.lamp import Lamp, LampKind, LampTrouble
from trackway.notify.lamps.lamps import LAMPS_FILE, GivenLamp, Lamps, SetLamp, State
from trackway.notify.lamps.signals import DOWN, OFF, TRIALS, Buzzer, Light, OpenAlert, Signal, signal_of

__all__ = [
    "DOWN",
    "LAMPS_FILE",
    "OFF",
    "TRIALS",
    "Buzzer",
    "GivenLamp",
    "Lamp",
    "LampKeeper",
    "LampKind",
    "LampTrouble",
    "Lamps",
    "Light",
    "OpenAlert",
    "SetLamp",
    "Signal",
    "State",
    "signal_of",
]
