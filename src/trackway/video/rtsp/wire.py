"""Wire: one TCP connection to a camera, RTSP messages and interleaved packets on it (RFC 2326 §10.12).

All connections of a thread land their bytes in one buffer, one after the other, and packets are taken from
it where they lie: a stream costs neither a buffer of its own nor a copy. Only what is not yet complete is
kept.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from trackway.model.errors import Invalid
from trackway.video.cause import Cause
from trackway.video.rtsp.messages import LONGEST_BODY, LONGEST_HEAD, Message, head_end, message
from trackway.video.rtsp.middles import Run
from trackway.video.stream import StreamEnded

__all__ = ["Wire"]

_LANDING = 1 << 19
"""Bytes taken at once at most. More than the longest message, so that one always fits."""
_JUNK = 1 << 18
"""Bytes that may be skipped to find back into a stream that a camera has muddled."""
_UNREAD = 1 << 16
"""Bytes of ours that a camera may leave unread: hundreds of keep-alives."""
_DOLLAR = 0x24

PacketTaker = Callable[[memoryview, int, int, int], None]
"""Takes one interleaved packet: ``view[at:stop]``, and when it came (monotonic ns)."""


class _Landing(threading.local):
    """Where the connections of one thread land their bytes."""

    def __init__(self) -> None:
        self.data = bytearray(_LANDING)
        self.view = memoryview(self.data)


_landing = _Landing()


class Wire(asyncio.BufferedProtocol):
    """The connection. ``ended`` gets the reason when it is over.

    ``channels`` say who takes the packets of each; ``runs`` who takes several at once, where somebody can.
    """

    def __init__(self) -> None:
        self.channels: list[PacketTaker | None] = [None] * 256
        self.runs: list[Run | None] = [None] * 256
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.junk = 0
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._transport: asyncio.Transport | None = None
        self._kept = b""
        self._wanted = 4

    # --- what the conversation calls

    def send(self, data: bytes) -> None:
        """Send, if there is still somebody to send to."""
        transport = self._transport
        if transport is None or self.is_closed:
            return
        if transport.get_write_buffer_size() > _UNREAD:
            self.end(StreamEnded(Cause.NETWORK_RESET, "The camera reads nothing of what it is sent."))
            return
        transport.write(data)

    def answer(self, number: int) -> asyncio.Future[Message]:
        """What will come as the response to the request of that CSeq; fails when the connection ends."""
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        if self.ended.done():
            future.set_exception(self.ended.exception() or StreamEnded(Cause.CAMERA_CLOSED, "It is over."))
            future.exception()
        else:
            self._answers[number] = future
        return future

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._transport is None or self._transport.is_closing()

    def forget(self, number: int) -> None:
        """Nobody waits for that response any more."""
        self._answers.pop(number, None)

    def end(self, why: BaseException) -> None:
        """It is over, for that reason: the first one given counts."""
        if not self.ended.done():
            self.ended.set_exception(why)
            self.ended.exception()  # whoever waits for an answer may be told first: it is not left unseen
        for future in self._answers.values():
            if not future.done():
                future.set_exception(why)
                future.exception()
        self._answers.clear()

    def close(self) -> None:
        """Let go of the connection."""
        self._deafen()
        if self._transport is not None:
            self._transport.close()

    def _deafen(self) -> None:
        """Take nothing more; what is sent still goes out."""
        self.channels, self.runs = [None] * 256, [None] * 256
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    # --- what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        self._transport = cast("asyncio.Transport", transport)  # what a TCP or TLS connection has

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where to put what has come: behind what was kept."""
        del sizehint
        kept = len(self._kept)
        if not kept:
            return _landing.view
        _landing.data[:kept] = self._kept
        return _landing.view[kept:]

    def buffer_updated(self, nbytes: int) -> None:
        """So many bytes were put there."""
        end = len(self._kept) + nbytes
        if end < self._wanted:
            at = 0
        else:
            try:
                at = self._consume(end)
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as why:
                # Ours (StreamEnded) or the receiver's own: ``run`` raises it. asyncio would only log it.
                self.end(why)
                self._deafen()
                return
        self._kept = bytes(_landing.view[at:end]) if at < end else b""

    def eof_received(self) -> None:
        """The camera sends no more."""
        self.end(StreamEnded(Cause.CAMERA_CLOSED, "The camera closed the connection."))

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if exc is None:
            self.end(StreamEnded(Cause.CAMERA_CLOSED, "The connection was closed."))
        else:
            why = getattr(exc, "strerror", None) or exc
            self.end(StreamEnded(Cause.NETWORK_RESET, f"The connection broke: {why}."))

    # --- taking it apart

    def _consume(self, end: int) -> int:
        """Take all that is complete; says where the rest begins."""
        data, view, channels, runs = _landing.data, _landing.view, self.channels, self.runs
        now = time.monotonic_ns()
        at = 0
        self._wanted = 4
        while end - at >= 4:
            if data[at] == _DOLLAR:
                stop = at + 4 + (data[at + 2] << 8 | data[at + 3])
                if stop > end:
                    self._wanted = stop - at
                    break
                run = runs[data[at + 1]]
                if run is not None:
                    following = run(view, at, end, now)
                    if following > at:
                        at = following
                        continue
                take = channels[data[at + 1]]
                if take is not None:
                    take(view, at + 4, stop, now)
                at = stop
                continue
            following = self._message(at, end)
            if following == at:
                break
            at = following
        return at

    def _message(self, at: int, end: int) -> int:
        """Take a message, or skip what is none. Says where the rest begins: here if more must come."""
        start = bytes(_landing.view[at : at + 4])
        if not start.replace(b"_", b"A").isalpha():
            return self._skip(at, end)
        head = bytes(_landing.view[at : min(end, at + LONGEST_HEAD)])
        size = head_end(head)
        if size < 0:
            if len(head) == LONGEST_HEAD:
                raise StreamEnded(Cause.UNFIT, "The camera sends a header that does not end.")
            self._wanted = end - at + 1
            return at
        try:
            found = message(head[:size])
        except Invalid:
            return self._skip(at, end)
        length = max(found.number("content-length"), 0)
        if length > LONGEST_BODY:
            raise StreamEnded(Cause.UNFIT, f"The camera announces an answer of {length} bytes.")
        if end - at < size + length:
            self._wanted = size + length
            return at
        at += size
        self._take(replace(found, body=bytes(_landing.view[at : at + length])))
        return at + length

    def _skip(self, at: int, end: int) -> int:
        """Where the next packet or response seems to begin in a muddled stream; at least one byte on."""
        data, to = _landing.data, at + 1
        response = data.find(b"RTSP/1.", to, end)
        stop = response if response >= 0 else max(end - 5, to)  # the last five may be half of something
        while to < stop and to - at <= _JUNK:
            to = data.find(b"$", to, stop)
            if to < 0:
                to = stop
            # RTP and RTCP have a 2 in their first two bits.
            elif self.channels[data[to + 1]] is None or data[to + 4] >> 6 != 2:
                to += 1
            else:
                break
        self.junk += to - at
        if self.junk > _JUNK:
            raise StreamEnded(Cause.UNFIT, "The camera sends much that is neither RTSP nor RTP.")
        return to

    def _take(self, found: Message) -> None:
        """A response goes to whoever waits for it; a request of the camera's gets an answer."""
        number = found.number("cseq")
        if not found.status:
            if found.reason.upper() in {"REDIRECT", "TEARDOWN"}:
                raise StreamEnded(
                    Cause.CAMERA_CLOSED, f"The camera ended the stream ({found.reason.upper()})."
                )
            self.send(b"RTSP/1.0 405 Method Not Allowed\r\nCSeq: %d\r\n\r\n" % max(number, 0))
        elif found.status >= 200:
            if number < 0 and len(self._answers) == 1:
                number = next(iter(self._answers))  # a camera that forgets to say what it answers
            future = self._answers.pop(number, None)
            if future is not None and not future.done():
                future.set_result(found)
