"""Searches of old footage: cameras and a span become jobs; footage is found, fetched, looked at and filed.

::

    Wanted ─► Job ─► sources find ─► tasks ─► fetch ─► parcels ─► workers look ─► passages (recorded)
                     own recorder · ONVIF Profile G · RTSP with a Range · Hikvision · Dahua · folders

A job can be stopped, taken up again and killed at any moment; what two jobs both want is looked at once.
"""

from trackway.intake.history.asking import NeedsConfirmation, OldFootage
from trackway.intake.history.carrying import Carrier, Desks
from trackway.intake.history.estimate import CONFIRM_S, Basis, CameraEstimate, Estimate, estimated
from trackway.intake.history.job import (
    USUAL_PRIORITY,
    CameraProgress,
    CameraState,
    Job,
    JobState,
    Task,
    TaskState,
    Wanted,
)
from trackway.intake.history.jobs import Jobs, Speed
from trackway.intake.history.offer import Fetched, Found, Missing, Offer
from trackway.intake.history.parcels import Parcels
from trackway.intake.history.reading import Reader
from trackway.intake.history.running import Runner
from trackway.intake.history.source import (
    Broken,
    LogIn,
    NotHeld,
    OpenSource,
    Source,
    SourceClock,
    SourceKind,
    Unreached,
    Whereabouts,
)

__all__ = [
    "CONFIRM_S",
    "USUAL_PRIORITY",
    "Basis",
    "Broken",
    "CameraEstimate",
    "CameraProgress",
    "CameraState",
    "Carrier",
    "Desks",
    "Estimate",
    "Fetched",
    "Found",
    "Job",
    "JobState",
    "Jobs",
    "LogIn",
    "Missing",
    "NeedsConfirmation",
    "NotHeld",
    "Offer",
    "OldFootage",
    "OpenSource",
    "Parcels",
    "Reader",
    "Runner",
    "Source",
    "SourceClock",
    "SourceKind",
    "Speed",
    "Task",
    "TaskState",
    "Unreached",
    "Wanted",
    "Whereabouts",
    "estimated",
]
