"""Frame: one picture of a recording, upright, as luma; colour only for what is cut out of it."""

from functools import cached_property
from typing import cast

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from trackway.model.reading import Box

__all__ = ["Bgr", "Frame", "Luma"]

Luma = NDArray[np.uint8]
"""Height x width, 0 black to 255 white (as coded: studio range footage uses 16 to 235)."""
Bgr = NDArray[np.uint8]
"""Height x width x 3, blue, green, red."""

_EIGHT_BIT_LUMA_FIRST = frozenset(
    {"gray", "yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "yuv411p", "nv12", "nv21"}
)
"""Pixel formats whose first plane is the picture in grey, one byte per pixel: nothing to convert."""


class Frame:
    """One decoded frame; ``at_s`` is seconds from the start of the footage by its own time stamps."""

    def __init__(self, picture: av.VideoFrame, at_s: float, index: int) -> None:
        self._picture = picture
        self.at_s = at_s
        self.index = index
        self._turns = round(picture.rotation / 90) % 4

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, upright."""
        width, height = self._picture.width, self._picture.height
        return (height, width) if self._turns % 2 else (width, height)

    @cached_property
    def luma(self) -> Luma:
        """The whole frame in grey; a view of the decoder's memory that lives as long as the frame."""
        picture = self._picture
        if picture.format.name not in _EIGHT_BIT_LUMA_FIRST:
            picture = picture.reformat(format="gray", threads=1)
        plane = picture.planes[0]
        rows = np.frombuffer(cast("bytes", plane), np.uint8).reshape(plane.height, plane.line_size)
        return self._upright(rows[:, : picture.width])

    @cached_property
    def _colour(self) -> Bgr:
        # One thread: by itself it takes one per core, and a confined process may start none.
        picture = self._picture.reformat(format="bgr24", threads=1)
        return self._upright(np.asarray(picture.to_ndarray(), dtype=np.uint8))

    def colour(self, box: Box) -> Bgr:
        """What lies in the box, in colour."""
        return self._colour[box.y0 : box.y1, box.x0 : box.x1]

    def jpeg(self, quality: int = 85) -> bytes:
        """The whole frame as a JPEG in colour. 85 keeps plate letters clean at a tenth of the raw size."""
        return bytes(cv2.imencode(".jpg", self._colour, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])

    def _upright(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.rot90(picture, self._turns) if self._turns else picture
