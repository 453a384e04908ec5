"""Hikvision recorders 海康威視: ISAPI content search, download, and playback over RTSP.

After *IP Surveillance API (RaCM Part)*, versions 1.0 to 2.0: ``/ISAPI/ContentMgmt/search`` takes a
``CMSearchDescription`` and gives ``searchMatchItem`` with a ``playbackURI``; ``/ISAPI/ContentMgmt/download``
gives that file as an MPEG program stream, whole. Small parts of files, and all where downloads are refused,
are played from ``/Streaming/tracks/101/?starttime=…&endtime=…``. Track 101 is the first camera's main stream,
102 its sub stream.
Times end in ``Z`` and are, but for new firmware, the recorder's own local time (``Whereabouts.zone``).
"""

import re
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from trackway.intake.history.offer import Fetched, Found, Offer
from trackway.intake.history.source import Broken, SourceClock, Whereabouts
from trackway.intake.history.sources.calls import Calls, Request, child, children, parsed_xml, text_of
from trackway.intake.history.sources.playback import (
    Playback,
    is_small_part,
    or_else_download,
    or_else_play,
)
from trackway.intake.history.sources.program_stream import program_stream_seconds
from trackway.intake.history.sources.telling import accounted, asked_clock, local_text, stated_clock, told
from trackway.intake.recordings import zone_named
from trackway.model.errors import Invalid
from trackway.model.time import Clock, Instant, Span
from trackway.video.reel import Piece

__all__ = ["Hikvision"]

_PAGE = 50
_MOST_PAGES = 400
"""20,000 files are a year of one camera's half hours."""
_FORM = "%Y-%m-%dT%H:%M:%SZ"
_PLAYED_FORM = "%Y%m%dT%H%M%SZ"
_PICTURE_S = 1.0
"""The last picture is shown for a second at most."""
_SLACK_BYTES = 64 * 1024 * 1024
"""What a file may be larger than its listing says, for it may still be written to."""


