"""Named SQL: a ``.sql`` file as its blocks, each begun by a line ``-- name --`` and described below it."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = ["named_blocks", "named_sql"]

_NAME = re.compile(r"^-- (\w+) --$", re.MULTILINE)
_COMMENT = re.compile(r"^\s*--.*\n?", re.MULTILINE)


@cache
def named_sql(file: str) -> Mapping[str, str]:
    """The statements of one of this package's ``.sql`` files by name, in order, without their comments."""
    return named_blocks((files("trackway.passages") / file).read_text(encoding="utf-8"))


def named_blocks(text: str) -> Mapping[str, str]:
    """The statements in a text of such blocks."""
    parts = _NAME.split(text)
    return {
        name: _COMMENT.sub("", statement).strip()
        for name, statement in zip(parts[1::2], parts[2::2], strict=True)
    }
