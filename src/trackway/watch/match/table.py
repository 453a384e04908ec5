"""Table: the keys of many entries in order, and which of them a batch of texts has. It never changes.

::

    texts ──► numbers ──► masked in every way that some key of that length is ──► filter ──► sought in order
                          (1 to 128 numbers for a plate of seven letters)         (a bit a key)

How long that takes does not depend on how many entries there are, apart from the memory they fill.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from trackway.model.pattern import PlatePattern
from trackway.watch.entry import Exactness
from trackway.watch.match.codes import ANY, Keys, keys_of, lengths_of
from trackway.watch.match.keys import keyed
from trackway.watch.match.wide import fits

__all__ = ["Found", "Table", "Wide"]

_LOWEST = np.uint64(sum(1 << 6 * place for place in range(10)))
_ODD = np.uint64(0x9E37_79B9_7F4A_7C15)
"""2^64 over the golden ratio: multiplying by it spreads numbers that differ little (Knuth 6.4)."""
_FILTER_BITS = 12
"""Bits of the filter for each key, at least: of numbers that are no key some one in thirteen passes."""
_AT_ONCE = 1 << 20
"""Masked numbers held at once: 8 MB."""


@dataclass(frozen=True, slots=True)
class Found:
    """Which text is accepted by which entry: places in the texts asked, and numbers of entries; pairs."""

    texts: NDArray[np.intp]
    ids: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wide:
    """An entry without keys."""

    id: int
    pattern: PlatePattern
    exactness: Exactness


@dataclass(frozen=True)
class Table:
    """Keys in order, with a row of ``ids`` for each; ``wide`` are entries that have no keys."""

    ids: NDArray[np.int64]
    keys: Keys
    rows: NDArray[np.int32]
    wide: tuple[Wide, ...] = ()

    @classmethod
    def of(cls, ids: NDArray[np.int64], patterns: Sequence[str], exactness: Sequence[Exactness]) -> Self:
        """The table of these entries: their numbers, patterns in normal form and how exact each is."""
        found = keyed(patterns, exactness)
        order = np.argsort(found.keys, kind="stable")
        wide = tuple(Wide(int(ids[n]), PlatePattern(patterns[n]), exactness[n]) for n in found.wide)
        return cls(ids, found.keys[order], found.rows[order], wide)

    def without(self, gone: NDArray[np.int64]) -> Self:
        """The table without some entries."""
        stays = ~np.isin(self.ids, gone)
        keep = stays[self.rows]
        row = np.cumsum(stays, dtype=np.int32) - 1
        left = set(gone.tolist())
        return type(self)(
            self.ids[stays],
            self.keys[keep],
            row[self.rows[keep]].astype(np.int32),
            tuple(one for one in self.wide if one.id not in left),
        )

    def with_(self, other: "Table") -> Self:
        """This table and another of other entries as one."""
        keys = np.concatenate([self.keys, other.keys])
        rows = np.concatenate([self.rows, other.rows + np.int32(len(self.ids))])
        order = np.argsort(keys, kind="stable")  # two runs in order: merged, not sorted anew
        ids = np.concatenate([self.ids, other.ids])
        return type(self)(ids, keys[order], rows[order].astype(np.int32), self.wide + other.wide)

    def find(self, texts: Sequence[str]) -> Found:
        """Which of these texts each entry accepts; a pair may come twice."""
        keys = keys_of(texts)
        of_texts, ids = [np.zeros(0, np.intp)], [np.zeros(0, np.int64)]
        lengths = lengths_of(keys)
        for length, masks in self._masks.items():
            asked = np.flatnonzero(lengths == length)
            step = max(1, _AT_ONCE // len(masks))
            for start in range(0, len(asked), step):
                some = asked[start : start + step]
                which, rows = self._sought((keys[some, np.newaxis] | masks).ravel())
                of_texts.append(some[which // len(masks)])
                ids.append(self.ids[rows])
        for wide in self.wide:
            which = np.flatnonzero(fits(wide.pattern, wide.exactness, keys))
            of_texts.append(which)
            ids.append(np.full(len(which), wide.id))
        return Found(np.concatenate(of_texts), np.concatenate(ids))

    def _sought(self, wanted: Keys) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Of numbers those that are keys, each as often as it is one, and the rows of those keys."""
        spread = (wanted * _ODD) >> self._shift
        may_be = np.flatnonzero(self._filter[spread >> np.uint64(3)] >> (spread & np.uint64(7)) & 1)
        begin = np.searchsorted(self.keys, wanted[may_be])
        is_key = self.keys[np.minimum(begin, len(self.keys) - 1)] == wanted[may_be]
        may_be, begin = may_be[is_key], begin[is_key]
        many = np.searchsorted(self.keys, wanted[may_be], side="right") - begin
        before = np.cumsum(many) - many
        places = np.arange(int(many.sum())) + np.repeat(begin - before, many)
        return np.repeat(may_be, many), self.rows[places]

    @cached_property
    def _masks(self) -> Mapping[int, Keys]:
        """For each length of a text in how many ways it is masked."""
        bits = self.keys
        for n in range(1, 6):
            bits = bits & (self.keys >> np.uint64(n))
        masks = (bits & _LOWEST) * np.uint64(ANY)
        lengths = lengths_of(self.keys)
        return {int(one): np.unique(masks[lengths == one]) for one in np.unique(lengths)}

    @cached_property
    def _shift(self) -> np.uint64:
        return np.uint64(64 - max(10, int(len(self.keys) * _FILTER_BITS).bit_length()))

    @cached_property
    def _filter(self) -> NDArray[np.uint8]:
        """A bit for every key, at the place that its number is spread to."""
        spread = (self.keys * _ODD) >> self._shift
        bits = np.zeros(1 << (64 - int(self._shift) - 3), dtype=np.uint8)
        bit = np.uint8(1) << (spread & np.uint64(7)).astype(np.uint8)
        np.bitwise_or.at(bits, spread >> np.uint64(3), bit)
        return bits
