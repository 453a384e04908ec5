"""Strip: one stream of a reel, read forwards; what nobody wants to see is passed over without being decoded.

::

    files in order ─► packets ─► wanted from here on? ─► decoder, from the keyframe before ─► Frame
                         └ passed over otherwise: a hundredth of what decoding costs, and no index is trusted
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, TypeAlias

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from trackway.model.errors import TrackwayError
from trackway.model.time import Instant
from trackway.video.footage import DamagedFootage, NotFootage, OpenFile, opened
from trackway.video.frame import Frame
from trackway.video.reel import Piece

__all__ = ["Strip"]

_LONG_GROUP = 1_500
"""Packets without a keyframe: a minute at 25 a second. Such a group is decoded rather than kept in memory."""
_OVERLAP_S = 0.5
"""Files may say that they run a little longer than to the start of the next."""

if TYPE_CHECKING:
    VideoPacket: TypeAlias = av.Packet[VideoStream]
else:
    VideoPacket: TypeAlias = av.Packet
TakePiece = Callable[[int], OpenFile]
"""Opens the file of a piece by its place; the strip closes it. Raises as ``frames`` does."""


class Strip:
    """Pictures of one stream in the order of time; ``at_s`` counts from ``start``, the start of the reel.

    ``take`` opens the pieces. ``is_rough`` leaves out the decoder's last step, which smooths the edges of
    blocks: good enough to see that something moves, not to read plates.
    """

    def __init__(
        self, pieces: Sequence[Piece], start: Instant, take: TakePiece, *, is_rough: bool = False
    ) -> None:
        self._pieces = tuple(pieces)
        self._offsets = tuple(piece.start.since(start) for piece in self._pieces)
        self._take, self._is_rough = take, is_rough
        self._next = 0
        self._roll: _Roll | None = None
        self._ahead: deque[Frame] = deque()
        self._last_s = float("-inf")
        self._count = 0
        self.damage: list[str] = []
        """A sentence for each file that could not be read whole."""

    def between(self, from_s: float, to_s: float) -> Iterator[Frame]:
        """The pictures from ``from_s`` until before ``to_s``, none of them twice over all calls.

        Times only go forwards from call to call.
        """
        self._pass_over(from_s)
        while True:
            while self._ahead:
                if self._ahead[0].at_s >= to_s:
                    return
                frame = self._ahead.popleft()
                if frame.at_s >= from_s:
                    yield frame
            if not self._read_on(from_s, to_s):
                return

    def every(self, from_s: float = float("-inf")) -> Iterator[Frame]:
        """All pictures from there on."""
        return self.between(from_s, float("inf"))

    def close(self) -> None:
        """Let go of the file that is open."""
        if self._roll is not None:
            self._roll.close()
        self._roll = None

    def raise_damage(self) -> None:
        """Raises ``DamagedFootage`` if anything could not be read, ``NotFootage`` if nothing could."""
        if self.damage and not self._count:
            raise NotFootage(self.damage[0])
        if self.damage:
            more = f" (and {len(self.damage) - 1} more)" if len(self.damage) > 1 else ""
            raise DamagedFootage(f"{self.damage[0]}{more}", 0.0, -1)

    def _pass_over(self, from_s: float) -> None:
        """Go on to the last keyframe before ``from_s``, if that is farther than where reading is now."""
        later = self._next
        while later < len(self._pieces) and self._offsets[later] <= from_s:
            later += 1
        if later > self._next:  # there is a file that starts before it: those before that are not wanted
            ends_s = self._offsets[later - 1] + (self._pieces[later - 1].seconds or float("inf"))
            self.close()
            self._next = later if ends_s + _OVERLAP_S < from_s else later - 1
        if self._roll is not None and self._roll.pass_over(from_s):
            self._ahead.clear()

    def _read_on(self, from_s: float, to_s: float) -> bool:
        """Decode some more; false when there is nothing more that starts before ``to_s``."""
        while self._roll is None:
            if self._next >= len(self._pieces) or self._offsets[self._next] >= to_s:
                return False
            place, self._next = self._next, self._next + 1
            try:
                self._roll = _Roll(self._take(place), self._offsets[place], is_rough=self._is_rough)
                self._roll.pass_over(from_s)
            except TrackwayError as error:
                self.damage.append(str(error))
        try:
            pictures = self._roll.decoded()
        except EOFError:
            self.damage += self._roll.damage[:1]
            self.close()
            return True
        for at_s, picture in pictures:
            if at_s > self._last_s:  # files overlap by a picture now and then
                self._last_s = at_s
                self._ahead.append(Frame(picture, at_s, self._count))
                self._count += 1
        return True


class _Roll:
    """One open file."""

    def __init__(self, file: OpenFile, offset_s: float, *, is_rough: bool) -> None:
        self._file, self._offset_s = file, offset_s
        self.damage: list[str] = []
        self._stack = ExitStack()
        self._stack.callback(_closed, file)
        with self._stack:
            self._container: InputContainer
            self._stream: VideoStream
            self._container, self._stream = self._stack.enter_context(opened(file, is_brief=True))
            if is_rough:
                self._stream.codec_context.options = {"skip_loop_filter": "all"}
            self._stack = self._stack.pop_all()
        self._packets = self._container.demux(self._stream)
        self._waiting: deque[VideoPacket] = deque()
        self._tick = float(self._stream.time_base or 0) or 1e-6
        self._start_s = (self._stream.start_time or 0) * self._tick
        self._pause_s = 1.0 / float(self._stream.average_rate or self._stream.guessed_rate or 25)
        self._last_s = self._offset_s - self._pause_s
        self._from_s = float("-inf")

    def close(self) -> None:
        self._stack.close()

    def pass_over(self, from_s: float) -> bool:
        """Whether pictures were left out, up to the last keyframe not after ``from_s``."""
        group: list[VideoPacket] = []
        has_key = False
        while len(group) < _LONG_GROUP:
            packet = self._packet()
            if packet is None:
                break
            at_s = self._at_s(packet.pts)
            if packet.is_keyframe and at_s is not None and at_s <= from_s:
                group, has_key = [], True
            group.append(packet)
            if at_s is None or at_s > from_s:
                break
        self._waiting.extendleft(reversed(group))
        if has_key:
            self._stream.codec_context.flush_buffers()
            self._from_s = self._at_s(group[0].pts) or self._from_s
        return has_key

    def decoded(self) -> list[tuple[float, av.VideoFrame]]:
        """The pictures of the next packet, with their times. Raises ``EOFError`` after the last."""
        packet = self._packet()
        if packet is None:
            raise EOFError
        try:
            pictures = packet.decode()
        except av.error.FFmpegError as error:
            self._note((error.strerror or "it cannot be decoded").lower())
            return []
        found = []
        for picture in pictures:
            at_s = self._at_s(picture.pts)
            at_s = self._last_s + self._pause_s if at_s is None else at_s
            if at_s >= self._from_s:  # pictures before a keyframe lean on what was passed over
                self._last_s = at_s
                found.append((at_s, picture))
        return found

    def _packet(self) -> VideoPacket | None:
        if self._waiting:
            return self._waiting.popleft()
        try:
            packet = next(self._packets, None)
        except av.error.FFmpegError as error:
            self._note((error.strerror or "it cannot be read on").lower())
            return None
        if packet is not None and packet.is_corrupt:
            self._note("a packet is corrupt")
        return packet

    def _at_s(self, pts: int | None) -> float | None:
        return None if pts is None else pts * self._tick - self._start_s + self._offset_s

    def _note(self, reason: str) -> None:
        where = f"at {max(self._last_s - self._offset_s, 0.0):.2f} s"
        self.damage.append(
            f"{self._file.path} is damaged {where} ({reason}); what was readable of it was read."
        )


def _closed(file: OpenFile) -> None:
    with suppress(OSError):
        os.close(file.fd)
