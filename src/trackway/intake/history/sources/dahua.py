"""Dahua recorders 大華: media file search and download by time over CGI, and playback over RTSP.

After *DAHUA HTTP API for IPC & SD*, 4.10.5 (``mediaFileFind.cgi``) and 4.1.8 (``loadfile.cgi``), and *for
DVR*. Times are the recorder's local time, without a zone. A download by time is a ``.dav`` stream that
starts at the keyframe before; each of its frames carries its own time, which is what we go by. It is exact
and as short as what is wanted, so ``/cam/playback`` is played only where downloads are refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from trackway.intake.history.offer import Fetched, Found, Offer
from trackway.intake.history.source import Broken, NotHeld, SourceClock, Whereabouts
from trackway.intake.history.sources.calls import Calls, Request
from trackway.intake.history.sources.dav import dav_times
from trackway.intake.history.sources.playback import Playback, or_else_play
from trackway.intake.history.sources.telling import accounted, asked_clock, local_text, stated_clock, told
from trackway.intake.recordings import zone_named
from trackway.model.errors import Invalid
from trackway.model.time import Clock, Instant, Span
from trackway.video.reel import Piece

__all__ = ["Dahua"]

_PAGE = 100
_MOST_PAGES = 200
_FORM = "%Y-%m-%d %H:%M:%S"
_PLAYED_FORM = "%Y_%m_%d_%H_%M_%S"
_OFF_S = 120.0
"""A download that starts further from what was asked than a group of pictures can explain is other
footage."""


@dataclass(frozen=True, slots=True)
class Dahua:
    """One camera on a Dahua recorder."""

    where: Whereabouts
    calls: Calls
    our_clock: Clock

    def clock(self) -> SourceClock:
        """Its clock: as measured by a person, else from ``global.cgi?action=getCurrentTime``."""
        return stated_clock(self.where) or asked_clock(self._now, self.our_clock)

    def find(self, span: Span, clock: SourceClock) -> Found:
        """The files of the main stream that share time with the span."""
        made = _fields(self._ask("mediaFileFind.cgi?action=factory.create"))
        finder = made.get("result", "")
        if not re.fullmatch(r"\d{1,20}", finder):
            raise Broken(f"{self._place} opens no search ({finder[:40]!r}).")
        try:
            return self._found(finder, span, clock)
        finally:
            self._ask(f"mediaFileFind.cgi?action=close&object={finder}")
            self._ask(f"mediaFileFind.cgi?action=destroy&object={finder}")

    def fetch(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        """That time over HTTP; over RTSP where that is refused."""

        def play() -> Fetched:
            playback = Playback(self.where.address, self.calls)
            return playback.play(self._played, offer.span, clock, folder, most_bytes)

        return or_else_play(lambda: self._downloaded(offer, clock, folder, most_bytes), play, folder)

    def _downloaded(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        """As a ``.dav``; from the time that its first keyframe carries."""
        path = folder / "offer.dav"
        first, last = (clock.theirs(at) for at in (offer.span.start, offer.span.end))
        # Whole seconds around it: a second more on each side costs nothing, one less loses pictures.
        asked = (self._text(Instant(first.us // 1_000_000 * 1_000_000)), self._text(last.plus(0.999)))
        query = f"channel={self._channel}&startTime={quote(asked[0])}&endTime={quote(asked[1])}&subtype=0"
        self.calls.download(
            Request("GET", f"/cgi-bin/loadfile.cgi?action=startLoad&{query}"), path, most_bytes
        )
        zone = zone_named(self.where.zone)
        began, ended = (Instant.of(at.replace(tzinfo=zone)) for at in dav_times(path))
        if not first.plus(-_OFF_S).us <= began.us <= last.us:
            raise NotHeld(f"{self._place} sends footage of {began} when asked for {first}.")
        return Fetched((Piece(path, clock.ours(began), max(ended.since(began), 1.0)),))

    def _played(self, asked: Span) -> str:
        """What is played for a time of the recorder's; subtype 0 is the main stream."""
        zone = zone_named(self.where.zone)
        start, end = (local_text(at, zone, _PLAYED_FORM) for at in (asked.start, asked.end))
        return f"/cam/playback?channel={self._channel}&subtype=0&starttime={start}&endtime={end}"

    def _found(self, finder: str, span: Span, clock: SourceClock) -> Found:
        first, last = self._text(clock.theirs(span.start)), self._text(clock.theirs(span.end))
        started = self._ask(
            f"mediaFileFind.cgi?action=findFile&object={finder}&condition.Channel={self._channel}"
            f"&condition.StartTime={quote(first)}&condition.EndTime={quote(last)}"
            "&condition.Types[0]=dav&condition.VideoStream=Main"
        )
        offers: list[Offer] = []
        unclear: list[str] = []
        if "OK" in started.upper():
            for _ in range(_MOST_PAGES):
                page = _fields(
                    self._ask(f"mediaFileFind.cgi?action=findNextFile&object={finder}&count={_PAGE}")
                )
                count = page.get("found", "0")
                if not count.isdigit() or not 0 < int(count) <= 10 * _PAGE:
                    break
                for i in range(int(count)):
                    try:
                        offers.append(self._offer(page, i, clock))
                    except Invalid as error:
                        unclear.append(str(error))
            else:
                raise Broken(f"{self._place} lists files without end.")
        return accounted(span, offers, unclear, says="The recorder lists no footage of this time.")

    def _offer(self, page: Mapping[str, str], i: int, clock: SourceClock) -> Offer:
        start, end = (self._told(page.get(f"items[{i}].{name}", "")) for name in ("StartTime", "EndTime"))
        if end.us <= start.us:
            raise Broken(f"{self._place} lists a file that ends ({end}) before it starts ({start}).")
        size = page.get(f"items[{i}].Length", "")
        return Offer(
            Span(clock.ours(start), clock.ours(end)),
            size=int(size) if size.isdigit() and len(size) < 16 else None,
        )

    def _now(self) -> Instant:
        said = _fields(self._ask("global.cgi?action=getCurrentTime"))
        return self._told(said.get("result", ""))

    def _ask(self, what: str) -> str:
        return self.calls.answer(Request("GET", f"/cgi-bin/{what}"))

    def _text(self, at: Instant) -> str:
        return local_text(at, zone_named(self.where.zone), _FORM)

    def _told(self, text: str) -> Instant:
        try:
            return told(datetime.fromisoformat(_padded(text)), zone_named(self.where.zone))
        except (ValueError, OverflowError) as error:
            raise Broken(f"{self._place} tells a time that is none ({text[:40]!r}).") from error

    @property
    def _channel(self) -> str:
        if not re.fullmatch(r"[1-9]\d{0,3}", self.where.channel):
            raise Broken(f"The channel {self.where.channel!r} of {self._place} is not a number from 1.")
        return self.where.channel

    @property
    def _place(self) -> str:
        return self.where.address.partition("?")[0]


def _fields(answer: str) -> Mapping[str, str]:
    """An answer's ``name=value`` lines."""
    pairs = (line.partition("=") for line in answer.splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _padded(text: str) -> str:
    """Older firmware writes ``2026-1-2 3:04:05``."""
    return re.sub(r"(?<!\d)(\d)(?!\d)", r"0\1", text)
