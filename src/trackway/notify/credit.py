"""Credit: what is left on an account with a gateway, where it tells."""

from dataclasses import dataclass
from typing import Protocol

from trackway.model.said import Said

__all__ = ["Charging", "Credit"]


@dataclass(frozen=True, slots=True)
class Credit:
    """What is left: so many of a unit, such as points."""

    left: float
    unit: Said


class Charging(Protocol):
    """A channel whose gateway says what is left on the account."""

    def credit(self) -> Credit:
        """What is left now. Raises ``NotSent`` when it does not say."""
        ...
