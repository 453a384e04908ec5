"""Filing 歸檔: the one door by which passages come in, whoever saw them.

::

    live, recorded ──► ignored? ──► journal (durable: acknowledged) ──► store
"""

from trackway.intake.filing.filing import READER, Filing, PassageSink, nobody_ignored

__all__ = ["READER", "Filing", "PassageSink", "nobody_ignored"]
