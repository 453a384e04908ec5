"""Removing files of a volume: by names below folders that are held open, never through a link."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from trackway.video.catalogue.values import Volume
from trackway.video.catalogue.volumes import NoVolume, identity_of

__all__ = ["TAIL", "Doomed", "remove"]

TAIL = ".tail"
"""Ends the name of what was cut off a segment's file after a crash; it lies beside it and goes with it."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Doomed:
    """A file that is to go; ``path`` below its volume's root."""

    id: int
    path: str
    size: int


def remove(volume: Volume, doomed: Sequence[Doomed], *, today: str) -> tuple[Doomed, ...]:
    """Remove these files, lastingly; those that are gone now, whether they were there or not.

    One that cannot be removed, or is no file, stays and is not among them. Folders of days before ``today``
    (UTC, as in paths; the recorder makes no file there any more) go with their last file. Raises
    ``NoVolume`` when the volume is not there: then nothing is known of its files.
    """
    try:
        if identity_of(Path(volume.root)) != volume.id:
            raise NoVolume(f"The volume {volume.root} is not mounted.")
        root = os.open(volume.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise NoVolume(f"The volume {volume.root} does not answer: {error.strerror}.") from error
    try:
        ordered = sorted(doomed, key=lambda one: one.path)
        return tuple(
            gone
            for folder, some in groupby(ordered, key=lambda one: one.path.rpartition("/")[0])
            for gone in _remove_from(root, folder, list(some), today)
        )
    finally:
        os.close(root)


def _remove_from(root: int, folder: str, some: list[Doomed], today: str) -> list[Doomed]:
    above, _, day = folder.rpartition("/")
    try:
        with _opened(root, folder) as descriptor:
            gone = [one for one in some if _unlink_both(descriptor, one.path.rpartition("/")[2])]
            os.fsync(descriptor)
        if day < today:
            with suppress(OSError), _opened(root, above) as descriptor:  # not empty: it stays
                os.rmdir(day, dir_fd=descriptor)
    except FileNotFoundError:
        return some  # the whole folder is gone
    except OSError:
        return []  # a link in its place, or a disk that fails: tried again later
    return gone


def _unlink_both(folder: int, name: str) -> bool:
    return _unlink(folder, name) and _unlink(folder, name + TAIL)


@contextmanager
def _opened(root: int, folder: str) -> Iterator[int]:
    """A folder below the root, none of the way being a link."""
    opened = [root]
    try:
        for part in folder.split("/"):
            opened.append(os.open(part, _FOLDER, dir_fd=opened[-1]))
        yield opened[-1]
    finally:
        for descriptor in opened[1:]:
            os.close(descriptor)


def _unlink(folder: int, name: str) -> bool:
    """Whether the file is gone now."""
    try:
        if stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            return False
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
