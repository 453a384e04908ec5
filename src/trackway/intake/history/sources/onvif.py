"""ONVIF Profile G recorders: recording search, and replay as fast as the line takes it.

Recording Search Service §5, Replay Control Service §5, Streaming Specification §6.
"""

from dataclasses import dataclass
from pathlib import Path

from trackway.intake.history.offer import Fetched, Found, Offer
from trackway.intake.history.source import Broken, LogIn, SourceClock, Whereabouts
from trackway.intake.history.sources.replayed import replayed
from trackway.intake.history.sources.telling import accounted, stated_clock
from trackway.model.time import Clock, ClockOwner, Span
from trackway.video.addresses import Networks
from trackway.video.onvif import Device, DeviceLogIn, FoundRecording, recordings
from trackway.video.rtsp import Replay
from trackway.video.stream import StreamAddress

__all__ = ["OnvifG"]


@dataclass(frozen=True, slots=True)
class OnvifG:
    """One camera on a device with Profile G. ``channel`` is its recording, its source, or its number."""

    where: Whereabouts
    networks: Networks
    log_in: LogIn
    our_clock: Clock

    def clock(self) -> SourceClock:
        """As measured by a person, else by the device when asked."""
        stated = stated_clock(self.where)
        if stated is not None:
            return stated
        offset = self._device().clock_offset()
        says = f"asked at {self.our_clock.now()}"
        return SourceClock(round(offset.offset_s, 3), round(offset.error_s, 3), ClockOwner.STATION, says)

    def find(self, span: Span, clock: SourceClock) -> Found:
        """What the device says its recordings span; gaps within them show when they are fetched."""
        found = self._of_channel(recordings(self._device(), span).found)
        offers = [
            Offer(Span(clock.ours(one.held.start), clock.ours(one.held.end)), one.url)
            for one in found
            if one.url
        ]
        silent = [f"The recording {one.token} cannot be replayed." for one in found if not one.url]
        return accounted(span, offers, silent, says="The device lists no recording of this time.")

    def fetch(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        """Replay it into files."""
        wanted = Span(clock.theirs(offer.span.start), clock.theirs(offer.span.end))
        address = StreamAddress(offer.where, self.log_in.username, self.log_in.password)
        return replayed(
            address,
            self.networks,
            Replay(wanted, is_onvif=True),
            folder,
            wanted=wanted,
            clock=clock,
            most_bytes=most_bytes,
        )

    def _of_channel(self, found: tuple[FoundRecording, ...]) -> list[FoundRecording]:
        channel = self.where.channel
        named = [one for one in found if channel in (one.token, one.source, one.name)]
        if named or not found:
            return named
        sources = sorted({one.source for one in found})
        if channel.isdigit() and 1 <= int(channel) <= len(sources):
            return [one for one in found if one.source == sources[int(channel) - 1]]
        raise Broken(
            f"{self.where.address} has no recording of the channel {channel!r}, "
            f"only of {', '.join(sources)[:300]}."
        )

    def _device(self) -> Device:
        log_in = DeviceLogIn(self.log_in.username, self.log_in.password)
        return Device(self.where.address, log_in, self.networks, self.our_clock)
