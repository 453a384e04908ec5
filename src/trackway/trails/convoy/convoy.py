"""Convoy: who travels with a vehicle, by lift over what platoons and habits bring together anyhow.

::

    target's passages ──► who was near, gate by gate ──► companions, one misread letter forgiven
        ──► drives together (a platoon counts once) ──► against the null: habit, flow, platoon ──► findings
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trackway.model.finding import Fact, Finding, Report
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.time import Span
from trackway.trails.analysis import Analysis
from trackway.trails.convoy.near import Near, Passed, alikes_in, near_of, passed_of
from trackway.trails.convoy.null import Baseline, Flow, chance_of
from trackway.trails.convoy.runs import drives_of, runs_of, stay_of
from trackway.trails.convoy.said import Companion, finding, null_fact
from trackway.trails.coverage.coverage import coverage
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.fields import Between, Exactly, Where
from trackway.trails.ways.gates import Gates, gates_of
from trackway.trails.where import Place, cameras_at

__all__ = ["CONVOY", "ConvoyQuestion", "Order"]

_MOST_CANDIDATES = 80
"""Of the thousands near a vehicle in a month so many are looked into, most drives together first."""
_HOUR_MS = 3_600_000
_FORGIVEN = 3
"""A companion is misread now and then; a look-alike seen more often than this is a vehicle of its own."""


class Order(StrEnum):
    """Where the companion drives."""

    AHEAD = "ahead"
    BEHIND = "behind"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class ConvoyQuestion:
    """Whose company, over which time, and what counts as company."""

    plates: Annotated[
        tuple[Annotated[Plate, Exactly], ...],
        Field(title="車號", description="Whose company; whole plates.", min_length=1, max_length=10),
    ]
    span: Annotated[Span, Between, Field(title="期間", description="Over which time.")]
    window_s: Annotated[
        int, Field(title="時間窗(秒)", description="Seconds before or after at one place.", ge=5, le=600)
    ] = 60
    order: Annotated[Order, Field(title="前後", description="Companion ahead, behind or any.")] = Order.ANY
    places: Annotated[
        tuple[Annotated[Place, Where], ...], Field(title="地點", description="Only cameras here; none: all.")
    ] = ()
    min_distinct_cameras: Annotated[
        int, Field(title="至少幾處", description="Together at so many places or more.", ge=1, le=100)
    ] = 3
    min_distinct_days: Annotated[
        int, Field(title="至少幾天", description="Together on so many days or more.", ge=1, le=100)
    ] = 1
    max_missed_cameras: Annotated[
        int, Field(title="容許漏拍", description="Places missed in between on one drive.", ge=0, le=5)
    ] = 1
    least: Annotated[
        float, Field(title="最低分數", description="Least score that is listed.", ge=0, le=1)
    ] = 0.5
    limit: Annotated[int, Field(title="最多列出", description="How many at most.", ge=1, le=200)] = 50


def _convoy(desk: Desk, question: ConvoyQuestion) -> Report:
    cameras = cameras_at(question.places, desk.cameras)
    covered = coverage(desk, cameras, question.span)
    gates = gates_of(desk.cameras)
    targets = list(dict.fromkeys(plate.text for plate in question.plates))
    passed = passed_of(desk, gates, targets, sorted(cameras), question.span)
    companions: list[Companion] = []
    nulls: dict[str, Mapping[str, Fact]] = {}
    for plate in targets:
        if plate in passed:
            found, nulls[plate] = _companions(desk, question, gates, passed[plate], cameras)
            companions += found
    companions = [one for one in companions if one.chance.belief >= question.least]
    companions.sort(key=lambda one: (-one.chance.belief, -one.lift, one.target.plate, one.plate))
    findings: tuple[Finding, ...] = tuple(finding(one, gates) for one in companions[: question.limit])
    return Report(
        findings,
        covered,
        more=len(companions) > question.limit,
        empty=None if findings else _empty(passed, nulls),
        facts={"null": nulls, "not_seen": [plate for plate in targets if plate not in passed]},
    )


def _companions(
    desk: Desk, question: ConvoyQuestion, gates: Gates, target: Passed, cameras: frozenset[int]
) -> tuple[list[Companion], Mapping[str, Fact]]:
    near = near_of(desk, gates, target, question.window_s, cameras)
    drive = drives_of(target)
    stay = stay_of(near, drive)
    if question.order is not Order.ANY:
        near = near.taken(near.gap_s < 0 if question.order is Order.AHEAD else near.gap_s > 0)
    candidates = _candidates(near, drive, question)
    used = sorted(
        {c for gate in np.unique(target.gate).tolist() for c in gates.rows[gate].cameras if c in cameras}
    )
    histories = passed_of(desk, gates, [near.plates[k] for k in candidates], used, question.span)
    width_s = question.window_s * (2.0 if question.order is Order.ANY else 1.0)
    base = Baseline(target, drive, stay, _flow(desk, gates, used, question.span), width_s)
    found = []
    for k, rows in candidates.items():
        history = histories.get(near.plates[k])
        runs = tuple(
            run for run in runs_of(near, rows, drive, question.max_missed_cameras) if len(run.rows) > 1
        )
        if history is None or not runs:
            continue
        chance = chance_of(history, runs, near, base)
        one = Companion(target, near.plates[k], near, rows, runs, history, chance, int(drive[-1]) + 1)
        if one.places >= question.min_distinct_cameras and one.days >= question.min_distinct_days:
            found.append(one)
    return found, null_fact(near, base, len(candidates))


def _candidates(
    near: Near, drive: NDArray[np.int64], question: ConvoyQuestion
) -> dict[int, NDArray[np.intp]]:
    """The plates to look into with their rows of ``near``, misreadings of them by one letter taken in."""
    many = np.bincount(near.plate, minlength=len(near.plates))
    # A drive on which at least two passages are shared is worth ten on which one is.
    key, count = np.unique(near.plate * (len(drive) + 1) + drive[near.row], return_counts=True)
    shared = np.bincount(key // (len(drive) + 1), count > 1, len(near.plates))
    least = max(2, question.min_distinct_cameras - 1)
    ranked = np.lexsort((np.arange(len(many)), -many, -shared))
    ranked = ranked[(many[ranked] >= least) & (shared[ranked] > 0)][:_MOST_CANDIDATES]
    index = {plate: k for k, plate in enumerate(near.plates)}
    order = np.argsort(near.plate, kind="stable")
    first = np.searchsorted(near.plate[order], np.arange(len(near.plates) + 1))
    found = {}
    for k in ranked.tolist():
        rows = order[first[k] : first[k + 1]]
        have = set(near.row[rows].tolist())
        for other in alikes_in(near.plates[k], index):
            if many[other] <= min(_FORGIVEN, many[k] - 1):
                more = order[first[other] : first[other + 1]]
                more = more[[row not in have for row in near.row[more].tolist()]]
                have |= set(near.row[more].tolist())
                rows = np.concatenate([rows, more])
        found[k] = rows[np.argsort(near.row[rows], kind="stable")]
    return found


def _flow(desk: Desk, gates: Gates, cameras: Sequence[int], span: Span) -> Flow:
    """How each gate's traffic is spread over the hours of the span."""
    first, last = span.start.ms // _HOUR_MS, (-(-span.end.us // 1000) - 1) // _HOUR_MS
    values = {"first": span.start.ms, "end": -(-span.end.us // 1000), "cameras": list(cameras)}
    rows = desk.store.table(desk.permit, analysis_sql("convoy")["flow"], values)
    filed = np.zeros((len(gates.rows), last - first + 1))
    gate = gates.of_camera[rows["camera"].to_numpy().astype(np.int64)]
    hour = rows["hour"].to_numpy().astype(np.int64) // 3600 - first
    np.add.at(filed, (gate, hour), rows["filed"].to_numpy().astype(float))
    return Flow(filed / np.maximum(filed.sum(axis=1, keepdims=True), 1.0), first)


def _empty(passed: Mapping[str, Passed], nulls: Mapping[str, Mapping[str, Fact]]) -> Said:
    if not passed:
        return Said(
            "這段期間沒有這些車號的過車紀錄；放寬期間，或以相似車號查詢。",
            "These plates were not seen in that time; take a longer time or search for look-alikes.",
        )
    strangers = sum(int(str(null["plates_near"])) for null in nulls.values())
    return Said(
        f"附近出現過 {strangers} 個車號，都不超出車流與習慣所致；可放寬時間窗、期間或降低最低分數。",
        f"{strangers} plates were near at some time, none more than traffic and habit bring; take a longer "
        "time, a wider window or a lower score.",
    )


CONVOY = Analysis(
    name="convoy",
    title=Said("結伴同行", "Convoy"),
    asks=Said(
        "誰與這輛車同行，超出車流與習慣所能解釋？",
        "Who travels with this vehicle, more than traffic and habit explain?",
    ),
    score=Said(
        "確為同行的機率，已扣除車流、車隊與習慣",
        "probability that they travel together, against platoons and habit",
    ),
    question=ConvoyQuestion,
    answer=_convoy,
)
