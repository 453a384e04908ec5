"""AllowedPlates: the allowed list of a zone, ready to be asked for one plate after another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from trackway.model.likeness import alike, variants
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.model.time import Instant
from trackway.watch.zones.zone import Allowed

__all__ = ["AllowedPlates", "look_alikes"]


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


def look_alikes(text: str) -> tuple[str, ...]:
    """The plates that differ from this one by one look-alike letter, the likeliest first."""
    return tuple(one.pattern.text for one in variants(PlatePattern(text), 1))
