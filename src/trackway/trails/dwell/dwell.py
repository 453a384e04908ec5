"""Dwell: where a vehicle stays for hours, again and again, and how likely it is there at an hour."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from trackway.model.finding import MAX_EVIDENCE, Fact, Finding, Report
from trackway.model.passage import Passage
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.share import Share
from trackway.model.time import Span
from trackway.trails.analysis import Analysis
from trackway.trails.coverage.coverage import coverage
from trackway.trails.desk import Desk
from trackway.trails.dwell.stays import Foothold, Stay, footholds, share_by_hour, stays
from trackway.trails.fields import Between, Exactly
from trackway.trails.places import PlaceNames, place_names

__all__ = ["DWELL", "DwellQuestion"]

_NIGHT_HOURS, _WORK_HOURS = range(1, 5), range(9, 17)
"""Who sleeps somewhere is there at these hours; who works there at those, on weekdays."""
_HOME, _WORK = 0.4, 0.25
"""So much of those hours make a home, and a place of work: nights elsewhere and holidays included."""
_STRIP = 100
"""So many stays are listed in the facts; more are a question of a shorter time."""


@dataclass(frozen=True, slots=True)
class DwellQuestion:
    """Whose stays, over which time, how long at least."""

    plate: Annotated[Plate, Exactly, Field(title="車號", description="The whole plate.")]
    span: Annotated[Span, Between, Field(title="期間", description="Over which time.")]
    min_hours: Annotated[
        float, Field(title="至少停留（小時）", description="Shorter gaps are no stay.", ge=0.25, le=168)
    ] = 1.5
    min_stays: Annotated[
        int, Field(title="至少幾次", description="So many stays make a foothold.", ge=1, le=1000)
    ] = 2
    limit: Annotated[int, Field(title="最多列出", description="Footholds at most.", ge=1, le=200)] = 20


def _dwell(desk: Desk, question: DwellQuestion) -> Report:
    passages = desk.store.history(desk.permit, question.plate.text, question.span)
    covered = coverage(desk, sorted({passage.camera for passage in passages}), question.span)
    found, lost = stays(desk, passages, question.min_hours * 3600)
    holds = [one for one in footholds(found) if len(one.stays) >= question.min_stays]
    seen = Span(passages[0].at, passages[-1].at.plus(1)) if passages else question.span
    kinds, names = _kinds(holds, seen), place_names(desk.cameras)
    findings = [_finding(names, hold, kind, seen) for hold, kind in zip(holds, kinds, strict=True)]
    findings.sort(key=lambda one: -one.score)
    facts: dict[str, Fact] = {"passages": len(passages), "stays": len(found), "stays_anywhere": lost}
    if not findings:
        return Report((), covered, empty=_empty(passages), facts=facts)
    more = len(findings) > question.limit
    return Report(tuple(findings[: question.limit]), covered, caveats=_caveats(lost), more=more, facts=facts)


def _empty(passages: Sequence[Passage]) -> Said:
    if passages:
        return Said(
            "這段期間沒有重複停留的地點；縮短停留時數、減少次數或放寬期間。",
            "No place to which it came back; ask for shorter or fewer stays, or a longer time.",
        )
    return Said(
        "這段期間沒有此車號的過車紀錄；放寬期間，或以相似車號查詢。",
        "This plate was not seen in that time; take a longer time or search for look-alikes.",
    )


def _caveats(lost: int) -> tuple[Said, ...]:
    said = [
        Said(
            "落腳處是兩支鏡頭之間的一帶，不是地址，也不是某人的住處。",
            "A foothold is an area between cameras: no address, and nobody's home for certain.",
        )
    ]
    if lost:
        said.append(
            Said(
                f"另有 {lost} 次長時間未見，前後兩處相距太遠，無從得知停在哪裡。",
                f"{lost} more times it was gone for long and came back far away, no one can tell from where.",
            )
        )
    return tuple(said)


def _kinds(holds: Sequence[Foothold], seen: Span) -> list[str]:
    """``home``, ``work`` or ``other``: one home, the one with most nights; one place of work."""
    by_night = [_share(hold, seen, _NIGHT_HOURS) for hold in holds]
    by_day = [_share(hold, seen, _WORK_HOURS) for hold in holds]
    kinds = ["other"] * len(holds)
    home = max(range(len(holds)), key=lambda n: by_night[n], default=-1)
    if home >= 0 and by_night[home] >= _HOME:
        kinds[home] = "home"
    work = max((n for n in range(len(holds)) if kinds[n] == "other"), key=lambda n: by_day[n], default=-1)
    if work >= 0 and by_day[work] >= _WORK:
        kinds[work] = "work"
    return kinds


def _share(hold: Foothold, seen: Span, hours: range) -> float:
    """The part of these hours of weekdays spent there."""
    shares, days = share_by_hour(hold.stays, seen, weekend=False)
    return sum(shares[hour] for hour in hours) / len(hours) if days else 0.0


_WORDS = {
    "home": Said("夜間落腳處", "Nights"),
    "work": Said("日間常駐處", "Working hours"),
    "other": Said("其他落腳處", "Other"),
}


def _finding(names: PlaceNames, hold: Foothold, kind: str, seen: Span) -> Finding:
    weekday, weekdays = share_by_hour(hold.stays, seen, weekend=False)
    weekend, weekend_days = share_by_hour(hold.stays, seen, weekend=True)
    score = min(1.0, hold.seconds / max(seen.seconds, 1.0))
    best = max(range(24), key=lambda hour: weekday[hour])
    left = Counter(names.id_at(stay.before.camera) for stay in hold.stays).most_common(1)[0][0]
    back = Counter(names.id_at(stay.after.camera) for stay in hold.stays).most_common(1)[0][0]
    left_name, back_name = names.called(left), names.called(back)
    about_zh = left_name if left == back else f"{left_name} 與 {back_name} "
    about_en = left_name if left == back else f"{left_name} and {back_name}"
    times = len(hold.stays)
    hours = hold.seconds / 3600 / times
    days = Share(min(round(weekday[best] * weekdays), weekdays), weekdays)
    evidence = sorted({one.id for stay in hold.stays for one in (stay.before, stay.after)})
    word = _WORDS[kind]
    return Finding(
        score=score,
        says=(
            Said(
                f"{word.zh}：{about_zh}一帶，停留 {times} 次，平均 {hours:.1f} 小時。",
                f"{word.en}: about {about_en}, {times} stays of {hours:.1f} h on average.",
            ),
            Said(
                f"平日 {best:02d} 時最可能在此：{days.value:.0%}（{days.of} 天，95% 區間 "
                f"{days.low:.0%}-{days.high:.0%}）。",
                f"On weekdays most likely at {best:02d} h: {days.value:.0%} ({days.of} days; 95 %: "
                f"{days.low:.0%}-{days.high:.0%}).",
            ),
        ),
        plates=(hold.stays[0].before.plate.text,) if hold.stays[0].before.plate else (),
        evidence=tuple(evidence[-MAX_EVIDENCE:]),
        caveats=() if times >= 3 else (_FEW,),
        cameras=tuple(sorted({one.camera for stay in hold.stays for one in (stay.before, stay.after)})),
        facts={
            "kind": kind,
            "before": left,
            "before_name": left_name,
            "after": back,
            "after_name": back_name,
            "lon": round(hold.place.lon, 6),
            "lat": round(hold.place.lat, 6),
            "within_m": round(hold.within_m),
            "times": times,
            "hours": round(hold.seconds / 3600, 2),
            "weekday_by_hour": [round(share, 3) for share in weekday],
            "weekend_by_hour": [round(share, 3) for share in weekend],
            "weekdays": weekdays,
            "weekend_days": weekend_days,
            "stays": [_stay(stay) for stay in hold.stays[-_STRIP:]],
        },
    )


_FEW = Said("只停留過一兩次，談不上習慣。", "Only one or two stays: no habit.")


def _stay(stay: Stay) -> Fact:
    return {"start": str(stay.span.start), "end": str(stay.span.end)}


DWELL = Analysis(
    name="dwell",
    title=Said("停留與落腳處", "Dwell and footholds"),
    asks=Said(
        "這輛車在哪裡一停就是幾小時、一再回去？什麼時候最可能在？",
        "Where does this vehicle stay for hours, again and again, and when is it likely there?",
    ),
    score=Said(
        "在該處的時間占期間的比例（任一時刻在那裡的機率）",
        "the share of the time it was there: the chance at any moment",
    ),
    question=DwellQuestion,
    answer=_dwell,
)
