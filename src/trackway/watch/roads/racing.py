"""RacingWatcher: vehicles that race one another, told while they do.

::

    passage ──► its plate's leg from site to site ──► fast? ──► fast legs of this night
        ──► hours that are a clock's left out ──► groups that were fast together (as the analysis finds them)
"""

from bisect import insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trackway.model.area import inside
from trackway.model.band import is_within
from trackway.model.camera import Camera
from trackway.model.passage import Passage, PassageId
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.trails.live import (
    STRAIGHT,
    FastLegs,
    Group,
    Timing,
    caveat_of,
    fast_bounds_of,
    groups_of,
    joined,
    says_of,
    score_of,
    without_clock_hours,
)
from trackway.watch.hit import Cause, Hit
from trackway.watch.roads.road_watch import RoadTest, RoadWatch
from trackway.watch.roads.road_watches import RoadWatches

__all__ = ["RacingWatcher"]

_NIGHT_S = 12 * 3600.0
"""What was raced in one night is one matter; the analysis joins nights."""
_LEG_S = 2 * 3600.0
"""The longest way in the county at a racing speed takes less."""
_LEAST_CONFIDENCE = 0.6
_LEAST_SCORE = 0.4
"""As the analysis: two together on three legs, or on two with a turn between."""
_RUNS = 2
_MOST_LEGS = 2_000
"""More in one night are a broken clock's; the newest count."""
_MOST_OTHERS = 40
"""Passages shown with a hit besides the newest."""


@dataclass(frozen=True, slots=True)
class _Leg:
    site: tuple[int, int]
    start: Passage
    end: Passage
    least_kmh: float

    @property
    def plate(self) -> str:
        assert self.end.plate is not None  # noqa: S101  legs are a plate's
        return self.end.plate.text


@dataclass(slots=True)
class _Road:
    """One watch with its bounds between sites, and what was seen for it this night."""

    watch: RoadWatch
    sites: int
    of_camera: list[int]
    fast_s: list[list[float]]
    least_s: list[list[float]]
    ahead_s: list[float]
    granted_s: list[float]
    least_m: list[list[float]]
    seen: dict[str, list[tuple[int, int, Passage]]] = field(default_factory=dict)
    legs: list[_Leg] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)


class RacingWatcher:
    """A ``Watcher`` of the roads that are watched for races.

    ``timing`` gives ways and clocks as measured last, ``cameras`` the register; both answer at once.
    """

    name = "racing"
    memory_s = _NIGHT_S

    def __init__(
        self,
        watches: RoadWatches,
        timing: Callable[[], Timing],
        cameras: Callable[[], Mapping[int, Camera]],
    ) -> None:
        self._watches = watches
        self._timing = timing
        self._cameras = cameras
        self._known: tuple[int, Timing | None] = (-1, None)
        self._roads: list[_Road] = []
        self._follow()

    def remember(self, passages: Sequence[Passage]) -> None:
        """See passages that were looked at before."""
        for _ in self.look(passages):
            pass

    def keep(self) -> None:
        """Nothing outlives the night."""

    def tick(self, now: Instant) -> tuple[Hit, ...]:
        """Follow changes of the watches and of what is known of the ways; forget what is over."""
        self._follow()
        oldest_leg, oldest = now.plus(-_NIGHT_S), now.plus(-_LEG_S).us
        for road in self._roads:
            road.legs = [leg for leg in road.legs[-_MOST_LEGS:] if leg.end.at >= oldest_leg]
            if any(rows[-1][0] < oldest for rows in road.seen.values()):
                road.seen = {plate: rows for plate, rows in road.seen.items() if rows[-1][0] >= oldest}
        return ()

    def look(self, passages: Sequence[Passage]) -> Iterator[Hit]:
        """See new passages; races they belong to."""
        for road in self._roads:
            fast = [leg for passage in passages for leg in _legs(road, passage)]
            if fast:
                road.legs += fast
                yield from _races(road)

    def _follow(self) -> None:
        version, timing = self._watches.version(), self._timing()
        if self._known[0] == version and self._known[1] is timing:
            return
        before = {road.watch.id: road for road in self._roads}
        watches = [one for one in self._watches.all() if one.plan.test is RoadTest.RACING and not one.ended]
        self._roads = [_road(one, timing, self._cameras(), before.get(one.id)) for one in watches]
        self._known = version, timing


def _road(watch: RoadWatch, timing: Timing, cameras: Mapping[int, Camera], before: _Road | None) -> _Road:
    fast_s, least_s, granted_s = fast_bounds_of(
        timing.sites, timing.legs, timing.offsets, watch.plan.least_kmh
    )
    road = _Road(
        watch,
        len(timing.sites),
        _watched(watch, timing, cameras),
        fast_s.tolist(),
        least_s.tolist(),
        timing.offsets.ahead_s.tolist(),
        granted_s.tolist(),
        timing.sites.least_m.tolist(),
    )
    if before is not None and before.of_camera == road.of_camera:  # sites are numbered as they were
        road.seen, road.legs, road.told = before.seen, before.legs, before.told
    return road


