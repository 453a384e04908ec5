"""Night visitor: vehicles that come by night and hardly by day.

::

    plates on enough nights ──► seldom in a sample of day hours ──► their whole span ──► share by night
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import pstdev
from typing import Annotated

import numpy as np
from pydantic import Field

from trackway.model.band import Band, hours_touched, week_stretches
from trackway.model.errors import WrongUse
from trackway.model.finding import MAX_EVIDENCE, Fact, Finding, Report
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.share import Share
from trackway.model.time import Span
from trackway.model.vehicle import VehicleKind
from trackway.passages import TooMany
from trackway.trails.analysis import Analysis
from trackway.trails.coverage.coverage import coverage_of
from trackway.trails.coverage.uptime import Uptime, uptime
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.fields import Between, Daily, Exactly, Where
from trackway.trails.first_seen.known import alike_known, misread
from trackway.trails.first_seen.passed import Passed, passages_of
from trackway.trails.places import PlaceNames, place_names
from trackway.trails.where import Place, cameras_at

__all__ = ["NIGHT_VISITOR", "NightVisitorQuestion"]

_NIGHT = Band(22 * 60, 5 * 60)
_MOST_BY_NIGHT, _MOST_BY_DAY = 15_000_000, 4_000_000
"""Passages read by night, half a second; and of the day, where every so manieth hour is enough to tell who
lives here."""
_STEPS = (1, 5, 11, 17, 23, 47, 97, 197)
_COARSE, _OFTEN = 11, 2
"""Twice in every eleventh hour means some twenty times by day: nobody who comes by night. A finer sample is
not used that way, for a visitor may come by day once or twice."""
_CANDIDATES = 30_000
"""Plates that may be there on enough nights: more are a city's traffic, and the question is too wide."""
_POOL = 250
"""Vehicles whose whole span is read: each costs a look into the order of plates."""
_MOST_PASSAGES = 60_000
_DOUBT = 0.5
"""A sample of the day may say that a vehicle's share by night is only half of what is asked, and err."""
_REGULAR_NIGHTS, _REGULAR_MIN = 8, 40.0
"""On so many nights and always within so many minutes (one standard deviation): somebody's shift."""
_SHIFT = 0.7
"""What a shift's score keeps."""


@dataclass(frozen=True, slots=True)
class NightVisitorQuestion:
    """Which nights, where; how many and how exclusively."""

    span: Annotated[Span, Between, Field(title="期間", description="Over which days.")]
    places: Annotated[
        tuple[Annotated[Place, Where], ...],
        Field(title="地點", description="Where; none means the whole county.", max_length=20),
    ] = ()
    band: Annotated[Band, Daily, Field(title="夜間", description="What counts as night.")] = _NIGHT
    min_nights: Annotated[
        int, Field(title="至少幾夜", description="There on at least so many nights.", ge=2, le=366)
    ] = 3
    min_share: Annotated[
        float, Field(title="夜間比例", description="So much of its passages by night.", ge=0.5, le=1)
    ] = 0.8
    min_passages: Annotated[
        int, Field(title="至少幾次", description="Passages there in all.", ge=2, le=10_000)
    ] = 4
    without_plates: Annotated[
        tuple[Annotated[Plate, Exactly], ...],
        Field(title="排除車號", description="Patrol cars, known night shifts.", max_length=1000),
    ] = ()
    without_kinds: Annotated[
        tuple[VehicleKind, ...], Field(title="排除車種", description="Kinds left out.")
    ] = (VehicleKind.TAXI,)
    limit: Annotated[int, Field(title="最多列出", description="Vehicles at most.", ge=1, le=200)] = 50


def _night_visitor(desk: Desk, question: NightVisitorQuestion) -> Report:
    cameras = cameras_at(question.places, desk.cameras)
    if not cameras:
        raise WrongUse("There is no camera at these places; draw them larger.")
    seen = uptime(desk, cameras, question.span)
    covered = coverage_of(desk.cameras, seen)
    pool, is_cut = _pool(desk, question, sorted(cameras), seen)
    by_day = _up_by_day(seen, question)
    passed = passages_of(desk, pool, question.span, _MOST_PASSAGES)
    here = {plate: [one for one in some if one.camera in cameras] for plate, some in passed.items()}
    fit = [plate for plate in pool if here.get(plate) and _fits(question, here[plate])]
    lives = {plate: (passed[plate][0].ms, passed[plate][-1].ms) for plate in fit}
    wrong = misread(desk, passed, alike_known(desk, lives), question.span)
    names = place_names(desk.cameras)
    found = [
        _finding(names, question, passed[plate], here[plate], by_day) for plate in fit if plate not in wrong
    ]
    found.sort(key=lambda one: (-one.score, one.plates))
    facts: dict[str, Fact] = {
        "day_share_up": round(by_day, 4),
        "candidates": len(pool),
        "misread": len(wrong),
    }
    caveats = () if by_day >= _WELL else (_blind(by_day),)
    if not found:
        return Report((), covered, caveats=caveats, empty=_EMPTY, facts=facts)
    more = is_cut or len(found) > question.limit
    return Report(tuple(found[: question.limit]), covered, caveats=caveats, more=more, facts=facts)


