"""Clones: a second vehicle that carries somebody's number, about at the same hours in another part."""

from trackway.model.plate import Plate
from trackway.model.plate_check import conflicts
from trackway.model.plate_classes import VehicleClass
from trackway.model.plate_colours import PlateColours
from trackway.model.plate_series import Series
from trackway.model.time import Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.incidents.incident import Cast
from trackway.sim.traffic import invent_plates
from trackway.sim.truth.cases import CloneCase
from trackway.sim.truth.planned import Need, Planned
from trackway.sim.truth.plot import Plot

__all__ = ["clones"]

_LOOKS = (0.35, 0.40, 0.25)
"""The same kind and colour; another look; a number whose series does not belong on the clone."""
_NEAR, _NEAR_S, _FAR_S = 0.2, (700.0, 1500.0), (2400.0, 7000.0)
"""One clone in five lives so near that few meetings are beyond driving."""
_DAYS = (4, 12)
_LEAST = 5
_ODD = (
    (VehicleClass.SCOOTER, VehicleKind.SCOOTER, Colour.BLACK),
    (VehicleClass.TRUCK, VehicleKind.TRUCK, Colour.BLUE),
    (VehicleClass.COACH, VehicleKind.COACH, Colour.WHITE),
)


def clones(plot: Plot, count: int) -> list[Planned]:
    """So many numbers on two vehicles each."""
    return [_clone(plot, number) for number in range(count)]


def _clone(plot: Plot, number: int) -> Planned:
    rng = plot.rng
    what = int(rng.choice(3, p=_LOOKS))
    true = _odd(plot) if what == 2 else plot.stage.vehicle(*plot.car())
    kind, colour = (true.kind, true.colour) if what == 0 else _other(plot, true, is_odd=what == 2)
    vehicles = [plot.carrying(true), plot.carrying(Cast(true.plate, kind, colour))]
    home = plot.quarter()
    near = _NEAR_S if rng.random() < _NEAR else _FAR_S
    hideout = plot.quarter_between(home, *near)
    days = plot.days_of(int(rng.integers(*_DAYS)))
    leaves_h = float(rng.uniform(7, 15))
    for vehicle, place in zip(vehicles, (home, hideout), strict=True):
        for day in range(-plot.days + 1, 0) if vehicle == vehicles[0] else days:
            if vehicle == vehicles[0] and day not in days and rng.random() < 0.3:
                continue
            _round(plot, vehicle, place, day, leaves_h + float(rng.normal(0, 0.4)))
    case = CloneCase(
        id=f"clone-{number + 1}",
        plate=true.plate,
        span=Span(plot.stage.at(days[0], 0, 0), plot.stage.at(days[-1] + 1, 0, 0)),
        looks=((true.kind, true.colour), (kind, colour)),
        is_conflict=what == 2,
        meetings=0,
    )
    return Planned(case, tuple(Need(v, plot.span, _LEAST) for v in vehicles), tuple(vehicles))


def _round(plot: Plot, vehicle: int, home: int, day: int, leaves_h: float) -> None:
    """Out and, after a while, home again."""
    to = plot.quarter_between(home, 400, 1500, gates=2)
    leaves = plot.stage.at(day, 0, 0).plus(leaves_h * 3600)
    there = plot.drive(vehicle, [plot.node(home), plot.node(to)], leaves)
    stay_s = float(plot.rng.uniform(1200, 7200))
    plot.drive(vehicle, [plot.node(to), plot.node(home)], there.arrives.plus(stay_s))


def _odd(plot: Plot) -> Cast:
    """A vehicle whose number says what it is."""
    vehicle_class, kind, colour = _ODD[plot.rng.integers(len(_ODD))]
    plate = invent_plates(1, Series.STANDARD, vehicle_class, plot.rng, plot.stage.taken)[0]
    plot.stage.taken.add(plate)
    return Cast(plate, kind, colour)


def _other(plot: Plot, true: Cast, *, is_odd: bool) -> tuple[VehicleKind, Colour]:
    """Another kind and colour than those of the true one; an odd one's number does not belong on the kind."""
    while True:
        kind, colour = plot.car()
        fits = not is_odd or bool(conflicts(Plate(true.plate), PlateColours.UNKNOWN, kind))
        if kind is not true.kind and colour is not true.colour and fits:
            return kind, colour
