"""Section speed: how fast vehicles went from one place to another, at least.

Every speed here is a lower bound: the way cannot be shorter than the straight line (or than the road, where
somebody measured it), and both clocks are granted their whole error. Clocks that nobody measured give none.
"""

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trackway.model.errors import WrongUse
from trackway.model.finding import MAX_EVIDENCE, Finding, Report
from trackway.model.said import Said
from trackway.model.time import Instant, Span
from trackway.trails.analysis import Analysis
from trackway.trails.clocks.clocks import Offsets, offsets_of
from trackway.trails.clocks.legs import Legs, hours_filed, legs_of, thinned
from trackway.trails.clocks.sites import Sites, sites_of
from trackway.trails.coverage.coverage import coverage_of
from trackway.trails.coverage.uptime import uptime
from trackway.trails.desk import Desk
from trackway.trails.fields import Between, Where
from trackway.trails.section_speed.guard import guard_says, guarded_runs
from trackway.trails.section_speed.runs import Runs, Section, runs_of
from trackway.trails.where import Place, cameras_at

__all__ = ["INTELLIGENCE", "SECTION_SPEED", "SectionSpeedQuestion", "caveat_of", "floored"]

INTELLIGENCE = Said(
    "情資，不得舉發：兩端時鐘與距離未經檢定，不得作為取締依據。",
    "Intelligence, not a ticket: neither clocks nor distance are certified; nobody may be fined by it.",
)
"""Stands first on every finding. Elsewhere more than 3,000 tickets were revoked for a clock."""
_SIGHT_M = 50.0
"""How far from its pole a camera may read a plate: so much shorter may the way be at either end."""
_LEAST_WAY_M = 500.0
_BIN_KMH = 10
_FULL = 0.5
"""Half as fast again as asked is a score of 1."""
_FEW = 4
"""So many others must have passed an end within an hour and a half, or nothing is known of its clock then."""


@dataclass(frozen=True, slots=True)
class SectionSpeedQuestion:
    """From where to where, how far that is, and who is of interest."""

    start: Annotated[Place, Where, Field(title="起點", description="Where the section begins.")]
    end: Annotated[Place, Where, Field(title="終點", description="Where it ends.")]
    span: Annotated[Span, Between, Field(title="期間", description="Over which time.")]
    above_kmh: Annotated[
        float, Field(title="高於(公里/時)", description="List who was faster for certain.", ge=10, le=300)
    ] = 90.0
    road_m: Annotated[
        float,
        Field(
            title="道路長度(公尺)", description="Measured by road; 0: the straight line.", ge=0, le=200_000
        ),
    ] = 0.0
    certified: Annotated[
        str,
        Field(title="檢定", description="Who certified clocks and distance, and number.", max_length=200),
    ] = ""
    min_confidence: Annotated[
        float, Field(title="最低信心", description="Least confidence of the plate, 0 to 1.", ge=0, le=1)
    ] = 0.8
    limit: Annotated[int, Field(title="最多列出", description="How many vehicles at most.", ge=1, le=200)] = (
        50
    )


def caveat_of(certified: str) -> Said:
    """The first caveat of every finding about speed."""
    if not certified.strip():
        return INTELLIGENCE
    return Said(
        f"經查詢者聲明兩端已檢定：{certified.strip()}。",
        f"Who asked states that the pair is certified: {certified.strip()}.",
    )


def _section_speed(desk: Desk, question: SectionSpeedQuestion) -> Report:
    starts, ends = (cameras_at((place,), desk.cameras) for place in (question.start, question.end))
    if not starts or not ends:
        raise WrongUse("One end of the section holds no camera; draw it wider.")
    if starts & ends:
        raise WrongUse("The two ends of the section share cameras; draw them apart.")
    seen = uptime(desk, frozenset(desk.cameras), question.span)
    covered = coverage_of(desk.cameras, uptime(desk, starts | ends, question.span))
    sites = sites_of(desk.cameras, {*seen.numbers.tolist(), *starts, *ends})
    hours, passages = hours_filed(seen, question.span)
    legs = legs_of(desk, sites, thinned(hours, passages))
    offsets = offsets_of(legs)
    at = (
        np.array([sites.of_camera[n] for n in sorted(starts)]),
        np.array([sites.of_camera[n] for n in sorted(ends)]),
    )
    straight_m = float(sites.least_m[np.ix_(*at)].min()) + 2 * _SIGHT_M
    if straight_m < _LEAST_WAY_M:
        raise WrongUse(f"The ends are {straight_m:.0f} m apart; a section has {_LEAST_WAY_M:.0f} m or more.")
    if question.road_m and question.road_m < straight_m - 2 * _SIGHT_M:
        raise WrongUse(f"A road of {question.road_m:.0f} m is shorter than the line, {straight_m:.0f} m.")
    section = Section(tuple(sorted(starts)), tuple(sorted(ends)), question.road_m)
    runs = runs_of(desk, section, question.span, question.min_confidence, sites, offsets)
    guarded = guarded_runs(desk, runs, question.above_kmh, sites, legs, offsets, (hours, passages))
    runs = guarded.runs
    known = ~np.isnan(runs.least_kmh)
    above = known & (runs.least_kmh > question.above_kmh)
    findings = _findings(runs.taken(above), question)
    return Report(
        tuple(findings[: question.limit]),
        covered,
        caveats=(
            caveat_of(question.certified),
            *_clock_says(sites, legs, offsets, np.concatenate(at)),
            *guard_says(sites, guarded),
        ),
        more=len(findings) > question.limit,
        empty=None if findings else _empty(len(runs.plate), int(known.sum()), question.above_kmh),
        facts={
            "runs": len(runs.plate),
            "runs_without_lower_bound": int((~known).sum()),
            "runs_above": int(above.sum()),
            "section_m": round(question.road_m or straight_m),
            "is_road": bool(question.road_m),
            "hours_dropped_for_clock": guarded.hours_off,
            "runs_dropped_for_clock": guarded.runs_off,
            "runs_beyond_any_vehicle": guarded.beyond,
            "hours_not_checked_for_clock": guarded.unchecked,
            "clock_steps_s": {sites.names[k]: round(off_s) for k, off_s in guarded.off_s.items()},
            "least_kmh_quantiles": _quantiles(runs.least_kmh[known]),
            "least_kmh_histogram": _histogram(runs.least_kmh[known]),
        },
    )


