"""Replayed: what a recorder plays over RTSP, in files, with the times it says the pictures were taken.

::

    RtspFeed ─► access units, each with the recorder's time ─► one file for each stretch without a jump
"""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from trackway.intake.history.offer import Fetched
from trackway.intake.history.source import Broken, NotHeld, SourceClock, Unreached
from trackway.model.errors import Denied, Unavailable
from trackway.model.time import Instant, Span
from trackway.video.addresses import Networks
from trackway.video.cause import Cause
from trackway.video.mp4 import TrackRun, fragment, init_segment
from trackway.video.reel import Piece
from trackway.video.rtsp import Patience, Replay, RtspFeed
from trackway.video.stream import AccessUnit, StreamAddress, StreamEnded, Track

__all__ = ["replayed"]

_JUMP_US = 1_000_000
"""Pictures whose times are further off their ticks than this are another stretch: the recording has a gap."""
_FRAGMENT_UNITS = 1000
_FRAGMENT_BYTES = 8 * 1024 * 1024
_SLOWEST = 2.0
"""A replay that takes more than twice as long as the footage is, and a minute, is given up."""
_PATIENCE = Patience(first_packet_s=30.0, silence_s=5.0)
"""A recorder looks for the place on its disk first; when it is through, most fall silent and stay."""
_ENDS = (Cause.CAMERA_CLOSED, Cause.CAMERA_SILENT, Cause.DISCONTINUITY)


class _EnoughError(Exception):
    """All that was wanted has come."""


@dataclass(slots=True)
class _Film:
    """A receiver that writes video into files. ``wanted`` is by the recorder's clock."""

    folder: Path
    wanted: Span
    most_bytes: int
    pieces: list[Piece] = field(default_factory=list)
    _track: Track | None = None
    _file: BinaryIO | None = None
    _units: list[AccessUnit] = field(default_factory=list)
    _start_us: int = 0
    _first_ticks: int = 0
    _number: int = 0
    _size: int = 0
    _held: int = 0

    def opened(self, tracks: tuple[Track, ...]) -> None:
        """What the units to come are coded as."""
        video = next((one for one in tracks if one.codec.is_video), None)
        if video is None:
            raise Broken("The recorder plays footage without pictures.")
        if self._track is not None and video != self._track:
            self.close()
        self._track = video

    def take(self, unit: AccessUnit) -> None:
        """The next picture."""
        if self._track is None or unit.track != self._track.id:
            return
        us = self._us(unit)
        if self._units and abs(us - self._expected_us(unit)) > _JUMP_US:
            self.close()
            us = self._us(unit)
        if us >= self.wanted.end.us:
            raise _EnoughError
        if not self._units and self._file is None:
            if not unit.is_key:
                return
            self._begin(self._track, unit, us)
        is_full = len(self._units) >= _FRAGMENT_UNITS or self._held > _FRAGMENT_BYTES
        if self._units and (unit.is_key or is_full):
            self._write(unit.ticks - self._units[-1].ticks)
        self._units.append(unit)
        self._held += len(unit.data)
        if self._size + self._held > self.most_bytes:
            raise Broken(f"The recorder sends more than the {self.most_bytes:,} bytes that may be fetched.")

    def close(self) -> None:
        """End the present file."""
        if self._file is None or self._track is None:
            return
        count = len(self._units)
        usual = (self._units[-1].ticks - self._units[0].ticks) // (count - 1) if count > 1 else 3600
        last = self._units[-1].ticks if self._units else self._first_ticks
        self._write(max(usual, 1))
        seconds = (last + max(usual, 1) - self._first_ticks) / self._track.clock_hz
        path = Path(self._file.name)
        self._file.close()
        self.pieces.append(Piece(path, Instant(self._start_us), seconds))
        self._file = None

    def _begin(self, track: Track, unit: AccessUnit, us: int) -> None:
        self._file = (self.folder / f"replay-{len(self.pieces):04}.mp4").open("wb")
        self._size += self._file.write(init_segment((track,)))
        self._start_us, self._first_ticks, self._number = us, unit.ticks, 0

    def _write(self, last: int) -> None:
        if not self._units or self._file is None or self._track is None:
            return
        self._number += 1
        run = TrackRun(self._track, self._units[0].ticks - self._first_ticks, self._units, max(last, 1))
        self._size += self._file.write(fragment(self._number, [run]))
        self._units, self._held = [], 0

    def _us(self, unit: AccessUnit) -> int:
        """When it was taken: as the recorder says; else counted on from what it said last, or was asked."""
        if unit.camera_us is not None:
            return unit.camera_us
        return self._expected_us(unit) if self._file is not None else self.wanted.start.us

    def _expected_us(self, unit: AccessUnit) -> int:
        hz = 90_000 if self._track is None else self._track.clock_hz
        return self._start_us + (unit.ticks - self._first_ticks) * 1_000_000 // hz


def replayed(
    address: StreamAddress,
    networks: Networks,
    replay: Replay,
    folder: Path,
    *,
    wanted: Span,
    clock: SourceClock,
    most_bytes: int,
) -> Fetched:
    """Play a recorder's footage into files. ``wanted`` is by the recorder's clock; the pieces are by ours.

    Raises ``Unreached``, ``Denied``, ``NotHeld``, ``Broken``.
    """
    film = _Film(folder, wanted, most_bytes)
    feed = RtspFeed(address, networks, patience=_PATIENCE, replay=replay)
    try:
        try:
            _play(feed, film)
        finally:
            film.close()
    except OSError as error:
        raise Unavailable(f"Footage cannot be written into {folder}: {error.strerror}.") from error
    if not film.pieces:
        raise NotHeld("The recorder plays nothing of footage that it says it has.")
    return Fetched(tuple(Piece(one.path, clock.ours(one.start), one.seconds) for one in film.pieces))


def _play(feed: RtspFeed, film: _Film) -> None:
    """Until all has come, or the recorder is through."""

    async def run() -> None:
        async with asyncio.timeout(60.0 + film.wanted.seconds * _SLOWEST):
            await feed.run(film)

    try:
        asyncio.run(run())
    except _EnoughError:
        pass
    except TimeoutError:
        film.close()
        if not film.pieces:
            raise Unreached("The recorder plays too slowly to be of use.") from None
    except StreamEnded as ended:
        _judge(ended)


def _judge(ended: StreamEnded) -> None:
    """Whether the end of a stream is that of the footage; anything else is raised in our words."""
    match ended.cause:
        case cause if cause in _ENDS:
            return
        case Cause.LOG_IN:
            raise Denied(str(ended)) from ended
        case Cause.REFUSED:
            raise NotHeld(str(ended)) from ended
        case Cause.UNFIT:
            raise Broken(str(ended)) from ended
        case _:
            raise Unreached(str(ended)) from ended
