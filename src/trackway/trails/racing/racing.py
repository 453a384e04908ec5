"""Racing: groups of vehicles that go far faster than others, together, again and again.

::

    ways and clocks measured ──► legs far quicker than the quick ──► hours that are a clock's left out
        ──► two vehicles on one leg within seconds, twice or more ──► groups ──► to and fro, nights
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trackway.model.band import Band, hours_touched, week_stretches
from trackway.model.finding import MAX_EVIDENCE, Fact, Finding, Report
from trackway.model.passage import PassageId, passage_id
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.time import Instant, Span
from trackway.passages import TooMany
from trackway.trails.analysis import Analysis
from trackway.trails.clocks.clocks import Offsets, offsets_of, unclocked_says
from trackway.trails.clocks.legs import Legs, hours_filed, legs_of, thinned
from trackway.trails.clocks.sites import Sites, sites_of
from trackway.trails.coverage.coverage import coverage_of
from trackway.trails.coverage.uptime import uptime
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.fields import Between, Daily, Exactly, Where
from trackway.trails.racing.groups import FastLegs, Group, groups_of, joined, without_clock_hours
from trackway.trails.section_speed.section_speed import caveat_of, floored
from trackway.trails.where import Place, cameras_at

__all__ = ["RACING", "STRAIGHT", "RacingQuestion", "bounds_of", "says_of", "score_of"]

_NIGHT = Band(21 * 60, 6 * 60)
_PART = 0.7
"""Of twenty vehicles the quickest needs the quick time; who needs less than seven tenths of that is racing,
on any road however winding."""
_BEYOND_KMH = 260.0
"""Faster than that in a straight line is a misread, a clock or a clone."""
_MOST_LEGS = 200_000
_MOST_PASSAGES = 40_000_000
_SCORE_AT, _PER_RUN, _TO_AND_FRO, _PER_NIGHT, _PER_MORE = -1.6, 0.45, 1.0, 0.8, 0.4
"""Logarithm of odds: two together twice are one to three; each further leg together, turning round, each
further night and each further vehicle add to it. Set by eye on simulated traffic with known truth."""


@dataclass(frozen=True, slots=True)
class RacingQuestion:
    """When and where, how fast, how close, how often."""

    span: Annotated[Span, Between, Field(title="期間", description="Over which time.")]
    places: Annotated[
        tuple[Annotated[Place, Where], ...], Field(title="地點", description="Only cameras here; none: all.")
    ] = ()
    band: Annotated[Band, Daily, Field(title="時段", description="At which time of the day.")] = _NIGHT
    min_kmh: Annotated[
        float,
        Field(title="至少(公里/時)", description="In a straight line, at least, for certain.", ge=40, le=250),
    ] = 100.0
    headway_s: Annotated[
        float, Field(title="車間(秒)", description="One behind another at both ends.", ge=1, le=120)
    ] = 15.0
    min_runs: Annotated[
        int, Field(title="至少幾段", description="Fast legs together at least.", ge=1, le=50)
    ] = 2
    leave_out: Annotated[
        tuple[Annotated[Plate, Exactly], ...],
        Field(title="排除車號", description="Ambulances, police.", max_length=500),
    ] = ()
    certified: Annotated[
        str,
        Field(title="檢定", description="Who certified clocks and distances, and number.", max_length=200),
    ] = ""
    least: Annotated[
        float, Field(title="最低分數", description="Least score that is listed.", ge=0, le=1)
    ] = 0.4
    limit: Annotated[int, Field(title="最多列出", description="How many groups at most.", ge=1, le=200)] = 50


def _racing(desk: Desk, question: RacingQuestion) -> Report:
    seen = uptime(desk, cameras_at(question.places, desk.cameras), question.span)
    covered = coverage_of(desk.cameras, seen)
    hours, passages = hours_filed(seen, question.span)
    sites = sites_of(desk.cameras, seen.numbers.tolist())
    if not len(sites) or not passages.sum():
        return Report((), covered, empty=_EMPTY)
    legs = legs_of(desk, sites, thinned(hours, passages))
    offsets = offsets_of(legs)
    fast_s, least_s, granted_s = bounds_of(sites, legs, offsets, question.min_kmh)
    touched = np.array(hours_touched(question.span, week_stretches((question.band,), ())), np.int64) // 1000
    chosen = np.isin(hours, touched)
    if passages[chosen].sum() > _MOST_PASSAGES:
        raise TooMany(
            f"Some {passages[chosen].sum():,} passages are more than {_MOST_PASSAGES:,}; ask for less time."
        )
    fast = _fast_legs(
        desk, question, sites, hours[chosen].tolist(), (fast_s, least_s, offsets.ahead_s, granted_s)
    )
    fast, dropped = without_clock_hours(fast, question.headway_s)
    whole = joined(fast)
    groups = groups_of(whole, question.headway_s, question.min_runs)
    scored = sorted(
        ((score_of(group), group) for group in groups), key=lambda each: (-each[0], each[1].plates)
    )
    scored = [(score, group) for score, group in scored if score >= question.least]
    findings = tuple(_finding(score, group, whole, question) for score, group in scored[: question.limit])
    return Report(
        findings,
        covered,
        caveats=(
            caveat_of(question.certified),
            *unclocked_says(sites, legs, offsets),
            *((_dropped_says(dropped),) if dropped else ()),
        ),
        more=len(scored) > question.limit,
        empty=None if findings else _EMPTY,
        facts={
            "fast_legs": len(fast),
            "fast_vehicles": len(np.unique(fast.plate)),
            "hours_dropped_for_clock": dropped,
            "pairs_by_chance": round(_by_chance(fast, question.headway_s), 3),
        },
    )


def bounds_of(
    sites: Sites, legs: Legs, offsets: Offsets, min_kmh: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Between any two sites (n x n, seconds) the time below which a leg is fast, and below which it is none
    but an error; and per site how wrong its clock may be."""
    # An unmeasured clock is granted what its neighbours leave open: never taken at its word.
    every = np.arange(len(sites))
    granted_s = offsets.granted_s(every, np.where(legs.is_unmeasured, np.nan, legs.claimed_s))
    quick_s = legs.quick_s - offsets.ahead_s[None, :] + offsets.ahead_s[:, None]
    straight_s = sites.least_m / (min_kmh / 3.6)
    fast_s = np.fmax(straight_s, _PART * quick_s)
    return np.where(np.isnan(fast_s), 0.0, fast_s), sites.least_m / (_BEYOND_KMH / 3.6), granted_s


