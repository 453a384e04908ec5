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
from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Reading
from trackway.model.time import ClockOwner, Span, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = [
    "CLOCKS",
    "COLOURS",
    "HEADINGS",
    "KINDS",
    "MAX_ERROR_S",
    "MAX_LANE",
    "MAX_SPEED_KMH",
    "NO_WHOLE_SPEED",
    "PLATE_COLOURS",
    "SOURCES",
    "checked",
    "coarse",
    "error_ms",
    "hundredths",
    "least_hundredths",
    "milliseconds",
    "sequence_of",
    "tenths",
    "tenths_up",
    "whole",
    "whole_up",
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
PLATE_COLOURS: Mapping[PlateColours, int] = {
    PlateColours.UNKNOWN: 0,
    PlateColours.WHITE_BLACK: 1,
    PlateColours.WHITE_RED: 2,
    PlateColours.WHITE_GREEN: 3,
    PlateColours.WHITE_BLUE: 4,
    PlateColours.GREEN_WHITE: 5,
    PlateColours.RED_WHITE: 6,
    PlateColours.RED_BLACK: 7,
    PlateColours.YELLOW_BLACK: 8,
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

NO_WHOLE_SPEED = 255
"""The code of a speed, or of an error of it, that is not known, where speeds are kept in whole km/h."""
_MOST_LOOKS_SEARCHED, _STEP = 255, 5
MAX_SPEED_KMH = 6000.0
"""Tenths in 16 bits end at 6,553.4; no vehicle and no measuring fault comes near."""
MAX_ERROR_S = 4_000_000.0
"""Milliseconds in 32 bits hold 49 days; a clock that far off says nothing of when."""
MAX_LANE = 255
"""No road has as many."""
_MAX_LOOKS = 65_535
_CORNERS = 4
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


def tenths_up(error_kmh: float) -> int:
    """The error of a speed in whole tenths of km/h, rounded up: it never looks surer than it is."""
    return math.ceil(error_kmh * 10 - _ROUNDING)


def whole(speed_kmh: float) -> int:
    """A speed as it is searched: in whole km/h, 254 being that or more."""
    return min(NO_WHOLE_SPEED - 1, (tenths(speed_kmh) + 5) // 10)


def whole_up(error_kmh: float) -> int:
    """The error of a speed as coarse as ``whole``, rounded up."""
    return min(NO_WHOLE_SPEED - 1, (tenths_up(error_kmh) + 9) // 10)


def coarse(passage: Passage) -> Passage:
    """A passage as kept of it without evidence: what only evidence holds more exactly, less exact."""
    speed, error = passage.speed_kmh, passage.speed_error_kmh
    return replace(
        passage,
        looks=min(passage.looks, _MOST_LOOKS_SEARCHED),
        speed_kmh=None if speed is None else float(whole(speed)),
        speed_error_kmh=None if error is None else float(whole_up(error)),
        kind_confidence=_fives(passage.kind_confidence),
        colour_confidence=_fives(passage.colour_confidence),
    )


def _fives(confidence: float) -> float:
    """In steps of five hundredths; less than one step stays, for 0 means that nobody says."""
    sure = hundredths(confidence)
    return (sure if sure < _STEP else sure // _STEP * _STEP) / 100


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
                kind_confidence=hundredths(passage.kind_confidence) / 100,
                colour_confidence=hundredths(passage.colour_confidence) / 100,
                speed_kmh=None if passage.speed_kmh is None else tenths(passage.speed_kmh) / 10,
                speed_error_kmh=None
                if passage.speed_error_kmh is None
                else tenths_up(passage.speed_error_kmh) / 10,
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
    _check_speed_error(where, passage)
    if not 0 <= passage.lane <= MAX_LANE:
        raise Invalid(f"{where}: the lane {passage.lane} is not between 0 and {MAX_LANE}.")
    for name, sure in (("kind", passage.kind_confidence), ("colour", passage.colour_confidence)):
        if not 0 <= sure <= 1:
            raise Invalid(f"{where}: the confidence {sure} of its {name} is not between 0 and 1.")
    for reading in passage.readings:
        _check_corners(where, reading)
    if passage.stamp.error_s is not None and passage.stamp.error_s > MAX_ERROR_S:
        raise Invalid(f"{where}: a clock {passage.stamp.error_s} s off says nothing of when.")
    if not 0 <= passage.looks <= _MAX_LOOKS:
        raise Invalid(f"{where}: {passage.looks} looks are not between 0 and {_MAX_LOOKS}.")
    _need_code(where, passage.kind, KINDS)
    _need_code(where, passage.colour, COLOURS)
    _need_code(where, passage.plate_colours, PLATE_COLOURS)
    _need_code(where, passage.heading, HEADINGS)
    _need_code(where, passage.source, SOURCES)
    _need_code(where, passage.stamp.clock, CLOCKS)


def _check_speed_error(where: str, passage: Passage) -> None:
    error = passage.speed_error_kmh
    if error is None:
        return
    if passage.speed_kmh is None:
        raise Invalid(f"{where} has an error of its speed but no speed.")
    if not 0 <= error <= MAX_SPEED_KMH:
        raise Invalid(f"{where}: a speed {error} km/h wrong is not between 0 and {MAX_SPEED_KMH}.")


def _check_corners(where: str, reading: Reading) -> None:
    corners = reading.corners
    if corners and (len(corners) != _CORNERS or not all(math.isfinite(x + y) for x, y in corners)):
        raise Invalid(f"{where}: the corners {corners} of a plate are not four points.")


def _need_code(where: str, value: Word, codes: Mapping[Word, int]) -> None:
    if value not in codes:
        raise Invalid(f"{where}: the store has no code for {value!r}.")
