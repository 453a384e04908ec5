"""The vehicles: what they are, what plate they carry, where they live, what they do all day."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trackway.model.plate import Plate
from trackway.model.plate_colours import PlateColours
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.drawing import class_on, colours_of
from trackway.sim.traffic.gates import Places, Ways
from trackway.sim.traffic.inventing import plates_for

__all__ = ["Fleet", "Use", "fleet"]


class Use(StrEnum):
    """What a vehicle is for, which decides its days."""

    COMMUTING = "commuting"
    ERRANDS = "errands"
    NIGHT_SHIFT = "night_shift"
    TAXI = "taxi"
    HAULAGE = "haulage"
    LINE_BUS = "line_bus"
    TOUR = "tour"
    VISIT = "visit"
    THROUGH = "through"
    SCRIPTED = "scripted"
    """It drives where a script sends it and nowhere else."""


@dataclass(frozen=True, slots=True, eq=False)
class Fleet:
    """Vehicles as columns, n of each.

    ``plate`` in normal form, all different; ``kind``, ``colour`` and ``plate_colours`` as words;
    ``home`` and ``work`` are indices of places (the gateway it comes from and the quarter it stays in,
    for strangers); ``leaves_s`` its usual time of departure, seconds after midnight; ``pace`` how much of
    free-flow time it needs; ``old_road`` whether it keeps out of the tunnels of 台9; ``spread_s`` how much
    its departures vary from day to day (one standard deviation).
    """

    plate: NDArray[np.object_]
    kind: NDArray[np.object_]
    colour: NDArray[np.object_]
    plate_colours: NDArray[np.object_]
    use: NDArray[np.object_]
    home: NDArray[np.intp]
    work: NDArray[np.intp]
    leaves_s: NDArray[np.float64]
    pace: NDArray[np.float64]
    old_road: NDArray[np.bool_]
    spread_s: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.plate)

    def plus(self, plate: list[str], kind: list[VehicleKind], colour: list[Colour]) -> "Fleet":
        """These vehicles and some scripted ones behind them; their plates may repeat."""
        n = len(plate)

        def longer(column: NDArray[Any], more: list[Any]) -> NDArray[Any]:
            return np.concatenate([column, np.array(more, column.dtype)])

        return Fleet(
            plate=longer(self.plate, plate),
            kind=longer(self.kind, kind),
            colour=longer(self.colour, colour),
            plate_colours=longer(self.plate_colours, _plate_colours(plate, kind)),
            use=longer(self.use, [Use.SCRIPTED] * n),
            home=longer(self.home, [-1] * n),
            work=longer(self.work, [-1] * n),
            leaves_s=longer(self.leaves_s, [0.0] * n),
            pace=longer(self.pace, [1.0] * n),
            old_road=longer(self.old_road, [False] * n),
            spread_s=longer(self.spread_s, [_SPREAD_S] * n),
        )

    def of(self, use: Use) -> NDArray[np.intp]:
        """The vehicles of one use."""
        return np.flatnonzero(self.use == use)


_K, _U = VehicleKind, Use
_SHARES: tuple[tuple[VehicleKind, Use, float], ...] = (
    (_K.SCOOTER, _U.COMMUTING, 0.22),
    (_K.SCOOTER, _U.ERRANDS, 0.11),
    (_K.SEDAN, _U.COMMUTING, 0.155),
    (_K.SEDAN, _U.ERRANDS, 0.055),
    (_K.SEDAN, _U.NIGHT_SHIFT, 0.008),
    (_K.SCOOTER, _U.NIGHT_SHIFT, 0.01),
    (_K.SUV, _U.COMMUTING, 0.10),
    (_K.SUV, _U.ERRANDS, 0.045),
    (_K.VAN, _U.COMMUTING, 0.03),
    (_K.VAN, _U.HAULAGE, 0.02),
    (_K.PICKUP, _U.ERRANDS, 0.012),
    (_K.TRUCK, _U.HAULAGE, 0.035),
    (_K.TRUCK, _U.THROUGH, 0.012),
    (_K.TAXI, _U.TAXI, 0.011),
    (_K.BUS, _U.LINE_BUS, 0.004),
    (_K.COACH, _U.TOUR, 0.006),
    (_K.HEAVY_MOTORCYCLE, _U.ERRANDS, 0.006),
    (_K.HEAVY_MOTORCYCLE, _U.VISIT, 0.011),
    (_K.SEDAN, _U.VISIT, 0.05),
    (_K.SUV, _U.VISIT, 0.05),
    (_K.CAR, _U.VISIT, 0.035),  # rental cars, made sedans and SUVs below
    (_K.SEDAN, _U.THROUGH, 0.015),
)
"""Kinds on plate cameras by the main roads, by eye: fewer scooters there than in town."""
_COLOURS: dict[str, dict[Colour, float]] = {
    "car": {
        Colour.WHITE: 0.34,
        Colour.SILVER: 0.19,
        Colour.GREY: 0.15,
        Colour.BLACK: 0.14,
        Colour.BLUE: 0.07,
        Colour.RED: 0.06,
        Colour.BROWN: 0.02,
        Colour.GREEN: 0.02,
        Colour.ORANGE: 0.01,
    },
    "scooter": {
        Colour.WHITE: 0.25,
        Colour.BLACK: 0.29,
        Colour.GREY: 0.13,
        Colour.BLUE: 0.10,
        Colour.RED: 0.10,
        Colour.SILVER: 0.05,
        Colour.GREEN: 0.05,
        Colour.YELLOW: 0.02,
        Colour.PURPLE: 0.01,
    },
    "truck": {Colour.WHITE: 0.45, Colour.BLUE: 0.33, Colour.GREEN: 0.08, Colour.RED: 0.06, Colour.GREY: 0.08},
    "coach": {Colour.WHITE: 0.5, Colour.BLUE: 0.15, Colour.RED: 0.12, Colour.GREEN: 0.13, Colour.PURPLE: 0.1},
    "taxi": {Colour.YELLOW: 1.0},
}
_PAINT = {
    _K.SCOOTER: "scooter",
    _K.HEAVY_MOTORCYCLE: "scooter",
    _K.TRUCK: "truck",
    _K.BUS: "coach",
    _K.COACH: "coach",
    _K.TAXI: "taxi",
}
_PACE = {_K.SCOOTER: 1.06, _K.TRUCK: 1.12, _K.BUS: 1.2, _K.COACH: 1.1, _K.HEAVY_MOTORCYCLE: 0.97}
_SCOOTER_REACH_S, _REACH_S = 420.0, 900.0
"""How far from home people work: the weight of a job falls to a third over so many seconds' drive."""
_FOR_THE_CLIFFS = 0.3
_SPREAD_S = 420.0
"""Seven minutes: who leaves at half past seven leaves between a quarter past and a quarter to, mostly."""
_FROM = {"north": 0.55, "south": 0.28, "coast": 0.07, "west": 0.05, "yuchang": 0.05}


