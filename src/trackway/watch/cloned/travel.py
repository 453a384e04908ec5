"""Travel: one plate at two sites sooner than any vehicle goes, looked for in every passage as it comes.

::

    passage ──► the same plate's last ──► too soon? ──► clock guard ──► weighed: misread, clock, clone ──► hit
                                                          ▲
                         every plate that became impossible at the site of late
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from trackway.model.passage import Passage
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.trails.live import Timing
from trackway.watch.cloned.guard import Guard
from trackway.watch.cloned.plates import HORIZON_S, HORIZON_US, Plates, insert
from trackway.watch.cloned.timing import ways_of
from trackway.watch.cloned.weighing import Known, Verdict, verdict
from trackway.watch.entry import Act, Category, Terms
from trackway.watch.hit import Cause, Hit

__all__ = ["LEAST", "MEMORY_S", "Travel"]

LEAST = 0.5
"""Told when a clone is likelier than misread and clock together; the analysis lists from there."""
_DAY_S = 24 * 3600.0
_KEEP_US = round(_DAY_S * 1e6)
MEMORY_S = _DAY_S + HORIZON_S
"""A suspect's day, and the hours before it began."""
_MOST_SUSPECTS = 20_000
"""A clock that is off makes every vehicle that passes a suspect: so many of a day are enough to tell that."""
_BACK = 8
_SIDE_BY_SIDE = 7
"""Pictures beside the newest: what a screen shows at a glance."""
_TIERS = ("attribute_conflict", "improbable", "impossible")
_PRIORITY = {"impossible": 2, "improbable": 3, "attribute_conflict": 4}
_TITLES = {
    "impossible": Said("兩地同時出現：不可能的車程", "At two places at once: no vehicle is so fast"),
    "improbable": Said("兩地同時出現：快於實測車程", "At two places too soon: quicker than anybody was"),
}


Looked: TypeAlias = tuple[bool, Passage | None, Iterable[Hit]]
"""Whether the passage is new, the one of its plate before it, and what is found, to be gone through."""
_AGAIN: Looked = (False, None, ())


