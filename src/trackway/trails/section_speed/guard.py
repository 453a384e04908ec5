"""Guard: runs that were a clock's doing, told from everybody else who passed either end at that time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trackway.model.said import Said
from trackway.trails.clocks.clocks import Offsets
from trackway.trails.clocks.legs import Legs
from trackway.trails.clocks.sites import Sites
from trackway.trails.clocks.witnesses import off_at, witnesses_of
from trackway.trails.desk import Desk
from trackway.trails.section_speed.runs import Runs

__all__ = ["Guarded", "guard_says", "guarded_runs"]

_BEYOND_KMH = 260.0
"""Faster than that in a straight line is a misread, a clock or a clone."""
_PART_MS, _HOUR_S = 600_000, 3600
"""Clocks are judged once for every ten minutes."""
_MOST_HOURS, _MOST_PASSAGES = 240, 8_000_000
"""So many hours are looked at, those with the fastest runs first, and so many passages in the whole county
in them, of which a tenth are near the section: half a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Guarded:
    """Runs less those of a clock: ``hours_off`` in which one was off, ``runs_off`` left out for it, by how
    much each site was (``off_s``, the most); runs ``beyond`` any vehicle; hours ``unchecked``, too many.
    """

    runs: Runs
    hours_off: int
    runs_off: int
    off_s: Mapping[int, float]
    beyond: int
    unchecked: int


def guarded_runs(  # noqa: PLR0917  each is another thing that is known
    desk: Desk,
    runs: Runs,
    above_kmh: float,
    sites: Sites,
    legs: Legs,
    offsets: Offsets,
    filed: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> Guarded:
    """Without the runs above a speed at which a clock was off at either end; with them goes everything of
    that hour: it says nothing of speeds."""
    is_beyond = ~(runs.least_kmh <= _BEYOND_KMH) & ~np.isnan(runs.least_kmh)
    runs = runs.taken(~is_beyond)
    fast = np.flatnonzero(runs.least_kmh > above_kmh)  # NaN: no
    hour = runs.at_ms // (_HOUR_S * 1000) * _HOUR_S
    wanted = list(dict.fromkeys(hour[fast[np.argsort(-runs.least_kmh[fast], kind="stable")]].tolist()))
    many = dict(zip(filed[0].tolist(), filed[1].tolist(), strict=True))
    whole = np.cumsum([sum(many.get(h + near, 0) for near in (-_HOUR_S, 0, _HOUR_S)) for h in wanted])
    chosen = set(wanted[: min(_MOST_HOURS, int((whole <= _MOST_PASSAGES).sum()))])
    if not chosen:
        return Guarded(runs, 0, 0, {}, int(is_beyond.sum()), len(wanted))
    ends = sorted({*runs.start_site[fast].tolist(), *runs.end_site[fast].tolist()})
    asked = sorted({h + near for h in chosen for near in (-_HOUR_S, 0, _HOUR_S)})
    seen = witnesses_of(desk, sites, legs, offsets, ends, asked)
    told: dict[tuple[int, int], tuple[float, int]] = {}
    off_s: dict[int, float] = {}
    bad, others = set[int](), runs.others.copy()
    for row in fast.tolist():
        if int(hour[row]) not in chosen:
            continue
        counts = []
        for site, ms in (
            (int(runs.start_site[row]), int(runs.at_ms[row])),
            (int(runs.end_site[row]), int(runs.end_ms[row])),
        ):
            key = site, ms // _PART_MS
            if key not in told:
                told[key] = off_at(seen, site, key[1] * _PART_MS + _PART_MS // 2)
            off, count = told[key]
            counts.append(count)
            if off:
                bad.add(int(hour[row]))
                off_s[site] = max(off, off_s.get(site, 0.0), key=abs)
        others[row] = min(counts)
    is_off = np.isin(hour, sorted(bad))
    kept = replace(runs, others=others).taken(~is_off)
    return Guarded(kept, len(bad), int(is_off.sum()), off_s, int(is_beyond.sum()), len(wanted) - len(chosen))


def guard_says(sites: Sites, guarded: Guarded) -> tuple[Said, ...]:
    """What to know of it, clocks named."""
    found = []
    if guarded.hours_off:
        names = ", ".join(f"{sites.names[k]} ({off_s:+.0f} s)" for k, off_s in sorted(guarded.off_s.items()))
        found.append(
            Said(
                f"{guarded.hours_off} 個小時內時鐘異常（依同時段其他車輛推估：{names}），"
                f"該時段 {guarded.runs_off} 次通過已排除。",
                f"In {guarded.hours_off} hours a clock had stepped, as everybody else then tells: {names}; "
                f"the {guarded.runs_off} runs of those hours are left out.",
            )
        )
    if guarded.beyond:
        found.append(
            Said(
                f"{guarded.beyond} 次快於 {_BEYOND_KMH:.0f} 公里/時，應為誤讀、時鐘或偽造車牌，未列出。",
                f"{guarded.beyond} runs above {_BEYOND_KMH:.0f} km/h: misreads, clocks or clones; left out.",
            )
        )
    if guarded.unchecked:
        found.append(
            Said(
                f"超速時段過多，{guarded.unchecked} 個小時的時鐘未查核；請提高車速或縮短期間。",
                f"The clocks of {guarded.unchecked} hours were not checked, there being too many; ask for a "
                "higher speed or a shorter time.",
            )
        )
    return tuple(found)
