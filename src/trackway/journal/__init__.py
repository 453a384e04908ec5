"""The journal 過車日誌: the durable, ordered log between those who see passages and those who use them.

::

    cameras, footage ──► append ──► journal ──┬── filing ──► passages (the store)
                         (on disk on return)  └── watch ───► hits, alerts

What is appended is not lost; whoever reads keeps the position up to which they are through.
"""

from trackway.journal.journal import MOST_AT_ONCE, START, Journal, Page, Position
from trackway.journal.sqlite_journal import SqliteJournal

__all__ = ["MOST_AT_ONCE", "START", "Journal", "Page", "Position", "SqliteJournal"]
