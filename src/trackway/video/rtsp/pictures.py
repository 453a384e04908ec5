"""Pictures: access units of a video track, put together from the NAL units that packets bring.

What is lost stays lost, and is said: a unit with packets missing is handed on with ``lost`` set, for a
damaged picture is better evidence than none. A slice is kept up to where it broke off, a parameter set or
SEI that broke off is left out, and a unit of which no slice came is not handed on at all (an empty sample
makes a file unreadable); its losses count for the next.
"""

from collections.abc import Callable
from dataclasses import dataclass
from struct import pack_into

from trackway.model.errors import Invalid
from trackway.video.cause import Cause
from trackway.video.rtsp.coding import Coding
from trackway.video.rtsp.reception import CameraClock
from trackway.video.stream import AccessUnit, Codec, StreamEnded, Track

__all__ = ["Pictures", "sets_of", "video_track"]

LARGEST = 16 << 20
"""Bytes of one access unit: an intra picture of 4K at the best quality has some 4 MB."""

_WATCHED = 2
"""So many units are ended by the next time stamp only, to see whether the marker bit tells the truth."""
_SEARCHED = 8
"""In so many units start codes are looked for: cameras that send them within a unit always do so."""
_MOST_SETS = 64  # an encoder uses three; H.264 allows 32 + 256
_START = b"\x00\x00\x01"

Sets = dict[tuple[int, int], bytes]


@dataclass(slots=True)
class _Unit:
    """What is known of the unit being put together."""

    has_slice: bool = False
    is_key: bool = False
    is_marked: bool = False
    lost: int = 0


