"""Drawn: cases that need no planting, picked from ordinary traffic by chance (never by how they came out)."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from trackway.model.time import Instant, Span
from trackway.sim.traffic import Outage
from trackway.sim.truth.cases import (
    AloneCase,
    FirstSeenCase,
    HabitCase,
    NextCase,
    NotSeenCase,
    StitchCase,
)
from trackway.sim.truth.recorded import Recorded

__all__ = ["alone", "first_seen", "habits", "next_cameras", "not_seen", "stitches"]

_DAY_S, _HOUR_US, _TAIPEI_AHEAD_US = 86_400, 3_600_000_000, 8 * 3_600_000_000
_SPLIT_S = 1800.0
_HORIZON_S = 7200.0
_USUAL = 0.4
_LEAST = 20
"""Right readings of a commuter in the span: fewer show no habit."""


def alone(
    found: Recorded, crews: list[NDArray[np.intp]], count: int, rng: np.random.Generator
) -> list[AloneCase]:
    """Members of crews, asked about as if they might have company."""
    cases: list[AloneCase] = []
    for crew in _some(crews, count, rng):
        one, *mates = crew.tolist()
        if found.is_right[found.of(one)].sum() >= _LEAST:
            plates = tuple(found.fleet.plate[mates].tolist())
            cases.append(AloneCase(f"alone-{len(cases) + 1}", found.fleet.plate[one], found.span, plates))
    return cases


def habits(
    found: Recorded, crews: list[NDArray[np.intp]], count: int, rng: np.random.Generator
) -> list[HabitCase]:
    """Commuters and where they are in which hour, on working days."""
    cases: list[HabitCase] = []
    for crew in _some(crews, count, rng):
        one = int(crew[-1])
        rows = found.of(one)
        local = found.passed.at_us[rows] + _TAIPEI_AHEAD_US
        day, hour = local // (24 * _HOUR_US), local // _HOUR_US % 24
        working = (day + 3) % 7 < 5  # 1970-01-01 was a Thursday
        sites = found.passed.gate[rows] // 2
        cells = set(zip(sites[working].tolist(), hour[working].tolist(), day[working].tolist(), strict=True))
        days = Counter((site, at) for site, at, _ in cells)
        all_days = sum(
            1 for d in range(int(found.span.seconds // _DAY_S)) if _is_working(found.span.start, d)
        )
        usual = frozenset(
            (found.county.plate_sites[site].site.id, at)
            for (site, at), n in days.items()
            if n >= _USUAL * all_days
        )
        if usual and found.is_right[rows].sum() >= _LEAST:
            cases.append(HabitCase(f"habit-{len(cases) + 1}", found.fleet.plate[one], found.span, usual))
    return cases


def _is_working(start: Instant, day: int) -> bool:
    return start.plus(day * _DAY_S).taipei().weekday() < 5


def next_cameras(found: Recorded, count: int, rng: np.random.Generator) -> list[NextCase]:
    """Right readings of the last days, and the gate that each vehicle passes next."""
    rows = found.during(Span(found.span.end.plus(-5 * _DAY_S), found.span.end.plus(-_HORIZON_S)))
    rows = rows[found.is_right[rows]]
    return [
        _next_case(found, n, passing)
        for n, passing in enumerate(rng.choice(rows, min(count, len(rows)), replace=False).tolist(), start=1)
    ]


def _next_case(found: Recorded, number: int, passing: int) -> NextCase:
    vehicle, seen = int(found.passed.vehicle[passing]), found.row[passing]
    at = Instant(int(found.passed.at_us[passing]))
    later = found.within(found.of(vehicle), Span(at.plus(1e-6), at.plus(_HORIZON_S)))
    read = found.row[later[found.is_right[later]]][:1]
    cameras: tuple[int, ...] = ()
    for to in later[:1].tolist():
        gate = int(found.passed.gate[to])
        site = found.county.plate_sites[gate // 2]
        cameras = tuple(site.number(gate % 2, lane) for lane in (0, 1))
    return NextCase(
        id=f"next-{number}",
        plate=found.fleet.plate[vehicle],
        camera=int(found.seen.camera[seen]),
        at=Instant(int(found.seen.at_us[seen])),
        next_cameras=cameras,
        next_at=Instant(int(found.passed.at_us[later[0]])) if len(later) else None,
        read_at=int(found.seen.camera[read[0]]) if len(read) else 0,
    )


def not_seen(
    found: Recorded, down: tuple[Outage, ...], count: int, rng: np.random.Generator
) -> list[NotSeenCase]:
    """True passings of the last half, half of them at sites and times at which some camera was out."""
    rows = found.during(Span(found.span.start.plus(found.span.seconds / 2), found.span.end))
    camera_site = found.passed.gate[rows] // 2
    near_outage = np.zeros(len(rows), bool)
    for outage in down:
        at_us = found.passed.at_us[rows]
        during = (at_us >= outage.span.start.us) & (at_us < outage.span.end.us)
        near_outage |= during & (camera_site == (outage.cameras[0] - 1) // 4)
    cases: list[NotSeenCase] = []
    for group in (rows, rows[near_outage]):
        for passing in rng.choice(group, min(count // 2, len(group)), replace=False).tolist():
            vehicle, gate = int(found.passed.vehicle[passing]), int(found.passed.gate[passing])
            at = Instant(int(found.passed.at_us[passing]))
            around = Span(at.plus(-1200), at.plus(1200))
            there = found.within(found.of(vehicle), around)
            there = there[found.passed.gate[there] // 2 == gate // 2]
            if len(there) == 1:
                site = found.county.plate_sites[gate // 2]
                cases.append(
                    NotSeenCase(
                        id=f"not-seen-{len(cases) + 1}",
                        plate=found.fleet.plate[vehicle],
                        site=site.site.id,
                        cameras=tuple(range(site.first_number, site.first_number + 4)),
                        span=around,
                        was_seen=bool(found.is_right[passing]),
                    )
                )
    return cases


def stitches(found: Recorded, count: int, rng: np.random.Generator) -> list[StitchCase]:
    """Passages without a plate whose vehicle was read within half an hour, before or after."""
    rows = found.during(Span(found.span.end.plus(-10 * _DAY_S), found.span.end.plus(-7200)))
    row = found.row[rows]
    blank = rows[(row >= 0) & (found.seen.plate[row] == 0)]
    cases: list[StitchCase] = []
    for passing in rng.permutation(blank).tolist():
        vehicle, at = int(found.passed.vehicle[passing]), Instant(int(found.passed.at_us[passing]))
        near = found.within(found.of(vehicle), Span(at.plus(-_SPLIT_S), at.plus(_SPLIT_S)))
        if not found.is_right[near].any():
            continue
        seen = found.row[passing]
        cases.append(
            StitchCase(
                id=f"stitch-{len(cases) + 1}",
                camera=int(found.seen.camera[seen]),
                at=Instant(int(found.seen.at_us[seen])),
                sequence=int(found.seen.sequence[seen]),
                plate=found.fleet.plate[vehicle],
            )
        )
        if len(cases) == count:
            break
    return cases


def first_seen(found: Recorded, count: int, rng: np.random.Generator) -> list[FirstSeenCase]:
    """Who was new around a site on the last day."""
    last = Span(found.span.end.plus(-_DAY_S), found.span.end)
    cases: list[FirstSeenCase] = []
    for site in rng.choice(len(found.county.plate_sites), count, replace=False).tolist():
        place, radius_m = found.county.plate_sites[site].site.place, 500.0
        sites = found.sites_near(place, radius_m)
        there = np.isin(found.passed.gate // 2, sites)
        now = found.during(last)
        now = now[there[now]]
        before = found.during(Span(found.span.start, last.start))
        residents = set(found.passed.vehicle[before[there[before]]].tolist())
        new = set(found.passed.vehicle[now[found.is_right[now]]].tolist()) - residents
        if new:
            cases.append(
                FirstSeenCase(
                    id=f"first-seen-{len(cases) + 1}",
                    place=place,
                    radius_m=radius_m,
                    span=last,
                    since=found.span.start,
                    plates=frozenset(found.fleet.plate[list(new)].tolist()),
                    residents=frozenset(found.fleet.plate[list(residents)].tolist()),
                )
            )
    return cases


def _some(crews: list[NDArray[np.intp]], count: int, rng: np.random.Generator) -> list[NDArray[np.intp]]:
    return [crews[i] for i in rng.permutation(len(crews))[:count]]
