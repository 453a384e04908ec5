"""Encoding: pictures into a video file.

The product writes MPEG-4 Part 2 with the encoder that is FFmpeg's own (``mpeg4``, LGPL). H.264 would be
nearer to what cameras send, but the only H.264 and H.265 encoders in PyAV's wheel are x264 and x265, which
are GPL, and openh264 is not in it. Measurements may name those encoders; the product never does.
"""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from trackway.model.errors import Unavailable, WrongUse

__all__ = ["PLAYABLE_CODEC", "PRODUCT_CODEC", "ClipWriter"]

PRODUCT_CODEC = "mpeg4"
PLAYABLE_CODEC = "libvpx-vp9"
"""What browsers play too (libvpx, BSD); costs half as much again as rendering."""

_OPTIONS = {
    # Without B-frames, as cameras send; presets that a measurement on two cores can afford.
    "libx264": {"preset": "veryfast", "tune": "zerolatency", "bf": "0"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=error:bframes=0"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
    "mpeg4": {"bf": "0"},
}


class ClipWriter:
    """A video file being written; use it as a context, and give it planes in order.

    The index stands at the front of an MP4, so that a file cut short can still be read up to the cut.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: int, codec: str, bit_rate: int) -> None:
        width, height = size
        if width % 2 or height % 2:
            raise WrongUse(f"A clip of {width} x {height} pixels cannot be encoded; both must be even.")
        if codec not in av.codecs_available:
            raise Unavailable(f"The encoder {codec} is not in this installation of FFmpeg.")
        fast = {"movflags": "+faststart"} if path.suffix.lower() in (".mp4", ".mov", ".m4v") else {}
        self._container = av.open(str(path), "w", options=fast)
        stream = self._container.add_stream(codec, rate=fps, options=_OPTIONS.get(codec, {}))
        if not isinstance(stream, VideoStream):
            raise WrongUse(f"The encoder {codec} makes no pictures.")
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.bit_rate = bit_rate
        stream.gop_size = 2 * fps  # two seconds, what cameras are set to
        self._stream = stream
        self._tick = Fraction(1, fps)
        self._count = 0

    def write(self, planes: NDArray[np.uint8]) -> None:
        """Encode one picture given as YUV 4:2:0 planes, (height * 3 // 2, width)."""
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts = self._count
        frame.time_base = self._tick
        self._count += 1
        for packet in self._stream.encode(frame):
            self._container.mux(packet)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            for packet in self._stream.encode(None):
                self._container.mux(packet)
        self._container.close()
