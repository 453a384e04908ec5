"""Habit: where one vehicle usually is, at which hours of the week, and what it did otherwise of late."""

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
from trackway.trails.coverage.coverage import coverage
from trackway.trails.desk import Desk
from trackway.trails.fields import Between, Exactly
from trackway.trails.habit.deviations import Deviation, Missed, Seen, deviations, missed
from trackway.trails.places import PlaceNames, place_names

__all__ = ["HABIT", "HabitQuestion"]

_LISTED = 50
"""So many deviations are listed; more are another life, not a deviation."""


@dataclass(frozen=True, slots=True)
class HabitQuestion:
    """Whose habit, over which time."""

    plate: Annotated[Plate, Exactly, Field(title="車號", description="The whole plate.")]
    span: Annotated[Span, Between, Field(title="期間", description="Over which time.")]
    recent_days: Annotated[
        int,
        Field(title="近期天數", description="The last so many days are held against the rest.", ge=0, le=366),
    ] = 7
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
    names = place_names(desk.cameras)
    at: dict[str, list[Passage]] = {}
    for passage in passages:
        at.setdefault(names.id_at(passage.camera), []).append(passage)
    ranked = sorted(at.items(), key=lambda each: (-len(each[1]), each[0]))
    findings = tuple(_finding(names, place, some, len(passages)) for place, some in ranked[: question.limit])
    unlike, absent = _otherwise(desk, question, passages, names)
    return Report(
        findings,
        covered,
        caveats=_said(question, names, unlike, absent),
        more=len(ranked) > question.limit,
        facts={
            "hours_of_week": _hours_of_week(passages),
            "deviations": [
                {
                    "at": str(one.at),
                    "place": one.place,
                    "place_name": names.called(one.place),
                    "is_new_place": one.is_new_place,
                    "before": one.before,
                }
                for one in unlike[-_LISTED:]
            ],
            "missed": [
                {
                    "place": one.place,
                    "place_name": names.called(one.place),
                    "hour": one.hour,
                    "usual_share": round(one.usual, 3),
                    "days": one.days,
                    "of_days": one.of_days,
                }
                for one in absent[:_LISTED]
            ],
        },
    )


def _otherwise(
    desk: Desk, question: HabitQuestion, passages: Sequence[Passage], names: PlaceNames
) -> tuple[list[Deviation], list[Missed]]:
    """What it did of late and usually does not, and the other way round."""
    parted = question.span.end.plus(-question.recent_days * 86_400)
    seen = [Seen(passage.at, names.id_at(passage.camera)) for passage in passages]
    before = [one for one in seen if one.at.us < parted.us]
    lately = [one for one in seen if one.at.us >= parted.us]
    if not before:
        return [], []
    since, until = before[0].at.taipei().toordinal(), parted.taipei().toordinal()
    late = range(until, min(question.span.end, desk.now).plus(-1).taipei().toordinal())
    return deviations(before, lately), missed(
        before, lately, sum(map(_is_weekday, range(since, until))), [day for day in late if _is_weekday(day)]
    )


def _is_weekday(ordinal: int) -> bool:
    """Of a day of the calendar as ``date.toordinal`` counts it: day 1 was a Monday."""
    return (ordinal - 1) % 7 < 5


def _said(
    question: HabitQuestion, names: PlaceNames, unlike: Sequence[Deviation], absent: Sequence[Missed]
) -> tuple[Said, ...]:
    said = []
    if unlike:
        last = unlike[-1]
        where = names.called(last.place)
        said.append(
            Said(
                f"近 {question.recent_days} 天有 {len(unlike)} 次不合習慣，"
                f"最近一次 {last.at.taipei():%m-%d %H:%M} 在 {where}。",
                f"In the last {question.recent_days} days {len(unlike)} passages are unlike its habit, "
                f"the last {last.at.taipei():%m-%d %H:%M} at {where}.",
            )
        )
    if absent:
        one = absent[0]
        where = names.called(one.place)
        said.append(
            Said(
                f"平日 {one.hour:02d} 時多經過 {where}（{one.usual:.0%}），近 {one.of_days} 個平日有 "
                f"{one.days} 天沒有；先查鏡頭狀況。",
                f"On weekdays at {one.hour:02d} h it mostly passes {where} ({one.usual:.0%}) and did not "
                f"on {one.days} of the last {one.of_days}; see the cameras' hours first.",
            )
        )
    return tuple(said)


def _finding(names: PlaceNames, place: str, some: Sequence[Passage], total: int) -> Finding:
    share = len(some) / total
    busiest, times = Counter(passage.at.taipei().hour for passage in some).most_common(1)[0]
    name = names.called(place)
    says = Said(
        f"{name}：{len(some)} 次（{share:.0%}），最常在 {busiest:02d} 時（{times} 次）。",
        f"{name}: {len(some)} times ({share:.0%}), most often at {busiest:02d} h ({times}).",
    )
    return Finding(
        score=share,
        says=(says,),
        plates=(some[0].plate.text,) if some[0].plate else (),
        evidence=tuple(passage.id for passage in some[-MAX_EVIDENCE:]),
        cameras=tuple(sorted({passage.camera for passage in some})),
        facts={
            "place": place,
            "place_name": name,
            "times": len(some),
            "hours_of_week": _hours_of_week(some),
        },
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
