"""Path: the way something took through the picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trackway.model.reading import Box
from trackway.vision.passing import Motion

__all__ = ["Step", "drift_px", "motion", "moved_px", "outline_motion", "predicted"]

_GREW = math.log(1.15)
"""Nearer or farther by 15 % in size is a change of distance, not noise of the box."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where something was at a moment."""

    at_s: float
    box: Box


def predicted(path: Sequence[Step], at_s: float) -> tuple[float, float]:
    """The centre expected at a moment, pixels, from the last steps of the path (at least one)."""
    last = path[-1]
    x, y = last.box.centre
    earlier = next((step for step in reversed(path) if last.at_s - step.at_s >= 0.1), None)
    if earlier is None:
        return x, y
    ex, ey = earlier.box.centre
    share = min(at_s - last.at_s, 1.0) / (last.at_s - earlier.at_s)  # nobody keeps a course for longer
    return x + (x - ex) * share, y + (y - ey) * share


def moved_px(path: Sequence[Step]) -> float:
    """The farthest it ever was from where it was first seen."""
    x, y = path[0].box.centre
    return max(math.hypot(step.box.centre[0] - x, step.box.centre[1] - y) for step in path)


def drift_px(path: Sequence[Step]) -> float:
    """How far it is between where it mostly was at first and where at last; trembling cancels out."""
    start, end = _ends(path)
    return math.dist(start[:2], end[:2])


def motion(path: Sequence[Step]) -> Motion:
    """Which way it went: nearer or farther by its size and height in the picture, else across it."""
    start, end = _ends(path)
    across, down, size = end[0] - start[0], end[1] - start[1], start[2]
    if math.hypot(across, down) < 0.5 * size and abs(math.log(end[2] / start[2])) < _GREW:
        return Motion.UNKNOWN
    grew = math.log(end[2] / start[2])
    if abs(across) > 2 * abs(down) and abs(grew) < 2 * _GREW:
        return Motion.RIGHT if across > 0 else Motion.LEFT
    if abs(grew) >= _GREW:
        return Motion.TOWARDS if grew > 0 else Motion.AWAY
    return Motion.TOWARDS if down > 0 else Motion.AWAY


def outline_motion(path: Sequence[Step]) -> Motion:
    """Which way an outline went, by its place alone: it grows when it comes in over the edge, too."""
    start, end = _ends(path)
    across, down = end[0] - start[0], end[1] - start[1]
    if abs(across) > 2 * abs(down):
        return Motion.RIGHT if across > 0 else Motion.LEFT
    return Motion.TOWARDS if down > 0 else Motion.AWAY


def _ends(path: Sequence[Step]) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """The means of the first and of the last quarter."""
    quarter = max(1, len(path) // 4)
    return _mean(path[:quarter]), _mean(path[-quarter:])


def _mean(steps: Sequence[Step]) -> tuple[float, float, float]:
    """Mean centre and mean size (root of the area) of some steps."""
    count = len(steps)
    return (
        sum(step.box.centre[0] for step in steps) / count,
        sum(step.box.centre[1] for step in steps) / count,
        sum(math.sqrt(step.box.width * step.box.height) for step in steps) / count,
    )
