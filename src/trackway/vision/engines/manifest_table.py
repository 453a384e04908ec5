"""One table of a manifest, read key by key; what is wrong is said with the file and the key."""

import difflib
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from trackway.vision.engines.errors import UnfitEngine

__all__ = ["ManifestTable"]

_LONGEST = 500
_MOST_PX = 4096
Choice = TypeVar("Choice", bound=StrEnum)


class ManifestTable:
    """The keys of one table."""

    def __init__(self, path: Path, name: str, found: object) -> None:
        self._path, self._name = path, name
        if not isinstance(found, dict):
            raise self.unfit("", "must be a table")
        self._found: Mapping[str, object] = found

    def unfit(self, key: str, why: str) -> UnfitEngine:
        """The error that says so."""
        where = ".".join(part for part in (self._name, key) if part) or "the whole"
        return UnfitEngine(f"The manifest {self._path}: {where} {why}.")

    def only(self, *known: str) -> None:
        """Refuse keys of other names."""
        for key in self._found:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f" (did you mean {near[0]}?)" if near else f" (known: {', '.join(known)})"
                raise self.unfit(key, f"is no key of a manifest{hint}")

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._found

    def table(self, key: str) -> "ManifestTable":
        """The table under this key."""
        return ManifestTable(self._path, key, self._found.get(key))

    def text(self, key: str, default: str | None = None) -> str:
        """A text in quotes on one line; must be given unless there is a default."""
        value = self._found.get(key, default)
        if not isinstance(value, str) or len(value) > _LONGEST or not all(c.isprintable() for c in value):
            raise self.unfit(key, "must be a text in quotes")
        if default is None and not value.strip():
            raise self.unfit(key, "must not be empty")
        return value

    def number(self, key: str, default: float, *, least: float, most: float) -> float:
        """A number within limits."""
        value = self._found.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.unfit(key, f"must be a number from {least:g} to {most:g}")
        return float(value)

    def whole(self, key: str) -> int:
        """A number of a class, from 0."""
        value = self._found.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000:
            raise self.unfit(key, "must be a whole number from 0")
        return value

    def size(self, key: str) -> tuple[int, int]:
        """Width and height in pixels."""
        value = self._found.get(key)
        if isinstance(value, list) and len(value) == 2:
            width, height = value
            if _is_side(width) and _is_side(height):
                return int(width), int(height)
        raise self.unfit(key, f"must be [width, height] in pixels, 8 to {_MOST_PX}")

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of a few words."""
        value = self._found.get(key, default)
        for one in kind:
            if value == one:
                return one
        raise self.unfit(key, f"must be one of {', '.join(kind)}")

    def file(self, key: str) -> Path:
        """A file beside the manifest."""
        path = self._path.parent / self.text(key)
        if not path.is_file():
            raise self.unfit(key, f"names {path}, which is not there")
        return path

    def digest(self, key: str) -> str:
        """A SHA-256 in hex."""
        value = self.text(key).lower()
        if not re.fullmatch("[0-9a-f]{64}", value):
            raise self.unfit(key, "must be the 64 hex digits of the file's SHA-256")
        return value


def _is_side(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 8 <= value <= _MOST_PX
