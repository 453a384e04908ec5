"""Footage for the demonstration: which ordinary cameras have a clip, from when, and who drives through it.

Each clip catches a vehicle of an incident between two plate cameras, at the time its drive brings it
there, so that importing the clip adds to the trail. The others in it are vehicles that the nearest plate
camera saw about then.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from trackway.model.camera import Camera, CameraKind
from trackway.model.errors import NotFound
from trackway.model.plate import Plate
from trackway.model.time import Instant
from trackway.sim.clips import ClipScript, ScriptedPass, two_lanes
from trackway.sim.county import County
from trackway.sim.county.paths import quickest_from
from trackway.sim.county.plane import headings_deg, to_plane
from trackway.sim.incidents import Pass, Scripted
from trackway.sim.pictures import light_at
from trackway.sim.scene import Scene

__all__ = ["Footage", "demo_footage"]

_WISHES = (
    ("stolen-car", 0, "鳳林鎮"),
    ("stolen-car", 0, "玉里鎮"),
    ("cloned-plate", 1, "新城鄉"),
    ("convoy", 0, "豐濱鄉"),
    ("racing", 0, "壽豐鄉"),
    ("hit-and-run", 0, "秀林鄉"),
    ("night-visitor", 0, "壽豐鄉"),
)
"""Incident, which of its vehicles, and the township in which a clip had best catch it."""
_SECONDS, _MOST_SECONDS, _MARGIN_S = 20.0, 26.0, 2.5
_LEAD_AT_S = 8.0
_BESIDE_M = 14.0
_ALONG_DEG = 30.0
_NO_STOP = 1.3
"""A leg that took this much longer than free flow was not driven without a stop."""
_HEADWAY_S = 3.2
_OTHERS_AT_S = ((0, 3.0), (1, 5.5), (0, 15.0), (1, 12.5))
"""Lane (0 away from the camera, 1 towards it) and time of the ordinary vehicles."""
_ABOUT_S = 1200.0
_LANE_KMH = (20.0, 140.0)
_ONCOMING_KMH = 46.0
_STEP_M = 15.0
_FPS, _FAST_KMH = 15, 100.0
"""Faster vehicles are in the picture for so few frames that such cameras take twice as many."""


@dataclass(frozen=True, slots=True)
class Footage:
    """A clip to be rendered and imported: from which camera, what passes, and of which incident."""

    camera: Camera
    script: ClipScript
    incident: str

    @property
    def starts_at(self) -> Instant:
        """When the recording starts; its camera's clock is right."""
        return self.script.starts_at


@dataclass(frozen=True, slots=True)
class _Catch:
    """A camera that sees a vehicle between two gates: at what time, after which pass, and at which share of
    the way from one gate to the other."""

    camera: Camera
    at: Instant
    after: Pass
    share: float


def demo_footage(scene: Scene) -> tuple[Footage, ...]:
    """Seven clips of 20 to 26 seconds, one or two for each incident; the same scene gives the same clips."""
    rng = np.random.default_rng([scene.county.seed, scene.span.end.us & 0xFFFF_FFFF, 7])
    footage: list[Footage] = []
    for wanted, cast, town in _WISHES:
        script = next(s for s in scene.scripts if s.incident.id == wanted)
        taken = frozenset(each.camera.number for each in footage)
        catches = _catches(scene.county, script, cast, taken)
        footage.append(_filmed(scene, script, _best(catches, town), rng))
    return tuple(footage)


def _best(catches: list[_Catch], town: str) -> _Catch:
    """The catch nearest to midway between gates, in the township wanted if there is any."""
    return min(catches, key=lambda c: (f" {town} " not in c.camera.name, abs(c.share - 0.5), c.camera.number))


def _catches(county: County, script: Scripted, cast: int, taken: frozenset[int]) -> list[_Catch]:
    """Every ordinary camera, not taken yet, that catches a vehicle of the cast between two gates."""
    passes = sorted((p for p in script.passes if p.cast == cast), key=lambda p: p.at)
    inside = [p for p in passes if p.at in script.incident.span]
    free = [c for c in county.cameras if c.kind is CameraKind.ORDINARY and c.number not in taken]
    places = to_plane(np.array([[c.place.lon, c.place.lat] for c in free]))
    found: list[_Catch] = []
    for before, after in pairwise(inside):
        way, share, free_s = _way(county, before.gate, after.gate)
        turned_round = before.gate == after.gate ^ 1
        if turned_round or after.at.since(before.at) > _NO_STOP * free_s:
            continue
        for i in _beside(places, way):
            when = _seen_along(free[i], places[i], way, share)
            if when is not None:
                at = before.at.plus(when * after.at.since(before.at))
                found.append(_Catch(free[i], at, before, when))
    if not found:
        raise NotFound(f"No ordinary camera sees {script.incident.id} between two plate cameras.")
    return found


def _beside(places: NDArray[np.float64], way: NDArray[np.float64]) -> list[int]:
    """Which places lie within the rectangle round a way, and so perhaps beside it."""
    low, high = way.min(axis=0) - _BESIDE_M, way.max(axis=0) + _BESIDE_M
    inside = ((places >= low) & (places <= high)).all(axis=1)
    return [int(i) for i in np.flatnonzero(inside)]


