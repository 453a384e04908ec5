"""Video: footage as files, frame by frame. Knows no SQL and no web."""

from trackway.video.apart import facts_apart
from trackway.video.footage import (
    FOOTAGE_SUFFIXES,
    DamagedFootage,
    FootageFacts,
    NotFootage,
    OpenFile,
    footage_facts,
    is_footage,
    load_decoders,
    open_file,
)
from trackway.video.frame import Bgr, Frame, Luma
from trackway.video.frames import frames
from trackway.video.reel import Piece, Reel
from trackway.video.sandbox import Confinement, Limits, confine, confinement_here
from trackway.video.stream import StreamRole
from trackway.video.strip import Strip

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
    "OpenFile",
    "Piece",
    "Reel",
    "StreamRole",
    "Strip",
    "confine",
    "confinement_here",
    "facts_apart",
    "footage_facts",
    "frames",
    "is_footage",
    "load_decoders",
    "open_file",
]
