"""Timeline: what a viewer of a span is shown, from which files, and how its seconds stand to the wall clock.

::

    Footage (segments, gaps) ─► parts, one of each file ─► currentTime ⇄ wall clock, both ways exact
                                                      └──► playlist

Media time counts from 0 at the first part and does not run while there is a gap: the next part begins where
the one before ended. Within a part pictures lie evenly between its start and its end.
"""

from bisect import bisect_right
from dataclasses import dataclass

from trackway.model.errors import WrongUse
from trackway.model.time import Instant, Span
from trackway.video.catalogue import Footage, Gap, Segment
from trackway.video.fragment import Fragment
from trackway.video.stream import StreamKey

__all__ = ["HZ", "LONGEST_S", "Part", "Timeline", "fragments_for", "timeline"]

HZ = 90_000
"""What ticks are counted in."""
LONGEST_S = 3600.0
"""A playlist of an hour has some 1,800 fragments, 200 kB; more is asked for hour by hour."""
_HELD = HZ // 10
"""Fragments further apart than this, or that overlap by more, do not follow on. Less is a camera's jitter."""


@dataclass(frozen=True, slots=True)
class Part:
    """Fragments of one file that follow on.

    ``start`` and ``end`` by the station's clock, ``at`` and ``to`` in media time, 1/90,000 s. It is
    ``joined`` to the part before when they are of one run and nothing is missing between them: a decoder
    goes on.
    """

    segment: Segment
    fragments: tuple[Fragment, ...]
    start: Instant
    end: Instant
    at: int
    to: int
    is_joined: bool

    @property
    def frames(self) -> int:
        """How many pictures it has."""
        return sum(one.frames for one in self.fragments)

    @property
    def at_s(self) -> float:
        """Where it begins, in seconds of media time."""
        return self.at / HZ

    @property
    def to_s(self) -> float:
        """Where it ends, in seconds of media time."""
        return self.to / HZ


@dataclass(frozen=True, slots=True)
class Timeline:
    """What there is to be shown of a stream in a span, and the gaps between, with their causes.

    The first part begins with the last keyframe before the span, so it may start some seconds early; the
    last one ends with its fragment. A player goes to ``second_of(span.start)``.
    """

    key: StreamKey
    span: Span
    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]

    @property
    def seconds(self) -> float:
        """How long all its parts are."""
        return self.parts[-1].to_s if self.parts else 0.0

    @property
    def codecs(self) -> tuple[str, ...]:
        """What a player must be able to play: each way that the parts are coded, once (RFC 6381)."""
        return tuple(dict.fromkeys(part.segment.opened.codecs for part in self.parts))

    def second_of(self, moment: Instant) -> float:
        """Where that moment stands in media time; in a gap, where what comes after it begins."""
        place = bisect_right(self.parts, moment, key=lambda part: part.start) - 1
        if place < 0:
            return 0.0
        part = self.parts[place]
        share = (moment.us - part.start.us) / max(part.end.us - part.start.us, 1)
        return part.at_s + min(share, 1.0) * (part.to_s - part.at_s)


def timeline(footage: Footage) -> Timeline:
    """The parts that show the footage, in the order of time. ``WrongUse`` for more than an hour."""
    if footage.span.seconds > LONGEST_S:
        raise WrongUse("A playlist covers an hour at most; ask for the footage hour by hour.")
    parts: list[Part] = []
    for segment in footage.segments:
        for run in _following(fragments_for(segment, footage.span)):
            part = _part(segment, run, parts[-1] if parts else None)
            parts.append(part)
    return Timeline(footage.key, footage.span, tuple(parts), footage.gaps)


def fragments_for(segment: Segment, span: Span) -> tuple[Fragment, ...]:
    """The fragments of a segment that show a span, from the keyframe before it on."""
    low, high = segment.ticks_at(span.start), segment.ticks_at(span.end)
    begun = [place for place, one in enumerate(segment.fragments) if one.is_key and one.ticks <= low]
    return tuple(one for one in segment.fragments[begun[-1] if begun else 0 :] if one.ticks < high)


def _following(fragments: tuple[Fragment, ...]) -> list[list[Fragment]]:
    """Cut where a fragment is missing between two; what then comes before the next keyframe goes."""
    runs: list[list[Fragment]] = []
    for one in fragments:
        last = runs[-1][-1] if runs and runs[-1] else None
        if last is None or abs(one.ticks - last.ticks - last.duration) > _HELD:
            runs.append([])
        if one.is_key or runs[-1]:
            runs[-1].append(one)
    return [run for run in runs if run]


def _part(segment: Segment, fragments: list[Fragment], before: Part | None) -> Part:
    first, last = fragments[0], fragments[-1]
    at, is_joined = 0, False
    if before is not None:
        apart = segment.opened.first_ticks + first.ticks - _ends(before)
        is_joined = before.segment.opened.run == segment.opened.run and abs(apart) <= _HELD
        at = before.to + (apart if is_joined else 0)
    return Part(
        segment,
        tuple(fragments),
        segment.at(first.ticks),
        segment.at(min(last.ticks + last.duration, segment.ticks)),
        at,
        at + last.ticks + last.duration - first.ticks,
        is_joined,
    )


def _ends(part: Part) -> int:
    """Where a part ends in its run."""
    last = part.fragments[-1]
    return part.segment.opened.first_ticks + last.ticks + last.duration
