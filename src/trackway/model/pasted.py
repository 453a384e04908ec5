"""PlateList: plates as people paste them or keep them in a file, one per line or in a column."""

import re
from dataclasses import dataclass

from trackway.model.errors import WrongUse
from trackway.model.plate import NotAPlate, Plate, parse_plate

__all__ = ["MAX_PASTED", "PlateList", "Refused", "parse_plate_list"]

MAX_PASTED = 10_000
"""The longest list that is asked at once; what people bring has some dozens."""
_HEADERS = {
    "plate",
    "plates",
    "platenumber",
    "plateno",
    "number",
    "車牌",
    "車號",
    "車牌號碼",
    "牌照號碼",
    "號牌",
}
_BETWEEN = re.compile(r"[,;\t，；、]")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that holds no plate: its number, from 1, what stands there, and why it is none."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PlateList:
    """Plates in the order they were written, each once, with the line each stood on; and what was refused."""

    plates: tuple[Plate, ...]
    lines: tuple[int, ...]
    refused: tuple[Refused, ...] = ()
    repeated: int = 0


def parse_plate_list(text: str) -> PlateList:
    """The plates in a text: one per line, several with commas, or the plate's column of a CSV with a heading.

    Hyphens, spaces, case and full width do not matter; quotes are taken off. On a line without a heading
    every field is a plate, or else the first is and the others are remarks. A line that holds none is told
    by its number, never left out silently. Raises ``WrongUse`` for no plates at all and for too many.
    """
    found: dict[str, tuple[Plate, int]] = {}
    refused: list[Refused] = []
    repeated, column = 0, -1
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        fields = [field.strip().strip("\"'").strip() for field in _BETWEEN.split(line)]
        if not any(fields):
            continue
        named = [n for n, field in enumerate(fields) if _heading(field) in _HEADERS]
        if named and not found and not refused and column < 0:
            column = named[0]
            continue
        try:
            plates = _plates(fields, column)
        except NotAPlate as error:
            refused.append(Refused(number, line.strip()[:_SHOWN], str(error)))
            continue
        for plate in plates:
            repeated += plate.text in found
            found.setdefault(plate.text, (plate, number))
        if len(found) > MAX_PASTED:
            raise WrongUse(f"The list holds more than {MAX_PASTED:,} plates; ask for it in parts.")
    if not found and not refused:
        raise WrongUse("The list is empty; write one plate per line, like ABC-1235.")
    return PlateList(
        tuple(plate for plate, _ in found.values()),
        tuple(number for _, number in found.values()),
        tuple(refused),
        repeated,
    )


def _plates(fields: list[str], column: int) -> list[Plate]:
    if column >= 0:
        return [parse_plate(fields[column] if column < len(fields) else "")]
    first = parse_plate(fields[0])
    try:
        others = [parse_plate(field) for field in fields[1:] if field]
    except NotAPlate:
        return [first]
    return [first, *others] if all(other.is_valid for other in others) else [first]


def _heading(field: str) -> str:
    return re.sub(r"[\s_.-]", "", field).lower()
