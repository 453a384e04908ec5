"""Recordings on a device, as Profile G has them: what it holds of a span, and where it is replayed.

FindRecordings and GetRecordingSearchResults (Recording Search Service, §5), GetReplayUri (Replay Control
Service, §5). The replay itself is RTSP with a ``Range`` of the device's own clock.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from trackway.model.time import Instant, Span
from trackway.video.onvif.device import ClockOffset, Device
from trackway.video.onvif.soap import Refused, Unfit, every, text, tidy

__all__ = ["Archive", "ArchiveSummary", "FoundRecording", "archive_summary", "recordings", "replay_url"]

_AT_ONCE = 100
_MOST = 5_000
"""A recorder of 64 channels has 64 recordings; some cameras make one of every hour of a month, 720."""
_PATIENCE_S = 60.0
"""How long a device may search its disks."""
_OPEN_ENDED_YEARS = (1990, 2100)


@dataclass(frozen=True, slots=True)
class FoundRecording:
    """A recording with footage in the span that was asked.

    ``held`` is by the device's clock, as ``Range`` wants it. ``url`` is where it is
    replayed, without log-in; empty where the device does not say.
    """

    token: str
    source: str
    name: str
    has_audio: bool
    held: Span
    url: str


@dataclass(frozen=True, slots=True)
class Archive:
    """What a device holds of a span. A true time plus ``clock.offset_s`` is the device's time."""

    clock: ClockOffset
    found: tuple[FoundRecording, ...]


@dataclass(frozen=True, slots=True)
class ArchiveSummary:
    """How much a device holds altogether, by its own clock; ``None``: nothing."""

    held: Span | None
    recordings: int


def archive_summary(device: Device) -> ArchiveSummary:
    """How far back a device's recordings go. Raises what ``Device`` raises."""
    answer = device.ask("search", "tse:GetRecordingSummary")
    start, end = _instant(text(answer, "DataFrom")), _instant(text(answer, "DataUntil"))
    count = text(answer, "NumberRecordings")
    held = Span(start, end) if start is not None and end is not None and start < end else None
    return ArchiveSummary(held, int(count) if count.isascii() and count.isdigit() and len(count) < 9 else 0)


def recordings(device: Device, span: Span) -> Archive:
    """What a device holds of a span of true time. Raises what ``Device`` raises."""
    clock = device.clock_offset()
    asked = Span(span.start.plus(clock.offset_s), span.end.plus(clock.offset_s))
    begun = device.ask(
        "search",
        "tse:FindRecordings",
        f"<tse:Scope/><tse:MaxMatches>{_MOST}</tse:MaxMatches><tse:KeepAliveTime>PT60S</tse:KeepAliveTime>",
    )
    token = text(begun, "SearchToken")
    if not token:
        raise Unfit(f"{device.place} begins no search of its recordings.")
    found = [
        FoundRecording(
            one.token, one.source, one.name, one.has_audio, one.held, replay_url(device, one.token)
        )
        for one in _results(device, token, asked)
    ]
    return Archive(clock, tuple(found))


def replay_url(device: Device, token: str) -> str:
    """Where a recording is replayed, without log-in; empty where the device does not say."""
    inside = (
        "<trp:StreamSetup><tt:Stream>RTP-Unicast</tt:Stream><tt:Transport><tt:Protocol>RTSP"
        f"</tt:Protocol></tt:Transport></trp:StreamSetup><trp:RecordingToken>{escape(token)}</trp:RecordingToken>"
    )
    try:
        answer = device.ask("replay", "trp:GetReplayUri", inside)
        return device.ours(text(answer, "Uri"), ("rtsp", "rtsps")).url
    except (Refused, Unfit):
        return ""


def _results(device: Device, token: str, asked: Span) -> Iterator[FoundRecording]:
    """The results of a search as they come, those with footage in the span, each once."""
    inside = (
        f"<tse:SearchToken>{escape(token)}</tse:SearchToken><tse:MinResults>1</tse:MinResults>"
        f"<tse:MaxResults>{_AT_ONCE}</tse:MaxResults><tse:WaitTime>PT5S</tse:WaitTime>"
    )
    deadline = time.monotonic() + _PATIENCE_S
    seen: set[str] = set()
    is_over = False
    while not is_over and len(seen) < _MOST:
        if time.monotonic() > deadline:
            raise Refused(f"{device.place} did not finish searching its recordings in {_PATIENCE_S:g} s.")
        answer = device.ask("search", "tse:GetRecordingSearchResults", inside)
        new = 0
        for element in every(answer, "RecordingInformation"):
            for one in _recording(element, asked):
                if one.token not in seen and len(seen) < _MOST:
                    seen.add(one.token)
                    new += 1
                    yield one
        state = text(answer, "SearchState").lower()
        # Some never say Completed: nothing new in a state that is not searching is the end, too.
        is_over = state == "completed" or (new == 0 and state not in {"searching", "queued"})
        if new == 0 and not is_over:
            time.sleep(0.1)  # for those that do not wait as WaitTime asks


def _recording(element: Element, asked: Span) -> Iterator[FoundRecording]:
    token = text(element, "RecordingToken")
    start, end = _instant(text(element, "EarliestRecording")), _instant(text(element, "LatestRecording"))
    kinds = set()
    for track in every(element, "Track"):
        kinds.add(text(track, "TrackType").lower())
        if text(track, "TrackType").lower() == "video":
            # Some fill in the tracks only.
            start = start or _instant(text(track, "DataFrom"))
            end = end or _instant(text(track, "DataTo"))
    if not token or start is None:
        return
    # A recording that still goes on may have no end.
    end = min(end or asked.end, asked.end)
    start = max(start, asked.start)
    if start < end:
        yield FoundRecording(
            token=token,
            source=text(element, "Source", "SourceId"),
            name=text(element, "Source", "Name") or tidy(text(element, "Content"), 200) or token,
            has_audio="audio" in kinds,
            held=Span(start, end),
            url="",
        )


def _instant(said: str) -> Instant | None:
    """A time of XML Schema; without a zone it is UTC, as ONVIF has it. ``None``: it says none."""
    try:
        moment = datetime.fromisoformat(said.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    first_year, last_year = _OPEN_ENDED_YEARS
    return Instant.of(moment) if first_year <= moment.year <= last_year else None
