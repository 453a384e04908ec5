"""Plates: the passages of the last hours by plate, as many as fit."""

from collections.abc import Callable
from dataclasses import replace

from trackway.model.passage import Passage
from trackway.model.time import Instant

__all__ = ["HORIZON_S", "HORIZON_US", "Plates", "bare", "insert"]

HORIZON_S = 3 * 3600.0
"""Nobody needs three hours from one end of the county to the other; what is further apart proves nothing."""
HORIZON_US = round(HORIZON_S * 1e6)
_MOST = 64
"""Passages of one plate: a taxi of a busy day makes some forty, a sign that is read as a plate thousands."""
_MOST_PLATES = 250_000
"""Two generations of so many are the vehicles of three hours at 40 passages a second."""


class Plates:
    """Passages by plate, in order of their stamps, each without its readings.

    What was not seen for one to two times ``HORIZON_S`` is forgotten, all of a generation at once; of a plate
    that is here still, what is older than that before its newest.
    """

    def __init__(self) -> None:
        self._young: dict[str, list[Passage]] = {}
        self._old: dict[str, list[Passage]] = {}
        self._turned = Instant(0)

    def __len__(self) -> int:
        """How many plates are remembered."""
        return len(self._young) + len(self._old)

    def of(self, text: str) -> list[Passage]:
        """The passages of a plate; none where it was not seen of late."""
        return self._young.get(text) or self._old.get(text) or []

    def put(self, text: str, passage: Passage) -> tuple[list[Passage], int]:
        """Remember a passage of a plate: all of that plate's, and where among them it stands.

        -1 for one that was there already.
        """
        rows = self._young.get(text)
        if rows is None:
            rows = self._old.pop(text, None)
            if rows is None:
                if len(self._young) >= _MOST_PLATES:
                    self._old, self._young = self._young, {}
                self._young[text] = rows = [bare(passage)]
                return rows, 0
            self._young[text] = rows
        return rows, insert(rows, passage, HORIZON_US)

    def take(self, text: str) -> list[Passage]:
        """The passages of a plate, which are then no longer here."""
        return self._young.pop(text, None) or self._old.pop(text, [])

    def only(self, is_placed: Callable[[int], bool]) -> None:
        """Forget the passages of cameras (numbers) that are placed no longer."""
        for some in (self._young, self._old):
            for text, rows in list(some.items()):
                rows[:] = [one for one in rows if is_placed(one.camera)]
                if not rows:
                    del some[text]

    def turn(self, now: Instant) -> None:
        """Forget what was not seen for long; to be called now and then."""
        if now.since(self._turned) >= HORIZON_S:
            self._old, self._young = self._young, {}
            self._turned = now


def insert(rows: list[Passage], passage: Passage, keep_us: int) -> int:
    """Put a passage where its stamp belongs; its place, or -1 where it was there already.

    What lies more than ``keep_us`` before it goes, and the oldest of too many.
    """
    us = passage.stamp.at.us
    at = len(rows)
    if rows[-1].stamp.at.us < us and at < _MOST and rows[0].stamp.at.us >= us - keep_us:
        rows.append(bare(passage))  # nearly always
        return at
    while at and rows[at - 1].stamp.at.us >= us:
        at -= 1
        if rows[at].id == passage.id:
            return -1
    rows.insert(at, bare(passage))
    gone = 0
    while rows[gone].stamp.at.us < us - keep_us:
        gone += 1
    gone = max(gone, min(at, len(rows) - _MOST))
    if gone:
        del rows[:gone]
    return at - gone


def bare(passage: Passage) -> Passage:
    """A passage without its readings, which are most of it."""
    return replace(passage, readings=()) if passage.readings else passage
