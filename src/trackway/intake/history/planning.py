"""Planning: offers of footage become tasks, so cut that two jobs never look at the same moment twice."""

from collections.abc import Iterator, Sequence

from trackway.intake.history.offer import Offer, common, without
from trackway.model.time import Instant, Span

__all__ = ["MARGIN_S", "TASK_S", "pieces", "with_margin"]

TASK_S = 600.0
"""Long footage is looked at in so long pieces: short enough that priorities, progress and temporary files
follow soon, long enough that the margins of a cut cost little."""
MARGIN_S = 6.0
"""Looked at before and after a task's time, so that a vehicle on a cut is seen whole by both sides; it is
filed by the side that its best look falls into. A vehicle crosses a view in some 2 to 4 s."""


def pieces(offers: Sequence[Offer], wanted: Span, taken: Sequence[Span]) -> Iterator[tuple[Span, Offer]]:
    """The stretches to look at, each with what must be fetched for it, margins included.

    ``taken`` were looked at, or will be, by other tasks. Cuts fall on whole ten minutes, so that jobs that
    overlap cut at the same places.
    """
    for offer in offers:
        asked = common(offer.span, wanted)
        if asked is None:
            continue
        for left in without(asked, taken):
            for span in (left,) if offer.is_whole else _cut(left):
                yield span, offer.cut(with_margin(span))


def with_margin(span: Span) -> Span:
    """A task's time with what is looked at on both sides of it."""
    return Span(span.start.plus(-MARGIN_S), span.end.plus(MARGIN_S))


def _cut(span: Span) -> Iterator[Span]:
    step = round(TASK_S * 1_000_000)
    start = span.start.us
    while start < span.end.us:
        end = min((start // step + 1) * step, span.end.us)
        yield Span(Instant(start), Instant(end))
        start = end
