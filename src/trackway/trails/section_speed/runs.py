"""Runs: who went through a section of road, when, and how fast at least."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trackway.model.passage import passage_id
from trackway.model.time import Instant, Span
from trackway.passages import TooMany
from trackway.trails.clocks.clocks import Offsets
from trackway.trails.clocks.sites import Sites
from trackway.trails.desk import Desk, analysis_sql

__all__ = ["Runs", "Section", "runs_of"]

_SLOWEST_KMH, _LEAST_WITHIN_S = 10.0, 1800.0
"""Who takes longer than at walking pace, and half an hour, made a stop."""
_SIGHT_M = 50.0
"""How far from its pole a camera may read a plate: so much shorter may the way be at either end."""
_MOST_LEGS = 500_000
_UNMEASURED = 4_294_967_295


@dataclass(frozen=True, slots=True)
class Section:
    """The cameras (numbers) where it begins and ends, and the road's metres (0: the straight line)."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    road_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Columns of n runs through the section: plate, both passages, milliseconds and site (its index) of both,
    seconds taken with known offsets taken off, speeds at least and at most (NaN where a clock was not
    measured), the errors granted, and how many ``others`` tell of the clocks then (-1: not looked at).
    """

    plate: NDArray[np.object_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    at_ms: NDArray[np.int64]
    end_ms: NDArray[np.int64]
    start_site: NDArray[np.int64]
    end_site: NDArray[np.int64]
    took_s: NDArray[np.float64]
    least_kmh: NDArray[np.float64]
    most_kmh: NDArray[np.float64]
    error_s: NDArray[np.float64]
    others: NDArray[np.int64]

    def taken(self, rows: NDArray[np.bool_]) -> "Runs":
        """Some of them."""
        return replace(self, **{name: getattr(self, name)[rows] for name in Runs.__slots__})


def runs_of(  # noqa: PLR0917  each says another thing of the section
    desk: Desk, section: Section, span: Span, min_confidence: float, sites: Sites, offsets: Offsets
) -> Runs:
    """The runs of a span, in order of their start."""
    ends = list(section.starts), list(section.ends)
    farthest = float(sites.least_m[np.ix_(sites.of_camera[ends[0]], sites.of_camera[ends[1]])].max())
    within_s = max(_LEAST_WITHIN_S, max(farthest, section.road_m) / (_SLOWEST_KMH / 3.6))
    ahead_ms = np.where(sites.of_camera >= 0, np.round(offsets.ahead_s[sites.of_camera] * 1000), 0)
    ahead_ms = ahead_ms.astype(np.int64)
    values = {
        "first": span.start.ms,
        "end": -(-span.end.us // 1000),
        "starts": ends[0],
        "ends": ends[1],
        "ahead_ms": ahead_ms.tolist(),
        "within_ms": round(within_s * 1000),
        "min_confidence": int(min_confidence * 100),
        "limit": _MOST_LEGS + 1,
    }
    rows = desk.store.table(desk.permit, analysis_sql("section_speed")["through"], values)
    if rows.num_rows > _MOST_LEGS:
        raise TooMany(f"More than {_MOST_LEGS:,} runs through this section; choose a shorter time.")
    given = {
        name: np.asarray(rows[name].to_numpy(), np.int64) for name in rows.column_names if name != "plate"
    }
    known, errors = np.ones(rows.num_rows, bool), np.zeros(rows.num_rows)
    ms, site, ids = [], [], []
    for side in ("start", "end"):
        camera, claimed = given[f"{side}_camera"], given[f"{side}_error_ms"]
        site.append(sites.at(camera))
        is_unmeasured = claimed == _UNMEASURED
        errors += offsets.granted_s(site[-1], np.where(is_unmeasured, np.nan, claimed / 1000))
        known &= ~is_unmeasured | (offsets.ahead_s[site[-1]] != 0)
        ms.append(given[f"{side}_ms"] + ahead_ms[camera])  # as the clock said, which is what names a passage
        ids.append(_ids(ms[-1], camera, given[f"{side}_sequence"]))
    took = (given["end_ms"] - given["start_ms"]) / 1000
    way_m = (
        np.full(len(took), max(0.0, section.road_m - 2 * _SIGHT_M))
        if section.road_m
        else sites.least_m[site[0], site[1]]
    )
    return Runs(
        plate=np.array(rows["plate"].to_pylist(), object),
        start=ids[0],
        end=ids[1],
        at_ms=ms[0],
        end_ms=ms[1],
        start_site=site[0],
        end_site=site[1],
        took_s=took,
        least_kmh=np.where(known & (took + errors > 1), way_m / np.maximum(took + errors, 1.0) * 3.6, np.nan),
        most_kmh=(way_m + 4 * _SIGHT_M) / np.maximum(took - errors, 1.0) * 3.6,
        error_s=errors,
        others=np.full(len(took), -1),
    )


def _ids(ms: NDArray[np.int64], camera: NDArray[np.int64], sequence: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.array(
        [
            passage_id(Instant(int(at) * 1000), int(number), int(which))
            for at, number, which in zip(ms, camera, sequence, strict=True)
        ],
        np.int64,
    )
