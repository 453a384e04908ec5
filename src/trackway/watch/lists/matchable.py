"""Matchable and Changes: what a matcher needs of the entries, all at once and then bit by bit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.watch.entry import Entry

__all__ = ["MOST_CHANGES", "Changes", "Matchable"]

MOST_CHANGES = 20_000
"""More than so many are quicker had all at once: ``matchable``."""


@dataclass(frozen=True, slots=True)
class Matchable:
    """Every entry of a watch list that is in force or will be by time alone, as of a version.

    ``ids`` (n, int64, growing), ``patterns`` (n normal texts) and ``exactness`` (n, uint8: 0 exact,
    1 look-alike, 2 any one letter) go together. Whether one holds at a moment its ``Entry`` says.
    """

    version: int
    ids: NDArray[np.int64]
    patterns: list[str]
    exactness: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of entries after a version: ``entries`` are new or changed, ``gone`` no longer count.

    ``is_everything_changed``: there were more than ``MOST_CHANGES``, and none is named; take ``matchable``.
    Ends that were only put off are no changes: ask ``entries`` for what holds when it matters.
    """

    version: int
    entries: tuple[Entry, ...]
    gone: tuple[int, ...]
    is_everything_changed: bool = False
