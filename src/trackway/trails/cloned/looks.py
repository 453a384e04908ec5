"""Looks: how different two sets of sightings look, kind and colour with how sure each was."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from trackway.model.plate import Plate
from trackway.model.plate_check import conflicts
from trackway.model.plate_colours import PlateColours
from trackway.model.taken_for import colours_taken_for
from trackway.model.vehicle import Colour, VehicleKind
from trackway.trails.cloned.sightings import Sightings

__all__ = ["apart", "odd_share", "profile", "unlike", "wheels", "words"]

_TWO = frozenset({"scooter", "heavy_motorcycle", "bicycle"})
_CAR = frozenset({"sedan", "suv", "car", "taxi"})
_HEAVY = frozenset({"bus", "coach"})
_ODD_FROM = 0.5
_KINDS, _COLOURS = tuple(str(kind) for kind in VehicleKind), tuple(str(colour) for colour in Colour)


def wheels(kind: str) -> str:
    """``two``, ``car`` or ``heavy``; empty for kinds that are taken for either of two: vans and trucks."""
    return "two" if kind in _TWO else "car" if kind in _CAR else "heavy" if kind in _HEAVY else ""


def _kind_apart(one: str, other: str) -> float:
    if "unknown" in (one, other):
        return 0.0
    if wheels(one) and wheels(other) and wheels(one) != wheels(other):
        return 2.0
    return -0.4 if one == other else 0.4


def _colour_apart(one: str, other: str) -> float:
    if "unknown" in (one, other):
        return 0.0
    near = Colour(other) in colours_taken_for(Colour(one))
    return -0.4 if one == other else 0.2 if near else 1.0


_KIND_APART = np.array([[_kind_apart(a, b) for b in _KINDS] for a in _KINDS])
_COLOUR_APART = np.array([[_colour_apart(a, b) for b in _COLOURS] for a in _COLOURS])


def profile(some: Sightings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How much of each kind and of each colour was seen, weighed by how sure it was, the mean over all."""
    kinds = np.bincount([_KINDS.index(kind) for kind in some.kind], some.kind_confidence, len(_KINDS))
    colours = np.bincount(
        [_COLOURS.index(colour) for colour in some.colour], some.colour_confidence, len(_COLOURS)
    )
    return kinds / max(1, len(some)), colours / max(1, len(some))


def unlike(some: Sightings, seen: tuple[NDArray[np.float64], NDArray[np.float64]]) -> NDArray[np.float64]:
    """For each sighting how different it looks from a profile: up to 3, -0.8 for alike, 0 for unknown."""
    kind = np.array([_KINDS.index(kind) for kind in some.kind], np.intp)
    colour = np.array([_COLOURS.index(colour) for colour in some.colour], np.intp)
    by_kind = (_KIND_APART @ seen[0])[kind] * some.kind_confidence
    by_colour = (_COLOUR_APART @ seen[1])[colour] * some.colour_confidence
    return np.asarray(by_kind + by_colour)


def apart(one: Sightings, other: Sightings) -> float:
    """How different two lives look, on the same scale."""
    return float(unlike(one, profile(other)).mean()) if len(one) and len(other) else 0.0


def odd_share(some: Sightings) -> float:
    """The part of them in which letters, plate colours and kind cannot all be right."""
    plate = Plate(some.plate)
    kinds = np.where(some.kind_confidence >= _ODD_FROM, some.kind, "unknown")
    seen = Counter(zip(kinds.tolist(), some.plate_colours.tolist(), strict=True))
    odd = sum(
        many
        for (kind, colours), many in seen.items()
        if conflicts(plate, PlateColours(colours), VehicleKind(kind))
    )
    return odd / max(1, len(some))


def words(some: Sightings) -> str:
    """The colour and kind seen most often."""
    kinds = [kind for kind in some.kind if kind != "unknown"]
    colours = [colour for colour in some.colour if colour != "unknown"]
    kind = max(sorted(set(kinds)), key=kinds.count, default="unknown")
    colour = max(sorted(set(colours)), key=colours.count, default="unknown")
    return f"{colour} {kind}"
