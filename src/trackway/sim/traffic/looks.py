"""Looks: what a camera makes of a vehicle's kind, its colour and the colours of its plate, and how sure.

By day it is seldom wrong and says so; under infra-red lamps colours are lost, and said to be lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from trackway.model.plate_colours import PlateColours
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.traffic.fleet import Fleet

__all__ = ["COLOURS", "KINDS", "PLATE_COLOURS", "Appearing", "codes", "looked_at"]

Word = TypeVar("Word", bound=StrEnum)

KINDS, COLOURS, PLATE_COLOURS = tuple(VehicleKind), tuple(Colour), tuple(PlateColours)
_NIGHT_COLOURLESS, _WRONG_COLOUR = 0.88, 0.05
_WRONG_KIND, _VAGUE_KIND, _NIGHT_UNKNOWN_KIND = 0.02, 0.07, 0.06
_PLATE_COLOURLESS, _WRONG_PLATE_COLOURS = 0.03, 0.004
_DOUBT_RIGHT, _DOUBT_WRONG = 0.025, 0.12
_LEAST_SURE = 0.55
"""What is less sure than this is not said at all."""
_CARS = (VehicleKind.SEDAN, VehicleKind.SUV, VehicleKind.VAN)
_MISTAKEN_KIND = {
    VehicleKind.SEDAN: VehicleKind.SUV,
    VehicleKind.SUV: VehicleKind.SEDAN,
    VehicleKind.VAN: VehicleKind.TRUCK,
    VehicleKind.PICKUP: VehicleKind.TRUCK,
    VehicleKind.TRUCK: VehicleKind.VAN,
    VehicleKind.BUS: VehicleKind.COACH,
    VehicleKind.COACH: VehicleKind.BUS,
    VehicleKind.SCOOTER: VehicleKind.HEAVY_MOTORCYCLE,
    VehicleKind.HEAVY_MOTORCYCLE: VehicleKind.SCOOTER,
    VehicleKind.TAXI: VehicleKind.SEDAN,
}
_MISTAKEN_COLOUR = {
    Colour.WHITE: Colour.SILVER,
    Colour.SILVER: Colour.GREY,
    Colour.GREY: Colour.SILVER,
    Colour.BLACK: Colour.GREY,
    Colour.BLUE: Colour.BLACK,
    Colour.RED: Colour.BROWN,
    Colour.ORANGE: Colour.RED,
    Colour.YELLOW: Colour.ORANGE,
    Colour.GREEN: Colour.BLUE,
    Colour.BROWN: Colour.GREY,
    Colour.PURPLE: Colour.BLUE,
}
_MISTAKEN_PLATE_COLOURS = {
    PlateColours.WHITE_BLACK: PlateColours.WHITE_GREEN,
    PlateColours.WHITE_RED: PlateColours.WHITE_BLACK,
    PlateColours.WHITE_GREEN: PlateColours.WHITE_BLACK,
    PlateColours.WHITE_BLUE: PlateColours.WHITE_BLACK,
    PlateColours.RED_WHITE: PlateColours.GREEN_WHITE,
}


@dataclass(frozen=True, slots=True, eq=False)
class Appearing:
    """How vehicles looked, columns of n: codes into the tuples above, and confidences from 0 to 1."""

    kind: NDArray[np.uint8]
    colour: NDArray[np.uint8]
    plate_colours: NDArray[np.uint8]
    kind_confidence: NDArray[np.float32]
    colour_confidence: NDArray[np.float32]


def codes(words: NDArray[np.object_], order: tuple[StrEnum, ...]) -> NDArray[np.uint8]:
    """Each word's place in the order."""
    place = {word: i for i, word in enumerate(order)}
    return np.array([place[word] for word in words], np.uint8)


def looked_at(
    vehicles: Fleet,
    vehicle: NDArray[np.intp],
    state: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
    rng: np.random.Generator,
    later: np.random.Generator,
) -> Appearing:
    """How these vehicles of the fleet looked, each as it passed.

    ``state`` of each: whether it is night, whether its kind is surely seen right, whether its plate was
    read. Kinds and colours are drawn from ``rng``, the rest from ``later``.
    """
    is_night, sure, has_plate = state
    true_kind = codes(vehicles.kind, KINDS)[vehicle]
    true_colour = codes(vehicles.colour, COLOURS)[vehicle]
    kind = _kinds(true_kind, is_night, sure, rng)
    colour = _colours(true_colour, is_night, rng)
    plate = codes(vehicles.plate_colours, PLATE_COLOURS)[vehicle]
    vague = kind == KINDS.index(VehicleKind.CAR)
    return Appearing(
        kind=kind,
        colour=colour,
        plate_colours=_plate_colours(plate, is_night | ~has_plate, sure, later),
        kind_confidence=_how_sure(kind, (kind == true_kind) | vague, later),
        colour_confidence=_how_sure(colour, colour == true_colour, later),
    )


def _mistaken(order: tuple[Word, ...], pairs: Mapping[Word, Word]) -> NDArray[np.uint8]:
    mistaken = np.arange(len(order), dtype=np.uint8)
    for true, wrong in pairs.items():
        mistaken[order.index(true)] = order.index(wrong)
    return mistaken


def _kinds(
    kind: NDArray[np.uint8], is_night: NDArray[np.bool_], sure: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.uint8]:
    draw = rng.random(len(kind), np.float32)
    draw[sure] = 0.5
    is_car = np.isin(kind, [KINDS.index(k) for k in _CARS])
    seen = np.where(draw < _WRONG_KIND, _mistaken(KINDS, _MISTAKEN_KIND)[kind], kind)
    seen = np.where((draw > 1 - _VAGUE_KIND) & is_car, KINDS.index(VehicleKind.CAR), seen)
    blind = is_night & (rng.random(len(kind), np.float32) < _NIGHT_UNKNOWN_KIND) & ~sure
    return np.where(blind, KINDS.index(VehicleKind.UNKNOWN), seen).astype(np.uint8)


def _colours(
    colour: NDArray[np.uint8], is_night: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.uint8]:
    draw = rng.random(len(colour), np.float32)
    seen = np.where(draw < _WRONG_COLOUR, _mistaken(COLOURS, _MISTAKEN_COLOUR)[colour], colour)
    dark = is_night & (rng.random(len(colour), np.float32) < _NIGHT_COLOURLESS)
    return np.where(dark, COLOURS.index(Colour.UNKNOWN), seen).astype(np.uint8)


def _plate_colours(
    plate: NDArray[np.uint8], is_lost: NDArray[np.bool_], sure: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Lost under infra-red lamps and without a plate that was read, now and then lost or wrong by day."""
    draw = rng.random(len(plate), np.float32)
    wrong = (draw < _WRONG_PLATE_COLOURS) & ~sure
    seen = np.where(wrong, _mistaken(PLATE_COLOURS, _MISTAKEN_PLATE_COLOURS)[plate], plate)
    lost = is_lost | ((draw > 1 - _PLATE_COLOURLESS) & ~sure)
    return np.where(lost, PLATE_COLOURS.index(PlateColours.UNKNOWN), seen).astype(np.uint8)


def _how_sure(
    seen: NDArray[np.uint8], is_right: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Lower where it is wrong; 0 for what is unknown (code 0)."""
    doubt = rng.standard_exponential(len(seen), np.float32)
    scale = np.where(is_right, _DOUBT_RIGHT, _DOUBT_WRONG).astype(np.float32)
    sure = np.floor(np.clip(0.995 - doubt * scale, _LEAST_SURE, 0.99) * 100) / 100
    return np.where(seen == 0, 0.0, sure).astype(np.float32)
