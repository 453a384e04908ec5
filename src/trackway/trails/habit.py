"""Habit: where one vehicle usually is, and at which hours of the week."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from trackway.model.finding import MAX_EVIDENCE, Finding, Report
from trackway.model.passage import Passage
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.time import Span
from trackway.trails.analysis import Analysis
from trackway.trails.coverage import coverage
from trackway.trails.desk import Desk
from trackway.trails.fields import Between, Exactly

__all__ = ["HABIT", "HabitQuestion"]


@dataclass(frozen=True, slots=True)
class HabitQuestion:
    """Whose habit, over which time."""

    plate: Annotated[Plate, Exactly, Field(title="車號", description="The whole plate.")]
    span: Annotated[Span, Between, Field(title="期間", description="Over which time.")]
    limit: Annotated[int, Field(title="最多列出", description="How many places at most.", ge=1, le=200)] = 20


def _habit(desk: Desk, question: HabitQuestion) -> Report:
    passages = desk.store.history(desk.permit, question.plate.text, question.span)
    covered = coverage(desk, desk.cameras, question.span)
    if not passages:
        empty = Said(
            "這段期間沒有此車號的過車紀錄；放寬期間，或以相似車號查詢。",
            "This plate was not seen in that time; take a longer time or search for look-alikes.",
        )
        return Report((), covered, empty=empty)
    at: dict[str, list[Passage]] = {}
    for passage in passages:
        at.setdefault(_place(desk, passage), []).append(passage)
    ranked = sorted(at.items(), key=lambda each: (-len(each[1]), each[0]))
    findings = tuple(_finding(place, some, len(passages)) for place, some in ranked[: question.limit])
    return Report(
        findings,
        covered,
        more=len(ranked) > question.limit,
        facts={"hours_of_week": _hours_of_week(passages)},
    )


def _place(desk: Desk, passage: Passage) -> str:
    """The site's id where the camera has one, else the camera's own."""
    camera = desk.cameras.get(passage.camera)
    return f"#{passage.camera}" if camera is None else camera.site_id or camera.id


def _finding(place: str, some: Sequence[Passage], total: int) -> Finding:
    share = len(some) / total
    busiest, times = Counter(passage.at.taipei().hour for passage in some).most_common(1)[0]
    says = Said(
        f"{place}：{len(some)} 次（{share:.0%}），最常在 {busiest:02d} 時（{times} 次）。",
        f"{place}: {len(some)} times ({share:.0%}), most often at {busiest:02d} h ({times}).",
    )
    return Finding(
        score=share,
        says=(says,),
        plates=(some[0].plate.text,) if some[0].plate else (),
        evidence=tuple(passage.id for passage in some[-MAX_EVIDENCE:]),
        cameras=tuple(sorted({passage.camera for passage in some})),
        facts={"place": place, "times": len(some), "hours_of_week": _hours_of_week(some)},
    )


def _hours_of_week(passages: Sequence[Passage]) -> list[int]:
    """168 counts, Monday 00 h first, Taipei time."""
    counts = [0] * 168
    for passage in passages:
        local = passage.at.taipei()
        counts[local.weekday() * 24 + local.hour] += 1
    return counts


HABIT = Analysis(
    name="habit",
    title=Said("慣常出沒", "Habit"),
    asks=Said(
        "這輛車通常在哪裡、一週中的哪些時段出現？", "Where is this vehicle usually, and at which hours?"
    ),
    score=Said("在該處被看見的比例", "share of its passages seen at that place"),
    question=HabitQuestion,
    answer=_habit,
)
