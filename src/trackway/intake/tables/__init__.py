"""Passages as tables of others: CSV, Parquet and JSON lines, in and out. No readings and no pictures."""

from trackway.intake.tables.fields import FIELDS, Field
from trackway.intake.tables.importing import Imported, import_table, span_kept
from trackway.intake.tables.reading import Bad
from trackway.intake.tables.writing import KINDS_OF_FILE, every_passage, write_table

__all__ = [
    "FIELDS",
    "KINDS_OF_FILE",
    "Bad",
    "Field",
    "Imported",
    "every_passage",
    "import_table",
    "span_kept",
    "write_table",
]
