"""The trail of one plate: where it was seen, in order, and what is known of the way between."""

import itertools
from collections.abc import Mapping, Sequence

from trackway.model.camera import Camera
from trackway.model.passage import Passage
from trackway.model.plate import Plate
from trackway.model.question import Permit
from trackway.model.time import Span
from trackway.model.trail import Trail
from trackway.passages import MAX_WAYS, PassageStore, Usual, Way
from trackway.trails.trail.legs import MIN_SAMPLE, Between, between, judge

__all__ = ["trail"]

_SLOWEST_KMH = 10.0
_SHORTEST_BOUND_S = 1800.0
"""What takes longer than half an hour, and than the distance at 10 km/h, is a stop and no travel time."""
_LOOK_BACK_S = (6 * 3600.0, 86_400.0, 7 * 86_400.0)
"""How far back others' journeys are looked for: a few hours tell of busy ways, a week of those left over."""


def trail(
    store: PassageStore, cameras: Mapping[int, Camera], permit: Permit, plate: Plate, span: Span
) -> Trail:
    """The passages of one plate in a span, oldest first, with the legs between them.

    ``cameras`` are those on the register, by number; a passage at another one is kept and its legs say
    that its place is not known. Raises what ``PassageStore.history`` and ``usual`` raise.
    """
    passages = store.history(permit, plate.text, span)
    steps = [
        (between(earlier, later, cameras.get(earlier.camera), cameras.get(later.camera)), earlier, later)
        for earlier, later in itertools.pairwise(passages)
    ]
    ways = [_way(*step) for step in steps]
    usual = _usual(store, permit, [way for way in ways if way], plate, passages)
    legs = tuple(
        judge(facts, usual.get(way) if way else None) for (facts, _, _), way in zip(steps, ways, strict=True)
    )
    return Trail(plate, passages, legs)


def _way(facts: Between, earlier: Passage, later: Passage) -> Way | None:
    """The way others may have gone too; ``None`` where there is nothing to compare."""
    if facts.is_same_camera or facts.is_same_site or facts.metres is None:
        return None
    within_s = max(_SHORTEST_BOUND_S, facts.metres / (_SLOWEST_KMH / 3.6))
    return Way(earlier.camera, later.camera, min(within_s, 86_400.0))


def _usual(
    store: PassageStore, permit: Permit, ways: Sequence[Way], plate: Plate, passages: Sequence[Passage]
) -> Mapping[Way, Usual]:
    """How long others took, for the ways that enough of them went."""
    found: dict[Way, Usual] = {}
    left = list(dict.fromkeys(ways))
    for back_s in _LOOK_BACK_S:
        if not left:
            break
        end = passages[-1].at.plus(1)
        span = Span(end.plus(-back_s), end)
        for first in range(0, len(left), MAX_WAYS):
            part = left[first : first + MAX_WAYS]
            found.update(store.usual(permit, part, span, other_than=plate.text))
        left = [way for way in left if way not in found or found[way].sample < MIN_SAMPLE]
    return found
