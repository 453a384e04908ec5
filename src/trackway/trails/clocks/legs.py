"""Legs: how long the ways between sites take, measured from the passages themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trackway.model.time import Span
from trackway.trails.clocks.sites import Sites
from trackway.trails.coverage.uptime import Uptime
from trackway.trails.desk import Desk, analysis_sql

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Legs", "hours_filed", "legs_of", "thinned"]

_SAMPLE = 400_000
"""So many passages tell the ways of a county of 60 sites to a few seconds, and are read in 0.1 s."""
_HOUR_MS = 3_600_000
_BLOCK_H = 3
"""Hours are taken in runs of three, so that journeys are whole."""
_ENOUGH = 20
"""Fewer journeys than this make no usual time: one misread among them would be the quick one."""


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """For each site to each other (n x n): seconds of the ``quick`` (of twenty one is as quick) and the
    ``usual`` (who did not stop), NaN where fewer than twenty went; ``sample`` how many did.

    ``claimed_s`` is the worst bound that a clock of the site claims, ``is_unmeasured`` whether one has none.
    """

    sample: NDArray[np.int64]
    quick_s: NDArray[np.float64]
    usual_s: NDArray[np.float64]
    claimed_s: NDArray[np.float64]
    is_unmeasured: NDArray[np.bool_]


def hours_filed(seen: Uptime, span: Span) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The hours of a span (seconds since 1970), and how many passages were filed in each."""
    hours = np.arange(span.start.ms // _HOUR_MS, -(-span.end.us // (_HOUR_MS * 1000)), dtype=np.int64)
    passages = np.interp(hours, seen.hours, seen.filed.sum(axis=0)) if len(seen.hours) else hours * 0
    return hours * 3600, np.round(passages).astype(np.int64)


def thinned(hours: NDArray[np.int64], passages: NDArray[np.int64], most: int = _SAMPLE) -> list[int]:
    """Hours in runs of three, evenly from all of them, that hold about so many passages at most."""
    blocks = max(1, -(-len(hours) // _BLOCK_H))
    keep = min(1.0, most / max(1, int(passages.sum())))
    number = np.arange(len(hours)) // _BLOCK_H
    # The block whose count passes the next whole number is taken: evenly, the last one too.
    chosen = np.floor((np.arange(blocks) + 1) * keep + 1e-9) > np.floor(np.arange(blocks) * keep + 1e-9)
    if not chosen.any():
        chosen[blocks // 2] = True
    return [int(hour) for hour in hours[chosen[number]]]


def legs_of(desk: Desk, sites: Sites, hours: Sequence[int]) -> Legs:
    """The legs between sites as driven in some hours."""
    n = len(sites)
    sample, quick, usual = np.zeros((n, n), np.int64), np.full((n, n), np.nan), np.full((n, n), np.nan)
    asked: dict[str, Any] = {"hours": list(hours), "cameras": sites.numbers}
    blocks = analysis_sql("clocks")
    rows = desk.store.table(desk.permit, blocks["legs"], asked | {"site": sites.table})
    at = _ints(rows["start"]), _ints(rows["stop"])
    sample[at] = _ints(rows["sample"])
    enough = sample[at] >= _ENOUGH
    some = at[0][enough], at[1][enough]
    quick[some] = rows["quick_s"].to_numpy()[enough]
    usual[some] = rows["usual_s"].to_numpy()[enough]
    rows = desk.store.table(desk.permit, blocks["claimed"], asked)
    claimed, is_unmeasured = np.zeros(n), np.zeros(n, bool)
    at_site = sites.at(_ints(rows["camera"]))
    np.maximum.at(claimed, at_site, _ints(rows["claimed_ms"]) / 1000)
    np.logical_or.at(is_unmeasured, at_site, _ints(rows["is_unmeasured"]) > 0)
    return Legs(sample, quick, usual, claimed, is_unmeasured)


def _ints(column: "pa.ChunkedArray[Any]") -> NDArray[np.int64]:
    return np.asarray(column.to_numpy(), np.int64)
