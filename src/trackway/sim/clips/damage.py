"""Damage: the ways in which recordings arrive broken, made on purpose from a sound file."""

from enum import StrEnum
from pathlib import Path

import numpy as np

__all__ = ["Damage", "damaged"]


class Damage(StrEnum):
    """How a file is broken."""

    TRUNCATED = "truncated"
    """Cut off at a share of its length, as when the power went or a copy stopped."""
    GARBAGE = "garbage"
    """A stretch in the middle overwritten with random bytes, as from a bad sector."""
    EMPTY = "empty"
    """Zero bytes long."""
    TEXT = "text"
    """A text file with the name of a video."""


def damaged(source: Path, target: Path, damage: Damage, *, at: float = 0.6, seed: int = 0) -> Path:
    """Write a broken copy of ``source`` to ``target`` and return it; ``source`` is not touched.

    ``at`` (0 to 1) is where it is cut, or where the garbage begins: 64 KiB of it, at most a tenth of
    the file, so that what follows can be read again.
    """
    if damage is Damage.EMPTY:
        target.write_bytes(b"")
    elif damage is Damage.TEXT:
        target.write_text("這不是影片。\nThis is not a video.\n", encoding="utf-8")
    else:
        content = bytearray(source.read_bytes())
        start = round(at * len(content))
        if damage is Damage.TRUNCATED:
            del content[start:]
        else:
            length = min(65_536, len(content) // 10, len(content) - start)
            content[start : start + length] = np.random.default_rng(seed).bytes(length)
        target.write_bytes(bytes(content))
    return target
