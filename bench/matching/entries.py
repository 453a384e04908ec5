"""Entries of a made-up list, and traffic past it. Every plate is drawn at random, none is anybody's."""

import random
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from trackway.model.passage import Passage, Source, passage_id
from trackway.model.pattern import PlatePattern
from trackway.model.plate import Plate
from trackway.model.time import ClockOwner, Instant, Span, Stamp
from trackway.watch import Approval, Entry, Exactness, ListKind, Terms, WatchList
from trackway.watch.lists import Changes, Matchable
from trackway.watch.match import Registered

__all__ = ["Listed", "NoRegister", "plate", "traffic"]

_LETTERS, _DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "012356789"
_CODE = {exactness: code for code, exactness in enumerate(Exactness)}
_WILD, _FUZZY, _ALIKE = 0.05, 0.10, 0.05
"""Of all entries: those with wildcards, those fuzzy by any letter, and beside these those by a look-alike."""


def plate(rng: random.Random) -> str:
    """A plate of a common series: seven in ten of the form of 2012."""
    drawn = rng.random()
    if drawn < 0.7:
        return "".join(rng.choices(_LETTERS, k=3) + rng.choices(_DIGITS, k=4))
    if drawn < 0.85:
        return "".join(rng.choices("0123456789", k=4) + rng.choices(_LETTERS, k=2))
    return "".join(rng.choices(_LETTERS, k=3) + rng.choices("0123456789", k=3))


def _wild(rng: random.Random) -> str:
    """A plate of which one or two letters, or an end, or both, were not seen."""
    text, drawn = plate(rng), rng.random()
    if drawn < 0.15:
        return text[:-1] + "*"
    if drawn < 0.25:
        return "*" + text[1:]
    if drawn < 0.30:
        return "*" + text[1:-1] + "*"
    for place in rng.sample(range(len(text)), rng.choice([1, 2])):
        text = text[:place] + "?" + text[place + 1 :]
    return text


class Listed:
    """So many entries of one list, as compact as they can be: what ``ListWatcher`` asks of lists."""

    def __init__(self, entries: int, seed: int, now: Instant) -> None:
        rng = random.Random(seed)  # noqa: S311  seeded, not secret
        wild, fuzzy, alike = (round(entries * share) for share in (_WILD, _FUZZY, _ALIKE))
        self.patterns = [_wild(rng) if n < wild else plate(rng) for n in range(entries)]
        self.exactness = np.zeros(entries, dtype=np.uint8)
        self.exactness[wild : wild + fuzzy] = _CODE[Exactness.ONE_LETTER]
        self.exactness[wild + fuzzy : wild + fuzzy + alike] = _CODE[Exactness.LOOK_ALIKE]
        self.ids = np.arange(1, entries + 1, dtype=np.int64)
        self._force = Span(now.plus(-86_400), now.plus(86_400))
        self._list = WatchList(1, "list", ListKind.WATCH, "owner", Terms(), now)

    def version(self) -> int:
        return 1

    def matchable(self) -> Matchable:
        return Matchable(1, self.ids, self.patterns, self.exactness)

    def changes(self, since_version: int) -> Changes:
        return Changes(since_version, (), ())

    def entries(self, ids: Collection[int]) -> tuple[Entry, ...]:
        start = self._force.start
        return tuple(
            Entry(
                id=one,
                list_id=1,
                pattern=PlatePattern(self.patterns[one - 1]),
                force=self._force,
                reason="bench",
                legal_basis="bench",
                case_no="bench",
                requester="a",
                added=start,
                approval=Approval("b", start),
                exactness=tuple(Exactness)[self.exactness[one - 1]],
            )
            for one in ids
        )

    def list_(self, identity: int) -> WatchList:
        return self._list


class NoRegister:
    """A vehicle register with nothing on it."""

    def facts(self, plates: Collection[str]) -> Mapping[str, Registered]:
        return {}


def traffic(passages: int, seed: int, at: Instant) -> Sequence[Passage]:
    """So many passages; one in three has two other texts that its looks allow."""
    rng = random.Random(seed)  # noqa: S311  seeded, not secret
    found = []
    for n in range(passages):
        text = plate(rng)
        place = rng.randrange(len(text))
        others = tuple(text[:place] + one + text[place + 1 :] for one in rng.sample("8B05SDG6", 2))
        when = at.plus(n * 0.001)
        found.append(
            Passage(
                id=passage_id(when, 1 + n % 500, 0),
                stamp=Stamp(when, ClockOwner.SIMULATED),
                camera=1 + n % 500,
                source=Source.SIMULATED,
                plate=Plate(text),
                confidence=0.7 if n % 3 == 0 else 0.97,
                alternatives=others if n % 3 == 0 else (),
                looks=3,
            )
        )
    return found