def _findings(runs: Runs, question: SectionSpeedQuestion) -> list[Finding]:
    """One for each vehicle, by its fastest run."""
    found = []
    fastest = dict.fromkeys(runs.plate[np.lexsort((runs.plate.astype(str), -runs.least_kmh))].tolist())
    for plate in list(fastest)[: question.limit + 1]:
        rows = np.flatnonzero(runs.plate == plate)
        rows = rows[np.argsort(-runs.least_kmh[rows], kind="stable")]
        best = int(rows[0])
        least, most = float(runs.least_kmh[best]), float(runs.most_kmh[best])
        said = Said(
            f"至少 {math.floor(least)} 公里/時（{runs.took_s[best]:.0f} 秒，"
            f"已讓計兩端時鐘誤差 {runs.error_s[best]:.1f} 秒）；"
            f"高於 {question.above_kmh:.0f} 者共 {len(rows)} 次。",
            f"{math.floor(least)} km/h at least ({runs.took_s[best]:.0f} s, {runs.error_s[best]:.1f} s of "
            f"clock error granted); {len(rows)} times above {question.above_kmh:.0f}.",
        )
        shown = rows[: MAX_EVIDENCE // 2]
        found.append(
            Finding(
                score=min(1.0, (least / question.above_kmh - 1) / _FULL),
                says=(said,),
                plates=(str(plate),),
                evidence=tuple(sorted({*runs.start[shown].tolist(), *runs.end[shown].tolist()})),
                caveats=(caveat_of(question.certified), *((_ALONE,) if runs.others[best] < _FEW else ())),
                facts={
                    "least_kmh": floored(least),
                    "most_kmh": math.ceil(most * 10) / 10,
                    "took_s": round(float(runs.took_s[best]), 1),
                    "error_s": round(float(runs.error_s[best]), 1),
                    "at": str(Instant(int(runs.at_ms[best]) * 1000)),
                    "times_above": len(rows),
                    "others_that_tell_of_the_clocks": int(runs.others[best]),
                    "is_certified": bool(question.certified.strip()),
                },
            )
        )
    return sorted(found, key=lambda one: (-float(str(one.facts["least_kmh"])), one.plates))


def _clock_says(sites: Sites, legs: Legs, offsets: Offsets, at: NDArray[np.int64]) -> tuple[Said, ...]:
    found = []
    unmeasured = sorted({sites.names[k] for k in at if legs.is_unmeasured[k]})
    if unmeasured:
        names = ", ".join(unmeasured)
        found.append(
            Said(
                f"{names} 的時鐘無人量測，其車速無下限可言。",
                f"Nobody measured the clocks at {names}; speeds there have no lower bound.",
            )
        )
    off = sorted({f"{sites.names[k]} ({offsets.ahead_s[k]:+.0f} s)" for k in at if offsets.ahead_s[k]})
    if off:
        names = ", ".join(off)
        found.append(
            Said(
                f"依雙向車流推估的時鐘偏差：{names}，已扣除。",
                f"Clock offsets told from traffic both ways, taken off: {names}.",
            )
        )
    return tuple(found)


def floored(kmh: float) -> float:
    """A lower bound to one decimal, never rounded up."""
    return math.floor(kmh * 10) / 10


def _quantiles(kmh: NDArray[np.float64]) -> dict[str, float]:
    if not len(kmh):
        return {}
    return {f"p{q}": floored(float(np.quantile(kmh, q / 100))) for q in (5, 50, 85, 95, 99)}


def _histogram(kmh: NDArray[np.float64]) -> list[dict[str, int]]:
    bins, count = np.unique((kmh // _BIN_KMH).astype(int) * _BIN_KMH, return_counts=True)
    return [
        {"from_kmh": int(b), "to_kmh": int(b) + _BIN_KMH, "times": int(c)}
        for b, c in zip(bins, count, strict=True)
    ]


def _empty(runs: int, known: int, above_kmh: float) -> Said:
    if not runs:
        return Said(
            "這段期間沒有車輛依序通過兩端；檢查起訖方向，或放寬期間。",
            "No vehicle passed both ends in that order; check the direction, or take a longer time.",
        )
    return Said(
        f"{runs} 次通過（{known} 次有下限），無一確定高於 {above_kmh:.0f} 公里/時。",
        f"{runs} runs ({known} with a lower bound), none above {above_kmh:.0f} km/h for certain.",
    )


_ALONE = Said(
    "當時鄰近幾無他車可佐證兩端時鐘。",
    "Hardly anybody else passed then who could tell whether both clocks were right.",
)

SECTION_SPEED = Analysis(
    name="section-speed",
    title=Said("區間車速", "Section speed"),
    asks=Said(
        "從甲地到乙地，各車至少開多快？誰確定超過某一速度？",
        "How fast did vehicles go from one place to another at least, and who was above a speed for certain?",
    ),
    score=Said("超出所問車速的程度(快一半為 1)", "how far above the speed asked, 1 at half as fast again"),
    question=SectionSpeedQuestion,
    answer=_section_speed,
)
