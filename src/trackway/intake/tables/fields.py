"""The fields of a passage in a table: what each may hold, and what is taken when it is left out or empty."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from trackway.model.errors import Invalid
from trackway.model.passage import Source
from trackway.model.plate import parse_plate
from trackway.model.plate_colours import PlateColours
from trackway.model.time import ClockOwner, Instant, parse_instant
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.registry.escaping import unescaped

__all__ = ["FIELDS", "Field", "whole_row"]

_CLOCK_OF = {
    Source.LIVE: ClockOwner.CAMERA,
    Source.RECORDED: ClockOwner.IMPORT,
    Source.SIMULATED: ClockOwner.SIMULATED,
}
_EMPTY = (None, "")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its Arrow type, how a cell is read, what an empty one means (``needed``: none may be)."""

    name: str
    arrow: str
    read: Callable[[Any], object]
    empty: object = None
    needed: bool = False

    def of(self, row: Mapping[str, object]) -> object:
        """The value of a row. Raises ``Invalid``, which says why."""
        cell = row.get(self.name)
        if isinstance(cell, float) and math.isnan(cell):
            cell = None
        if isinstance(cell, str):
            cell = unescaped(cell.strip())
        if cell in _EMPTY:
            if self.needed:
                raise Invalid("is missing")
            return self.empty
        return self.read(cell)


def _at(cell: Any) -> int:  # noqa: ANN401  a cell may be anything
    if isinstance(cell, datetime):
        return Instant.of(cell).us
    if isinstance(cell, bool) or not isinstance(cell, int | str):
        raise Invalid("is no time: write 2026-11-22T21:00:00+08:00, or microseconds since 1970")
    if isinstance(cell, int) or (cell.isascii() and cell.isdigit()):
        return int(cell)
    return parse_instant(cell).us


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(cell: Any) -> int:  # noqa: ANN401
        number = _number(cell)
        if number != int(number) or not least <= number <= most:
            raise Invalid(f"is not a whole number from {least} to {most}")
        return int(number)

    return read


def _within(least: float, most: float) -> Callable[[Any], float]:
    def read(cell: Any) -> float:  # noqa: ANN401
        number = _number(cell)
        if not least <= number <= most:
            raise Invalid(f"is not between {least:g} and {most:g}")
        return number

    return read


def _number(cell: Any) -> float:  # noqa: ANN401
    try:
        number = float("nan") if isinstance(cell, bool) else float(cell)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if not math.isfinite(number):
        raise Invalid("is no number")
    return number


def _plate(cell: Any) -> str:  # noqa: ANN401
    if not isinstance(cell, str):
        raise Invalid("is no text")
    return parse_plate(cell).text


def _word(words: type[StrEnum]) -> Callable[[Any], str]:
    def read(cell: Any) -> str:  # noqa: ANN401
        try:
            return words(str(cell).lower()).value
        except ValueError:
            raise Invalid(f"is none of {', '.join(words)}") from None

    return read


FIELDS: tuple[Field, ...] = (
    Field("at", "int64", _at, needed=True),
    Field("camera", "uint16", _whole(1, 65_535), needed=True),
    Field("sequence", "uint8", _whole(0, 63)),
    Field("plate", "string", _plate, ""),
    Field("confidence", "float32", _within(0, 1), 0.0),
    Field("looks", "uint16", _whole(0, 65_535), 0),
    Field("kind", "string", _word(VehicleKind), VehicleKind.UNKNOWN.value),
    Field("kind_confidence", "float32", _within(0, 1), 0.0),
    Field("colour", "string", _word(Colour), Colour.UNKNOWN.value),
    Field("colour_confidence", "float32", _within(0, 1), 0.0),
    Field("plate_colours", "string", _word(PlateColours), PlateColours.UNKNOWN.value),
    Field("heading", "string", _word(Heading), Heading.UNKNOWN.value),
    Field("speed", "float32", _within(0, 6000)),
    Field("speed_error", "float32", _within(0, 6000)),
    Field("lane", "uint8", _whole(0, 255), 0),
    Field("source", "string", _word(Source), Source.RECORDED.value),
    Field("clock", "string", _word(ClockOwner)),
    Field("error_s", "float32", _within(0, 4_000_000)),
)
"""The names of ``trackway.passages.columns``; ``at`` as ISO 8601 with a zone, or microseconds since 1970."""


def whole_row(row: Mapping[str, object]) -> dict[str, Any]:
    """The values of a row, all of them. Raises ``Invalid`` naming the field, its value and what is wrong."""
    values: dict[str, Any] = {}
    for field in FIELDS:
        try:
            values[field.name] = field.of(row)
        except (Invalid, OverflowError) as error:
            raise Invalid(f"{field.name} {str(row.get(field.name))[:80]!r}: {error}") from error
    if values["clock"] is None:
        values["clock"] = _CLOCK_OF[Source(values["source"])].value
    if not values["plate"] and values["confidence"]:
        raise Invalid(f"confidence {values['confidence']!r}: is given though there is no plate")
    if values["speed"] is None and values["speed_error"] is not None:
        raise Invalid(f"speed_error {values['speed_error']!r}: is given though there is no speed")
    return values
