"""SQLite files: opened one way, asked by name, with errors in our words. Knows no room that keeps one."""

from trackway.sqlite.file import FileKind, SqliteFile, Value
from trackway.sqlite.named import named_blocks

__all__ = ["FileKind", "SqliteFile", "Value", "named_blocks"]
