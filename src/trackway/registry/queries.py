"""The SQL of this room, by name.

``queries.sql`` holds blocks that open with ``-- name --``; a database administrator reads one file.
"""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from trackway.sqlite import named_blocks

__all__ = ["QUERIES", "statements"]


def _read(name: str) -> str:
    return (files("trackway.registry") / name).read_text(encoding="utf-8")


QUERIES = named_blocks(_read("queries.sql"))


def statements(name: str) -> Iterator[str]:
    """The statements of one ``.sql`` file in order, so that they can run inside one transaction."""
    waiting = ""
    for line in _read(name).splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""
