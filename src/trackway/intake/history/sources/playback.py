"""Playback: footage over RTSP by times in the URL, as Hikvision and Dahua play it; and when that is done.

Downloads are exact and fast, but some recorders give only whole files, and some give none to this user.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from trackway.intake.history.offer import Fetched, Offer, common
from trackway.intake.history.source import Broken, NotHeld, SourceClock, Unreached
from trackway.intake.history.sources.calls import Calls, NotAllowed
from trackway.intake.history.sources.replayed import replayed, whole_seconds
from trackway.model.errors import Denied
from trackway.model.time import Span
from trackway.video.rtsp import Replay
from trackway.video.stream import StreamAddress

__all__ = ["Playback", "is_small_part", "or_else_download", "or_else_play"]

_SMALL = 0.25
"""A smaller part of a file is played back. A file of 4 Mbit/s downloads ten times as fast as it was recorded,
at the 5 MB a second that estimates assume; playback goes once to four times as fast. So less than a tenth is
had sooner by playback from any recorder, more than four tenths from none. A quarter lies between them."""
_SPEED = 4.0
"""What is asked for; recorders that cannot take no notice and play at the pace of recording."""
_RTSP_PORT = 554
_REFUSED = (NotAllowed, NotHeld, Broken)
"""What a recorder answers that will never let this be downloaded. A wrong password is not tried twice."""


@dataclass(frozen=True, slots=True)
class Playback:
    """A recorder's RTSP service: at its address's host, and the port behind it (``?rtsp=8554``), else 554."""

    address: str
    calls: Calls

    def play(
        self, path: Callable[[Span], str], wanted: Span, clock: SourceClock, folder: Path, most_bytes: int
    ) -> Fetched:
        """What the recorder plays of a span by our clock. ``path`` says what is asked for a span by its own.

        Raises ``Unreached``, ``Denied``, ``NotHeld``, ``Broken``.
        """
        asked = whole_seconds(wanted, clock)
        log_in = self.calls.log_in
        fetched = replayed(
            StreamAddress(f"rtsp://{self._place}{path(asked)}", log_in.username, log_in.password),
            self.calls.networks,
            Replay(speed=_SPEED),
            folder,
            wanted=asked,
            clock=clock,
            most_bytes=most_bytes,
        )
        return replace(fetched, says=f"Played back over RTSP, not downloaded. {fetched.says}".strip())

    @property
    def _place(self) -> str:
        try:
            parts = urlsplit(self.address)
            port = parse_qs(parts.query).get("rtsp", [str(_RTSP_PORT)])[0]
            host = parts.hostname or ""
        except ValueError as error:
            raise Broken("The recorder's address is no URL.") from error
        if not re.fullmatch(r"[1-9]\d{0,4}", port) or int(port) > 65_535:
            raise Broken(f"The port for playback {port[:20]!r} is not between 1 and 65535.")
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_small_part(offer: Offer, span: Span) -> bool:
    """Whether so little of a file is wanted that it is played back rather than downloaded."""
    part = common(offer.span, span)
    return part is not None and part.seconds < _SMALL * offer.span.seconds


def or_else_play(download: Callable[[], Fetched], play: Callable[[], Fetched], folder: Path) -> Fetched:
    """Download; where the recorder refuses that, play back. If neither works, the download's error."""
    try:
        return download()
    except _REFUSED as refused:
        _empty(folder)
        try:
            fetched = play()
        except (Unreached, Denied, NotHeld, Broken) as error:
            raise type(refused)(f"{refused} Played back: {error}") from error
        return replace(fetched, says=f"{refused} {fetched.says}")


def or_else_download(play: Callable[[], Fetched], download: Callable[[], Fetched], folder: Path) -> Fetched:
    """Play back; where the recorder does not, download. If neither works, the download's error."""
    try:
        return play()
    except (Unreached, NotHeld, Broken) as refused:
        _empty(folder)
        fetched = download()
        return replace(fetched, says=f"Downloaded, for playback did not work: {refused}")


def _empty(folder: Path) -> None:
    """Throw away what a way that failed has left."""
    for one in folder.iterdir():
        one.unlink()
