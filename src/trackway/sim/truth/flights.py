"""Flights: hit-and-runs. A vehicle comes to a scene, strikes, and flees by another way or hides near by."""

from trackway.model.time import Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.traffic import Fate
from trackway.sim.truth.cases import HitAndRunCase
from trackway.sim.truth.planned import Need, Planned
from trackway.sim.truth.plot import Plot

__all__ = ["flights"]

_STAYS = 0.25
"""How many hide near by until the next day."""
_UNREAD = 0.5
"""At how many flights one camera reads no plate or records nothing."""
_AROUND_S = (120.0, 600.0)
"""How far from known places the scene lies, in seconds of driving."""
_KIND_KNOWN, _COLOUR_KNOWN = 0.85, 0.6
_NEAR_S = 3600.0
_LEAST = 1
"""One right reading within the hour around it: with none nobody could ever be named."""


def flights(plot: Plot, count: int) -> list[Planned]:
    """So many collisions, each with what a witness remembers."""
    return [_flight(plot, number) for number in range(count)]


def _flight(plot: Plot, number: int) -> Planned:
    rng = plot.rng
    kind, colour = plot.car()
    vehicle = plot.vehicle(kind, colour)
    home = plot.quarter()
    near = plot.quarter_between(home, 500, 2400, gates=2)
    scene = plot.junction_near(near, *_AROUND_S)
    (day,) = plot.days_of(1)
    leaves = plot.stage.at(day, int(rng.integers(6, 24)), int(rng.integers(60)))
    comes = plot.drive(vehicle, [plot.node(home), scene], leaves)
    struck = comes.arrives.plus(float(rng.uniform(0, 60)))
    stays = bool(rng.random() < _STAYS)
    unread = bool(rng.random() < _UNREAD) and not stays
    if stays:
        plot.drive(vehicle, [scene, plot.node(near)], struck.plus(20))
        tomorrow = plot.stage.at(day + 1, int(rng.integers(7, 12)), int(rng.integers(60)))
        plot.drive(vehicle, [plot.node(near), plot.node(home)], tomorrow)
    else:
        by, to = plot.quarter_between(near, 200, 1200, gates=0), plot.quarter_between(near, 700, 3600)
        fates = {int(rng.integers(2)): rng.choice([Fate.UNREAD, Fate.MISSED])} if unread else {}
        pace = float(rng.uniform(0.75, 0.95))
        plot.drive(vehicle, [scene, plot.node(by), plot.node(to)], struck.plus(15), pace=pace, fates=fates)
        back = plot.stage.at(day + 1, int(rng.integers(7, 12)), int(rng.integers(60)))
        plot.drive(vehicle, [plot.node(to), plot.node(home)], back)
    plot.live(vehicle, home, {day - 1, day, day + 1})
    before_s, after_s = rng.uniform(60, 600), rng.uniform(60, 480)
    case = HitAndRunCase(
        id=f"flight-{number + 1}",
        scene=plot.stage.place(scene),
        between=Span(struck.plus(-float(before_s)), struck.plus(float(after_s))),
        kind=kind if rng.random() < _KIND_KNOWN else VehicleKind.UNKNOWN,
        colour=colour if rng.random() < _COLOUR_KNOWN else Colour.UNKNOWN,
        pattern=_remembered(plot, plot.plate(vehicle)),
        plate=plot.plate(vehicle),
        at=struck,
        stays=stays,
        unread=unread,
    )
    around = Span(struck.plus(-_NEAR_S), struck.plus(_NEAR_S))
    return Planned(case, (Need(vehicle, around, _LEAST),), (vehicle,))


def _remembered(plot: Plot, plate: str) -> str:
    """What of a plate a witness remembers: nothing, its ends, its last digits."""
    return str(plot.rng.choice(["", f"{plate[0]}*{plate[-1]}", f"*{plate[-2:]}"], p=[0.6, 0.2, 0.2]))
