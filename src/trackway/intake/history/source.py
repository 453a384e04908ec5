"""Source: where a camera's old footage is, and how it is had; a clock beside each, because they are wrong."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from trackway.intake.history.offer import Fetched, Found, Offer
from trackway.intake.recordings import zone_named
from trackway.model.errors import Invalid, Lost, Unavailable
from trackway.model.time import ClockOwner, Instant, Span

__all__ = [
    "Broken",
    "LogIn",
    "NotHeld",
    "OpenSource",
    "Source",
    "SourceClock",
    "SourceKind",
    "Unreached",
    "Whereabouts",
]

_DRIFT_S_PER_DAY = 2.0
"""What a recorder's quartz (20 ppm, 1.7 s a day) can have gained or lost since, for each day that lies
between."""
_MAX_OFFSET_S = 366 * 86_400.0


class SourceKind(StrEnum):
    """How the footage of a camera is had."""

    OWN = "own"
    """本系統錄影: our own recorder's catalogue; nothing is copied."""
    ONVIF = "onvif"
    """ONVIF Profile G: recording search and replay."""
    RTSP = "rtsp"
    """Plain RTSP that takes a Range of clock times (RFC 2326 §3.7)."""
    HIKVISION = "hikvision"
    """海康威視: ISAPI content search and download."""
    DAHUA = "dahua"
    """大華: media file search and download by time over CGI."""
    FOLDER = "folder"
    """資料夾或隨身碟: files with the recorder's names."""

    @property
    def is_remote(self) -> bool:
        """Whether it is fetched over the network, from an address."""
        return self not in {SourceKind.OWN, SourceKind.FOLDER}


class Unreached(Unavailable):
    """The recorder does not answer; try again."""


class Broken(Invalid):
    """What the recorder says cannot be made sense of."""


class NotHeld(Lost):
    """The recorder said that it had this footage, and does not give it."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """User name and password for a recorder; never shown or logged."""

    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Which source holds a camera's footage 影像來源.

    ``address`` is the recorder's URL without user name and password, or a folder; ``?rtsp=PORT`` behind it
    names the port for playback where that is not 554; ``channel`` which of its
    cameras, as the recorder counts (1 first). ``zone`` is the time zone that its times are told in; times of
    a recorder that says ``Z`` and means its own time are read in it too. ``offset_s`` is what somebody
    measured its clock to be ahead by, ``error_s`` how wrong that may be; ``None``: nobody did, and the
    recorder is asked. ``kept_days`` is how long it keeps footage before it writes over it.
    """

    camera: int
    kind: SourceKind
    address: str = ""
    channel: str = "1"
    zone: str = "Asia/Taipei"
    offset_s: float | None = None
    error_s: float | None = None
    kept_days: float | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.camera <= 65_535:
            raise Invalid(f"The camera number {self.camera} is not between 1 and 65,535.")
        if self.kind is not SourceKind.OWN and not self.address:
            raise Invalid(f"A source of the kind {self.kind.value} needs an address.")
        if "@" in self.address.partition("?")[0].partition("//")[2].partition("/")[0]:
            raise Invalid("An address carries no user name or password; give them apart.")
        zone_named(self.zone)
        if len(self.address) > 2000 or len(self.channel) > 200:
            raise Invalid("An address has at most 2,000 characters, a channel 200.")
        if self.offset_s is not None and not abs(self.offset_s) <= _MAX_OFFSET_S:
            raise Invalid(f"The offset of {self.offset_s:g} s is more than a year.")
        if self.error_s is not None and not 0 <= self.error_s <= _MAX_OFFSET_S:
            raise Invalid(f"The error of {self.error_s:g} s is not between 0 and a year.")
        if self.kept_days is not None and not 0 < self.kept_days <= 36_600:
            raise Invalid(f"{self.kept_days:g} days of keeping are not between 0 and 36,600.")

    @property
    def desk(self) -> str:
        """What is asked by one connection at a time: the recorder, without path and channel."""
        if not self.kind.is_remote:
            return self.kind.value
        return self.address.partition("?")[0].partition("//")[2].partition("/")[0]


@dataclass(frozen=True, slots=True)
class SourceClock:
    """How far a source's clock is ahead of ours, how wrong that may be, and who said so.

    ``owner`` is what passages' stamps will carry: the station's clock where the recorder was asked, an
    import's where a person measured it or nobody did (then ``error_s`` is ``None``). ``drift_s_per_day`` is
    what it can have been otherwise for each day since the footage was recorded.
    """

    offset_s: float = 0.0
    error_s: float | None = None
    owner: ClockOwner = ClockOwner.IMPORT
    says: str = ""
    drift_s_per_day: float = _DRIFT_S_PER_DAY

    def ours(self, theirs: Instant) -> Instant:
        """The moment by our clock that the source calls ``theirs``."""
        return theirs.plus(-self.offset_s)

    def theirs(self, ours: Instant) -> Instant:
        """What the source called that moment."""
        return ours.plus(self.offset_s)

    def error_at(self, at: Instant, now: Instant) -> float | None:
        """How wrong it may be for footage of that time: what was measured, and the drift since."""
        if self.error_s is None:
            return None
        return self.error_s + abs(now.since(at)) / 86_400 * self.drift_s_per_day


class Source(Protocol):
    """One camera's footage at one place."""

    def clock(self) -> SourceClock:
        """What its clock is, asked now. Raises ``Unreached``, ``Broken``, ``Denied``."""
        ...

    def find(self, span: Span, clock: SourceClock) -> Found:
        """What it holds of a span (by our clock). Raises ``Unreached``, ``Broken``, ``Denied``."""
        ...

    def fetch(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        """Bring an offer: files in ``folder`` (its own, empty), or those that lie here already.

        Writes ``most_bytes`` at most. Raises ``Unreached``, ``Broken``, ``NotHeld``, ``Denied``.
        """
        ...


class OpenSource(Protocol):
    """Opens the source that holds a camera's footage."""

    def __call__(self, where: Whereabouts) -> Source:
        """The source. Raises ``Invalid`` where its address cannot be one."""
        ...
