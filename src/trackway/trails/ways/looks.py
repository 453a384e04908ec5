"""Looks weighed: how much likelier what a camera saw is of the vehicle meant than of any that passes.

A likelihood ratio for each part of a description, so that a rare colour says more than a common one, and a
part that does not fit lowers a candidate instead of dropping it: witnesses and cameras both err.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.vehicle import Colour, VehicleKind

__all__ = ["CAMERAS", "WITNESS", "Fits", "Looks", "colour_ratio", "kind_ratio"]

_FAMILIES = (
    {VehicleKind.SEDAN, VehicleKind.SUV, VehicleKind.CAR, VehicleKind.TAXI, VehicleKind.VAN},
    {VehicleKind.VAN, VehicleKind.PICKUP, VehicleKind.TRUCK},
    {VehicleKind.TRUCK, VehicleKind.TRAILER},
    {VehicleKind.BUS, VehicleKind.COACH},
    {VehicleKind.SCOOTER, VehicleKind.HEAVY_MOTORCYCLE, VehicleKind.BICYCLE},
)
"""Kinds that a glance, or a camera from behind, takes for one another."""
_NEAR = (
    {Colour.WHITE, Colour.SILVER},
    {Colour.SILVER, Colour.GREY},
    {Colour.GREY, Colour.BLACK},
    {Colour.BLACK, Colour.BLUE},
    {Colour.BLUE, Colour.GREEN},
    {Colour.RED, Colour.ORANGE, Colour.BROWN},
    {Colour.YELLOW, Colour.ORANGE, Colour.BROWN},
    {Colour.PURPLE, Colour.BLUE},
)
"""Paints that sodium light, dusk and dirt make alike."""


@dataclass(frozen=True, slots=True)
class Fits:
    """How often, of the vehicle meant, what was seen is what was said, near it, or neither; they sum to 1."""

    right: float
    near: float

    @property
    def wrong(self) -> float:
        """Neither."""
        return 1.0 - self.right - self.near


@dataclass(frozen=True, slots=True)
class Looks:
    """How far two say the same of one vehicle."""

    kind: Fits
    colour: Fits


WITNESS = Looks(kind=Fits(0.80, 0.14), colour=Fits(0.72, 0.18))
"""A witness's word held against a camera's: both are right about nine times in ten of a kind, and somewhat
less often of a colour (docs/reference/vehicle-look.md). Measured again whenever real cases are known."""
CAMERAS = Looks(kind=Fits(0.84, 0.12), colour=Fits(0.78, 0.15))
"""Two cameras held against one another, by day and by night together."""


def kind_ratio(
    wanted: Collection[str], seen: NDArray[np.str_], looks: Looks = WITNESS
) -> NDArray[np.float64]:
    """For each vehicle the ratio of its kind as seen, 1 where it is unknown; the base rate is that of all."""
    return _ratio(wanted, seen, _FAMILIES, looks.kind)


def colour_ratio(
    wanted: Collection[str], seen: NDArray[np.str_], looks: Looks = WITNESS
) -> NDArray[np.float64]:
    """The same of its colour."""
    return _ratio(wanted, seen, _NEAR, looks.colour)


def _ratio(
    wanted: Collection[str], seen: NDArray[np.str_], families: Collection[Collection[str]], fits: Fits
) -> NDArray[np.float64]:
    said = {str(word) for word in wanted} - {"unknown"}
    ratio = np.ones(len(seen))
    if not said:
        return ratio
    near = {str(word) for family in families if said & {str(w) for w in family} for word in family} - said
    is_known = seen != "unknown"
    is_right, is_near = np.isin(seen, sorted(said)), np.isin(seen, sorted(near))
    is_wrong = is_known & ~is_right & ~is_near
    known = int(is_known.sum()) + 3
    for mask, share in ((is_right, fits.right), (is_near, fits.near), (is_wrong, fits.wrong)):
        # One more of each is counted than was seen: no base rate is nothing.
        ratio[mask] = share / ((int(mask.sum()) + 1) / known)
    return ratio
