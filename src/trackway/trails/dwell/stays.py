"""Stays: gaps in a vehicle's trail too long for the way, and where it must have been meanwhile.

::

    passage at A ── gap ── passage at B      gap - way = stay; the place: about A and B, no street, no address
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trackway.model.passage import Passage
from trackway.model.place import Point, distance_m
from trackway.model.time import Span
from trackway.trails.desk import Desk

__all__ = ["Foothold", "Stay", "footholds", "share_by_hour", "stays"]

_SLOWEST_KMH = 20.0
"""Through town with lights; a stay is what is left of a gap after driving that slowly."""
_WINDING = 1.4
"""How much longer a road is than the straight line, in the county's valleys."""
_NEAR_M = 12_000.0
"""Seen leaving and coming back further apart, it may have been anywhere between."""
_TOGETHER_M = 1_500.0
"""Stays whose middles lie this near are one foothold: a quarter of town, not a house."""
_HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Stay:
    """Between two passages: when it was surely not driving, and about where (``within_m`` of ``place``)."""

    span: Span
    place: Point
    within_m: float
    before: Passage
    after: Passage


@dataclass(frozen=True, slots=True)
class Foothold:
    """A place to which a vehicle comes back: its stays, oldest first, and the area that holds them."""

    stays: tuple[Stay, ...]
    place: Point
    within_m: float

    @property
    def seconds(self) -> float:
        """How long it was there in all."""
        return sum(stay.span.seconds for stay in self.stays)


def stays(desk: Desk, passages: Sequence[Passage], least_s: float) -> tuple[list[Stay], int]:
    """The stays of at least so many seconds between passages, oldest first, and how many more could be
    anywhere because it left and came back far apart."""
    found, lost = [], 0
    for before, after in itertools.pairwise(passages):
        start, end = desk.cameras.get(before.camera), desk.cameras.get(after.camera)
        if start is None or end is None:
            continue
        apart = distance_m(start.place, end.place)
        way_s = apart * _WINDING / (_SLOWEST_KMH / 3.6)
        left = after.at.since(before.at) - way_s
        if left < least_s:
            continue
        if apart > _NEAR_M:
            lost += 1
            continue
        span = Span(before.at.plus(way_s / 2), after.at.plus(-way_s / 2))
        middle = Point((start.place.lon + end.place.lon) / 2, (start.place.lat + end.place.lat) / 2)
        found.append(Stay(span, middle, apart / 2 + _TOGETHER_M, before, after))
    return found, lost


def footholds(found: Sequence[Stay]) -> list[Foothold]:
    """Stays put together by place, those with the longest time first.

    The oftenest places take in what lies near them first, so that the result does not hang on the order.
    """
    of: dict[tuple[float, float], list[Stay]] = {}
    for stay in found:
        of.setdefault((stay.place.lon, stay.place.lat), []).append(stay)
    middles = sorted(
        of.values(), key=lambda some: (-sum(one.span.seconds for one in some), some[0].before.id)
    )
    groups: list[list[Stay]] = []
    for some in middles:
        near = next((g for g in groups if distance_m(g[0].place, some[0].place) <= _TOGETHER_M), None)
        if near is None:
            groups.append(list(some))
        else:
            near.extend(some)
    whole = [_foothold(sorted(group, key=lambda one: one.before.id), group[0].place) for group in groups]
    return sorted(whole, key=lambda one: (-one.seconds, one.stays[0].before.id))


def _foothold(some: list[Stay], place: Point) -> Foothold:
    within = max(distance_m(place, one.place) + one.within_m for one in some)
    return Foothold(tuple(some), place, within)


def share_by_hour(some: Sequence[Stay], span: Span, *, weekend: bool) -> tuple[list[float], int]:
    """For each hour of the day (24, by the clock of Taipei) the part of it that was spent there, over the
    weekdays, or the weekend days, that the span holds; and how many such days."""
    first = span.start.us // _HOUR_US
    hours = np.arange(first, -(-span.end.us // _HOUR_US))
    spent = np.zeros(len(hours))
    for stay in some:
        low, high = stay.span.start.us / _HOUR_US - first, stay.span.end.us / _HOUR_US - first
        spent += np.clip(
            np.minimum(np.arange(len(hours)) + 1, high) - np.maximum(np.arange(len(hours)), low), 0, 1
        )
    local = hours + 8
    # Day 0, 1970-01-01, was a Thursday: Saturdays are 2 and Sundays 3 modulo 7.
    is_weekend = np.isin((local // 24) % 7, (2, 3))
    wanted = is_weekend == weekend
    days = len(np.unique(local[wanted] // 24))
    shares = [
        float(spent[wanted & (local % 24 == hour)].sum() / max((wanted & (local % 24 == hour)).sum(), 1))
        for hour in range(24)
    ]
    return shares, days
