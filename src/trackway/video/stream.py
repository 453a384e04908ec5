"""Streams: what a camera sends, as the recorder, the files and the viewers speak of it.

::

    StreamSettings ─► Feed ─► Track, AccessUnit … ─► Receiver (recorder) ─► fragments ─► segments
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from trackway.model.errors import Unavailable
from trackway.video.cause import Cause

__all__ = [
    "AccessUnit",
    "Codec",
    "Feed",
    "MakeFeed",
    "Receiver",
    "RetentionClass",
    "StreamAddress",
    "StreamEnded",
    "StreamKey",
    "StreamRole",
    "StreamSettings",
    "Track",
    "Transport",
]


class Codec(StrEnum):
    """How a track is coded. What a camera sends is kept as it is, so these are all there are in our files.

    VP9 comes from no camera: it is what viewing copies and the demonstration are made in.
    """

    H264 = "h264"
    H265 = "h265"
    VP9 = "vp9"
    AAC = "aac"
    PCMA = "pcma"
    """G.711 A-law."""
    PCMU = "pcmu"
    """G.711 µ-law."""

    @property
    def is_video(self) -> bool:
        """Whether it is pictures, not sound."""
        return self in {Codec.H264, Codec.H265, Codec.VP9}


class StreamRole(StrEnum):
    """Which of a camera's streams."""

    MAIN = "main"
    """主碼流: the full picture; evidence."""
    SUB = "sub"
    """子碼流: a small picture, for walls of cameras and for looking where something moves."""


@dataclass(frozen=True, slots=True, order=True)
class StreamKey:
    """One stream of one camera, by the camera's number."""

    camera: int
    role: StreamRole = StreamRole.MAIN


class Transport(StrEnum):
    """How a stream is fetched."""

    OWN = "own"
    """Our client: RTSP with RTP interleaved in the TCP connection."""
    LIBRARY_TCP = "library_tcp"
    """FFmpeg's client over TCP, for cameras that ours cannot talk to."""
    LIBRARY_UDP = "library_udp"
    """FFmpeg's client over UDP; lost packets are not counted."""


class RetentionClass(StrEnum):
    """How long footage of a stream is promised to be kept; the settings say how many days that is."""

    ORDINARY = "ordinary"
    IMPORTANT = "important"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class StreamAddress:
    """Where a stream is had. ``url`` carries no user name and no password; they are never shown or logged."""

    url: str
    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """What the register says of one stream that the recorder shall keep."""

    key: StreamKey
    address: StreamAddress
    transport: Transport = Transport.OWN
    retention: RetentionClass = RetentionClass.ORDINARY
    is_recorded: bool = True


@dataclass(frozen=True, slots=True)
class Track:
    """One track of a stream, with all a decoder must know before the first access unit.

    ``id`` is 1 for video and 2 for audio, as in our files. ``clock_hz`` is what ticks are counted in: 90,000
    for video, the sampling rate for audio. ``sets`` are the parameter sets without start codes or lengths:
    SPS and PPS of H.264; VPS, SPS and PPS of H.265; the AudioSpecificConfig of AAC; nothing for the others.
    ``width`` and ``height`` are in pixels after cropping, 0 for audio; ``channels`` is 0 for video.
    """

    id: int
    codec: Codec
    clock_hz: int
    sets: tuple[bytes, ...] = ()
    width: int = 0
    height: int = 0
    channels: int = 0


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One picture, or one frame of sound, as it lies in our files.

    ``ticks`` is its RTP time stamp in the track's clock, carried past the 32-bit wrap, starting anywhere.
    Video ``data`` is NAL units, each behind its length in four bytes, SEI kept, never empty. ``arrived_ns``
    is ``time.monotonic_ns()`` when its last packet came. ``camera_us`` is what the camera's own clock (RTCP
    sender reports) said it was, UTC microseconds, ``None`` until it has said so. ``lost`` packets are missing
    just before or within it.
    """

    track: int
    ticks: int
    is_key: bool
    data: bytes
    arrived_ns: int
    camera_us: int | None = None
    lost: int = 0


class StreamEnded(Unavailable):
    """The stream broke off; ``cause`` is what the gap that begins now is put down to."""

    def __init__(self, cause: Cause, message: str) -> None:
        super().__init__(message)
        self.cause = cause


class Receiver(Protocol):
    """Who takes what a feed brings. Called in the feed's event loop; must return at once."""

    def opened(self, tracks: tuple[Track, ...]) -> None:
        """What the units to come are coded as: before the first, and again whenever parameter sets change."""
        ...

    def take(self, unit: AccessUnit) -> None:
        """The next unit; those of one track come in decoding order."""
        ...


class Feed(Protocol):
    """A stream being fetched, once."""

    async def run(self, receiver: Receiver) -> None:
        """Fetch until it breaks off, then raise ``StreamEnded``; cancelled, it says goodbye to the camera."""
        ...


MakeFeed = Callable[[StreamSettings], Feed]
"""A new feed for a stream, as its transport says."""
