"""Numbered pictures read back out of what was fetched."""

import numpy as np
from tests.footage import code_of

from trackway.model.time import Instant
from trackway.video import frames
from trackway.video.reel import Piece


def pictured(piece: Piece) -> list[tuple[int, Instant]]:
    """The numbers of a file's pictures, with when each was taken."""
    return [(code_of(np.asarray(frame.luma)), piece.start.plus(frame.at_s)) for frame in frames(piece.path)]
