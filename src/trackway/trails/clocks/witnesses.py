"""Witnesses: what the other vehicles of an hour tell of one site's clock.

Who passes a site came from a neighbour a usual time before, or goes to one a usual time later. When most of
those who pass within minutes of a moment agree on an offset at which that is true, and not on none, it is the
clock. Fast drivers tell otherwise: too early when they arrive and too late when they left, so they agree on
one offset as often as on its opposite.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.trails.clocks.clocks import Offsets
from trackway.trails.clocks.legs import Legs
from trackway.trails.clocks.sites import Sites
from trackway.trails.desk import Desk, analysis_sql

__all__ = ["Witnesses", "off_at", "witnesses_of"]

_NEIGHBOURS, _NEIGHBOUR_S = 6, 1500.0
"""The six busiest ways of a site tell its clock as well as all; stops blur ways of more than 25 minutes."""
_NEAREST, _WITHIN_MS = 40, 5_400_000
"""So many in a row, of an hour and a half at most: a clock that steps stays there for longer than that."""
_LEAST_PLATES, _TIMES = 4, 2.0
"""Four plates at least agree on the offset, and twice as many as agree on none or on the opposite."""
_MINUTE_MS, _EACH, _LEAST_MINUTES = 60_000, 4, 3
"""At most four of a minute are heard, and three minutes at least must agree: racers come all at once."""
_GRANTED_S, _SPREAD = 20.0, 0.05
"""Of those who do not stop, most are within a red light and a twentieth of the usual time."""
_STANDS_OUT_S = 30.0
"""Less is lights and queues, as everywhere in this room."""
_OPTION_S = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Witnesses:
    """Columns of n journeys that begin or end at one of the sites asked about, by site and time: the
    ``site`` (its index), when its clock said so (ms), the plate (a number), how long after the neighbour
    that was (s, negative: before; known offsets taken off), and how long the way ``there`` and away
    (``back``) usually takes (NaN: unknown).
    """

    site: NDArray[np.int64]
    at_ms: NDArray[np.int64]
    plate: NDArray[np.int64]
    after_s: NDArray[np.float64]
    there_s: NDArray[np.float64]
    back_s: NDArray[np.float64]


def witnesses_of(  # noqa: PLR0917  each is another thing that is known
    desk: Desk, sites: Sites, legs: Legs, offsets: Offsets, ends: Sequence[int], hours: Sequence[int]
) -> Witnesses:
    """The witnesses of some sites (indices) in some hours (seconds since 1970)."""
    usual_s = legs.usual_s - offsets.ahead_s[None, :] + offsets.ahead_s[:, None]
    asked = np.zeros(len(sites), bool)
    for end in ends:
        times = legs.sample[end] + legs.sample[:, end]
        near = np.fmin(usual_s[end], usual_s[:, end]) < _NEIGHBOUR_S  # NaN: no
        ranked = np.argsort(-np.where(near, times, 0), kind="stable")[:_NEIGHBOURS]
        asked[ranked[near[ranked]]] = True
    asked[list(ends)] = True
    cameras = sorted(n for k in np.flatnonzero(asked) for n in sites.cameras[k])
    values = {"hours": list(hours), "cameras": cameras, "site": sites.table}
    rows = desk.store.table(desk.permit, analysis_sql("clocks")["witnesses"], values | {"ends": list(ends)})
    ms, site = (
        [np.asarray(rows[f"{side}_{what}"].to_numpy(), np.int64) for side in ("earlier", "later")]
        for what in ("ms", "site")
    )
    number: dict[str, int] = {}
    plate = np.array([number.setdefault(text, len(number)) for text in rows["plate"].to_pylist()], np.int64)
    parts = []
    for here, there in ((0, 1), (1, 0)):
        at = np.isin(site[here], ends)
        x, y = site[here][at], site[there][at]
        after_s = (ms[here][at] - ms[there][at]) / 1000 - offsets.ahead_s[x] + offsets.ahead_s[y]
        parts.append((x, ms[here][at], plate[at], after_s, usual_s[y, x], usual_s[x, y]))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    return Witnesses(*(column[order] for column in columns))


def off_at(witnesses: Witnesses, site: int, at_ms: int) -> tuple[float, int]:
    """By how many seconds a site's clock was ahead at a moment, 0 where nothing says so; and how many plates
    could tell.

    Those before, those after and those about the moment are asked apart: it may lie next to the step.
    """
    first, end = np.searchsorted(witnesses.site, (site, site + 1))
    near = np.searchsorted(witnesses.at_ms[first:end], (at_ms - _WITHIN_MS, at_ms + _WITHIN_MS + 1))
    rows = first + np.arange(*near)
    known = np.isfinite(witnesses.there_s[rows]) | np.isfinite(witnesses.back_s[rows])
    rows = rows[known]
    rows = rows[np.argsort(np.abs(witnesses.at_ms[rows] - at_ms), kind="stable")]
    is_before = witnesses.at_ms[rows] < at_ms
    told = [_off(witnesses, _heard(witnesses, some)) for some in (rows, rows[is_before], rows[~is_before])]
    return max(told, key=abs), len(np.unique(witnesses.plate[rows]))


def _heard(witnesses: Witnesses, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of rows, the nearest first, so many of each minute, and so many in all."""
    minute = witnesses.at_ms[rows] // _MINUTE_MS
    order = np.argsort(minute, kind="stable")
    _, first, many = np.unique(minute[order], return_index=True, return_counts=True)
    place = np.zeros(len(rows), np.int64)
    place[order] = np.arange(len(rows)) - np.repeat(first, many)
    return rows[place < _EACH][:_NEAREST]


def _off(witnesses: Witnesses, rows: NDArray[np.intp]) -> float:
    """The offset that these agree on; 0 where they agree on none."""
    after, there, back = witnesses.after_s[rows], witnesses.there_s[rows], witnesses.back_s[rows]
    votes = np.concatenate([after - there, after + back])
    wide = _GRANTED_S + _SPREAD * np.concatenate([there, back])
    plates, plate = np.unique(np.tile(witnesses.plate[rows], 2), return_inverse=True)
    minute = np.tile(witnesses.at_ms[rows] // _MINUTE_MS, 2)
    some = np.isfinite(votes)
    votes, wide, plate, minute = votes[some], wide[some], plate[some], minute[some]
    if len(plates) < _LEAST_PLATES:
        return 0.0
    options = np.unique(np.round(votes / _OPTION_S) * _OPTION_S)
    asked = np.concatenate([options, -options, [0.0]])
    is_whose = plate[:, None] == np.arange(len(plates))[None, :]
    agree = (np.abs(votes[None, :] - asked[:, None]) <= wide[None, :]).astype(int) @ is_whose > 0
    best = int(np.argmax(agree[: len(options)].sum(axis=1)))
    # Who agrees on both tells nothing: a way of half the offset fits there as one end, and back as the other.
    for rival in (agree[len(options) + best], agree[-1]):
        if (agree[best] & ~rival).sum() < max(_LEAST_PLATES, _TIMES * int((rival & ~agree[best]).sum())):
            return 0.0
    agreed = np.abs(votes - options[best]) <= wide
    off_s = float(np.median(votes[agreed]))
    minutes = len(np.unique(minute[agreed]))
    return off_s if abs(off_s) >= _STANDS_OUT_S and minutes >= _LEAST_MINUTES else 0.0
