"""The SQL of this room, by name."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from trackway.sqlite import named_blocks

__all__ = ["named_sql"]


@cache
def named_sql(file: str) -> Mapping[str, str]:
    """The statements of one of this package's ``.sql`` files by name, in order, without their comments."""
    return named_blocks((files("trackway.passages") / file).read_text(encoding="utf-8"))
