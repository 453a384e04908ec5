"""First seen: vehicles that are new in an area or in the county, and how sure it is that they are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from trackway.model.finding import MAX_EVIDENCE, Fact, Finding, Report
from trackway.model.said import Said
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.passages import TooMany
from trackway.trails.analysis import Analysis
from trackway.trails.common.usual import record_begins
from trackway.trails.common.visits import lifetimes
from trackway.trails.coverage.coverage import coverage_of
from trackway.trails.coverage.uptime import uptime
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.fields import Between, Where
from trackway.trails.first_seen.known import alike_known, misread
from trackway.trails.first_seen.passed import Passed, passages_of
from trackway.trails.places import PlaceNames, place_names
from trackway.trails.where import Place, cameras_at

__all__ = ["FIRST_SEEN", "FirstSeenQuestion"]

_MOST_BEFORE = 20_000_000
"""Passages of the time before that are read for an area: one second on two cores."""
_POOL = 250
"""Texts looked into: the passages of each cost a look into the order of plates."""
_MOST_PASSAGES = 40_000
"""A hundred of each are a busy vehicle's month."""
_ONCE, _TWICE = 0.6, 0.9
"""How far one reading, and two, are believed when no known plate looks like it: of texts that were read once
in a county most are misreadings by more than one letter or of vehicles from elsewhere."""
_LIKE_KNOWN = 0.5
"""What is left of that when a known plate differs in one look-alike letter."""
_PATH = 20
"""So many steps of the later path are told; the evidence has more."""


@dataclass(frozen=True, slots=True)
class FirstSeenQuestion:
    """New when and where, not seen for how long before."""

    span: Annotated[Span, Between, Field(title="期間", description="When they were new.")]
    places: Annotated[
        tuple[Annotated[Place, Where], ...],
        Field(title="地點", description="Where; none means the whole county.", max_length=20),
    ] = ()
    look_back_days: Annotated[
        int, Field(title="回溯天數", description="Not seen there for so many days before.", ge=1, le=365)
    ] = 30
    min_passages: Annotated[
        int, Field(title="至少幾次", description="Seen at least so many times since.", ge=1, le=1000)
    ] = 1
    kinds: Annotated[tuple[VehicleKind, ...], Field(title="車種", description="Kinds of vehicle.")] = ()
    colours: Annotated[tuple[Colour, ...], Field(title="顏色", description="Colours of the vehicle.")] = ()
    min_confidence: Annotated[
        float, Field(title="最低信心", description="Of the best reading.", ge=0, le=1)
    ] = 0.0
    limit: Annotated[int, Field(title="最多列出", description="Vehicles at most.", ge=1, le=200)] = 50


def _first_seen(desk: Desk, question: FirstSeenQuestion) -> Report:
    cameras = cameras_at(question.places, desk.cameras)
    before = question.span.start.plus(-question.look_back_days * 86_400)
    watched = uptime(desk, cameras, Span(before, question.span.end))
    covered = coverage_of(desk.cameras, watched)
    texts = _candidates(desk, question, sorted(cameras), before)
    pool = texts[:_POOL]
    passed = passages_of(desk, pool, question.span, _MOST_PASSAGES)
    lives = lifetimes(desk, pool) if pool else {}
    there = {plate: [one for one in passed.get(plate, ()) if one.camera in cameras] for plate in pool}
    wanted = [plate for plate in pool if there[plate] and _fits(question, there[plate])]
    alike = alike_known(desk, {plate: lives[plate] for plate in wanted if plate in lives})
    wrong = misread(desk, passed, alike, question.span)
    new = [plate for plate in wanted if plate not in wrong and len(there[plate]) >= question.min_passages]
    known = {plate: lives.get(plate, (0, 0))[0] < question.span.start.ms for plate in new}
    names = place_names(desk.cameras)
    findings = [
        _finding(
            names,
            there[plate],
            passed[plate],
            alike=next(iter(alike.get(plate, ())), ""),
            watched=watched.share,
            is_known=known[plate],
        )
        for plate in new
    ]
    findings.sort(key=lambda one: (-one.score, one.plates))
    facts: dict[str, Fact] = {
        "misread": len(wrong),
        "look_back_start": str(before),
        "look_back_share": round(watched.share, 4),
    }
    caveats = _caveats(desk, question, before, watched.share, len(wrong))
    more = len(findings) > question.limit or len(texts) > _POOL
    if not findings:
        return Report((), covered, caveats=caveats, empty=_EMPTY, facts=facts)
    return Report(tuple(findings[: question.limit]), covered, caveats=caveats, more=more, facts=facts)


_EMPTY = Said(
    "沒有新出現的車輛；縮短回溯天數、放寬期間或範圍，並查看鏡頭狀況。",
    "No vehicle is new; look back less far, take a longer time or a larger area, and see the coverage.",
)


