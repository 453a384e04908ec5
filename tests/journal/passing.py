"""Passages for the journal's tests: invented plates, every part filled."""

from trackway.model.passage import Passage, Picture, Source, passage_id
from trackway.model.plate import Plate
from trackway.model.reading import Box, Letter, Reading
from trackway.model.time import ClockOwner, Instant, Stamp
from trackway.model.vehicle import Colour, Heading, VehicleKind

__all__ = ["passage"]

_START = Instant(1_795_352_400_000_000)


def passage(number: int) -> Passage:
    """The ``number``-th of a row of different passages."""
    at = _START.plus(number / 10)
    letters = tuple(Letter(symbol, 0.9, ((other, 0.05),)) for symbol, other in zip("KAT", "XHT", strict=True))
    return Passage(
        passage_id(at, number % 300 + 1, number % 64),
        Stamp(at, ClockOwner.CAMERA, 0.25),
        number % 300 + 1,
        Source.LIVE,
        plate=Plate(f"KAT{number % 10_000:04d}", 3),
        confidence=0.93,
        alternatives=(f"XAT{number % 10_000:04d}",),
        looks=4,
        kind=VehicleKind.SEDAN,
        colour=Colour.SILVER,
        heading=Heading.NE,
        speed_kmh=61.5,
        speed_error_kmh=2.5,
        lane=2,
        kind_confidence=0.8,
        colour_confidence=0.7,
        model="abc",
        pictures=(Picture("0" * 64, 1.5, Box(1, 2, 30, 14)),),
        readings=(Reading(letters, 0.97, Box(1, 2, 30, 14), 1.5, "abc", 3),),
    )
