"""Parcels: what was fetched for tasks and lies in a folder until it was looked at. Bounded, safe to kill.

A parcel is whole once its list is there: the list is written last and put in its place in one step. What a
kill leaves half done has none, and is thrown away.
"""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

import msgspec

from trackway.intake.history.job import Task
from trackway.intake.history.offer import Fetched
from trackway.model.errors import Unavailable
from trackway.model.time import Instant
from trackway.video.reel import Piece

__all__ = ["Parcels"]

_LIST = "fetched.json"


class _Listed(msgspec.Struct):
    path: str
    start_us: int
    seconds: float


class _Parcel(msgspec.Struct):
    main: list[_Listed]
    sub: list[_Listed]
    error_s: float = 0.0


class Parcels:
    """The parcels below one folder, ``most_bytes`` in all."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder, self.most_bytes = folder, most_bytes
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def sweep(self, wanted: Collection[int]) -> None:
        """Throw away all but the parcels of these tasks."""
        for one in self._folder.iterdir():
            if not (one.name.isdigit() and int(one.name) in wanted):
                shutil.rmtree(one, ignore_errors=True)

    def begun(self, task: Task) -> Path:
        """An empty folder for a task's files."""
        folder = self._of(task)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise Unavailable(f"{folder} cannot be made: {error.strerror}.") from error
        return folder

    def close(self, task: Task, fetched: Fetched) -> int:
        """The files are whole: list them; how many bytes lie here."""
        folder = self._of(task)
        listed = _Parcel(_listed(fetched.main), _listed(fetched.sub), fetched.error_s)
        size = _bytes_in(folder)
        fresh = folder / f".{_LIST}"
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(listed))
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(folder / _LIST)
        return size

    def opened(self, task: Task) -> Fetched | None:
        """What was fetched for a task; ``None``: nothing whole."""
        try:
            listed = msgspec.json.decode((self._of(task) / _LIST).read_bytes(), type=_Parcel)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return Fetched(_pieces(listed.main), _pieces(listed.sub), listed.error_s)

    def drop(self, task: Task) -> None:
        """Throw a task's files away; those that lie elsewhere stay."""
        shutil.rmtree(self._of(task), ignore_errors=True)

    @property
    def free_bytes(self) -> int:
        """How much more may be fetched."""
        return max(self.most_bytes - _bytes_in(self._folder), 0)

    def _of(self, task: Task) -> Path:
        return self._folder / str(task.id)


def _listed(pieces: tuple[Piece, ...]) -> list[_Listed]:
    return [_Listed(str(one.path), one.start.us, one.seconds) for one in pieces]


def _pieces(listed: list[_Listed]) -> tuple[Piece, ...]:
    return tuple(Piece(Path(one.path), Instant(one.start_us), one.seconds) for one in listed)


def _bytes_in(folder: Path) -> int:
    total = 0
    for here, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(here) / name).lstat().st_size
            except OSError:
                continue  # thrown away meanwhile
    return total
