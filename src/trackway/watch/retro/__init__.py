"""Retro 回溯比對: past passages searched for what is watched for now, at a cost that is known before.

::

    entry in force ──► estimate ──► past passages ──► hits ──► alerts marked as found in the past
"""

from trackway.watch.retro.past import MOST_ROWS, Estimate
from trackway.watch.retro.retro import MOST_DAYS, Retro, RetroRun

__all__ = ["MOST_DAYS", "MOST_ROWS", "Estimate", "Retro", "RetroRun"]
