"""Pairs: passages of one plate, one after the other, that one vehicle cannot both have made."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trackway.model.time import Span
from trackway.trails.cloned.bound import Timing
from trackway.trails.desk import Desk, analysis_sql

__all__ = ["Pairs", "pairs_of"]

_OFTEN = 3
"""Seen as two kinds of vehicle three times each, at four fifths or more: no slip of the eye."""
MOST_PLATES = 20_000
"""A clock that is off makes every vehicle that passes impossible: thousands, and still told in a second."""
_UNMEASURED = 65_535


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Columns of n pairs, each of a plate (its index in ``plates``): site and milliseconds of the earlier and
    the later passage, and how many seconds it falls short of what is needed, with all clocks granted.

    ``two_kinds`` are plates seen as different kinds of vehicle, with pairs or without.
    """

    plates: tuple[str, ...]
    two_kinds: frozenset[str]
    plate: NDArray[np.int64]
    earlier: NDArray[np.int64]
    later: NDArray[np.int64]
    earlier_ms: NDArray[np.int64]
    later_ms: NDArray[np.int64]
    short_s: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.plate)

    def taken(self, rows: NDArray[np.bool_]) -> "Pairs":
        """Some of the pairs; the list of plates stays."""
        columns = [f.name for f in fields(Pairs) if f.name not in ("plates", "two_kinds")]
        return Pairs(self.plates, self.two_kinds, **{name: getattr(self, name)[rows] for name in columns})


def pairs_of(
    desk: Desk, timing: Timing, chunks: Sequence[Sequence[int]], span: Span, min_confidence: float
) -> Pairs:
    """The pairs within a span, asked for chunks of hours one after another."""
    parts = [_asked(desk, timing, hours, span, min_confidence) for hours in chunks]
    index: dict[str, int] = {}
    plate = [np.array([index.setdefault(p, len(index)) for p in part.plates], np.int64) for part in parts]
    columns = [f.name for f in fields(Pairs) if f.name not in ("plates", "two_kinds", "plate")]
    return Pairs(
        plates=tuple(index),
        two_kinds=frozenset().union(*(part.two_kinds for part in parts)),
        plate=_joined([own[part.plate] for own, part in zip(plate, parts, strict=True)], np.int64),
        **{
            name: _joined([getattr(p, name) for p in parts], np.float64 if name == "short_s" else np.int64)
            for name in columns
        },
    )


def _joined(parts: list[NDArray[Any]], kind: type) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _asked(desk: Desk, timing: Timing, hours: Sequence[int], span: Span, min_confidence: float) -> Pairs:
    sites, offsets, bounds = timing.sites, timing.offsets, timing.bounds
    origin = (hours[0] if hours else 0) * 1000
    every = np.arange(len(sites))
    judged = timing.legs.is_unmeasured | (offsets.ahead_s != 0)
    granted = np.where(judged, offsets.granted_s(every, np.full(len(sites), np.nan)), -0.001)
    values = {
        "hours": list(hours),
        "first": span.start.ms,
        "end": -(-span.end.us // 1000),
        "origin": origin,
        "cameras": sites.numbers,
        "site": sites.table,
        "sites": len(sites),
        "needed_ms": np.round(bounds.needed_s * 1000).astype(np.int64).ravel().tolist(),
        "ahead_ms": np.round(offsets.ahead_s * 1000).astype(np.int64).tolist(),
        "granted_ms": np.round(granted * 1000).astype(np.int64).tolist(),
        "min_confidence": int(min_confidence * 100),
        "often": _OFTEN,
        "limit": MOST_PLATES,
    }
    rows = desk.store.table(desk.permit, analysis_sql("cloned")["too_soon"], values)
    plates = tuple(rows["plate"].to_pylist())
    is_two = rows["is_two_kinds"].to_numpy().astype(bool)
    each = rows["earlier"].combine_chunks()
    count = np.diff(each.offsets.to_numpy())
    a, b = (
        np.asarray(rows[name].combine_chunks().flatten().to_numpy(), np.uint64)
        for name in ("earlier", "later")
    )
    plate = np.repeat(np.arange(len(plates)), count)
    (ms_a, site_a, error_a), (ms_b, site_b, error_b) = (_unpacked(p, timing, origin) for p in (a, b))
    took = np.abs((ms_b - ms_a) / 1000 - offsets.ahead_s[site_b] + offsets.ahead_s[site_a])
    granted_s = offsets.granted_s(site_a, error_a) + offsets.granted_s(site_b, error_b)
    short = bounds.needed_s[site_a, site_b] - took - granted_s
    two_kinds = frozenset(p for p, two in zip(plates, is_two.tolist(), strict=True) if two)
    return Pairs(plates, two_kinds, plate, site_a, site_b, ms_a, ms_b, short)


def _unpacked(
    packed: NDArray[np.uint64], timing: Timing, origin: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Milliseconds, site, and what the clock claims in seconds (NaN: nobody measured it)."""
    ms = (packed >> np.uint64(32)).astype(np.int64) + origin
    camera = ((packed >> np.uint64(16)) & np.uint64(0xFFFF)).astype(np.int64)
    tenths = (packed & np.uint64(0xFFFF)).astype(np.float64)
    return ms, timing.sites.at(camera), np.where(tenths == _UNMEASURED, np.nan, tenths / 10)
