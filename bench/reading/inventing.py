"""Invented plates of every series, each with a class and a kind of vehicle that carries it."""

from dataclasses import dataclass

import numpy as np

from trackway.model.plate import Plate, Series
from trackway.model.plate_classes import CLASSES, PREFIXES, VehicleClass
from trackway.model.plate_series import SERIES, SeriesFacts
from trackway.model.vehicle import VehicleKind
from trackway.sim.drawing import PlateStyle, style_of, worn
from trackway.sim.traffic.inventing import invent_plates

__all__ = ["Invented", "invented"]

_ODDS = np.array([facts.odds**0.5 for facts in SERIES])
"""The root, so that rare series are seen often enough to be counted."""
_ANY_CLASS = tuple(dict.fromkeys(row.vehicle_class for row in PREFIXES if not row.is_planned))
"""What plates of the standard form are issued for."""
_SOME_CAR = (VehicleKind.SEDAN, VehicleKind.SUV, VehicleKind.VAN, VehicleKind.TRUCK)
_NOT_DRAWN = (VehicleKind.UNKNOWN, VehicleKind.BICYCLE)


@dataclass(frozen=True, slots=True)
class Invented:
    """A plate, how it looks, and what carries it."""

    plate: Plate
    facts: SeriesFacts
    kind: VehicleKind
    style: PlateStyle


def invented(rng: np.random.Generator) -> Invented:
    """A plate of a series drawn by the root of how often it is met, after some years on the road."""
    facts = SERIES[int(rng.choice(len(SERIES), p=_ODDS / _ODDS.sum()))]
    owners = facts.classes or _ANY_CLASS
    owner = owners[int(rng.integers(len(owners)))]
    kinds = [kind for kind in CLASSES[owner].kinds if kind not in _NOT_DRAWN] or _SOME_CAR
    kind = kinds[int(rng.integers(len(kinds)))]
    plate = _plate(facts, owner, rng)
    return Invented(plate, facts, kind, worn(style_of(plate, owner), rng))


def _plate(facts: SeriesFacts, owner: VehicleClass, rng: np.random.Generator) -> Plate:
    if facts.series is Series.STANDARD:
        return Plate(invent_plates(1, facts.series, owner, rng)[0], 3)
    while True:
        form = facts.forms[int(rng.integers(len(facts.forms)))]
        symbols = []
        for symbol in form.shape:
            allowed = [s for s in facts.allowed(symbol) if s not in facts.rare] or [symbol]
            symbols.append(allowed[int(rng.integers(len(allowed)))])
        text = "".join(symbols)
        if facts.regex.fullmatch(text):  # some forms ask for two letters alike
            return Plate(text, form.split)
