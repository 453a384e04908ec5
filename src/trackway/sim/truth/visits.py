"""Visits: night visitors, footholds, and vehicles that were at several places."""

from trackway.model.place import Point
from trackway.model.time import Span
from trackway.sim.truth.cases import CommonCase, DwellCase, NightVisitorCase
from trackway.sim.truth.planned import Need, Planned
from trackway.sim.truth.plot import Driven, Plot

__all__ = ["common_places", "footholds", "night_visitors"]

_NIGHTS = (4, 11)
_BY_DAY = 0.3
"""How many of the night visitors come by once in daylight too."""
_STAYS = (5, 12)
_STAY_H = (2.5, 9.0)
_RADIUS_M, _LEAST_PLACES = 400.0, 3
_AROUND_S = (600.0, 3600.0)
"""People know when they saw something to half an hour or an hour."""


def night_visitors(plot: Plot, count: int) -> list[Planned]:
    """So many cars that come from elsewhere between 23:00 and 02:30 and leave within two hours."""
    rng, found = plot.rng, []
    for number in range(count):
        car, home = plot.vehicle(*plot.car()), plot.quarter()
        place = plot.quarter_between(home, 900, 4500)
        ways = [plot.node(home), plot.node(place)], [plot.node(place), plot.node(home)]
        nights = []
        days = plot.days_of(int(rng.integers(*_NIGHTS)))
        for day in days:
            leaves = plot.stage.at(day, 0, 0).plus(float(rng.uniform(-3600, 5400)))
            there = plot.drive(car, ways[0], leaves, pace=0.9)
            goes = there.arrives.plus(float(rng.uniform(1500, 5400)))
            plot.drive(car, ways[1], goes, pace=0.9)
            nights.append(Span(there.arrives, goes))
        if rng.random() < _BY_DAY:
            leaves = plot.stage.at(days[len(days) // 2], 14, int(rng.integers(60)))
            plot.drive(car, ways[0], leaves)
            plot.drive(car, ways[1], leaves.plus(plot.seconds(ways[0]) + 1800))
        case = NightVisitorCase(f"night-{number + 1}", plot.plate(car), plot.point(place), tuple(nights))
        found.append(Planned(case, (Need(car, plot.span, 8),), (car,)))
    return found


def footholds(plot: Plot, count: int) -> list[Planned]:
    """So many vehicles that stay for hours at a place that is not their home, on many days."""
    rng, found = plot.rng, []
    for number in range(count):
        car, home = plot.vehicle(*plot.car()), plot.quarter()
        place = plot.quarter_between(home, 600, 3000)
        days = plot.days_of(int(rng.integers(*_STAYS)))
        stays, before, after = [], list[Driven](), list[Driven]()
        for day in days:
            leaves = plot.stage.at(day, int(rng.integers(7, 12)), int(rng.integers(60)))
            there = plot.drive(car, [plot.node(home), plot.node(place)], leaves)
            goes = there.arrives.plus(float(rng.uniform(*_STAY_H)) * 3600)
            back = plot.drive(car, [plot.node(place), plot.node(home)], goes)
            stays.append(Span(there.arrives, goes))
            before, after = [*before, there], [*after, back]
        plot.live(car, home, set(days), often=0.3)
        sites = plot.county.plate_sites
        case = DwellCase(
            id=f"foothold-{number + 1}",
            plate=plot.plate(car),
            place=plot.point(place),
            stays=tuple(stays),
            before=sites[before[0].gates[-1] // 2].site.id,
            after=sites[after[0].gates[0] // 2].site.id,
        )
        found.append(Planned(case, (Need(car, plot.span, 8),), (car,)))
    return found


def common_places(plot: Plot, count: int) -> list[Planned]:
    """Up to so many vehicles at three or four places on two days; who else was there is found later."""
    rng, found = plot.rng, []
    for number in range(count):
        car, home = plot.vehicle(*plot.car()), plot.quarter()
        days = plot.days_of(2)
        visits: dict[int, tuple[Point, float, Span]] = {}
        for day in days:
            place = plot.quarter_between(home, 600, 3000)
            leaves = plot.stage.at(day, int(rng.integers(8, 20)), int(rng.integers(60)))
            there = plot.drive(car, [plot.node(home), plot.node(place)], leaves)
            goes = there.arrives.plus(float(rng.uniform(1800, 7200)))
            back = plot.drive(car, [plot.node(place), plot.node(home)], goes)
            for driven in (there, back):
                site, visit = _visit(plot, driven)
                visits.setdefault(site, visit)
        plot.live(car, home, set(days))
        if len(visits) >= _LEAST_PLACES:
            least = max(2, len(visits) - number % 3)
            case = CommonCase(
                f"common-{number + 1}", tuple(visits.values()), least, plot.plate(car), frozenset()
            )
            found.append(Planned(case, (Need(car, plot.span, 1),), (car,)))
    return found


def _visit(plot: Plot, driven: Driven) -> tuple[int, tuple[Point, float, Span]]:
    """One of the sites passed on a drive (its index), and the place with a while around it."""
    n = int(plot.rng.integers(len(driven.gates)))
    site = driven.gates[n] // 2
    place = plot.county.plate_sites[site].site.place
    before_s, after_s = plot.rng.uniform(*_AROUND_S, 2)
    return site, (
        place,
        _RADIUS_M,
        Span(driven.at[n].plus(-float(before_s)), driven.at[n].plus(float(after_s))),
    )
