"""Preview: what a zone would have told of passages that are past."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from trackway.model.passage import Passage
from trackway.model.time import Instant, Span
from trackway.watch.entry import Approval
from trackway.watch.hit import Hit
from trackway.watch.zones.allowed_plates import AllowedPlates
from trackway.watch.zones.lookout import Lookout
from trackway.watch.zones.presence import Placed, Presence
from trackway.watch.zones.zone import Allowed, Breach, Zone, ZonePlan

__all__ = ["Preview", "preview"]

_EXAMPLES = 20
"""Hits shown: more than a screen is read by nobody before a zone is made."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How often a zone would have told of something.

    ``passages`` are those of its cameras in ``span``, ``no_plate`` of them without one; ``vehicles`` are
    plates among the ``hits``; ``by_breach`` and ``by_day`` (Taipei) count these; ``doubtful`` ones may be
    allowed plates that were misread, or rest on a single look. ``examples`` are the newest hits.
    """

    span: Span
    passages: int
    no_plate: int
    hits: int
    doubtful: int
    vehicles: int
    by_breach: Mapping[Breach, int]
    by_day: Mapping[date, int]
    examples: tuple[Hit, ...]


def preview(
    plan: ZonePlan,
    lookouts: Mapping[int, Lookout],
    allowed: Iterable[Allowed],
    passages: Iterable[Passage],
    span: Span,
) -> Preview:
    """What the zone would have told of these passages, oldest first, had it been in force for the whole span.

    Its timetable counts, and so do the validity and the hours of the allowed; who was there before the span
    began is not known.
    """
    in_force = replace(plan, starts=span.start, ends=span.end)
    zone = Zone(0, in_force, "-", span.start, Approval("+", span.start))
    presence = Presence([Placed(zone, lookouts, AllowedPlates.of(allowed))])
    hits: list[Hit] = []
    many = no_plate = 0
    for passage in passages:
        many += 1
        no_plate += passage.plate is None
        hits += presence.tick(passage.at)
        hits += presence.see(passage)
        presence.changes()
    hits += presence.tick(Instant(span.end.us - 1))
    breaches = Counter(Breach(hit.key.split(":")[2]) for hit in hits)
    return Preview(
        span=span,
        passages=many,
        no_plate=no_plate,
        hits=len(hits),
        doubtful=sum(hit.strength < 0.5 for hit in hits),
        vehicles=len({hit.plate for hit in hits}),
        by_breach=dict(breaches),
        by_day=dict(Counter(hit.passage.at.taipei().date() for hit in hits)),
        examples=tuple(hits[: -_EXAMPLES - 1 : -1]),
    )
