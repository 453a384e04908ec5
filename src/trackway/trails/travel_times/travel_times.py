"""Travel times: how long vehicles take between chosen places, by hour of the week, from our own passages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trackway.model.errors import WrongUse
from trackway.model.finding import Fact, Finding, Report
from trackway.model.place import Point
from trackway.model.said import Said
from trackway.model.time import Span
from trackway.passages import TooMany
from trackway.trails.analysis import Analysis
from trackway.trails.coverage.coverage import coverage_of
from trackway.trails.coverage.uptime import Uptime, uptime
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.fields import Between, Where
from trackway.trails.places import circled, place_id, shared_name
from trackway.trails.ways.bound import Bounds, bounds
from trackway.trails.ways.ways import LEAST_TIMES
from trackway.trails.where import Place, cameras_at

__all__ = ["TRAVEL_TIMES", "TravelTimesQuestion"]

_ALL_HOURS = 168
_SITE_DAYS = 16
"""Sites times days that are read: some three million passages around busy cameras, about a second of a core.
Of longer questions every so many days are looked at."""
_STEPS = (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 22, 23, 24, 25, 26, 27, 29)
"""Every so many days: none a multiple of seven, so that every day of the week has its turn."""
_HOUR_MS = 3_600_000
_AHEAD_H = 8
_TAILS = 99
"""The first and the last hundredth are stated from so many times on: below that they are the extremes."""


@dataclass(frozen=True, slots=True)
class TravelTimesQuestion:
    """Between which places, over which time."""

    places: Annotated[
        tuple[Annotated[Place, Where], ...],
        Field(title="地點", description="Two to eight cameras or areas.", min_length=2, max_length=8),
    ]
    span: Annotated[Span, Between, Field(title="期間", description="Over which time.")]
    within_min: Annotated[
        int,
        Field(title="上限（分鐘）", description="Longer than this is a stop, in minutes.", ge=1, le=1440),
    ] = 120


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The rows of the query, for pairs of k places: ``vehicles`` and ``clock_ms`` (k + 1) x (k + 1) x 169 by
    start, finish and hour (number 0: nowhere), ``took_s`` the same x 6 (p1 p5 p10 p50 p90 p99)."""

    vehicles: NDArray[np.int64]
    took_s: NDArray[np.float64]
    clock_ms: NDArray[np.int64]
    unmeasured: NDArray[np.int64]


def _answer(desk: Desk, question: TravelTimesQuestion) -> Report:
    drawn = [sorted(cameras_at([place], desk.cameras)) for place in question.places]
    numbers = [number for cameras in drawn for number in cameras]
    if len(set(numbers)) < len(numbers):
        raise WrongUse("Two of the places share a camera; draw them apart.")
    filed = uptime(desk, numbers, question.span)
    busy = set(filed.numbers[filed.filed[:, filed.asked].any(axis=1)].tolist())
    places = [_those_that_file(cameras, busy, filed) for cameras in drawn]
    for place, cameras in zip(question.places, places, strict=True):
        if not cameras:
            raise WrongUse(f"There is no camera in {place} that files passages.")
    out = _out(filed, [number for cameras in places for number in cameras])
    every = _every(desk, question.span, busy)
    cells = _cells(desk, question, places, _starts(question.span, every, out))
    findings = []
    middle = [_middle(desk, cameras) for cameras in places]
    labels = [_label(desk, number, cameras) for number, cameras in enumerate(places, 1)]
    for start in range(1, len(places) + 1):
        far = bounds(desk.roads, middle[start - 1], middle)
        for finish in range(1, len(places) + 1):
            if start != finish:
                findings.append(_finding(labels, places, cells, far, (start, finish)))
    findings.sort(key=lambda one: (-one.score, one.cameras))
    caveats = [_longer(question.within_min)]
    if out:
        caveats.append(
            Said(
                f"有鏡頭停擺的 {len(out)} 個時段不計。",
                f"{len(out)} hours in which one of the cameras was down are left out.",
            )
        )
    if every > 1:
        caveats.append(
            Said(f"期間長，每 {every} 天取一天。", f"A long time: one day in {every} was looked at.")
        )
    facts: Mapping[str, Fact] = {
        "every_days": every,
        "places": [str(place) for place in question.places],
        "hours_left_out": len(out),
        "within_s": question.within_min * 60,
    }
    return Report(tuple(findings), coverage_of(desk.cameras, filed), tuple(caveats), facts=facts)


