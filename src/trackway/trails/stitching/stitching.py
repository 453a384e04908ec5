"""Stitching: whose was a sighting without a plate, by the readable plates before and after it elsewhere.

::

    sighting at s ──► where vehicles seen at s were before and next (measured) ──► passages there, with plates
    ──► link ratio (time and way, both sides) x kind x colour ──► candidates; always inferred, never read
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trackway.model.errors import WrongUse
from trackway.model.finding import Fact, Finding, Report
from trackway.model.passage import Passage, PassageId
from trackway.model.said import Said
from trackway.model.time import Span
from trackway.trails.analysis import Analysis
from trackway.trails.coverage.coverage import coverage
from trackway.trails.desk import Desk
from trackway.trails.stitching.links import Link, links
from trackway.trails.ways.around import Around, around
from trackway.trails.ways.gates import Gates, gates_of
from trackway.trails.ways.looks import CAMERAS, colour_ratio, kind_ratio
from trackway.trails.ways.ways import LEAST, Journeys, journeys

__all__ = ["STITCHING", "StitchingQuestion"]

_SURE = 0.9
"""A reading this sure by two looks is no doubtful plate: its own trail is to be asked for."""
_ONE_OFF, _OTHER = 0.6, 0.05
"""Of doubtful readings six in ten are one letter off, some are right, and few are nothing like the plate."""
_LEAST_SCORE = 0.005
"""One in two hundred: less is no lead."""
INFERRED = Said(
    "推定，不是判讀：這筆紀錄上沒有這個車號。", "Inferred, not read: this passage does not show this plate."
)


@dataclass(frozen=True, slots=True)
class StitchingQuestion:
    """Which sighting, and how far around it plates are looked for."""

    passage: Annotated[
        str,
        Field(
            title="過車紀錄", description="The passage's number, as shown with it.", pattern=r"^[0-9]{1,20}$"
        ),
    ]
    within_min: Annotated[
        int, Field(title="前後（分鐘）", description="Minutes before and after.", ge=5, le=120)
    ] = 60
    limit: Annotated[int, Field(title="最多列出", description="How many at most.", ge=1, le=50)] = 10


def _answer(desk: Desk, question: StitchingQuestion) -> Report:
    sighting = desk.store.get(desk.permit, PassageId(int(question.passage)))
    gates = gates_of(desk.cameras)
    gate = gates.at(sighting.camera)
    if gate < 0:
        raise WrongUse(f"Camera {sighting.camera} is not on the register: nobody knows what is near it.")
    if sighting.plate is not None and sighting.confidence >= _SURE and sighting.looks >= 2:
        raise WrongUse(
            f"The plate of passage {question.passage} was read surely ({sighting.plate.text}); see its trail."
        )
    window = Span(sighting.at.plus(-question.within_min * 60.0), sighting.at.plus(question.within_min * 60.0))
    own = gates.rows[gate].cameras

    @cache
    def onward_of(other: int) -> Journeys:
        return journeys(desk, gates, gates.rows[other].cameras, sighting.at, outages=False)

    came = journeys(desk, gates, own, sighting.at, backwards=True, outages=False)
    went = onward_of(gate)
    if max(came.count, went.count) < LEAST:
        why = Said(
            f"此處可比的車輛只有 {max(came.count, went.count)} 輛，不作推定。",
            f"Only {max(came.count, went.count)} vehicles to compare with here: nothing is inferred.",
        )
        return Report((), coverage(desk, own, window), empty=why)
    near = sorted({int(g) for found in (came, went) for g in np.unique(found.gate[found.nearest()])} | {gate})
    numbers = [number for index in near for number in gates.rows[index].cameras]
    covered = coverage(desk, numbers, window)
    seen = around(desk, gates, numbers, window)
    linked = links(seen, sighting.at.since(window.start), came, went, onward_of)
    parts = _parts(sighting, seen)
    weights = np.array(
        [
            link.ratio * float(np.prod([values[link.vehicle] for values in parts.values()]))
            for link in linked.rows
        ]
    )
    total = linked.nowhere + float(weights.sum())
    ranked = sorted(
        zip((weights / total).tolist(), linked.rows, strict=True),
        key=lambda each: (-each[0], seen.plates[each[1].vehicle]),
    )
    kept = [(score, link) for score, link in ranked if score >= _LEAST_SCORE]
    facts: dict[str, Fact] = {
        "read_nowhere_near": round(linked.nowhere / total, 4),
        "vehicles": seen.count,
        "compared_before": came.count,
        "compared_after": went.count,
        "inferred": True,
    }
    if not kept:
        why = Said(
            "前後沒有任何車號與此相連；加長時間，或看附近未判讀的影像。",
            "No plate before or after links to it; allow more time, or look at footage from near by.",
        )
        return Report((), covered, (went.says,), empty=why, facts=facts)
    findings = tuple(
        _finding(gates, sighting, seen, parts, (score, link)) for score, link in kept[: question.limit]
    )
    nowhere = Said(
        f"前後都沒有被判讀的機率 {facts['read_nowhere_near']:.0%}。",
        f"That it was read nowhere near: {facts['read_nowhere_near']:.0%}.",
    )
    return Report(
        findings, covered, (INFERRED, nowhere, went.says), more=len(kept) > len(findings), facts=facts
    )


def _parts(sighting: Passage, seen: Around) -> dict[str, NDArray[np.float64]]:
    """For each vehicle the ratio of each part of what was seen of the sighting."""
    kind, colour = seen.surest(seen.kind, seen.kind_sure), seen.surest(seen.colour, seen.colour_sure)
    return {
        "kind": kind_ratio([str(sighting.kind)], kind, CAMERAS),
        "colour": colour_ratio([str(sighting.colour)], colour, CAMERAS),
        "letters": _letters_ratio(sighting.plate.text if sighting.plate else "", seen.plates),
    }


def _letters_ratio(read: str, plates: Sequence[str]) -> NDArray[np.float64]:
    """Plates one letter from a doubtful reading, against how many are by chance; 1 where nothing was read."""
    ratio = np.ones(len(plates))
    if not read:
        return ratio
    off = np.array(
        [
            sum(a != b for a, b in zip(read, text, strict=True)) if len(text) == len(read) else len(read)
            for text in plates
        ]
    )
    close = off <= 1
    others = off > 0  # the reading itself is among the plates and no chance
    base = (int((close & others).sum()) + 1) / (int(others.sum()) + 2)
    ratio[close] = _ONE_OFF / base
    ratio[~close] = _OTHER / (1 - base)
    return ratio


def _finding(
    gates: Gates,
    sighting: Passage,
    seen: Around,
    parts: dict[str, NDArray[np.float64]],
    scored: tuple[float, Link],
) -> Finding:
    score, link = scored
    facts: dict[str, Fact] = {"link_ratio": round(link.ratio, 3), "inferred": True}
    facts |= {f"{name}_ratio": round(float(values[link.vehicle]), 3) for name, values in parts.items()}
    says = []
    evidence = [sighting.id]
    for row, zh, en, name in (
        (link.before, "之前", "before", "seconds_before"),
        (link.after, "之後", "after", "seconds_after"),
    ):
        if row < 0:
            continue
        at = seen.origin.plus(float(seen.at_s[row]))
        seconds = abs(at.since(sighting.at))
        facts[name] = round(seconds, 1)
        evidence.append(seen.identity(row))
        where = gates.rows[int(seen.gate[row])].name
        says.append(
            Said(
                f"{zh} {seconds:.0f} 秒在 {where} 讀到 {seen.plates[link.vehicle]}，時間與路線相合。",
                f"{seen.plates[link.vehicle]} was read at {where} {seconds:.0f} s {en}; time and way fit.",
            )
        )
    says.append(
        Said(
            f"時間與路線的概似比 {link.ratio:.3g}（與剛好路過的車相比）。",
            f"Likelihood ratio of time and way {link.ratio:.3g}, against vehicles that only pass by.",
        )
    )
    caveats = [INFERRED]
    for name, (zh, en) in _PARTS.items():
        value = float(parts[name][link.vehicle])
        if value > 1.2:
            says.append(Said(f"{zh}相符（{value:.2g} 倍）。", f"Its {en} fits ({value:.2g} times)."))
        elif value < 0.8:
            caveats.append(
                Said(f"{zh}不符（{value:.2g} 倍）。", f"Its {en} does not fit ({value:.2g} times).")
            )
    return Finding(
        score=min(1.0, score),
        says=tuple(says),
        plates=(seen.plates[link.vehicle],),
        evidence=tuple(sorted(evidence)),
        caveats=tuple(caveats),
        facts=facts,
    )


_PARTS = {"kind": ("車種", "kind"), "colour": ("車色", "colour"), "letters": ("車號字母", "letters")}


STITCHING = Analysis(
    name="stitching",
    title=Said("無牌車推定", "Stitching"),
    asks=Said(
        "這筆沒讀到（或存疑）車號的紀錄，可能是前後哪一個車號？",
        "A passage without a plate, or with a doubtful one: whose may it be, by plates before and after?",
    ),
    score=Said("推定為此車的機率", "probability that it was this one, inferred"),
    question=StitchingQuestion,
    answer=_answer,
)
