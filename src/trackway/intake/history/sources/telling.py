"""Telling the time: what a recorder's clock is, and the account of what it holds of a span."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, tzinfo

from trackway.intake.history.offer import Found, Missing, Offer, common, without
from trackway.intake.history.source import SourceClock, Whereabouts
from trackway.model.time import Clock, ClockOwner, Instant, Span

__all__ = ["accounted", "asked_clock", "local_text", "stated_clock", "told"]

_RESOLUTION_S = 1.0
"""Recorders tell their time in whole seconds."""


def told(moment: datetime, zone: tzinfo) -> Instant:
    """The instant that a recorder means in its searches, told in ``zone``.

    Most recorders write ``Z`` or their own offset behind what their screen shows; what they show is what
    counts, and an error of their zone is then part of their clock's offset. Only where they are known to tell
    UTC, their own offset is believed.
    """
    shown = moment.replace(tzinfo=zone)
    tells_utc = shown.utcoffset() == timedelta()
    return Instant.of(moment if tells_utc and moment.tzinfo is not None else shown)


def local_text(at: Instant, zone: tzinfo, form: str) -> str:
    """An instant as a recorder in that zone writes it (``strftime``)."""
    return at.utc().astimezone(zone).strftime(form)


def stated_clock(where: Whereabouts) -> SourceClock | None:
    """The clock as a person measured it; ``None`` where nobody did."""
    if where.offset_s is None:
        return None
    return SourceClock(where.offset_s, where.error_s, ClockOwner.IMPORT, "measured by an officer")


def asked_clock(ask: Callable[[], Instant], clock: Clock) -> SourceClock:
    """The clock of a recorder that tells its time when asked: half the way there and back is the doubt."""
    before, began = clock.now(), time.monotonic()
    theirs = ask()
    way_s = time.monotonic() - began
    middle = before.plus(way_s / 2)
    # A time in whole seconds was, on average, half a second ago.
    offset_s = theirs.plus(_RESOLUTION_S / 2).since(middle)
    error_s = way_s / 2 + _RESOLUTION_S / 2
    return SourceClock(round(offset_s, 3), round(error_s, 3), ClockOwner.STATION, f"asked at {before}")


def accounted(span: Span, offers: Iterable[Offer], unclear: Iterable[str], *, says: str) -> Found:
    """What a recorder listed, made true: in order, none over another, within the span; the rest is missing.

    Recorders list files that overlap by seconds, twice, or outside what was asked. What overlaps is had from
    the earlier file.
    """
    kept: list[Offer] = []
    for offer in sorted(offers, key=lambda one: (one.span.start.us, one.span.end.us)):
        start = max(offer.span.start.us, kept[-1].span.end.us) if kept else offer.span.start.us
        if start >= offer.span.end.us:
            continue
        if common(Span(Instant(start), offer.span.end), span) is None:
            continue
        left = Span(Instant(start), offer.span.end)
        kept.append(Offer(left, offer.where, offer.size, offer.is_whole))
    missing = tuple(Missing(one, "not_held", says) for one in without(span, [offer.span for offer in kept]))
    return Found(tuple(kept), missing, tuple(unclear))
