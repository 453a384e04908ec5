"""Cloned: one number on two vehicles; weighed against a misread and a clock that is off, in that order.

::

    ways and clocks measured ──► plates at two places too soon ──► clock guard: hours in which it is the clock
        ──► what is left: passages of those plates and their look-alikes ──► two lives ──► weighed
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trackway.model.finding import Report
from trackway.model.look_alikes import look_alike_texts
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.time import Span
from trackway.passages import TooMany
from trackway.trails.analysis import Analysis
from trackway.trails.clocks.clocks import unclocked_says
from trackway.trails.clocks.legs import hours_filed, thinned
from trackway.trails.clocks.sites import sites_of
from trackway.trails.clocks.steps import ClockStep, is_stepped, steps_of
from trackway.trails.cloned.bound import Timing, timing_of
from trackway.trails.cloned.lives import forced, lives_of, meetings_of
from trackway.trails.cloned.pairs import Pairs, pairs_of
from trackway.trails.cloned.said import finding, step_fact, steps_said
from trackway.trails.cloned.sightings import Sightings, sightings_of
from trackway.trails.cloned.weigh import Suspect, Weighed, weigh
from trackway.trails.coverage.coverage import coverage_of
from trackway.trails.coverage.uptime import uptime
from trackway.trails.desk import Desk
from trackway.trails.fields import Between, Exactly, Where
from trackway.trails.where import Place, cameras_at

__all__ = ["CLONED", "ClonedQuestion"]

_CHUNK, _MOST = 5_000_000, 40_000_000
"""Passages looked through at once, and in all: a busy day fits in one, a month of one in ten seconds."""
_SUSPECTS = 300
"""Plates looked into one by one: of a day of 3.6 million passages some 500 are too soon somewhere, once."""
_ALIKES, _ALIKE_COST = 60, 0.3


@dataclass(frozen=True, slots=True)
class ClonedQuestion:
    """Which plates, when and where, and how likely a clone must be to be listed."""

    span: Annotated[Span, Between, Field(title="期間", description="Over which time.")]
    plates: Annotated[
        tuple[Annotated[Plate, Exactly], ...],
        Field(title="車號", description="Only these plates; none: every plate seen.", max_length=50),
    ] = ()
    places: Annotated[
        tuple[Annotated[Place, Where], ...], Field(title="地點", description="Only cameras here; none: all.")
    ] = ()
    v_max_kmh: Annotated[
        float,
        Field(title="最高車速", description="No vehicle is faster in a straight line, km/h.", ge=100, le=400),
    ] = 180.0
    min_confidence: Annotated[
        float, Field(title="最低信心", description="Least confidence of the plate, 0 to 1.", ge=0, le=1)
    ] = 0.6
    least: Annotated[
        float,
        Field(title="最低機率", description="Least probability of a clone (all plates).", ge=0, le=1),
    ] = 0.5
    limit: Annotated[int, Field(title="最多列出", description="How many plates at most.", ge=1, le=200)] = 50


def _cloned(desk: Desk, question: ClonedQuestion) -> Report:
    seen = uptime(desk, cameras_at(question.places, desk.cameras), question.span)
    covered = coverage_of(desk.cameras, seen)
    hours, passages = hours_filed(seen, question.span)
    sites = sites_of(desk.cameras, seen.numbers.tolist())
    if not len(sites) or not passages.sum():
        return Report((), covered, empty=_nothing())
    timing = timing_of(desk, sites, thinned(hours, passages), question.v_max_kmh)
    asked = tuple(dict.fromkeys(plate.text for plate in question.plates))
    pairs = _pairs(desk, timing, question, asked, (hours, passages))
    steps = steps_of(pairs, timing)
    suspects, left_out = _suspects(pairs, steps, asked)
    alikes = {plate: _alikes(plate) for plate in suspects}
    wanted = {*suspects, *(text for some in alikes.values() for text in some)}
    sightings = sightings_of(desk, timing, wanted, hours.tolist(), question.span, steps)
    cases: list[tuple[Suspect, Weighed]] = []
    held_back = 0
    for plate in suspects:
        near = {text: sightings[text] for text in alikes[plate] if text in sightings}
        found = _suspect(sightings.get(plate), near, timing, question.min_confidence)
        if found is None:
            continue
        odd = np.concatenate([*found.odd, np.zeros(0, np.intp)]).astype(np.intp)
        if len(odd) == 1 and not found.some.is_strong[odd[0]]:
            held_back += 1  # a single low-confidence read never raises alone
            continue
        weighed = weigh(found, timing)
        if asked or weighed.clone >= question.least:
            cases.append((found, weighed))
    cases.sort(key=lambda case: (-case[1].clone, case[0].some.plate))
    findings = tuple(finding(*case, timing) for case in cases[: question.limit])
    return Report(
        findings,
        replace(covered, unclocked=tuple(sorted({*covered.unclocked, *_off_cameras(timing)}))),
        caveats=(*unclocked_says(sites, timing.legs, timing.offsets), *steps_said(steps, timing)),
        more=len(cases) > question.limit,
        empty=None if findings else _empty(len(asked), held_back, steps),
        facts={
            "too_soon_pairs": len(pairs),
            "too_soon_plates": len(np.unique(pairs.plate)),
            "held_back_single_reads": held_back,
            "suspects_not_looked_into": left_out,
            "clock_offsets_s": {
                sites.ids[k]: round(float(timing.offsets.ahead_s[k]), 1)
                for k in np.flatnonzero(timing.offsets.ahead_s)
            },
            "clock_steps": [step_fact(step, timing) for step in steps],
        },
    )


def _pairs(
    desk: Desk,
    timing: Timing,
    question: ClonedQuestion,
    asked: Sequence[str],
    filed: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> Pairs:
    """Every plate's pairs; where plates are named, those of all plates in the hours that matter to them."""
    hours, passages = filed
    if asked:
        sightings = sightings_of(desk, timing, asked, hours.tolist(), question.span, ())
        at_s = [
            some.at_s[row]
            for some in sightings.values()
            for meeting in meetings_of(some, timing)
            for row in (meeting.earlier, meeting.later)
        ]
        near = np.unique(np.floor(np.array(at_s) / 3600).astype(np.int64)) * 3600 if at_s else hours[:0]
        near = near[:72]  # three days of meetings tell of clocks as well as thirty
        near = np.unique(np.concatenate([near - 3600, near, near + 3600]))
        chosen = np.isin(hours, near)
        hours, passages = hours[chosen], passages[chosen]
    if passages.sum() > _MOST:
        raise TooMany(
            f"Some {passages.sum():,} passages are more than {_MOST:,}; choose a shorter time, "
            "fewer places, or name the plates."
        )
    chunk = np.cumsum(passages) // _CHUNK
    chunks = [hours[chunk == k].tolist() for k in np.unique(chunk)]
    return pairs_of(desk, timing, chunks, question.span, question.min_confidence)


