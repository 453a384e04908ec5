"""What a plate that may be cloned is said to be: reasons, caveats and figures."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from trackway.model.finding import MAX_EVIDENCE, Fact, Finding
from trackway.model.passage import PassageId
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.trails.clocks.steps import ClockStep
from trackway.trails.cloned.bound import Timing
from trackway.trails.cloned.lives import Meeting
from trackway.trails.cloned.sightings import Sightings
from trackway.trails.cloned.weigh import Hypothesis, Suspect, Weighed

__all__ = ["finding", "step_fact", "steps_said"]

_MEETINGS = 10
_STEPS = 5
_UNMEASURED = 8
_HOUR_MS = 3_600_000


def finding(suspect: Suspect, weighed: Weighed, timing: Timing) -> Finding:
    """The finding: hypotheses in their order, the worst meetings side by side, both lives."""
    some, lives, meetings = suspect.some, suspect.lives, suspect.meetings
    worst = sorted(meetings, key=lambda meeting: (-meeting.short_s, meeting.earlier))[:_MEETINGS]
    rows = [row for meeting in worst for row in (meeting.earlier, meeting.later)]
    rows += [int(row) for each in suspect.odd for row in each]
    rows = list(dict.fromkeys([*rows, *lives.other.tolist(), *lives.main.tolist()]))[:MAX_EVIDENCE]
    says = [_chances(weighed)]
    if worst:
        says.append(_meeting_says(some, worst[0], len(meetings), timing))
    for hypothesis in sorted(weighed.hypotheses, key=lambda one: -one.probability):
        says += hypothesis.reasons
    return Finding(
        score=weighed.clone,
        says=tuple(says),
        plates=(some.plate,),
        evidence=tuple(sorted(some.id(row) for row in rows)),
        caveats=_caveats(suspect, timing),
        facts={
            "tier": _tier(meetings),
            "hypotheses": [_hypothesis_fact(one) for one in weighed.hypotheses],
            "meetings": [_meeting_fact(some, meeting, timing) for meeting in worst],
            "meetings_count": len(meetings),
            "lives": [_life_fact(some.taken(life), timing) for life in (lives.main, lives.other)],
            "fits_neither": [str(one) for one in _ids(some, lives.left)],
            "look_alikes_near": list(weighed.alikes),
        },
    )


def steps_said(steps: Sequence[ClockStep], timing: Timing) -> tuple[Said, ...]:
    """The worst hours in which it was a clock, as caveats."""
    found = []
    for step in sorted(steps, key=lambda one: (-one.plates, one.site))[:_STEPS]:
        name, since = timing.sites.names[step.site], Instant(step.first_ms * 1000)
        hours = (step.end_ms - step.first_ms) // _HOUR_MS
        zh = f"{name} 自 {since} 起約 {hours} 小時，時鐘約差 {step.off_s:.0f} 秒"
        en = f"The clock at {name} was about {step.off_s:.0f} s off for some {hours} h from {since}"
        found.append(
            Said(
                f"{zh}（{step.plates} 個車號同時不可能）；該時段不作為依據。",
                f"{en} ({step.plates} plates became impossible together); nothing rests on those hours.",
            )
        )
    return tuple(found)


def step_fact(step: ClockStep, timing: Timing) -> Mapping[str, Fact]:
    """A clock step as JSON."""
    return {
        "site": timing.sites.ids[step.site],
        "place_name": timing.sites.names[step.site],
        "from": str(Instant(step.first_ms * 1000)),
        "to": str(Instant(step.end_ms * 1000)),
        "off_s": round(step.off_s),
        "plates": step.plates,
    }


def _tier(meetings: Sequence[Meeting]) -> str:
    if any(meeting.is_physical for meeting in meetings):
        return "impossible"
    return "improbable" if meetings else "attribute_conflict"


def _chances(weighed: Weighed) -> Said:
    zh = "、".join(f"{one.title.zh} {_share(one.probability)}" for one in weighed.hypotheses)
    en = ", ".join(f"{one.title.en} {_share(one.probability)}" for one in weighed.hypotheses)
    return Said(f"{zh}。", f"{en[0].upper()}{en[1:]}.")


def _share(chance: float) -> str:
    """A probability in whole percent, a doubt never rounded away, nor a chance."""
    if 0.01 <= chance <= 0.99:
        return f"{chance:.0%}"
    return "<1%" if chance < 0.01 else ">99%"


def _lasts(seconds: float) -> Said:
    if seconds < 60:
        return Said(f"{seconds:.0f} 秒", f"{seconds:.0f} s")
    return Said(f"{seconds / 60:.1f} 分", f"{seconds / 60:.1f} min")


def _meeting_says(some: Sightings, meeting: Meeting, count: int, timing: Timing) -> Said:
    at = int(some.site[meeting.earlier]), int(some.site[meeting.later])
    km = float(timing.sites.least_m[at]) / 1000
    between = _lasts(float(some.at_s[meeting.later] - some.at_s[meeting.earlier]))
    need = _lasts(float(timing.bounds.needed_s[at]))
    one, other = (timing.sites.names[site] for site in at)
    return Said(
        f"{one} 與 {other} 相距至少 {km:.1f} 公里，只隔 {between.zh}，至少需 {need.zh}；共 {count} 次。",
        f"{one} and {other} are {km:.1f} km apart or more, {between.en} between them, "
        f"{need.en} needed at least; {count} times.",
    )


def _caveats(suspect: Suspect, timing: Timing) -> tuple[Said, ...]:
    some, meetings, found = suspect.some, suspect.meetings, []
    if meetings and not any(meeting.is_physical for meeting in meetings):
        found.append(
            Said(
                "只快於他人實測最快車程，未超過物理極限；也可能是極快的單一車輛。",
                "Quicker than others were seen to be, but not beyond any vehicle: maybe one very fast one.",
            )
        )
    rows = np.array([row for meeting in meetings for row in (meeting.earlier, meeting.later)], np.intp)
    unmeasured = np.unique(some.site[rows[some.is_unmeasured[rows]]])
    if len(unmeasured):
        names = [timing.sites.names[site] for site in unmeasured[:_UNMEASURED]]
        zh, en = "、".join(names), ", ".join(names)
        found.append(Said(f"{zh} 的時鐘無人量測。", f"Nobody measured the clocks at {en}."))
    left = len(suspect.lives.left)
    if left:
        found.append(
            Said(
                f"另有 {left} 筆不屬於任一半，多半是誤讀。",
                f"{left} more fit neither half; most likely misread.",
            )
        )
    return tuple(found)


def _hypothesis_fact(one: Hypothesis) -> Mapping[str, Fact]:
    return {
        "name": one.name,
        "probability": round(one.probability, 6),
        "reasons": [{"zh": said.zh, "en": said.en} for said in one.reasons],
    }


def _meeting_fact(some: Sightings, meeting: Meeting, timing: Timing) -> Mapping[str, Fact]:
    one, other = meeting.earlier, meeting.later
    at = int(some.site[one]), int(some.site[other])
    return {
        "earlier": str(some.id(one)),
        "later": str(some.id(other)),
        "distance_m": round(float(timing.sites.least_m[at])),
        "took_s": round(float(some.at_s[other] - some.at_s[one]), 1),
        "needed_s": round(float(timing.bounds.needed_s[at]), 1),
        "error_s": round(float(some.granted_s[one] + some.granted_s[other]), 1),
        "is_physical": meeting.is_physical,
    }


def _life_fact(life: Sightings, timing: Timing) -> Mapping[str, Fact]:
    sites = sorted(set(life.site.tolist()), key=lambda site: timing.sites.ids[site])
    return {
        "passages": len(life),
        "evidence": [str(one) for one in life.ids[:MAX_EVIDENCE]],
        "sites": [timing.sites.ids[site] for site in sites],
        "site_names": [timing.sites.names[site] for site in sites],
        "kinds": _counted(life.kind.tolist()),
        "colours": _counted(life.colour.tolist()),
    }


def _ids(some: Sightings, rows: NDArray[np.intp]) -> list[PassageId]:
    return [some.id(int(row)) for row in rows]


def _counted(words: Sequence[str]) -> Mapping[str, Fact]:
    return {word: words.count(word) for word in sorted(set(words))}
