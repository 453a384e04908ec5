"""Not seen: had it passed, would it have been read? What absence of a plate at some places is worth.

::

    up at those hours x read rate there x clock right ──► chance at each place ──► at one of them at least
    look-alikes and unread passages there ──────────────► other explanations
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from trackway.model.errors import WrongUse
from trackway.model.finding import MAX_EVIDENCE, Fact, Finding, Report
from trackway.model.likeness import variants
from trackway.model.passage import PassageId, passage_id
from trackway.model.pattern import PlatePattern
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.trails.analysis import Analysis
from trackway.trails.coverage.coverage import FAR_OFF_S, coverage_of, named, weak
from trackway.trails.coverage.uptime import Uptime, uptime
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.fields import Between, Exactly, Where
from trackway.trails.not_seen.groups import Group, groups_of
from trackway.trails.not_seen.rate import Rate, rates
from trackway.trails.places import place_names
from trackway.trails.where import Place

__all__ = ["NOT_SEEN", "NotSeenQuestion"]

_MOST_DAYS = 31
"""Of longer times "not seen" says little, and every day would need its own answer."""
_DOWN_ODDS = 0.005
"""How often a camera is down, before its hour is looked at: an outage of half a day in three months."""
_PLATOONS = 3.0
"""Traffic comes in platoons and rain: hours vary more than chance alone (gamma-Poisson of this shape), so an
empty one proves less than e to the minus usual."""
_UNMEASURED_S = 5.0
"""A clock nobody measured is taken to be this wrong: most are."""
_MOST_THERE = 2_000
_TWO_WHEELED = {"scooter", "heavy_motorcycle"}


@dataclass(frozen=True, slots=True)
class NotSeenQuestion:
    """What was not seen, where and when. A plate, or a vehicle by kind and colour."""

    span: Annotated[Span, Between, Field(title="期間", description="When it was not seen.")]
    places: Annotated[
        tuple[Annotated[Place, Where], ...],
        Field(
            title="地點",
            description="Where it would have had to pass, each a place of its own.",
            min_length=1,
            max_length=20,
        ),
    ]
    plate: Annotated[
        Annotated[Plate, Exactly] | None, Field(title="車號", description="The plate that was not seen.")
    ] = None
    kinds: Annotated[
        tuple[VehicleKind, ...], Field(title="車種", description="Kinds of vehicle, without a plate.")
    ] = ()
    colours: Annotated[
        tuple[Colour, ...], Field(title="顏色", description="Colours of the vehicle, without a plate.")
    ] = ()


@dataclass(frozen=True, slots=True)
class _Site:
    """What one site would have made of it."""

    id: str
    name: str
    cameras: list[int]
    up: float
    rate: Rate
    clock: float
    flow: float

    @property
    def chance(self) -> float:
        return self.up * self.rate.expected * self.clock


def _not_seen(desk: Desk, question: NotSeenQuestion) -> Report:
    _check(question)
    names = place_names(desk.cameras)
    groups = groups_of(desk, question.places, names)
    cameras = sorted({number for group in groups for number in group.cameras})
    seen = uptime(desk, cameras, question.span)
    covered = coverage_of(desk.cameras, seen)
    two_wheeled = any(kind.value in _TWO_WHEELED for kind in question.kinds)
    findings, chances = [], []
    for group in groups:
        sites = [
            _site(desk, question, seen, (site, names.called(site)), some, two_wheeled=two_wheeled)
            for site, some in group.sites.items()
        ]
        chances.append(_chance(sites))
        findings.append(_finding(desk, question, seen, group, sites))
    once = 1 - math.prod(1 - chance for chance in chances)
    facts: dict[str, Fact] = {
        "seen_once": round(once, 4),
        "seen_everywhere": round(math.prod(chances), 4),
        "was_seen": any(finding.facts["was_seen"] for finding in findings),
    }
    findings.sort(key=lambda one: (-one.score, str(one.facts["place"])))
    return Report(tuple(findings), covered, caveats=_caveats(question, once, len(groups)), facts=facts)


def _check(question: NotSeenQuestion) -> None:
    if question.plate is None and not question.kinds and not question.colours:
        raise WrongUse("Say what was not seen: a plate, or a kind or colour of vehicle.")
    if question.span.seconds > _MOST_DAYS * 86_400:
        raise WrongUse(f"Not seen is asked of at most {_MOST_DAYS} days; take a shorter time.")


def _site(
    desk: Desk,
    question: NotSeenQuestion,
    seen: Uptime,
    site: tuple[str, str],
    numbers: list[int],
    *,
    two_wheeled: bool,
) -> _Site:
    """Of a site, by its id and name."""
    rate = rates(desk, site[0], numbers, seen, two_wheeled=two_wheeled)
    if question.plate is None:
        rate = _recorded(rate, seen, numbers)
    rows = np.flatnonzero(np.isin(seen.numbers, numbers))
    flow = seen.usual[rows][:, seen.asked].sum(axis=1)
    weights = flow / flow.sum() if flow.sum() else np.full(len(rows), 1 / max(len(rows), 1))
    up = float(sum(weight * _up(seen, int(row)) for weight, row in zip(weights, rows, strict=True)))
    clock = sum(
        float(weight) * _clock(question.span, bool(seen.unmeasured[row]), float(seen.off_s[row]))
        for weight, row in zip(weights, rows, strict=True)
    )
    return _Site(*site, numbers, up, rate, float(clock), float(flow.sum()))


def _chance(sites: Sequence[_Site]) -> float:
    """Of a vehicle that passed one of these sites, by how many usually pass each."""
    flow = sum(site.flow for site in sites)
    if not flow:
        return sum(site.chance for site in sites) / len(sites)
    return sum(site.chance * site.flow for site in sites) / flow


def _up(seen: Uptime, row: int) -> float:
    """The mean chance over the span's hours that the camera was up: nothing filed is the less likely of a
    camera that is, the more usually comes (Bayes)."""
    usual, filed, down = (cells[row, seen.asked] for cells in (seen.usual, seen.filed, seen.down))
    quiet = (1 + usual / _PLATOONS) ** -_PLATOONS * (1 - _DOWN_ODDS)
    chance = np.where(filed > 0, 1.0, quiet / (quiet + _DOWN_ODDS))
    part = np.divide(filed, usual, out=np.zeros_like(filed), where=usual > 0)
    chance = np.where(down, np.minimum(part, 1.0), chance)
    return float(chance.mean()) if len(chance) else 0.0


def _clock(span: Span, unmeasured: bool, off_s: float) -> float:  # noqa: FBT001
    """The chance that a passage in the span is filed in the span although the clock may be off."""
    return max(0.0, 1 - max(off_s, _UNMEASURED_S if unmeasured else 0.0) / span.seconds)


def _recorded(rate: Rate, seen: Uptime, numbers: Sequence[int]) -> Rate:
    """A vehicle without its plate counts as seen when it was recorded at all."""
    rows = np.isin(seen.numbers, numbers)
    filed, plates = float(seen.filed[rows].sum()), float(seen.plates[rows].sum())
    return Rate(rate.counted, min(0.99, rate.expected * filed / plates)) if plates else rate


@dataclass(frozen=True, slots=True)
class _There:
    id: PassageId
    plate: str
    ms: int
    camera: int


def _there(desk: Desk, question: NotSeenQuestion, cameras: Sequence[int]) -> list[_There]:
    """What was recorded there that it may be: the plate, its look-alikes, passages without a plate."""
    texts = [question.plate.text] if question.plate else []
    alike = [one.pattern.text for one in variants(PlatePattern(texts[0]), 1)] if texts else []
    values = {
        "first": question.span.start.ms,
        "end": -(-question.span.end.us // 1000),
        "cameras": list(cameras),
        "plates": [*texts, *alike],
        "any_plate": not texts,
        "kinds": [kind.value for kind in question.kinds],
        "colours": [colour.value for colour in question.colours],
        "limit": _MOST_THERE,
    }
    rows = desk.store.table(desk.permit, analysis_sql("not_seen")["there"], values).to_pylist()
    return [
        _There(
            passage_id(Instant(row["ms"] * 1000), row["camera"], row["sequence"]),
            row["plate"],
            row["ms"],
            row["camera"],
        )
        for row in rows
    ]


def _finding(
    desk: Desk,
    question: NotSeenQuestion,
    seen: Uptime,
    group: Group,
    sites: Sequence[_Site],
) -> Finding:
    chance = _chance(sites)
    dim = weak(seen)
    own = question.plate.text if question.plate else ""
    there = _there(desk, question, group.cameras)
    exact = [one for one in there if not own or one.plate == own]
    alike = [one for one in there if own and one.plate not in ("", own)]
    unread = sum(1 for one in there if own and not one.plate)
    down = [number for number in seen.hours_down() if number in group.cameras]
    off = [
        int(seen.numbers[row])
        for row in np.flatnonzero(seen.unmeasured | (seen.off_s >= FAR_OFF_S))
        if int(seen.numbers[row]) in group.cameras
    ]
    blurred = [number for number in group.cameras if number in dim]
    says = [
        Said(
            f"{group.label} {group.said.zh}：若曾經過，有 {chance:.0%} 的機率會被判讀到。",
            f"{group.label} {group.said.en}: had it passed, it would have been read with {chance:.0%}.",
        )
    ]
    if exact:
        says.insert(0, Said(f"其實有紀錄：{len(exact)} 次。", f"It was recorded there: {len(exact)} times."))
    says += [_counted(site) for site in sites]
    says += _faults(desk, down, blurred, off)
    shown = exact or alike
    texts = tuple(sorted({one.plate for one in shown if one.plate}))
    return Finding(
        score=min(1.0, max(0.0, chance)),
        says=tuple(says),
        plates=texts,
        evidence=tuple(one.id for one in shown[:MAX_EVIDENCE]),
        caveats=tuple(_others(alike, unread)),
        cameras=tuple(group.cameras),
        facts={
            "place": str(group.place),
            "place_name": group.name,
            "chance": round(chance, 4),
            "was_seen": bool(exact),
            "look_alikes": [{"plate": one.plate, "at": str(Instant(one.ms * 1000))} for one in alike[:50]],
            "unread": unread,
            "down": down,
            "blurred": blurred,
            "clock_off": off,
            "sites": [
                {
                    "site": site.id,
                    "place_name": site.name,
                    "up": round(site.up, 4),
                    "read_rate": round(site.rate.expected, 4),
                    "caught": site.rate.counted.count,
                    "passed": site.rate.counted.of,
                    "clock": round(site.clock, 4),
                }
                for site in sites
            ],
        },
    )


def _counted(site: _Site) -> Said:
    counted = site.rate.counted
    if not counted.of:
        return Said(
            f"{site.name}：鄰近處的車流不足以計數，判讀率 {site.rate.expected:.0%} 由車牌比例與信心推估。",
            f"{site.name}: too few went by its neighbours to count; {site.rate.expected:.0%} rests on plates "
            "and confidence.",
        )
    return Said(
        f"{site.name}：前後兩處都讀到的 {counted.of} 輛中，此處讀到 {counted.count} 輛；"
        f"該時段運作 {site.up:.0%}。",
        f"{site.name}: of {counted.of} vehicles read before and behind it, {counted.count} were read here; "
        f"up for {site.up:.0%} of the time.",
    )


def _faults(desk: Desk, down: Sequence[int], blurred: Sequence[int], off: Sequence[int]) -> list[Said]:
    told = []
    for numbers, zh, en in (
        (down, "停擺", "Down"),
        (blurred, "判讀變差", "Reading worse than usual"),
        (off, "時鐘未校或偏差大", "Clock not measured or far off"),
    ):
        if numbers:
            names_zh, names_en = named(desk.cameras, numbers)
            told.append(Said(f"{zh}：{names_zh}。", f"{en}: {names_en}."))
    return told


def _others(alike: Sequence[_There], unread: int) -> list[Said]:
    others = []
    if alike:
        texts = sorted({one.plate for one in alike})
        others.append(
            Said(
                f"≈ 該處讀到相似車號 {'、'.join(texts[:5])}，可能就是它的誤讀，請比對照片。",
                f"≈ Look-alikes were read there: {', '.join(texts[:5])}; compare the pictures.",
            )
        )
    if unread:
        others.append(
            Said(
                f"另有 {unread} 筆未讀出車牌的過車紀錄，其中可能有它。",
                f"{unread} passages there have no plate; it may be among them.",
            )
        )
    return others


def _caveats(question: NotSeenQuestion, once: float, places: int) -> tuple[Said, ...]:
    caveats = [
        Said(
            "機率以「曾經過這些地點」為前提；繞道、換牌或遮蔽車牌不在其內。",
            "The chance is of a vehicle that passed there; detours, swapped or covered plates are not in it.",
        )
    ]
    if places > 1:
        caveats.insert(
            0,
            Said(
                f"{places} 處都經過的話，至少在一處被判讀到的機率為 {once:.1%}（各處視為獨立）。",
                f"Had it passed all {places}, it would have been read at one at least with {once:.1%} "
                "(taken as independent).",
            ),
        )
    return tuple(caveats)


NOT_SEEN = Analysis(
    name="not-seen",
    title=Said("未被看見", "Not seen"),
    asks=Said(
        "若它曾經過這些地點，會被判讀到的機率多高？沒看見是否代表沒來？",
        "Had it passed these places, would it have been read? What is its absence worth?",
    ),
    score=Said("若曾經過，會被判讀到的機率", "the chance that it would have been read there, had it passed"),
    question=NotSeenQuestion,
    answer=_not_seen,
)
