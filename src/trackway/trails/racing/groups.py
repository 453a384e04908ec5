"""Groups of vehicles that were fast together, from their fast legs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.passage import PassageId

__all__ = ["FastLegs", "Group", "groups_of", "joined", "without_clock_hours"]

_SPREAD = 1 / 30
"""So much of the time of a leg may racers drift apart or close up on it: they do not drive alike."""
_JOINED = 3
"""So many further legs are joined: on the way of four legs all but the first and the last camera may fail."""
_TURN_S = 5400.0
"""Back on the same way within an hour and a half is turning round."""
_NOON_MS, _DAY_MS, _TAIPEI_MS, _HOUR_MS = 43_200_000, 86_400_000, 28_800_000, 3_600_000
_STRANGERS = 4
"""So many fast vehicles on one way in one hour, each by itself, and no race: it is a clock."""


@dataclass(frozen=True, slots=True, eq=False)
class FastLegs:
    """Columns of n legs: plate, the way (index of the first site times ``sites``, plus that of the last) and
    the way back, milliseconds and passages at both ends, and the speed in a straight line at least."""

    plate: NDArray[np.object_]
    way: NDArray[np.int64]
    back: NDArray[np.int64]
    start_ms: NDArray[np.int64]
    end_ms: NDArray[np.int64]
    least_kmh: NDArray[np.float64]
    start: tuple[PassageId, ...]
    end: tuple[PassageId, ...]
    sites: int

    def __len__(self) -> int:
        return len(self.plate)

    def taken(self, rows: NDArray[np.intp]) -> "FastLegs":
        """Some of them."""
        return FastLegs(
            self.plate[rows],
            self.way[rows],
            self.back[rows],
            self.start_ms[rows],
            self.end_ms[rows],
            self.least_kmh[rows],
            tuple(self.start[row] for row in rows),
            tuple(self.end[row] for row in rows),
            self.sites,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Vehicles that were fast together: their ``plates``, the ``rows`` of their legs together, the ``runs``
    (when, how many vehicles, how fast at least), how often they turned round, on how many nights, and how far
    apart they were (median)."""

    plates: tuple[str, ...]
    rows: NDArray[np.intp]
    runs: tuple[tuple[int, int, float], ...]
    turns: int
    nights: int
    headway_s: float


def joined(fast: FastLegs) -> FastLegs:
    """With the legs of each plate that follow on one another joined too: a camera between that reads one of
    two vehicles only must not part them."""
    follows = {(str(fast.plate[row]), start): row for row, start in enumerate(fast.start)}
    chains: list[tuple[int, ...]] = [(row,) for row in range(len(fast))]
    for chain in chains:  # grows as it is walked
        after = follows.get((str(fast.plate[chain[0]]), fast.end[chain[-1]]))
        if after is not None and len(chain) <= _JOINED:
            chains.append((*chain, after))
    first = np.array([chain[0] for chain in chains], np.intp)
    last = np.array([chain[-1] for chain in chains], np.intp)
    sites = fast.sites
    way = fast.way[first] // sites * sites + fast.way[last] % sites
    back = fast.way[last] % sites * sites + fast.way[first] // sites
    is_way = way != back  # a way out and back begins where it ends
    first, last = first[is_way], last[is_way]
    return FastLegs(
        fast.plate[first],
        way[is_way],
        back[is_way],
        fast.start_ms[first],
        fast.end_ms[last],
        np.array([min(fast.least_kmh[list(c)]) for c, some in zip(chains, is_way, strict=True) if some]),
        tuple(fast.start[row] for row in first),
        tuple(fast.end[row] for row in last),
        sites,
    )


def without_clock_hours(fast: FastLegs, headway_s: float) -> tuple[FastLegs, int]:
    """Without the ways and hours on which many were fast one by one; and how many those were."""
    keep, dropped = np.ones(len(fast), bool), 0
    key = fast.way * 10_000_000 + fast.start_ms // _HOUR_MS
    for one in np.unique(key):
        rows = np.flatnonzero(key == one)
        if len(rows) < _STRANGERS:
            continue
        clusters = 1 + int((np.diff(np.sort(fast.start_ms[rows])) > round(headway_s * 1000)).sum())
        plates = len(np.unique(fast.plate[rows].astype(str)))
        if clusters >= _STRANGERS and plates >= _STRANGERS:
            keep[rows] = False
            dropped += 1
    return fast.taken(np.flatnonzero(keep)), dropped


