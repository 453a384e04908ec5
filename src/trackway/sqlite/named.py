"""Named SQL: a ``.sql`` file as its blocks, each begun by a line ``-- name --`` and described below it."""

import re
from collections.abc import Mapping

__all__ = ["named_blocks"]

_NAME = re.compile(r"^-- (\w+) --$", re.MULTILINE)
_COMMENT = re.compile(r"^\s*--.*\n?", re.MULTILINE)


def named_blocks(text: str) -> Mapping[str, str]:
    """The statements in a text of such blocks, in order, without their comments."""
    parts = _NAME.split(text)
    return {
        name: _COMMENT.sub("", statement).strip()
        for name, statement in zip(parts[1::2], parts[2::2], strict=True)
    }
