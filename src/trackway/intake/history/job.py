"""Job: cameras and a span of time that somebody wants looked at, and why; and how far it is."""

from dataclasses import dataclass
from enum import StrEnum

from trackway.intake.history.offer import Missing, Offer
from trackway.intake.history.source import SourceClock
from trackway.model.errors import WrongUse
from trackway.model.question import Permit
from trackway.model.time import Instant, Span

__all__ = [
    "USUAL_PRIORITY",
    "CameraProgress",
    "CameraState",
    "Job",
    "JobState",
    "Task",
    "TaskState",
    "Wanted",
]

USUAL_PRIORITY = 5
_MAX_CAMERAS = 5_000
"""A whole county at once is a slip of the hand, and its estimate alone would ask every recorder."""
_MAX_S = 366 * 86_400.0
"""Nothing may be kept longer than a year."""


class JobState(StrEnum):
    """What a job is at."""

    RUNNING = "running"
    STOPPED = "stopped"
    """By somebody; what was found stays, and it can be taken up again."""
    DONE = "done"


class CameraState(StrEnum):
    """What is known of one camera of a job."""

    WANTED = "wanted"
    """Its recorder has not been asked yet, or did not answer and is asked again."""
    FOUND = "found"
    FAILED = "failed"
    """Its recorder was asked often enough, or cannot be asked at all."""


class TaskState(StrEnum):
    """What a task is at."""

    WAITING = "waiting"
    FETCHING = "fetching"
    FETCHED = "fetched"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: cameras by number, a span, under which permit, how urgently (9 before 0)."""

    cameras: tuple[int, ...]
    span: Span
    permit: Permit
    priority: int = USUAL_PRIORITY

    def __post_init__(self) -> None:
        check_extent(self.cameras, self.span)
        if not 0 <= self.priority <= 9:
            raise WrongUse(f"The priority {self.priority} is not between 0 and 9; 9 comes first.")


def check_extent(cameras: tuple[int, ...], span: Span) -> None:
    """Refuse what no job may be. Raises ``WrongUse``."""
    if not cameras:
        raise WrongUse("A search of old footage needs at least one camera.")
    if len(cameras) > _MAX_CAMERAS:
        raise WrongUse(f"{len(cameras):,} cameras are more than the {_MAX_CAMERAS:,} that one job may have.")
    if span.seconds > _MAX_S:
        raise WrongUse("A search of old footage spans a year at most.")


@dataclass(frozen=True, slots=True)
class Job:
    """A search of old footage 歷史影像分析工作, as it stands in the queue."""

    id: int
    created: Instant
    username: str
    case_no: str
    reason: str
    audit_id: int
    span: Span
    priority: int
    state: JobState
    finished: Instant | None


@dataclass(frozen=True, slots=True)
class Task:
    """A stretch of a camera's time to be looked at by one engine, for all jobs that want it."""

    id: int
    camera: int
    span: Span
    model: str
    offer: Offer
    desk: str
    clock: SourceClock
    deadline: Instant
    state: TaskState
    tries: int


@dataclass(frozen=True, slots=True)
class CameraProgress:
    """How far one camera of a job is. Seconds of footage; ``short_s`` was promised and not given."""

    camera: int
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
    clock: SourceClock
    missing: tuple[Missing, ...]
    says: str
