"""Tint: the colours of a plate, ground and characters, as seen in a picture that has colour.

A small network of ours judges the straightened plate (docs/reference/models.md). A picture without
colour anywhere, as infra-red and grey cameras give, is not asked: black may be red there.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from trackway.model.plate_colours import PlateColours
from trackway.model.reading import Box, Reading
from trackway.video import Bgr
from trackway.vision.geometry import Corners, grown, sides, straightened
from trackway.vision.vehicle_sights import Sights
from trackway.vision.weights import TINT, path_of, session

__all__ = ["colours_in", "colours_in_sights", "open_tint"]

_TOLD = tuple(PlateColours)
"""What the network tells apart, in its order; the first is "cannot be told"."""
_ON_THE_ROAD = np.array([0.03, 0.83, 0.03, 0.025, 0.007, 0.04, 0.015, 0.01, 0.013], np.float32)
"""Rough shares of each on Taiwan's roads. The network was taught all of them alike often; its shares are
weighed by a power of these, so that rare plates can be told too."""
_BY_SHARE = 0.75
_SIZE = (64, 24)
_AROUND = 0.07
"""How much of the plate's own width and height the picture shows beyond each of its edges."""
_LEAST_WIDE_PX = 24.0
_LEAST_CHROMA = 2.5
"""Mean spread of blue, green and red in a picture that has colour, of 255; coded grey stays below 2."""
_SURE = 0.8


def colours_in(picture: Bgr, reading: Reading) -> PlateColours:
    """The colours of a plate read in this picture, ``UNKNOWN`` where they cannot be told."""
    return _judged([_shares(picture, reading)])


def colours_in_sights(sights: Sights[Reading]) -> PlateColours:
    """The colours of a plate that was seen in these frames."""
    return _judged(
        [_shares(frame.colour(Box(0, 0, *frame.size)), reading) for frame, reading in sights.best_first]
    )


def _judged(looks: Sequence[NDArray[np.float32]]) -> PlateColours:
    """The colours that all looks together make likeliest, if likely enough."""
    if not looks:
        return PlateColours.UNKNOWN
    beliefs = np.exp(np.mean(np.log(np.clip(looks, 1e-4, 1)), axis=0)) * _ON_THE_ROAD**_BY_SHARE
    beliefs /= beliefs.sum()
    best = int(beliefs.argmax())
    return _TOLD[best] if float(beliefs[best]) >= _SURE else PlateColours.UNKNOWN


def _shares(picture: Bgr, reading: Reading) -> NDArray[np.float32]:
    """How likely each of the colours is in one picture, all of them being alike often."""
    corners = _corners(reading)
    wide, high = sides(corners)
    if wide < _LEAST_WIDE_PX or _chroma(picture) < _LEAST_CHROMA:
        return np.asarray([1.0] + [0.0] * (len(_TOLD) - 1), np.float32)
    flat = straightened(picture, grown(corners, _AROUND * wide, _AROUND * high), *_SIZE)
    bgr = flat.transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)
    logits = np.asarray(_session().run(None, {"bgr": bgr})[0], np.float32)[0]
    odds = np.exp(logits - logits.max())
    return np.asarray(odds / odds.sum(), np.float32)


def _corners(reading: Reading) -> Corners:
    if reading.corners:
        return np.array(reading.corners, np.float32)
    box = reading.box
    return np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]], np.float32)


def _chroma(picture: Bgr) -> float:
    """How far the picture is from grey: the mean spread of its channels, from one pixel in 64."""
    some = picture[::8, ::8].astype(np.int16)
    return float((some.max(axis=2) - some.min(axis=2)).mean())


def open_tint() -> None:
    """Load the weights now."""
    _session()


@lru_cache(maxsize=1)
def _session() -> onnxruntime.InferenceSession:
    """Opened at the first look. Threads may share it."""
    return session(path_of(TINT), 1)
