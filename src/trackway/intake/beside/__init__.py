"""Engines side by side: a second one watches the same frames and is held against the first."""

from trackway.intake.beside.agreement import Agreement, Disagreement, Filed, Stretch
from trackway.intake.beside.comparison import Account, Comparison, Cost, paired
from trackway.intake.beside.ledger import Comparisons
from trackway.intake.beside.onlooker import Onlooker, Timed

__all__ = [
    "Account",
    "Agreement",
    "Comparison",
    "Comparisons",
    "Cost",
    "Disagreement",
    "Filed",
    "Onlooker",
    "Stretch",
    "Timed",
    "paired",
]
