"""Signal: what a warning lamp shows, as a function of the alerts that are open."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["DOWN", "OFF", "TRIALS", "Buzzer", "Light", "OpenAlert", "Signal", "signal_of"]


class Light(StrEnum):
    """What one colour does."""

    OFF = "off"
    ON = "on"
    FLASHING = "flashing"


class Buzzer(StrEnum):
    """How it sounds."""

    OFF = "off"
    URGENT = "urgent"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Signal:
    """What a lamp shows. Green is on as long as somebody watches: without it nobody does."""

    red: Light = Light.OFF
    amber: Light = Light.OFF
    green: Light = Light.OFF
    buzzer: Buzzer = Buzzer.OFF


OFF = Signal()
"""Nothing at all: the centre was stopped in order."""
DOWN = Signal(amber=Light.ON)
"""Amber without green: the system is down, and nobody is watching."""
TRIALS = {
    "red": Signal(red=Light.FLASHING),
    "amber": Signal(amber=Light.FLASHING),
    "green": Signal(green=Light.ON),
    "buzzer": Signal(green=Light.ON, buzzer=Buzzer.PLAIN),
    "down": DOWN,
}
"""What can be tried, by name."""


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """What a lamp needs to know of an open alert. ``groups`` empty: for everybody."""

    id: int
    priority: int
    is_acknowledged: bool
    is_drill: bool
    groups: tuple[str, ...] = ()
    station: str = ""


def signal_of(alerts: Collection[OpenAlert], silent_to: int = 0) -> Signal:
    """The signal for these alerts.

    Priority 1: red and amber flash, urgent buzzer. 2: red flashes, plain buzzer. 3: amber flashes, plain
    buzzer. 4 and 5: amber flashes, no buzzer. What is acknowledged is steady and silent, and so is what
    somebody muted (numbers up to ``silent_to``), which goes on flashing. An exercise has no buzzer.
    """
    red = amber = Light.OFF
    buzzer = Buzzer.OFF
    for alert in alerts:
        light = Light.ON if alert.is_acknowledged else Light.FLASHING
        if alert.priority <= 2:
            red = _stronger(red, light)
        if alert.priority != 2:
            amber = _stronger(amber, light if alert.priority > 1 or not alert.is_acknowledged else Light.OFF)
        if not (alert.is_acknowledged or alert.is_drill or alert.id <= silent_to or alert.priority > 3):
            buzzer = Buzzer.URGENT if alert.priority == 1 or buzzer is Buzzer.URGENT else Buzzer.PLAIN
    return Signal(red, amber, Light.ON, buzzer)


def _stronger(one: Light, other: Light) -> Light:
    return max(one, other, key=list(Light).index)
