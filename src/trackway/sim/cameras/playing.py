"""Playing: one connection's stream, unit after unit, as its camera's faults allow."""

import random
import struct
from asyncio import Transport

from trackway.model.time import Clock
from trackway.sim.cameras.packets import SSRC, VIDEO_HZ, Packed
from trackway.sim.cameras.stream import Stream

__all__ = ["Playing", "sender_report"]

_BACKLOG = 4 * 1024 * 1024
"""Bytes that the network has not taken; a camera has no more memory and throws away what comes."""
_REPORT_S = 1.0
NTP_EPOCH_S = 2_208_988_800
"""Seconds from 1900 to 1970."""


class Playing:
    """A live stream being sent. ``advance`` is called every few milliseconds with the loop's time."""

    def __init__(self, transport: Transport, stream: Stream, clock: Clock, now_s: float) -> None:
        self._transport, self._clock = transport, clock
        self._clips, self._rounds, self._faults = stream.packed, stream.rounds, stream.faults
        self._audio_hz = stream.clips[0].audio_hz
        self._random = random.Random(1)
        self._clip = self._faults.clip % len(self._clips)
        self._before_s = now_s
        self._camera_s = 0.0
        """The camera's own time since the stream began."""
        self._began_s = 0.0
        """When its present clip began, in that time."""
        self._turn = self._unit = 0
        self._shift = [0, 0]
        self._numbers = [0, 0]
        self._reported_s = -1e9
        self.sent = 0
        self.dropped = 0

    def advance(self, now_s: float) -> None:
        """Send all that is due by now."""
        faults = self._faults
        self._camera_s += (now_s - self._before_s) * faults.rate
        self._before_s = now_s
        if faults.clip % len(self._clips) != self._clip:
            self._switch(faults.clip % len(self._clips))
        packed = self._clips[self._clip]
        while self._began_s + self._turn * packed.seconds + packed.due_s[self._unit] <= self._camera_s:
            self._send(packed, self._unit)
            self._unit += 1
            if self._unit == len(packed.due_s):
                self._unit, self._turn = 0, self._turn + 1
        if faults.has_reports and now_s - self._reported_s >= _REPORT_S and not faults.is_silent:
            self._reported_s = now_s
            self._report()

    def _switch(self, clip: int) -> None:
        """Another clip from its beginning, with numbers and time stamps that follow on."""
        packed = self._clips[self._clip]
        sent = packed.track[: int(packed.units[self._unit])]
        for track in (0, 1):
            self._numbers[track] += packed.per_round[track][0] * self._turn + int((sent == track).sum())
        self._shift = [round(self._camera_s * VIDEO_HZ), round(self._camera_s * self._audio_hz)]
        self._clip, self._turn, self._unit, self._began_s = clip, 0, 0, self._camera_s

    def _shifts(self) -> tuple[int, int]:
        by_s = self._faults.rtp_shift_s
        return (
            self._shift[0] + round(by_s * VIDEO_HZ),
            self._shift[1] + round(by_s * self._audio_hz),
        )

    def _send(self, packed: Packed, unit: int) -> None:
        first, last = int(packed.units[unit]), int(packed.units[unit + 1])
        if self._faults.is_silent or self._transport.get_write_buffer_size() > _BACKLOG:
            self.dropped += last - first
            return
        data = self._rounds(self._clip, self._turn, self._shifts(), (self._numbers[0], self._numbers[1]))
        if not self._faults.loss:
            self._transport.write(data[packed.at[first] : packed.at[last]])
            self.sent += last - first
            return
        for i in range(first, last):
            if self._random.random() < self._faults.loss:
                self.dropped += 1
            else:
                self._transport.write(data[packed.at[i] : packed.at[i + 1]])
                self.sent += 1

    def _report(self) -> None:
        """RTCP sender reports (RFC 3550, 6.4.1): the camera's wall clock at this time stamp."""
        wall_us = self._clock.now().us + round(self._faults.ntp_shift_s * 1e6)
        for track, hz in ((0, VIDEO_HZ), (1, self._audio_hz)):
            if not hz:
                continue
            ticks = round((self._camera_s + self._faults.rtp_shift_s) * hz)
            self._transport.write(sender_report(track, wall_us, ticks, self.sent))


def sender_report(track: int, wall_us: int, ticks: int, sent: int = 0) -> bytes:
    """In its interleaved frame: the track's wall clock showed ``wall_us`` at this time stamp."""
    seconds, rest = divmod(wall_us, 1_000_000)
    body = struct.pack(
        ">BBHIIIIII",
        0x80,
        200,
        6,
        SSRC[track],
        (seconds + NTP_EPOCH_S) & 0xFFFFFFFF,
        rest * 2**32 // 1_000_000,
        ticks & 0xFFFFFFFF,
        sent & 0xFFFFFFFF,
        0,
    )
    return struct.pack(">BBH", 0x24, 2 * track + 1, len(body)) + body
