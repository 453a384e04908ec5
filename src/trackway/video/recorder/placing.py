"""Placing: groups onto the station's time, so that footage follows on to the microsecond within a run."""

from trackway.model.time import Instant
from trackway.video.recorder.grouping import Begins, Group
from trackway.video.recorder.run_clock import RunClock
from trackway.video.recorder.segment_writer import TimedGroup
from trackway.video.recorder.station_clock import StationClock

__all__ = ["Placing"]

_SLACK_US = 250_000
"""New footage that seems to begin so little before the old ended follows on: arrivals were early or late."""
_REPEATS = 3
"""Cameras send the last group of pictures again to who connects; one that always does is recorded all the
same.
"""
_OFF_US = 1_000_000
"""Further off than slewing makes good; the camera's ticks are not what they claim."""


class Placing:
    """Times one stream's groups. ``end`` is where the last one ended, or what was recorded before ended."""

    def __init__(self, station: StationClock, end: Instant) -> None:
        self._station = station
        self._end_us = end.us
        self._clock: RunClock | None = None
        self._offset_us = station.offset_us
        self._is_set = False
        self._may_overlap = False
        self._repeats = 0

    @property
    def is_off(self) -> bool:
        """Whether the camera's ticks have run away from the station's time; a new run puts it right."""
        return self._clock is not None and not self._is_set and abs(self._clock.error_us) > _OFF_US

    def station_set(self, step_us: int) -> None:
        """The station's clock was set; until the next run times go on by the clock as it was."""
        self._is_set = True
        self.may_overlap(yes=step_us < 0)

    def may_overlap(self, *, yes: bool = True) -> None:
        """The next run begins where its pictures say, even before the last one ended."""
        self._may_overlap = self._may_overlap or yes

    def place(self, group: Group) -> TimedGroup | None:
        """When a group's pictures were taken; ``None`` when they are recorded already."""
        begins = group.begins if self._clock is not None else Begins.AFTER_GAP
        if begins is Begins.AFTER_GAP:
            self._is_set = False
        if not self._is_set:
            self._offset_us = self._station.offset_us
        raw_us = group.raw_us + self._offset_us
        if begins is Begins.AFTER_GAP:
            # A repeated group that was dropped leaves none to follow: only a keyframe begins anew.
            self._clock = self._begun(group, raw_us) if group.is_key else None
        if self._clock is None:
            return None
        start = Instant(self._clock.at_us(group.ticks))
        self._clock.follow(group.ticks, raw_us)
        end = Instant(max(self._clock.at_us(group.end), start.us + 1))
        self._end_us = end.us
        delta = None
        if group.camera_us is not None:
            delta = group.camera_us - self._clock.at_us(group.pictures[0].ticks)
        return TimedGroup(group, begins, start, end, delta)

    def _begun(self, group: Group, raw_us: int) -> RunClock | None:
        if self._may_overlap:
            self._may_overlap = False
            return RunClock(group.ticks, raw_us)
        clock = RunClock(group.ticks, raw_us, not_before_us=self._end_us)
        early_us = clock.at_us(group.ticks) - RunClock(group.ticks, raw_us).at_us(group.ticks)
        if early_us > _SLACK_US and self._repeats < _REPEATS:
            self._repeats += 1
            return None
        self._repeats = 0
        return clock
