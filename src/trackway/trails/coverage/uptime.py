"""Uptime: what cameras filed hour by hour, held against what each usually files at that hour of the week.

::

    hourly sums ──► matrix: camera x hour ──► usual ──► quiet hours summed up ──► down
                                                 ▲                                 │
                                                 └── once more without those ◄─────┘

A camera is not down because one hour is empty: at three in the morning many are. It is down when what would
usually have come in one empty stretch is too much to be chance.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trackway.model.camera import CameraKind
from trackway.model.time import Span
from trackway.trails.desk import Desk, analysis_sql

__all__ = ["Uptime", "uptime"]

_HOUR_MS = 3_600_000
_WINDOW_H = 28 * 24
"""Four weeks tell what is usual: every hour of the week four times. Roads and seasons change over more."""
_AFTER_H = 14 * 24
"""Of an old question two of them lie after it: a camera that was new or died then is judged by both sides."""
_MOST_CELLS = 1_500_000
"""Plate cameras times hours looked at: 1,000 of them for two months, a third of a second and 100 MB. Other
cameras add next to nothing: they file only when footage is imported."""
_STEPS = (1, 5, 11, 17, 23, 29, 37, 43, 53, 61, 71, 79, 89, 97)
"""Every so many hours, of longer questions. None shares a factor with the 168 hours of a week, so that every
hour of the week has its turn, and an outage of that many hours is seen whatever happens."""
_MISSED = 8.0
"""So many passages in a row do not stay away by chance: e^-8 is one in 3,000, some left for a holiday."""
_THIN, _THIN_FROM = 0.25, 20.0
"""An hour with less than a quarter of its usual 20 or more: the camera was out for most of it."""
_WEEKDAYS = 5
_MONDAY_H = 8 - 4 * 24
"""Hours from 1970-01-01T00Z, a Thursday, back to a Monday 00 h in Taipei (negative: forward four days)."""

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Uptime:
    """m cameras by h hours. ``numbers`` are the cameras' (m), ``hours`` counted since 1970 (h), of which
    ``asked`` touch the span (the others only tell what is usual); every ``every``-th hour is looked at.

    ``filed``, ``plates`` (those with a plate) and ``sure`` (sum of their confidences) are m x h; ``usual`` is
    what ``filed`` usually is then. ``down`` marks hours in which too little came. ``never`` are
    cameras asked that filed nothing in all these hours and need not: they read no plates live.
    ``unmeasured`` (m) marks cameras with passages whose clock nobody measured, in the span; ``off_s`` (m) is
    the largest error stated there.
    """

    numbers: NDArray[np.int64]
    hours: NDArray[np.int64]
    asked: Flags
    every: int
    filed: Floats
    plates: Floats
    sure: Floats
    usual: Floats
    down: Flags
    unmeasured: Flags
    off_s: Floats
    never: tuple[int, ...]

    @property
    def share(self) -> float:
        """The part of the cameras' hours in the span in which they filed what they usually do."""
        mine = self.down[:, self.asked]
        return float(1 - mine.mean()) if mine.size else 0.0

    def hours_down(self) -> dict[int, int]:
        """Per camera with any: in how many hours of the span too little came, longest first."""
        lost = self.down[:, self.asked].sum(axis=1) * self.every
        order = np.lexsort((self.numbers, -lost))
        return {int(self.numbers[row]): int(lost[row]) for row in order if lost[row]}

    def up_of(self, number: int) -> float:
        """The part of what one camera usually files in the span's hours that falls into hours it was up."""
        rows = np.flatnonzero(self.numbers == number)
        if not len(rows) or not self.asked.any():
            return 0.0
        due, is_down = self.usual[rows[0], self.asked], self.down[rows[0], self.asked]
        if not due.sum():
            return float(1 - is_down.mean())
        return float(due[~is_down].sum() / due.sum())

    def local_hours(self) -> NDArray[np.int64]:
        """Hours of the week by the clock of Taipei, Monday 00 h is 0 (h)."""
        return (self.hours + _MONDAY_H) % 168


