"""Rows: what the catalogue is told, gathered from all streams and written in one transaction a second."""

import logging
from collections.abc import Callable

from trackway.model.errors import Conflict, Invalid, Unavailable
from trackway.video.catalogue import Catalogue

__all__ = ["Row", "Rows", "TooManyRows"]

Row = Callable[[Catalogue], None]
"""Something to write."""

_MOST = 200_000
"""Some half an hour of 150 streams and 100 MB: a catalogue that refused for so long needs a new process."""
_log = logging.getLogger(__name__)


class TooManyRows(Unavailable):
    """The catalogue has refused to be written for too long."""


class Rows:
    """Rows that wait, in their order. Added to by the event loop, written by one thread of the pool."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._waiting: list[Row] = []
        self.trouble = ""

    def add(self, row: Row) -> None:
        """Have this written with the next transaction."""
        self._waiting.append(row)

    def write(self) -> None:
        """Write what waits; it goes on waiting where the catalogue does not answer.

        Raises ``TooManyRows`` when too much waits: the files alone hold it all, and are adopted at the next
        start.
        """
        count = len(self._waiting)
        if not count:
            return
        try:
            with self._catalogue.transaction():
                for row in self._waiting[:count]:
                    self._write(row)
        except Unavailable as error:
            self.trouble = str(error)
            if count > _MOST:
                raise TooManyRows from error
            return
        self.trouble = ""
        del self._waiting[:count]

    def _write(self, row: Row) -> None:
        """One row that contradicts the catalogue must not keep all others out of it."""
        try:
            row(self._catalogue)
        except (Conflict, Invalid) as error:
            _log.error("recorder.row_refused %s", error)
