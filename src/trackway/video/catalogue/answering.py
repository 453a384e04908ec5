"""Answering what there is of a stream: segments that can be read, and a gap with its cause for the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trackway.model.time import Instant, Span
from trackway.video.catalogue.values import Footage, Gap, Segment, SegmentState
from trackway.video.cause import Cause
from trackway.video.stream import StreamKey

__all__ = ["Known", "answered"]

_SILENT_S = 30.0
"""A recorder that works makes something durable, or opens a gap, within 4 s (its longest fragment) and a
second for the transaction; after several times that it is not at work."""
_SILENT = "nothing was written since; the recorder is not at work"


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue says of a stream: its segments and gaps near a span, which of their volumes are
    there, the first moment of which anything is known, ``None`` if there is none, the last, and whether a
    gap lasts.
    """

    now: Instant
    segments: tuple[Segment, ...] = ()
    gaps: tuple[Gap, ...] = ()
    volumes: frozenset[str] = frozenset()
    first: Instant | None = None
    until: Instant | None = None
    lasts: bool = False
    apart: frozenset[int] = frozenset()


def answered(key: StreamKey, span: Span, known: Known) -> Footage:
    """What there is of a stream in a span."""
    until = _until(known)
    end = min(span.end, until)
    shown = tuple(one for one in known.segments if not _unreadable(one, known))
    gaps = [*known.gaps, *_not_asked(key, known), *_silent(key, known), *_joined(_hidden(known))]
    clipped = [one for gap in gaps if (one := _clipped(gap, span, end, known.now)) is not None]
    return Footage(
        key,
        span,
        shown,
        tuple(sorted(clipped, key=lambda gap: gap.start)),
        None if until >= span.end else max(until, span.start),
    )


def _until(known: Known) -> Instant:
    if known.lasts or known.until is None or known.now.since(known.until) > _SILENT_S:
        return known.now
    return known.until


def _not_asked(key: StreamKey, known: Known) -> Iterator[Gap]:
    if known.first is None or known.first.us > _ALWAYS.us:
        yield Gap(key, _ALWAYS, known.first, Cause.NOT_ASKED)


def _silent(key: StreamKey, known: Known) -> Iterator[Gap]:
    if known.until is not None and not known.lasts and known.now.since(known.until) > _SILENT_S:
        yield Gap(key, known.until, None, Cause.RECORDER_RESTART, _SILENT)


def _unreadable(segment: Segment, known: Known) -> Cause | None:
    if segment.id in known.apart:
        return Cause.EXPIRED
    if segment.opened.volume not in known.volumes:
        return Cause.VOLUME_MISSING
    return Cause.FILE_MISSING if segment.state is SegmentState.MISSING else None


def _hidden(known: Known) -> Iterator[Gap]:
    for one in known.segments:
        cause = _unreadable(one, known)
        if cause is not None:
            yield Gap(one.key, one.span.start, one.span.end, cause)


def _joined(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """Gaps in the order of time, those that follow on for the same cause as one."""
    last: Gap | None = None
    for gap in gaps:
        if last is not None and last.end is not None and last.cause is gap.cause and gap.start <= last.end:
            last = Gap(last.key, last.start, gap.end, last.cause, last.says)
            continue
        if last is not None:
            yield last
        last = gap
    if last is not None:
        yield last


def _clipped(gap: Gap, span: Span, end: Instant, now: Instant) -> Gap | None:
    """The part of a gap in the span; one that lasts stays so where the span reaches to now."""
    start = max(gap.start, span.start)
    if gap.end is None and span.end >= now:
        return Gap(gap.key, start, None, gap.cause, gap.says) if start < end else None
    stop = min(end, gap.end or end)
    return Gap(gap.key, start, stop, gap.cause, gap.says) if start < stop else None


_ALWAYS = Instant(0)
"""1970: no footage is older."""
