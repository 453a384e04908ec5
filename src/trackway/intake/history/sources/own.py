"""Our own recorder as a source: footage by the catalogue, read where it lies, main and sub stream."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from trackway.intake.history.offer import Fetched, Found, Missing, Offer, common, joined, without
from trackway.intake.history.source import NotHeld, SourceClock
from trackway.model.errors import Lost
from trackway.model.time import ClockOwner, Span
from trackway.video.catalogue import Catalogue, Footage, Segment
from trackway.video.cause import Cause
from trackway.video.reel import Piece
from trackway.video.stream import StreamKey, StreamRole

__all__ = ["Own"]

_ERROR_S = 1.0
"""Segments are placed by the station's clock when packets come: camera and network take below a second."""

_SAYS = {Cause.NOT_ASKED: "Nobody wanted it recorded then."}
"""What the catalogue says nothing of, because its cause says all."""


@dataclass(frozen=True, slots=True)
class Own:
    """One camera that our recorder keeps."""

    camera: int
    catalogue: Catalogue

    def clock(self) -> SourceClock:
        """The station's own, as it was then; there is nothing to correct."""
        return SourceClock(0.0, _ERROR_S, ClockOwner.STATION, "recorded by this station", 0.0)

    def find(self, span: Span, clock: SourceClock) -> Found:
        """What the catalogue has of the main stream; gaps with their cause."""
        _ = clock
        footage = self.catalogue.outline(StreamKey(self.camera), span)
        held = joined(part for part in _parts(footage.segments, span))
        return Found(tuple(Offer(one, size=0) for one in held), _missing(footage, span, held))

    def fetch(self, offer: Offer, clock: SourceClock, folder: Path, most_bytes: int) -> Fetched:
        """The files it lies in."""
        _ = clock, folder, most_bytes
        main = self._pieces(StreamRole.MAIN, offer.span)
        if not main:
            raise NotHeld("This footage is no longer in the catalogue; it was destroyed since it was found.")
        return Fetched(main, self._pieces(StreamRole.SUB, offer.span))

    def _pieces(self, role: StreamRole, span: Span) -> tuple[Piece, ...]:
        footage = self.catalogue.outline(StreamKey(self.camera, role), span)
        out: list[Piece] = []
        for segment in footage.segments:
            try:
                path = self.catalogue.file_of(segment)
            except Lost:
                if role is StreamRole.MAIN:
                    raise
                continue  # without its small picture the main stream is looked at whole
            out.append(Piece(path, segment.span.start, segment.span.seconds))
        return tuple(out)


def _parts(segments: Iterable[Segment], span: Span) -> Iterable[Span]:
    return (part for one in segments if (part := common(one.span, span)) is not None)


def _missing(footage: Footage, span: Span, held: tuple[Span, ...]) -> tuple[Missing, ...]:
    """The gaps, and what neither a segment nor a gap speaks of."""
    gaps = []
    for gap in footage.gaps:
        end = gap.end or span.end
        part = common(Span(gap.start, end), span) if gap.start.us < end.us else None
        if part is not None:
            gaps.append(Missing(part, gap.cause.value, gap.says or _SAYS.get(gap.cause, "")))
    silent = without(span, [*held, *(gap.span for gap in gaps)])
    every = [*gaps, *(Missing(one, "not_recorded", "Nothing was recorded.") for one in silent)]
    return tuple(sorted(every, key=lambda one: one.span.start.us))
