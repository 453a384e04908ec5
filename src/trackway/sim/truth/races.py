"""Races: groups to and fro on a road by night; and single fast vehicles, which are no race."""

from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.truth.cases import RaceCase, SpeederCase
from trackway.sim.truth.planned import Need, Planned
from trackway.sim.truth.plot import Plot

__all__ = ["races", "speeders"]

_ROADS = (
    ("台11線", "", 6.0, 37.5),
    ("台11線", "", 34.0, 54.0),
    ("台9線", "", 208.0, 226.5),
    ("台9線", "", 241.5, 263.0),
    ("台9線", "", 283.0, 301.0),
    ("台11丙線", "", 2.0, 16.5),
    ("台9線", "", 164.0, 183.0),
)
"""Road, part and the kilometres between which they turn, each past two sites or more."""
_PACE = (0.42, 0.58)
_NIGHTS_SHARE = (0.4, 0.3, 0.3)
_KINDS = (VehicleKind.SEDAN, VehicleKind.SEDAN, VehicleKind.SUV, VehicleKind.HEAVY_MOTORCYCLE)
_EMERGENCY_SHARE = 0.3


def races(plot: Plot, count: int) -> list[Planned]:
    """So many groups of two to five, on one to three nights."""
    return [_race(plot, number) for number in range(count)]


def _race(plot: Plot, number: int) -> Planned:
    rng = plot.rng
    kind = _KINDS[rng.integers(len(_KINDS))]
    cars = [
        plot.vehicle(kind, plot.car()[1])
        for _ in range(int(rng.choice([2, 3, 4, 5], p=[0.45, 0.3, 0.15, 0.1])))
    ]
    ends = _road(plot, number)
    homes = [plot.quarter_between(plot.place_near(ends[0]), 0, 1500, gates=0) for _ in cars]
    days = plot.days_of(1 + int(rng.choice(3, p=_NIGHTS_SHARE)))
    paces = rng.uniform(*_PACE) * rng.uniform(0.98, 1.02, len(cars))
    nights, runs, gates = [], 0, set[int]()
    for day in days:
        begins = plot.stage.at(day, int(rng.integers(0, 3)), int(rng.integers(60)))
        for car, home in zip(cars, homes, strict=True):
            way = [plot.node(home), ends[0]]
            plot.drive(car, way, begins.plus(-plot.seconds(way) - float(rng.uniform(420, 1800))))
        now = begins
        for run in range(int(rng.integers(2, 7))):
            stops = list(ends) if run % 2 == 0 else [ends[1], ends[0]]
            arrives = now
            behind_s = 0.0
            for n in rng.permutation(len(cars)):
                driven = plot.drive(cars[n], stops, now.plus(behind_s), pace=float(paces[n]))
                arrives = max(arrives, driven.arrives)
                behind_s += float(rng.uniform(1.0, 4.0))
                gates.update(driven.gates)
            now = arrives.plus(float(rng.uniform(60, 240)))
            runs += 1
        for car, home in zip(cars, homes, strict=True):
            plot.drive(car, [stops[1], plot.node(home)], now.plus(float(rng.uniform(300, 900))))
        nights.append(Span(begins, now))
    for car, home in zip(cars, homes, strict=True):
        plot.live(car, home, {d + near for d in days for near in (-1, 0)}, often=0.4)
    case = RaceCase(
        id=f"race-{number + 1}",
        plates=tuple(map(plot.plate, cars)),
        nights=tuple(nights),
        cameras=_cameras(plot, gates),
        runs=runs,
        kmh=_mean_kmh(plot, ends) / float(paces.mean()),
    )
    needs = tuple(Need(car, night, 2) for car in cars for night in nights[:1])
    return Planned(case, needs, tuple(cars))


def speeders(plot: Plot, count: int) -> list[Planned]:
    """So many single fast vehicles, some of them ambulances: one run, or out and back."""
    rng, found = plot.rng, []
    for number in range(count):
        is_emergency = bool(rng.random() < _EMERGENCY_SHARE)
        look = (VehicleKind.VAN, Colour.WHITE) if is_emergency else plot.car()
        vehicle = plot.vehicle(*look)
        ends = _road(plot, number)
        (day,) = plot.days_of(1)
        leaves = plot.stage.at(day, int(rng.integers(0, 24)), int(rng.integers(60)))
        pace = float(rng.uniform(*_PACE))
        there = plot.drive(vehicle, ends, leaves, pace=pace)
        span = Span(leaves, _back(plot, vehicle, ends, there.arrives, pace if is_emergency else 1.0))
        kmh = _mean_kmh(plot, ends) / pace
        cameras = _cameras(plot, set(there.gates))
        case = SpeederCase(f"speeder-{number + 1}", plot.plate(vehicle), span, cameras, kmh, is_emergency)
        found.append(Planned(case, (Need(vehicle, span, 2),), (vehicle,)))
    return found


def _back(plot: Plot, vehicle: int, ends: tuple[int, int], at: Instant, pace: float) -> Instant:
    rest_s = float(plot.rng.uniform(900, 5400))
    return plot.drive(vehicle, [ends[1], ends[0]], at.plus(rest_s), pace=pace).arrives.plus(300)


def _road(plot: Plot, number: int) -> tuple[int, int]:
    road, part, start, end = _ROADS[number % len(_ROADS)]
    ends = (plot.stage.junction(road, part, start), plot.stage.junction(road, part, end))
    return ends if plot.rng.random() < 0.5 else (ends[1], ends[0])


def _mean_kmh(plot: Plot, ends: tuple[int, int]) -> float:
    """Free-flow speed between the ends, by the road's metres."""
    return plot.metres(ends) / plot.seconds(ends) * 3.6


def _cameras(plot: Plot, gates: set[int]) -> tuple[int, ...]:
    sites = plot.county.plate_sites
    return tuple(sorted(sites[g // 2].number(g % 2, lane) for g in gates for lane in (0, 1)))
