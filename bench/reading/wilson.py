"""Shares with their doubt: how many of how many, and Wilson's interval (JASA 22, 1927)."""

import math
from dataclasses import dataclass

__all__ = ["Share"]

_Z = 1.959964
"""Two-sided 95 % of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nothing."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies at 95 %: all of it, when nothing was counted."""
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.value
        low_n = 1 + _Z**2 / n
        middle = (p + _Z**2 / (2 * n)) / low_n
        half = _Z / low_n * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.1%} ({self.hits}/{self.of}; {low:.1%}–{high:.1%})"
