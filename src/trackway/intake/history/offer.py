"""Offer: a stretch of one camera's time that a source says it holds; a search of old footage begins there.

::

    Source.find(span) ─► Found: offers + missing = the span ─► tasks ─► Source.fetch ─► Fetched: files, times
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trackway.model.time import Instant, Span
from trackway.video.reel import Piece

__all__ = ["Fetched", "Found", "Missing", "Offer", "common", "joined", "without"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Footage of one camera that a source says it holds and that can be fetched at once 可調閱段落.

    ``span`` is by our clock: the source's own, corrected by its offset. ``where`` is what the source needs to
    fetch it again later, in its own words. ``size`` is how many bytes must travel, 0 when it lies here and
    ``None`` when the source does not say. A offer that ``is_whole`` is a file, usually fetched whole; then
    ``wanted`` is the part of it that somebody wants. Of any other a part can be had (``cut``).
    """

    span: Span
    where: str = ""
    size: int | None = None
    is_whole: bool = False
    wanted: Span | None = None

    def cut(self, span: Span) -> "Offer":
        """The part of it in ``span``, with its share of the bytes; whole where it cannot be cut."""
        part = common(self.span, span)
        if part is None:
            return self
        if self.is_whole:
            return replace(self, wanted=part)
        size = None if self.size is None else round(self.size * part.seconds / self.span.seconds)
        return Offer(part, self.where, size)


@dataclass(frozen=True, slots=True)
class Missing:
    """A stretch of the span that the source does not hold, and why: a short name, a sentence for people."""

    span: Span
    cause: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a source holds of a span: offers in the order of time, none over another, and what is missing.

    ``unclear`` are sentences for people: what it holds and nobody can place in time, what is fetched in an
    unusual way.
    """

    offers: tuple[Offer, ...]
    missing: tuple[Missing, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Footage found."""
        return sum(offer.span.seconds for offer in self.offers)


@dataclass(frozen=True, slots=True)
class Fetched:
    """Files that hold a offer, in the order of time, main and sub stream, with their times by our clock.

    ``error_s`` is how much further off their times may be than the source's clock; ``says`` what people shall
    know of how they were had.
    """

    main: tuple[Piece, ...]
    sub: tuple[Piece, ...] = ()
    error_s: float = 0.0
    says: str = ""


def common(one: Span, other: Span) -> Span | None:
    """What two spans share; ``None`` says nothing."""
    start, end = max(one.start.us, other.start.us), min(one.end.us, other.end.us)
    return Span(Instant(start), Instant(end)) if start < end else None


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in as few spans as it takes, in order."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start.us):
        if out and span.start.us <= out[-1].end.us:
            if span.end.us > out[-1].end.us:
                out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return tuple(out)


def without(span: Span, taken: Sequence[Span]) -> tuple[Span, ...]:
    """What is left of a span when others are taken out of it."""
    left: list[Span] = []
    start = span.start
    for one in joined(taken):
        if one.end.us <= start.us or one.start.us >= span.end.us:
            continue
        if one.start.us > start.us:
            left.append(Span(start, one.start))
        start = one.end
    if start.us < span.end.us:
        left.append(Span(start, span.end))
    return tuple(left)
