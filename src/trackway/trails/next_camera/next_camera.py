"""Next camera: where a vehicle that was just seen will be seen next, and when.

::

    last passage (or a camera and a time) ──► how others went on from there, at hours like this
    the vehicle's own earlier journeys ─────┐
                                            ▼
    next gates: probability, arrival p10 p50 p90, nearest stations; where it can be by now
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from trackway.model.errors import WrongUse
from trackway.model.finding import Fact, Finding, Report
from trackway.model.passage import Passage, PassageId
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.model.time import Instant, Span
from trackway.model.vehicle import Heading
from trackway.trails.analysis import Analysis
from trackway.trails.coverage.coverage import coverage
from trackway.trails.desk import Desk
from trackway.trails.fields import Exactly, Moment, Where
from trackway.trails.next_camera.reach import can_be_in, nearest_stations, reached
from trackway.trails.ways.gates import Gate, Gates, gates_of
from trackway.trails.ways.ways import HORIZON_S, LEAST, Onward, journeys, onward
from trackway.trails.where import Place, cameras_at

__all__ = ["NEXT_CAMERA", "NextCameraQuestion"]

_BACK_S = 24 * 3600.0
_HABIT_S = 60 * 86_400.0
"""Its own journeys of two months: most of what a commuter will do, and within what one question may read."""
_CROWD = 10.0
"""What others do counts as much as ten journeys of its own: after some days of commuting habit decides."""
_ARRIVING_S = 600.0
"""How far ahead a patrol can use: the area is where it can be in ten minutes."""


@dataclass(frozen=True, slots=True)
class NextCameraQuestion:
    """A plate, or a place that something passed; as of when."""

    at: Annotated[
        Instant,
        Moment,
        Field(title="時刻", description="Of a plate: as of when. Of a place: when it passed there."),
    ]
    plate: Annotated[
        Annotated[Plate, Exactly] | None,
        Field(title="車號", description="Its last passage of the day before is taken."),
    ] = None
    place: Annotated[
        Annotated[Place, Where] | None,
        Field(title="地點", description="Instead of a plate: the camera or area it passed."),
    ] = None
    headings: Annotated[
        tuple[Heading, ...], Field(title="行向", description="Which way it went, where that is known.")
    ] = ()
    limit: Annotated[int, Field(title="最多列出", description="How many gates at most.", ge=1, le=50)] = 8


@dataclass(frozen=True, slots=True)
class _Last:
    """Where it was last: cameras of that gate, when, how long ago, the passage if there is one, its own
    earlier next gates after longer than that."""

    cameras: tuple[int, ...]
    at: Instant
    elapsed_s: float
    evidence: tuple[PassageId, ...] = ()
    plates: tuple[str, ...] = ()
    own: Counter[int] | None = None


def _answer(desk: Desk, question: NextCameraQuestion) -> Report:
    gates = gates_of(desk.cameras)
    if (question.plate is None) == (question.place is None):
        raise WrongUse("Give either a plate or a place that it passed.")
    if question.plate is not None:
        last = _last_of(desk, gates, question.plate, question.at)
    else:
        last = _last_at(desk, gates, question)
    if last is None:
        return _empty(
            desk,
            (),
            question.at,
            Said(
                "此車號在此前一天內沒有過車紀錄；請改給鏡頭與時刻。",
                "This plate was not seen in the day before; give a camera and a time instead.",
            ),
            {},
        )
    found = journeys(desk, gates, last.cameras, last.at, other_than=last.plates)
    nexts, left = onward(found, last.elapsed_s)
    facts: dict[str, Fact] = {
        "from_cameras": list(last.cameras),
        "seen_at": str(last.at),
        "elapsed_s": round(last.elapsed_s, 1),
        "vehicles": left,
        "hours": found.says.en,
        "left_out_for_outages": found.dropped,
        "area": can_be_in(desk, gates, last.cameras, last.elapsed_s + _ARRIVING_S),
    }
    if left < LEAST:
        why = Said(
            f"可比的只有 {left} 輛車，少於 {LEAST} 輛，不作預測；請看地圖上的可達範圍。",
            f"Only {left} vehicles to compare with, fewer than {LEAST}: no forecast is made; "
            "see the area it can be in.",
        )
        return _empty(desk, last.cameras, last.at, why, facts)
    shares = _mixed(nexts, left, last.own)
    not_seen = max(0.0, 1.0 - sum(shares.values()))
    facts |= {
        "not_seen": round(not_seen, 4),
        "reached": reached(gates, found, last.elapsed_s),
    }
    by_gate = {one.gate: one for one in nexts}
    ranked = sorted(shares.items(), key=lambda each: (-each[1], each[0]))
    findings = tuple(
        _finding(desk, gates.rows[gate], by_gate.get(gate), share, last)
        for gate, share in ranked[: question.limit]
    )
    numbers = [n for gate, _ in ranked[: question.limit] for n in gates.rows[gate].cameras]
    covered = coverage(desk, numbers, Span(last.at.plus(-HORIZON_S), last.at.plus(HORIZON_S)))
    caveats = [found.says, _not_seen(not_seen)]
    if not findings:
        why = Said(
            "可比的車輛之後都沒有再被看見：多半停下或離開。",
            "None of the vehicles to compare with was seen again: most likely it stopped or left.",
        )
        return Report((), covered, tuple(caveats), empty=why, facts=facts)
    return Report(findings, covered, tuple(caveats), more=len(ranked) > question.limit, facts=facts)


def _empty(desk: Desk, cameras: Collection[int], at: Instant, why: Said, facts: dict[str, Fact]) -> Report:
    return Report((), coverage(desk, cameras, Span(at.plus(-_BACK_S), at.plus(1))), empty=why, facts=facts)


def _not_seen(share: float) -> Said:
    return Said(
        f"兩小時內不再被看見的機率 {share:.0%}（停下、離開或漏拍）。",
        f"Not seen again within two hours: {share:.0%} (stopped, left, or missed).",
    )


def _last_at(desk: Desk, gates: Gates, question: NextCameraQuestion) -> _Last | None:
    """The cameras of a place that look the ways asked for, and all of their gates."""
    assert question.place is not None  # noqa: S101  the caller has looked
    wanted = {gates.at(n) for n in cameras_at([question.place], desk.cameras)}
    ways = question.headings
    some = [gates.rows[i] for i in sorted(wanted) if not ways or gates.rows[i].heading in ways]
    if not some:
        raise WrongUse(f"No camera at {question.place} looks that way.")
    return _Last(tuple(n for gate in some for n in gate.cameras), question.at, 0.0)


def _last_of(desk: Desk, gates: Gates, plate: Plate, at: Instant) -> _Last | None:
    """The plate's last passage before then."""
    history = desk.store.history(desk.permit, plate.text, Span(at.plus(-_HABIT_S), at.plus(0.001)))
    known = [one for one in history if gates.at(one.camera) >= 0]
    if not known or at.since(known[-1].at) > _BACK_S:
        return None
    last, gate = known[-1], gates.rows[gates.at(known[-1].camera)]
    elapsed_s = max(0.0, at.since(last.at))
    own = _own(gates, known, gates.at(last.camera), elapsed_s)
    return _Last(gate.cameras, last.at, elapsed_s, (last.id,), (plate.text,), own)