def _way(county: County, start: int, end: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """The drive from one gate to another: places every few metres, the share of its time spent when there,
    and that time in free flow, seconds."""
    graph = county.graph
    (first, off), (last, until) = (
        (county.plate_sites[g // 2].edges[g % 2], county.plate_sites[g // 2].offset_m[g % 2])
        for g in (start, end)
    )
    if first == last and until > off:
        legs = [(first, off, until)]
    else:
        between = quickest_from(graph, int(graph.end[first])).edges_to(int(graph.start[last]), graph)
        whole = [(edge, 0.0, float(graph.length_m[edge])) for edge in between]
        legs = [(first, off, float(graph.length_m[first])), *whole, (last, 0.0, until)]
    places, spent = [], []
    for edge, begin, stop in legs:
        metres = np.linspace(begin, stop, max(2, int((stop - begin) / _STEP_M)))
        road = graph.roads[graph.road[edge]]
        sign = 1.0 if graph.to_m[edge] > graph.from_m[edge] else -1.0
        along = graph.from_m[edge] + sign * metres
        places.append(np.column_stack([np.interp(along, road.along_m, road.xy[:, k]) for k in (0, 1)]))
        spent.append(np.diff(metres, prepend=metres[0]) / graph.speed_kmh[edge])
    share = np.cumsum(np.concatenate(spent))
    return np.vstack(places), share / share[-1], float(share[-1]) * 3.6


def _seen_along(
    camera: Camera, here: NDArray[np.float64], way: NDArray[np.float64], share: NDArray[np.float64]
) -> float | None:
    """At which share of the way's time the camera sees the vehicle from behind; ``None`` if it does not."""
    far = np.hypot(*(way - here).T)
    i = int(np.argmin(far))
    if far[i] > _BESIDE_M or camera.heading_deg is None or not 0 < i < len(way) - 1:
        return None
    turn = abs(float(headings_deg(way[[i - 1, i + 1]])[0]) - camera.heading_deg) % 360
    return float(share[i]) if min(turn, 360 - turn) < _ALONG_DEG else None


def _filmed(scene: Scene, script: Scripted, catch: _Catch, rng: np.random.Generator) -> Footage:
    """The clip round a catch: the cast that comes by, and others in the gaps between them."""
    starts = Instant(round(catch.at.plus(-_LEAD_AT_S).us / 1e6) * 1_000_000)
    kmh = float(np.clip(catch.after.kmh, *_LANE_KMH))
    passes = []
    for each in script.passes:
        at_s = catch.at.since(starts) + each.at.since(catch.after.at)
        if each.gate == catch.after.gate and _MARGIN_S < at_s < _MOST_SECONDS - _MARGIN_S:
            who = script.cast[each.cast]
            passes.append(
                ScriptedPass(Plate(who.plate), who.kind, who.colour, round(at_s, 2), lane=0, speed_kmh=kmh)
            )
    seconds = max(_SECONDS, max(each.at_s for each in passes) + _MARGIN_S)
    for (lane, at_s), vehicle in zip(_OTHERS_AT_S, _others(scene, catch, rng), strict=True):
        if vehicle is None or (lane == 0 and any(abs(p.at_s - at_s) < _HEADWAY_S for p in passes)):
            continue
        plate, kind, colour = (
            column[vehicle] for column in (scene.fleet.plate, scene.fleet.kind, scene.fleet.colour)
        )
        speed = kmh if lane == 0 else _ONCOMING_KMH
        passes.append(ScriptedPass(Plate(plate), kind, colour, at_s, lane=lane, speed_kmh=speed))
    clip = ClipScript(
        seconds=seconds,
        passes=tuple(sorted(passes, key=lambda each: each.at_s)),
        light=light_at(starts),
        road=two_lanes(seed=catch.camera.number),
        fps=_FPS if kmh < _FAST_KMH else 2 * _FPS,
        starts_at=starts,
        camera_name=catch.camera.id,
        heading_deg=catch.camera.heading_deg,
        seed=catch.camera.number,
    )
    return Footage(catch.camera, clip, script.incident.id)


def _others(scene: Scene, catch: _Catch, rng: np.random.Generator) -> list[int | None]:
    """For each gap a vehicle that the plate cameras saw about then, going that lane's way; by night few."""
    site, direction = divmod(catch.after.gate, 2)
    near = np.abs(scene.seen.true_us - catch.at.us) < _ABOUT_S * 1e6
    ordinary = near & (scene.story == 0)
    chosen: list[int | None] = []
    for lane, _ in _OTHERS_AT_S:
        numbers = [scene.county.plate_sites[site].number(direction ^ lane, side) for side in (0, 1)]
        who = np.unique(scene.seen.vehicle[ordinary & np.isin(scene.seen.camera, numbers)])
        who = np.setdiff1d(who, [v for v in chosen if v is not None])
        chosen.append(int(rng.choice(who)) if len(who) else None)
    return chosen
