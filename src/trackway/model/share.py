"""Share: so many of so many, and how far the true share may lie from it."""

import math
from dataclasses import dataclass

from trackway.model.errors import WrongUse

__all__ = ["Share"]

_Z = 1.959964
"""Standard deviations that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of``, with the Wilson score interval at 95 % (Wilson 1927).

    Of nothing, every share is possible: the interval is 0 to 1.
    """

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise WrongUse(f"{self.count} of {self.of} is no share.")

    @property
    def value(self) -> float:
        """The share itself, 0 to 1; 0 of nothing."""
        return self.count / self.of if self.of else 0.0

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self._interval()[0]

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self._interval()[1]

    def _interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.value
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max(0.0, min(middle - half, p)), min(1.0, max(middle + half, p))