def fleet(count: int, where: Places, how: Ways, rng: np.random.Generator, taken: set[str]) -> Fleet:
    """So many vehicles; no plate is one of those taken."""
    shares = np.array([share for *_, share in _SHARES])
    row = rng.choice(len(_SHARES), size=count, p=shares / shares.sum())
    kind = np.array([k for k, *_ in _SHARES], object)[row]
    use = np.array([u for _, u, _ in _SHARES], object)[row]
    plate = plates_for(kind, rng, taken)
    rented = kind == _K.CAR
    kind[rented] = rng.choice(np.array([_K.SEDAN, _K.SUV], object), rented.sum(), p=[0.7, 0.3])
    strangers = np.isin(use, [_U.VISIT, _U.THROUGH, _U.TOUR])
    home = rng.choice(len(where.node), size=count, p=where.homes / where.homes.sum())
    home[strangers] = rng.choice(
        [where.gateway(name) for name in _FROM], size=strangers.sum(), p=list(_FROM.values())
    )
    leaves = rng.normal(7.55 * 3600, 2200, count)
    leaves[np.isin(use, [_U.HAULAGE, _U.LINE_BUS])] -= 1.2 * 3600
    pace = np.array([_PACE.get(k, 1.0) for k in kind]) * rng.lognormal(0.0, 0.06, count)
    return Fleet(
        plate=plate,
        kind=kind,
        colour=_paint(kind, rng),
        plate_colours=np.array(_plate_colours(plate.tolist(), kind.tolist()), object),
        use=use,
        home=home,
        work=_work(kind, home, where, how, rng),
        leaves_s=leaves,
        pace=pace,
        old_road=(kind == _K.SCOOTER) | ((use == _U.VISIT) & (rng.random(count) < _FOR_THE_CLIFFS)),
        spread_s=np.full(count, _SPREAD_S),
    )


def _plate_colours(plate: list[str], kind: list[VehicleKind]) -> list[PlateColours]:
    """In what colours each plate was issued, as it is drawn too."""
    return [_issued(text, carrier) for text, carrier in zip(map(Plate, plate), kind, strict=True)]


def _issued(plate: Plate, kind: VehicleKind) -> PlateColours:
    return colours_of(plate, class_on(plate, kind))


def _paint(kind: NDArray[np.object_], rng: np.random.Generator) -> NDArray[np.object_]:
    colour = np.empty(len(kind), object)
    group = np.array([_PAINT.get(k, "car") for k in kind])
    for name, shares in _COLOURS.items():
        some = group == name
        weights = np.array(list(shares.values()))
        colour[some] = rng.choice(np.array(list(shares), object), some.sum(), p=weights / weights.sum())
    return colour


def _work(
    kind: NDArray[np.object_], home: NDArray[np.intp], where: Places, how: Ways, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Where each vehicle's days lead: jobs weigh by number, and the less the longer the way."""
    reach = np.where(kind == _K.SCOOTER, _SCOOTER_REACH_S, _REACH_S)
    work = np.empty(len(kind), np.intp)
    for start in np.unique(home):
        for within in (_SCOOTER_REACH_S, _REACH_S):
            some = np.flatnonzero((home == start) & (reach == within))
            weight = where.jobs * np.exp(-how.seconds[start] / within)
            if where.homes[start] == 0:  # a stranger stays wherever there are beds
                weight = where.jobs.copy()
            weight[start] = 0.0
            work[some] = rng.choice(len(weight), size=len(some), p=weight / weight.sum())
    return work