def _fast_legs(
    desk: Desk,
    question: RacingQuestion,
    sites: Sites,
    hours: Sequence[int],
    bounds: tuple[NDArray[np.float64], ...],
) -> FastLegs:
    fast_s, least_s, ahead_s, granted_s = bounds
    origin = (hours[0] if hours else 0) * 1000
    values = {
        "hours": list(hours),
        "first": question.span.start.ms,
        "end": -(-question.span.end.us // 1000),
        "origin": origin,
        "cameras": sites.numbers,
        "site": sites.table,
        "sites": len(sites),
        "fast_ms": _ms(fast_s),
        "least_ms": _ms(least_s),
        "ahead_ms": _ms(ahead_s),
        "granted_ms": _ms(granted_s),
        "leave_out": sorted({plate.text for plate in question.leave_out}),
        "min_confidence": 60,
        "limit": _MOST_LEGS + 1,
    }
    rows = desk.store.table(desk.permit, analysis_sql("racing")["fast_legs"], values)
    if rows.num_rows > _MOST_LEGS:
        raise TooMany(f"More than {_MOST_LEGS:,} fast legs; ask for a higher speed or a shorter time.")
    start, end = (rows[name].to_numpy().astype(np.uint64) for name in ("earlier", "later"))
    camera = [((packed >> np.uint64(16)) & np.uint64(0xFFFF)).astype(np.int64) for packed in (start, end)]
    site = sites.at(camera[0]), sites.at(camera[1])
    ms = [(packed >> np.uint64(32)).astype(np.int64) + origin for packed in (start, end)]
    granted_to_s = rows["took_ms"].to_numpy() / 1000
    return FastLegs(
        plate=np.array(rows["plate"].to_pylist(), object),
        way=site[0] * len(sites) + site[1],
        back=site[1] * len(sites) + site[0],
        start_ms=ms[0],
        end_ms=ms[1],
        least_kmh=sites.least_m[site] / granted_to_s * 3.6,
        start=_ids(start, ms[0], camera[0]),
        end=_ids(end, ms[1], camera[1]),
        sites=len(sites),
    )


def _ms(seconds: NDArray[np.float64]) -> list[int]:
    return [int(one) for one in np.round(seconds * 1000).ravel()]


def _ids(
    packed: NDArray[np.uint64], ms: NDArray[np.int64], camera: NDArray[np.int64]
) -> tuple[PassageId, ...]:
    sequence = (packed & np.uint64(0x3F)).astype(np.int64)
    return tuple(
        passage_id(Instant(int(at) * 1000), int(number), int(which))
        for at, number, which in zip(ms, camera, sequence, strict=True)
    )


def score_of(group: Group) -> float:
    """How much a group looks like racing, 0 to 1."""
    odds = (
        _SCORE_AT
        + _PER_RUN * min(len(group.runs), 8)
        + _TO_AND_FRO * (group.turns > 0)
        + _PER_NIGHT * min(group.nights - 1, 2)
        + _PER_MORE * min(len(group.plates) - 2, 3)
    )
    return 1 / (1 + math.exp(-odds))


def _by_chance(fast: FastLegs, headway_s: float) -> float:
    """How many pairs of fast legs would fall together if each came at its own time of those hours."""
    if not len(fast):
        return 0.0
    hours = max(1, len(np.unique(fast.start_ms // 3_600_000)))
    _, many = np.unique(fast.way, return_counts=True)
    return float((many * (many - 1) / 2 * 2 * headway_s / (hours * 3600)).sum())


def _finding(score: float, group: Group, fast: FastLegs, question: RacingQuestion) -> Finding:
    rows = group.rows
    evidence = sorted({one for row in rows[: MAX_EVIDENCE // 2] for one in (fast.start[row], fast.end[row])})
    kmh = fast.least_kmh[rows]
    runs: list[Fact] = [
        {"at": str(Instant(at_ms * 1000)), "vehicles": vehicles, "least_kmh": floored(least)}
        for at_ms, vehicles, least in group.runs
    ]
    return Finding(
        score=score,
        says=says_of(group, fast),
        plates=group.plates,
        evidence=tuple(evidence),
        caveats=(caveat_of(question.certified), STRAIGHT),
        facts={
            "runs_together": len(group.runs),
            "turns": group.turns,
            "nights": group.nights,
            "median_headway_s": round(group.headway_s, 1),
            "least_kmh_max": floored(float(kmh.max())),
            "least_kmh_median": floored(float(np.median(kmh))),
            "runs": runs,
            "is_certified": bool(question.certified.strip()),
        },
    )


def says_of(group: Group, fast: FastLegs) -> tuple[Said, ...]:
    """Why a group is one: legs together, speed at least, how close, how often they turned round."""
    plates, kmh = "、".join(group.plates), fast.least_kmh[group.rows]
    return (
        Said(
            f"{plates}：同時快行 {len(group.runs)} 段，至少 {math.floor(kmh.max())} 公里/時，"
            f"車間中位數 {group.headway_s:.0f} 秒。",
            f"{', '.join(group.plates)}: {len(group.runs)} fast legs together, {math.floor(kmh.max())} km/h "
            f"at least, {group.headway_s:.0f} s apart (median).",
        ),
        Said(
            f"折返 {group.turns} 次，{group.nights} 夜。",
            f"Turned round {group.turns} times, on {group.nights} nights.",
        ),
    )


def _dropped_says(dropped: int) -> Said:
    return Said(
        f"{dropped} 個路段時段有許多互不相干的車都快，應為時鐘異常，已排除。",
        f"On {dropped} ways and hours many vehicles one by one were fast: a clock; left out.",
    )


STRAIGHT = Said(
    "車速為直線距離下限，實際沿路更快。",
    "Speeds are lower bounds along the straight line; along the road it was more.",
)
_EMPTY = Said(
    "沒有兩輛以上反覆一起快行的車；可放寬時段、車間，或降低車速。單一快車請用「區間車速」。",
    "No two vehicles were fast together again and again; widen the hours or the headway, or lower the "
    "speed. For single fast vehicles ask for section speeds.",
)

RACING = Analysis(
    name="racing",
    title=Said("競速飆車", "Racing"),
    asks=Said(
        "哪些車一起反覆高速行駛、來回折返？", "Which vehicles race together, to and fro, night after night?"
    ),
    score=Said(
        "像競速的程度：段數、折返、夜數、車數", "how much it looks like a race: legs, turns, nights, vehicles"
    ),
    question=RacingQuestion,
    answer=_racing,
)