def _own(gates: Gates, history: Sequence[Passage], gate: int, elapsed_s: float) -> Counter[int]:
    """Where it went on to from that gate before; -1 where it was not seen again within the horizon."""
    counts: Counter[int] = Counter()
    for before, after in pairwise(one for one in history):
        if gates.at(before.camera) != gate or gates.at(after.camera) == gate:
            continue
        seconds = after.at.since(before.at)
        if seconds > elapsed_s:
            counts[gates.at(after.camera) if seconds <= HORIZON_S else -1] += 1
    return counts


def _mixed(nexts: Sequence[Onward], left: int, own: Counter[int] | None) -> dict[int, float]:
    """Each next gate's probability: others' share, moved by its own journeys (a Dirichlet prior)."""
    crowd = {one.gate: one.count / left for one in nexts}
    if not own:
        return crowd
    total = own.total()
    gates = crowd.keys() | {gate for gate in own if gate >= 0}
    return {gate: (_CROWD * crowd.get(gate, 0.0) + own[gate]) / (_CROWD + total) for gate in gates}


def _finding(desk: Desk, gate: Gate, measured: Onward | None, share: float, last: _Last) -> Finding:
    facts: dict[str, Fact] = {
        "probability": round(share, 4),
        "gate": gate.name,
        "own_journeys": last.own.total() if last.own else 0,
    }
    says = [
        Said(
            f"{gate.name}：下一處機率 {share:.0%}（可比車輛 {measured.count if measured else 0} 輛走此路）。",
            f"{gate.name}: next with probability {share:.0%} "
            f"({measured.count if measured else 0} like vehicles went there).",
        )
    ]
    caveats = []
    arriving_s = None
    if measured is not None and measured.eta_s:
        early, middle, late = (last.at.plus(seconds) for seconds in measured.eta_s)
        arriving_s = measured.eta_s[0] - last.elapsed_s
        facts |= {
            "eta_s": [round(seconds, 1) for seconds in measured.eta_s],
            "eta": [str(early), str(middle), str(late)],
            "clock_error_s": measured.error_s,
        }
        window = f"{early.taipei():%H:%M:%S}–{late.taipei():%H:%M:%S}"
        says.append(
            Said(
                f"預計 {middle.taipei():%H:%M:%S} 到達，八成在 {window}。",
                f"Expected at {middle.taipei():%H:%M:%S}, four in five within {window}.",
            )
        )
    else:
        caveats.append(
            Said("走此路的樣本太少，不推估到達時刻。", "Too few went there to say when it would arrive.")
        )
    if measured is not None and measured.eta_s and measured.error_s is None:
        caveats.append(Said("其中有鏡頭的時鐘未校。", "The clock of a camera on the way was never measured."))
    stations, sentence = nearest_stations(desk, gate, arriving_s)
    facts["stations"] = stations
    return Finding(
        score=min(1.0, share),
        says=(*says, *sentence),
        plates=last.plates,
        evidence=last.evidence,
        caveats=tuple(caveats),
        cameras=gate.cameras,
        facts=facts,
    )


NEXT_CAMERA = Analysis(
    name="next-camera",
    title=Said("下一處與攔截", "Next camera"),
    asks=Said(
        "這輛車現在可能在哪裡、下一個會經過哪些鏡頭、幾點到、哪個派出所最近？",
        "Where can this vehicle be now, which cameras will it pass next and when, which station is near?",
    ),
    score=Said("下一處是這裡的機率", "probability that it is seen here next"),
    question=NextCameraQuestion,
    answer=_answer,
)
