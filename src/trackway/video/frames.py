"""Every frame of a recording, in order, by its own time stamps.

::

    file ─► packets ─► decoder ─► Frame(luma, at_s)          all of them: keyframes alone miss two
              │ damaged? noted, the rest goes on             of three fast vehicles
              └────────────► at the end: DamagedFootage, with where it began
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from trackway.video.footage import DamagedFootage, NotFootage, OpenFile, opened
from trackway.video.frame import Frame

__all__ = ["frames"]

_MAX_S = 48 * 3600
"""No recorder writes longer files; a time stamp beyond is damage."""
_MAX_FRAMES = 48 * 3600 * 60
_SEEKABLE = ("mov", "matroska")
"""Containers with an index that can be trusted; others are decoded from the start."""
_RUN_UP_S = 5.0
"""Decoding starts so long before the wanted moment: after an open group of pictures, frames need a while."""
_SHORTFALL_S = 1.0
"""Footage that ends so much earlier than its header says has lost its end."""


@dataclass
class _Damage:
    """The first damage met; ``now_s`` follows the reading."""

    now_s: float = 0.0
    at_s: float = -1.0
    byte: int = -1
    reason: str = ""

    def note(self, byte: int | None, reason: str) -> None:
        if not self.reason:
            self.at_s, self.byte, self.reason = self.now_s, -1 if byte is None else byte, reason


def frames(footage: Path | OpenFile, from_s: float = 0.0) -> Iterator[Frame]:
    """Every frame from ``from_s`` on.

    Time stamps that jump backwards, as in joined recordings, go on from where they were. Raises
    ``NotFound``, ``Unavailable`` or ``NotFootage`` before the first frame, and ``DamagedFootage`` after
    the last readable one.
    """
    path = footage.path if isinstance(footage, OpenFile) else footage
    if from_s > _RUN_UP_S:
        with opened(footage) as (container, stream):
            if _seek(container, stream, from_s - _RUN_UP_S):
                yield from _after(from_s, _all(path, container, stream, is_sought=True))
                return
    with opened(footage) as (container, stream):
        yield from _after(from_s, _all(path, container, stream, is_sought=False))


def _after(from_s: float, every: Iterator[Frame]) -> Iterator[Frame]:
    return (frame for frame in every if frame.at_s >= from_s)


def _seek(container: InputContainer, stream: VideoStream, at_s: float) -> bool:
    """Go to the last keyframe before ``at_s``; false when the file's index cannot be trusted with that."""
    if stream.time_base is None or not any(name in container.format.name for name in _SEEKABLE):
        return False
    target = round(at_s / float(stream.time_base)) + (stream.start_time or 0)
    with suppress(av.error.FFmpegError):
        container.seek(target, stream=stream, backward=True)
        first = next(container.demux(stream), None)
        if first is not None and first.pts is not None and first.pts <= target:
            container.seek(target, stream=stream, backward=True)
            return True
    return False


def _all(path: Path, container: InputContainer, stream: VideoStream, *, is_sought: bool) -> Iterator[Frame]:
    damage = _Damage()
    tick = float(stream.time_base or 0) or 1e-6
    start_s = (stream.start_time or 0) * tick
    pause = 1.0 / float(stream.average_rate or stream.guessed_rate or 25)
    count, last_s, shift, keyed = 0, -pause, 0.0, False
    for byte, picture in _pictures(container, stream, damage):
        at_s = last_s + pause if picture.pts is None else picture.pts * tick - start_s + shift
        if at_s < last_s and not (is_sought and count == 0):
            shift += last_s + pause - at_s
            at_s = last_s + pause
        if at_s > _MAX_S or count >= _MAX_FRAMES:
            damage.note(byte, "its time stamps run away")
            break
        damage.now_s = last_s = at_s
        keyed = keyed or bool(picture.key_frame)
        if picture.is_corrupt and keyed:
            damage.note(byte, "a frame is corrupt")
        yield Frame(picture, at_s, count)
        count += 1
    if not count:
        raise NotFootage(f"{path} holds no frame that can be decoded.")
    promised_s = float(stream.duration or 0) * tick
    if promised_s - last_s > max(_SHORTFALL_S, 2 * pause):
        damage.note(container.size, f"it ends {promised_s - last_s:.1f} s early")
    if damage.reason:
        where = f"at {damage.at_s:.2f} s" + (f", byte {damage.byte:,}" if damage.byte >= 0 else "")
        raise DamagedFootage(
            f"{path} is damaged {where} ({damage.reason}); what was readable of it was read.",
            damage.at_s,
            damage.byte,
        )


def _pictures(
    container: InputContainer, stream: VideoStream, damage: _Damage
) -> Iterator[tuple[int | None, av.VideoFrame]]:
    """Decoded pictures with the place in the file of the packet they came out of."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError as error:
            damage.note(None, (error.strerror or "it cannot be read on").lower())
            return
        if packet is None:
            return
        if packet.is_corrupt:
            damage.note(packet.pos, "a packet is corrupt")
        try:
            pictures = packet.decode()
        except av.error.FFmpegError as error:
            damage.note(packet.pos, (error.strerror or "it cannot be decoded").lower())
            continue
        for picture in pictures:
            yield packet.pos, picture
