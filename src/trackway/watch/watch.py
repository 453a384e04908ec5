"""Watch: every passage of the journal shown once to every watcher, and what they find written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from trackway.journal import Journal, Position
from trackway.model.passage import Passage
from trackway.model.time import Clock, Instant
from trackway.sqlite import SqliteFile
from trackway.watch.hit import Hit
from trackway.watch.watcher import Watcher

__all__ = ["READER", "HitSink", "Progress", "Watch"]

READER = "watch"
"""Its name among the journal's readers."""
_MOST = 2_000
"""Passages at once: a tenth of a second at the highest rate, so that a hit never waits for many others."""


class HitSink(Protocol):
    """Where hits go: written in the transaction that moves the position."""

    def take(self, hits: Sequence[Hit]) -> None:
        """Write hits down; one that is there already changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the watch is, and what it saw and found since it was first started."""

    position: Position
    passages: int
    hits: int


class Watch:
    """Reads the journal and asks the watchers. One process at a time; called from one thread.

    When a step raises, nothing of it counts: make a new ``Watch`` with new watchers, which start over from
    the last position that was written down.
    """

    def __init__(
        self, database: SqliteFile, journal: Journal, watchers: Sequence[Watcher], sink: HitSink, clock: Clock
    ) -> None:
        self._database = database
        self._journal = journal
        self._watchers = watchers
        self._sink = sink
        self._clock = clock
        self._position = progress_of(database).position
        self.behind_s = 0.0
        """How old what was looked at last had become by then, where more was waiting."""

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return progress_of(self._database)

    def remember(self) -> None:
        """Show every watcher again what it must remember; once, before the first step."""
        now = self._clock.now()
        for watcher in self._watchers:
            position = min(self._journal.since(now.plus(-watcher.memory_s)), self._position)
            while position < self._position:
                page = self._journal.read(position, _MOST, until=self._position)
                if page.end == position:
                    break
                watcher.remember(page.passages)
                position = page.end

    def step(self, wait_s: float) -> int:
        """Look at what is new, waiting so long for it; how many passages that were.

        Their hits are on disk on return, with the position after them.
        """
        self._journal.wait(self._position, wait_s)
        page = self._journal.read(self._position, _MOST)
        now = self._clock.now()
        hits = tuple(self._found(page.passages, now))
        if page.end == self._position and not hits:
            self.behind_s = 0.0
            return 0
        with self._database.transaction():
            self._sink.take(hits)
            for watcher in self._watchers:
                watcher.keep()
            self._database.run(
                "progress_move", position=page.end, hits=len(hits), passages=len(page.passages)
            )
        self._position = page.end
        self._journal.reached(READER, page.end)
        is_full = len(page.passages) >= _MOST  # so there may be more
        self.behind_s = max(0.0, now.since(page.appended)) if is_full and page.appended else 0.0
        return len(page.passages)

    def _found(self, passages: Sequence[Passage], now: Instant) -> Iterable[Hit]:
        for watcher in self._watchers:
            yield from watcher.tick(now)
            if passages:
                yield from watcher.look(passages)


def progress_of(database: SqliteFile) -> Progress:
    """How far the watch of this file is."""
    row = database.only("progress")
    return Progress(Position(row["position"]), row["passages"], row["hits"])
