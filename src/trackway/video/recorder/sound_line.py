"""Sound line: where a run's sound stands beside its pictures.

Sound has a clock of its own with another zero. It is tied to the pictures once a run: by the camera's clock
where the camera tells it for both, else by arrival; then it goes by its own ticks.
"""

from dataclasses import replace

from trackway.video.mp4 import TrackRun
from trackway.video.recorder.grouping import Group
from trackway.video.stream import AccessUnit, Codec, Track

__all__ = ["SoundLine"]

_AAC_FRAME = 1024
"""Samples in a frame of AAC (ISO/IEC 14496-3, frameLengthFlag 0)."""
_APART_S = 5.0
"""Sound and pictures that a camera's clock puts further apart: it does not keep one clock for both."""


class SoundLine:
    """The sound of one run, which begins with ``first``."""

    def __init__(self, first: Group, track: Track) -> None:
        self._track = track
        # Not the group itself: a megabyte that would stay for as long as the run lasts.
        self._first_ticks, self._first_raw_us = first.ticks, first.raw_us
        self._shift: int | None = None
        self._last = -1
        self._lasts = 0

    def run_of(self, group: Group) -> TrackRun | None:
        """The sound of a group as it goes into its fragment; ``None`` where there is none."""
        units = [self._placed(unit, group) for unit in group.sounds if unit.track == self._track.id]
        if not units:
            return None
        return TrackRun(self._track, units[0].ticks, units, self._lasts)

    def _placed(self, unit: AccessUnit, group: Group) -> AccessUnit:
        hz = self._track.clock_hz
        if self._shift is None:
            self._shift = round(max(self._behind_s(unit, group), 0.0) * hz) - unit.ticks
        at = unit.ticks + self._shift
        step = at - self._last
        if self._last < 0:
            self._lasts = _lasts(unit, self._track)
        elif 0 < step <= hz:
            self._lasts = step
        else:
            # Its time stamps jumped, or sound is missing: where it goes on is told by arrival.
            at = max(round(self._by_arrival_s(unit) * hz), self._last + self._lasts)
            self._shift = at - unit.ticks
        self._last = at
        return replace(unit, ticks=at)

    def _behind_s(self, unit: AccessUnit, group: Group) -> float:
        """Seconds from the run's first picture to this sound."""
        if unit.camera_us is not None and group.camera_us is not None:
            apart = (unit.camera_us - group.camera_us) / 1e6
            if abs(apart) < _APART_S:
                return apart + (group.pictures[0].ticks - self._first_ticks) / 90_000
        return self._by_arrival_s(unit)

    def _by_arrival_s(self, unit: AccessUnit) -> float:
        return unit.arrived_ns / 1e9 - (self._first_raw_us + self._first_ticks / 0.09) / 1e6


def _lasts(unit: AccessUnit, track: Track) -> int:
    if track.codec is Codec.AAC:
        return _AAC_FRAME
    return max(len(unit.data) // max(track.channels, 1), 1)  # G.711: a byte a sample
