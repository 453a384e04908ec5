"""Where the owner process and those who open the store meet: files in the folder of passages.

::

    engine/         chDB's own
    arriving/       batches on their way in; nothing in it outlives an insert
    owner.lock      held by the owner as long as it lives, so that there is one
    start.lock      held by whoever is starting an owner, so that two wait for one
    lease.lock      held, shared, by everyone who has the store open; the owner ends when it gets it whole
    endpoint.json   where the owner answers and the token it wants; 0600, absent when it stopped in order
    owner.log       what the last owner said before it died, normally nothing

Locks are flock(2): the system takes them back when a process ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

__all__ = ["ALREADY_OWNED", "READY", "UPGRADING", "USER", "Endpoint", "Places", "is_held", "locked"]

ALREADY_OWNED = 75
"""The exit code of an owner that finds another at its place (sysexits.h EX_TEMPFAIL: try again)."""
READY, UPGRADING = "ready", "upgrading"
"""What an owner says on its output: that it answers; before that, that an upgrade may take minutes."""
USER = "trackway"
"""The user name everyone gives with the token."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an owner answers."""

    port: int
    token: str
    pid: int


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one folder of passages."""

    folder: Path

    @property
    def owner_lock(self) -> Path:
        """Held by the owner."""
        return self.folder / "owner.lock"

    @property
    def start_lock(self) -> Path:
        """Held while an owner is started."""
        return self.folder / "start.lock"

    @property
    def lease_lock(self) -> Path:
        """Shared by everyone who has the store open."""
        return self.folder / "lease.lock"

    @property
    def log(self) -> Path:
        """What the last owner said."""
        return self.folder / "owner.log"

    @property
    def _endpoint(self) -> Path:
        return self.folder / "endpoint.json"

    def publish(self, endpoint: Endpoint) -> None:
        """Tell where the owner answers; readable by this user alone, whole or not at all."""
        part = self.folder / "endpoint.part"
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(endpoint))
        part.replace(self._endpoint)

    def withdraw(self) -> None:
        """Forget where the owner answered."""
        self._endpoint.unlink(missing_ok=True)

    def endpoint(self) -> Endpoint | None:
        """Where the owner said it answers; ``None`` when there is none that anyone knows of."""
        with suppress(FileNotFoundError, msgspec.DecodeError):
            return msgspec.json.decode(self._endpoint.read_bytes(), type=Endpoint)
        return None


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock, waiting for it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock whole."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
