"""Presence: who is in which zone, one passage after another, and which rules that breaks.

::

    passage ──► lookout ──► comes ──► visit opens ──┐
                         there ──► visit goes on ├──► rules ──► hit
                         goes  ──► visit closes ─┘
                         elsewhere, too long unseen ──► visit closes as left unseen
    tick ─────────────────────────► overstay ────────────────► hit

A function of the zones and of the passages in their order, so that a preview over past passages and a watcher
that goes on after a restart say the same. It reads no clock and no file.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from trackway.model.passage import Passage, PassageId
from trackway.model.time import Instant
from trackway.watch.hit import Hit
from trackway.watch.zones.allowed_plates import AllowedPlates, look_alikes
from trackway.watch.zones.breach_hit import breach_hit
from trackway.watch.zones.group import VehicleGroup, exempted, forbidden
from trackway.watch.zones.lookout import Lookout, Move, is_against, move
from trackway.watch.zones.visit import Count, Visit, VisitKey, VisitState
from trackway.watch.zones.zone import Allowed, Breach, Side, Zone

__all__ = ["REMEMBERED_S", "Changes", "Placed", "Presence"]

_TWICE_S = 120.0
"""Cameras of one junction see a vehicle within so long of each other: that is one coming or going, and a
look-alike of its plate in between is its own, read otherwise from behind."""
REMEMBERED_S = 3600.0
"""So long a visit that closed is remembered for its second camera; passages come out of order by minutes."""
_FORGET_EVERY_S = 600.0
_SURE = 0.5
"""A reading elsewhere ends a stay only if it is likelier right than wrong, and seen in more than one look."""
_AGAIN_S = 60.0
"""Whoever may stay now (the timetable, the allowed list) is looked at again after this."""
_MOST_INSIDE = 50_000
"""Vehicles in one zone at once: more cannot be parked in the county's largest town; the one that came first
is then taken to have left."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A zone with its cameras and its allowed list."""

    zone: Zone
    lookouts: Mapping[int, Lookout]
    allowed: AllowedPlates


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since it was last asked for: visits as they are now, and counts to be added."""

    visits: tuple[Visit, ...]
    counts: tuple[Count, ...]


class Presence:
    """Who is in which zone. Called from one thread."""

    def __init__(self, placed: Iterable[Placed] = (), visits: Iterable[Visit] = ()) -> None:
        self._placed: dict[int, Placed] = {}
        self._at: dict[int, tuple[tuple[Placed, Lookout], ...]] = {}
        self._open: dict[int, dict[str, Visit]] = {}
        self._zones_of: dict[str, set[int]] = {}
        self._gone: dict[tuple[int, str], Visit] = {}
        self._due: list[tuple[int, int, str, PassageId]] = []
        self._changed: dict[VisitKey, Visit] = {}
        self._counted: dict[tuple[int, int], list[int]] = {}
        self._forgot = Instant(0)
        self.follow(placed)
        for visit in visits:
            if visit.state is VisitState.INSIDE:
                self._put(visit, is_new=True)
            else:
                self._gone[visit.zone, visit.plate] = visit
        self._changed.clear()

    def follow(self, placed: Iterable[Placed]) -> None:
        """Take these zones instead of those before; who is in one that is gone stays until ``tick``."""
        self._placed = {one.zone.id: one for one in placed}
        at: dict[int, list[tuple[Placed, Lookout]]] = {}
        for one in self._placed.values():
            for lookout in one.lookouts.values():
                if lookout.side is not Side.LEFT_OUT:
                    at.setdefault(lookout.camera, []).append((one, lookout))
        self._at = {camera: tuple(found) for camera, found in at.items()}
        self._due = []
        for visits in self._open.values():
            for visit in visits.values():
                self._push(visit, self._first_due(visit))

    def inside(self, zone: int) -> Collection[Visit]:
        """The visits of a zone that go on."""
        return self._open.get(zone, {}).values()

    def changes(self) -> Changes:
        """What is new since this was last called."""
        visits = tuple(self._changed.values())
        counts = tuple(
            Count(zone, Instant(hour * 1000), *numbers) for (zone, hour), numbers in self._counted.items()
        )
        self._changed, self._counted = {}, {}
        return Changes(visits, counts)

    def see(self, passage: Passage) -> Iterator[Hit]:
        """One passage, in its order; the rules that it breaks."""
        text = passage.plate.text if passage.plate else ""
        for placed, lookout in self._at.get(passage.camera, ()):
            if placed.zone.holds(passage.at):
                told = move(passage, lookout)
                self._count(placed.zone.id, passage, told)
                if text and (visit := self._moved(placed.zone.id, text, told, passage)) is not None:
                    yield from self._broken(placed, visit, passage)
        if text in self._zones_of:
            self._elsewhere(text, passage)

    def tick(self, now: Instant) -> Iterator[Hit]:
        """What time alone brings: overstays, and visits that nobody saw end."""
        for zone in [zone for zone, visits in self._open.items() if visits]:
            placed = self._placed.get(zone)
            if placed is None or not placed.zone.holds(now):
                for visit in tuple(self._open[zone].values()):
                    self._close(replace(visit, state=VisitState.ZONE_ENDED, left=None))
        while self._due and self._due[0][0] <= now.us:
            _, zone, plate, began = heapq.heappop(self._due)
            due = self._open.get(zone, {}).get(plate)
            if due is not None and due.began == began:
                yield from self._aged(self._placed[zone], due, now)
        if abs(now.since(self._forgot)) > _FORGET_EVERY_S:
            self._forgot = now
            self._gone = {key: one for key, one in self._gone.items() if now.since(one.last) <= REMEMBERED_S}

    # What a passage does to visits

    def _moved(self, zone: int, text: str, told: Move, passage: Passage) -> Visit | None:
        """The visit that the passage belongs to, as it is after it; ``None`` where it changes nothing."""
        here = self._open.setdefault(zone, {})
        visit = here.get(text)
        if visit is None:
            gone = self._gone.get((zone, text))
            if gone is not None and told is not Move.COMES and _is_twice(gone, passage):
                return None
            visit = self._twin(here, text, told, passage)
        if visit is None:
            return self._begun(zone, text, told, passage)
        if passage.at < visit.last:
            return None  # late: what came after it is known already
        is_soon = passage.at.since(visit.last) <= _TWICE_S
        if told is Move.COMES and not is_soon:
            self._close(replace(visit, state=VisitState.LEFT_UNSEEN, left=passage.at))
            return self._begun(zone, text, told, passage)
        visit = replace(visit, passage=_bare(passage), seen=visit.seen + 1)
        if told is Move.GOES or (told is Move.UNSURE and not is_soon):
            left_as = "" if visit.plate == text else text
            visit = replace(visit, state=VisitState.LEFT, left=passage.at, left_as=left_as)
            self._close(visit)
        else:
            self._put(visit, is_new=False)
        return visit

    def _begun(self, zone: int, text: str, told: Move, passage: Passage) -> Visit:
        visit = Visit(zone, text, passage.id, passage.at, told, _bare(passage))
        if told is Move.GOES:
            visit = replace(visit, state=VisitState.LEFT, left=passage.at)
            self._close(visit)
        else:
            here = self._open.setdefault(zone, {})
            if len(here) >= _MOST_INSIDE:
                oldest = next(iter(here.values()))
                self._close(replace(oldest, state=VisitState.LEFT_UNSEEN, left=None))
            self._put(visit, is_new=True)
        return visit

    def _twin(self, here: Mapping[str, Visit], text: str, told: Move, passage: Passage) -> Visit | None:
        """The visit of the same vehicle under a plate read otherwise, where only one can be meant."""
        if not here:
            return None
        others = [here[other] for other in look_alikes(text) if other in here]
        if told is not Move.GOES:
            others = [one for one in others if abs(passage.at.since(one.last)) <= _TWICE_S]
        return others[0] if len(others) == 1 else None

    def _elsewhere(self, text: str, passage: Passage) -> None:
        """Seen where a zone does not reach: it has left those it was in."""
        if passage.confidence < _SURE or passage.is_single_look:
            return
        for zone in tuple(self._zones_of[text]):
            visit = self._open[zone][text]
            placed = self._placed.get(zone)
            is_there = placed is None or passage.camera in placed.lookouts
            if not is_there and passage.at.since(visit.last) > _TWICE_S / 4:
                self._close(replace(visit, state=VisitState.LEFT_UNSEEN, left=passage.at))

    def _put(self, visit: Visit, *, is_new: bool) -> None:
        self._open.setdefault(visit.zone, {})[visit.plate] = visit
        self._zones_of.setdefault(visit.plate, set()).add(visit.zone)
        self._changed[visit.key] = visit
        if is_new:
            self._push(visit, self._first_due(visit))

    def _close(self, visit: Visit) -> None:
        self._open.get(visit.zone, {}).pop(visit.plate, None)
        if zones := self._zones_of.get(visit.plate):
            zones.discard(visit.zone)
            if not zones:
                del self._zones_of[visit.plate]
        self._gone[visit.zone, visit.plate] = visit
        self._changed[visit.key] = visit

    def _count(self, zone: int, passage: Passage, told: Move) -> None:
        hour = passage.at.ms - passage.at.ms % 3_600_000
        numbers = self._counted.setdefault((zone, hour), [0] * 5)
        numbers[(Move.COMES, Move.GOES, Move.THERE, Move.UNSURE).index(told)] += 1
        numbers[4] += passage.plate is None

    # Rules

    def _broken(self, placed: Placed, visit: Visit, passage: Passage) -> Iterator[Hit]:
        zone, rule = placed.zone, placed.zone.plan.rule
        if not zone.plan.timetable.holds(passage.at) or exempted(passage, rule.exempt):
            return
        named = placed.allowed.naming(visit.plate) + _of(placed.allowed, passage, visit.plate)
        is_allowed = any(one.holds(passage.at) for one in named)
        found: list[tuple[Breach, VehicleGroup | None]] = []
        if rule.allowed_only and not is_allowed:
            found.append((Breach.FORBIDDEN_TIME if named else Breach.NOT_ALLOWED, None))
        if not is_allowed and (group := forbidden(passage, sorted(rule.forbidden))) is not None:
            found.append((Breach.FORBIDDEN_KIND, group))
        if rule.oneway_deg is not None and is_against(passage, rule.oneway_deg):
            found.append((Breach.WRONG_WAY, None))
        found = [(breach, group) for breach, group in found if breach not in visit.told]
        if not found:
            return
        near = None if is_allowed else placed.allowed.near(passage, passage.at)
        self._tell(visit, {breach for breach, _ in found})
        for breach, group in found:
            yield breach_hit(zone, breach, visit, at=passage.at, group=group, near=near, named=named)

    def _aged(self, placed: Placed, visit: Visit, now: Instant) -> Iterator[Hit]:
        """A visit whose time has come: it is over, or too long, or looked at again later."""
        plan = placed.zone.plan
        ends = visit.last.plus(plan.left_after_s)
        if ends <= now:
            self._close(replace(visit, state=VisitState.LEFT_UNSEEN, left=ends))
            return
        again, most = ends, plan.rule.max_stay_s
        if most is not None and Breach.OVERSTAY not in visit.told:
            again = min(ends, max(visit.entered.plus(most), now.plus(_AGAIN_S)))
            may_stay = exempted(visit.passage, plan.rule.exempt) or any(
                one.holds(now) for one in placed.allowed.naming(visit.plate)
            )
            is_over = now.since(visit.entered) >= most
            if is_over and plan.timetable.holds(now) and not may_stay:
                again = ends
                self._tell(visit, {Breach.OVERSTAY})
                near = placed.allowed.near(visit.passage, now)
                yield breach_hit(placed.zone, Breach.OVERSTAY, visit, at=now, near=near)
        self._push(visit, again)

    def _tell(self, visit: Visit, breaches: set[Breach]) -> None:
        told = replace(visit, told=visit.told | breaches)
        if visit.state is VisitState.INSIDE:
            self._put(told, is_new=False)
        else:
            self._gone[visit.zone, visit.plate] = told
            self._changed[visit.key] = told

    def _first_due(self, visit: Visit) -> Instant:
        placed = self._placed.get(visit.zone)
        if placed is None:
            return visit.last
        plan = placed.zone.plan
        ends, most = visit.last.plus(plan.left_after_s), plan.rule.max_stay_s
        return ends if most is None or Breach.OVERSTAY in visit.told else min(ends, visit.entered.plus(most))

    def _push(self, visit: Visit, due: Instant) -> None:
        heapq.heappush(self._due, (due.us, visit.zone, visit.plate, visit.began))


def _bare(passage: Passage) -> Passage:
    return replace(passage, readings=()) if passage.readings else passage


def _is_twice(gone: Visit, passage: Passage) -> bool:
    """Whether a vehicle that has just left is seen by a second camera of the same junction."""
    return gone.state is VisitState.LEFT and abs(passage.at.since(gone.last)) <= _TWICE_S


def _of(allowed: AllowedPlates, passage: Passage, plate: str) -> tuple[Allowed, ...]:
    """What the list says of the plate as it was read now, where the visit goes by another reading of it."""
    text = passage.plate.text if passage.plate else ""
    return () if text == plate else allowed.naming(text)
