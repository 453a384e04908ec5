"""Hit-and-run: who was at a scene at about that time, among all that passed around it.

::

    scene, time ──► ring of gates within reach ──► every passage there, plateless ones too
    ──► fit in time (both sides) x description, each against the traffic of the ring ──► candidates
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trackway.model.area import Circle, Polygon, Rectangle
from trackway.model.finding import MAX_EVIDENCE, Fact, Finding, Report
from trackway.model.pattern import PlatePattern
from trackway.model.place import Point
from trackway.model.said import Said
from trackway.model.time import Span
from trackway.model.vehicle import Colour, Heading, VehicleKind
from trackway.trails.analysis import Analysis
from trackway.trails.coverage.coverage import coverage
from trackway.trails.desk import Desk
from trackway.trails.fields import Between, Like, Where
from trackway.trails.hit_and_run.fit import Fit, Ring, fit
from trackway.trails.hit_and_run.missing import missing_reads
from trackway.trails.ways.around import Around, around, one_vehicle
from trackway.trails.ways.bound import bounds
from trackway.trails.ways.gates import Gates, gates_of
from trackway.trails.ways.looks import colour_ratio, kind_ratio
from trackway.trails.where import Place, cameras_at

__all__ = ["HIT_AND_RUN", "HitAndRunQuestion"]

_UNSEEN = 0.2
"""How often it is none of the vehicles recorded around: every camera missed it, or it came by none."""
_PATTERN_RIGHT, _PATTERN_NEAR = 0.85, 0.10
"""A remembered part of a plate, read by a camera, is right so often, or off by one letter."""
_FASTER, _FASTER_SPREAD, _PASSING_SPREAD = 1.15, 0.18, 0.15
_SPEED_LIMITS = (0.5, 3.0)
"""Who flees drives some 15 % faster than others at the same gate; a weak sign, so it may count threefold."""
_LEAST_TIMES = 0.001
"""A smaller ratio is said to be smaller, without a figure."""
_HEADED = 0.7
_LATER = 1.5
"""The ring is watched for that many times the reach before and after: who dawdles is still seen."""


@dataclass(frozen=True, slots=True)
class HitAndRunQuestion:
    """Where and when, and what is known of the vehicle; each part of it may be wrong."""

    place: Annotated[Place, Where, Field(title="現場", description="Where it happened.")]
    span: Annotated[
        Span, Between, Field(title="發生時間", description="The earliest and the latest it may have been.")
    ]
    patterns: Annotated[
        tuple[Annotated[PlatePattern, Like], ...],
        Field(title="車號片段", description="Part of the plate as remembered.", max_length=3),
    ] = ()
    kinds: Annotated[tuple[VehicleKind, ...], Field(title="車種", description="Kind of vehicle.")] = ()
    colours: Annotated[tuple[Colour, ...], Field(title="車色", description="Its colour.")] = ()
    headings: Annotated[tuple[Heading, ...], Field(title="逃逸方向", description="Which way it fled.")] = ()
    reach_min: Annotated[
        int, Field(title="範圍（分鐘車程）", description="Cameras within so many minutes.", ge=2, le=60)
    ] = 20
    limit: Annotated[int, Field(title="最多列出", description="How many at most.", ge=1, le=100)] = 20


def _answer(desk: Desk, question: HitAndRunQuestion) -> Report:
    gates = gates_of(desk.cameras)
    scene = _scene(desk, question.place)
    ring = _ring(desk, gates, scene, question.reach_min * 60.0)
    numbers = [n for gate in ring.gates.tolist() for n in gates.rows[gate].cameras]
    margin = question.reach_min * 60.0 * _LATER
    window = Span(question.span.start.plus(-margin), question.span.end.plus(margin))
    covered = coverage(desk, numbers, window)
    seen = around(desk, gates, numbers, window)
    basis = ring.away.says if len(ring.gates) else Said("", "")
    if not seen.count:
        why = Said(
            "現場周邊在這段時間沒有任何過車紀錄；加大範圍，或調閱附近錄影匯入判讀。",
            "Nothing passed around the scene then; take a larger reach, or import footage from near by.",
        )
        return Report((), covered, (basis,), empty=why)
    scene_s = (margin, margin + question.span.seconds)
    timing = fit(desk, gates, ring, seen, scene_s=scene_s, window_s=window.seconds)
    parts = _parts(gates, question, seen, timing)
    ratio = timing.ratio * np.prod(list(parts.values()), axis=0)
    chance = (1 - _UNSEEN) * ratio / seen.count
    chance /= _UNSEEN + chance.sum()
    order = np.lexsort((np.array(seen.plates), -chance))
    order = order[timing.ratio[order] > 0]
    groups = one_vehicle(seen, order[: 2 * question.limit].tolist())[: question.limit]
    findings = tuple(
        _finding(desk, gates, scene, seen, timing, weighed=(parts, ratio, chance), group=group)
        for group in groups
    )
    facts: dict[str, Fact] = {
        "vehicles": seen.count,
        "gates": len(ring.gates),
        "cameras": numbers,
        "not_recorded": round(_UNSEEN / (_UNSEEN + float(((1 - _UNSEEN) * ratio / seen.count).sum())), 4),
        "vanish_by_chance": round(timing.vanish, 4),
        "appear_by_chance": round(timing.appear, 4),
        "scene": [scene.lon, scene.lat],
    }
    if not findings:
        why = Said(
            "沒有車輛在時間上可能到過現場；放寬發生時間或加大範圍。",
            "No vehicle can have been at the scene in that time; allow more time or a larger reach.",
        )
        return Report((), covered, (basis,), empty=why, facts=facts)
    null = Said(
        f"與周邊 {seen.count:,} 輛一般過車相比；肇事車未被任何鏡頭記錄的機率 {facts['not_recorded']:.0%}。",
        f"Held against {seen.count:,} vehicles around; that none of them is it: {facts['not_recorded']:.0%}.",
    )
    return Report(findings, covered, (null, basis), more=len(order) > sum(map(len, groups)), facts=facts)


def _scene(desk: Desk, place: Place) -> Point:
    """The middle of a place."""
    match place.area:
        case Circle(centre, _):
            return centre
        case Rectangle(west, south, east, north):
            return Point((west + east) / 2, (south + north) / 2)
        case Polygon(ring):
            return Point(sum(p.lon for p in ring) / len(ring), sum(p.lat for p in ring) / len(ring))
        case None:
            return desk.cameras[min(cameras_at([place], desk.cameras))].place


def _ring(desk: Desk, gates: Gates, scene: Point, reach_s: float) -> Ring:
    """The gates from which, or to which, it is no longer than the reach."""
    places = [gate.place for gate in gates.rows]
    towards, away = bounds(desk.roads, scene, places, towards=True), bounds(desk.roads, scene, places)
    near = np.flatnonzero(np.minimum(towards.flowing_s, away.flowing_s) <= reach_s)
    return Ring(near, towards.taken(near), away.taken(near))


def _parts(
    gates: Gates, question: HitAndRunQuestion, seen: Around, timing: Fit
) -> dict[str, NDArray[np.float64]]:
    """For each vehicle the ratio of each part of the description."""
    kind, colour = seen.surest(seen.kind, seen.kind_sure), seen.surest(seen.colour, seen.colour_sure)
    return {
        "kind": kind_ratio([str(one) for one in question.kinds], kind),
        "colour": colour_ratio([str(one) for one in question.colours], colour),
        "pattern": _pattern_ratio(question.patterns, seen.plates),
        "heading": _heading_ratio(gates, question.headings, seen, timing),
        "speed": _speed_ratio(seen, timing),
    }


def _pattern_ratio(patterns: Sequence[PlatePattern], plates: Sequence[str]) -> NDArray[np.float64]:
    """Plates that fit, and those off by one letter, against how many do; 1 without a plate."""
    ratio = np.ones(len(plates))
    if not patterns:
        return ratio
    near = [
        PlatePattern(one.text[:k] + "?" + one.text[k + 1 :])
        for one in patterns
        for k, symbol in enumerate(one.text)
        if symbol not in "?*"
    ]
    fits = np.array([any(one.matches(text) for one in patterns) for text in plates])
    almost = np.array([any(one.matches(text) for one in near) for text in plates]) & ~fits
    known = np.array([text != "" for text in plates])
    total = int(known.sum()) + 3
    others = 1.0 - _PATTERN_RIGHT - _PATTERN_NEAR
    for mask, share in ((fits, _PATTERN_RIGHT), (almost, _PATTERN_NEAR), (known & ~fits & ~almost, others)):
        ratio[mask] = share / ((int(mask.sum()) + 1) / total)
    ratio[~known] = 1.0
    return ratio


def _heading_ratio(
    gates: Gates, headings: Sequence[Heading], seen: Around, timing: Fit
) -> NDArray[np.float64]:
    """Whether it left (or, not seen leaving, came) the way it is said to have fled."""
    ratio = np.ones(seen.count)
    row = np.where(timing.after >= 0, timing.after, -1)
    known = np.flatnonzero(row >= 0)
    if not headings or not len(known):
        return ratio
    fits = np.array([gates.rows[seen.gate[row[v]]].heading in headings for v in known.tolist()])
    base = (int(fits.sum()) + 1) / (len(known) + 2)
    ratio[known] = np.where(fits, _HEADED / base, (1 - _HEADED) / (1 - base))
    return ratio


def _speed_ratio(seen: Around, timing: Fit) -> NDArray[np.float64]:
    """Faster than others at the gate where it was seen next: who flees is."""
    ratio = np.ones(seen.count)
    median: dict[int, float] = {}
    for gate in np.unique(seen.gate).tolist():
        speeds = seen.kmh[(seen.gate == gate) & ~np.isnan(seen.kmh)]
        if len(speeds) >= 5:
            median[gate] = float(np.median(speeds))
    for vehicle in np.flatnonzero(timing.after >= 0).tolist():
        row = int(timing.after[vehicle])
        usual = median.get(int(seen.gate[row]))
        if usual and not np.isnan(seen.kmh[row]):
            z = seen.kmh[row] / usual
            flees = np.exp(-0.5 * ((z - _FASTER) / _FASTER_SPREAD) ** 2) / _FASTER_SPREAD
            passes = np.exp(-0.5 * ((z - 1) / _PASSING_SPREAD) ** 2) / _PASSING_SPREAD
            ratio[vehicle] = np.clip(flees / max(passes, 1e-9), *_SPEED_LIMITS)
    return ratio


def _finding(
    desk: Desk,
    gates: Gates,
    scene: Point,
    seen: Around,
    timing: Fit,
    *,
    weighed: tuple[dict[str, NDArray[np.float64]], NDArray[np.float64], NDArray[np.float64]],
    group: Sequence[int],
) -> Finding:
    parts, ratio, chance = weighed
    vehicle = group[0]
    before, after = int(timing.before[vehicle]), int(timing.after[vehicle])
    facts: dict[str, Fact] = {
        "likelihood_ratio": round(float(ratio[vehicle]), 3),
        "time_ratio": round(float(timing.ratio[vehicle]), 3),
    }
    facts |= {f"{name}_ratio": round(float(values[vehicle]), 3) for name, values in parts.items()}
    says = [_timing(gates, seen, before, after), _weight(float(ratio[vehicle]))]
    says += [_part(name, float(values[vehicle])) for name, values in parts.items() if values[vehicle] > 1.2]
    caveats = [_part(name, float(values[vehicle])) for name, values in parts.items() if values[vehicle] < 0.8]
    if not seen.plates[vehicle]:
        caveats.append(
            Said(
                "沒有讀到車號，不知前後去向。",
                "No plate was read: where it was before and after is not known.",
            )
        )
    missed = missing_reads(desk, gates, scene, seen, (before, after)) if seen.plates[vehicle] else []
    if missed:
        names = [gates.rows[gate].name for gate in missed[:3]]
        says.append(
            Said(
                f"應拍到卻沒有：{'、'.join(names)}。",
                f"Should have been seen but was not: {', '.join(names)}.",
            )
        )
        facts["missing_cameras"] = [n for gate in missed for n in gates.rows[gate].cameras]
    plates = tuple(seen.plates[one] for one in group if seen.plates[one])
    if len(group) > 1:
        also = ", ".join(plates[1:])
        says.append(Said(f"也讀作 {also}，視為同一輛。", f"Also read as {also}, taken for the same vehicle."))
    return Finding(
        score=float(min(1.0, chance[list(group)].sum())),
        says=tuple(says),
        plates=plates,
        evidence=tuple(sorted(seen.identity(row) for one in group for row in seen.rows(one))[:MAX_EVIDENCE]),
        caveats=tuple(caveats),
        cameras=tuple(n for gate in missed for n in gates.rows[gate].cameras),
        facts=facts,
    )


def _timing(gates: Gates, seen: Around, before: int, after: int) -> Said:
    def where(row: int) -> str:
        return (
            f"{seen.origin.plus(float(seen.at_s[row])).taipei():%H:%M:%S} {gates.rows[seen.gate[row]].name}"
        )

    if before >= 0 and after >= 0:
        return Said(
            f"之前 {where(before)}，之後 {where(after)}，時間足以到過現場。",
            f"Before: {where(before)}; after: {where(after)}; time enough to have been at the scene.",
        )
    if before >= 0:
        return Said(
            f"{where(before)} 朝現場來，之後未再出現。", f"Came by {where(before)} and was not seen leaving."
        )
    return Said(
        f"{where(after)} 自現場方向離開，之前未見進入。",
        f"Left by {where(after)} and was not seen coming.",
    )


def _weight(ratio: float) -> Said:
    return Said(
        f"此車到過現場的可能性是一般過車的 {_times(ratio)} 倍。",
        f"{_times(ratio)} times likelier at the scene than any vehicle that passes.",
    )


_PARTS = {
    "kind": ("車種", "kind"),
    "colour": ("車色", "colour"),
    "pattern": ("車號", "plate"),
    "heading": ("方向", "heading"),
    "speed": ("車速", "speed"),
}


def _part(name: str, ratio: float) -> Said:
    zh, en = _PARTS[name]
    if ratio >= 1:
        return Said(f"{zh}相符（{_times(ratio)} 倍）。", f"Its {en} fits ({_times(ratio)} times).")
    return Said(f"{zh}不符（{_times(ratio)} 倍）。", f"Its {en} does not fit ({_times(ratio)} times).")


def _times(ratio: float) -> str:
    """A ratio in two figures as people write them: 16,000 and 0.25, neither 1.6e+04 nor 2e-05."""
    if ratio < _LEAST_TIMES:
        return f"<{_LEAST_TIMES}"
    return f"{float(f'{ratio:.2g}'):,.0f}" if ratio >= 10 else f"{ratio:.2g}"


HIT_AND_RUN = Analysis(
    name="hit-and-run",
    title=Said("肇事逃逸", "Hit-and-run"),
    asks=Said(
        "哪些車輛在事故前後到過現場，又符合目擊描述？",
        "Which vehicles were at the scene at about that time and fit what was seen?",
    ),
    score=Said(
        "是這輛車的機率（含沒有任何鏡頭記錄到的可能）",
        "probability that it is this one, granting that it may be none that was recorded",
    ),
    question=HitAndRunQuestion,
    answer=_answer,
)