def _watched(watch: RoadWatch, timing: Timing, cameras: Mapping[int, Camera]) -> list[int]:
    """The site by camera number, -1 for cameras that are not watched."""
    sites: list[int] = timing.sites.of_camera.tolist()
    if watch.plan.area is None:
        return sites
    known = [(n, one) for n, one in cameras.items() if n < len(sites)]
    lon = np.array([one.place.lon for _, one in known])
    lat = np.array([one.place.lat for _, one in known])
    within = {n for (n, _), is_in in zip(known, inside(watch.plan.area, lon, lat), strict=True) if is_in}
    return [site if n in within else -1 for n, site in enumerate(sites)]


def _legs(road: _Road, passage: Passage) -> Iterator[_Leg]:
    """The fast legs that a passage ends or begins."""
    plate, plan = passage.plate, road.watch.plan
    if plate is None or passage.confidence < _LEAST_CONFIDENCE or passage.camera >= len(road.of_camera):
        return
    site = road.of_camera[passage.camera]
    if site < 0 or plate in plan.leave_out or not is_within(passage.at, plan.stretches):
        return
    if not road.watch.holds(passage.at):
        return
    rows = road.seen.setdefault(plate.text, [])
    row = (passage.at.us, site, passage)
    if any(known.id == passage.id for _, _, known in rows):
        return
    insort(rows, row, key=lambda one: one[0])
    at = rows.index(row)
    for earlier, later in zip(rows[max(0, at - 1) : at + 1], rows[max(0, at - 1) + 1 : at + 2], strict=False):
        (start_us, one, start), (end_us, other, end) = earlier, later
        took_s = (end_us - start_us) / 1e6 - road.ahead_s[other] + road.ahead_s[one]
        took_s += road.granted_s[one] + road.granted_s[other]
        if one != other and 0 < took_s <= road.fast_s[one][other] and took_s >= road.least_s[one][other]:
            yield _Leg((one, other), start, end, road.least_m[one][other] / took_s * 3.6)
    del rows[:-3]


def _races(road: _Road) -> Iterator[Hit]:
    plan = road.watch.plan
    fast, _ = without_clock_hours(_columns(road), plan.headway_s)
    whole = joined(fast)
    passages = {one.id: one for leg in road.legs for one in (leg.start, leg.end)}
    for group in groups_of(whole, plan.headway_s, _RUNS):
        score = score_of(group)
        first = min(group.rows.tolist(), key=lambda row: (whole.start_ms[row], whole.plate[row]))
        anchor, last_ms = str(whole.plate[first]), group.runs[-1][0]
        if score < _LEAST_SCORE or road.told.get(anchor, 0) >= last_ms:
            continue
        road.told[anchor] = last_ms
        yield _hit(road, group, whole, passages, (anchor, score))


def _columns(road: _Road) -> FastLegs:
    legs, sites = road.legs, road.sites
    return FastLegs(
        plate=np.array([leg.plate for leg in legs], object),
        way=np.array([leg.site[0] * sites + leg.site[1] for leg in legs], np.int64),
        back=np.array([leg.site[1] * sites + leg.site[0] for leg in legs], np.int64),
        start_ms=np.array([leg.start.at.ms for leg in legs], np.int64),
        end_ms=np.array([leg.end.at.ms for leg in legs], np.int64),
        least_kmh=np.array([leg.least_kmh for leg in legs], np.float64),
        start=tuple(leg.start.id for leg in legs),
        end=tuple(leg.end.id for leg in legs),
        sites=sites,
    )


def _hit(
    road: _Road, group: Group, fast: FastLegs, passages: Mapping[PassageId, Passage], told: tuple[str, float]
) -> Hit:
    anchor, score = told
    ids = {one for row in group.rows.tolist() for one in (fast.start[row], fast.end[row])}
    shown = sorted((passages[one] for one in ids), key=lambda one: one.id)
    newest = [one for one in shown if one.plate and one.plate.text == anchor][-1]
    plan = road.watch.plan
    return Hit(
        key=f"{road.watch.rule}:{anchor}:{group.runs[-1][0]}",
        cause=Cause.RACING,
        rule=road.watch.rule,
        passage=newest,
        title=Said(
            f"競速：{plan.name}，{len(group.plates)} 車同行 {len(group.runs)} 段",
            f"Racing: {plan.name}, {len(group.plates)} vehicles on {len(group.runs)} legs together",
        ),
        says=says_of(group, fast),
        terms=plan.terms,
        strength=score,
        caveats=(caveat_of(plan.certified), STRAIGHT),
        others=tuple(one for one in shown if one.id != newest.id)[-_MOST_OTHERS:],
    )
