"""Days: where each vehicle drives and when, by what it is for.

A plan is a chain of stops with a stay at each; the drives between them follow from the ways. Plans begin
and end at the vehicle's home, so that whatever is seen of it can be driven.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from trackway.model.time import TAIPEI, Instant, Span
from trackway.sim.county import County
from trackway.sim.traffic.fleet import Fleet, Use
from trackway.sim.traffic.gates import Places, Ways, places, ways

__all__ = ["Drives", "drives"]

_HOUR = 3600.0
_LEAST_STAY_S, _MOST_STAY_S = 240.0, 16.0 * _HOUR
_Ints = NDArray[np.intp]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Drives:
    """Drives as columns: ``vehicle`` of the fleet, ``start`` and ``end`` place, ``leaves_us`` in UTC
    microseconds, ``pace`` in free-flow times."""

    vehicle: NDArray[np.intp]
    start: NDArray[np.intp]
    end: NDArray[np.intp]
    leaves_us: NDArray[np.int64]
    pace: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Plans:
    """n plans of the same number of stops: ``stops`` n x (m + 1), ``stays_s`` n x (m - 1)."""

    vehicle: _Ints
    leaves_s: _Floats
    stops: _Ints
    stays_s: _Floats


@dataclass(frozen=True, slots=True, eq=False)
class _World:
    """What a day is planned from."""

    vehicles: Fleet
    where: Places
    how: Ways
    on_old_road: Ways
    rng: np.random.Generator
    is_weekend: bool = False

    def some(self, use: Use, share: float) -> _Ints:
        """A part of the vehicles of a use, another one every day."""
        rows = self.vehicles.of(use)
        return rows[self.rng.random(len(rows)) < share]

    def near(self, start: _Ints, within_s: float) -> _Ints:
        """For each start an end that draws people, the nearer the likelier."""
        end = np.empty(len(start), np.intp)
        for place in np.unique(start):
            rows = np.flatnonzero(start == place)
            weight = self.where.jobs * np.exp(-self.how.seconds[place] / within_s)
            weight[place] *= 0.1
            end[rows] = self.rng.choice(len(weight), size=len(rows), p=weight / weight.sum())
        return end

    def round_trip(
        self, rows: _Ints, leaves_s: _Floats, between: list[_Ints], stays_s: list[_Floats]
    ) -> _Plans:
        """From home by some stops and home again."""
        home = self.vehicles.home[rows]
        stays = np.clip(np.column_stack(stays_s), _LEAST_STAY_S, _MOST_STAY_S)
        return _Plans(rows, leaves_s, np.column_stack([home, *between, home]), stays)


def drives(county: County, vehicles: Fleet, span: Span, rng: np.random.Generator) -> Drives:
    """Everything driven on the days that touch a span."""
    world = _World(vehicles, places(county), ways(county), ways(county, old_coast_road=True), rng)
    first = (span.start.taipei() - timedelta(days=1)).date()
    days = (span.end.taipei().date() - first).days + 1
    parts = []
    for number in range(days):
        day = first + timedelta(days=number)
        midnight = Instant.of(_midnight(day)).us
        today = replace(world, is_weekend=day.weekday() >= 5)
        parts += [_driven(today, plans, midnight) for plan in _PLANS for plans in plan(today)]
    visits = _visits(world, days)
    midnight = Instant.of(_midnight(first)).us
    parts.append(_driven(world, visits, midnight))
    return Drives(*(np.concatenate([p[i] for p in parts]) for i in range(5)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TAIPEI)


def _driven(
    world: _World, plans: _Plans, midnight_us: int
) -> tuple[_Ints, _Ints, _Ints, NDArray[np.int64], _Floats]:
    """Plans as drives, each leaving when the stay before it is over."""
    start, end = plans.stops[:, :-1], plans.stops[:, 1:]
    pace = world.vehicles.pace[plans.vehicle, None] * world.rng.lognormal(0.0, 0.05, start.shape)
    old = world.vehicles.old_road[plans.vehicle, None]
    spent = np.where(old, world.on_old_road.seconds[start, end], world.how.seconds[start, end]) * pace
    before = np.cumsum(spent[:, :-1] + plans.stays_s, axis=1)
    leaves = plans.leaves_s[:, None] + np.hstack([np.zeros((len(start), 1)), before])
    moves = start != end
    vehicle = np.broadcast_to(plans.vehicle[:, None], start.shape)
    leaves_us = midnight_us + np.round(leaves[moves] * 1e6).astype(np.int64)
    return vehicle[moves], start[moves], end[moves], leaves_us, pace[moves]


def _commuting(world: _World) -> list[_Plans]:
    if world.is_weekend:
        rows = world.some(Use.COMMUTING, 0.55)
        return [_outing(world, rows, reach_s=1500.0)]
    rows = world.some(Use.COMMUTING, 0.93)
    work = world.vehicles.work[rows]
    spread = world.vehicles.spread_s[rows]
    leaves = world.vehicles.leaves_s[rows] + world.rng.normal(0, spread)
    at_work = world.rng.normal(9.3 * _HOUR, 6 * spread)
    shops = world.rng.random(len(rows)) < 0.28
    shop = np.where(shops, world.near(work, 600.0), work)
    in_shop = np.where(shops, _while(world.rng, 0.6, len(rows)), 0.0)
    return [world.round_trip(rows, leaves, [work, shop], [at_work, in_shop])]


def _errands(world: _World) -> list[_Plans]:
    rows = world.some(Use.ERRANDS, 0.6 if world.is_weekend else 0.75)
    return [_outing(world, rows, reach_s=900.0 if world.is_weekend else 540.0)]


def _outing(world: _World, rows: _Ints, reach_s: float) -> _Plans:
    """Out in the morning or the afternoon, one or two stops."""
    rng, n = world.rng, len(rows)
    leaves = np.where(rng.random(n) < 0.55, rng.normal(9.4, 1.3, n), rng.normal(15.2, 1.8, n)) * _HOUR
    first = world.near(world.vehicles.home[rows], reach_s)
    second = np.where(rng.random(n) < 0.45, world.near(first, 480.0), first)
    stays = [_while(rng, 1.1, n), _while(rng, 0.7, n)]
    return world.round_trip(rows, leaves, [first, second], stays)


def _while(rng: np.random.Generator, hours: float, count: int) -> _Floats:
    """Stays of so many hours on average, most shorter, none so long that the next day begins before."""
    return np.minimum(rng.exponential(hours, count) + 0.1, 3.0) * _HOUR


def _night_shift(world: _World) -> list[_Plans]:
    rows = world.some(Use.NIGHT_SHIFT, 0.5 if world.is_weekend else 0.85)
    leaves = world.rng.normal(21.7 * _HOUR, 0.4 * _HOUR, len(rows))
    stays = [world.rng.normal(8.3 * _HOUR, 0.4 * _HOUR, len(rows))]
    return [world.round_trip(rows, leaves, [world.vehicles.work[rows]], stays)]


def _taxis(world: _World) -> list[_Plans]:
    rng = world.rng
    rows = world.some(Use.TAXI, 0.93 if world.is_weekend else 0.86)
    at_night = rows % 4 == 0
    leaves = np.where(at_night, rng.normal(17.5, 0.8, len(rows)), rng.normal(6.8, 1.2, len(rows))) * _HOUR
    stops = [world.near(world.vehicles.home[rows], 900.0)]
    for _ in range(13):
        stops.append(world.near(stops[-1], 620.0))
    stays = [_while(rng, 0.3, len(rows)) for _ in stops]
    return [world.round_trip(rows, leaves, stops, stays)]


def _haulage(world: _World) -> list[_Plans]:
    rng = world.rng
    rows = world.some(Use.HAULAGE, 0.2 if world.is_weekend else 0.82)
    leaves = world.vehicles.leaves_s[rows] + rng.normal(0, 0.9 * _HOUR, len(rows))
    stops = [world.vehicles.work[rows]]
    for reach_s in (2400.0, 1800.0, 1200.0):
        stops.append(world.near(stops[-1], reach_s))
    stays = [_while(rng, 0.6, len(rows)) for _ in stops]
    return [world.round_trip(rows, leaves, stops, stays)]


def _line_buses(world: _World) -> list[_Plans]:
    """Back and forth on the same line all day, a little fewer at the weekend."""
    rows = world.some(Use.LINE_BUS, 0.75 if world.is_weekend else 0.95)
    home, work = world.vehicles.home[rows], world.vehicles.work[rows]
    stops = [work, home, work, home, work]
    stays = [world.rng.normal(0.45 * _HOUR, 0.1 * _HOUR, len(rows)) for _ in stops]
    leaves = world.vehicles.leaves_s[rows] + world.rng.normal(0, 240, len(rows))
    return [world.round_trip(rows, leaves, stops, stays)]


def _tours(world: _World) -> list[_Plans]:
    """Coaches: in by one gateway, the sights, out again by the same."""
    rng = world.rng
    rows = world.some(Use.TOUR, 0.7 if world.is_weekend else 0.5)
    sights = world.where.named("富世", "新城", "天祥", "市中心", "文蘭", "水璉", "瑞穗", "富里")
    stops = [rng.choice(sights, len(rows)) for _ in range(3)]
    stays = [rng.normal(1.1 * _HOUR, 0.3 * _HOUR, len(rows)) for _ in stops]
    return [world.round_trip(rows, rng.normal(7.2 * _HOUR, 0.8 * _HOUR, len(rows)), stops, stays)]


def _through(world: _World) -> list[_Plans]:
    """Into the county at one end, out at the other, back the same way after a stay beyond."""
    rng = world.rng
    rows = world.some(Use.THROUGH, 0.3 if world.is_weekend else 0.45)
    north, south = world.where.gateway("north"), world.where.gateway("south")
    away = np.where(world.vehicles.home[rows] == north, south, north)
    leaves = rng.uniform(3.5, 13.0, len(rows)) * _HOUR
    return [world.round_trip(rows, leaves, [away], [rng.normal(3.5 * _HOUR, 1.0 * _HOUR, len(rows))])]


_Planner = Callable[[_World], list[_Plans]]
_PLANS: tuple[_Planner, ...] = (
    _commuting,
    _errands,
    _night_shift,
    _taxis,
    _haulage,
    _line_buses,
    _tours,
    _through,
)


def _visits(world: _World, days: int) -> _Plans:
    """Visitors: once in the span; in, a night, the sights of the second day, out."""
    rng = world.rng
    rows = world.vehicles.of(Use.VISIT)
    sights = world.where.named(
        "富世", "新城", "天祥", "市中心", "文蘭", "水璉", "瑞穗", "崇德", "光復", "港口"
    )
    bed = world.vehicles.work[rows]
    leaves = rng.integers(0, days, len(rows)) * 24 * _HOUR + rng.normal(12.5 * _HOUR, 2.5 * _HOUR, len(rows))
    stops = [rng.choice(sights, len(rows)), bed, rng.choice(sights, len(rows)), rng.choice(sights, len(rows))]
    stays = [
        rng.normal(1.2 * _HOUR, 0.4 * _HOUR, len(rows)),
        rng.normal(13.5 * _HOUR, 1.2 * _HOUR, len(rows)),
        rng.normal(1.4 * _HOUR, 0.4 * _HOUR, len(rows)),
        rng.normal(1.2 * _HOUR, 0.4 * _HOUR, len(rows)),
    ]
    return world.round_trip(rows, leaves, stops, stays)
