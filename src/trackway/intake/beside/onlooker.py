"""Onlooker: a second engine that watches the same frames, files nothing, and is compared with the first.

::

    frame ─┬─► first engine ─► passings ─► filed ──┐
           └─► second engine ─► passings ──────────┴─► paired by time and place ─► comparisons, costs
"""

import time
from collections.abc import Callable

from trackway.intake.beside.comparison import Account, Comparison, Cost, paired
from trackway.model.passage import Passage
from trackway.model.reading import Reading
from trackway.video import Frame
from trackway.vision import Engine, Follower, Luma, Passing, Remembered, engine_text

__all__ = ["Onlooker", "Timed"]


class Timed:
    """An engine whose looks are counted, with what they cost. Exact for engines of one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cost = Cost()

    def spent(self) -> Cost:
        """What its looks have cost since this was asked last."""
        cost, self._cost = self._cost, Cost()
        return cost

    @property
    def model(self) -> str:
        """The engine's own."""
        return self._engine.model

    def open(self) -> None:
        """The engine's own; not counted."""
        self._engine.open()

    def look(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """The engine's look."""
        return self._counted(self._engine.look, picture, at_s)

    def glance(self, picture: Luma, at_s: float = 0.0) -> tuple[Reading, ...]:
        """The engine's glance."""
        return self._counted(self._engine.glance, picture, at_s)

    def _counted(
        self, see: Callable[[Luma, float], tuple[Reading, ...]], picture: Luma, at_s: float
    ) -> tuple[Reading, ...]:
        began_s = time.thread_time()
        found = see(picture, at_s)
        self._cost = Cost(self._cost.pictures + 1, self._cost.cpu_s + time.thread_time() - began_s)
        return found


class Onlooker:
    """The second engine beside the first, over one stretch of footage."""

    def __init__(
        self, engine: Engine, put: Callable[[bytes], str], memory: tuple[Remembered, ...] | None
    ) -> None:
        self._engine = Timed(engine)
        self._put = put
        self._follower = Follower(self._engine, memory)
        self._firsts: list[tuple[Passing, Passage]] = []
        self._seconds: list[Passing] = []

    @property
    def model(self) -> str:
        """The second engine and its weights."""
        return self._engine.model

    def spent(self) -> Cost:
        """What its looks have cost."""
        return self._engine.spent()

    @property
    def memory(self) -> tuple[Remembered, ...]:
        """What to hand to the one who goes on from here."""
        return self._follower.memory

    def see(self, frame: Frame) -> None:
        """Watch the next frame."""
        self._seconds += self._follower.see(frame)

    def skip(self, to_s: float) -> None:
        """Nothing is shown until then, because nothing moves."""
        self._seconds += self._follower.skip(to_s)

    def told(self, passing: Passing, passage: Passage) -> None:
        """The first engine told of this passing, and it was filed so."""
        if passing.plate is not None:
            self._firsts.append((passing, passage))

    def close(self) -> list[Comparison]:
        """The stretch has ended: all vehicles in it that either engine read a plate of, in order of time.

        Pictures of those that only the second saw are kept, so that a person can see who was right.
        """
        self._seconds += self._follower.close()
        seconds = [passing for passing in self._seconds if passing.plate is not None]
        pairs = paired(
            [passing.readings for passing, _ in self._firsts], [passing.readings for passing in seconds]
        )
        found = [
            self._of_first(*self._firsts[i], seconds[j] if j >= 0 else None)
            if i >= 0
            else self._of_second(seconds[j])
            for i, j in pairs
        ]
        return sorted(found, key=lambda one: one.at_s)

    def _of_first(self, passing: Passing, passage: Passage, other: Passing | None) -> Comparison:
        own = Account(engine_text(passage), passing.confidence, passing.looks)
        return Comparison(
            passing.at_s, passage.pictures[0].digest, passage.id, own, _account(other) if other else None
        )

    def _of_second(self, passing: Passing) -> Comparison:
        return Comparison(passing.at_s, self._put(passing.picture), 0, None, _account(passing))


def _account(passing: Passing) -> Account:
    text = passing.plate.text if passing.plate else ""
    return Account(text, passing.confidence, passing.looks)