class Pictures:
    """One track's pictures. ``opened`` is called before the first unit and when the parameter sets change.

    Units are handed to ``take`` from the first keyframe on whose parameter sets are known.
    """

    def __init__(
        self,
        coding: Coding,
        sets: Sets,
        clock: CameraClock,
        opened: Callable[[Track], None],
        take: Callable[[AccessUnit], None],
    ) -> None:
        self.coding = coding
        self.data = bytearray()
        """The unit so far, NAL units behind their lengths."""
        self.nal_at = -1
        """Where in ``data`` the NAL unit lies that is begun and not ended; -1 for none."""
        self.ticks = 0
        self.arrived_ns = 0
        self._unit = _Unit()
        self._sets = sets
        self._clock = clock
        self._fresh: Sets = {}
        self._track: Track | None = None
        self._opened = opened
        self._take = take
        self._finished = 0
        self._marker_lies = False

    @property
    def is_begun(self) -> bool:
        """Whether a part of a unit has come and not its end."""
        return bool(self.data) and not self._unit.is_marked

    # --- what depacketisers call

    def begin(self, header: bytes) -> None:
        """A NAL unit begins with that header; its rest is appended to ``data``, then ``end`` is called."""
        if self.nal_at >= 0:
            self.cut()
        if self._unit.is_marked:
            self._marker_lies = True  # more comes with the same time stamp
        self.nal_at = len(self.data)
        self.data += b"\x00\x00\x00\x00"
        self.data += header

    def end(self) -> None:
        """The NAL unit that was begun is complete."""
        at, data = self.nal_at, self.data
        size = len(data) - at - 4
        self.nal_at = -1
        if size <= self.coding.header:
            del data[at:]
            return
        pack_into(">I", data, at, size)
        if self._finished < _SEARCHED and data.find(_START, at + 4) >= 0:
            self._split(at)
        else:
            self._note(at + 4)

    def whole(self, nal: memoryview) -> None:
        """A complete NAL unit."""
        self.begin(b"")
        self.data += nal
        self.end()

    def cut(self) -> None:
        """The rest of the NAL unit that was begun will not come."""
        at, self.nal_at = self.nal_at, -1
        if at < 0:
            return
        kind = self.coding.kind(self.data[at + 4])
        if kind in self.coding.slices and len(self.data) - at - 4 > self.coding.header:
            self.nal_at = at
            self.end()
        else:
            del self.data[at:]

    # --- what the reception of packets calls

    def starts(self, ticks: int) -> None:
        """Packets of another time stamp follow."""
        self.finish()
        self.ticks = ticks
        self._unit.is_marked = False

    def missing(self, packets: int) -> None:
        """So many packets never came, just before the next one."""
        self.cut()
        self._unit.lost += packets

    def check(self) -> None:
        """Refuse to put together what no camera sends."""
        if len(self.data) > LARGEST:
            raise StreamEnded(
                Cause.UNFIT, f"A picture of more than {LARGEST >> 20} MB came; no camera sends such."
            )

    def marked(self) -> None:
        """The packet just taken says that it was its unit's last (RFC 6184 §5.1), which is not always so."""
        self.cut()
        if not self._unit.has_slice:
            return  # some cameras set the bit on parameter sets too
        self._unit.is_marked = True
        if self._finished >= _WATCHED and not self._marker_lies:
            self.finish()
            self._unit.is_marked = True

    def finish(self) -> None:
        """The unit is over, as far as it came. One without slices stays, as the beginning of the next."""
        self.cut()
        unit = self._unit
        if not unit.has_slice:
            return
        data, self.data, self._unit = bytes(self.data), bytearray(), _Unit()
        self._finished += 1
        if unit.is_key:
            self._open()
        if self._track is None:
            self._unit.lost = unit.lost
            return
        camera_us = self._clock.us(self.ticks)
        self._take(AccessUnit(1, self.ticks, unit.is_key, data, self.arrived_ns, camera_us, unit.lost))

    # --- inside

    def _note(self, at: int) -> None:
        """What the complete NAL unit at that place means."""
        coding, data = self.coding, self.data
        kind = coding.kind(data[at])
        if kind in coding.slices:
            self._unit.has_slice = True
            self._unit.is_key |= kind in coding.keys
        elif kind in coding.sets:
            _keep(self._fresh, coding, bytes(data[at:]))
        elif kind == coding.sei and coding.codec is Codec.H264 and data[at + 1 : at + 2] == b"\x06":
            # A recovery point with nothing to wait for (§D.2.8): where encoders without IDR pictures are
            # joined.
            self._unit.is_key |= data[at + 3 : at + 4] >= b"\x80"

    def _split(self, at: int) -> None:
        """Several NAL units were sent as one, start codes between them: file each behind its length."""
        pieces = bytes(self.data[at + 4 :]).split(_START)
        del self.data[at:]
        for piece in pieces:
            nal = piece.rstrip(b"\x00")
            if len(nal) > self.coding.header:
                start = len(self.data)
                self.data += len(nal).to_bytes(4) + nal
                self._note(start + 4)

    def _open(self) -> None:
        """At a keyframe: if the parameter sets are new, tell what is coded from here on."""
        if self._fresh:
            changed = any(
                key[0] == self.coding.sps and self._sets.get(key) != nal for key, nal in self._fresh.items()
            )
            renewed = {kind for kind, _id in self._fresh} if changed else set()
            sets = {key: nal for key, nal in self._sets.items() if key[0] not in renewed} | self._fresh
            self._fresh = {}
            if len(sets) <= _MOST_SETS:
                self._sets = sets
        if self._track is None or self._track.sets != _ordered(self.coding, self._sets):
            track = video_track(self.coding, self._sets)
            if track is not None and track != self._track:
                self._track = track
                self._opened(track)


def sets_of(coding: Coding, nals: tuple[bytes, ...]) -> Sets:
    """The parameter sets among NAL units, by type and id; what cannot be read is left out."""
    sets: Sets = {}
    for nal in nals:
        if nal and coding.kind(nal[0]) in coding.sets:
            _keep(sets, coding, nal)
    return sets


def video_track(coding: Coding, sets: Sets) -> Track | None:
    """The track as files describe it; ``None`` while a set is missing or the size cannot be read."""
    if {kind for kind, _id in sets} != set(coding.sets):
        return None
    ordered = _ordered(coding, sets)
    sps = next(nal for nal in ordered if coding.kind(nal[0]) == coding.sps)
    try:
        width, height = coding.size(sps)
    except Invalid:
        return None
    return Track(1, coding.codec, 90_000, ordered, width, height)


def _ordered(coding: Coding, sets: Sets) -> tuple[bytes, ...]:
    return tuple(sets[key] for kind in coding.sets for key in sorted(sets) if key[0] == kind)


def _keep(sets: Sets, coding: Coding, nal: bytes) -> None:
    kind = coding.kind(nal[0])
    try:
        number = coding.set_id(nal)
        if kind == coding.sps:
            coding.size(nal)
    except Invalid:
        return  # damaged or beyond us: the sets known before stay
    if len(sets) < _MOST_SETS or (kind, number) in sets:
        sets[kind, number] = nal
