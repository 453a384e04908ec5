"""Replayed: what a recorder plays over RTSP, in files, with the times it says the pictures were taken.

::

    RtspFeed ─► access units, each with the recorder's time ─► one file for each stretch without a jump

Recorders other than ONVIF's seldom say when a picture was taken, and they begin at the keyframe at or before
the time that was asked. They end where they were told to, so what they play is longer than what was asked, by
just that lead: its length, by the RTP times, says where it began. It cannot be further off than the first
group of pictures is long, and that is stated.
"""

import asyncio
from dataclasses import dataclass, field, replace
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

__all__ = ["replayed", "whole_seconds"]

_JUMP_US = 1_000_000
"""Pictures whose times are further off their ticks than this are another stretch: the recording has a gap."""
_NEAR_S = 60.0
"""A sender report that is further from what was asked tells the time of sending, or of another zone."""
_LONGEST_LEAD_S = 20.0
"""Before a second keyframe has come, the first group of pictures is taken to be no longer than this."""
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
    """A receiver that writes video into files. ``wanted`` is by the recorder's clock.

    ``is_told`` is whether the recorder has said when pictures were taken; ``is_stamped`` that it says so of
    every one (ONVIF). ``gop_s`` is how long the first group of pictures is, ``None`` until the next comes.
    """

    folder: Path
    wanted: Span
    most_bytes: int
    is_stamped: bool
    pieces: list[Piece] = field(default_factory=list)
    is_told: bool = False
    gop_s: float | None = None
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
        if us >= self._enough_us:
            raise _EnoughError
        if self._file is None:
            if not unit.is_key:
                return
            self._begin(self._track, unit, us)
        elif unit.is_key and self.gop_s is None:
            self.gop_s = (unit.ticks - self._first_ticks) / self._track.clock_hz
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

    def lead(self, *, is_over: bool) -> tuple[float, float]:
        """How long before the time that was asked it began, and how wrong that may be, in seconds.

        ``is_over``: the recorder ended by itself, not we.
        """
        if self.is_told or not self.pieces:
            return 0.0, 0.0
        last = self.pieces[-1]
        played_s = last.start.plus(last.seconds).since(self.wanted.start)
        longest_s = played_s if self.gop_s is None else self.gop_s
        lead_s = min(max(played_s - self.wanted.seconds, 0.0), longest_s) if is_over else 0.0
        return lead_s, max(lead_s, longest_s - lead_s)

    @property
    def _enough_us(self) -> int:
        """Where it is cut off. Where nobody tells the time, what came may be late by the lead."""
        if self.is_told:
            return self.wanted.end.us
        return self.wanted.end.plus(_LONGEST_LEAD_S if self.gop_s is None else self.gop_s).us

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
        has_begun = self._file is not None or bool(self.pieces)
        told_us = unit.camera_us
        if told_us is not None and (self.is_stamped or self._is_near(told_us)):
            if has_begun and not self.is_told and not self.pieces:
                # Said for the first time in the first file: it holds for what came before, too.
                self._start_us += told_us - self._expected_us(unit)
            self.is_told = True
            return told_us
        return self._expected_us(unit) if has_begun else self.wanted.start.us

    def _is_near(self, us: int) -> bool:
        return self.wanted.start.plus(-_NEAR_S).us <= us <= self.wanted.end.plus(_NEAR_S).us

    def _expected_us(self, unit: AccessUnit) -> int:
        hz = 90_000 if self._track is None else self._track.clock_hz
        return self._start_us + (unit.ticks - self._first_ticks) * 1_000_000 // hz


def whole_seconds(span: Span, clock: SourceClock) -> Span:
    """A span by our clock as a recorder is asked for it, by its own: many do not read fractions."""
    # A hair's breadth from a whole second is that second: two clocks' difference was added and taken off.
    first, last = (clock.theirs(at).us for at in (span.start, span.end))
    start_s, end_s = (first + 1000) // 1_000_000, -((1000 - last) // 1_000_000)
    return Span(Instant(start_s * 1_000_000), Instant(max(end_s, start_s + 1) * 1_000_000))


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

    What was fetched says how much further off its times may be where the recorder does not tell them.
    Raises ``Unreached``, ``Denied``, ``NotHeld``, ``Broken``.
    """
    film = _Film(folder, wanted, most_bytes, is_stamped=replay.is_onvif)
    feed = RtspFeed(address, networks, patience=_PATIENCE, replay=replay)
    try:
        try:
            is_over = _play(feed, film)
        finally:
            film.close()
    except OSError as error:
        raise Unavailable(f"Footage cannot be written into {folder}: {error.strerror}.") from error
    if not film.pieces:
        raise NotHeld("The recorder plays nothing of footage that it says it has.")
    lead_s, error_s = film.lead(is_over=is_over)
    main = tuple(replace(one, start=clock.ours(one.start.plus(-lead_s))) for one in film.pieces)
    says = f"Its times may be {error_s:.1f} s further off." if error_s else ""
    return Fetched(main, error_s=error_s, says=says)


def _play(feed: RtspFeed, film: _Film) -> bool:
    """Until all has come, or the recorder is through; whether it was the recorder that ended."""

    async def run() -> None:
        async with asyncio.timeout(60.0 + film.wanted.seconds * _SLOWEST):
            await feed.run(film)

    try:
        asyncio.run(run())
    except _EnoughError:
        return False
    except TimeoutError:
        film.close()
        if not film.pieces:
            raise Unreached("The recorder plays too slowly to be of use.") from None
        return False
    except StreamEnded as ended:
        _judge(ended)
    return True


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
