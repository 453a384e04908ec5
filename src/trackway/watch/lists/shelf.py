"""Shelf: a place where files of a list lie: a folder of this machine, or one of a server (SFTP)."""

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

from trackway.model.errors import Invalid, NotFound, Unavailable

__all__ = ["FolderShelf", "Laid", "Shelf", "Wait", "whole"]

_MOST_FILES = 10_000
"""A folder with more is not one of lists."""
_DONE = ".ok"
"""A file beside another, of its name and this, says that it is whole."""
SETTLE_S = 5.0
"""A file that has not changed for so long while we looked is taken for whole."""

Wait = Callable[[float], None]
"""Lets so many seconds pass."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A file that lies there: its name, bytes, and when it was changed by the clock of the place."""

    name: str
    size: int
    changed_us: int


class Shelf(Protocol):
    """A place that can be looked at, open for as long as it is used."""

    def look(self) -> Sequence[Laid]:
        """The files that lie there now. Raises ``Unavailable``, ``NotFound``."""
        ...

    def read(self, name: str, most_bytes: int) -> bytes:
        """A file's bytes. Raises ``Invalid`` when there are more."""
        ...


class FolderShelf:
    """A folder of this machine; links in it are left alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def look(self) -> Sequence[Laid]:
        """The files that lie there now."""
        laid: list[Laid] = []
        try:
            with os.scandir(self._path) as found:
                for one in found:
                    if one.is_file(follow_symlinks=False):
                        about = one.stat(follow_symlinks=False)
                        laid.append(Laid(one.name, about.st_size, about.st_mtime_ns // 1000))
                    if len(laid) > _MOST_FILES:
                        raise Invalid(
                            f"{self._path} holds more than {_MOST_FILES:,} files; give it one of its own."
                        )
        except FileNotFoundError as error:
            raise NotFound(f"There is no folder {self._path}.") from error
        except OSError as error:
            raise Unavailable(f"{self._path} cannot be looked at: {error.strerror}.") from error
        return laid

    def read(self, name: str, most_bytes: int) -> bytes:
        """A file's bytes."""
        try:
            handle = os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise Invalid(f"{name} is no regular file.")
                content = file.read(most_bytes + 1)
        except OSError as error:
            raise Unavailable(f"{name} cannot be read: {error.strerror}.") from error
        if len(content) > most_bytes:
            raise Invalid(f"{name} is larger than {most_bytes >> 20} MB.")
        return content


def whole(shelf: Shelf, pattern: str, wait: Wait) -> list[Laid]:
    """The files of a pattern that are whole, oldest first: marked as done, or still while we look twice."""
    before = {one.name: one for one in shelf.look()}
    meant = [one for name, one in before.items() if fnmatchcase(name, pattern) and not name.endswith(_DONE)]
    done = [one for one in meant if one.name + _DONE in before]
    if len(done) < len(meant):
        wait(SETTLE_S)
        after = {one.name: one for one in shelf.look()}
        done = [one for one in meant if after.get(one.name) == one]
    return sorted(done, key=lambda one: (one.changed_us, one.name))
