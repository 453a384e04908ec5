"""Weighing a suspect: its remembered passages and those of look-alikes, by the analysis's own scales."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from trackway.model.finding import Finding
from trackway.model.look_alikes import look_alike_texts
from trackway.model.passage import Passage
from trackway.model.vehicle import VehicleKind
from trackway.trails.live import (
    Sightings,
    Suspect,
    Timing,
    apart,
    finding,
    forced,
    lives_of,
    meetings_of,
    weigh,
)
from trackway.watch.cloned.guard import VOUCHES, Guard

__all__ = ["LEAST_CONFIDENCE", "Known", "Verdict", "sightings", "verdict"]

LEAST_CONFIDENCE = 0.6
"""A reading less sure than this is no reading of this plate; the analysis begins there too."""
_ALIKES, _ALIKE_COST = 60, 0.3
_ALTERNATIVES = 4
_DIFFERENT = 0.6
"""Two kinds of vehicle, or kinds and colours that nobody takes for one another: no clock does that."""
_ROUNDS = 4
"""Each round but the last finds another clock off; two ends have two."""
_STRONG = 2
"""Readings of the other vehicle, each by several looks that agree on every letter: one may be a misread."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a plate is weighed with: ways and clocks, whose clock is off, how likely a clone must be to be
    told, and ``seen``, the remembered passages of a plate, none where it was not seen of late."""

    timing: Timing
    guard: Guard
    least: float
    seen: Callable[[str], Sequence[Passage]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a suspect's passages come to: the finding, and the passages it rests on.

    ``earlier`` and ``later`` cannot both be one vehicle's: the newest such two. ``odd`` are the others that
    make it two vehicles.
    """

    found: Finding
    tier: str
    earlier: Passage
    later: Passage
    odd: tuple[Passage, ...]

    @property
    def meeting(self) -> tuple[int, int]:
        """The two that cannot both be one vehicle's, by their identities."""
        return self.earlier.id, self.later.id


def verdict(plate: str, rows: Sequence[Passage], known: Known) -> Verdict | None:
    """Weigh the passages of one plate; ``None`` where it is not to be told.

    That is where one vehicle can have made them all, where a clone is not likely enough, where the other
    vehicle rests on fewer than two strong readings, and where it may be one clock. Passages of clocks that
    are off are left out.
    """
    timing = known.timing
    known.guard.look({int(site) for site in timing.sites.at(np.array([one.camera for one in rows]))}, timing)
    for _ in range(_ROUNDS):
        kept, some = _witnesses(plate, rows, known)
        suspect = _suspect(kept, some, known)
        if suspect is None:
            return None
        weighed = weigh(suspect, timing)
        if weighed.clone < known.least or some.is_strong[_rows(suspect)].sum() < _STRONG:
            return None
        is_vouched = _is_vouched(suspect, known)
        if is_vouched is not None:
            return _verdict(kept, suspect, finding(suspect, weighed, timing)) if is_vouched else None
    return None


def _suspect(kept: Sequence[Passage], some: Sightings, known: Known) -> Suspect | None:
    """What the analysis weighs; ``None`` where one vehicle can have made them all."""
    meetings = meetings_of(some, known.timing)
    lives = lives_of(some, meetings, known.timing) if meetings else None
    if lives is None or not len(lives.other):
        return None
    near = {}
    for text in _alikes(some.plate, kept):
        if others := known.seen(text):
            alike = _witnesses(text, others, known)[1]
            if len(alike):
                near[text] = alike
    return Suspect(some, meetings, forced(some, meetings, known.timing), lives, near)


def _is_vouched(suspect: Suspect, known: Known) -> bool | None:
    """Whether it cannot be one clock; ``None`` where one was found to be off that was not known to be.

    A site that is part of every meeting needs others who vouch for its clock, unless the two look different.
    """
    some, lives = suspect.some, suspect.lives
    ends = [row for one in suspect.meetings for row in (one.earlier, one.later)]
    vouch: dict[int, int] = {}
    for row in dict.fromkeys(ends):
        site = int(some.site[row])
        many = known.guard.ask(site, int(some.ms[row]), known.timing)
        if many < 0:
            return None
        vouch[site] = min(many, vouch.get(site, many))
    if len(lives.other) > 1 and apart(some.taken(lives.other), some.taken(lives.main)) > _DIFFERENT:
        return True
    each = [{int(some.site[one.earlier]), int(some.site[one.later])} for one in suspect.meetings]
    return all(vouch[site] >= VOUCHES for site in set.intersection(*each))


def _rows(suspect: Suspect) -> list[int]:
    """The rows that must be another vehicle's."""
    return [row for each in suspect.odd for row in each.tolist()]


def _verdict(kept: Sequence[Passage], suspect: Suspect, found: Finding) -> Verdict:
    newest = max(suspect.meetings, key=lambda meeting: meeting.later)
    odd = sorted(set(_rows(suspect)) - {newest.earlier, newest.later})
    return Verdict(
        found,
        str(found.facts["tier"]),
        kept[newest.earlier],
        kept[newest.later],
        tuple(kept[row] for row in odd),
    )


def _alikes(plate: str, rows: Sequence[Passage]) -> list[str]:
    texts = [alike.text for alike in look_alike_texts(plate, _ALIKE_COST, _ALIKES)]
    texts += [text for one in rows for text in one.alternatives[:_ALTERNATIVES]]
    return [text for text in dict.fromkeys(texts) if text != plate]


def _witnesses(plate: str, rows: Sequence[Passage], known: Known) -> tuple[list[Passage], Sightings]:
    """Those at sites whose clock was right, in order of time with the clocks' offsets taken off."""
    some = sightings(plate, rows, known.timing)
    order = np.argsort(some.at_s, kind="stable")
    order = order[~known.guard.stepped(some.site[order], some.ms[order])]
    return [rows[row] for row in order.tolist()], some.taken(order)


def sightings(plate: str, rows: Sequence[Passage], timing: Timing) -> Sightings:
    """Passages as the analysis holds them against one another, in the order given."""
    camera = np.array([one.camera for one in rows], np.int64)
    site = timing.sites.at(camera)
    us = np.array([one.stamp.at.us for one in rows], np.int64)
    claimed = np.array([np.nan if one.stamp.error_s is None else one.stamp.error_s for one in rows], float)
    # A kind without any confidence was not seen: it may follow from the plate's letters.
    kinds = [one.kind if one.kind_confidence > 0 else VehicleKind.UNKNOWN for one in rows]
    return Sightings(
        plate=plate,
        ms=us // 1000,
        camera=camera,
        sequence=np.array([one.id & 63 for one in rows], np.int64),
        at_s=us / 1e6 - timing.offsets.ahead_s[site],
        site=site,
        granted_s=timing.offsets.granted_s(site, claimed),
        confidence=np.array([one.confidence for one in rows], float),
        looks=np.array([one.looks for one in rows], np.int64),
        kind=np.array([str(kind) for kind in kinds], object),
        kind_confidence=np.array([one.kind_confidence for one in rows], float),
        colour=np.array([str(one.colour) for one in rows], object),
        colour_confidence=np.array([one.colour_confidence for one in rows], float),
        plate_colours=np.array([str(one.plate_colours) for one in rows], object),
        is_unmeasured=np.isnan(claimed),
        is_stepped=np.zeros(len(rows), bool),
    )