def _longer(minutes: int) -> Said:
    return Said(
        f"超過 {minutes} 分鐘視為停留，不計入行車時間。",
        f"Longer than {minutes} min is taken for a stop and is no travel time.",
    )


def _those_that_file(cameras: Sequence[int], busy: Collection[int], filed: Uptime) -> list[int]:
    """The cameras of a place that filed anything in the span; where none did, those that should have."""
    live = set(filed.numbers.tolist())
    return [n for n in cameras if n in busy] or [n for n in cameras if n in live]


def _out(filed: Uptime, cameras: Collection[int]) -> list[int]:
    """Hours since 1970 of the span in which any of these cameras was down."""
    down = filed.down[np.isin(filed.numbers, list(cameras))].any(axis=0)
    return [int(hour) for hour in filed.hours[down & filed.asked]]


def _every(desk: Desk, span: Span, cameras: Collection[int]) -> int:
    """Every how many days are read. Raises ``TooMany`` where not even one in a month can be."""
    sites = len({place_id(desk.cameras, number) for number in cameras})
    for step in _STEPS:
        if sites * span.seconds / 86_400 / step <= _SITE_DAYS:
            return step
    raise TooMany(
        f"{sites} sites over {span.seconds / 86_400:.0f} days are too many; "
        "take smaller places or a shorter time."
    )


