"""What a store keeps of a passage, the same for every implementation: precision, checks, codes.

The codes stand in the store's files for good: never change or reuse one, only add.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from trackway.model.errors import Invalid, Lost
from trackway.model.passage import Passage, Source, passage_id
from trackway.model.time import ClockOwner, Span, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = [
    "CLOCKS",
    "COLOURS",
    "HEADINGS",
    "KINDS",
    "MAX_ERROR_S",
    "MAX_SPEED_KMH",
    "SOURCES",
    "checked",
    "error_ms",
    "hundredths",
    "least_hundredths",
    "milliseconds",
    "sequence_of",
    "tenths",
    "word_of",
]

Word = TypeVar("Word", bound=StrEnum)

KINDS: Mapping[VehicleKind, int] = {
    VehicleKind.UNKNOWN: 0,
    VehicleKind.SEDAN: 1,
    VehicleKind.SUV: 2,
    VehicleKind.VAN: 3,
    VehicleKind.PICKUP: 4,
    VehicleKind.TRUCK: 5,
    VehicleKind.BUS: 6,
    VehicleKind.COACH: 7,
    VehicleKind.SCOOTER: 8,
    VehicleKind.HEAVY_MOTORCYCLE: 9,
    VehicleKind.BICYCLE: 10,
    VehicleKind.CAR: 11,
    VehicleKind.TAXI: 12,
    VehicleKind.TRAILER: 13,
}
COLOURS: Mapping[Colour, int] = {
    Colour.UNKNOWN: 0,
    Colour.WHITE: 1,
    Colour.SILVER: 2,
    Colour.GREY: 3,
    Colour.BLACK: 4,
    Colour.RED: 5,
    Colour.ORANGE: 6,
    Colour.YELLOW: 7,
    Colour.GREEN: 8,
    Colour.BLUE: 9,
    Colour.BROWN: 10,
    Colour.PURPLE: 11,
}
HEADINGS: Mapping[Heading, int] = {
    Heading.UNKNOWN: 0,
    Heading.N: 1,
    Heading.NE: 2,
    Heading.E: 3,
    Heading.SE: 4,
    Heading.S: 5,
    Heading.SW: 6,
    Heading.W: 7,
    Heading.NW: 8,
}
SOURCES: Mapping[Source, int] = {Source.LIVE: 1, Source.RECORDED: 2, Source.SIMULATED: 3}
CLOCKS: Mapping[ClockOwner, int] = {
    ClockOwner.CAMERA: 1,
    ClockOwner.STATION: 2,
    ClockOwner.IMPORT: 3,
    ClockOwner.SIMULATED: 4,
}

MAX_SPEED_KMH = 6000.0
"""Tenths in 16 bits end at 6,553.4; no vehicle and no measuring fault comes near."""
MAX_ERROR_S = 4_000_000.0
"""Milliseconds in 32 bits hold 49 days; a clock that far off says nothing of when."""
_MAX_LOOKS = 65_535
_ROUNDING = 1e-6
"""0.29 * 100 is 28.999999999999996 in binary; this much is forgiven before rounding down."""


def hundredths(confidence: float) -> int:
    """A confidence in whole hundredths, rounded down: never claims more than was measured."""
    return math.floor(confidence * 100 + _ROUNDING)


def least_hundredths(confidence: float) -> int:
    """The least whole hundredths that are as much as the confidence asked for."""
    return math.ceil(confidence * 100 - _ROUNDING)


def tenths(speed_kmh: float) -> int:
    """A speed in whole tenths of km/h."""
    return round(speed_kmh * 10)


def sequence_of(passage: Passage) -> int:
    """The sequence inside a passage's identity."""
    return passage.id & 0x3F


def milliseconds(span: Span) -> tuple[int, int]:
    """The first millisecond since 1970 that touches the span, and the first after it that does not."""
    return span.start.us // 1000, -(-span.end.us // 1000)


def checked(passages: Sequence[Passage]) -> list[Passage]:
    """The passages as every store keeps them: precision cut, each identity once (the first stays).

    Raises ``Invalid`` and names the passage when one cannot be filed.
    """
    kept: dict[int, Passage] = {}
    for passage in passages:
        _check(passage)
        if passage.id not in kept:
            kept[passage.id] = replace(
                passage,
                confidence=hundredths(passage.confidence) / 100,
                stamp=_kept_stamp(passage.stamp),
                speed_kmh=None if passage.speed_kmh is None else tenths(passage.speed_kmh) / 10,
            )
    return list(kept.values())


def word_of(codes: Mapping[Word, int], code: int) -> Word:
    """The word a code stands for."""
    for word, known in codes.items():
        if known == code:
            return word
    raise Lost(f"The store holds the code {code}, which stands for no {type(next(iter(codes))).__name__}.")


def error_ms(error_s: float) -> int:
    """A clock's error in whole milliseconds, rounded up: a bound that is made smaller is no bound."""
    return math.ceil(error_s * 1000 - _ROUNDING)


def _kept_stamp(stamp: Stamp) -> Stamp:
    return stamp if stamp.error_s is None else replace(stamp, error_s=error_ms(stamp.error_s) / 1000)


def _check(passage: Passage) -> None:
    where = f"The passage {passage.id} at camera {passage.camera}"
    if passage.id != passage_id(passage.at, passage.camera, sequence_of(passage)):
        raise Invalid(f"{where} is not named after its own time and camera.")
    if not 0 <= passage.confidence <= 1:
        raise Invalid(f"{where}: the confidence {passage.confidence} is not between 0 and 1.")
    if passage.plate is None and passage.confidence != 0:
        raise Invalid(f"{where} has a confidence but no plate.")
    if passage.speed_kmh is not None and not 0 <= passage.speed_kmh <= MAX_SPEED_KMH:
        raise Invalid(f"{where}: the speed {passage.speed_kmh} km/h is not between 0 and {MAX_SPEED_KMH}.")
    if passage.stamp.error_s is not None and passage.stamp.error_s > MAX_ERROR_S:
        raise Invalid(f"{where}: a clock {passage.stamp.error_s} s off says nothing of when.")
    if not 0 <= passage.looks <= _MAX_LOOKS:
        raise Invalid(f"{where}: {passage.looks} looks are not between 0 and {_MAX_LOOKS}.")
    _need_code(where, passage.kind, KINDS)
    _need_code(where, passage.colour, COLOURS)
    _need_code(where, passage.heading, HEADINGS)
    _need_code(where, passage.source, SOURCES)
    _need_code(where, passage.stamp.clock, CLOCKS)


def _need_code(where: str, value: Word, codes: Mapping[Word, int]) -> None:
    if value not in codes:
        raise Invalid(f"{where}: the store has no code for {value!r}.")