def _suspects(pairs: Pairs, steps: tuple[ClockStep, ...], asked: Sequence[str]) -> tuple[list[str], int]:
    """The plates to look into, those with most pairs first, and how many more there are."""
    if asked:
        return list(asked), 0
    off = is_stepped(steps, pairs.earlier, pairs.earlier_ms) | is_stepped(steps, pairs.later, pairs.later_ms)
    left = pairs.taken(~off)
    count = np.bincount(left.plate, minlength=len(pairs.plates))
    ranked = sorted(np.flatnonzero(count).tolist(), key=lambda k: (-count[k], pairs.plates[k]))
    plates = [*sorted(pairs.two_kinds), *(pairs.plates[k] for k in ranked)]
    plates = list(dict.fromkeys(plates))
    return plates[:_SUSPECTS], max(0, len(plates) - _SUSPECTS)


def _alikes(plate: str) -> tuple[str, ...]:
    return tuple(alike.text for alike in look_alike_texts(plate, _ALIKE_COST, _ALIKES))


def _suspect(
    given: Sightings | None, near: Mapping[str, Sightings], timing: Timing, min_confidence: float
) -> Suspect | None:
    """What became of one plate; ``None`` where one vehicle can have been everywhere."""
    if given is None:
        return None
    some = given.taken((given.confidence >= min_confidence) & ~given.is_stepped)
    meetings = meetings_of(some, timing)
    lives = lives_of(some, meetings, timing)
    if not len(lives.other):
        return None
    odd = forced(some, meetings, timing) if meetings else [lives.other]
    return Suspect(some, meetings, odd, lives, near)


def _off_cameras(timing: Timing) -> list[int]:
    off = np.flatnonzero(timing.offsets.is_off | timing.legs.is_unmeasured)
    return [number for k in off for number in timing.sites.cameras[k]]


def _nothing() -> Said:
    return Said(
        "這段期間沒有過車紀錄；放寬期間或地點。",
        "Nothing was filed in that time and place; take a longer time or more places.",
    )


def _empty(asked: int, held_back: int, steps: Sequence[ClockStep]) -> Said:
    zh = "一輛車即可走完全部過車紀錄。" if asked else "沒有車號達到最低機率。"
    en = "One vehicle can have made every passage." if asked else "No plate reaches the least probability."
    if held_back:
        zh += f"另有 {held_back} 個車號僅有單一低信心判讀，不單獨列出。"
        en += f" {held_back} more rest on one doubtful reading and are not raised by it alone."
    if steps:
        zh += f"{len(steps)} 段時鐘異常已排除。"
        en += f" {len(steps)} stretches of a clock gone wrong were set aside."
    return Said(zh + "可放寬期間或降低最低機率。", en + " Take a longer time or a lower probability.")


CLONED = Analysis(
    name="cloned",
    title=Said("偽造（複製）車牌", "Cloned plates"),
    asks=Said(
        "哪些車號同時出現在兩地？是誤讀、時鐘誤差，還是偽造車牌？",
        "Which numbers were at two places at once: misread, clock error or clone?",
    ),
    score=Said("為偽造（複製）車牌的機率", "probability of a clone, against misread and clock error"),
    question=ClonedQuestion,
    answer=_cloned,
)
