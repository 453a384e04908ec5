"""The list of a backup's files: path, size and SHA-256 of each; and taking one over, checked.

A backup is somebody's folder. Nothing in it is trusted before it was compared: paths are those that a backup
can have and no others, links are refused, and every file is read through the digest that the list gives it.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from trackway.model.errors import Invalid, Lost, NotFound
from trackway.model.time import Instant, parse_instant

__all__ = [
    "Listed",
    "Manifest",
    "digested",
    "need_same",
    "read_list",
    "read_manifest",
    "take",
    "write_list",
    "write_manifest",
]

_LIST, _MANIFEST = "files.jsonl", "backup.json"
_PIECE = 1 << 20
_MOST_OF_MANIFEST = 1 << 20
_PATHS = re.compile(
    r"engine/(store|held_[1-9][0-9]{0,9})/(passages|plates|evidence)/[0-9a-z]{1,32}_\d+_\d+_\d+(_\d+)?"
    r"(/[A-Za-z0-9_]{1,64}\.proj)?/[A-Za-z0-9_.%-]{1,200}"
    r"|pictures/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.jpg"
    r"|files/([A-Za-z0-9_-]{1,60}\.sqlite|trackway\.toml|demo\.json"
    r"|(deletions|map|engines)/([\w-][\w. ()-]{0,100}/){0,4}[\w-][\w. ()-]{0,100})"
)
"""Every path that a backup can have; a step upwards or a root fits none of them."""


class Listed(msgspec.Struct, frozen=True):
    """One file. ``mtime_ns`` tells whether it changed since; parts and pictures never do."""

    path: str
    size: int
    mtime_ns: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """``backup.json``: what a backup holds, and the digest of the list of its files.

    ``rows``: of each table, as ``store/passages`` or ``held_3/evidence``.
    """

    schema: int
    started: str
    finished: str
    files: int
    bytes: int
    rows: Mapping[str, int]
    list_sha256: str

    @property
    def started_at(self) -> Instant:
        """What was acknowledged before this is in it."""
        return parse_instant(self.started)


def write_list(folder: Path, files: Iterable[Listed]) -> tuple[int, int, str]:
    """Write the list as its files come; how many they are, their bytes, and the list's own digest."""
    count = size = 0
    digest = hashlib.sha256()
    with (folder / _LIST).open("xb") as out:
        for one in files:
            if not _is_known(one.path):
                raise Invalid(f"{one.path!r} has a name that no backup takes; rename that file.")
            line = msgspec.json.encode(one) + b"\n"
            out.write(line)
            digest.update(line)
            count, size = count + 1, size + one.size
        out.flush()
        os.fsync(out.fileno())
    return count, size, digest.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the last file of a backup."""
    with (folder / _MANIFEST).open("xb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(manifest)))
        out.flush()
        os.fsync(out.fileno())


def read_manifest(folder: Path) -> Manifest:
    """What a backup says of itself. Raises ``NotFound`` where there is none, ``Lost`` when it is spoilt."""
    path = folder / _MANIFEST
    try:
        with _opened(path) as file:
            return msgspec.json.decode(file.read(_MOST_OF_MANIFEST), type=Manifest)
    except FileNotFoundError:
        raise NotFound(
            f"{folder} is no backup: it has no {_MANIFEST} (one that was broken off has none)."
        ) from None
    except msgspec.MsgspecError as error:
        raise Lost(f"{path} cannot be read: {error}.") from error


def read_list(folder: Path, manifest: Manifest) -> Iterator[Listed]:
    """The files of a backup, each path checked. Raises ``Lost`` when the list is not the manifest's,
    ``Invalid`` for a path that no backup has.
    """
    digest = hashlib.sha256()
    with _opened(folder / _LIST) as file:
        for line in file:
            digest.update(line)
    if digest.hexdigest() != manifest.list_sha256:
        raise Lost(f"The list of files of {folder} is not the one it was made with.")
    with _opened(folder / _LIST) as file:
        for number, line in enumerate(file, 1):
            try:
                one = msgspec.json.decode(line, type=Listed)
            except msgspec.MsgspecError as error:
                raise Lost(f"{folder / _LIST}, line {number}: {error}.") from error
            if not _is_known(one.path):
                raise Invalid(f"{folder / _LIST}, line {number}: {one.path[:200]!r} is no file of a backup.")
            yield one


def _is_known(path: str) -> bool:
    return _PATHS.fullmatch(path) is not None and ".." not in PurePosixPath(path).parts


def digested(source: Path, name: str) -> Listed:
    """A file as the list would have it, under that name."""
    return _through(source, name, None)


def take(source: Path, target: Path, name: str) -> Listed:
    """Copy a file, with its time, and make it lasting; as the list will have it, under that name."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        taken = _through(source, name, out)
        out.flush()
        os.fsync(out.fileno())
    os.utime(target, ns=(taken.mtime_ns, taken.mtime_ns))
    return taken


def need_same(source: Path, found: Listed, wanted: Listed) -> None:
    """Raise ``Lost`` when a file is not what the list says."""
    if (found.size, found.sha256) != (wanted.size, wanted.sha256):
        raise Lost(f"{source} is damaged: it is not what the list of files says.")


def _through(source: Path, name: str, out: BinaryIO | None) -> Listed:
    digest, size = hashlib.sha256(), 0
    try:
        file = _opened(source)
    except FileNotFoundError:
        raise Lost(f"{source} is missing.") from None
    with file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            if out is not None:
                out.write(piece)
        return Listed(name, size, os.fstat(file.fileno()).st_mtime_ns, digest.hexdigest())


def _opened(path: Path) -> BinaryIO:
    """A regular file to read; a link in its place is refused, and nothing waits for a pipe."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Invalid(f"{path} is a link; a backup has none.") from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Invalid(f"{path} is no file.")
    return os.fdopen(descriptor, "rb")
