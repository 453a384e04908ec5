"""Trying a stream: it is opened as the recorder would open it, and watched until its rate is known."""

import asyncio
import contextlib
from dataclasses import dataclass, field

from trackway.model.errors import Unavailable
from trackway.video.stream import AccessUnit, Codec, Feed, StreamEnded, Track

__all__ = ["Opened", "tried"]

_PATIENCE_S = 12.0
"""A camera with a group of pictures of 10 s sends its first whole picture only then."""
_ENOUGH = 15
"""Pictures from which the rate is told; half a second at 30 a second."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a stream turned out to be. ``fps`` is 0 where too little came to tell."""

    codec: Codec
    width: int
    height: int
    fps: float
    has_audio: bool


@dataclass(slots=True)
class _Watching:
    """Takes units until there are enough of them."""

    enough: asyncio.Event
    tracks: tuple[Track, ...] = ()
    ticks: list[int] = field(default_factory=list)

    def opened(self, tracks: tuple[Track, ...]) -> None:
        self.tracks = tracks

    def take(self, unit: AccessUnit) -> None:
        if any(track.id == unit.track and track.codec.is_video for track in self.tracks):
            self.ticks.append(unit.ticks)
            if len(self.ticks) >= _ENOUGH:
                self.enough.set()


async def tried(feed: Feed) -> Opened:
    """Open a stream and say what comes. Raises ``StreamEnded``, or ``Unavailable`` where nothing comes."""
    watching = _Watching(asyncio.Event())
    running = asyncio.ensure_future(feed.run(watching))
    waiting = asyncio.ensure_future(watching.enough.wait())
    try:
        await asyncio.wait({running, waiting}, timeout=_PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        running.cancel()
        ended: StreamEnded | None = None
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await running
        except StreamEnded as error:
            ended = error
    video = next((track for track in watching.tracks if track.codec.is_video), None)
    if video is None or not watching.ticks:
        raise ended or Unavailable(f"No picture came within {_PATIENCE_S:g} s.")
    passed = watching.ticks[-1] - watching.ticks[0]
    return Opened(
        codec=video.codec,
        width=video.width,
        height=video.height,
        fps=round((len(watching.ticks) - 1) * video.clock_hz / passed, 2) if passed > 0 else 0.0,
        has_audio=any(not track.codec.is_video for track in watching.tracks),
    )
