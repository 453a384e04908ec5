"""Convoys: cars that meet, drive out together and come back together, on several days of a month."""

from trackway.model.time import Span
from trackway.sim.traffic import Fate
from trackway.sim.truth.cases import ConvoyCase
from trackway.sim.truth.planned import Need, Planned
from trackway.sim.truth.plot import Plot

__all__ = ["convoys"]

_SIZES, _SIZE_SHARES = (2, 3, 4), (0.5, 0.3, 0.2)
_OUTINGS = (2, 3, 4, 5)
_FAR_S = (1300.0, 4200.0)
_GAP_S = (3.0, 14.0)
"""Between one car and the next at the start: they see each other."""
_MISSED, _MISREAD = 0.06, 0.04
"""On top of what chance does: a car hidden behind another, a plate taken for a look-alike."""
_STAYS_AWAY, _OUTINGS_TO_MISS = 0.4, 3
"""How often the third or a later car misses one outing, of three or more: each comes along twice at least."""
_COLLEAGUES = 5
"""At every second convoy so many share the first car's way to work, and nothing else."""
_LEAST = 6
"""Right readings of each car on the outings: three sites on two of them."""


def convoys(plot: Plot, count: int) -> list[Planned]:
    """So many convoys of two to four cars."""
    return [_convoy(plot, number) for number in range(count)]


def _convoy(plot: Plot, number: int) -> Planned:
    rng = plot.rng
    size = int(rng.choice(_SIZES, p=_SIZE_SHARES))
    cars = [plot.vehicle(*plot.car()) for _ in range(size)]
    meet = plot.quarter()
    homes = [plot.quarter_between(meet, 0, 900, gates=0) for _ in cars]
    days = plot.days_of(int(rng.choice(_OUTINGS)))
    may_miss = len(days) >= _OUTINGS_TO_MISS
    missed = [
        int(rng.choice(days)) if n > 1 and may_miss and rng.random() < _STAYS_AWAY else 0 for n in range(size)
    ]
    outings: list[Span] = []
    for day in days:
        with_us = [n for n in range(size) if missed[n] != day]
        outings.append(_outing(plot, [(cars[n], homes[n]) for n in with_us], meet, day))
    busy = {d + near for d in days for near in (-1, 0, 1)}
    for n, (car, home) in enumerate(zip(cars, homes, strict=True)):
        if n or number % 2:
            plot.live(car, home, busy)
        else:
            _with_colleagues(plot, car, home, busy)
    case = ConvoyCase(f"convoy-{number + 1}", tuple(map(plot.plate, cars)), plot.span, tuple(outings))
    whole = Span(outings[0].start, outings[-1].end)
    return Planned(case, tuple(Need(car, whole, _LEAST) for car in cars), tuple(cars))


def _outing(plot: Plot, cars: list[tuple[int, int]], meet: int, day: int) -> Span:
    """Cars, each with its home: one by one to the meeting place, out together, back together, home again."""
    rng = plot.rng
    far = plot.quarter_between(meet, *_FAR_S, gates=4)
    here, there = plot.node(meet), plot.node(far)
    hour = rng.choice([rng.integers(8, 17), rng.integers(20, 24)], p=[0.65, 0.35])
    leaves = plot.stage.at(day, int(hour), int(rng.integers(60)))
    for car, home in cars:
        way = [plot.node(home), here]
        plot.drive(car, way, leaves.plus(-plot.seconds(way) - float(rng.uniform(420, 1500))))
    arrives = leaves
    for way in ([here, there], [there, here]):
        start = leaves if way[0] == here else arrives.plus(float(rng.uniform(1800, 9000)))
        behind_s = 0.0
        for n in rng.permutation(len(cars)):
            arrives = plot.drive(cars[n][0], way, start.plus(behind_s), fates=_fates(plot)).arrives
            behind_s += float(rng.uniform(*_GAP_S))
    for car, home in cars:
        plot.drive(car, [here, plot.node(home)], arrives.plus(float(rng.uniform(420, 1800))))
    return Span(leaves, arrives)


def _with_colleagues(plot: Plot, car: int, home: int, busy: set[int]) -> None:
    """It commutes at the same minute as others who are no company of its."""
    work = plot.quarter_between(home, 500, 1800, gates=3)
    leaves_h = float(plot.rng.uniform(6.7, 8.3))
    for each in (car, *(plot.vehicle(*plot.car()) for _ in range(_COLLEAGUES))):
        plot.commute(each, home, work, leaves_h, busy if each == car else set())


def _fates(plot: Plot) -> dict[int, Fate]:
    fates = {}
    for n in range(40):
        draw = plot.rng.random()
        if draw < _MISSED + _MISREAD:
            fates[n] = Fate.MISSED if draw < _MISSED else Fate.MISREAD
    return fates