class Travel:
    """The last hours of every plate, and the suspects among them.

    A plate that was once too soon is a suspect for a day: all its passages are held against one another.
    """

    def __init__(self, timing: Timing, least: float) -> None:
        self._least = least
        self._ways = ways_of(timing)
        self._plates = Plates()
        self._guard = Guard()
        self._suspects: dict[str, _Suspect] = {}

    def follow(self, timing: Timing) -> None:
        """Take ways that were measured anew."""
        if timing is self._ways.timing:
            return
        are_same = timing.sites.cameras == self._ways.timing.sites.cameras
        self._ways = ways_of(timing)
        if not are_same:
            self._guard = Guard()  # it knows sites by their number
            self._plates.only(self.is_placed)
            for text, suspect in list(self._suspects.items()):
                suspect.rows = [one for one in suspect.rows if self.is_placed(one.camera)]
                if not suspect.rows:
                    del self._suspects[text]

    def turn(self, now: Instant) -> None:
        """Forget who was not seen for long."""
        self._plates.turn(now)
        oldest = now.plus(-MEMORY_S)
        for text in [t for t, one in self._suspects.items() if one.rows[-1].stamp.at < oldest]:
            del self._suspects[text]

    def is_placed(self, camera: int) -> bool:
        """Whether this camera's place is known."""
        of_camera = self._ways.of_camera
        return camera < len(of_camera) and of_camera[camera] >= 0

    def seen(self, text: str) -> Sequence[Passage]:
        """The remembered passages of a plate, by their stamps; none where it was not seen of late."""
        suspect = self._suspects.get(text)
        return suspect.rows if suspect else self._plates.of(text)

    def look(self, text: str, passage: Passage) -> Looked:
        """Hold a passage against what is remembered of its plate."""
        suspect = self._suspects.get(text)
        if suspect is not None:
            rows, at = suspect.rows, insert(suspect.rows, passage, _KEEP_US)
        else:
            rows, at = self._plates.put(text, passage)
        if at < 0:
            return _AGAIN
        before = rows[at - 1] if at else None
        if before is not None:
            self._guard.went(before, passage, self._ways)
        if suspect is None:
            if len(rows) == 1 or not tuple(self._met(rows, at)):
                return True, before, ()
            if len(self._suspects) >= _MOST_SUSPECTS:
                del self._suspects[next(iter(self._suspects))]
            self._suspects[text] = suspect = _Suspect(self._plates.take(text))
        return True, before, self._looked_into(text, suspect, at)

    def _looked_into(self, text: str, suspect: "_Suspect", at: int) -> Iterator[Hit]:
        """What a further passage of a suspect, at this place of its rows, comes to."""
        rows, ways = suspect.rows, self._ways
        for earlier in self._met(rows, at):
            self._guard.add(rows[earlier], rows[earlier + 1], ways)
        pairs = [k for k in range(len(rows) - 1) if self._is_too_soon(rows[k], rows[k + 1])]
        if not pairs:  # the day is over; what is older than its like of others goes
            del self._suspects[text]
            for row in rows[-_BACK:]:
                self._plates.put(text, row)
            return
        if self._is_one_reading(rows, pairs):
            return  # never from one: most suspects are no more, and weighing takes a millisecond
        old_us = rows[pairs[0]].stamp.at.us - HORIZON_US
        while rows[0].stamp.at.us < old_us:
            del rows[0]
        found = verdict(text, rows, Known(ways.timing, self._guard, self._least, self.seen))
        if found is not None and suspect.is_news(found):
            suspect.told(found)
            yield _hit(text, found, rows)

    def _is_one_reading(self, rows: Sequence[Passage], pairs: Sequence[int]) -> bool:
        """Whether without one of its passages one vehicle can have made all the others."""
        if pairs[-1] - pairs[0] > 1:
            return False
        either = (pairs[0], pairs[0] + 1) if len(pairs) == 1 else (pairs[1],)
        return any(
            not 0 < row < len(rows) - 1 or not self._is_too_soon(rows[row - 1], rows[row + 1])
            for row in either
        )

    def _met(self, rows: Sequence[Passage], at: int) -> Iterator[int]:
        """The earlier places of the pairs about one place that are too soon."""
        if at and self._is_too_soon(rows[at - 1], rows[at]):
            yield at - 1
        if at + 1 < len(rows) and self._is_too_soon(rows[at], rows[at + 1]):
            yield at

    def _is_too_soon(self, one: Passage, other: Passage) -> bool:
        """Whether no vehicle gets from the one to the other in time, both clocks' errors granted."""
        ways = self._ways
        start, stop = ways.of_camera[one.camera], ways.of_camera[other.camera]
        if start == stop:
            return False
        took = other.stamp.at.us - one.stamp.at.us - ways.ahead_us[stop] + ways.ahead_us[start]
        left = ways.needed_us[start][stop] - abs(took)
        return left > 0 and left > ways.doubt_us(start, one.stamp) + ways.doubt_us(stop, other.stamp)


class _Suspect:
    """A plate that was once too soon: its passages, and what was told of it."""

    def __init__(self, rows: list[Passage]) -> None:
        self.rows = rows
        self._tier = -1
        self._meetings: set[tuple[int, int]] = set()

    def is_news(self, found: Verdict) -> bool:
        """Whether it met itself again since it was told, or in a worse way."""
        return found.meeting not in self._meetings or _TIERS.index(found.tier) > self._tier

    def told(self, found: Verdict) -> None:
        """Note that this was told."""
        self._meetings.add(found.meeting)
        self._tier = max(self._tier, _TIERS.index(found.tier))


def _hit(text: str, found: Verdict, rows: Sequence[Passage]) -> Hit:
    told = [found.earlier, found.later, *found.odd]
    passage = max(told, key=lambda one: one.stamp.at.us)
    rest = {one.id: one for one in told if one.id != passage.id}
    return Hit(
        key=f"cloned:{found.tier}:{found.earlier.id}:{found.later.id}",
        cause=Cause.CLONED,
        rule="cloned",
        passage=passage,
        title=_TITLES[found.tier],
        says=found.found.says,
        caveats=found.found.caveats,
        terms=Terms(Category.CLONED_PLATE, _PRIORITY[found.tier], Act.NOTIFY),
        strength=found.found.score,
        others=tuple(sorted(rest.values(), key=lambda one: one.stamp.at.us)[-_SIDE_BY_SIDE:]),
    )