def _candidates(
    desk: Desk, question: FirstSeenQuestion, cameras: Sequence[int], before: Instant
) -> list[str]:
    """Texts that are new there, the oftenest seen first; one more than the pool when there are more."""
    first, end = question.span.start.ms, -(-question.span.end.us // 1000)
    values: dict[str, object] = {"first": first, "end": end, "limit": _POOL + 1}
    if not question.places:
        rows = desk.store.table(desk.permit, analysis_sql("first_seen")["new_in_county"], values)
        return [str(plate) for plate in rows["plate"].to_pylist()]
    count = desk.store.table(
        desk.permit,
        analysis_sql("common")["how_many"],
        {"first": before.ms, "end": end, "cameras": cameras},
    )
    if int(count["passages"][0].as_py()) > _MOST_BEFORE:
        raise TooMany(
            f"More than {_MOST_BEFORE:,} passages lie in the time looked back; take fewer days or a smaller "
            "area, or leave the places out and ask for the whole county."
        )
    rows = desk.store.table(
        desk.permit,
        analysis_sql("first_seen")["new_at_places"],
        values | {"before": before.ms, "cameras": cameras},
    )
    return [str(plate) for plate in rows["plate"].to_pylist()]


def _fits(question: FirstSeenQuestion, passed: Sequence[Passed]) -> bool:
    """Whether any look at it is as described."""
    kinds, colours = {kind.value for kind in question.kinds}, {colour.value for colour in question.colours}
    return (
        max(one.confidence for one in passed) >= question.min_confidence
        and (not kinds or any(one.kind in kinds for one in passed))
        and (not colours or any(one.colour in colours for one in passed))
    )


def _finding(
    names: PlaceNames,
    there: Sequence[Passed],
    passed: Sequence[Passed],
    *,
    alike: str,
    watched: float,
    is_known: bool,
) -> Finding:
    first = there[0]
    believed = 1.0 if is_known or len(passed) > 2 else (_ONCE, _TWICE)[len(passed) - 1]
    score = believed * (_LIKE_KNOWN if alike else 1.0) * watched * max(one.confidence for one in passed)
    gate = names.at(first.camera)
    at = Instant(first.ms * 1000)
    caveats = []
    if alike:
        caveats.append(
            Said(
                f"≈ 與已知的 {alike} 只差一個易混字，可能是誤讀，請比對照片。",
                f"≈ One look-alike letter from {alike}, known here; compare the pictures.",
            )
        )
    if len(passed) == 1:
        caveats.append(Said("只讀到一次。", "Read only once."))
    known = Said("縣內其他地方先前曾出現。", "Seen elsewhere in the county before.")
    never = Said("縣內先前從未出現。", "Never seen in the county before.")
    return Finding(
        score=max(0.0, min(1.0, score)),
        says=(
            Said(
                f"{at.taipei():%m-%d %H:%M} 首次出現於 {gate}，此後在該處 {len(there)} 次。",
                f"First at {gate}, {at.taipei():%m-%d %H:%M}; {len(there)} times there since.",
            ),
            known if is_known else never,
        ),
        plates=(first.plate,),
        evidence=tuple(one.id for one in passed[:MAX_EVIDENCE]),
        caveats=tuple(caveats),
        facts={
            "first": str(at),
            "gate": names.id_at(first.camera),
            "gate_name": gate,
            "times": len(there),
            "is_known_in_county": is_known,
            "alike": alike,
            "path": [
                {
                    "place": names.id_at(one.camera),
                    "place_name": names.at(one.camera),
                    "at": str(Instant(one.ms * 1000)),
                }
                for one in passed[:_PATH]
            ],
        },
    )


def _caveats(
    desk: Desk, question: FirstSeenQuestion, before: Instant, watched: float, wrong: int
) -> tuple[Said, ...]:
    caveats = []
    begun = record_begins(desk, before.ms, -(-question.span.end.us // 1000))
    days = (question.span.start.ms - begun) / 86_400_000
    if days < question.look_back_days - 0.5:
        zh = "此前沒有紀錄" if days <= 0 else f"此前只有 {math.floor(days)} 天的紀錄"
        en = "no record before" if days <= 0 else f"only {math.floor(days)} days of record before"
        caveats.append(Said(f"{zh}，「首次」僅指這段紀錄。", f"There is {en}: new means new to that record."))
    if watched < 0.9:
        caveats.append(
            Said(
                f"回溯期間鏡頭只有 {watched:.0%} 的時段照常，先前可能來過而未被看見。",
                f"The cameras were up for {watched:.0%} of the time looked back; it may have passed unseen.",
            )
        )
    if wrong:
        caveats.append(
            Said(
                f"另有 {wrong} 個車號與已知車號只差一個易混字，且在其行程之中或只讀到一次，視為誤讀未列。",
                f"{wrong} texts a look-alike letter from a plate seen on the same way are taken for misread.",
            )
        )
    return tuple(caveats)


FIRST_SEEN = Analysis(
    name="first-seen",
    title=Said("初次出現", "First seen"),
    asks=Said(
        "哪些車在這段期間首次出現於此處或縣內？",
        "Which vehicles were new here, or in the county, in that time?",
    ),
    score=Said(
        "是真正新車號的可信度 × 回溯期間的鏡頭涵蓋",
        "how far it is a new plate and no misreading, times the coverage of the time looked back",
    ),
    question=FirstSeenQuestion,
    answer=_first_seen,
)
