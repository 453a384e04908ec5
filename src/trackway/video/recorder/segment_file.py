"""Segment file: one file of footage while it is written; what ``append`` returned from is on the disk."""

import hashlib
import os
from pathlib import Path

__all__ = ["SegmentFile"]

_RIGHTS = 0o600
_FOLDER_RIGHTS = 0o700


class SegmentFile:
    """A new file below a volume's root, its folders made, its name lasting, its digest kept while it grows.

    ``OSError`` when it cannot be made, ``FileExistsError`` when it is there.
    """

    def __init__(self, root: Path, path: str) -> None:
        self.path = root / path
        self.size = 0
        self._digest = hashlib.sha256()
        _make_folders(root, self.path.parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._descriptor = os.open(self.path, flags, _RIGHTS)
        try:
            _sync_folder(self.path.parent)
        except OSError:
            self.abandon()
            raise

    def append(self, data: bytes) -> None:
        """Add these bytes, lastingly. ``OSError`` when that failed; then the file ends where it ended
        before.
        """
        try:
            written = os.write(self._descriptor, data)
            while written < len(data):
                # A signal or a full disk cut it short; the next attempt goes on, or says why not.
                written += os.write(self._descriptor, memoryview(data)[written:])
            os.fdatasync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, self.size)
            os.lseek(self._descriptor, self.size, os.SEEK_SET)
            raise
        self.size += len(data)
        self._digest.update(data)

    def close(self) -> str:
        """Close it; the SHA-256 of all its bytes, hex."""
        os.close(self._descriptor)
        return self._digest.hexdigest()

    def abandon(self) -> None:
        """Close it and remove it: nothing durable is in it."""
        os.close(self._descriptor)
        self.path.unlink(missing_ok=True)


def _make_folders(root: Path, folder: Path) -> None:
    """Make the folders from ``root`` (which must be there) down to ``folder``, lastingly."""
    missing = []
    while folder != root and not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(mode=_FOLDER_RIGHTS, exist_ok=True)
        _sync_folder(one.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
