"""Crews: commuters from one quarter to one place of work who leave at the same minute, and look-alike plates.

They are what convoys and clones are mistaken for: habit shared without knowing, and numbers one letter apart.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from trackway.model.look_alikes import look_alike_texts
from trackway.model.vehicle import VehicleKind
from trackway.sim.traffic import Fleet, Use

__all__ = ["with_crews", "with_twins"]

_IN_CREWS = 0.45
_CREW = 10
_SPREAD_S = 120.0
"""Who starts work by the clock leaves within two minutes of the usual, most days."""
_TWINS = 0.006
_LOOK_ALIKE_COST = 0.3


def with_crews(vehicles: Fleet, rng: np.random.Generator) -> tuple[Fleet, list[NDArray[np.intp]]]:
    """The fleet with part of its commuting cars in crews of ten, and the crews."""
    rows = vehicles.of(Use.COMMUTING)
    rows = rows[vehicles.kind[rows] != VehicleKind.SCOOTER]
    rows = rng.permutation(rows)[: int(len(rows) * _IN_CREWS)]
    crews = [rows[i : i + _CREW] for i in range(0, len(rows) - _CREW + 1, _CREW)]
    home, work = vehicles.home.copy(), vehicles.work.copy()
    leaves, spread = vehicles.leaves_s.copy(), vehicles.spread_s.copy()
    for crew in crews:
        for column in (home, work, leaves):
            column[crew] = column[crew[0]]
        spread[crew] = _SPREAD_S
    return replace(vehicles, home=home, work=work, leaves_s=leaves, spread_s=spread), crews


def with_twins(vehicles: Fleet, rng: np.random.Generator) -> Fleet:
    """The fleet with some plates one look-alike letter from another's of the same kind."""
    plate = vehicles.plate.copy()
    taken = set(plate.tolist())
    pairs = rng.permutation(len(vehicles))[: 2 * int(len(vehicles) * _TWINS / 2)].reshape(-1, 2)
    for one, other in pairs:
        if vehicles.kind[one] != vehicles.kind[other]:
            continue
        alike = [a.text for a in look_alike_texts(plate[one], _LOOK_ALIKE_COST) if a.text not in taken]
        if alike:
            plate[other] = alike[int(rng.integers(min(3, len(alike))))]
            taken.add(plate[other])
    return replace(vehicles, plate=plate)
