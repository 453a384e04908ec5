"""The kind of vehicle seen: a vote over views, and "cannot tell" where it is not sure enough.

Two wheels or four is told by the lie of the lines around the plate, which was measured on photographs.
Trucks and buses are the network's, which has seen drawn vehicles only, and are said only of a vehicle that
is seen whole. Sedan, SUV and van are never said: on photographs it took them for one another
(docs/reference/vehicle-look.md).
"""

from collections.abc import Mapping, Sequence
from statistics import fmean

from trackway.model.vehicle import VehicleKind
from trackway.vision.vehicle_lines import uprightness
from trackway.vision.vehicle_network import KINDS, Shares
from trackway.vision.vehicle_view import View, seen_share
from trackway.vision.vehicle_vote import voted

__all__ = ["seen_kind"]

_K = VehicleKind
_CARS = (_K.SEDAN, _K.CAR, _K.SUV, _K.VAN)
_HEAVY = (_K.TRUCK, _K.BUS, _K.COACH, _K.PICKUP)
_UPRIGHT, _LYING = 0.45, 0.40
"""Lines more upright are around two wheels, lines more level around four; between them it is not told."""
_WHOLE, _MUCH = 0.8, 0.45
"""So much of the view in the picture shows a vehicle whole, or enough of it to tell a truck from a car."""
_MOST_HEAVY, _MOST_HEAVY_NEAR = 0.3, 0.5
"""A car may look so much like a truck or a bus, and so much where only its bumper is seen."""
_LEAST_SCOOTER, _MOST_CAR = 0.4, 0.6
"""Where lines say two wheels the network must see a scooter, or, of a mere tail, must not see a car."""
_MOST_TWO_WHEELS = 0.4
_BY_PLATE = {_K.PICKUP: 0.7, _K.TRUCK: 0.7, _K.BUS: 0.7, _K.COACH: 0.7}
_BY_OUTLINE = {_K.SCOOTER: 0.6, _K.PICKUP: 0.75, _K.TRUCK: 0.7, _K.BUS: 0.9, _K.COACH: 0.7}
"""From which share on a kind is said; those that are missing never are."""
_CAR = 0.9
_SURE = 0.95
"""No figure behind a kind is better than this, so no confidence is."""


def seen_kind(shares: Shares, views: Sequence[View]) -> tuple[VehicleKind, float]:
    """The kind and its confidence, from the shares of each view; unknown with 0 when it cannot be told."""
    told = dict(zip(KINDS, voted(shares), strict=True))
    if any(view.is_plate.any() for view in views):
        return _by_plate(told, views)
    return _by_outline(told)


def _by_plate(told: Mapping[VehicleKind, float], views: Sequence[View]) -> tuple[VehicleKind, float]:
    upright = fmean(uprightness(view) for view in views)
    seen = max(seen_share(view) for view in views)
    if upright > _UPRIGHT:
        is_white = all(view.is_white for view in views)  # red and yellow plates are those of heavy ones
        if seen >= _MUCH:
            is_scooter = told[_K.SCOOTER] >= _LEAST_SCOOTER
        else:
            is_scooter = sum(told[kind] for kind in _CARS) <= _MOST_CAR
        return (_K.SCOOTER, _SURE) if is_white and is_scooter else (_K.UNKNOWN, 0.0)
    if upright >= _LYING:
        return _K.UNKNOWN, 0.0
    heavy = sum(told[kind] for kind in _HEAVY)
    if seen >= _WHOLE and heavy > _MOST_HEAVY:
        return _said(told, _BY_PLATE)
    is_car = heavy <= (_MOST_HEAVY if seen >= _MUCH else _MOST_HEAVY_NEAR)
    is_car &= told[_K.SCOOTER] + told[_K.HEAVY_MOTORCYCLE] <= _MOST_TWO_WHEELS
    return (_K.CAR, _SURE) if is_car else (_K.UNKNOWN, 0.0)


def _by_outline(told: Mapping[VehicleKind, float]) -> tuple[VehicleKind, float]:
    car = sum(told[kind] for kind in _CARS)
    return (_K.CAR, min(car, _SURE)) if car >= _CAR else _said(told, _BY_OUTLINE)


def _said(told: Mapping[VehicleKind, float], least: Mapping[VehicleKind, float]) -> tuple[VehicleKind, float]:
    """The likeliest kind, if it may be said at all and is likely enough."""
    kind = max(told, key=lambda one: told[one])
    is_sure = kind in least and told[kind] >= least[kind]
    return (kind, min(told[kind], _SURE)) if is_sure else (_K.UNKNOWN, 0.0)