def _starts(span: Span, every: int, out: Collection[int]) -> list[int]:
    """Hours since 1970 of the span on every so many days of Taipei, the last among them, but those out."""
    first, last = span.start.ms // _HOUR_MS, (-(-span.end.us // 1000) - 1) // _HOUR_MS
    newest, gone = (last + _AHEAD_H) // 24, set(out)
    hours = range(first, last + 1)
    return [h for h in hours if (newest - (h + _AHEAD_H) // 24) % every == 0 and h not in gone]


def _middle(desk: Desk, cameras: Sequence[int]) -> Point:
    """The camera nearest to the middle of a place's cameras: it stands on a road, the middle may not."""
    at = [desk.cameras[number].place for number in cameras]
    lon, lat = sum(p.lon for p in at) / len(at), sum(p.lat for p in at) / len(at)
    return min(at, key=lambda p: (p.lon - lon) ** 2 + (p.lat - lat) ** 2)


def _label(desk: Desk, number: int, cameras: Sequence[int]) -> Said:
    """The number that the map shows, and what the cameras there are called where they share a name."""
    name = shared_name([desk.cameras[one] for one in cameras])
    count = len(cameras)
    return Said(
        f"{circled(number)}（{name or f'{count} 支鏡頭'}）",
        f"{circled(number)} ({name or (f'{count} cameras' if count > 1 else '1 camera')})",
    )


def _cells(
    desk: Desk, question: TravelTimesQuestion, places: Sequence[Sequence[int]], starts: Sequence[int]
) -> _Cells:
    further = range(-(-question.within_min // 60) + 1)
    values = {
        "first": question.span.start.ms,
        "end": -(-question.span.end.us // 1000),
        "within_ms": question.within_min * 60_000,
        "cameras": [number for cameras in places for number in cameras],
        "places": [index for index, cameras in enumerate(places, 1) for _ in cameras],
        "hours": sorted({(hour + k) * 3600 for hour in starts for k in further}),
        "starts": list(starts),
    }
    rows = desk.store.table(desk.permit, analysis_sql("travel_times")["travel_times"], values)
    shape = (len(places) + 1, len(places) + 1, _ALL_HOURS + 1)
    vehicles, clock = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    unmeasured, took = np.zeros(shape, np.int64), np.full((*shape, 6), np.nan)
    at = tuple(rows[name].to_numpy().astype(np.intp) for name in ("start", "finish", "hour"))
    vehicles[at] = rows["vehicles"].to_numpy()
    clock[at] = rows["clock_ms"].to_numpy()
    unmeasured[at] = rows["unmeasured"].to_numpy()
    if rows.num_rows:
        took[at] = np.array(rows["took_s"].to_pylist())
    return _Cells(vehicles, took, clock, unmeasured)


def _finding(
    labels: Sequence[Said],
    places: Sequence[Sequence[int]],
    cells: _Cells,
    far: Bounds,
    pair: tuple[int, int],
) -> Finding:
    start, finish = pair
    a, b = labels[start - 1], labels[finish - 1]
    count = int(cells.vehicles[start, finish, _ALL_HOURS])
    left = int(cells.vehicles[start, :, _ALL_HOURS].sum())
    nowhere = int(cells.vehicles[start, 0, _ALL_HOURS])
    metres, fastest = float(far.metres[finish - 1]), float(far.fastest_s[finish - 1])
    flowing = float(far.flowing_s[finish - 1])
    facts: dict[str, Fact] = {
        "start": start,
        "finish": finish,
        "vehicles": count,
        "left_start": left,
        "nowhere": round(nowhere / left, 4) if left else None,
        "bound_m": round(metres),
        "bound_s": round(fastest, 1),
        "free_flow_s": round(flowing, 1),
        "bound_by": "roads" if far.by_road[finish - 1] else "straight line",
    }
    caveats = []
    if count >= LEAST_TIMES:
        p1, p5, p10, p50, p90, p99 = cells.took_s[start, finish, _ALL_HOURS].tolist()
        facts |= {"p5_s": p5, "p10_s": p10, "p50_s": p50, "p90_s": p90} | (
            {"p1_s": p1, "p99_s": p99} if count >= _TAILS else {}
        )
        facts["hours_of_week"] = _by_hour(cells, pair)
        says = Said(
            f"{a.zh} → {b.zh}：中位 {_time(p50)}，八成在 {_time(p10)}–{_time(p90)}"
            f"（{count:,} 輛次，佔離開者 {count / left:.0%}）。",
            f"{a.en} → {b.en}: median {_time(p50)}, four in five within {_time(p10)} to {_time(p90)} "
            f"({count:,} vehicles, {count / left:.0%} of those that left).",
        )
        says_all = [says]
        error_s = int(cells.clock_ms[start, finish, _ALL_HOURS]) / 1000
        is_measured = not cells.unmeasured[start, finish, _ALL_HOURS]
        facts["clock_error_s"] = error_s if is_measured else None
        if not is_measured:
            caveats.append(
                Said("有鏡頭的時鐘未校，誤差不明。", "A clock was never measured; the error is not known.")
            )
        if error_s >= 0.1 * p50:
            caveats.append(
                Said(f"兩處時鐘合計可能差 {error_s:.0f} 秒。", f"The two clocks may be {error_s:.0f} s off.")
            )
    else:
        says_all = [
            Said(
                f"{a.zh} → {b.zh}：只有 {count} 輛次，改以距離估計：{metres / 1000:.1f} 公里，"
                f"順暢時約 {_time(flowing)}，不可能少於 {_time(fastest)}。",
                f"{a.en} → {b.en}: only {count} vehicles, so by distance: {metres / 1000:.1f} km, about "
                f"{_time(flowing)} in free flow, never less than {_time(fastest)}.",
            )
        ]
        caveats.append(far.says)
    return Finding(
        score=count / left if left else 0.0,
        says=tuple(says_all),
        caveats=tuple(caveats),
        cameras=tuple(sorted({*places[start - 1], *places[finish - 1]})),
        facts=facts,
    )


def _by_hour(cells: _Cells, pair: tuple[int, int]) -> Fact:
    """Columns of 168: Monday 00 h first, Taipei time; seconds only where enough vehicles went."""
    counts = cells.vehicles[pair][:_ALL_HOURS]
    took = cells.took_s[pair][:_ALL_HOURS]
    enough = counts >= LEAST_TIMES

    def column(which: int) -> list[Fact]:
        return [round(s, 1) if ok else None for s, ok in zip(took[:, which].tolist(), enough, strict=True)]

    return {"vehicles": counts.tolist(), "p10_s": column(2), "p50_s": column(3), "p90_s": column(4)}


def _time(seconds: float) -> str:
    """``45 s``, ``12 min``, ``1 h 5 min``."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


TRAVEL_TIMES = Analysis(
    name="travel-times",
    title=Said("行車時間", "Travel times"),
    asks=Said(
        "從一處到另一處，車輛實際上要多久，一週中各時段如何？",
        "How long do vehicles really take from place to place, at each hour of the week?",
    ),
    score=Said("離開起點者到達終點的比例", "share of the vehicles leaving the first that came to the second"),
    question=TravelTimesQuestion,
    answer=_answer,
)
