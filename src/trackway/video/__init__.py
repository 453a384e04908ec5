"""Video: footage as files, frame by frame. Knows no SQL and no web."""

from trackway.video.footage import (
    FOOTAGE_SUFFIXES,
    DamagedFootage,
    FootageFacts,
    NotFootage,
    footage_facts,
    is_footage,
)
from trackway.video.frame import Bgr, Frame, Luma
from trackway.video.frames import frames
from trackway.video.sandbox import Confinement, Limits, confine, confinement_here

__all__ = [
    "FOOTAGE_SUFFIXES",
    "Bgr",
    "Confinement",
    "DamagedFootage",
    "FootageFacts",
    "Frame",
    "Limits",
    "Luma",
    "NotFootage",
    "confine",
    "confinement_here",
    "footage_facts",
    "frames",
    "is_footage",
]
