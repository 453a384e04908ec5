"""A plain RTSP address that plays the past when it is asked with a ``Range`` of clock times (RFC 2326 §3.7).

It cannot be asked what it holds: all of the past up to ``kept_days`` is offered, and what is missing shows
when it is fetched.
"""

from dataclasses import dataclass
from pathlib import Path

from trackway.intake.history.offer import Fetched, Found, Missing, Offer, common, without
from trackway.intake.history.source import LogIn, SourceClock, Whereabouts
from trackway.intake.history.sources.replayed import replayed, whole_seconds
from trackway.intake.history.sources.telling import stated_clock
from trackway.model.time import Clock, ClockOwner, Span
from trackway.video.addresses import Networks
from trackway.video.rtsp import Replay
from trackway.video.stream import StreamAddress

__all__ = ["RtspRange"]

_YEAR_S = 366 * 86_400.0


@dataclass(frozen=True, slots=True)
class RtspRange:
    """One camera's footage behind one RTSP address."""

    where: Whereabouts
    networks: Networks
    log_in: LogIn
    our_clock: Clock

    def clock(self) -> SourceClock:
        """As a person measured it; RTSP does not tell the time before it plays."""
        says = "as the recorder says when it plays; nobody measured it"
        return stated_clock(self.where) or SourceClock(0.0, None, ClockOwner.IMPORT, says)

    def find(self, span: Span, clock: SourceClock) -> Found:
        """What lies in the past and is not written over yet."""
        _ = clock
        now = self.our_clock.now()
        kept_s = _YEAR_S if self.where.kept_days is None else self.where.kept_days * 86_400
        held = common(Span(now.plus(-kept_s), now), span)
        offers = () if held is None else (Offer(held),)
        says = "It lies in the future, or the recorder has written over it."
        gone = without(span, [one.span for one in offers])
        return Found(offers, tuple(Missing(one, "not_held", says) for one in gone))

    def fetch(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        """Play it into files."""
        wanted = whole_seconds(offer.span, clock)
        address = StreamAddress(self.where.address, self.log_in.username, self.log_in.password)
        return replayed(
            address,
            self.networks,
            Replay(wanted, speed=4.0),
            folder,
            wanted=wanted,
            clock=clock,
            most_bytes=most_bytes,
        )
