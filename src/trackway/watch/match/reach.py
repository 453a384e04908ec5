"""Reach: how many plates an entry accepts, counted exactly, and which come first.

A pattern with its exactness is an automaton: which places of the pattern a text may have come to, and whether
a letter of it was already taken otherwise (Schulz and Mihov 2002 for one wrong letter). Plates of a form are
counted by walking it once over the form's places, all texts that have come to the same states together.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from trackway.model.likeness import fonts_of, swap_cost
from trackway.model.pattern import PlatePattern
from trackway.model.plate_series import SERIES
from trackway.watch.entry import Exactness

__all__ = ["accepted_plates", "plates_within"]

States = frozenset[tuple[int, int]]
"""Places of the pattern, each with how many letters were taken otherwise, 0 or 1."""


class _Automaton:
    """What a pattern accepts, letter by letter."""

    def __init__(self, pattern: PlatePattern, exactness: Exactness) -> None:
        self._text = pattern.text
        self._fonts = fonts_of(pattern)
        self._exactness = exactness
        self._steps: dict[tuple[States, str], States] = {}
        self._hopes: dict[tuple[States, tuple[str, ...]], bool] = {}
        self.start = self._closed({(0, 0)})

    def step(self, states: States, symbol: str) -> States:
        """The states after one more letter; none when nothing accepted begins like this."""
        known = self._steps.get((states, symbol))
        if known is None:
            known = self._closed({after for one in states for after in self._after(one, symbol)})
            self._steps[states, symbol] = known
        return known

    def is_end(self, states: States) -> bool:
        """Whether what has been read is accepted."""
        return any(place == len(self._text) for place, _ in states)

    def has_hope(self, states: States, places: tuple[str, ...]) -> bool:
        """Whether anything accepted follows with such letters at the places to come."""
        known = self._hopes.get((states, places))
        if known is None:
            known = self._hopes[states, places] = (
                any(self.has_hope(after, places[1:]) for s in places[0] if (after := self.step(states, s)))
                if places
                else self.is_end(states)
            )
        return known

    def _after(self, state: tuple[int, int], symbol: str) -> Iterator[tuple[int, int]]:
        place, others = state
        one_letter = self._exactness is Exactness.ONE_LETTER and not others
        if one_letter:
            yield place, 1  # a letter too many
        if place == len(self._text):
            return
        asked = self._text[place]
        if asked == "*":
            yield place, others
        elif asked in {"?", symbol}:
            yield place + 1, others
        elif one_letter or (not others and self._is_look_alike(asked, symbol)):
            yield place + 1, 1

    def _is_look_alike(self, asked: str, symbol: str) -> bool:
        is_allowed = self._exactness is Exactness.LOOK_ALIKE
        return is_allowed and math.isfinite(swap_cost(asked, symbol, self._fonts))

    def _closed(self, states: set[tuple[int, int]]) -> States:
        """With what is reached without a letter: past a star, or past a letter that is missing."""
        left = list(states)
        while left:
            place, others = left.pop()
            if place == len(self._text):
                continue
            for more in (
                [(place + 1, others)]
                if self._text[place] == "*"
                else [(place + 1, 1)]
                if self._exactness is Exactness.ONE_LETTER and not others
                else []
            ):
                if more not in states:
                    states.add(more)
                    left.append(more)
        return frozenset(states)


def plates_within(pattern: PlatePattern, exactness: Exactness) -> int:
    """How many plates of the known series are accepted, existing or not.

    Series of one form are counted together with all letters that any of them may have; that a rental car's
    code is a pair is not looked at.
    """
    automaton = _Automaton(pattern, exactness)
    return sum(_count(automaton, allowed) for allowed in _shapes().values())


def accepted_plates(pattern: PlatePattern, exactness: Exactness, most: int) -> tuple[str, ...]:
    """Some of these plates, at most so many, from as many forms as there are."""
    automaton = _Automaton(pattern, exactness)
    walks = [_walk(automaton, allowed, automaton.start, "") for allowed in _shapes().values()]
    found: list[str] = []
    while walks and len(found) < most:
        still = []
        for walk in walks:
            if (text := next(walk, None)) is not None:
                found.append(text)
                still.append(walk)
        walks = still
    return tuple(found[:most])


def _count(automaton: _Automaton, allowed: tuple[str, ...]) -> int:
    here: Mapping[States, int] = {automaton.start: 1}
    for symbols in allowed:
        after: defaultdict[States, int] = defaultdict(int)
        for states, many in here.items():
            for symbol in symbols:
                if following := automaton.step(states, symbol):
                    after[following] += many
        here = after
    return sum(many for states, many in here.items() if automaton.is_end(states))


def _walk(automaton: _Automaton, places: tuple[str, ...], states: States, begun: str) -> Iterator[str]:
    if not automaton.has_hope(states, places):
        return
    if not places:
        yield begun
        return
    for symbol in places[0]:
        yield from _walk(automaton, places[1:], automaton.step(states, symbol), begun + symbol)


@cache
def _shapes() -> Mapping[str, tuple[str, ...]]:
    """By the shape of a form the characters that may stand at each of its places."""
    found: dict[str, list[set[str]]] = {}
    for row in SERIES:
        for form in row.forms:
            places = found.setdefault(form.shape, [set() for _ in form.shape])
            for place, symbol in zip(places, form.shape, strict=True):
                place |= set(row.allowed(symbol))
    return {shape: tuple("".join(sorted(place)) for place in places) for shape, places in found.items()}
