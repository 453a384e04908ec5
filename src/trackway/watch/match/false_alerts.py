"""False alerts: how often strangers will be taken for what is watched for, told before it happens.

For every entry, a day::

    strangers within reach   Σ passages a day of every text that it accepts, other than the plate it names
    strangers misread        Σ passages a day of every look-alike of the plate it names
                               × (share misread + other texts told a passage) × that look-alike's share

The first is counted on what was read in the traffic, misreadings in it too. The second is for entries that
name one plate and take it exactly: a reading goes wrong as often as its doubt says, or allows other texts
beside the vote, and which ones follows from how alike the letters are. Times, places and headings of entries
are not looked at: with them it is less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trackway.model.likeness import fonts_of, swap_cost
from trackway.model.look_alikes import likeness
from trackway.model.pattern import PlatePattern
from trackway.model.plate_series import Font
from trackway.watch.entry import Exactness
from trackway.watch.match.codes import SYMBOLS
from trackway.watch.match.index import Index, Wanted
from trackway.watch.match.traffic import Traffic

__all__ = ["FalseAlerts", "Widest", "false_alerts"]

_WIDEST = 20


@dataclass(frozen=True, slots=True)
class Widest:
    """An entry and the strangers' hits that it will bring a day."""

    entry: int
    pattern: str
    hits: float


@dataclass(frozen=True, slots=True)
class FalseAlerts:
    """What a set of entries will bring a day beside what is wanted.

    ``within_reach`` and ``misread`` are hits of strangers a day, as above; ``vehicles`` how many different
    strangers a day, at least so many alerts. ``widest`` are the entries that bring most. All of it rests
    on ``days`` of traffic; of none, nothing is known and ``days`` is 0.
    """

    entries: int
    within_reach: float
    misread: float
    vehicles: float
    widest: tuple[Widest, ...]
    days: float

    @property
    def hits(self) -> float:
        """Hits of strangers a day, all together."""
        return self.within_reach + self.misread


def false_alerts(entries: Sequence[Wanted], traffic: Traffic) -> FalseAlerts:
    """What these entries will bring a day in such traffic."""
    patterns = [one.pattern for one in entries]
    rows, plates = _pairs(entries, [one.exactness for one in entries], traffic)
    strangers = np.array(
        [traffic.plates[p] != patterns[r] for r, p in zip(rows, plates, strict=True)], np.bool_
    )
    rows, plates = rows[strangers], plates[strangers]
    per_entry = np.bincount(rows, traffic.passages[plates], len(entries)).astype(np.float64)
    within = float(per_entry.sum())
    named = [
        row
        for row, one in enumerate(entries)
        if one.exactness is Exactness.EXACT and PlatePattern(one.pattern).is_exact
    ]
    near, near_plates = _pairs([entries[row] for row in named], [Exactness.LOOK_ALIKE] * len(named), traffic)
    goes_wrong = traffic.misread + traffic.told
    for n, plate in zip(near.tolist(), near_plates.tolist(), strict=True):
        read, wanted = traffic.plates[plate], patterns[named[n]]
        if read != wanted:
            per_entry[named[n]] += traffic.passages[plate] * goes_wrong * _share(read, wanted)
    widest = np.argsort(-per_entry, kind="stable")[:_WIDEST]
    return FalseAlerts(
        entries=len(entries),
        within_reach=within,
        misread=float(per_entry.sum()) - within,
        vehicles=float(traffic.vehicles[np.unique(plates)].sum()),
        widest=tuple(
            Widest(entries[row].id, patterns[row], float(per_entry[row]))
            for row in widest
            if per_entry[row] > 0
        ),
        days=traffic.days,
    )


def _pairs(
    entries: Sequence[Wanted], exactness: Sequence[Exactness], traffic: Traffic
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Which entry (its place) accepts which text of the traffic (its place)."""
    index = Index(np.arange(len(entries), dtype=np.int64), [one.pattern for one in entries], exactness)
    found = index.find(traffic.plates)
    return found.ids, found.texts


def _share(read: str, wanted: str) -> float:
    """Of the misreadings of one plate by one look-alike, the part that gives another."""
    fonts = fonts_of(PlatePattern(read))
    ((one, other),) = [pair for pair in zip(read, wanted, strict=True) if pair[0] != pair[1]]
    all_shares = sum(_letter_shares(symbol, fonts) for symbol in read)
    return likeness(swap_cost(one, other, fonts)) / all_shares if all_shares else 0.0


@lru_cache(maxsize=256)
def _letter_shares(symbol: str, fonts: frozenset[Font]) -> float:
    """How much of a letter's doubt goes to all that it may be taken for."""
    return sum(likeness(swap_cost(symbol, other, fonts)) for other in SYMBOLS if other != symbol)
