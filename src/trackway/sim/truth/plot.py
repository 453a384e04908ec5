"""Plot: cases before traffic starts: who drives where and when, and what befalls a plate.

Every planted vehicle drives over the roads like everybody else and is held up by the same lights; it is only
told where to go. What a camera makes of it is left to chance unless a case needs otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from trackway.model.place import Point
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.county import County
from trackway.sim.county.paths import WayTree, quickest_from
from trackway.sim.incidents.incident import Cast
from trackway.sim.incidents.stage import Stage
from trackway.sim.traffic import Crossing, Fate, Holds, Passings, edges_crossings, places, ways

__all__ = ["Driven", "Plot"]

_JITTER_S = 0.8
"""Less than that of ordinary traffic, for who drives together keeps together."""
_MOST_KMH = 190.0
_WORKING_DAYS = 5
_PUNCTUAL_S = 120.0
_NONE: Mapping[int, Fate] = {}
_CAR_COLOURS = (Colour.WHITE, Colour.SILVER, Colour.GREY, Colour.BLACK, Colour.BLUE, Colour.RED)
_CARS = (VehicleKind.SEDAN, VehicleKind.SEDAN, VehicleKind.SUV, VehicleKind.VAN)


@dataclass(frozen=True, slots=True)
class Driven:
    """One drive: the gates passed, when each was passed, and the arrival."""

    gates: tuple[int, ...]
    at: tuple[Instant, ...]
    arrives: Instant


@dataclass(slots=True)
class _Rows:
    """Passings as columns in the making; a drive's stand together in driving order."""

    vehicle: list[int] = field(default_factory=list)
    gate: list[int] = field(default_factory=list)
    at_us: list[int] = field(default_factory=list)
    kmh: list[float] = field(default_factory=list)
    fate: list[int] = field(default_factory=list)
    drive: list[int] = field(default_factory=list)
    drives: int = 0


