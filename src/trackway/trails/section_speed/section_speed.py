"""Section speed: how fast vehicles went from one place to another, at least.

Every speed here is a lower bound: the way cannot be shorter than the straight line (or than the road, where
somebody measured it), and both clocks are granted their whole error. Clocks that nobody measured give none.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trackway.model.errors import WrongUse
from trackway.model.finding import MAX_EVIDENCE, Finding, Report
from trackway.model.passage import passage_id
from trackway.model.said import Said
from trackway.model.time import Instant, Span
from trackway.passages import TooMany
from trackway.trails.analysis import Analysis
from trackway.trails.clocks.clocks import Offsets, offsets_of
from trackway.trails.clocks.legs import Legs, hours_filed, legs_of, thinned
from trackway.trails.clocks.sites import Sites, sites_of
from trackway.trails.coverage.coverage import coverage_of
from trackway.trails.coverage.uptime import uptime
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.fields import Between, Where
from trackway.trails.where import Place, cameras_at

__all__ = ["INTELLIGENCE", "SECTION_SPEED", "SectionSpeedQuestion", "caveat_of"]

INTELLIGENCE = Said(
    "情資，不得舉發：兩端時鐘與距離未經檢定，不得作為取締依據。",
    "Intelligence, not a ticket: neither clocks nor distance are certified; nobody may be fined by it.",
)
"""Stands first on every finding. Elsewhere more than 3,000 tickets were revoked for a clock."""
_SLOWEST_KMH, _LEAST_WITHIN_S = 10.0, 1800.0
"""Who takes longer than at walking pace, and half an hour, made a stop."""
_SIGHT_M = 50.0
"""How far from its pole a camera may read a plate: so much shorter may the way be at either end."""
_LEAST_WAY_M = 500.0
_MOST_LEGS = 500_000
_UNMEASURED = 4_294_967_295
_BIN_KMH = 10
_FULL = 0.5
"""Half as fast again as asked is a score of 1."""
_HOUR_OFF, _HOUR_TELLS = 1.6, 5
"""An hour in which half of five or more went 1.6 times as fast as at other times was a clock's doing."""


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


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Columns of n runs through the section: plate, both passages, and speeds at least and at most (NaN where
    a clock was not measured)."""

    plate: NDArray[np.object_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    at_ms: NDArray[np.int64]
    took_s: NDArray[np.float64]
    least_kmh: NDArray[np.float64]
    most_kmh: NDArray[np.float64]
    error_s: NDArray[np.float64]

    def taken(self, rows: NDArray[np.bool_]) -> "_Runs":
        return _Runs(*(getattr(self, name)[rows] for name in _Runs.__slots__))


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
    legs = legs_of(desk, sites, thinned(*hours_filed(seen, question.span)))
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
    runs = _runs(desk, question, (sorted(starts), sorted(ends)), sites, offsets, question.road_m)
    runs, dropped = _without_clock_hours(runs)
    known = ~np.isnan(runs.least_kmh)
    above = known & (runs.least_kmh > question.above_kmh)
    findings = _findings(runs.taken(above), question)
    return Report(
        tuple(findings[: question.limit]),
        covered,
        caveats=(
            caveat_of(question.certified),
            *_clock_says(sites, legs, offsets, np.concatenate(at), dropped),
        ),
        more=len(findings) > question.limit,
        empty=None if findings else _empty(len(runs.plate), int(known.sum()), question.above_kmh),
        facts={
            "runs": len(runs.plate),
            "runs_without_lower_bound": int((~known).sum()),
            "runs_above": int(above.sum()),
            "section_m": round(question.road_m or straight_m),
            "is_road": bool(question.road_m),
            "hours_dropped_for_clock": dropped,
            "least_kmh_quantiles": _quantiles(runs.least_kmh[known]),
            "least_kmh_histogram": _histogram(runs.least_kmh[known]),
        },
    )


def _runs(  # noqa: PLR0917  each says another thing of the section
    desk: Desk,
    question: SectionSpeedQuestion,
    ends: tuple[list[int], list[int]],
    sites: Sites,
    offsets: Offsets,
    road_m: float,
) -> _Runs:
    farthest = float(sites.least_m[np.ix_(sites.of_camera[ends[0]], sites.of_camera[ends[1]])].max())
    within_s = max(_LEAST_WITHIN_S, max(farthest, road_m) / (_SLOWEST_KMH / 3.6))
    values = {
        "first": question.span.start.ms,
        "end": -(-question.span.end.us // 1000),
        "starts": ends[0],
        "ends": ends[1],
        "within_ms": round(within_s * 1000),
        "min_confidence": int(question.min_confidence * 100),
        "limit": _MOST_LEGS + 1,
    }
    rows = desk.store.table(desk.permit, analysis_sql("section_speed")["through"], values)
    if rows.num_rows > _MOST_LEGS:
        raise TooMany(f"More than {_MOST_LEGS:,} runs through this section; choose a shorter time.")
    given = {name: rows[name].to_numpy() for name in rows.column_names if name != "plate"}
    site = {side: sites.at(given[f"{side}_camera"].astype(np.int64)) for side in ("start", "end")}
    error = {
        side: offsets.granted_s(
            site[side],
            np.where(given[f"{side}_error_ms"] == _UNMEASURED, np.nan, given[f"{side}_error_ms"] / 1000),
        )
        for side in ("start", "end")
    }
    known = np.ones(rows.num_rows, bool)
    for side in ("start", "end"):
        told = offsets.ahead_s[site[side]] != 0
        known &= (given[f"{side}_error_ms"] != _UNMEASURED) | told
    took = (given["end_ms"].astype(np.int64) - given["start_ms"].astype(np.int64)) / 1000
    took = took - offsets.ahead_s[site["end"]] + offsets.ahead_s[site["start"]]
    errors = error["start"] + error["end"]
    way_m = (
        np.full(len(took), max(0.0, road_m - 2 * _SIGHT_M))
        if road_m
        else sites.least_m[site["start"], site["end"]]
    )
    least = np.where(known & (took + errors > 1), way_m / np.maximum(took + errors, 1.0) * 3.6, np.nan)
    most = (way_m + 4 * _SIGHT_M) / np.maximum(took - errors, 1.0) * 3.6
    ids = {
        side: np.array(
            [
                passage_id(Instant(int(ms) * 1000), int(camera), int(sequence))
                for ms, camera, sequence in zip(
                    given[f"{side}_ms"], given[f"{side}_camera"], given[f"{side}_sequence"], strict=True
                )
            ],
            np.int64,
        )
        for side in ("start", "end")
    }
    plates = np.array(rows["plate"].to_pylist(), object)
    return _Runs(
        plates, ids["start"], ids["end"], given["start_ms"].astype(np.int64), took, least, most, errors
    )


def _without_clock_hours(runs: _Runs) -> tuple[_Runs, int]:
    """Without hours in which everybody was fast: a clock stepped; and how many hours that were."""
    hour = runs.at_ms // 3_600_000
    known = ~np.isnan(runs.least_kmh)
    if not known.any():
        return runs, 0
    usual = float(np.median(runs.least_kmh[known]))
    keep, dropped = np.ones(len(hour), bool), 0
    for one in np.unique(hour[known]):
        mine = known & (hour == one)
        if mine.sum() >= _HOUR_TELLS and float(np.median(runs.least_kmh[mine])) > _HOUR_OFF * usual:
            keep &= hour != one
            dropped += 1
    return runs.taken(keep), dropped


def _findings(runs: _Runs, question: SectionSpeedQuestion) -> list[Finding]:
    """One for each vehicle, by its fastest run."""
    found = []
    for plate in np.unique(runs.plate):
        rows = np.flatnonzero(runs.plate == plate)
        rows = rows[np.argsort(-runs.least_kmh[rows], kind="stable")]
        best = int(rows[0])
        least, most = float(runs.least_kmh[best]), float(runs.most_kmh[best])
        said = Said(
            f"至少 {least:.0f} 公里/時（{runs.took_s[best]:.0f} 秒，"
            f"已讓計兩端時鐘誤差 {runs.error_s[best]:.1f} 秒）；"
            f"高於 {question.above_kmh:.0f} 者共 {len(rows)} 次。",
            f"{least:.0f} km/h at least ({runs.took_s[best]:.0f} s, {runs.error_s[best]:.1f} s of clock "
            f"error granted); {len(rows)} times above {question.above_kmh:.0f}.",
        )
        shown = rows[: MAX_EVIDENCE // 2]
        found.append(
            Finding(
                score=min(1.0, (least / question.above_kmh - 1) / _FULL),
                says=(said,),
                plates=(str(plate),),
                evidence=tuple(sorted({*runs.start[shown].tolist(), *runs.end[shown].tolist()})),
                caveats=(caveat_of(question.certified),),
                facts={
                    "least_kmh": round(least, 1),
                    "most_kmh": round(most, 1),
                    "took_s": round(float(runs.took_s[best]), 1),
                    "error_s": round(float(runs.error_s[best]), 1),
                    "at": str(Instant(int(runs.at_ms[best]) * 1000)),
                    "times_above": len(rows),
                    "is_certified": bool(question.certified.strip()),
                },
            )
        )
    return sorted(found, key=lambda one: (-float(str(one.facts["least_kmh"])), one.plates))


def _clock_says(
    sites: Sites, legs: Legs, offsets: Offsets, at: NDArray[np.int64], dropped: int
) -> tuple[Said, ...]:
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
    if dropped:
        found.append(
            Said(
                f"{dropped} 個小時內人人皆快，應為時鐘異常，已排除。",
                f"In {dropped} hours everybody was fast: a clock that stepped; they are left out.",
            )
        )
    return tuple(found)


def _quantiles(kmh: NDArray[np.float64]) -> dict[str, float]:
    if not len(kmh):
        return {}
    return {f"p{q}": round(float(np.quantile(kmh, q / 100)), 1) for q in (5, 50, 85, 95, 99)}


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
