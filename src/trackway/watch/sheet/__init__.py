"""Sheet: a file of a list or a register, whatever its kind, row by row under columns known by name."""

from trackway.watch.sheet.dates import NotADate, as_end, as_start
from trackway.watch.sheet.sheet import MOST_BYTES, ColumnNames, Sheet, batches, open_sheet
from trackway.watch.sheet.words import UnknownWord, colours_named, kinds_named

__all__ = [
    "MOST_BYTES",
    "ColumnNames",
    "NotADate",
    "Sheet",
    "UnknownWord",
    "as_end",
    "as_start",
    "batches",
    "colours_named",
    "kinds_named",
    "open_sheet",
]
