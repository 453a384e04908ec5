"""Near: where the target was, and which plates were there at much the same time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.look_alikes import look_alikes_of
from trackway.model.plate_series import Font
from trackway.model.time import Span
from trackway.passages import TooMany
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.ways.gates import Gates

__all__ = ["Near", "Passed", "alikes_in", "near_of", "passed_of"]

_MOST_PASSED = 5_000
"""The busiest taxi of the county makes that in a month; each is a place to look into."""
_MOST_NEAR = 1_000_000
_MOST_HISTORY = 200_000
_TWICE_S = 60.0
"""Seen again at the same gate within a minute is the same passing, in the other lane's camera."""
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True, eq=False)
class Passed:
    """Where one plate passed, columns of n in order of time: gate (its index), ms, camera, sequence."""

    plate: str
    gate: NDArray[np.int64]
    ms: NDArray[np.int64]
    camera: NDArray[np.int64]
    sequence: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ms)


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Who was near the target, columns: ``plate`` (index into ``plates``), the target's passage (its row),
    ``gap_s`` (positive: behind the target), ms, camera, sequence. One row per plate and passage."""

    plates: tuple[str, ...]
    plate: NDArray[np.int64]
    row: NDArray[np.int64]
    gap_s: NDArray[np.float64]
    ms: NDArray[np.int64]
    camera: NDArray[np.int64]
    sequence: NDArray[np.int64]

    def taken(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "Near":
        """Some of the rows; the list of plates stays."""
        return Near(
            self.plates,
            *(getattr(self, name)[rows] for name in ("plate", "row", "gap_s", "ms", "camera", "sequence")),
        )


def passed_of(
    desk: Desk, gates: Gates, plates: Sequence[str], cameras: Sequence[int], span: Span
) -> dict[str, Passed]:
    """Where some plates passed; one row for each time at a gate. Plates not seen are absent."""
    if not plates:
        return {}
    values = {
        "first": span.start.ms,
        "end": -(-span.end.us // 1000),
        "cameras": sorted(cameras),
        "plates": sorted(plates),
        "limit": _MOST_HISTORY + 1,
    }
    rows = desk.store.table(desk.permit, analysis_sql("convoy")["passages_of"], values)
    if rows.num_rows > _MOST_HISTORY:
        raise TooMany(f"These plates have more than {_MOST_HISTORY:,} passages; choose a shorter time.")
    ms, camera, sequence = (rows[name].to_numpy().astype(np.int64) for name in ("ms", "camera", "sequence"))
    gate = gates.of_camera[camera].astype(np.int64)
    found = {}
    texts = rows["plate"].to_pylist()
    starts = [k for k in range(len(texts)) if k == 0 or texts[k] != texts[k - 1]]
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=False):  # none: none
        plate = texts[start]
        own = start + np.flatnonzero(gate[start:end] >= 0)
        fresh = np.ones(len(own), bool)
        fresh[1:] = (gate[own[1:]] != gate[own[:-1]]) | (np.diff(ms[own]) > _TWICE_S * 1000)
        own = own[fresh]
        found[str(plate)] = Passed(str(plate), gate[own], ms[own], camera[own], sequence[own])
    return found


def near_of(desk: Desk, gates: Gates, target: Passed, window_s: int, cameras: frozenset[int]) -> Near:
    """Everybody with a plate who passed the target's gates within so many seconds of it.

    Raises ``TooMany`` where the target passed more often than can be looked into.
    """
    if len(target) > _MOST_PASSED:
        raise TooMany(
            f"{target.plate} passed {len(target):,} times, more than {_MOST_PASSED:,}; choose less time."
        )
    window_ms = window_s * 1000
    hours, numbers, at, target_ms = [], [], [], []
    for row, (gate, ms) in enumerate(zip(target.gate.tolist(), target.ms.tolist(), strict=True)):
        for hour in {(ms - window_ms) // _HOUR_MS, (ms + window_ms) // _HOUR_MS}:
            for camera in gates.rows[gate].cameras:
                if camera in cameras:
                    hours.append(hour * 3600)
                    at.append(camera)
                    target_ms.append(ms)
                    numbers.append(row)
    values = {
        "hours": hours,
        "cameras": at,
        "target_ms": target_ms,
        "numbers": numbers,
        "window_ms": window_ms,
        "limit": _MOST_NEAR + 1,
    }
    rows = desk.store.table(desk.permit, analysis_sql("convoy")["near"], values)
    if rows.num_rows > _MOST_NEAR:
        raise TooMany(
            f"More than {_MOST_NEAR:,} passages near {target.plate}; choose less time or a smaller window."
        )
    number = {text: k for k, text in enumerate(sorted(set(rows["plate"].to_pylist())))}
    plate = np.array([number[text] for text in rows["plate"].to_pylist()], np.int64)
    ms, camera, sequence, row = (
        rows[name].to_numpy().astype(np.int64) for name in ("ms", "camera", "sequence", "number")
    )
    near = Near(tuple(number), plate, row, (ms - target.ms[row]) / 1000, ms, camera, sequence)
    near = near.taken(~_itself(near, target))
    order = np.lexsort((near.sequence, near.camera, np.abs(near.gap_s), near.row, near.plate))
    near = near.taken(order)
    key = near.plate * (len(target) + 1) + near.row
    return near.taken(np.r_[True, key[1:] != key[:-1]] if len(key) else np.zeros(0, bool))


def _itself(near: Near, target: Passed) -> NDArray[np.bool_]:
    """The target itself, and the target misread by the camera of the other lane in the same moment."""
    index = {plate: k for k, plate in enumerate(near.plates)}
    same = [index[target.plate]] if target.plate in index else []
    alike = alikes_in(target.plate, index)
    twice = (np.abs(near.gap_s) <= 2.0) & (near.camera != target.camera[near.row])
    mine = np.isin(near.plate, same) | (np.isin(near.plate, alike) & twice)
    return np.asarray(mine, np.bool_)


def alikes_in(plate: str, index: dict[str, int]) -> list[int]:
    """The numbers of plates that differ from one in a single look-alike letter."""
    found = []
    for place, symbol in enumerate(plate):
        for other in {other for font in Font for other in look_alikes_of(symbol, font)}:
            number = index.get(plate[:place] + other + plate[place + 1 :])
            if number is not None:
                found.append(number)
    return sorted(found)
