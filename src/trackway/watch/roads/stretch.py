"""StretchWatcher: section speed, told as the vehicle leaves the stretch.

A speed is the road's length over the longest time that the two clocks allow: a lower bound. Where most
vehicles seem to be fast it is a clock that is wrong, and nobody is told.
"""

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from trackway.model.band import is_within
from trackway.model.passage import Passage
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.trails.live import Timing, caveat_of, floored
from trackway.watch.hit import Cause, Hit
from trackway.watch.roads.road_watch import RoadTest, RoadWatch
from trackway.watch.roads.road_watches import RoadWatches

__all__ = ["StretchWatcher"]

_MEMORY_S = 2 * 3600.0
"""Whoever needs longer for a stretch was not fast on it."""
_LEAST_CONFIDENCE = 0.6
_BEYOND_KMH = 260.0
"""Faster is a misread, a clock or a cloned plate, which another test tells."""
_JUDGED, _STRANGERS = 12, 4
"""Of the last twelve runs over a stretch: four fast ones or more, and more than half, are its clock's."""


@dataclass(slots=True)
class _Road:
    """One watch, and who is on the stretch: by plate the passage at one end; and how its last runs were."""

    watch: RoadWatch
    on_it: dict[str, tuple[int, Passage]] = field(default_factory=dict)
    runs: deque[tuple[str, bool]] = field(default_factory=lambda: deque(maxlen=_JUDGED))


class StretchWatcher:
    """A ``Watcher`` of stretches that are watched for speed; ``timing`` gives the clocks measured last."""

    name = "stretches"
    memory_s = _MEMORY_S

    def __init__(self, watches: RoadWatches, timing: Callable[[], Timing]) -> None:
        self._watches = watches
        self._timing = timing
        self._version = -1
        self._roads: dict[int, list[tuple[int, _Road]]] = {}
        self._follow()

    def remember(self, passages: Sequence[Passage]) -> None:
        """See passages that were looked at before."""
        for _ in self.look(passages):
            pass

    def keep(self) -> None:
        """Nothing outlives its memory."""

    def tick(self, now: Instant) -> tuple[Hit, ...]:
        """Follow changes of the watches; forget who is no longer on the way."""
        self._follow()
        oldest = now.plus(-_MEMORY_S)
        for road in {id(road): road for some in self._roads.values() for _, road in some}.values():
            if any(passage.at < oldest for _, passage in road.on_it.values()):
                road.on_it = {plate: row for plate, row in road.on_it.items() if row[1].at >= oldest}
        return ()

    def look(self, passages: Sequence[Passage]) -> Iterator[Hit]:
        """See new passages; those that end a run that was too fast."""
        for passage in passages:
            for end, road in self._roads.get(passage.camera, ()):
                yield from self._passed(road, end, passage)

    def _passed(self, road: _Road, end: int, passage: Passage) -> Iterator[Hit]:
        plate, plan = passage.plate, road.watch.plan
        if plate is None or passage.confidence < _LEAST_CONFIDENCE or plate in plan.leave_out:
            return
        if not road.watch.holds(passage.at) or not is_within(passage.at, plan.stretches):
            return
        known = road.on_it.get(plate.text)
        if known is None or known[1].at <= passage.at:
            road.on_it[plate.text] = (end, passage)
        if known is None or known[0] == end:
            return
        first, last = sorted((known[1], passage), key=lambda one: one.at.us)
        took_s = self._longest_s(first, last)
        kmh = plan.length_m / took_s * 3.6 if took_s > 0 else math.inf
        is_fast = plan.least_kmh <= kmh <= _BEYOND_KMH
        road.runs.append((plate.text, is_fast))
        if is_fast and not _is_clock(road):
            yield _hit(road.watch, first, last, kmh)

    def _longest_s(self, first: Passage, last: Passage) -> float:
        """How long it took at most: offsets taken off, the clocks' errors granted to the driver."""
        timing = self._timing()
        site = timing.sites.at(np.array([first.camera, last.camera], np.int64))
        claimed = [np.nan if one.stamp.error_s is None else one.stamp.error_s for one in (first, last)]
        granted = timing.offsets.granted_s(site, np.array(claimed))
        ahead = timing.offsets.ahead_s[site]
        return last.at.since(first.at) - float(ahead[1] - ahead[0]) + float(granted.sum())

    def _follow(self) -> None:
        if self._version == (version := self._watches.version()):
            return
        before = {road.watch.id: road for some in self._roads.values() for _, road in some}
        self._roads = {}
        for watch in self._watches.all():
            if watch.plan.test is RoadTest.STRETCH and not watch.ended:
                road = before.get(watch.id, _Road(watch))
                road.watch = watch
                for end, cameras in enumerate((watch.plan.one_end, watch.plan.other_end)):
                    for camera in cameras:
                        self._roads.setdefault(camera, []).append((end, road))
        self._version = version


def _is_clock(road: _Road) -> bool:
    fast = {plate for plate, is_fast in road.runs if is_fast}
    return len(fast) >= _STRANGERS and 2 * sum(is_fast for _, is_fast in road.runs) > len(road.runs)


def _hit(watch: RoadWatch, first: Passage, last: Passage, kmh: float) -> Hit:
    plan, plate = watch.plan, last.plate
    shown = plate.display if plate else ""
    least = floored(kmh)
    minutes, seconds = divmod(round(last.at.since(first.at)), 60)
    return Hit(
        key=f"{watch.rule}:{first.id}:{last.id}",
        cause=Cause.SPEED,
        rule=watch.rule,
        passage=last,
        title=Said(
            f"區間超速：{plan.name}，至少 {least:g} 公里/時",
            f"Section speed: {plan.name}, at least {least:g} km/h",
        ),
        says=(
            Said(
                f"{shown} 以 {minutes} 分 {seconds} 秒行駛 {plan.length_m / 1000:.2f} 公里，"
                f"扣除時鐘誤差後至少 {least:g} 公里/時（門檻 {plan.least_kmh:g}）。",
                f"{shown} took {minutes} min {seconds} s for {plan.length_m / 1000:.2f} km: at least "
                f"{least:g} km/h, clock errors taken off (threshold {plan.least_kmh:g}).",
            ),
        ),
        terms=plan.terms,
        strength=min(first.confidence, last.confidence),
        caveats=(caveat_of(plan.certified),),
        others=(first,),
    )
