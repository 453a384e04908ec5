"""What a fake device is, sends and holds, and what is odd about it."""

from dataclasses import dataclass, field

from trackway.model.time import Span

__all__ = ["FakeProfile", "FakeRecording", "Oddities", "OnvifFacts"]


@dataclass(frozen=True, slots=True)
class FakeProfile:
    """A profile; ``url`` is where its stream really is."""

    token: str
    name: str
    url: str
    encoding: str = "H264"
    width: int = 1920
    height: int = 1080
    fps: float = 25
    gop: int = 50
    kbps: int = 4096
    source: str = "VideoSource_1"
    has_audio: bool = False


@dataclass(frozen=True, slots=True)
class FakeRecording:
    """A recording by the device's own clock."""

    token: str
    source: str
    held: Span
    url: str


@dataclass(slots=True)
class Oddities:
    """Ways of real makers, all off: what they name says what is wrong. May be changed while it runs."""

    wrong_host: str = ""
    """Every address it gives names this host: a camera behind a gateway, or one that was moved."""
    log_in_in_urls: bool = False
    no_get_services: bool = False
    no_media2: bool = False
    http_digest: bool = False
    """HTTP's own log-in instead of WS-Security's."""
    basic_only: bool = False
    time_needs_log_in: bool = False
    local_time_only: bool = False
    no_namespaces: bool = False
    soap_1_1: bool = False
    no_facts: bool = False
    tracks_only: bool = False
    """Recordings whose span stands with their tracks alone."""
    never_completed: bool = False
    """A search that never says it is over."""
    says: bytes = b""
    """Answer everything with this."""
    drips: bool = False
    """Answer a byte a second, for ever."""
    redirects_to: str = ""


@dataclass(frozen=True, slots=True)
class OnvifFacts:
    """A device. ``offset_s`` is how far its clock is ahead; ``username`` empty: anybody may ask."""

    maker: str = "示範影像"
    model: str = "TW-CAM-2"
    firmware: str = "1.4.2"
    serial: str = "TW000123"
    name: str = "中正路口 北"
    username: str = ""
    password: str = field(default="", repr=False)
    offset_s: float = 0.0
    profiles: tuple[FakeProfile, ...] = ()
    recordings: tuple[FakeRecording, ...] = ()
    snapshot: bytes = b""
    """A JPEG."""
