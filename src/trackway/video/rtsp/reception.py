"""Reception: RTP packets of one track (RFC 3550): their order, their losses, their time.

Packets come in one TCP connection and therefore in order: one that is missing was lost before it was
sent (or the camera left it out), and one that comes late is a camera's mistake and left out.
"""

from collections.abc import Callable
from struct import Struct
from typing import Protocol

from trackway.video.rtsp.reports import SenderReport, unix_us

__all__ = ["CameraClock", "Reception", "TrackParts"]

_HEADER = Struct(">BBHII").unpack_from
_EXTENSION = Struct(">HH").unpack_from
_ONVIF = Struct(">IIB").unpack_from
_REPLAY = 0xABAC  # ONVIF Streaming Specification §6.3


class TrackParts(Protocol):
    """What puts the payloads of one track together."""

    arrived_ns: int
    """When the packet came that is being taken (monotonic)."""

    @property
    def is_begun(self) -> bool:
        """Whether a part of a unit has come and not its end."""
        ...

    def starts(self, ticks: int) -> None:
        """Packets of another time stamp follow."""
        ...

    def missing(self, packets: int) -> None:
        """So many packets never came, just before the next one."""
        ...

    def marked(self) -> None:
        """The packet just taken says by its marker bit to be the last of its unit."""
        ...

    def check(self) -> None:
        """Raise ``StreamEnded`` if too much came of one unit; asked every 256 packets (of at most 64 KB)."""
        ...

    def finish(self) -> None:
        """No packet follows."""
        ...


Payload = Callable[[memoryview, int, int], bool]
"""Takes ``view[at:stop]``; ``False`` if it is no payload of its kind."""


class CameraClock:
    """What the camera's clock shows at an RTP time, from the newest moment of which both are known."""

    __slots__ = ("_clock_hz", "_ticks", "_us")

    def __init__(self, clock_hz: int) -> None:
        self._clock_hz = clock_hz
        self._ticks = 0
        self._us: int | None = None

    def says(self, ticks: int, us: int) -> None:
        """At that RTP time it showed so many microseconds, UTC."""
        self._ticks, self._us = ticks, us

    def us(self, ticks: int) -> int | None:
        """What it showed at that RTP time; ``None`` while it has not said any."""
        if self._us is None:
            return None
        return self._us + (ticks - self._ticks) * 1_000_000 // self._clock_hz


class Reception:
    """One track's packets as they come.

    ``lost``, ``late`` and ``bad`` count packets; ``last_ns`` is when the last good one came, 0 before the
    first.
    """

    __slots__ = (
        "_late_next",
        "_parts",
        "_payload",
        "bad",
        "clock",
        "cycles",
        "expected",
        "last_ns",
        "late",
        "lost",
        "sender",
        "ssrc",
        "stamp",
        "ticks",
    )

    def __init__(self, clock: CameraClock, parts: TrackParts, payload: Payload) -> None:
        self.clock = clock
        self.lost = self.late = self.bad = 0
        self.last_ns = 0
        self.ssrc = -1
        self.ticks = 0
        self.cycles = 0
        self.sender: SenderReport | None = None
        self._parts = parts
        self._payload = payload
        self.expected = self._late_next = self.stamp = -1

    def packet(self, view: memoryview, at: int, stop: int, now_ns: int) -> None:  # noqa: PLR0912 - calls cost
        """One RTP packet, ``view[at:stop]``. Whatever is in it, only too much raises (``StreamEnded``)."""
        if stop - at < 13:
            self.bad += 1
            return
        first, second, sequence, stamp, ssrc = _HEADER(view, at)
        moment_us = None
        if first == 0x80:
            at += 12
        else:
            at, stop, moment_us = _past_header(view, at, stop)
            if at >= stop:
                self.bad += 1
                return
        gap, parts = 0, self._parts
        if sequence != self.expected or ssrc != self.ssrc:
            gap = self._gap(sequence, ssrc)
            if gap < 0:
                self.late += 1
                return
            parts.check()
        if not (sequence + 1) & 0xFF:
            parts.check()
        self.expected = (sequence + 1) & 0xFFFF
        if sequence == 0xFFFF:
            self.cycles += 1
        if stamp != self.stamp:
            self._begin(stamp, gap)
        elif gap:
            parts.missing(gap)
        if moment_us is not None:
            self.clock.says(self.ticks, moment_us)
        parts.arrived_ns = now_ns
        if self._payload(view, at, stop):
            self.last_ns = now_ns
        else:
            self.bad += 1
        if second >= 0x80:
            parts.marked()

    def report(self, report: SenderReport) -> None:
        """What the camera says its clock shows at one RTP time (RFC 3550 §6.4.1)."""
        self.sender = report
        if report.us is not None and self.stamp >= 0:
            self.clock.says(self.ticks + _signed(report.stamp - self.stamp), report.us)

    @property
    def highest(self) -> int:
        """The extended highest sequence number that came (RFC 3550 §6.4.1), 32 bits."""
        cycles = self.cycles - (self.expected == 0)
        return ((cycles << 16) | ((self.expected - 1) & 0xFFFF)) & 0xFFFFFFFF

    def _gap(self, sequence: int, ssrc: int) -> int:
        """How many packets are missing before this one; -1 if it is late, 0 where a new sequence begins."""
        if ssrc != self.ssrc:
            self.ssrc = ssrc
            return 0
        gap = (sequence - self.expected) & 0xFFFF
        if gap < 0x8000:
            self.lost += gap
            self.cycles += sequence < self.expected and sequence != self.expected
            return gap
        if sequence == self._late_next:  # two in a row: the camera has begun to count anew (RFC 3550 A.1)
            return 0
        self._late_next = (sequence + 1) & 0xFFFF
        return -1

    def _begin(self, stamp: int, gap: int) -> None:
        """Another time stamp: carry it past 32 bits, and share out what was lost on the way to it."""
        parts = self._parts
        if gap and parts.is_begun:
            parts.missing(1)  # at least the last packet of the unit before
            gap -= 1
        # Begun above zero and kept there: below it only a camera comes that jumps back again and again.
        ticks = stamp + (1 << 32) if self.stamp < 0 else self.ticks + _signed(stamp - self.stamp)
        if ticks < 0:
            ticks += 1 << 32
        parts.starts(ticks)
        self.stamp, self.ticks = stamp, ticks
        if gap:
            parts.missing(gap)


def _signed(difference: int) -> int:
    """The shorter way round from one 32-bit time stamp to another."""
    return ((difference + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def _past_header(view: memoryview, at: int, stop: int) -> tuple[int, int, int | None]:
    """Where the payload lies (RFC 3550 §5.1) and the moment that an ONVIF replay says; (0, 0) if broken."""
    first = view[at]
    body = at + 12 + 4 * (first & 15)
    moment = None
    if first >> 6 != 2 or body > stop:
        return 0, 0, None
    if first & 0x10:
        if body + 4 > stop:
            return 0, 0, None
        profile, words = _EXTENSION(view, body)
        if profile == _REPLAY and words >= 3 and body + 16 <= stop:
            seconds, fraction, _flags = _ONVIF(view, body + 4)
            moment = unix_us(seconds, fraction)
        body += 4 + 4 * words
    if first & 0x20:
        padding = view[stop - 1]
        if not padding:
            return 0, 0, None
        stop -= padding
    return body, stop, moment