@dataclass(frozen=True, slots=True)
class Hikvision:
    """One camera on a Hikvision recorder."""

    where: Whereabouts
    calls: Calls
    our_clock: Clock

    def clock(self) -> SourceClock:
        """Its clock: as measured by a person, else from ``/ISAPI/System/time``."""
        return stated_clock(self.where) or asked_clock(self._now, self.our_clock)

    def find(self, span: Span, clock: SourceClock) -> Found:
        """The files of the main stream that share time with the span."""
        offers: list[Offer] = []
        unclear: list[str] = []
        search = str(uuid.uuid4()).upper()
        for _ in range(_MOST_PAGES):
            page = self._page(search, span, clock, len(offers) + len(unclear))
            items = children(child(page, "matchList"), "searchMatchItem")
            for item in items:
                try:
                    offers.append(self._offer(item, clock))
                except Invalid as error:
                    unclear.append(str(error))
            if not items or text_of(page, "responseStatusStrg").upper() != "MORE":
                says = "The recorder lists no footage of this time."
                return _chosen(accounted(span, offers, unclear, says=says), span)
        raise Broken(f"{self._place} lists files without end.")

    def fetch(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        """The whole file over HTTP, or what is wanted of it over RTSP; the one where the other is refused."""

        def play() -> Fetched:
            wanted = offer.wanted or offer.span
            return Playback(self.where.address, self.calls).play(
                self._played, wanted, clock, folder, most_bytes
            )

        def download() -> Fetched:
            return self._downloaded(offer, clock, folder, most_bytes)

        if offer.is_whole:
            return or_else_play(download, play, folder)
        return or_else_download(play, download, folder)

    def _downloaded(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        path = folder / "offer.mpg"
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<downloadRequest version="1.0" '
            'xmlns="http://www.isapi.org/ver20/XMLSchema">'
            f"<playbackURI>{escape(offer.where)}</playbackURI></downloadRequest>"
        ).encode()
        is_known = offer.size is not None and offer.is_whole  # else it is that of a part
        most = min(most_bytes, (offer.size or 0) + _SLACK_BYTES) if is_known else most_bytes
        # The documentation has GET with a body; firmware that will not read one takes the same as POST.
        try:
            self.calls.download(Request("GET", "/ISAPI/ContentMgmt/download", body), path, most)
        except Broken:
            self.calls.download(Request("POST", "/ISAPI/ContentMgmt/download", body), path, most)
        start, end = self._times_of(offer.where)
        # Lists promise more than there is: what counts is what came.
        came_s = program_stream_seconds(path)
        seconds = end.since(start) if came_s is None else min(end.since(start), came_s + _PICTURE_S)
        return Fetched((Piece(path, clock.ours(start), max(seconds, _PICTURE_S)),))

    def _played(self, asked: Span) -> str:
        """What is played for a time of the recorder's."""
        zone = zone_named(self.where.zone)
        start, end = (local_text(at, zone, _PLAYED_FORM) for at in (asked.start, asked.end))
        return f"/Streaming/tracks/{self._track}/?starttime={start}&endtime={end}"

    def _now(self) -> Instant:
        root = parsed_xml(self.calls.answer(Request("GET", "/ISAPI/System/time")), self._place)
        return self._told(text_of(root, "localTime"))

    def _page(self, search: str, span: Span, clock: SourceClock, position: int) -> Element:
        zone = zone_named(self.where.zone)
        first, last = (local_text(clock.theirs(at), zone, _FORM) for at in (span.start, span.end))
        body = (
            '<?xml version="1.0" encoding="utf-8"?>\n<CMSearchDescription>'
            f"<searchID>{search}</searchID><trackList><trackID>{self._track}</trackID></trackList>"
            f"<timeSpanList><timeSpan><startTime>{first}</startTime><endTime>{last}</endTime></timeSpan>"
            f"</timeSpanList><maxResults>{_PAGE}</maxResults>"
            f"<searchResultPostion>{position}</searchResultPostion>"  # so spelled in the standard
            "<metadataList><metadataDescriptor>//recordType.meta.std-cgi.com</metadataDescriptor>"
            "</metadataList>"
            "</CMSearchDescription>"
        ).encode()
        return parsed_xml(self.calls.answer(Request("POST", "/ISAPI/ContentMgmt/search", body)), self._place)

    def _offer(self, item: Element, clock: SourceClock) -> Offer:
        uri = text_of(item, "mediaSegmentDescriptor", "playbackURI")
        start, end = self._times_of(uri)
        size = parse_qs(urlsplit(uri).query).get("size", [""])[0]
        return Offer(
            Span(clock.ours(start), clock.ours(end)),
            uri,
            int(size) if size.isdigit() and len(size) < 16 else None,
            is_whole=True,
        )

    def _times_of(self, uri: str) -> tuple[Instant, Instant]:
        """The times in a playback URI, as the recorder tells them: those of the file, not of the search."""
        if len(uri) > 2000 or not uri.isprintable():
            raise Broken(f"{self._place} lists a file with an address that is none.")
        try:
            asked = parse_qs(urlsplit(uri).query)
        except ValueError as error:
            raise Broken(f"{self._place} lists a file with an address that is none.") from error
        start, end = (self._told(asked.get(name, [""])[0]) for name in ("starttime", "endtime"))
        if end.us <= start.us:
            raise Broken(f"{self._place} lists a file that ends ({end}) before it starts ({start}).")
        return start, end

    def _told(self, text: str) -> Instant:
        try:
            return told(datetime.fromisoformat(text), zone_named(self.where.zone))
        except (ValueError, OverflowError) as error:
            raise Broken(f"{self._place} tells a time that is none ({text[:40]!r}).") from error

    @property
    def _track(self) -> str:
        if not re.fullmatch(r"[1-9]\d{0,3}", self.where.channel):
            raise Broken(f"The channel {self.where.channel!r} of {self._place} is not a number from 1.")
        return f"{self.where.channel}01"

    @property
    def _place(self) -> str:
        return self.where.address.partition("?")[0]


def _chosen(found: Found, span: Span) -> Found:
    """What is a small part of its file is offered in parts, which are played; and people are told."""
    offers = tuple(replace(one, is_whole=False) if is_small_part(one, span) else one for one in found.offers)
    count = sum(not one.is_whole for one in offers)
    if not count:
        return found
    says = f"Of {count} of {len(offers)} files a small part is wanted: it is played back, not downloaded."
    return replace(found, offers=offers, unclear=(*found.unclear, says))
