"""Mismatch: a vehicle that is not what its plate belongs to, seen again and again.

::

    strong reading ──► oddities ──► a look-alike near by? ──► again, elsewhere or later? ──► hit
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from trackway.model.look_alikes import look_alike_texts
from trackway.model.passage import Passage
from trackway.model.plate import Plate
from trackway.model.plate_check import conflicts
from trackway.model.taken_for import colours_taken_for, kinds_taken_for
from trackway.model.time import Instant
from trackway.model.vehicle import VehicleKind
from trackway.watch.cloned.mismatch_said import hit
from trackway.watch.cloned.oddities import Oddity, What
from trackway.watch.hit import Hit

__all__ = ["Mismatch"]

DAY_US = 86_400_000_000
_NEARBY_US, _MOMENT_US = 2_700_000_000, 60_000_000
"""A misread vehicle is read right within three quarters of an hour, so close are cameras, but not at once."""
_AGAIN_US = 600_000_000
"""Two readings at one site ten minutes apart are two; sooner they may be one that stood in the picture."""
_ALIKES, _ALIKE_COST = 60, 0.3
_BY_LETTERS = frozenset({What.SERIES, What.PLATE_COLOURS})
_MOST = 20_000
"""Plates with something odd about them within a day; a camera that sees no kinds right makes thousands."""
_NEEDED = {What.PLATE_COLOURS: (3, 0.5), What.COLOUR: (3, 0.5)}
"""Colours are taken for others by lamp light: three times, and not seen right as often."""
_USUAL = (2, 1 / 7)
"""Twice, and in one of seven: a day of one vehicle has slips of the eye too, as in the analysis."""
_MAY_BE_MISREAD = 3
"""Where a look-alike plate would be right on that vehicle: a worn plate is misread the same way again."""


class _Odd:
    """What was odd about a plate in a day, what each time, and when all was right in between."""

    def __init__(self) -> None:
        self.times: dict[What, list[tuple[Oddity, Passage]]] = {}
        self.right_us: list[int] = []

    def forget(self, before_us: int) -> None:
        """Drop what is older, and what was right before anything was odd."""
        for what in list(self.times):
            self.times[what] = [one for one in self.times[what] if one[1].stamp.at.us >= before_us]
            if not self.times[what]:
                del self.times[what]
        first = min((p.stamp.at.us for _, p in chain.from_iterable(self.times.values())), default=None)
        self.right_us = [us for us in self.right_us if first is not None and us >= first]


class Mismatch:
    """Oddities of plates, remembered for a day, told when they come again.

    ``seen`` gives the remembered passages of a plate.
    """

    def __init__(self, seen: Callable[[str], Sequence[Passage]]) -> None:
        self._seen = seen
        self._plates: dict[str, _Odd] = {}

    def is_known(self, text: str) -> bool:
        """Whether something was odd about this plate."""
        return text in self._plates

    def look(self, text: str, passage: Passage, oddities: Sequence[Oddity]) -> Iterator[Hit]:
        """See a strong reading, with what is odd about it or without."""
        odd = self._plates.get(text)
        if odd is None:
            if not oddities or self._is_explained(text, passage):
                return
            if len(self._plates) >= _MOST:
                del self._plates[next(iter(self._plates))]
            odd = self._plates[text] = _Odd()
        elif oddities and self._is_explained(text, passage):
            return
        odd.forget(passage.stamp.at.us - DAY_US)
        if not oddities:
            odd.right_us.append(passage.stamp.at.us)
            if not odd.times:
                del self._plates[text]
            return
        for one in oddities:
            times = odd.times.setdefault(one.what, [])
            if any(p.id == passage.id for _, p in times):
                continue
            times.append((one, passage))
            alike = [each for each in times if each[0].expected == one.expected]
            if one.is_sure or self._is_told(text, alike, len(odd.right_us)):
                yield hit(one, alike)

    def turn(self, now: Instant) -> None:
        """Forget the plates about which nothing was odd for a day."""
        for text, odd in list(self._plates.items()):
            odd.forget(now.us - DAY_US)
            if not odd.times:
                del self._plates[text]

    def _is_told(self, text: str, times: Sequence[tuple[Oddity, Passage]], right: int) -> bool:
        """Whether so many times, and all the others when it was right, are more than a slip."""
        what, (_, newest) = times[-1][0].what, times[-1]
        least, share = _NEEDED.get(what, _USUAL)
        apart = _apart([passage for _, passage in times])
        if apart < least or apart < share * (apart + right):
            return False
        return apart >= _MAY_BE_MISREAD or what not in _BY_LETTERS or not _fits_alike(text, newest)

    def _is_explained(self, text: str, passage: Passage) -> bool:
        """Whether a vehicle with a look-alike plate was near by, and looks like this one."""
        alikes = [alike.text for alike in look_alike_texts(text, _ALIKE_COST, _ALIKES)]
        return any(_may_be(passage, self._seen(alike)) for alike in (*alikes, *passage.alternatives))


def _may_be(passage: Passage, others: Iterable[Passage]) -> bool:
    for other in others:
        apart_us = abs(other.stamp.at.us - passage.stamp.at.us)
        if (
            apart_us <= _NEARBY_US
            and (other.camera != passage.camera or apart_us > _MOMENT_US)
            and kinds_taken_for(other.kind) & kinds_taken_for(passage.kind)
            and colours_taken_for(other.colour) & colours_taken_for(passage.colour)
        ):
            return True
    return False


def _apart(passages: Sequence[Passage]) -> int:
    """How many of them are readings of their own."""
    apart = 0
    last: Passage | None = None
    for passage in passages:
        if last is None or passage.camera != last.camera or abs(_between_us(passage, last)) >= _AGAIN_US:
            apart, last = apart + 1, passage
    return apart


def _fits_alike(text: str, passage: Passage) -> bool:
    """Whether the vehicle is such as a look-alike plate is for."""
    kind = passage.kind if passage.kind_confidence > 0 else VehicleKind.UNKNOWN
    return any(
        not conflicts(Plate(alike.text), passage.plate_colours, kind)
        for alike in look_alike_texts(text, _ALIKE_COST, _ALIKES)
    )


def _between_us(one: Passage, other: Passage) -> int:
    return one.stamp.at.us - other.stamp.at.us
