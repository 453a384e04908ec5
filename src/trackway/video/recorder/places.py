"""Places: the catalogue as a segment writer needs it, and what is tried when a disk is full or fails."""

import threading
import time
from collections.abc import Callable

from trackway.video.catalogue import Catalogue, NoVolume, Volume
from trackway.video.stream import StreamKey

__all__ = ["CataloguePlaces", "MakeRoom"]

MakeRoom = Callable[[Volume, int], bool]
"""Have the oldest footage on a volume that nobody holds destroyed until so many bytes fit; whether they
do.
"""

_AVOIDED_S = 60.0
"""A volume that refused to be written to comes last for a minute."""


class CataloguePlaces:
    """Where files go. Called by the threads of the pool."""

    def __init__(self, catalogue: Catalogue, evict: MakeRoom) -> None:
        self._catalogue, self._evict = catalogue, evict
        self._avoided: dict[str, tuple[float, str]] = {}
        self._making_room = threading.Lock()

    def volume(self) -> Volume:
        """The volume that is there with the most room, one that failed of late only when there is no
        other.
        """
        best: tuple[bool, int, Volume] | None = None
        for volume in self._catalogue.volumes.all():
            try:
                room = self._catalogue.volumes.room(volume)
            except NoVolume:
                continue
            rank = (not self._is_avoided(volume), room.left)
            if best is None or rank > best[:2]:
                best = (*rank, volume)
        if best is None:
            raise NoVolume
        return best[2]

    def next_run(self, key: StreamKey) -> int:
        """A number for a new run."""
        return self._catalogue.next_run(key)

    def head(self, key: StreamKey) -> str:
        """The digest of the stream's newest closed file."""
        return self._catalogue.head(key)

    def is_there(self, volume: Volume) -> bool:
        """Whether the volume is mounted."""
        return self._catalogue.volumes.is_there(volume)

    def make_room(self, volume: Volume, size: int) -> bool:
        """Make room on a full volume; one stream at a time, for what the first gets freed may do for all."""
        with self._making_room:
            return self._evict(volume, size)

    def failed(self, volume: Volume, says: str) -> None:
        """Others are better for a while."""
        self._avoided[volume.id] = (time.monotonic(), says)

    def alarms(self) -> tuple[str, ...]:
        """What is wrong with volumes, in sentences."""
        away = (
            f"儲存磁碟未掛載 The volume {volume.root} is not there."
            for volume in self._catalogue.volumes.all()
            if not self._catalogue.volumes.is_there(volume)
        )
        bad = (says for _, (at, says) in self._avoided.items() if time.monotonic() - at < _AVOIDED_S)
        return (*away, *(f"磁碟寫入失敗 Writing failed: {says}" for says in bad))

    def _is_avoided(self, volume: Volume) -> bool:
        at, _ = self._avoided.get(volume.id, (-_AVOIDED_S, ""))
        return time.monotonic() - at < _AVOIDED_S
