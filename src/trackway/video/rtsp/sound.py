"""Sound: AAC (RFC 3640, mode AAC-hbr) and G.711 (RFC 3551 §4.5.14) out of RTP payloads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from trackway.model.errors import Invalid
from trackway.video.rtsp.bits import Bits
from trackway.video.rtsp.reception import CameraClock
from trackway.video.stream import AccessUnit, Track

__all__ = ["AacConfig", "AacPacking", "G711Packing", "Sound", "aac_config"]

_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


@dataclass(frozen=True, slots=True)
class AacConfig:
    """What an AudioSpecificConfig says (ISO 14496-3 §1.6.2.1): its rate, channels, and samples in a frame."""

    rate_hz: int
    channels: int
    samples: int


def aac_config(config: bytes) -> AacConfig:
    """Read an AudioSpecificConfig. Raises ``Invalid`` for what is none."""
    bits = Bits(config, 0)
    kind = bits.u(5)
    if kind == 31:
        kind = 32 + bits.u(6)
    index = bits.u(4)
    if index != 15 and index >= len(_RATES):
        raise Invalid("The sound's configuration names no sampling rate.")
    rate = bits.u(24) if index == 15 else _RATES[index]
    channels = bits.u(4)
    if kind in {5, 29}:  # SBR and PS: the rate above is that of the core, which the frames count in
        if bits.u(4) == 15:
            bits.skip(24)
        bits.skip(5)
    if not rate or channels > 7:
        raise Invalid("The sound's configuration names no sampling rate or an unknown set of channels.")
    is_short = bits.u(1) if kind not in {0, 42} else 0
    return AacConfig(rate, 8 if channels == 7 else channels, 960 if is_short else 1024)


class Packing(Protocol):
    """How frames of sound lie in packets."""

    def frames(self, packet: memoryview) -> list[tuple[int, bytes]]:
        """The frames that are complete with this payload, each with its ticks behind the packet's time stamp.

        Raises ``Invalid`` for what is no such payload.
        """
        ...

    def forget(self) -> None:
        """Leave the frame that is begun."""
        ...


class Sound:
    """One track's frames of sound. Each stands alone, so losses only count for the next."""

    def __init__(
        self, track: Track, packing: Packing, clock: CameraClock, take: Callable[[AccessUnit], None]
    ) -> None:
        self.track = track
        self._clock = clock
        self.is_begun = False
        self._packing = packing
        self._take = take
        self.arrived_ns = 0
        self._ticks = 0
        self._lost = 0

    def payload(self, view: memoryview, at: int, stop: int) -> bool:
        """Hand on what is complete with this packet."""
        try:
            frames = self._packing.frames(view[at:stop])
        except Invalid:
            self._lost += 1  # a packet that says nothing is as good as lost
            return False
        for offset, data in frames:
            lost, self._lost = self._lost, 0
            ticks = self._ticks + offset
            self._take(
                AccessUnit(
                    self.track.id,
                    ticks,
                    is_key=True,
                    data=data,
                    arrived_ns=self.arrived_ns,
                    camera_us=self._clock.us(ticks),
                    lost=lost,
                )
            )
        return True

    def starts(self, ticks: int) -> None:
        """Packets of another time stamp follow."""
        self._ticks = ticks
        self._packing.forget()

    def missing(self, packets: int) -> None:
        """So many packets never came, just before the next one."""
        self._lost += packets
        self._packing.forget()

    def check(self) -> None:
        """A frame of sound cannot grow: its pieces say its size, which has 16 bits."""

    def marked(self) -> None:
        """The beginning of speech, or the last piece of a frame: no matter, every frame says its size."""

    def finish(self) -> None:
        """No packet follows; every frame was handed on when it came."""


class G711Packing:
    """G.711: a packet is a frame."""

    def frames(self, packet: memoryview) -> list[tuple[int, bytes]]:
        """The packet."""
        return [(0, bytes(packet))]

    def forget(self) -> None:
        """Nothing is ever begun."""


class AacPacking:
    """AAC: several frames behind a table of their sizes, or one frame over several packets.

    ``widths`` are the bits of a size and of an index in that table (RFC 3640 §3.2.1), 13 and 3 in AAC-hbr;
    ``step`` is the ticks of a frame.
    """

    def __init__(self, widths: tuple[int, int], step: int) -> None:
        self._size_bits = widths[0]
        self._header_bits = sum(widths)
        self._step = step
        self._part = bytearray()

    def frames(self, packet: memoryview) -> list[tuple[int, bytes]]:
        """The frames of one packet."""
        if len(packet) < 3:
            raise Invalid("A packet of sound is empty.")
        table = packet[0] << 8 | packet[1]
        count, at = table // self._header_bits, 2 + (table + 7) // 8
        if not count or at >= len(packet):
            raise Invalid("A packet of sound has no frames.")
        bits = int.from_bytes(packet[2:at]) >> (-table % 8)
        low, mask = table - self._size_bits, (1 << self._size_bits) - 1
        sizes = [(bits >> (low - one * self._header_bits)) & mask for one in range(count)]
        if count == 1 and sizes[0] > len(packet) - at:
            return self._part_of(packet[at:], sizes[0])
        found = []
        for number, size in enumerate(sizes):
            if not size or at + size > len(packet):
                raise Invalid("A packet of sound ends before its last frame.")
            found.append((number * self._step, bytes(packet[at : at + size])))
            at += size
        return found

    def forget(self) -> None:
        """Leave the frame that is begun."""
        self._part.clear()

    def _part_of(self, piece: memoryview, size: int) -> list[tuple[int, bytes]]:
        """A piece of a frame; each says the size of the whole (RFC 3640 §3.1)."""
        self._part += piece
        if len(self._part) < size:
            return []
        whole = bytes(self._part)
        self._part.clear()
        if len(whole) != size:
            raise Invalid("The pieces of a frame of sound do not make up its size.")
        return [(0, whole)]
