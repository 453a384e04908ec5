"""Pace: how long alerts wait for somebody before they are told of again, and before they expire."""

from dataclasses import dataclass

from trackway.model.errors import Invalid
from trackway.watch.entry import LOWEST

__all__ = ["Pace"]

_MOST_DOUBLED = 6
"""Repeats come at twice the distance each time, 64 times at most: from 30 s to half an hour. An alert that
nobody takes all night is told of some 30 times, not 1,400."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Times by priority, the most urgent first.

    ``acknowledge_s``: an alert that nobody has taken within it escalates, and again each time at twice the
    distance. ``expire_s``: an open alert of which nothing new was seen for so long expires; one of the first
    priority that nobody has looked at never does. ``join_s``: a further hit of one rule and plate joins the
    alert before it within that time, even if it is done with. ``late_s``: a passage older than that is late.
    """

    acknowledge_s: tuple[float, ...] = (30.0, 60.0, 180.0, 600.0, 1800.0)
    expire_s: tuple[float, ...] = (43_200.0, 43_200.0, 28_800.0, 14_400.0, 7_200.0)
    join_s: float = 600.0
    late_s: float = 600.0

    def __post_init__(self) -> None:
        for times in (self.acknowledge_s, self.expire_s):
            if len(times) != LOWEST or min(times) <= 0:
                raise Invalid(f"The pace of alerts needs {LOWEST} times above 0, one for each priority.")

    def escalates_after(self, priority: int, level: int) -> float:
        """Seconds until the next escalation of an alert that was escalated so often already."""
        return self.acknowledge_s[priority - 1] * 2.0 ** min(level, _MOST_DOUBLED)

    def expires_after(self, priority: int) -> float:
        """Seconds after the last hit at which an alert expires."""
        return self.expire_s[priority - 1]
