"""Accounting: whether recorded time and gaps together are all of a span, and how much of it is which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trackway.model.time import Instant, Span
from trackway.video.catalogue.values import Footage, Segment
from trackway.video.cause import Cause

__all__ = ["Account", "account"]

_FRAME_US = 100_000
"""A frame of ten a second, as sub streams send; used where no segment says how long its frames are."""
_LONGEST_FRAME_US = 1_000_000
_TICKS_PER_US = 0.09

_Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Account:
    """Where the time of a span went, in seconds.

    ``pending`` is not over, or not durable yet. ``unaccounted`` is what nothing speaks of, slips of less
    than a frame included; ``holes`` are those longer than a frame: there must be none.
    """

    seconds: float
    recorded: float
    causes: Mapping[Cause, float]
    pending: float
    unaccounted: float
    holes: tuple[Span, ...]

    @property
    def is_whole(self) -> bool:
        """Recorded time and gaps are all of the span, to one frame."""
        return not self.holes


def account(footage: Footage) -> Account:
    """Where the time of some footage went. Where a gap lies within a segment, the gap is right: it says why
    pictures are missing there.
    """
    start, asked_end = footage.span.start.us, footage.span.end.us
    end = asked_end if footage.until is None else footage.until.us
    covered: list[_Stretch] = []
    causes: dict[Cause, float] = {}
    reached = start
    for gap in sorted(footage.gaps, key=lambda one: one.start):
        # In the order of their starts, so all before is decided: what is fresh lies beyond the furthest end.
        first, last = max(gap.start.us, reached), end if gap.end is None else min(gap.end.us, end)
        if first < last:
            causes[gap.cause] = causes.get(gap.cause, 0.0) + (last - first) / 1e6
            covered.append((first, last))
            reached = last
    covered = _union(covered)
    files = _union((max(one.span.start.us, start), min(one.span.end.us, end)) for one in footage.segments)
    recorded = _without(files, covered)
    holes = _without([(start, end)], _union([*covered, *recorded]))
    frame = max((_frame_us(one) for one in footage.segments), default=_FRAME_US)
    return Account(
        seconds=footage.span.seconds,
        recorded=_seconds(recorded),
        causes=causes,
        pending=(asked_end - end) / 1e6,
        unaccounted=_seconds(holes),
        holes=tuple(Span(Instant(a), Instant(b)) for a, b in holes if b - a > frame),
    )


def _frame_us(segment: Segment) -> int:
    frames = sum(one.frames for one in segment.fragments)
    return min(round(segment.ticks / frames / _TICKS_PER_US), _LONGEST_FRAME_US) if frames else _FRAME_US


def _seconds(stretches: Iterable[_Stretch]) -> float:
    return sum(b - a for a, b in stretches) / 1e6


def _union(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    found: list[_Stretch] = []
    for a, b in sorted(stretches):
        if a >= b:
            continue
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], b))
        else:
            found.append((a, b))
    return found


def _without(stretches: list[_Stretch], taken: list[_Stretch]) -> list[_Stretch]:
    """What is left of the stretches; both in order, none overlapping its own."""
    left: list[_Stretch] = []
    at = 0
    for first, b in stretches:
        a = first
        while at < len(taken) and taken[at][1] <= a:
            at += 1
        nearest = at
        while nearest < len(taken) and taken[nearest][0] < b:
            start, end = taken[nearest]
            if start > a:
                left.append((a, start))
            a = max(a, end)
            nearest += 1
        if a < b:
            left.append((a, b))
    return left
