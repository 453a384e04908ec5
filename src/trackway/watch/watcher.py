"""Watcher: one kind of live test, shown every passage once and in order."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from trackway.model.passage import Passage
from trackway.model.time import Instant
from trackway.watch.hit import Hit

__all__ = ["Watcher"]


class Watcher(Protocol):
    """One kind of live test. Called from one thread.

    What it remembers of passages is a function of those of the last ``memory_s`` seconds: after a start it is
    shown these again. What must be remembered for longer it writes down in ``keep``.
    """

    @property
    def name(self) -> str:
        """Its name in measurements and logs."""
        ...

    @property
    def memory_s(self) -> float:
        """How far back it must be shown passages again after a start, in seconds."""
        ...

    def remember(self, passages: Sequence[Passage]) -> None:
        """See passages that were looked at before, in the journal's order; nothing is told of them."""
        ...

    def look(self, passages: Sequence[Passage]) -> Iterable[Hit]:
        """See new passages, in the journal's order, at most some thousands at once; what is found."""
        ...

    def tick(self, now: Instant) -> Iterable[Hit]:
        """Once a second or so: follow what was changed (lists, zones), and tell what time alone brings."""
        ...

    def keep(self) -> None:
        """Write down what must outlive ``memory_s``: inside the transaction that moves the position."""
        ...
