"""Lives: the passages of one plate parted in two, each of which one vehicle can have made."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.trails.cloned.bound import Timing
from trackway.trails.cloned.looks import profile, unlike, wheels
from trackway.trails.cloned.sightings import Sightings

__all__ = ["Lives", "Meeting", "drives", "forced", "lives_of", "meetings_of"]

_ROUNDS = 3
_NEAR_M, _AWAY = 15_000.0, 2.0
"""So far from where a life is lived is as odd as another colour; twice that and more is no odder."""
_SAME_DRIVE_S, _GOES_ON = 3600.0, 0.7
_SLOW_TIMES, _SLOW_S = 3.0, 600.0
"""Three times the usual and ten minutes: with a stop or two still the same journey."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two sightings in a row (their rows) that one vehicle cannot both have made, by so many seconds.

    ``is_physical``: beyond the highest speed in a straight line; else beyond what anybody was seen to do.
    """

    earlier: int
    later: int
    short_s: float
    is_physical: bool


@dataclass(frozen=True, slots=True, eq=False)
class Lives:
    """The two lives under one plate, the larger first, as rows in order of time; ``left`` fit neither."""

    main: NDArray[np.intp]
    other: NDArray[np.intp]
    left: NDArray[np.intp]


def _short(
    some: Sightings, one: NDArray[np.intp], other: NDArray[np.intp], timing: Timing
) -> NDArray[np.float64]:
    """By how many seconds the way between two sightings is too short; 0 or less where it can be driven."""
    took = np.abs(some.at_s[other] - some.at_s[one]) + some.granted_s[one] + some.granted_s[other]
    return np.asarray(timing.bounds.needed_s[some.site[one], some.site[other]] - took)


def meetings_of(some: Sightings, timing: Timing) -> tuple[Meeting, ...]:
    """The sightings in a row that are too soon after one another."""
    one = np.arange(len(some) - 1)
    short = _short(some, one, one + 1, timing)
    found = []
    for row in np.flatnonzero(short > 0).tolist():
        least = timing.bounds.physical_s - timing.bounds.needed_s
        is_physical = short[row] + least[some.site[row], some.site[row + 1]] > 0
        found.append(Meeting(row, row + 1, float(short[row]), bool(is_physical)))
    return tuple(found)


def forced(some: Sightings, meetings: tuple[Meeting, ...], timing: Timing) -> list[NDArray[np.intp]]:
    """Per episode of meetings the fewest rows without which one vehicle can have made all the others.

    An episode is a stretch without a pause in which everything can be reached from everywhere.
    """
    pause = float(timing.bounds.needed_s.max())
    ends = np.flatnonzero(np.diff(some.at_s) > pause) + 1
    episode = np.searchsorted(ends, [meeting.earlier for meeting in meetings], side="right")
    bounds = np.r_[0, ends, len(some)]
    return [_fewest(some, np.arange(bounds[k], bounds[k + 1]), timing) for k in np.unique(episode)]


def _fewest(some: Sightings, rows: NDArray[np.intp], timing: Timing) -> NDArray[np.intp]:
    """All but the longest chain in which each can be reached from the one before."""
    best, before = np.ones(len(rows), np.int64), np.full(len(rows), -1)
    for k in range(1, len(rows)):
        can = _short(some, rows[:k], np.full(k, rows[k]), timing) <= 0
        if can.any():
            chosen = int(np.argmax(np.where(can, best[:k], 0)))
            best[k], before[k] = best[chosen] + 1, chosen
    chain, at = set[int](), int(np.argmax(best))
    while at >= 0:
        chain.add(at)
        at = int(before[at])
    return rows[[k not in chain for k in range(len(rows))]]


def lives_of(some: Sightings, meetings: tuple[Meeting, ...], timing: Timing) -> Lives:
    """The sightings parted in two: by what can be driven first, then by looks and whereabouts.

    Starts from the meeting that falls shortest (without one, from the two kinds of vehicle seen), gives every
    sighting in order of time to the life it fits better, and does it again with the lives so found.
    """
    seeds = _seeds(some, meetings)
    none = np.zeros(0, np.intp)
    if seeds is None:
        return Lives(np.arange(len(some)), none, none)
    rows = (np.array([seeds[0]], np.intp), np.array([seeds[1]], np.intp))
    left = none
    for _ in range(_ROUNDS):
        cost = np.stack([_costs(some, life, timing) for life in rows])
        one, other, left = _parted(some, cost, seeds, timing)
        if not len(one) or not len(other):
            break
        rows = one, other
    main, other = sorted(rows, key=lambda life: (-len(life), int(life[0])))
    return Lives(main, other, left)


def _parted(
    some: Sightings, cost: NDArray[np.float64], seeds: tuple[int, int], timing: Timing
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    found: tuple[list[int], list[int], list[int]] = ([], [], [])
    needed, usual, at_s = timing.bounds.needed_s, timing.bounds.usual_s, some.at_s
    for row in range(len(some)):
        fits, costs = [True, True], [float(cost[0, row]), float(cost[1, row])]
        for k in (0, 1):
            if found[k]:
                last = found[k][-1]
                took = at_s[row] - at_s[last]
                granted = some.granted_s[row] + some.granted_s[last]
                fits[k] = bool(needed[some.site[last], some.site[row]] <= took + granted)
                way = usual[some.site[last], some.site[row]]
                if took < min(_SAME_DRIVE_S, _SLOW_TIMES * way + _SLOW_S):
                    costs[k] -= _GOES_ON
        wanted = seeds.index(row) if row in seeds else int(costs[1] < costs[0])
        found[wanted if fits[wanted] else 1 - wanted if fits[1 - wanted] else 2].append(row)
    one, other, left = (np.array(some_, np.intp) for some_ in found)
    return one, other, left


def drives(some: Sightings, rows: NDArray[np.intp], timing: Timing) -> int:
    """How many legs of a life are a drive: to another site, in about the time that it takes others."""
    one, other = rows[:-1], rows[1:]
    usual = timing.bounds.usual_s[some.site[one], some.site[other]]
    took = some.at_s[other] - some.at_s[one]
    return int(((some.site[one] != some.site[other]) & (took <= _SLOW_TIMES * usual + _SLOW_S)).sum())


def _seeds(some: Sightings, meetings: tuple[Meeting, ...]) -> tuple[int, int] | None:
    if meetings:
        worst = max(meetings, key=lambda meeting: (meeting.short_s, -meeting.earlier))
        return worst.earlier, worst.later
    kinds: dict[str, list[int]] = {}
    for row in np.flatnonzero(some.kind_confidence >= 0.8).tolist():
        if wheels(some.kind[row]):
            kinds.setdefault(wheels(some.kind[row]), []).append(row)
    if len(kinds) < 2:
        return None
    first, second = sorted(kinds.values(), key=len, reverse=True)[:2]
    return first[0], second[0]


def _costs(some: Sightings, life: NDArray[np.intp], timing: Timing) -> NDArray[np.float64]:
    """How badly each sighting fits a life: by looks, and by how far it is from where that life is lived."""
    sites = np.bincount(some.site[life], minlength=len(timing.sites)) / len(life)
    away = np.minimum(timing.sites.least_m / _NEAR_M, _AWAY) @ sites
    return np.asarray(unlike(some, profile(some.taken(life))) + away[some.site])
