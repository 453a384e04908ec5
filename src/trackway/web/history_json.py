"""Searches of old footage as JSON."""

from typing import Annotated

from pydantic import BaseModel, Field

from trackway.intake.history import (
    Basis,
    CameraEstimate,
    CameraProgress,
    CameraState,
    Estimate,
    Job,
    JobState,
    Missing,
    OldFootage,
    SourceClock,
    SourceKind,
)
from trackway.model.time import ClockOwner, Span
from trackway.registry import Registry
from trackway.web.areas import AreaBody
from trackway.web.purposes import PurposeId

__all__ = [
    "EstimateOut",
    "JobDetailOut",
    "JobId",
    "JobsOut",
    "PriorityBody",
    "StartBody",
    "WantedBody",
    "detail_out",
    "estimates_out",
    "job_out",
]

_MOST_MISSING = 200
"""Gaps told of one camera; a camera with more has hardly any footage."""
Priority = Annotated[int, Field(ge=0, le=9, description="9 comes first.")]
JobId = Annotated[int, Field(ge=1, le=2**53 - 1)]


class WantedBody(BaseModel):
    """Which cameras, by area or by id, and when."""

    purpose_id: PurposeId
    start: str = Field(alias="from", max_length=100)
    end: str = Field(alias="to", max_length=100)
    area: AreaBody | None = None
    cameras: list[Annotated[str, Field(max_length=200)]] | None = Field(default=None, max_length=5000)
    priority: Priority = 5


class StartBody(WantedBody):
    """The same, and whether a search of more than a day is meant."""

    confirmed: bool = False


class MissingOut(BaseModel):
    """A stretch without footage, and why."""

    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    cause: str
    says: str

    @classmethod
    def of(cls, one: Missing) -> "MissingOut":
        """As JSON."""
        return cls(start=str(one.span.start), end=str(one.span.end), cause=one.cause, says=one.says)


class SourceClockOut(BaseModel):
    """The clock of a source: seconds ahead of ours, and how wrong that may be (nobody knows: null)."""

    offset_s: float
    error_s: float | None
    owner: ClockOwner
    says: str

    @classmethod
    def of(cls, clock: SourceClock) -> "SourceClockOut":
        """As JSON."""
        return cls(offset_s=clock.offset_s, error_s=clock.error_s, owner=clock.owner, says=clock.says)


class CameraEstimateOut(BaseModel):
    """What a search would find of one camera. Seconds of footage."""

    camera_id: str
    name: str
    kind: SourceKind
    found_s: float
    before_s: float = Field(description="Looked at already; nothing is done twice.")
    left_s: float
    bytes: int
    missing: list[MissingOut]
    unclear: list[str]
    clock: SourceClockOut | None
    speed: float = Field(description="Seconds of footage per second of one core.")
    basis: Basis
    activity: float | None = Field(description="Share of the time with something to look at.")
    says: str


class EstimateOut(BaseModel):
    """What a search would find, fetch and take. ``ready`` counts what is queued before it."""

    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    cameras: list[CameraEstimateOut]
    found_s: float
    left_s: float
    bytes: int
    cpu_s: float
    queued_s: float
    wall_s: float
    ready: str
    needs_confirmation: bool


class JobOut(BaseModel):
    """A search of old footage in the queue."""

    id: int
    created: str
    username: str
    case_no: str
    reason: str
    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    priority: int
    state: JobState
    finished: str | None
    cameras: int
    found_s: float
    fetched_s: float
    read_s: float
    wanted_s: float
    passages: int


class CameraProgressOut(BaseModel):
    """How far one camera of a search is. Seconds of footage; ``short_s`` was promised and not given."""

    camera_id: str
    name: str
    state: CameraState
    found_s: float
    fetched_s: float
    read_s: float
    wanted_s: float
    bytes: int
    short_s: float
    passages: int
    with_plate: int
    failed: int
    clock: SourceClockOut
    missing: list[MissingOut]
    says: str


class JobDetailOut(BaseModel):
    """A search with its cameras."""

    job: JobOut
    cameras: list[CameraProgressOut]


class JobsOut(BaseModel):
    """The searches, newest first."""

    jobs: list[JobOut]


class PriorityBody(BaseModel):
    """Another priority."""

    priority: Priority


def estimates_out(found: Estimate, span: Span, registry: Registry) -> EstimateOut:
    """An estimate as JSON."""
    return EstimateOut(
        start=str(span.start),
        end=str(span.end),
        cameras=[_camera_out(one, registry) for one in found.cameras],
        found_s=found.found_s,
        left_s=found.left_s,
        bytes=found.bytes,
        cpu_s=found.cpu_s,
        queued_s=found.queued_s,
        wall_s=found.wall_s,
        ready=str(found.ready),
        needs_confirmation=found.needs_confirmation,
    )


def _camera_out(one: CameraEstimate, registry: Registry) -> CameraEstimateOut:
    camera = registry.numbered(one.camera)
    return CameraEstimateOut(
        camera_id=camera.id,
        name=camera.name,
        kind=one.kind,
        found_s=one.found_s,
        before_s=one.before_s,
        left_s=one.left_s,
        bytes=one.bytes,
        missing=[MissingOut.of(gap) for gap in one.missing[:_MOST_MISSING]],
        unclear=list(one.unclear),
        clock=None if one.clock is None else SourceClockOut.of(one.clock),
        speed=round(one.speed, 2),
        basis=one.basis,
        activity=one.activity,
        says=one.says,
    )


def detail_out(old: OldFootage, job: Job, registry: Registry) -> JobDetailOut:
    """A search with its cameras as JSON."""
    progress = old.jobs.progress(job.id)
    return JobDetailOut(
        job=job_out(job, progress), cameras=[_progress_out(one, registry) for one in progress]
    )


def job_out(job: Job, progress: tuple[CameraProgress, ...]) -> JobOut:
    """A search as JSON."""
    return JobOut(
        id=job.id,
        created=str(job.created),
        username=job.username,
        case_no=job.case_no,
        reason=job.reason,
        start=str(job.span.start),
        end=str(job.span.end),
        priority=job.priority,
        state=job.state,
        finished=None if job.finished is None else str(job.finished),
        cameras=len(progress),
        found_s=sum(one.found_s for one in progress),
        fetched_s=sum(one.fetched_s for one in progress),
        read_s=sum(one.read_s for one in progress),
        wanted_s=sum(one.wanted_s for one in progress),
        passages=sum(one.passages for one in progress),
    )


def _progress_out(one: CameraProgress, registry: Registry) -> CameraProgressOut:
    camera = registry.numbered(one.camera)
    return CameraProgressOut(
        camera_id=camera.id,
        name=camera.name,
        state=one.state,
        found_s=one.found_s,
        fetched_s=one.fetched_s,
        read_s=one.read_s,
        wanted_s=one.wanted_s,
        bytes=one.bytes,
        short_s=one.short_s,
        passages=one.passages,
        with_plate=one.with_plate,
        failed=one.failed,
        clock=SourceClockOut.of(one.clock),
        missing=[MissingOut.of(gap) for gap in one.missing[:_MOST_MISSING]],
        says=one.says,
    )
