"""Filing: passages written down in the journal, and from there put into the store."""

import fcntl
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec

from trackway.journal import MOST_AT_ONCE, Journal, Position
from trackway.model.errors import Invalid
from trackway.model.passage import Passage

__all__ = ["READER", "Filing", "PassageSink", "nobody_ignored"]

READER = "filing"
"""Its name among the journal's readers."""
_log = logging.getLogger(__name__)


class PassageSink(Protocol):
    """Where passages go: on disk on return, twice is the same as once."""

    def add(self, passages: Sequence[Passage]) -> None:
        """File passages with their evidence. Raises ``Invalid`` when one cannot be filed; then none is."""
        ...


def nobody_ignored(passages: Sequence[Passage]) -> Sequence[bool]:
    """What says of each passage whether it is never to be stored, where there are no such lists."""
    return (False,) * len(passages)


class Filing:
    """The door by which passages come in. Usable from several threads; several processes share a journal.

    ``ignored`` says of each passage whether it is on a list that is never stored: it leaves no trace.
    ``folder`` is the data folder: one process at a time puts what is journalled into the store, and what the
    store refuses is kept there, with the reason, in ``refused-passages.jsonl``.
    """

    def __init__(
        self,
        journal: Journal,
        store: PassageSink,
        folder: Path,
        ignored: Callable[[Sequence[Passage]], Sequence[bool]] = nobody_ignored,
    ) -> None:
        self._journal = journal
        self._store = store
        self._folder = folder
        self._ignored = ignored

    def ignores(self, passage: Passage) -> bool:
        """Whether a passage is never to be stored: then neither are its pictures."""
        return self._ignored((passage,))[0]

    def accept(self, passages: Sequence[Passage]) -> Position:
        """Take passages in: journalled on return, in the store soon after. The position after them."""
        ignored = self._ignored(passages)
        kept = [passage for passage, skip in zip(passages, ignored, strict=True) if not skip]
        end = self._journal.end()
        for first in range(0, len(kept), MOST_AT_ONCE):
            end = self._journal.append(kept[first : first + MOST_AT_ONCE])
        return end

    def add(self, passages: Sequence[Passage]) -> None:
        """Take passages in; in the journal and in the store on return."""
        end = self.accept(passages)
        while self._journal.position(READER) < end:
            self.drain()

    def drain(self) -> int:
        """Put what is journalled and not yet stored into the store, one page of it; how many passages.

        Raises ``Unavailable`` when the store does not answer: nothing is lost, drain again.
        """
        with self._alone():
            position = self._journal.position(READER)
            page = self._journal.read(position)
            if page.end == position:
                return 0
            self._put(page.passages)
            self._journal.reached(READER, page.end)
        return len(page.passages)

    def _put(self, passages: Sequence[Passage]) -> None:
        try:
            self._store.add(passages)
        except Invalid as error:
            if len(passages) == 1:
                self._refuse(passages[0], error)
                return
            middle = len(passages) // 2
            self._put(passages[:middle])
            self._put(passages[middle:])

    def _refuse(self, passage: Passage, error: Invalid) -> None:
        """Keep what the store will never take, so that it does not hold up what came after it."""
        _log.error("filing.refused", extra={"passage": passage.id, "says": str(error)})
        with (self._folder / "refused-passages.jsonl").open("ab") as kept:
            kept.write(msgspec.json.encode({"says": str(error), "passage": passage}) + b"\n")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process or thread puts passages into the store."""
        with (self._folder / "filing.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # let go of when the file is closed, by a kill too
            yield
