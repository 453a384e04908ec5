"""Invented plates: made by the grammar, of the right series for the vehicle, never the same one twice."""

from collections.abc import Collection
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trackway.model.plate_classes import PREFIXES, VehicleClass
from trackway.model.plate_series import NO_FOUR, NO_I_O, Series, facts_of
from trackway.model.vehicle import VehicleKind

__all__ = ["invent_plates", "plates_for"]

_Recipe = tuple[tuple[Series, VehicleClass, float], ...]
_S, _C = Series, VehicleClass

_PRIVATE: _Recipe = (
    (_S.STANDARD, _C.PRIVATE_CAR, 0.71),
    (_S.CAR_LATE, _C.PRIVATE_CAR, 0.11),
    (_S.CAR_LATE_MIXED, _C.PRIVATE_CAR, 0.05),
    (_S.CAR_DIGIT_LETTER, _C.PRIVATE_CAR, 0.04),
    (_S.CAR_LETTER_DIGIT, _C.PRIVATE_CAR, 0.02),
    (_S.STANDARD, _C.ELECTRIC_CAR, 0.05),
    (_S.STANDARD, _C.DISABLED_CAR, 0.02),
)
_RECIPES: dict[VehicleKind, _Recipe] = {
    VehicleKind.SEDAN: _PRIVATE,
    VehicleKind.SUV: _PRIVATE,
    VehicleKind.VAN: _PRIVATE,
    VehicleKind.PICKUP: _PRIVATE,
    VehicleKind.CAR: ((_S.STANDARD, _C.RENTAL_CAR, 0.85), (_S.STANDARD, _C.ELECTRIC_RENTAL_CAR, 0.15)),
    VehicleKind.TRUCK: (
        (_S.STANDARD, _C.TRUCK, 0.35),
        (_S.STANDARD, _C.PRIVATE_TRUCK, 0.2),
        (_S.STANDARD, _C.LIGHT_TRUCK, 0.25),
        (_S.BUSINESS_LATE, _C.TRUCK, 0.2),
    ),
    VehicleKind.BUS: ((_S.STANDARD, _C.BUS, 0.8), (_S.STANDARD, _C.ELECTRIC_BUS, 0.2)),
    VehicleKind.COACH: ((_S.STANDARD, _C.COACH, 0.9), (_S.BUSINESS_LATE, _C.COACH, 0.1)),
    VehicleKind.TAXI: (
        (_S.STANDARD, _C.TAXI, 0.8),
        (_S.BUSINESS_EARLY, _C.TAXI, 0.1),
        (_S.STANDARD, _C.ELECTRIC_TAXI, 0.1),
    ),
    VehicleKind.SCOOTER: (
        (_S.STANDARD, _C.SCOOTER, 0.66),
        (_S.SCOOTER_EARLY, _C.SCOOTER, 0.11),
        (_S.SCOOTER_LATE, _C.SCOOTER, 0.11),
        (_S.SCOOTER_MIXED, _C.SCOOTER, 0.03),
        (_S.STANDARD, _C.ELECTRIC_SCOOTER, 0.06),
        (_S.STANDARD, _C.LIGHT_SCOOTER, 0.03),
    ),
    VehicleKind.HEAVY_MOTORCYCLE: (
        (_S.STANDARD, _C.HEAVY_MOTORCYCLE, 0.6),
        (_S.STANDARD, _C.LARGE_HEAVY_MOTORCYCLE, 0.4),
    ),
}
"""What plates a kind of vehicle carries and how often, by eye. ``CAR`` stands for a rental car here."""


def plates_for(
    kinds: NDArray[np.object_], rng: np.random.Generator, taken: Collection[str] = ()
) -> NDArray[np.object_]:
    """One plate for each vehicle, all different and none of those taken; normal form."""
    plates = np.empty(len(kinds), object)
    used = set(taken)
    for kind in sorted(set(kinds)):
        rows = np.flatnonzero(kinds == kind)
        recipe = _RECIPES[VehicleKind(kind)]
        shares = np.array([share for *_, share in recipe])
        choice = rng.choice(len(recipe), size=len(rows), p=shares / shares.sum())
        for i, (series, vehicle_class, _) in enumerate(recipe):
            some = rows[choice == i]
            plates[some] = invent_plates(len(some), series, vehicle_class, rng, used)
            used.update(plates[some])
    return plates


def invent_plates(
    count: int,
    series: Series,
    vehicle_class: VehicleClass,
    rng: np.random.Generator,
    taken: Collection[str] = (),
) -> list[str]:
    """So many different plates of a series and class, none of those taken."""
    found = np.empty(0, object)
    while len(found) < count:
        more = _draw(int((count - len(found)) * 1.1) + 8, series, vehicle_class, rng)
        found = _once(np.concatenate([found, more]))
        found = found[[text not in taken for text in found]]
    return [str(text) for text in found[:count]]


def _once(texts: NDArray[np.object_]) -> NDArray[np.object_]:
    """Each text once, in order of first appearance."""
    return np.array(list(dict.fromkeys(texts)), object)


def _draw(
    count: int, series: Series, vehicle_class: VehicleClass, rng: np.random.Generator
) -> NDArray[np.object_]:
    facts = facts_of(series)
    form = facts.forms[int(rng.integers(len(facts.forms)))]
    symbols = np.empty((count, len(form.shape)), np.uint8)
    for place, symbol in enumerate(form.shape):
        usual = "".join(s for s in facts.allowed(symbol) if s not in facts.rare)
        symbols[:, place] = _one_of(usual, count, rng)
    if series is Series.STANDARD:
        prefixes = _prefixes(vehicle_class)
        symbols[:, :3] = prefixes[rng.integers(len(prefixes), size=count)]
        symbols[:, 3:] = _one_of(NO_FOUR, count * 4, rng).reshape(count, 4)
    texts = symbols.view(f"S{len(form.shape)}")[:, 0]
    return texts.astype(f"U{len(form.shape)}").astype(object)


def _one_of(symbols: str, count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    return np.frombuffer(symbols.encode("ascii"), np.uint8)[rng.integers(len(symbols), size=count)]


@cache
def _prefixes(vehicle_class: VehicleClass) -> NDArray[np.uint8]:
    """The three-letter prefixes in use for a class and no other, n x 3 ASCII letters."""
    owners: dict[str, set[VehicleClass]] = {}
    for row in PREFIXES:
        for prefix in _between(row.first, row.last):
            owners.setdefault(prefix, set()).add(row.vehicle_class)
    planned = {p for row in PREFIXES if row.is_planned for p in _between(row.first, row.last)}
    own = [p for p, classes in owners.items() if vehicle_class in classes and p not in planned]
    alone = [p for p in own if len(owners[p]) == 1]
    return np.frombuffer("".join(alone or own).encode("ascii"), np.uint8).reshape(-1, 3)


def _between(first: str, last: str) -> list[str]:
    low, high = (_rank(prefix) for prefix in (first, last))
    n = len(NO_I_O)
    return ["".join((NO_I_O[r // n // n], NO_I_O[r // n % n], NO_I_O[r % n])) for r in range(low, high + 1)]


def _rank(prefix: str) -> int:
    rank = 0
    for letter in prefix:
        rank = rank * len(NO_I_O) + NO_I_O.index(letter)
    return rank