def groups_of(fast: FastLegs, headway_s: float, min_runs: int) -> tuple[Group, ...]:
    """The groups: vehicles of which each was fast with another one on at least so many legs."""
    pairs = _pairs(fast, headway_s * 1000)
    joined = {pair: rows for pair, rows in pairs.items() if len(rows) >= min_runs}
    leader = {plate: plate for pair in joined for plate in pair}

    def find(plate: str) -> str:
        while leader[plate] != plate:
            plate = leader[plate]
        return plate

    for one, other in joined:
        leader[find(one)] = find(other)
    members: dict[str, set[str]] = {}
    rows_of: dict[str, set[int]] = {}
    for pair, legs in joined.items():
        members.setdefault(find(pair[0]), set()).update(pair)
        rows_of.setdefault(find(pair[0]), set()).update(row for leg in legs for row in leg)
    return tuple(
        _group(fast, tuple(sorted(plates)), np.array(sorted(rows_of[key]), np.intp), headway_s)
        for key, plates in sorted(members.items())
    )


def _pairs(fast: FastLegs, headway_ms: float) -> Mapping[tuple[str, str], list[tuple[int, int]]]:
    """For each two plates the legs (rows) on which one was right behind the other: at one end within the
    headway, at the other within what they may have drifted apart on the way.

    Legs of the same minutes are counted once, the shortest of them.
    """
    order = np.lexsort((fast.start_ms, fast.way))
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for place, row in enumerate(order.tolist()):
        drift_ms = _SPREAD * float(fast.end_ms[row] - fast.start_ms[row])
        for other in order[place + 1 :].tolist():
            apart = float(fast.start_ms[other] - fast.start_ms[row])
            if fast.way[other] != fast.way[row] or apart > headway_ms + drift_ms:
                break
            one, two = sorted((str(fast.plate[row]), str(fast.plate[other])))
            later = float(abs(fast.end_ms[other] - fast.end_ms[row]))
            if one != two and min(apart, later) <= headway_ms and later <= headway_ms + drift_ms:
                found.setdefault((one, two), []).append((row, other))
    return {pair: _apart(fast, rows) for pair, rows in found.items()}


def _apart(fast: FastLegs, rows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for row, other in sorted(
        rows, key=lambda each: (int(fast.end_ms[each[0]] - fast.start_ms[each[0]]), each)
    ):
        if all(
            fast.start_ms[row] >= fast.end_ms[known] or fast.end_ms[row] <= fast.start_ms[known]
            for known, _ in kept
        ):
            kept.append((row, other))
    return kept


def _group(fast: FastLegs, plates: tuple[str, ...], rows: NDArray[np.intp], headway_s: float) -> Group:
    order = rows[np.lexsort((fast.start_ms[rows], fast.way[rows]))]
    fresh = np.r_[
        True,
        (np.diff(fast.way[order]) != 0)
        | (np.diff(fast.start_ms[order]) > round(len(plates) * headway_s * 1000)),
    ]
    parts = np.split(order, np.flatnonzero(fresh)[1:])
    parts.sort(key=lambda part: int(fast.start_ms[part[0]]))
    runs = tuple((int(fast.start_ms[p[0]]), len(p), float(fast.least_kmh[p].min())) for p in parts)
    gaps = np.concatenate([np.diff(fast.start_ms[part]) for part in parts]) / 1000
    nights = np.unique((fast.start_ms[rows] + _TAIPEI_MS - _NOON_MS) // _DAY_MS)
    return Group(plates, rows, runs, _turns(fast, parts), len(nights), float(np.median(gaps)))


def _turns(fast: FastLegs, runs: list[NDArray[np.intp]]) -> int:
    """How many runs were followed by one back on the same way."""
    found = 0
    for place, run in enumerate(runs):
        end_ms = int(fast.end_ms[run].max())
        found += any(
            fast.way[later[0]] == fast.back[run[0]] and 0 < fast.start_ms[later[0]] - end_ms < _TURN_S * 1000
            for later in runs[place + 1 :]
        )
    return found