_WELL = 0.9
"""Cameras that were up for less of the day may have missed who came by day too."""
_EMPTY = Said(
    "沒有只在夜間出現的車輛；減少夜數或夜間比例，或放寬期間。",
    "No vehicle comes by night only; ask for fewer nights or a smaller share, or a longer time.",
)


def _blind(by_day: float) -> Said:
    return Said(
        f"白天鏡頭只有 {by_day:.0%} 的時段照常，白天來過的車可能未被看見。",
        f"By day the cameras were up for {by_day:.0%} of the time: who came by day may have gone unseen.",
    )


def _night_hours(question: NightVisitorQuestion) -> set[int]:
    """Whole hours of the span that touch the band, counted since 1970."""
    touched = hours_touched(question.span, week_stretches((question.band,), ()))
    return {ms // 3_600_000 for ms in touched}


def _up_by_day(seen: Uptime, question: NightVisitorQuestion) -> float:
    by_day = seen.asked & ~np.isin(seen.hours, sorted(_night_hours(question)))
    hours = seen.down[:, by_day]
    return float(1 - hours.mean()) if hours.size else 0.0


def _pool(
    desk: Desk, question: NightVisitorQuestion, cameras: list[int], seen: Uptime
) -> tuple[list[str], bool]:
    """Plates worth looking into, those with the most nights first, and whether some were cut off."""
    nights = _night_hours(question)
    is_night = np.isin(seen.hours, sorted(nights))
    busy = float(seen.filed[:, seen.asked & is_night].sum()) * seen.every
    if busy > _MOST_BY_NIGHT:
        raise TooMany(f"More than {_MOST_BY_NIGHT:,} passages by night; take fewer days or smaller areas.")
    values: dict[str, object] = {
        "hours": [hour * 3600 for hour in sorted(nights)],
        "first": question.span.start.ms,
        "end": -(-question.span.end.us // 1000),
        "cameras": cameras,
        "begins": question.band.start,
        "minutes": question.band.minutes,
        "days": _sampled(seen, question) if _every(seen) >= _COARSE else [],
        "often": _OFTEN,
        "least": question.min_nights,
        "limit": _CANDIDATES + 1,
    }
    rows = desk.store.table(desk.permit, analysis_sql("night_visitor")["by_night"], values)
    if rows.num_rows > _CANDIDATES:
        raise TooMany(f"More than {_CANDIDATES:,} plates are there on so many nights; ask for more nights.")
    out = {plate.text for plate in question.without_plates}
    by_night = {
        str(row["plate"]): (int(row["nights"]), int(row["times"]))
        for row in rows.to_pylist()
        if row["plate"] not in out
    }
    by_day = _by_day(desk, question, cameras, seen, list(by_night))
    least = question.min_share * _DOUBT
    share = {plate: times / (times + by_day.get(plate, 0.0)) for plate, (_, times) in by_night.items()}
    kept = sorted(
        (plate for plate in by_night if share[plate] >= least),
        key=lambda plate: (-round(share[plate], 1), -by_night[plate][0], plate),
    )
    return kept[:_POOL], len(kept) > _POOL


def _by_day(
    desk: Desk, question: NightVisitorQuestion, cameras: list[int], seen: Uptime, plates: list[str]
) -> Mapping[str, float]:
    """About how often each passes outside the band, from every so manieth of those hours."""
    if len(plates) <= _POOL:
        return {}
    values = {"hours": _sampled(seen, question), "cameras": cameras, "plates": plates}
    rows = desk.store.table(desk.permit, analysis_sql("night_visitor")["otherwise"], values)
    counts = zip(rows["plate"].to_pylist(), rows["times"].to_pylist(), strict=True)
    return {str(plate): float(times) * _every(seen) for plate, times in counts}


def _every(seen: Uptime) -> int:
    """Every so manieth hour of the day is enough; no step shares a factor with 24: each has its turn."""
    busy = float(seen.filed[:, seen.asked].sum()) * seen.every
    return next((step for step in _STEPS if busy / step <= _MOST_BY_DAY), _STEPS[-1])


def _sampled(seen: Uptime, question: NightVisitorQuestion) -> list[int]:
    """Hours of the span outside the band, every so manieth, seconds since 1970."""
    nights, every = _night_hours(question), _every(seen)
    first, last = question.span.start.ms // 3_600_000, (question.span.end.us - 1) // 3_600_000_000
    return [hour * 3600 for hour in range(first, last + 1) if hour % every == 0 and hour not in nights]


def _is_by_night(question: NightVisitorQuestion, one: Passed) -> bool:
    return (_minute(one) - question.band.start) % 1440 < question.band.minutes


def _minute(one: Passed) -> int:
    """Minutes since 1970 by the clock of Taipei."""
    return one.ms // 60_000 + 480


def _night(question: NightVisitorQuestion, one: Passed) -> int:
    """The day, counted since 1970, on which its night began."""
    return (_minute(one) - question.band.start) // 1440


def _fits(question: NightVisitorQuestion, here: Sequence[Passed]) -> bool:
    kinds = Counter(one.kind for one in here if one.kind != VehicleKind.UNKNOWN)
    if kinds and kinds.most_common(1)[0][0] in {kind.value for kind in question.without_kinds}:
        return False
    by_night = [one for one in here if _is_by_night(question, one)]
    return (
        len(here) >= question.min_passages
        and len(by_night) >= question.min_share * len(here)
        and len({_night(question, one) for one in by_night}) >= question.min_nights
    )


def _finding(
    names: PlaceNames,
    question: NightVisitorQuestion,
    some: Sequence[Passed],
    here: Sequence[Passed],
    by_day: float,
) -> Finding:
    by_night = [one for one in here if _is_by_night(question, one)]
    nights = sorted({_night(question, one) for one in by_night})
    share = Share(len(by_night), len(here))
    first = [min(_minute(o) - n * 1440 for o in by_night if _night(question, o) == n) for n in nights]
    is_shift = len(nights) >= _REGULAR_NIGHTS and pstdev(first) <= _REGULAR_MIN
    score = share.low * min(1.0, by_day / _WELL) * (_SHIFT if is_shift else 1.0)
    by_day_too = len(here) - len(by_night)
    places = [name for name, _ in Counter(names.at(one.camera) for one in by_night).most_common(3)]
    caveats = []
    if is_shift:
        caveats.append(
            Said(
                "每夜幾乎同一時間出現，可能是夜班通勤。",
                "At much the same time every night: it may be somebody's shift.",
            )
        )
    everywhere = sum(_is_by_night(question, one) for one in some) / len(some)
    return Finding(
        score=score,
        says=(
            Said(
                f"{len(nights)} 夜出現 {len(by_night)} 次，白天 {by_day_too} 次；多在 {'、'.join(places)}。",
                f"On {len(nights)} nights, {len(by_night)} times, and {by_day_too} by day; "
                f"mostly at {', '.join(places)}.",
            ),
            Said(f"全縣夜間比例 {everywhere:.0%}。", f"By night in the whole county: {everywhere:.0%}."),
        ),
        plates=(here[0].plate,),
        evidence=tuple(one.id for one in by_night[-MAX_EVIDENCE:]),
        caveats=tuple(caveats),
        facts={
            "nights": len(nights),
            "times_by_night": len(by_night),
            "times": len(here),
            "night_share": round(share.value, 4),
            "night_share_low": round(share.low, 4),
            "night_share_everywhere": round(everywhere, 4),
            "calendar": _calendar(question, here),
        },
    )


def _calendar(question: NightVisitorQuestion, here: Sequence[Passed]) -> list[Fact]:
    """Per day of the span: its date, passages of the night that began then, and of the day."""
    by_night = Counter(_night(question, one) for one in here if _is_by_night(question, one))
    by_day = Counter(_minute(one) // 1440 for one in here if not _is_by_night(question, one))
    first = (question.span.start.ms // 60_000 + 480 - question.band.start) // 1440
    last = (question.span.end.us // 60_000_000 + 480) // 1440
    return [
        {"date": str(np.datetime64(day, "D")), "night": by_night[day], "day": by_day[day]}
        for day in range(first, last + 1)
    ]


NIGHT_VISITOR = Analysis(
    name="night-visitor",
    title=Said("晝伏夜出", "Night visitor"),
    asks=Said(
        "哪些車只在夜間來到這裡，白天幾乎不出現？", "Which vehicles come here by night and hardly by day?"
    ),
    score=Said(
        "夜間比例的 95% 下限，按白天鏡頭涵蓋與是否像夜班折減",
        "lower end (95 %) of its share by night; less if cameras were down by day or it is like a shift",
    ),
    question=NightVisitorQuestion,
    answer=_night_visitor,
)
