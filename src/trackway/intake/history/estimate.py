"""The estimate: what a search of old footage would find, fetch and take, told before it is started."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from trackway.intake.history.job import USUAL_PRIORITY, check_extent
from trackway.intake.history.jobs import Jobs, Speed
from trackway.intake.history.offer import Missing, common, joined, without
from trackway.intake.history.source import OpenSource, SourceClock, SourceKind
from trackway.model.errors import TrackwayError
from trackway.model.time import Clock, Instant, Span

__all__ = ["CONFIRM_S", "Basis", "CameraEstimate", "Estimate", "estimated"]

CONFIRM_S = 24 * 3600.0
"""A search that would take longer than a day is started only when somebody says so."""
_ASSUMED_SPEED = 4.0
"""Seconds of footage looked at in a second of one core where nothing was measured yet: decoding a 1080p main
stream whole gives 7.8, and reading plates takes its part."""
_ASSUMED_BYTES_S = 5_000_000.0
"""What a recorder sends in a second where nothing was measured yet: half of a 100 Mbit/s line."""
_ENOUGH_S = 60.0
"""Less footage than that measures nothing."""
_AT_ONCE = 8
"""Recorders asked side by side; one camera of each at a time."""
_IN_VIEW_S = 4.0
"""How long a vehicle keeps a camera busy, for the share of time in which there is something to look at."""


class Basis(StrEnum):
    """Where a speed is from."""

    CAMERA = "camera"
    """Measured on this camera's footage, on this machine."""
    MACHINE = "machine"
    """Measured on other cameras' footage, on this machine."""
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class CameraEstimate:
    """One camera: what was found, what was looked at before, what is left and how fast that goes.

    Seconds of footage. ``speed`` is seconds of footage per second of one core. ``activity`` is the share of
    time with something to look at, by the passages of past searches; ``None``: nothing is known. ``says`` is
    the sentence that says why it could not be asked; then nothing else is known.
    """

    camera: int
    kind: SourceKind
    found_s: float = 0.0
    before_s: float = 0.0
    left_s: float = 0.0
    bytes: int = 0
    missing: tuple[Missing, ...] = ()
    unclear: tuple[str, ...] = ()
    clock: SourceClock | None = None
    speed: float = _ASSUMED_SPEED
    basis: Basis = Basis.ASSUMED
    activity: float | None = None
    desk: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """All cameras together. ``ready`` is when it would be done, behind what is queued already."""

    cameras: tuple[CameraEstimate, ...]
    found_s: float
    left_s: float
    bytes: int
    cpu_s: float
    fetch_s: float
    queued_s: float
    wall_s: float
    ready: Instant

    @property
    def needs_confirmation(self) -> bool:
        """Whether it is so long that somebody must say that it is meant."""
        return self.wall_s > CONFIRM_S


def estimated(
    jobs: Jobs,
    cameras: Sequence[int],
    span: Span,
    *,
    open_source: OpenSource,
    model_of: Callable[[int], str],
    clock: Clock,
    workers: int | None = None,
    priority: int = USUAL_PRIORITY,
) -> Estimate:
    """Ask every camera's source what it holds; nothing is fetched. Raises ``WrongUse``."""
    check_extent(tuple(cameras), span)
    speeds = {one.camera: one for one in jobs.speeds()}
    desks: dict[str, list[int]] = {}
    for camera in dict.fromkeys(cameras):
        desks.setdefault(jobs.sources.of(camera).desk, []).append(camera)

    def asked(numbers: list[int]) -> list[CameraEstimate]:
        return [_camera(jobs, camera, span, (open_source, model_of), speeds) for camera in numbers]

    with ThreadPoolExecutor(_AT_ONCE, "history-estimate") as pool:
        found = {one.camera: one for some in pool.map(asked, desks.values()) for one in some}
    each = tuple(found[camera] for camera in dict.fromkeys(cameras))
    machine = sum(one.read_s for one in speeds.values()), sum(one.cpu_s for one in speeds.values())
    usual = machine[0] / machine[1] if machine[0] > _ENOUGH_S and machine[1] > 0 else _ASSUMED_SPEED
    cores = workers or os.cpu_count() or 1
    cpu_s = sum(one.left_s / one.speed for one in each)
    queued_s = jobs.backlog_s(priority) / usual / cores
    fetch_s = _fetching(each, speeds)
    wall_s = queued_s + max(cpu_s / cores, fetch_s)
    return Estimate(
        each,
        sum(one.found_s for one in each),
        sum(one.left_s for one in each),
        sum(one.bytes for one in each),
        cpu_s,
        fetch_s,
        queued_s,
        wall_s,
        clock.now().plus(wall_s),
    )


def _camera(
    jobs: Jobs,
    camera: int,
    span: Span,
    asking: tuple[OpenSource, Callable[[int], str]],
    speeds: dict[int, Speed],
) -> CameraEstimate:
    open_source, model_of = asking
    where = jobs.sources.of(camera)
    try:
        model = model_of(camera)
        source = open_source(where)
        clock = source.clock()
        found = source.find(span, clock)
    except TrackwayError as error:
        return CameraEstimate(camera, where.kind, says=str(error))
    before = joined(jobs.looked_at(camera, model, span))
    held = [part for one in found.offers if (part := common(one.span, span)) is not None]
    left = [part for one in held for part in without(one, before)]
    left_s = sum(one.seconds for one in left)
    found_s = sum(one.seconds for one in held)
    fetched = [one.cut(part) for one in found.offers if (part := _hull(one.span, left)) is not None]
    speed, basis = _speed(speeds, camera)
    return CameraEstimate(
        camera,
        where.kind,
        found_s=found_s,
        before_s=found_s - left_s,
        left_s=left_s,
        bytes=sum(one.size or 0 for one in fetched),
        missing=found.missing,
        unclear=found.unclear,
        clock=clock,
        speed=speed,
        basis=basis,
        activity=_activity(speeds.get(camera)),
        desk=where.desk,
    )


def _hull(offered: Span, left: Sequence[Span]) -> Span | None:
    """From the first to the last that is to be looked at of an offer; ``None``: nothing."""
    parts = [part for one in left if (part := common(offered, one)) is not None]
    return Span(parts[0].start, parts[-1].end) if parts else None


def _speed(speeds: dict[int, Speed], camera: int) -> tuple[float, Basis]:
    own = speeds.get(camera)
    if own is not None and own.read_s > _ENOUGH_S and own.cpu_s > 0:
        return own.read_s / own.cpu_s, Basis.CAMERA
    read_s, cpu_s = sum(one.read_s for one in speeds.values()), sum(one.cpu_s for one in speeds.values())
    if read_s > _ENOUGH_S and cpu_s > 0:
        return read_s / cpu_s, Basis.MACHINE
    return _ASSUMED_SPEED, Basis.ASSUMED


def _activity(speed: Speed | None) -> float | None:
    if speed is None or speed.read_s <= _ENOUGH_S:
        return None
    return min(speed.passages * _IN_VIEW_S / speed.read_s, 1.0)


def _fetching(each: Sequence[CameraEstimate], speeds: dict[int, Speed]) -> float:
    """How long the slowest recorder takes: each is asked over one connection."""
    size, took = sum(one.bytes for one in speeds.values()), sum(one.fetch_s for one in speeds.values())
    rate = size / took if size > 10_000_000 and took > 0 else _ASSUMED_BYTES_S
    desks: dict[str, float] = {}
    for one in each:
        desks[one.desk] = desks.get(one.desk, 0.0) + one.bytes / rate
    return max(desks.values(), default=0.0)
