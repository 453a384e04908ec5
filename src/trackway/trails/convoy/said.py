"""What a companion is said to be: drives together against those expected, gaps, and its habit beside it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.finding import MAX_EVIDENCE, Fact, Finding
from trackway.model.passage import PassageId, passage_id
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.trails.convoy.near import Near, Passed
from trackway.trails.convoy.null import Baseline, Chance
from trackway.trails.convoy.runs import Run
from trackway.trails.ways.gates import Gates

__all__ = ["Companion", "finding", "null_fact"]

_DAY_MS, _TAIPEI_MS = 86_400_000, 8 * 3_600_000
_BIN_S = 10
_LEAST_EXPECTED = 1e-6
"""A lift over less than that is a figure without meaning; a millionth of a drive is never."""
_LEAST_SAID = 0.001
"""Fewer drives than that by habit and traffic are said to be fewer, without a figure."""


@dataclass(frozen=True, slots=True, eq=False)
class Companion:
    """A plate near a target: its rows of ``near``, its runs, its own history at the target's gates, and what
    chance makes of it. ``drives`` are all of the target's."""

    target: Passed
    plate: str
    near: Near
    rows: NDArray[np.intp]
    runs: tuple[Run, ...]
    history: Passed
    chance: Chance
    drives: int

    @property
    def shared(self) -> NDArray[np.intp]:
        """The rows of the runs, in order of time."""
        return np.array([row for run in self.runs for row in run.rows], np.intp)

    @property
    def places(self) -> int:
        """At how many gates they were together."""
        return len(np.unique(self.target.gate[self.near.row[self.shared]]))

    @property
    def days(self) -> int:
        """On how many days, by the calendar of Taipei."""
        return len(np.unique((self.near.ms[self.shared] + _TAIPEI_MS) // _DAY_MS))

    @property
    def lift(self) -> float:
        """Drives together over those expected."""
        return len(self.runs) / max(self.chance.expected, _LEAST_EXPECTED)


def finding(one: Companion, gates: Gates) -> Finding:
    """The finding about one companion."""
    near, rows, target = one.near, one.shared, one.target
    gaps = near.gap_s[rows]
    pairs = [(_id(target, int(near.row[row])), _id(near, int(row))) for row in rows]
    evidence = sorted({each for pair in pairs[: MAX_EVIDENCE // 2] for each in pair})
    read_as = sorted({near.plates[near.plate[row]] for row in rows} - {one.plate})
    return Finding(
        score=one.chance.belief,
        says=_says(one, gaps),
        plates=(one.plate,),
        evidence=tuple(evidence),
        caveats=_caveats(one, read_as),
        facts={
            "target": target.plate,
            "drives_together": len(one.runs),
            "drives_of_target": one.drives,
            "drives_expected": round(one.chance.expected, 6),
            "lift": round(one.lift, 1),
            "chance_probability": float(f"{one.chance.probability:.3g}"),
            "passages_together": len(rows),
            "places_together": one.places,
            "days_together": one.days,
            "companion_passages_there": len(one.history),
            "companion_share_together": round(min(1.0, len(rows) / max(1, len(one.history))), 3),
            "target_share_together": round(len(rows) / len(target), 3),
            "median_gap_s": round(float(np.median(gaps)), 1),
            "read_as": read_as,
            "gaps": [
                {
                    "place": gates.rows[target.gate[near.row[row]]].name,
                    "at": str(Instant(int(near.ms[row]) * 1000)),
                    "gap_s": round(float(near.gap_s[row]), 1),
                    "target": str(pair[0]),
                    "companion": str(pair[1]),
                }
                for row, pair in zip(rows[:MAX_EVIDENCE], pairs, strict=False)
            ],
            "gap_histogram": _histogram(gaps),
            "hours_of_week_target": _hours_of_week(target.ms),
            "hours_of_week_companion": _hours_of_week(one.history.ms),
        },
    )


def null_fact(near: Near, base: Baseline, looked_into: int) -> Mapping[str, Fact]:
    """What chance alone brings near a target: how many plates and passages, and how platoons stay."""
    on = base.stay[base.stay < 1]
    return {
        "drives": int(base.drive.max()) + 1,
        "passages": len(base.target),
        "plates_near": len(np.unique(near.plate)),
        "passages_near": len(near.plate),
        "looked_into": looked_into,
        "platoon_stays_together": round(float(on.mean()), 3) if len(on) else None,
    }


def _odds(chance: float) -> Said:
    """A probability as people say it: nobody reads 4e-09, and the figure is no surer than its millionth."""
    if chance < 1e-6:
        return Said("不到百萬分之一", "less than one in a million")
    if chance < 1e-3:
        return Said("不到千分之一", "less than one in a thousand")
    return Said(f" {chance:.1%}", f"{chance:.1%}")


def _says(one: Companion, gaps: NDArray[np.float64]) -> tuple[Said, ...]:
    together, expected = len(one.runs), one.chance.expected
    ahead = int((gaps < 0).sum())
    median = float(np.median(np.abs(gaps)))
    share = min(1.0, len(gaps) / max(1, len(one.history)))
    chance = _odds(one.chance.probability)
    times = f"{expected:.2g}" if expected >= _LEAST_SAID else f"<{_LEAST_SAID}"
    return (
        Said(
            f"{one.target.plate} 的 {one.drives} 趟車程中同行 {together} 趟；"
            f"依習慣與車流預期 {times} 趟"
            f"（提升 {one.lift:,.0f} 倍，純屬巧合的機率{chance.zh}）。",
            f"Together on {together} of {one.drives} drives of {one.target.plate}; habit and traffic make "
            f"{times} (lift {one.lift:,.0f}, probability by chance {chance.en}).",
        ),
        Said(
            f"{one.days} 天、{one.places} 處、{len(gaps)} 次過車，"
            f"間隔中位數 {median:.0f} 秒，{ahead} 次在前。",
            f"On {one.days} days, at {one.places} places, {len(gaps)} passages, {median:.0f} s apart "
            f"(median), ahead {ahead} times.",
        ),
        Said(
            f"它在這些地點共 {len(one.history)} 筆，其中 {share:.0%} 是同行時。",
            f"Of its {len(one.history)} passages at these places {share:.0%} are those together.",
        ),
    )


def _caveats(one: Companion, read_as: list[str]) -> tuple[Said, ...]:
    found = []
    if read_as:
        names = ", ".join(read_as)
        found.append(
            Said(
                f"其中有讀成 {names} 者，視為同一輛車的誤讀。",
                f"Read as {names} in between; taken for a misreading.",
            )
        )
    if len(one.runs) == 1:
        found.append(
            Said(
                "只有一趟同行；同一車隊也可能如此。", "One drive together only; a platoon can look like that."
            )
        )
    return tuple(found)


def _histogram(gaps: NDArray[np.float64]) -> list[Fact]:
    count = Counter((np.floor(gaps / _BIN_S) * _BIN_S).astype(int).tolist())
    return [{"from_s": start, "to_s": start + _BIN_S, "times": count[start]} for start in sorted(count)]


def _hours_of_week(ms: NDArray[np.int64]) -> list[int]:
    """168 counts, Monday 00 h first, Taipei time."""
    hour = ((ms + _TAIPEI_MS) // 3_600_000 + 72) % 168  # 1970-01-01 was a Thursday
    return [int(count) for count in np.bincount(hour, minlength=168)]


def _id(some: Passed | Near, row: int) -> PassageId:
    at = Instant(int(some.ms[row]) * 1000)
    return passage_id(at, int(some.camera[row]), int(some.sequence[row]))
