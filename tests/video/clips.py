"""Short clips made with PyAV for these tests."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def write_clip(
    path: Path,
    pictures: Sequence[Picture],
    *,
    codec: str = "libx264",
    times_ms: Sequence[int] | None = None,
    rate: int = 25,
    keyframe_every: int = 10,
    options: dict[str, str] | None = None,
) -> Path:
    """Write BGR pictures as a clip; ``times_ms`` gives each frame's time instead of a steady rate."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "18", "x265-params": "log-level=none"}
        stream.codec_context.gop_size = keyframe_every
        stream.codec_context.time_base = Fraction(1, 1000)
        for i, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = times_ms[i] if times_ms else round(i * 1000 / rate)
            frame.time_base = Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def grey_steps(count: int, width: int = 160, height: int = 96) -> list[Picture]:
    """Plain pictures, each a little brighter than the one before: frame i is 20 + 3 i grey."""
    return [np.full((height, width, 3), 20 + 3 * i, np.uint8) for i in range(count)]


def write_sound(path: Path) -> Path:
    """A recording with sound only."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16000)
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 16000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
