"""What came of one file: which column became what, which rows could not be used, and why.

Sentences come in pairs, 正體中文 and English, so that page and command line say the same.
"""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from trackway.model.said import Said

__all__ = ["ColumnUse", "Confidence", "ImportReport", "RowProblem", "Said", "Updated"]


class Confidence(StrEnum):
    """How sure it is that a column means a field."""

    GIVEN = "given"
    """Whoever imports said so."""
    CERTAIN = "certain"
    """Its name is a known name of the field."""
    LIKELY = "likely"
    """Its name holds a known name of the field."""
    GUESS = "guess"
    """Its name says nothing; its values look like the field."""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column of the file and the field it became; ``field`` is ``None`` when it was left aside."""

    column: str
    field: str | None
    confidence: Confidence | None
    note: Said | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one row, with the row as it was written.

    ``row`` counts as the file does: its line, its row on the sheet, or its place among the features.
    A refused row became no camera; otherwise the row was taken and only this value left out or kept
    with a warning.
    """

    row: int
    field: str
    why: Said
    original: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Updated:
    """A camera that was on the register and which of its facts the file changed."""

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of one file, or, for a dry run, what would come of it.

    ``rows`` is how many rows held anything; each is new, updated, unchanged, ``repeated`` (a row said
    before in the same words) or ``refused``.
    """

    file_name: str
    sha256: str
    format: str
    encoding: str | None
    sheet: str | None
    header_row: int | None
    crs: str
    crs_because: Said
    accuracy_m: float
    columns: tuple[ColumnUse, ...]
    rows: int
    new: tuple[str, ...]
    updated: tuple[Updated, ...]
    unchanged: int
    repeated: int
    refused: int
    problems: tuple[RowProblem, ...]
    new_stations: tuple[str, ...]
    new_sites: tuple[str, ...]
    notes: tuple[Said, ...]
    is_dry_run: bool
    kept_as: str | None

    @property
    def is_usable(self) -> bool:
        """Whether any row of the file is (or would be) a camera of the register now."""
        return bool(self.new or self.updated or self.unchanged)

    def json(self) -> bytes:
        """One JSON object, names as above."""
        return msgspec.json.encode(self)
