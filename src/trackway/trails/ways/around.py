"""Around: every passage at some cameras in a span, as columns, grouped into vehicles by their plate.

Shared by the analyses that look for an unknown vehicle among all that passed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.passage import PassageId, passage_id
from trackway.model.time import Instant, Span
from trackway.passages import TooMany
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.ways.gates import Gates

__all__ = ["Around", "around", "one_vehicle"]

_MOST = 100_000
"""Two hundred busy cameras for two hours; what is beyond is read by nobody."""
_TOGETHER_S = 20.0
"""Seen at two gates within this, two plates are two vehicles: no gate is nearer to the next."""
_NO_SPEED, _NO_ERROR = 65_535, 0xFFFF_FFFF


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """n passages in order of vehicle and time. ``vehicle`` (0 to count - 1) of each; one without a plate is a
    vehicle of its own. ``first[v]`` to ``first[v + 1]`` are the rows of vehicle v. ``at_s`` are seconds since
    ``origin``; ``kmh`` and ``error_s`` are NaN where nothing was measured."""

    origin: Instant
    vehicle: NDArray[np.intp]
    first: NDArray[np.intp]
    plates: tuple[str, ...]
    at_s: NDArray[np.float64]
    ms: NDArray[np.int64]
    camera: NDArray[np.intp]
    sequence: NDArray[np.int64]
    gate: NDArray[np.int32]
    confidence: NDArray[np.float64]
    kind: NDArray[np.str_]
    colour: NDArray[np.str_]
    kind_sure: NDArray[np.float64]
    colour_sure: NDArray[np.float64]
    kmh: NDArray[np.float64]
    error_s: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many vehicles."""
        return len(self.plates)

    def rows(self, vehicle: int) -> range:
        """The rows of one vehicle, oldest first."""
        return range(int(self.first[vehicle]), int(self.first[vehicle + 1]))

    def surest(self, words: NDArray[np.str_], sure: NDArray[np.float64]) -> NDArray[np.str_]:
        """For each vehicle the word that its passages say most surely, known ones before unknown."""
        weight = np.where(words == "unknown", -1.0, sure)
        order = np.lexsort((-weight, self.vehicle))
        return words[order[self.first[:-1]]]

    def identity(self, row: int) -> PassageId:
        """The passage of a row."""
        at = Instant(int(self.ms[row]) * 1000)
        return passage_id(at, int(self.camera[row]), int(self.sequence[row]))


def around(desk: Desk, gates: Gates, cameras: Collection[int], span: Span) -> Around:
    """Every passage at these cameras. Raises ``TooMany`` beyond what can be looked through."""
    values = {
        "first": span.start.ms,
        "end": -(-span.end.us // 1000),
        "cameras": sorted(cameras),
        "limit": _MOST + 1,
    }
    table = desk.store.table(desk.permit, analysis_sql("hit_and_run")["around"], values)
    if table.num_rows > _MOST:
        raise TooMany(f"More than {_MOST:,} passages around there; take a shorter time or a smaller reach.")
    plate = table["plate"].to_numpy(zero_copy_only=False).astype(str)
    known, code = np.unique(plate, return_inverse=True)
    code = code.astype(np.int64)
    # A vehicle without a plate is one of its own, behind all that have one.
    has_none = plate == ""
    code[has_none] = len(known) + np.arange(int(has_none.sum()))
    order = np.argsort(code, kind="stable")
    _, vehicle = np.unique(code[order], return_inverse=True)
    count = int(vehicle.max()) + 1 if len(vehicle) else 0
    first = np.searchsorted(vehicle, np.arange(count + 1))
    ms = np.asarray(table["ms"].to_numpy(), np.int64)[order]
    camera = np.asarray(table["camera"].to_numpy(), np.intp)[order]
    speed = np.asarray(table["speed"].to_numpy(), np.float64)[order]
    error = np.asarray(table["error_ms"].to_numpy(), np.float64)[order]
    return Around(
        origin=span.start,
        vehicle=vehicle.astype(np.intp),
        first=first.astype(np.intp),
        plates=tuple(str(text) for text in plate[order][first[:-1]]),
        at_s=(ms - span.start.ms) / 1000,
        ms=ms,
        camera=camera,
        sequence=np.asarray(table["sequence"].to_numpy(), np.int64)[order],
        gate=gates.of_camera[camera],
        confidence=np.asarray(table["confidence"].to_numpy(), np.float64)[order] / 100,
        kind=table["kind"].to_numpy(zero_copy_only=False).astype(str)[order],
        colour=table["colour"].to_numpy(zero_copy_only=False).astype(str)[order],
        kind_sure=np.asarray(table["kind_confidence"].to_numpy(), np.float64)[order] / 100,
        colour_sure=np.asarray(table["colour_confidence"].to_numpy(), np.float64)[order] / 100,
        kmh=np.where(speed == _NO_SPEED, np.nan, speed / 10),
        error_s=np.where(error == _NO_ERROR, np.nan, error / 1000),
    )


def one_vehicle(seen: Around, vehicles: Sequence[int]) -> list[list[int]]:
    """Vehicles, best first, with those put to an earlier one whose plate may be a misreading of its own: one
    letter differs, and they are never at two gates at once."""
    groups: list[list[int]] = []
    for vehicle in vehicles:
        home = next((group for group in groups if _may_be_one(seen, group[0], vehicle)), None)
        if home is None:
            groups.append([vehicle])
        else:
            home.append(vehicle)
    return groups


def _may_be_one(seen: Around, one: int, other: int) -> bool:
    a, b = seen.plates[one], seen.plates[other]
    if not a or len(a) != len(b) or sum(x != y for x, y in zip(a, b, strict=True)) != 1:
        return False
    mine, its = seen.rows(one), seen.rows(other)
    gap = np.abs(seen.at_s[mine.start : mine.stop, None] - seen.at_s[None, its.start : its.stop])
    return bool((gap > _TOGETHER_S).all())
