"""AllowedPlates: the allowed list of a zone, ready to be asked for one plate after another."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from trackway.model.likeness import alike, fonts_of, swap_cost
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.model.time import Instant
from trackway.watch.zones.zone import Allowed

__all__ = ["AllowedPlates", "look_alikes"]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class AllowedPlates:
    """The allowed of one zone: whole plates by their text, and patterns one by one."""

    exact: Mapping[str, tuple[Allowed, ...]]
    patterns: tuple[Allowed, ...]

    @classmethod
    def of(cls, allowed: Iterable[Allowed]) -> Self:
        """From a list."""
        exact: dict[str, tuple[Allowed, ...]] = {}
        patterns: list[Allowed] = []
        for one in allowed:
            if one.pattern.is_exact:
                exact[one.pattern.text] = (*exact.get(one.pattern.text, ()), one)
            else:
                patterns.append(one)
        return cls(exact, tuple(patterns))

    def naming(self, text: str) -> tuple[Allowed, ...]:
        """Those that name this plate, whether they hold now or not."""
        return (*self.exact.get(text, ()), *(one for one in self.patterns if one.pattern.matches(text)))

    def near(self, passage: Passage, at: Instant) -> Allowed | None:
        """One that holds and for which this plate may have been misread: a look-alike letter, or an
        alternative of the reading; ``None`` where there is none."""
        if passage.plate is None:
            return None
        text = passage.plate.text
        for other in (*passage.alternatives, *look_alikes(text)):
            if found := next((one for one in self.naming(other) if one.holds(at)), None):
                return found
        return next((one for one in self.patterns if one.holds(at) and alike(one.pattern, text, 1)[1]), None)


@lru_cache(maxsize=4_096)
def look_alikes(text: str) -> tuple[str, ...]:
    """The plates that differ from this one by one look-alike letter, the likeliest first.

    What ``variants`` gives for one letter, without its explanation: every vehicle that comes is asked for.
    """
    fonts = fonts_of(PlatePattern(text))
    found = [
        (round(cost, 4), text[:at] + other + text[at + 1 :])
        for at, letter in enumerate(text)
        for other in _LETTERS
        if other != letter and (cost := swap_cost(letter, other, fonts)) < math.inf
    ]
    return tuple(other for _, other in sorted(found))
