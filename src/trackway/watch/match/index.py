"""Index: which of a million entries accept which texts, kept up to date while entries come and go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.watch.entry import Exactness
from trackway.watch.match.table import Found, Table

__all__ = ["Index", "Wanted"]

_MERGE_FROM = 20_000
"""Changed entries are kept in a small table of their own, made anew with each change (some 50 ms when as
many as this); beyond it that table is merged into the large one, half a second for a million entries."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry as far as matching goes: its number, its pattern in normal form, how exact it wants to be."""

    id: int
    pattern: str
    exactness: Exactness


class Index:
    """Entries by what they accept; see ``accepts`` for what that is. Used from one thread.

    ::

        large table ── less those changed or gone ──┐
                                                    ├──► which text is accepted by which entry
        small table of those changed ───────────────┘
    """

    def __init__(
        self, ids: NDArray[np.int64], patterns: Sequence[str], exactness: Sequence[Exactness]
    ) -> None:
        self._large = Table.of(ids, patterns, exactness)
        self._small = _NOTHING
        self._changed: dict[int, Wanted | None] = {}

    def __len__(self) -> int:
        """How many entries there are."""
        gone = int(np.isin(self._large.ids, self._superseded()).sum()) if self._changed else 0
        return len(self._large.ids) - gone + len(self._small.ids)

    @property
    def wide(self) -> int:
        """How many entries are matched one by one, because they stand for too many plates to be indexed."""
        return len(self._large.wide) + len(self._small.wide)

    def change(self, entries: Iterable[Wanted], gone: Iterable[int] = ()) -> None:
        """Take up new and changed entries, and drop those that are gone."""
        self._changed |= {one.id: one for one in entries} | dict.fromkeys(gone)
        there = [one for one in self._changed.values() if one is not None]
        self._small = Table.of(
            np.array([one.id for one in there], dtype=np.int64),
            [one.pattern for one in there],
            [one.exactness for one in there],
        )
        if len(self._changed) > _MERGE_FROM:
            self._large = self._large.without(self._superseded()).with_(self._small)
            self._small = _NOTHING
            self._changed = {}

    def find(self, texts: Sequence[str]) -> Found:
        """Which of these texts each entry accepts, once each, in order of text and entry."""
        found = self._large.find(texts)
        if self._changed:
            stays = ~np.isin(found.ids, self._superseded())
            newer = self._small.find(texts)
            found = Found(
                np.concatenate([found.texts[stays], newer.texts]),
                np.concatenate([found.ids[stays], newer.ids]),
            )
        order = np.lexsort((found.ids, found.texts))
        of_texts, ids = found.texts[order], found.ids[order]
        is_first = np.ones(len(ids), dtype=np.bool_)
        is_first[1:] = (of_texts[1:] != of_texts[:-1]) | (ids[1:] != ids[:-1])
        return Found(of_texts[is_first], ids[is_first])

    def _superseded(self) -> NDArray[np.int64]:
        return np.fromiter(self._changed, dtype=np.int64, count=len(self._changed))


_NOTHING = Table.of(np.zeros(0, dtype=np.int64), (), ())
