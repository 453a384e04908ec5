"""Ways: how vehicles went on from a gate, measured from our own passages; or, backwards, how they came.

::

    gate, moment ──► alike hours (same hour of the week, then wider) ──► vehicles there ──► where they were
                     next ──► Journeys ──► next gates: share, p10 p50 p90 of seconds; share not seen again

Nothing is stored for it: some hundred vehicles of a few hours are read from the order of the table when a
question is asked, which is quicker than keeping a table of all pairs (docs/explanation/ways.md).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.said import Said
from trackway.model.time import Instant, Span
from trackway.passages import TooMany
from trackway.trails.coverage.uptime import uptime
from trackway.trails.desk import Desk, analysis_sql
from trackway.trails.ways.gates import Gates

__all__ = ["ENOUGH", "HORIZON_S", "LEAST", "Journeys", "Onward", "journeys", "onward", "quantiles"]

HORIZON_S = 7200.0
"""Not seen again within two hours: it stopped, left, or was missed. The county is two hours long."""
ENOUGH = 300
"""So many vehicles state a share of a half to 3 %; wider hours are not looked at then."""
LEAST = 30
"""Fewer vehicles than this tell nothing: a share of a half is known to 18 % only."""
_FOUR_IN_FIVE = 0.41
"""Nine in a hundred are left on either side, not ten: traffic of another day is not quite that of the days
measured. With so many the promised four in five held on days held out (docs/explanation/ways.md)."""
_UNMEASURED_S = 2.0
"""Clocks that nobody measured widen an arrival by so much; most are within it."""
LEAST_TIMES = 9
"""Nine times are the fewest between whose first and last ones 80 % of further times are expected."""
_MOST_STARTS = 600
"""The newest so many: twice enough, and what can be read in a tenth of a second."""
_MOST_SIGHTINGS = 200_000
"""They make some ten thousand in two hours each; more is no traffic but a fault."""
_HOUR_S = 3600
_TAIPEI_AHEAD_H = 8
_A_LOT = 0.05
"""A next gate of less than this share matters little when it is out."""


@dataclass(frozen=True, slots=True, eq=False)
class Journeys:
    """Vehicles that passed a gate, and where else each was within ``HORIZON_S``.

    ``count`` vehicles; for each sighting of one of them, in order of vehicle and time: ``vehicle`` (0 to
    count - 1), ``gate`` (never the first one), ``seconds`` after (backwards: before) it passed, ``error_s``
    the sum of both clocks' bounds, NaN where either was not measured. ``says`` which hours they are from;
    ``dropped`` counts vehicles left out because a camera that matters was out at that hour.
    """

    count: int
    vehicle: NDArray[np.intp]
    gate: NDArray[np.int32]
    seconds: NDArray[np.float64]
    error_s: NDArray[np.float64]
    says: Said
    dropped: int = 0

    def nearest(self) -> NDArray[np.intp]:
        """The rows that are each vehicle's next (backwards: previous) sighting."""
        return np.flatnonzero(np.diff(self.vehicle, prepend=-1) > 0)


@dataclass(frozen=True, slots=True)
class Onward:
    """A next gate: how probable it is, from how many vehicles, and the seconds until then (p10, p50, p90;
    empty where fewer than ``LEAST_TIMES`` were measured); ``error_s`` is the greatest sum of both clocks'
    bounds, ``None`` when any was not measured."""

    gate: int
    share: float
    count: int
    eta_s: tuple[float, ...]
    error_s: float | None


