"""Volumes 儲存裝置: disks and folders that hold footage, told apart by an identity that lies on each of them.

A disk that is not mounted leaves an empty folder in its place. Without an identity that would look like
footage destroyed, and new footage would fill the system's own disk. So a path is written to and read from
only while its ``volume.json`` says that it is the volume that was meant.
"""

import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from trackway.model.errors import Conflict, Lost, NotFound, Unavailable
from trackway.model.time import Clock
from trackway.sqlite import SqliteFile
from trackway.video.catalogue.values import Volume

__all__ = ["IDENTITY", "NoVolume", "Room", "Volumes", "identity_of"]

IDENTITY = "volume.json"
_LONGEST = 4096
"""Bytes of an identity file; ours has some hundred."""
_DIGITS = 32


class NoVolume(Unavailable):
    """None of the disks for footage is there."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much a volume that is there holds and can hold, in bytes.

    ``free`` is what may still be written, ``reserve`` what shall stay free, ``promised`` what the files that
    are open now will still take.
    """

    total: int
    free: int
    reserve: int
    promised: int

    @property
    def left(self) -> int:
        """What is left for new files; negative when it is time to make room."""
        return self.free - self.reserve - self.promised


class Volumes:
    """The volumes of a catalogue. ``reserve_percent`` of each shall stay free; footage may take at most
    ``most_bytes`` of each (0: all there is).
    """

    def __init__(
        self, file: SqliteFile, clock: Clock, *, reserve_percent: float = 2.0, most_bytes: int = 0
    ) -> None:
        self._file = file
        self._clock = clock
        self._reserve = reserve_percent / 100
        self._most = most_bytes

    def all(self) -> tuple[Volume, ...]:
        """Every volume that footage was ever kept on, there or not."""
        return tuple(Volume(row["id"], row["root"]) for row in self._file.rows("volumes_all"))

    def of(self, identity: str) -> Volume:
        """One volume. Raises ``NotFound``."""
        for volume in self.all():
            if volume.id == identity:
                return volume
        raise NotFound(f"There is no volume {identity}.")

    def add(self, root: Path) -> Volume:
        """Keep footage in this folder too; known again by its identity, wherever it was mounted before.

        Its identity is made, once, when it has none. Raises ``Unavailable`` when it cannot be written,
        ``Conflict`` when a volume that is known was last here, and this folder is not it (nor any other):
        most likely its disk is not mounted.
        """
        root = root.absolute()
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            identity = identity_of(root)
            if not identity:
                if lost := [volume for volume in self.all() if volume.root == str(root)]:
                    raise Conflict(
                        f"{root} is where the volume {lost[0].id[:8]} was, and does not hold it now; "
                        "is its disk mounted?"
                    )
                identity = _make_identity(root, str(self._clock.now()))
        except OSError as error:
            raise Unavailable(f"Footage cannot be kept in {root}: {error.strerror}.") from error
        with self._file.transaction():
            self._file.run("volume_put", id=identity, root=str(root), added_us=self._clock.now().us)
        return Volume(identity, str(root))

    def add_default(self, root: Path) -> Volume:
        """The folder that footage is kept in when nobody names another: made with the catalogue, and only
        then.

        Later it is taken as it is: with its identity missing it is a disk that is not mounted.
        """
        for volume in self.all():
            if volume.root == str(root.absolute()):
                return volume
        return self.add(root)

    def is_there(self, volume: Volume) -> bool:
        """Whether it is mounted where it was last, and is itself."""
        try:
            return identity_of(Path(volume.root)) == volume.id
        except (OSError, Lost):
            return False

    def room(self, volume: Volume) -> Room:
        """How full it is. Raises ``NoVolume`` when it is not there."""
        try:
            found = os.statvfs(volume.root)
        except OSError as error:
            raise NoVolume(f"The volume {volume.root} does not answer: {error.strerror}.") from error
        if not self.is_there(volume):
            raise NoVolume(f"The volume {volume.root} is not mounted.")
        total, free = found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize
        if self._most:
            used = self._file.only("volume_bytes", volume=volume.id)["bytes"]
            total, free = min(total, self._most), min(free, self._most - used)
        promised = self._file.only("volume_promised", volume=volume.id)["bytes"]
        return Room(total, free, round(total * self._reserve), promised)

    def choose(self) -> Volume:
        """Where the next file goes: the volume that is there with the most room left.

        One that is full is still given when there is no better: making room is the keeper's. Raises
        ``NoVolume`` when none is there.
        """
        rooms: list[tuple[int, Volume]] = []
        for volume in self.all():
            try:
                rooms.append((self.room(volume).left, volume))
            except NoVolume:
                continue
        if not rooms:
            raise NoVolume
        return max(rooms, key=lambda one: one[0])[1]


def identity_of(root: Path) -> str:
    """Which volume a folder is; empty when it has no identity, or an empty one: its making was broken off.

    Raises ``Lost`` when the identity is damaged, ``OSError`` when it cannot be read.
    """
    try:
        descriptor = os.open(root / IDENTITY, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    with os.fdopen(descriptor, "rb") as file:
        text = file.read(_LONGEST) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b"?"
    if not text.strip(b"\0 \n"):
        return ""
    try:
        identity = json.loads(text)["trackway_volume"]
        if len(identity) == _DIGITS and int(identity, 16) >= 0:
            return str(identity)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Lost(f"{root / IDENTITY} is damaged; it was left as it is, and nothing there is touched.")


def _make_identity(root: Path, made: str) -> str:
    """A new identity, lastingly. Made once: of two that try, one raises ``FileExistsError``."""
    path = root / IDENTITY
    if path.exists() and not identity_of(root):
        path.unlink()  # empty: its making was broken off before anything could be kept here
    identity = secrets.token_hex(_DIGITS // 2)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"trackway_volume": identity, "made": made}, file)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return identity