@dataclass(slots=True)
class Plot:
    """What is planted in the ``days`` before an end; its vehicles count from ``first``, behind all others."""

    stage: Stage
    days: int
    first: int
    held: Holds
    cast: list[Cast] = field(default_factory=list)
    rows: _Rows = field(default_factory=_Rows)

    def by(self, rng: np.random.Generator) -> "Plot":
        """The same plot, written on with dice of one's own."""
        return replace(self, stage=replace(self.stage, rng=rng))

    @property
    def rng(self) -> np.random.Generator:
        """The dice."""
        return self.stage.rng

    @property
    def county(self) -> County:
        """Where it happens."""
        return self.stage.county

    @property
    def span(self) -> Span:
        """The whole days there are."""
        return Span(self.stage.at(-self.days, 0, 0), self.stage.at(0, 0, 0))

    def days_of(self, count: int) -> list[int]:
        """So many different days before the end (negative), in order; not the first: nights begin before."""
        count = min(count, self.days - 1)
        return sorted((-self.days + 1 + self.rng.choice(self.days - 1, count, replace=False)).tolist())

    # -- who -----------------------------------------------------------------------------------------------

    def car(self) -> tuple[VehicleKind, Colour]:
        """A private car's kind and colour, by chance."""
        return _CARS[self.rng.integers(len(_CARS))], _CAR_COLOURS[self.rng.integers(len(_CAR_COLOURS))]

    def vehicle(self, kind: VehicleKind, colour: Colour) -> int:
        """A new vehicle with an invented plate; its number in the whole fleet."""
        return self.carrying(self.stage.vehicle(kind, colour))

    def carrying(self, cast: Cast) -> int:
        """A new vehicle with the plate it says, which another may carry too."""
        self.cast.append(cast)
        return self.first + len(self.cast) - 1

    def plate(self, vehicle: int) -> str:
        """What stands on its plate."""
        return self.cast[vehicle - self.first].plate

    # -- where ---------------------------------------------------------------------------------------------

    def quarter(self) -> int:
        """A place that people live in, by chance; the more people the likelier."""
        homes = places(self.county).homes
        return int(self.rng.choice(len(homes), p=homes / homes.sum()))

    def quarter_between(self, start: int, least_s: float, most_s: float, gates: int = 3) -> int:
        """A quarter within such a drive of another, past so many gates at least; any where there is none."""
        where, how = places(self.county), ways(self.county)
        counts = np.diff(how.first).reshape(len(where.node), -1)[start]
        fits = (how.seconds[start] >= least_s) & (how.seconds[start] <= most_s) & (counts >= gates)
        fits &= where.homes > 0
        rows = np.flatnonzero(fits if fits.any() else where.homes > 0)
        return int(self.rng.choice(rows))

    def place_near(self, node: int) -> int:
        """The place people live in that is reached soonest from a junction."""
        where = places(self.county)
        seconds = np.where(where.homes > 0, _tree(self.county, node).seconds[where.node], np.inf)
        return int(np.argmin(seconds))

    def junction_near(self, place: int, least_s: float, most_s: float) -> int:
        """A junction within such a drive of a place, by chance; the next one beyond where there is none."""
        seconds = _tree(self.county, self.node(place)).seconds
        far = np.where(seconds >= least_s, seconds, np.inf)
        return int(self.rng.choice(np.flatnonzero(far <= max(most_s, far.min()))))

    def node(self, place: int) -> int:
        """The junction in the middle of a place."""
        return int(places(self.county).node[place])

    def point(self, place: int) -> Point:
        """Where a place lies."""
        return self.stage.place(self.node(place))

    def seconds(self, stops: Sequence[int]) -> float:
        """Free-flow time from junction to junction."""
        return sum(_way(self.county, a, b)[1] for a, b in pairwise(stops))

    def metres(self, stops: Sequence[int]) -> float:
        """Road metres of that drive."""
        graph = self.county.graph
        return sum(
            float(graph.length_m[list(_tree(self.county, a).edges_to(b, graph))].sum())
            for a, b in pairwise(stops)
        )

    # -- driving -------------------------------------------------------------------------------------------

    def drive(
        self,
        vehicle: int,
        stops: Sequence[int],
        leaves: Instant,
        *,
        pace: float = 1.0,
        fates: Mapping[int, Fate] = _NONE,
    ) -> Driven:
        """Drive the quickest way from junction to junction; ``fates`` befall the plate at the n-th gate."""
        rows, before_s = self.rows, 0.0
        gates: list[int] = []
        after_s: list[float] = []
        for start, end in pairwise(stops):
            crossings, seconds = _way(self.county, start, end)
            for crossing in crossings:
                rows.kmh.append(min(crossing.usual_kmh / pace * float(self.rng.normal(1.0, 0.03)), _MOST_KMH))
                rows.fate.append(int(fates.get(len(gates), Fate.CHANCE)))
                gates.append(crossing.gate)
                after_s.append(before_s + crossing.after_s)
            before_s += seconds
        jitter = self.rng.normal(0, _JITTER_S, len(gates))
        planned = leaves.us + np.round((np.array(after_s) * pace + jitter) * 1e6).astype(np.int64)
        passed = self.held.delayed(np.array(gates, np.int16), planned, np.array([len(gates)]))
        delay_us = int(passed[-1] - planned[-1]) if gates else 0
        rows.vehicle += [vehicle] * len(gates)
        rows.gate += gates
        rows.at_us += passed.tolist()
        rows.drives += 1
        rows.drive += [-rows.drives] * len(gates)
        arrives = leaves.plus(before_s * pace + delay_us / 1e6)
        return Driven(tuple(gates), tuple(map(Instant, passed.tolist())), arrives)

    def live(self, vehicle: int, home: int, busy: set[int], often: float = 0.6) -> None:
        """An ordinary life on the days that are not busy: out in the day, and home again."""
        for day in range(-self.days + 1, 0):
            if day in busy or self.rng.random() > often:
                continue
            to = self.quarter_between(home, 240, 1500, gates=1)
            leaves = self.stage.at(day, int(self.rng.integers(8, 16)), int(self.rng.integers(60)))
            there = self.drive(vehicle, [self.node(home), self.node(to)], leaves)
            stay_s = 900 + float(self.rng.exponential(4500))
            self.drive(vehicle, [self.node(to), self.node(home)], there.arrives.plus(min(stay_s, 4 * 3600)))

    def commute(self, vehicle: int, home: int, work: int, leaves_h: float, busy: set[int]) -> None:
        """To work and back on working days that are not busy, at the same time give or take two minutes."""
        for day in range(-self.days + 1, 0):
            midnight = self.stage.at(day, 0, 0)
            if day in busy or midnight.taipei().weekday() >= _WORKING_DAYS:
                continue
            leaves = midnight.plus(leaves_h * 3600 + float(self.rng.normal(0, _PUNCTUAL_S)))
            self.drive(vehicle, [self.node(home), self.node(work)], leaves)
            back = leaves.plus(9 * 3600 + float(self.rng.normal(0, 2 * _PUNCTUAL_S)))
            self.drive(vehicle, [self.node(work), self.node(home)], back)

    def passings(self) -> tuple[Passings, NDArray[np.int8]]:
        """Everything planted, and the fate of each plate; in no order."""
        rows = self.rows
        passed = Passings(
            vehicle=np.array(rows.vehicle, np.intp),
            gate=np.array(rows.gate, np.int16),
            at_us=np.array(rows.at_us, np.int64),
            kmh=np.array(rows.kmh, np.float32),
            drive=np.array(rows.drive, np.int32),
        )
        return passed, np.array(rows.fate, np.int8)


@lru_cache(maxsize=512)
def _tree(county: County, start: int) -> WayTree:
    return quickest_from(county.graph, start)


@lru_cache(maxsize=20_000)
def _way(county: County, start: int, end: int) -> tuple[tuple[Crossing, ...], float]:
    """The gates on the quickest way and its free-flow seconds; worked out once."""
    seconds = county.graph.seconds
    edges = _tree(county, start).edges_to(end, county.graph)
    return tuple(edges_crossings(county, edges, seconds)), float(seconds[list(edges)].sum())