def uptime(desk: Desk, numbers: Collection[int], span: Span) -> Uptime:
    """What these cameras filed in a span, and what is usual there."""
    first, end = _window(desk, span)
    plate_cameras = {n for n in numbers if n in desk.cameras and desk.cameras[n].kind is CameraKind.PLATE}
    every = _every(len(plate_cameras) * (end - first))
    hours = np.arange(-(-first // every) * every, end, every, dtype=np.int64)
    values = {
        "first": first * _HOUR_MS,
        "end": end * _HOUR_MS,
        "every": every,
        "cameras": sorted(numbers),
    }
    rows = desk.store.table(desk.permit, analysis_sql("coverage")["hours_filed"], values)
    seen = rows["camera"].to_numpy().astype(np.int64)
    column = (rows["at"].to_numpy().astype(np.int64) // 3600 - hours[0]) // every if len(hours) else seen
    kept = np.array(sorted(set(seen.tolist()) | plate_cameras), np.int64)
    line = np.searchsorted(kept, seen)
    asked = (hours >= span.start.ms // _HOUR_MS) & (hours * _HOUR_MS * 1000 < span.end.us)

    def matrix(name: str) -> Floats:
        cells = np.zeros((len(kept), len(hours)), np.float32)
        cells[line, column] = rows[name].to_numpy()
        return cells

    filed = matrix("filed")
    part = np.clip(desk.now.ms / _HOUR_MS - hours, 0, 1).astype(np.float32)
    usual, down = _judged(filed, hours, part)
    return Uptime(
        numbers=kept,
        hours=hours,
        asked=asked,
        every=every,
        filed=filed,
        plates=matrix("plates"),
        sure=np.asarray(matrix("sure") / 100, np.float32),
        usual=usual,
        down=down,
        unmeasured=np.asarray((matrix("unclocked")[:, asked] > 0).any(axis=1), np.bool_),
        off_s=np.asarray(matrix("off_ms")[:, asked].max(axis=1, initial=0) / 1000, np.float32),
        never=tuple(sorted(set(numbers) - set(kept.tolist()))),
    )


def _window(desk: Desk, span: Span) -> tuple[int, int]:
    """First hour and the one after the last: the span with four weeks about it, up to the present."""
    start, last = span.start.ms // _HOUR_MS, -(-span.end.us // (1000 * _HOUR_MS))
    present = desk.now.ms // _HOUR_MS + 1
    end = min(last + _AFTER_H, max(present, start + 1))
    return min(start, end - _WINDOW_H), end


def _every(cells: int) -> int:
    return next((step for step in _STEPS if cells / step <= _MOST_CELLS), _STEPS[-1])


def _judged(filed: Floats, hours: NDArray[np.int64], part: Floats) -> tuple[Floats, Flags]:
    """What is usual, and which hours fell short; the second time without the hours that did."""
    counted = np.broadcast_to(part >= 1, filed.shape)
    usual = _usual(filed, hours, counted) * part
    down = _short(filed, usual)
    usual = _usual(filed, hours, counted & ~down) * part
    down = _short(filed, usual)
    down[~filed.any(axis=1)] = True
    return usual, down


def _usual(filed: Floats, hours: NDArray[np.int64], counted: Flags) -> Floats:
    """The mean at that hour of the week; the mean at that hour of such a day weighs as one week more, for
    where there are few weeks."""
    week = (hours + _MONDAY_H) % 168
    day = week % 24 + np.where(week // 24 < _WEEKDAYS, 0, 24)
    of_day, days = _sums(filed, counted, day, 48)
    of_week, weeks = _sums(filed, counted, week, 168)
    mean = np.divide(of_day, days, out=np.zeros_like(of_day), where=days > 0)
    both = np.arange(168) % 24 + np.where(np.arange(168) // 24 < _WEEKDAYS, 0, 24)
    usual = (of_week + mean[:, both]) / (weeks + 1)
    return np.asarray(usual[:, week], np.float32)


def _sums(filed: Floats, counted: Flags, bucket: NDArray[np.int64], buckets: int) -> tuple[Floats, Floats]:
    """Per camera and bucket of hours: what was filed in hours that count, and how many of them there are."""
    into = np.zeros((len(bucket), buckets), np.float32)
    into[np.arange(len(bucket)), bucket] = 1
    counts = counted.astype(np.float32)
    return np.asarray((filed * counts) @ into, np.float32), np.asarray(counts @ into, np.float32)


def _short(filed: Floats, usual: Floats) -> Flags:
    """Hours in an empty stretch that is too long for chance, and hours with a small part of the usual."""
    if not filed.size:
        return np.zeros(filed.shape, bool)
    empty = filed == 0
    begins = np.ones(filed.shape, bool)
    begins[:, 1:] = empty[:, 1:] != empty[:, :-1]
    # What lies before the first passage of all is no camera's fault and lengthens no quiet night.
    begins[:, int(np.argmax(~empty.all(axis=0)))] = True
    stretch = np.cumsum(begins.ravel()) - 1
    missed = np.bincount(stretch, weights=usual.ravel())
    thin = (usual >= _THIN_FROM) & (filed < _THIN * usual)
    return np.asarray((empty & (missed[stretch] >= _MISSED).reshape(filed.shape)) | thin, bool)
