"""Common: which vehicles were at several places, each in its own time, and how unusual that is for them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from trackway.model.finding import MAX_EVIDENCE, Coverage, Fact, Finding, Report
from trackway.model.passage import PassageId, passage_id
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.model.vehicle import Colour, VehicleKind
from trackway.trails.analysis import Analysis
from trackway.trails.common.usual import Usually, usually
from trackway.trails.common.visits import Crowd, Described, Vehicle, crowd, joined, lifetimes
from trackway.trails.coverage.coverage import coverages
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.fields import Exactly, Visited
from trackway.trails.where import Visit

__all__ = ["COMMON", "CommonQuestion"]

_POOL = 200
"""Vehicles whose usual presence is looked up: each costs a look into the order of plates, a millisecond."""
_MOST_RANKED = 5_000
"""Vehicles whose first and last days are looked up to choose those from more."""
_WEEK = 7
"""Fewer days hold not every day of the week once and tell no habit."""
_ALIKE = 0.7
"""What a score keeps when a place was matched by a look-alike: below every exact match as rare."""


@dataclass(frozen=True, slots=True)
class CommonQuestion:
    """Which places, each with its time; in how many of them; who is left out."""

    visits: Annotated[
        tuple[Annotated[Visit, Visited], ...],
        Field(title="地點與時間", description="Places, each with its own time.", min_length=1, max_length=20),
    ]
    at_least: Annotated[
        int, Field(title="至少幾處", description="In how many of them at least; 0 means all.", ge=0, le=20)
    ] = 0
    in_order: Annotated[
        bool, Field(title="依序", description="Only who was there in the order in which they are given.")
    ] = False
    without_plates: Annotated[
        tuple[Annotated[Plate, Exactly], ...],
        Field(title="排除車號", description="Plates left out.", max_length=1000),
    ] = ()
    without_kinds: Annotated[
        tuple[VehicleKind, ...], Field(title="排除車種", description="Kinds left out, such as buses, taxis.")
    ] = ()
    most_usual_days: Annotated[
        int,
        Field(
            title="平常至多幾天",
            description="Leave out residents: who is there on more other days of the month.",
            ge=0,
            le=31,
        ),
    ] = 31
    kinds: Annotated[tuple[VehicleKind, ...], Field(title="車種", description="Kinds of vehicle.")] = ()
    colours: Annotated[tuple[Colour, ...], Field(title="顏色", description="Colours of the vehicle.")] = ()
    min_confidence: Annotated[
        float, Field(title="最低信心", description="Of the plate's reading.", ge=0, le=1)
    ] = 0.0
    exact: Annotated[
        bool,
        Field(
            title="車號須完全相同", description="No look-alikes: a misreading at one place loses a vehicle."
        ),
    ] = False
    count_only: Annotated[
        bool, Field(title="只計數", description="Only how many there are, while places are drawn.")
    ] = False
    limit: Annotated[int, Field(title="最多列出", description="Vehicles at most.", ge=1, le=200)] = 50


@dataclass(frozen=True, slots=True)
class _Passed:
    """One passage at a visit."""

    visit: int
    ms: int
    id: PassageId
    plate: str


def _common(desk: Desk, question: CommonQuestion) -> Report:
    among = crowd(desk, question.visits, _described(question))
    least = min(question.at_least or len(among.visits), len(among.visits))
    if question.count_only:
        return _counted(among, least)
    covered = coverages(
        desk, [(some, visit.span) for some, visit in zip(among.cameras, among.visits, strict=True)]
    )
    vehicles, is_cut = joined(desk, among, least, alike=not question.exact)
    out = {plate.text for plate in question.without_plates}
    pool = _pool(desk, among, [one for one in vehicles if among.text(one.row) not in out])
    passed = _passed(desk, among, pool[:_POOL])
    chosen = [one for one in pool[:_POOL] if not question.in_order or _is_in_order(passed[one], least)]
    usual = usually(desk, among, chosen)
    findings = [_finding(among, one, passed[one], usual[one]) for one in chosen]
    kept = [one for one in findings if _usual_days(one) <= question.most_usual_days]
    kept.sort(key=lambda one: (-one.score, one.plates))
    facts = _facts(among, len(vehicles))
    caveats = (_MANY,) if is_cut else ()
    if not kept:
        return Report((), covered, caveats=caveats, empty=_empty(question, least), facts=facts)
    more = len(kept) > question.limit or len(pool) > _POOL
    return Report(tuple(kept[: question.limit]), covered, caveats=caveats, more=more, facts=facts)


_MANY = Said(
    "車輛太多，未比對易混字；縮小範圍或時間即可比對。",
    "Too many vehicles to compare for look-alikes; take smaller areas or shorter times.",
)


def _described(question: CommonQuestion) -> Described:
    return Described(
        kinds=tuple(question.kinds),
        colours=tuple(question.colours),
        without=tuple(question.without_kinds),
        least=math.ceil(question.min_confidence * 100 - 1e-9),
    )


def _counted(among: Crowd, least: int) -> Report:
    """How many passed at each, and how many are left: cheap enough for every move of the pencil."""
    remain = int((((among.times > 0).sum(axis=1) >= least) & among.fits).sum())
    n = len(frozenset[int]().union(*among.cameras))
    says = Said(
        f"只計數：{remain} 輛符合（未含易混字）。", f"Counted only: {remain} vehicles fit (no look-alikes)."
    )
    told = Said("只計數時不評估鏡頭狀況。", "While counting the cameras' hours are not looked at.")
    return Report((), Coverage(n, None, says=(told,)), empty=says, facts=_facts(among, remain))


def _facts(among: Crowd, remain: int) -> dict[str, Fact]:
    seen = (among.times > 0).sum(axis=0)
    return {
        "visits": [
            {
                "place": str(visit.place),
                "start": str(visit.span.start),
                "end": str(visit.span.end),
                "cameras": len(among.cameras[n]),
                "passages": among.passages[n],
                "plates": int(seen[n]),
                "without_plate": among.unread[n],
            }
            for n, visit in enumerate(among.visits)
        ],
        "remain": remain,
    }


def _pool(desk: Desk, among: Crowd, vehicles: Sequence[Vehicle]) -> list[Vehicle]:
    """Those in most visits first, exact before look-alikes; of very many, strangers to the county first."""
    here = among.times > 0

    def rank(one: Vehicle) -> tuple[int, int, int, int]:
        rows = list(one.rows)
        return -int(here[rows].any(axis=0).sum()), len(one.alike), int(among.times[rows].sum()), one.row

    ranked = sorted(vehicles, key=rank)
    if len(ranked) <= _POOL:
        return ranked
    few = ranked[:_MOST_RANKED]
    texts = {one: among.text(one.row) for one in few}
    lives = lifetimes(desk, texts.values())

    def age(one: Vehicle) -> tuple[int, int]:
        first, last = lives.get(texts[one], (0, 0))
        return rank(one)[0], last - first

    return sorted(few, key=age)


def _passed(desk: Desk, among: Crowd, pool: Sequence[Vehicle]) -> dict[Vehicle, list[_Passed]]:
    """Their passages at the visits, oldest first."""
    of = {among.text(row): one for one in pool for row in one.rows}
    found: dict[Vehicle, list[_Passed]] = {one: [] for one in pool}
    if not of:
        return found
    for n, visit in enumerate(among.visits):
        values = {
            "first": visit.span.start.ms,
            "end": -(-visit.span.end.us // 1000),
            "cameras": sorted(among.cameras[n]),
            "plates": sorted(of),
        }
        rows = desk.store.table(desk.permit, analysis_sql("common")["seen_there"], values).to_pylist()
        for row in rows:
            identity = passage_id(Instant(row["ms"] * 1000), row["camera"], row["sequence"])
            found[of[row["plate"]]].append(_Passed(n, row["ms"], identity, row["plate"]))
    return {one: sorted(some, key=lambda each: each.id) for one, some in found.items()}


def _is_in_order(passed: Sequence[_Passed], least: int) -> bool:
    """Whether so many visits, in the order given, were paid one after the other: the longest rising chain."""
    best: dict[int, int] = {}
    for one in passed:
        before = max((length for visit, length in best.items() if visit < one.visit), default=0)
        best[one.visit] = max(best.get(one.visit, 0), before + 1)
    return max(best.values(), default=0) >= least


def _finding(among: Crowd, one: Vehicle, passed: Sequence[_Passed], usual: Usually) -> Finding:
    rows = list(one.rows)
    times = among.times[rows].sum(axis=0)
    there = np.flatnonzero(times)
    own = among.text(one.row)
    alike = [among.text(row) for row in one.alike]
    rarity = 1 / (1 + usual.mean_days(there.tolist()))
    score = len(there) / len(among.visits) * rarity
    if alike:
        score *= _ALIKE
    return Finding(
        score=float(score),
        says=_reasons(among, times, usual, rarity),
        plates=(own, *alike),
        evidence=tuple(each.id for each in passed[:MAX_EVIDENCE]),
        caveats=tuple(_caveats(own, alike, usual)),
        facts={
            "visits": [_at(among, rows, n, usual, passed) for n in range(len(among.visits))],
            "usual_days": usual.mean_days(there.tolist()),
            "rarity": round(rarity, 4),
            "chance": usual.chance(there.tolist()),
            "match": "≈" if alike else "=",
        },
    )


def _usual_days(finding: Finding) -> float:
    days = finding.facts["usual_days"]
    assert isinstance(days, float)  # noqa: S101  written just above
    return days


def _at(among: Crowd, rows: list[int], n: int, usual: Usually, passed: Sequence[_Passed]) -> dict[str, Fact]:
    """A cell of the matrix of plates and places."""
    mine = [each for each in passed if each.visit == n]
    return {
        "times": int(among.times[rows, n].sum()),
        "first": str(Instant(mine[0].ms * 1000)) if mine else None,
        "last": str(Instant(mine[-1].ms * 1000)) if mine else None,
        "read_as": sorted({each.plate for each in mine}),
        "usual_days": usual.days[n],
    }


def _reasons(
    among: Crowd, times: "np.ndarray[tuple[int], np.dtype[np.int64]]", usual: Usually, rarity: float
) -> tuple[Said, ...]:
    there = np.flatnonzero(times).tolist()
    n = len(among.visits)
    zh = "、".join(f"第{k + 1}處 {times[k]} 次" for k in there)
    en = ", ".join(f"{times[k]} at place {k + 1}" for k in there)
    days = usual.mean_days(there)
    return (
        Said(f"{n} 處中出現於 {len(there)} 處：{zh}。", f"At {len(there)} of {n} places: {en}."),
        Said(
            f"這些地點平常 {usual.of_days} 天中平均出現 {days:.1f} 天（罕見度 {rarity:.2f}）。",
            f"Usually there on {days:.1f} of {usual.of_days} other days (rarity {rarity:.2f}).",
        ),
    )


def _caveats(own: str, alike: Sequence[str], usual: Usually) -> list[Said]:
    caveats = []
    if alike:
        read = "、".join(alike)
        caveats.append(
            Said(
                f"≈ 部分地點讀為 {read}，可能是 {own} 的誤讀，請比對照片。",
                f"≈ At some places read {read}, which may be {own} misread; compare the pictures.",
            )
        )
    if usual.of_days < _WEEK:
        caveats.append(
            Said(
                "其他日子的紀錄不足一週，罕見度僅供參考。",
                "Less than a week of other days; rarity says little.",
            )
        )
    return caveats


def _empty(question: CommonQuestion, least: int) -> Said:
    n = len(question.visits)
    if least < n:
        return Said(
            f"沒有車輛在 {n} 處中的 {least} 處出現；放寬時間或範圍，並查看鏡頭狀況。",
            f"No vehicle was at {least} of these {n} places; take longer times or larger areas.",
        )
    return Said(
        f"沒有車輛在全部 {n} 處都出現；試試「至少 {max(n - 1, 1)} 處」，或放寬時間。",
        f"No vehicle was at all {n} places; ask for at least {max(n - 1, 1)}, or take longer times.",
    )


COMMON = Analysis(
    name="common",
    title=Said("多處共同出現", "Common to several places"),
    asks=Said(
        "哪些車在各自的時間都到過這些地點？", "Which vehicles were at these places, each in its own time?"
    ),
    score=Said(
        "到過的地點比例 × 罕見度（1／(1＋平常在該處的天數)）；易混字另打折",
        "share of places times rarity (1 / (1 + usual days there)); less for look-alikes",
    ),
    question=CommonQuestion,
    answer=_common,
)