def journeys(
    desk: Desk,
    gates: Gates,
    cameras: Collection[int],
    at: Instant,
    *,
    backwards: bool = False,
    outages: bool = True,
    other_than: Collection[str] = (),
) -> Journeys:
    """How vehicles went on from a gate's cameras at times like ``at``, from hours before it.

    From the same hour of the week first; hours are added until ``ENOUGH`` vehicles were seen. Those of hours
    in which a usual next camera was down are left out, unless no such care is needed (``outages`` false).
    """
    taken: list[tuple[str, int, float]] = []
    used: set[int] = set()
    says = Said("沒有可比的時段。", "There are no hours to compare with.")
    for hours, wording in _alike(at):
        says = wording
        fresh = [hour for hour in hours if hour not in used]
        used.update(fresh)
        taken += _starts(desk, cameras, fresh, other_than)
        if len(taken) >= ENOUGH:
            break
    taken = taken[:_MOST_STARTS]
    own = sorted({gates.at(camera) for camera in cameras})
    if not taken:
        none = np.zeros(0)
        return Journeys(0, none.astype(np.intp), none.astype(np.int32), none, none, says)
    found = _joined(desk, gates, own, taken, says, backwards=backwards)
    if not outages:
        return found
    return _without_outages(desk, gates, found, np.array([ms for _, ms, _ in taken]) // 3_600_000 * _HOUR_S)


def onward(found: Journeys, elapsed_s: float = 0.0) -> tuple[list[Onward], int]:
    """The next gates by falling share, and of how many vehicles: those that, so many seconds later, had not
    been seen yet, for that is what is known of one now. What the shares lack was not seen again."""
    rows = found.nearest()
    later = rows[found.seconds[rows] > elapsed_s]
    left = found.count - (len(rows) - len(later))
    if not left:
        return [], 0
    nexts = []
    for gate in np.unique(found.gate[later]).tolist():
        at = later[found.gate[later] == gate]
        error = float(found.error_s[at].max()) if not np.isnan(found.error_s[at]).any() else None
        nexts.append(Onward(gate, len(at) / left, len(at), _arrival(found.seconds[at], error), error))
    nexts.sort(key=lambda one: (-one.share, one.gate))
    return nexts, left


def _arrival(seconds: NDArray[np.float64], error_s: float | None) -> tuple[float, ...]:
    """When four in five arrive: p10, p50, p90 of times to come; nothing where too few were measured."""
    if len(seconds) < LEAST_TIMES:
        return ()
    early, middle, late = quantiles(seconds, (0.5 - _FOUR_IN_FIVE, 0.5, 0.5 + _FOUR_IN_FIVE))
    both = _UNMEASURED_S if error_s is None else error_s
    return max(0.0, early - both), middle, late + both


def quantiles(seconds: NDArray[np.float64], at: Sequence[float]) -> tuple[float, ...]:
    """Quantiles at rank p (n + 1): a further time lies below the p-th with probability p, however few there
    are (Weibull 1939; method 6 of Hyndman & Fan 1996)."""
    return tuple(float(q) for q in np.quantile(seconds, at, method="weibull"))


def _alike(at: Instant) -> Iterator[tuple[list[int], Said]]:
    """Hours like that of ``at``, whole and over with their journeys before it; each step wider."""
    hour = at.us // 1_000_000 // _HOUR_S
    day, of_day = divmod(hour + _TAIPEI_AHEAD_H, 24)
    last = (at.us / 1e6 - HORIZON_S) / _HOUR_S - 1

    def hours(days: range, around: range, *, alike: bool) -> list[int]:
        found = []
        for back in days:
            if alike and _is_weekend(day - back) != _is_weekend(day):
                continue
            found += [(day - back) * 24 + of_day + off - _TAIPEI_AHEAD_H for off in around]
        return [one * _HOUR_S for one in found if one <= last]

    yield (
        hours(range(7, 57, 7), range(1), alike=False),
        Said("取自前八週同一星期時刻。", "From the same hour of the week of eight weeks."),
    )
    yield (
        hours(range(29), range(1), alike=True),
        Said("取自前四週同類日（平日或假日）同一時刻。", "From the same hour of like days of four weeks."),
    )
    yield (
        hours(range(15), range(-2, 3), alike=True),
        Said(
            "樣本少，放寬至前兩週同類日前後兩小時。",
            "Few: widened to two hours around, like days of two weeks.",
        ),
    )
    yield (
        hours(range(8), range(-of_day, 24 - of_day), alike=False),
        Said("樣本少，放寬至前一週所有時刻。", "Few: widened to all hours of a week."),
    )


def _is_weekend(day: int) -> bool:
    """Whether a day, counted from 1970-01-01 (a Thursday), is a Saturday or Sunday."""
    return (day + 3) % 7 >= 5


def _starts(
    desk: Desk, cameras: Collection[int], hours: Sequence[int], other_than: Collection[str]
) -> list[tuple[str, int, float]]:
    """Plate, milliseconds and clock's bound of vehicles at the gate, newest first."""
    if not hours:
        return []
    values = {"hours": hours, "cameras": sorted(cameras), "min_confidence": 0, "limit": _MOST_STARTS}
    rows = desk.store.table(desk.permit, analysis_sql("ways")["starts"], values)
    error_s = _seconds(rows["error_ms"].to_numpy())
    columns = (rows["plate"].to_pylist(), rows["ms"].to_pylist(), error_s.tolist())
    return [one for one in zip(*columns, strict=True) if one[0] not in other_than]


def _joined(
    desk: Desk,
    gates: Gates,
    own: Sequence[int],
    taken: Sequence[tuple[str, int, float]],
    says: Said,
    *,
    backwards: bool,
) -> Journeys:
    """Where the vehicles were within the horizon, but at their own gate."""
    plates = sorted({plate for plate, _, _ in taken})
    sign = -1 if backwards else 1
    steps = range(int(HORIZON_S // _HOUR_S) + 1)
    hours = sorted({ms // 3_600_000 * _HOUR_S + sign * k * _HOUR_S for _, ms, _ in taken for k in steps})
    values = {"hours": hours, "plates": plates, "limit": _MOST_SIGHTINGS + 1}
    rows = desk.store.table(desk.permit, analysis_sql("ways")["sightings"], values)
    if rows.num_rows > _MOST_SIGHTINGS:
        raise TooMany("There are more sightings after this gate than can be looked at; choose another time.")
    number = {plate: i for i, plate in enumerate(plates)}
    who = np.array([number[plate] for plate in rows["plate"].to_pylist()], np.int64)
    ms = np.asarray(rows["ms"].to_numpy(), np.int64)
    camera = np.asarray(rows["camera"].to_numpy(), np.intp)
    gate = gates.of_camera[np.minimum(camera, len(gates.of_camera) - 1)]
    gate = np.where(camera < len(gates.of_camera), gate, -1)
    keep = ~np.isin(gate, own) & (gate >= 0)
    who, ms, gate, error_s = who[keep], ms[keep], gate[keep], _seconds(rows["error_ms"].to_numpy())[keep]
    # One number for vehicle and time, so that those within the horizon of a start are one slice.
    epoch, wide = int(ms.min(initial=0)), 1 << 42
    key = who * wide + (ms - epoch)
    order = np.argsort(key, kind="stable")
    key = key[order]
    mine = np.array([number[plate] for plate, _, _ in taken], np.int64) * wide
    start = np.array([at for _, at, _ in taken], np.int64) - epoch
    horizon = round(HORIZON_S * 1000)
    low = np.searchsorted(key, mine + (start - horizon if backwards else start + 1))
    high = np.searchsorted(key, mine + (start if backwards else start + horizon + 1))
    counts = np.maximum(high - low, 0)
    vehicle = np.repeat(np.arange(len(taken)), counts)
    place = np.arange(len(vehicle)) - np.repeat(np.cumsum(counts) - counts, counts)
    at = order[(np.repeat(high, counts) - 1 - place) if backwards else (np.repeat(low, counts) + place)]
    return Journeys(
        count=len(taken),
        vehicle=vehicle,
        gate=gate[at].astype(np.int32),
        seconds=np.abs(ms[at] - epoch - start[vehicle]) / 1000,
        error_s=error_s[at] + np.array([error for _, _, error in taken])[vehicle],
        says=says,
    )


def _seconds(error_ms: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Bounds of clocks in seconds, NaN where nobody measured."""
    return np.where(error_ms == np.uint32(0xFFFFFFFF), np.nan, error_ms / 1000)


def _without_outages(desk: Desk, gates: Gates, found: Journeys, hours: NDArray[np.int64]) -> Journeys:
    """The journeys but those of hours in which a camera of a usual next gate was down."""
    rows = found.nearest()
    seen, times = np.unique(found.gate[rows], return_counts=True)
    usual = [int(gate) for gate, n in zip(seen, times, strict=True) if n >= _A_LOT * found.count]
    cameras = {camera for gate in usual for camera in gates.rows[gate].cameras}
    if not cameras:
        return found
    span = Span(Instant(int(hours.min()) * 1_000_000), Instant((int(hours.max()) + _HOUR_S) * 1_000_000))
    filed = uptime(desk, cameras, span)
    is_down = filed.down.any(axis=0) & filed.asked
    keep = ~np.isin(hours, filed.hours[is_down] * _HOUR_S)
    if keep.all() or not keep.any():
        return found
    number = np.cumsum(keep) - 1
    stay = keep[found.vehicle]
    return Journeys(
        count=int(keep.sum()),
        vehicle=number[found.vehicle[stay]],
        gate=found.gate[stay],
        seconds=found.seconds[stay],
        error_s=found.error_s[stay],
        says=found.says,
        dropped=int((~keep).sum()),
    )
