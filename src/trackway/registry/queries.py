"""The SQL of this room, by name.

``queries.sql`` holds blocks that open with ``-- name --``; a database administrator reads one file.
"""

import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files

__all__ = ["QUERIES", "statements"]

_BLOCK = re.compile(r"^-- (\w+) --$", re.MULTILINE)


def _read(name: str) -> str:
    return (files("trackway.registry") / name).read_text(encoding="utf-8")


def _named(text: str) -> dict[str, str]:
    pieces = _BLOCK.split(text)
    return {name: sql.strip() for name, sql in zip(pieces[1::2], pieces[2::2], strict=True)}


QUERIES = _named(_read("queries.sql"))


def statements(name: str) -> Iterator[str]:
    """The statements of one ``.sql`` file in order, so that they can run inside one transaction."""
    waiting = ""
    for line in _read(name).splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""
