"""Pictures of passages, content-addressed: a picture's name is the SHA-256 of its bytes.

``pictures/ab/cd/abcd….jpg``. Written beside its place, synced, then renamed, so that a name that is
there holds the whole picture; read back, it is checked against its name.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Collection
from pathlib import Path

from trackway.model.errors import Invalid, Lost, Unavailable, WrongUse
from trackway.model.time import Instant

__all__ = ["MAX_PICTURE_BYTES", "Pictures"]

MAX_PICTURE_BYTES = 64 * 1024 * 1024
"""A 4K frame as JPEG has some 4 MB; more than this is no picture of a passage."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Pictures:
    """The folder of pictures. Usable from several threads and processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, picture: bytes) -> str:
        """Keep a picture; its digest in hex. On disk when it returns; the same picture twice is one file."""
        if not picture:
            raise Invalid("A picture of no bytes is not kept.")
        if len(picture) > MAX_PICTURE_BYTES:
            raise Invalid(f"A picture of {len(picture)} bytes is larger than {MAX_PICTURE_BYTES}.")
        digest = hashlib.sha256(picture).hexdigest()
        path = self.path(digest)
        try:
            if _holds(path, picture):
                os.utime(path)  # see put_at
            else:
                self._write(path, picture)
            self._sync(path)
        except OSError as error:
            raise Unavailable(
                f"The picture {digest} could not be kept in {self._folder}: {error}."
            ) from error
        return digest

    def get(self, digest: str) -> bytes:
        """The picture of that digest. Raises ``Lost`` when it is missing or damaged."""
        path = self.path(digest)
        try:
            picture = path.read_bytes()
        except FileNotFoundError:
            raise Lost(f"The picture {digest} is missing from {self._folder}.") from None
        except OSError as error:
            raise Lost(f"The picture {digest} in {self._folder} cannot be read: {error}.") from error
        if hashlib.sha256(picture).hexdigest() != digest:
            raise Lost(
                f"The picture {digest} in {self._folder} is damaged: its bytes no longer match its name."
            )
        return picture

    def path(self, digest: str) -> Path:
        """Where the picture of that digest lies, or would: for whoever sits at the machine itself."""
        if not _DIGEST.fullmatch(digest):
            raise WrongUse(f"{digest[:80]!r} is not the digest of a picture: 64 hexadecimal digits.")
        return self._folder / digest[:2] / digest[2:4] / f"{digest}.jpg"

    def put_at(self, digest: str) -> Instant:
        """When a picture was last put, by the machine's clock: no passage filed later refers to it.

        1970 when it is not there.
        """
        try:
            return Instant(self.path(digest).stat().st_mtime_ns // 1000)
        except FileNotFoundError:
            return Instant(0)

    def remove(self, digests: Collection[str]) -> None:
        """Destroy pictures nothing refers to, for good when it returns; those not there are gone already."""
        folders: set[Path] = set()
        try:
            for path in map(self.path, digests):
                if path.exists():
                    path.unlink(missing_ok=True)
                    folders.add(path.parent)
            for folder in folders:
                _sync(folder)
        except OSError as error:
            raise Unavailable(f"Pictures cannot be removed from {self._folder}: {error}.") from error

    def _write(self, path: Path, picture: bytes) -> None:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self._folder, path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
            try:
                part.write(picture)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(path)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise

    def _sync(self, path: Path) -> None:
        """Make the names lasting, from the picture up; also when another process has just written it."""
        for folder in (path.parent, path.parent.parent, self._folder, self._folder.parent):
            _sync(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _holds(path: Path, picture: bytes) -> bool:
    """Whether the file is there, whole; a damaged one is written anew."""
    try:
        return path.stat().st_size == len(picture) and path.read_bytes() == picture
    except FileNotFoundError:
        return False
